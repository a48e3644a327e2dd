"""Captures beside the tables of a snapshot."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from archiver.errors import UsageError
from archiver.export.manifest import read_manifest
from archiver.export.reading import rows
from archiver.export.verify import problems_in
from archiver.replay.reading import Job
from archiver.wacz import problems_in as problems_in_wacz
from archiver.warc.cdxj import parse_line
from archiver.warc.reader import read_record
from tests.archiver.archiving import PORTAL, crawl, job_in, paths, with_words
from tests.archiver.export.making import files_of
from tests.archiver.export.test_rereading import snapshot_of

FIRST_DAY = "2025-07-01"


@pytest.fixture(scope="module")
def job(tmp_path_factory: pytest.TempPathFactory) -> Job:
    job = job_in(tmp_path_factory.mktemp("crawled"))
    crawl(job, paths()[:6])
    crawl(job, paths()[:6], day=1, alter=with_words("hội nghị", "hội thảo"))
    return job


@pytest.fixture(scope="module")
def folder(job: Job, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a snapshot of the first day, with the captures in both forms."""
    out = tmp_path_factory.mktemp("snapshot") / "out"
    return snapshot_of(job, out, as_of=FIRST_DAY, archives=("wacz", "warc"))


def test_package_is_sound_and_lists_the_articles_with_their_titles(folder: Path) -> None:
    assert list(problems_in_wacz(folder / "archives" / f"{PORTAL}.wacz")) == []


def test_warc_files_hold_the_captures_of_the_date_and_no_later_one(folder: Path) -> None:
    (warc,) = (folder / "archives" / PORTAL).glob("*.warc.gz")
    lines = [parse_line(line) for line in warc.with_name(warc.name[:-8] + ".cdxj").read_bytes().splitlines()]
    found = {(line.url, read_record(warc, int(line.offset)).digest) for _, _, line in filter(None, lines)}
    captures = list(rows(folder, read_manifest(folder), "captures"))
    assert len(lines) == len(captures)
    assert found == {(row.url, row.digest) for row in captures}


def test_pages_list_has_title_and_time_of_each_article(folder: Path) -> None:
    lines = (folder / "archives" / PORTAL / "pages.jsonl").read_bytes().splitlines()[1:]
    pages = {page["id"].partition("@")[0]: page for page in map(msgspec.json.decode, lines)}
    articles = list(rows(folder, read_manifest(folder), "articles"))
    assert {article.id: article.title for article in articles} == {
        name: page["title"] for name, page in pages.items()
    }
    assert all(page["ts"].startswith(FIRST_DAY) for page in pages.values())


def test_warcio_reads_the_warc_files(folder: Path) -> None:
    (warc,) = (folder / "archives" / PORTAL).glob("*.warc.gz")
    done = subprocess.run(
        [Path(sys.executable).with_name("warcio"), "check", warc], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "")


def test_archives_are_part_of_the_id_and_flips_in_them_are_found(
    folder: Path, job: Job, tmp_path: Path
) -> None:
    manifest = read_manifest(folder)
    assert len(manifest.archives) == 4
    assert manifest.id != read_manifest(snapshot_of(job, tmp_path / "bare", as_of=FIRST_DAY)).id
    for file in manifest.archives:
        whole = (folder / file.path).read_bytes()
        (folder / file.path).write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
        assert any(file.path in sentence for sentence in problems_in(folder))
        (folder / file.path).write_bytes(whole)
    assert list(problems_in(folder)) == []


def test_archives_made_again_are_the_same_byte_for_byte(folder: Path, job: Job, tmp_path: Path) -> None:
    again = snapshot_of(job, tmp_path / "again", as_of=FIRST_DAY, archives=("wacz", "warc"))
    assert files_of(again) == files_of(folder)


def test_archives_do_not_go_with_a_snapshot_without_texts(job: Job, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="archives hold the texts"):
        snapshot_of(job, tmp_path / "out", without_text=True, archives=("wacz",))
