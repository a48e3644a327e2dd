"""Small files of a portal's folder that hold lists in lists by thousands are damaged ones, no more."""

from __future__ import annotations

import datetime as dt
import gzip
import os
from pathlib import Path

import msgspec
import pytest

from archiver.export.captures import capture_rows
from archiver.export.selection import Selection
from archiver.hosts import FILE, read_hosts
from archiver.replay.chunks import warc_files
from archiver.sources import NAME, Sources, read_sources
from archiver.store.folder import Folder
from archiver.store.runs import reports
from archiver.verify import members
from archiver.warc.cdxj import parse_line
from archiver.webarchives import columnar

DEEP = b'{"unknown":' + b"[" * 100_000 + b"]" * 100_000 + b"}"


def test_small_files_of_lists_in_lists_say_nothing(tmp_path: Path) -> None:
    for name in (FILE, NAME, "20250701T000000Z.json"):
        (tmp_path / name).write_bytes(DEEP)
    assert read_hosts(tmp_path) == {}
    assert read_sources(tmp_path) == Sources()
    assert list(reports(tmp_path)) == []


def test_line_of_lists_in_lists_names_no_capture() -> None:
    assert parse_line(b"vn,a)/ 20250701000000 " + DEEP) is None


@pytest.mark.parametrize("field", ["offset", "length", "status"])
@pytest.mark.parametrize("number", ["9" * 19, "-9" + "9" * 18, "9" * 5000, "x", "²"])
def test_line_whose_numbers_are_none_is_no_row(field: str, number: str, tmp_path: Path) -> None:
    folder = Folder(root=tmp_path, portal="mot")
    folder.warc.mkdir(parents=True)
    said = {"url": "http://a.vn/", "mime": "text/html", "status": "200", "digest": "sha1:A", "length": "1"}
    fields = {**said, "offset": "0", "filename": "a.warc.gz"}
    lines = [
        b"vn,a)/ 20250701000000 " + msgspec.json.encode({**fields, **more}) for more in ({field: number}, {})
    ]
    (folder.warc / "a.cdxj").write_bytes(b"\n".join(lines))
    selection = Selection(as_of=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    assert [row.offset for row in capture_rows(folder, selection)] == [0]


def test_pipes_and_devices_are_no_warc_files(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "mot-20250701000000-00000.warc.gz")
    (tmp_path / "mot-20250701000000-00001.warc.gz").symlink_to("/dev/zero")
    (tmp_path / "mot-20250701000000-00002.warc.gz").touch()
    assert [path.name for path in warc_files(tmp_path)] == ["mot-20250701000000-00002.warc.gz"]


def test_member_that_grows_without_end_is_a_gap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(members, "LARGEST", 1_000_000)
    whole, bomb = gzip.compress(b"a" * 900_000), gzip.compress(bytes(3_000_000))
    (tmp_path / "a.gz").write_bytes(whole + bomb + whole)
    found = list(members.members_of(tmp_path / "a.gz"))
    assert [member.content and len(member.content) for member in found] == [900_000, None, 900_000]
    assert [member.offset for member in found] == [0, len(whole), len(whole) + len(bomb)]


@pytest.mark.parametrize("millis", [2**62, -(2**62), 10**15, None])
def test_time_that_no_calendar_has_is_no_capture(millis: int | None) -> None:
    assert columnar._entry(("http://a.vn/", millis, "text/html", 200, "A", 1, "a.warc.gz", 0)) is None
