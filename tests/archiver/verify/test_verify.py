from __future__ import annotations

import contextlib
import os
import random
import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import pytest

from archiver.errors import PortalBusy, UsageError
from archiver.learned import Learned
from archiver.learnedfile import keep_learned
from archiver.rebuild import rebuild
from archiver.replay.reading import Job
from archiver.store import PortalStore, checksums
from archiver.verify import Finding, Report, repair, verify
from archiver.verify.warcs import check_warc
from archiver.warc import Exchange, WarcWriter
from archiver.warc.cdxj import parse_line
from archiver.webarchives.indexlog import IndexLog, Question
from tests.archiver.verify.conftest import now

Copy = Callable[[], Job]
FLIPS = 240


def checked(job: Job, jobs: int = 1) -> Report:
    return verify(job.data, job.portal, jobs=jobs, now=now)


def findings(job: Job) -> tuple[Finding, ...]:
    return checked(job).findings


def mended(job: Job) -> tuple[str, ...]:
    return repair(job, checked(job), jobs=1, now=now)


def root_of(job: Job) -> Path:
    return job.data / job.portal


def flip(path: Path, offset: int, bit: int = 0) -> None:
    content = bytearray(path.read_bytes())
    content[offset] ^= 1 << bit
    path.write_bytes(content)


def first(job: Job, pattern: str) -> Path:
    return min(root_of(job).glob(pattern))


def sealed_files(root: Path) -> list[Path]:
    kept = ("warc/*", "runs/*", "*.jsonl", "index.sqlite", "checksums.sha256")
    return sorted(path for pattern in kept for path in root.glob(pattern))


def test_whole_folder_is_sound_and_checking_changes_nothing(copy: Copy) -> None:
    job = copy()
    before = {path.name: path.read_bytes() for path in root_of(job).rglob("*") if path.is_file()}
    report = checked(job, jobs=2)
    assert report.findings == ()
    assert report.captures == 18
    assert report.lines > 16
    after = {path.name: path.read_bytes() for path in root_of(job).rglob("*") if path.is_file()}
    assert {name: before[name] for name in before if name != "lock"} == {
        name: after[name] for name in after if name != "lock"
    }


FORM = b"Content-Type: application/x-www-form-urlencoded\r\n"


@pytest.mark.parametrize("asked", [FORM + b"\r\n", FORM + b"\r\ntrang=2", b"\r\n", b"\r\n{}"])
def test_posted_pages_are_indexed_as_they_are_checked_whatever_was_posted(
    tmp_path: Path, asked: bytes
) -> None:
    request = b"POST /tin HTTP/1.1\r\nHost: a.vn\r\n" + asked
    response = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nab"
    with WarcWriter(tmp_path, "a", operator="", robots="classic", now=now) as writer:
        writer.write_exchange(
            Exchange(url="http://a.vn/tin", fetched_at=now(), request=request, response=response)
        )
    found = check_warc(next(tmp_path.glob("*.warc.gz")), {}).findings
    assert {finding.remedy for finding in found} == {"seal"}


def test_one_flipped_bit_anywhere_is_found_and_its_file_named(archived: Path) -> None:
    chance = random.Random(4)  # noqa: S311 - which bits are flipped must be the same in each run
    job = Job(data=archived / "data", portal="minh_hoa")
    files = sealed_files(root_of(job))
    assert len(files) == 10
    missed = []
    for number in range(FLIPS):
        path = files[number % len(files)]
        offset, bit = chance.randrange(path.stat().st_size), chance.randrange(8)
        flip(path, offset, bit)
        try:
            named = {finding.file for finding in findings(job)}
            if str(path.relative_to(root_of(job))) not in named:
                missed.append((path.name, offset, bit, named))
        finally:
            flip(path, offset, bit)
    assert missed == []
    assert findings(job) == ()


