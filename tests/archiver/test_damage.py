"""Small files of a portal's folder that hold lists in lists by thousands are damaged ones, no more."""

from __future__ import annotations

from pathlib import Path

from archiver.hosts import FILE, read_hosts
from archiver.sources import NAME, Sources, read_sources
from archiver.store.runs import reports
from archiver.warc.cdxj import parse_line

DEEP = b'{"unknown":' + b"[" * 100_000 + b"]" * 100_000 + b"}"


def test_small_files_of_lists_in_lists_say_nothing(tmp_path: Path) -> None:
    for name in (FILE, NAME, "20250701T000000Z.json"):
        (tmp_path / name).write_bytes(DEEP)
    assert read_hosts(tmp_path) == {}
    assert read_sources(tmp_path) == Sources()
    assert list(reports(tmp_path)) == []


def test_line_of_lists_in_lists_names_no_capture() -> None:
    assert parse_line(b"vn,a)/ 20250701000000 " + DEEP) is None
