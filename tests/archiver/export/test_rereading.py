"""Snapshots against the archive that they were made of."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from archiver.export import rereading
from archiver.export.gather import Archive
from archiver.export.manifest import read_manifest
from archiver.export.reading import rows
from archiver.export.rereading import against_archive
from archiver.export.snapshot import make_snapshot
from archiver.export.verify import problems_in
from archiver.ledger import ledger_of
from archiver.models import Article, Outcome
from archiver.portal import load_portals
from archiver.replay.reading import Job
from tests.archiver.archiving import START, crawl, job_in, paths, with_words
from tests.archiver.export.making import plan

AS_OF = "2025-07-31"


@pytest.fixture(scope="module")
def job(tmp_path_factory: pytest.TempPathFactory) -> Job:
    """Return a portal that was crawled twice, its pages edited in between."""
    job = job_in(tmp_path_factory.mktemp("crawled"))
    crawl(job, paths()[:6])
    crawl(job, paths()[:6], day=1, alter=with_words("hội nghị", "hội thảo"))
    return job


def snapshot_of(job: Job, out: Path, **more: Any) -> Path:
    make_snapshot(
        Archive(job.data, load_portals(job.folders), job.folders),
        out,
        plan(job.data, **{"as_of": AS_OF, **more}),
    )
    return out


def problems(folder: Path, job: Job, *, deep: bool = False) -> list[str]:
    return against_archive(folder, job.data, job.folders, deep=deep, jobs=1).problems


@pytest.mark.parametrize("more", [{}, {"without_text": True}, {"formats": ("parquet",), "partition": "year"}])
def test_rows_of_a_crawl_rest_on_its_archive_and_read_the_same(
    job: Job, tmp_path: Path, more: dict[str, Any]
) -> None:
    folder = snapshot_of(job, tmp_path / "out", **more)
    assert list(problems_in(folder)) == []
    assert against_archive(folder, job.data, job.folders, deep=True, jobs=1) == ([], [])


def test_snapshot_of_a_day_before_the_first_crawl_holds_the_later_captures_that_it_rests_on(
    tmp_path: Path,
) -> None:
    job = job_in(tmp_path)
    crawl(job, paths()[:6])
    crawl(job, paths()[:4], day=-30, alter=with_words("Lượt xem", "Lượt xem tin"))
    folder = snapshot_of(job, tmp_path / "out", as_of="2025-06-15")
    manifest = read_manifest(folder)
    cited = {row.capture.offset for row in rows(folder, manifest, "versions")}
    later = [row for row in rows(folder, manifest, "captures") if row.fetched_at >= START]
    assert len(cited) == 3
    assert {row.offset for row in later} == cited
    assert list(problems_in(folder)) == []
    assert against_archive(folder, job.data, job.folders, deep=True, jobs=1) == ([], [])


def test_capture_with_another_digest_is_told(job: Job, tmp_path: Path) -> None:
    folder = snapshot_of(job, tmp_path / "out")
    row = next(rows(folder, read_manifest(folder), "versions"))
    capture = msgspec.structs.replace(row.capture, digest="sha1:" + "A" * 32)
    (said,) = rereading._checked(job, False, [rereading.Told(row.id, row.version, capture, {})])
    assert "has another payload digest" in said


def test_capture_that_is_gone_is_named(job: Job, tmp_path: Path) -> None:
    folder = snapshot_of(job, tmp_path / "out")
    data = shutil.copytree(job.data, tmp_path / "data")
    for path in sorted(data.glob("*/warc/*.warc.gz"))[:1]:
        path.unlink()
    gone = Job(data=data, portal=job.portal, folders=job.folders)
    assert any("cannot be read" in sentence for sentence in problems(folder, gone))


def test_portal_whose_archive_is_elsewhere_is_not_compared(job: Job, tmp_path: Path) -> None:
    folder = snapshot_of(job, tmp_path / "out")
    found = against_archive(folder, tmp_path / "nowhere", job.folders, deep=False, jobs=1)
    assert found == ([], [job.portal])


def otherwise(change: Callable[[Article], Article]) -> Callable[[Outcome], Outcome]:
    return lambda outcome: change(outcome) if isinstance(outcome, Article) else outcome


@pytest.mark.parametrize("field", ["title", "body", "view_count", "authors"])
@pytest.mark.parametrize("without_text", [False, True])
def test_row_that_its_capture_does_not_bear_out_is_found_by_reading_again(
    tmp_path: Path, field: str, without_text: bool
) -> None:
    values = {"title": "Tựa khác", "body": "Thân khác.", "view_count": 7, "authors": ("Ai Đó",)}
    job = job_in(tmp_path)
    crawl(
        job, paths()[1:4], read=otherwise(lambda one: msgspec.structs.replace(one, **{field: values[field]}))
    )
    folder = snapshot_of(job, tmp_path / "out", without_text=without_text)
    assert problems(folder, job) == []
    said = problems(folder, job, deep=True)
    named = "text_sha256" if without_text and field == "body" else field
    assert said
    assert all(named in sentence.partition("reads otherwise: ")[2].split(", ") for sentence in said)


def test_row_without_its_capture_among_the_captures_is_found(job: Job, tmp_path: Path) -> None:
    data = shutil.copytree(job.data, tmp_path / "data")
    for path in sorted(data.glob("*/warc/*.cdxj"))[:1]:
        path.unlink()
    folder = snapshot_of(Job(data=data, portal=job.portal, folders=job.folders), tmp_path / "out")
    assert any("its capture is not among the captures" in sentence for sentence in problems_in(folder))


def test_missing_is_what_the_ledger_says_is_not_recovered(job: Job, tmp_path: Path) -> None:
    folder = snapshot_of(job, tmp_path / "out")
    entries = [entry for entry in ledger_of(job).entries if entry.state != "recovered"]
    missing = list(rows(folder, read_manifest(folder), "missing"))
    assert [(row.id, row.state, row.title) for row in missing] == [
        (entry.id, entry.state, entry.title) for entry in entries
    ]
    assert "stub" in {row.state for row in missing}