def test_flipped_bit_in_what_no_archive_holds_is_found_and_what_takes_its_place_is_sealed(copy: Copy) -> None:
    job = copy()
    question = Question(
        service="https://web.archive.org/cdx", hosts=("demo.example",), since=None, until=None, asked_at=now()
    )
    for _ in range(2):
        with PortalStore.open(job.data, job.portal, now=now):
            IndexLog(root_of(job) / "webarchives", "wayback", question, afresh=True).finish()
            keep_learned(root_of(job), Learned(portal=job.portal))
        assert findings(job) == ()
    for name in ("webarchives/wayback.jsonl", "learned.json"):
        path = root_of(job) / name
        flip(path, path.stat().st_size // 2)
        assert [(found.file, found.remedy) for found in findings(job)] == [(name, "copy")]
        path.unlink()
        assert [(found.file, found.remedy) for found in findings(job)] == [(name, "copy")]
        PortalStore.open(job.data, job.portal, now=now).close()
        assert findings(job) == ()


@pytest.mark.parametrize("offset", range(10))
def test_flipped_bit_of_a_gzip_header_is_found_where_it_is(copy: Copy, offset: int) -> None:
    job = copy()
    warc = first(job, "warc/*.warc.gz")
    line = parse_line(first(job, "warc/*.cdxj").read_bytes().splitlines()[3])
    assert line is not None
    at = int(line[2].offset)
    flip(warc, at + offset)
    assert at in [finding.offset for finding in findings(job) if finding.file.endswith(warc.name)]


def test_damaged_record_is_named_with_its_place_and_lines_that_name_it(copy: Copy) -> None:
    job = copy()
    warc = first(job, "warc/*.warc.gz")
    flip(warc, warc.stat().st_size // 2)
    found = [finding for finding in findings(job) if "cannot be unpacked" in finding.what]
    assert [finding.remedy for finding in found] == ["copy"]
    assert found[0].offset is not None
    assert found[0].offset < warc.stat().st_size // 2


def test_cdxj_is_made_anew(copy: Copy) -> None:
    job = copy()
    cdxj = first(job, "warc/*.cdxj")
    before = cdxj.read_bytes()
    for damage in (b"", before[:-30], before.replace(b'"status":"200"', b'"status":"404"', 1), before * 2):
        cdxj.write_bytes(damage)
        assert {finding.remedy for finding in findings(job)} == {"cdxj"}
        assert mended(job)
        assert cdxj.read_bytes() == before
        assert findings(job) == ()
    cdxj.unlink()
    assert [finding.what for finding in findings(job)] == ["it is missing"]
    mended(job)
    assert (cdxj.read_bytes(), findings(job)) == (before, ())


def test_unsorted_cdxj_is_told_line_by_line(copy: Copy) -> None:
    job = copy()
    cdxj = first(job, "warc/*.cdxj")
    lines = cdxj.read_bytes().splitlines(keepends=True)
    cdxj.write_bytes(b"".join([lines[1], lines[0], *lines[2:]]))
    assert [(found.record, found.offset) for found in findings(job)] == [("line 2", len(lines[1]))]


def test_index_is_made_anew_from_logs_and_archive(copy: Copy) -> None:
    job = copy()
    index = root_of(job) / "index.sqlite"
    flip(index, index.stat().st_size // 2)
    assert {finding.remedy for finding in findings(job)} == {"index"}
    mended(job)
    assert findings(job) == ()
    index.unlink()
    assert [finding.what for finding in findings(job)] == ["it is missing"]
    mended(job)
    assert findings(job) == ()
    with PortalStore.read(job.data, job.portal) as store:
        assert all(store.find_earlier(str(article.capture.digest)) for article in store.articles())


def test_torn_ends_are_cut(copy: Copy) -> None:
    job = copy()
    warc, log = first(job, "warc/*.warc.gz"), root_of(job) / "observations.jsonl"
    with warc.open("ab") as file:
        file.write(b"\x1f\x8b\x08\x00 torn")
    with log.open("ab") as other:
        other.write(b'{"id":"minh')
    assert {finding.remedy for finding in findings(job)} >= {"tail"}
    mended(job)
    assert findings(job) == ()


def test_text_changed_inside_a_valid_line_is_found_with_its_article_and_not_sealed(copy: Copy) -> None:
    job = copy()
    log = root_of(job) / "articles.jsonl"
    log.write_bytes(log.read_bytes().replace("chi bộ".encode(), "chi hộ".encode(), 1))
    found = findings(job)
    assert {finding.remedy for finding in found} == {"rebuild"}
    assert any("does not agree with its content_sha256" in finding.what for finding in found)
    assert mended(job) == ()
    assert findings(job) == found
    rebuild(job, jobs=1, now=now)
    assert findings(job) == ()


def test_record_of_bytes_that_are_not_there_is_named(copy: Copy) -> None:
    job = copy()
    for path in root_of(job).glob("warc/*-00000.*"):
        if path.name.startswith("minh_hoa-20250702"):
            path.unlink()
    found = findings(job)
    assert any(finding.what.startswith("its WARC file is not there") for finding in found)
    assert any(finding.what.startswith("it is missing") for finding in found)


def test_killed_run_is_told_and_sealed_once_its_records_are_sound(copy: Copy) -> None:
    job = copy()
    seals = root_of(job) / "checksums.sha256"
    before = seals.read_bytes()
    os.utime(seals)
    with PortalStore.open(job.data, job.portal, now=now):
        killed = shutil.copytree(job.data, job.data.with_name("killed"))
    job = Job(data=killed, portal=job.portal, folders=job.folders)
    assert {finding.remedy for finding in findings(job)} == {"seal"}
    mended(job)
    assert findings(job) == ()
    assert before


def test_file_that_a_killed_run_left_open_is_told_once_and_not_for_each_line_that_names_it(
    copy: Copy,
) -> None:
    job = copy()
    last = max((root_of(job) / "warc").glob("*.warc.gz"))
    last.with_name(last.name.removesuffix(".warc.gz") + ".cdxj").unlink()
    last.rename(last.with_name(f"{last.name}.open"))
    (root_of(job) / "checksums.sha256").unlink()
    assert {found.file for found in findings(job)} == {"checksums.sha256", f"warc/{last.name}.open"}
    mended(job)
    assert findings(job) == ()


def test_folder_without_checksums_is_told_once(copy: Copy) -> None:
    job = copy()
    (root_of(job) / "checksums.sha256").unlink()
    assert [finding.file for finding in findings(job)] == ["checksums.sha256"]
    mended(job)
    assert findings(job) == ()


def test_long_log_is_sealed_in_parts_and_its_last_one_is_read_again(
    copy: Copy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("archiver.store.checksums.PART", 1000)
    monkeypatch.setattr("archiver.verify.seals.PART", 1000)
    job = copy()
    root, log = root_of(job), root_of(job) / "articles.jsonl"
    checksums.forget(root, [path.name for path in root.glob("*.jsonl")])
    checksums.seal(root)
    assert findings(job) == ()
    size = log.stat().st_size
    assert len(checksums.read_seals(root).files["articles.jsonl"].digests) == -(-size // 1000) > 5
    check = ["sha256sum", "-c", "--strict", "checksums.sha256"]
    assert subprocess.run(check, cwd=root, capture_output=True, check=False).returncode == 0
    with log.open("ab") as file:
        file.write(log.read_bytes().splitlines(keepends=True)[-1])
    read: list[int] = []
    digest = checksums._digest

    def counted(file: BinaryIO, length: int) -> str:
        read.append(length)
        return digest(file, length)

    monkeypatch.setattr(checksums, "_digest", counted)
    checksums.seal(root)
    grown = log.stat().st_size - size
    assert grown <= sum(read) <= grown + 2 * 1000 + (root / "index.sqlite").stat().st_size
    flip(log, 2500)
    assert "its SHA-256 from byte 2000 on is not that of checksums.sha256" in {
        finding.what for finding in findings(job) if finding.file == log.name
    }


def test_damage_in_the_last_part_of_a_log_is_never_sealed(
    copy: Copy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("archiver.store.checksums.PART", 1000)
    job = copy()
    root, log = root_of(job), root_of(job) / "observations.jsonl"
    checksums.forget(root, [log.name])
    checksums.seal(root)
    sealed = checksums.read_seals(root).files[log.name]
    flip(log, log.stat().st_size - 3)
    with log.open("ab") as file:
        file.write(b"{}\n")
    checksums.seal(root)
    assert checksums.read_seals(root).files[log.name] == sealed


def test_large_index_has_no_checksum_and_is_still_compared_with_the_logs(
    copy: Copy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("archiver.store.checksums.LARGEST_INDEX", 0)
    job = copy()
    root = root_of(job)
    checksums.forget(root, ["index.sqlite"])
    checksums.seal(root)
    assert "index.sqlite" not in checksums.read_seals(root).files
    assert findings(job) == ()
    with contextlib.closing(sqlite3.connect(root / "index.sqlite")) as index, index:
        index.execute("UPDATE articles SET view_count = 1")
    assert {finding.remedy for finding in findings(job)} == {"index"}


def test_folder_that_was_renamed_or_copied_is_told_file_by_file_and_left_as_it_is(copy: Copy) -> None:
    job = copy()
    shutil.copytree(root_of(job), job.data / "ten_khac")
    assert findings(job) == ()
    other = Job(data=job.data, portal="ten_khac", folders=job.folders)
    found = findings(other)
    assert {finding.remedy for finding in found} == {"name"}
    assert [finding.file for finding in found if finding.file.endswith(".jsonl")] == [
        "articles.jsonl", "observations.jsonl", "quarantine.jsonl",
    ]  # fmt: skip
    assert [finding.file[:5] for finding in found][-1] == "runs/"
    assert all(
        "of 'minh_hoa', not of ten_khac: the folder was renamed or copied" in str(one) for one in found
    )
    assert mended(other) == ()
    assert findings(other) == found


def test_unknown_and_busy_portals_are_told(copy: Copy) -> None:
    job = copy()
    with pytest.raises(UsageError, match="does not exist"):
        verify(job.data, "khong_co", jobs=1, now=now)
    with PortalStore.open(job.data, job.portal, now=now), pytest.raises(PortalBusy):
        checked(job)
