from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from archiver.export.manifest import Manifest
from archiver.replay.reading import Job
from tests.archiver.archiving import crawl, job_in, paths
from tests.archiver.export.demo_archive import AFTER_FIRST, AFTER_SECOND, make_archive
from tests.commandline import archiver


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    make_archive(folder)
    return folder


def test_export_then_diff_tell_what_they_did(data: Path, tmp_path: Path) -> None:
    before, after = tmp_path / "before", tmp_path / "after"
    done = archiver("export", "--as-of", AFTER_FIRST, "--out", before, "--data", data)
    assert done.returncode == 0, done.stderr
    assert "235 articles" in done.stdout
    told = archiver(
        "export", "--as-of", AFTER_SECOND, "--out", after, "--data", data, "--since", before, "--json"
    )
    manifest = msgspec.json.decode(told.stdout, type=Manifest)
    assert manifest.since is not None
    difference = archiver("diff", before, after)
    assert difference.returncode == 0, difference.stderr
    assert difference.stdout.startswith("0 added, 3 changed, 2 withdrawn, 0 restored, 0 removed\n")
    lines = archiver("diff", before, after, "--json").stdout.splitlines()
    assert len(lines) == 6
    assert msgspec.json.decode(lines[-1])["counts"]["changed"] == 3


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--portal", "dem"], "dem: nothing of it was archived"),
        (["--fields", "titel"], "'titel' is no field"),
        (["--format", "csv"], "--format: 'csv' is unknown"),
        (["--format", "wacz", "--without-text"], "archives hold the texts"),
        (["--kind", "bài"], "--kind: 'bài' is unknown"),
        (["--partition", "month"], "--partition: 'month' is unknown"),
        (["--published-from", "01/07/2025"], "--published-from: '01/07/2025' is no day"),
        (["--notes", "không-có.md"], "--notes: không-có.md cannot be read: No such file or directory\n"),
        (["--as-of", "2020-01-01"], "before the first capture"),
    ],
)
def test_wrong_use_is_one_sentence_and_exits_2(
    data: Path, tmp_path: Path, options: list[str], said: str
) -> None:
    out = tmp_path / "out"
    done = archiver("export", "--as-of", AFTER_SECOND, "--out", out, "--data", data, *options)
    assert done.returncode == 2
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert not list(tmp_path.iterdir())


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Job:
    job = job_in(tmp_path_factory.mktemp("crawled"))
    crawl(job, paths()[:4])
    return job


def of_crawl(job: Job) -> list[str | Path]:
    return ["--data", job.data, "--portals", job.folders[0]]


def test_verify_tells_of_a_snapshot_what_it_compared_and_what_is_wrong(crawled: Job, tmp_path: Path) -> None:
    out = tmp_path / "out"
    made = archiver("export", "--as-of", "2025-07-31", "--out", out, "--format", "wacz", *of_crawl(crawled))
    assert made.returncode == 0, made.stderr
    assert sorted(path.name for path in (out / "archives").iterdir()) == [f"{crawled.portal}.wacz"]
    sound = archiver("verify", out, "--deep", *of_crawl(crawled))
    assert (sound.returncode, sound.stdout) == (0, f"{out}: all sound\n"), sound.stderr
    elsewhere = archiver("verify", out, "--data", tmp_path)
    assert f"not at hand: {crawled.portal}" in elsewhere.stdout
    card = out / "README.md"
    card.write_text(card.read_text(encoding="utf-8") + " ", encoding="utf-8")
    wrong = archiver("verify", out, "--json", *of_crawl(crawled))
    assert wrong.returncode == 1
    (problem,) = msgspec.json.decode(wrong.stdout)["problems"]
    assert problem.startswith(str(card))


def test_verify_of_a_portal_reads_its_captures_again_if_asked(crawled: Job) -> None:
    done = archiver("verify", crawled.portal, "--deep", *of_crawl(crawled))
    assert "everything reads as the records say" in done.stdout, done.stderr


def test_folder_that_is_no_snapshot_is_a_finding(tmp_path: Path) -> None:
    done = archiver("verify", tmp_path)
    assert (done.returncode, done.stderr) == (1, "")
    assert "is no snapshot" in done.stdout


def test_selection_without_articles_is_said(data: Path, tmp_path: Path) -> None:
    words: list[str | Path] = [
        "--as-of",
        AFTER_SECOND,
        "--out",
        tmp_path / "out",
        "--data",
        data,
        "--language",
        "lo",
    ]
    done = archiver("export", *words)
    assert done.returncode == 0
    assert "no article is as asked for" in done.stderr
