from __future__ import annotations

import errno
import json
import os
from typing import TYPE_CHECKING

import pytest
from msgspec import structs

from archiver.errors import StorageError
from archiver.store import RunReport, last_report, write_report
from tests.archiver.store.samples import PORTAL, day

if TYPE_CHECKING:
    from pathlib import Path

REPORT = RunReport(
    portal=PORTAL, started=day(0), finished=day(0.01), reason="finished", problems=("Trang chủ đổi.",), new=3
)


def test_report_is_named_for_its_start_and_read_back(tmp_path: Path) -> None:
    path = write_report(tmp_path, REPORT)
    assert path.name == "20250701T080000Z.json"
    assert last_report(tmp_path) == REPORT
    assert list(json.loads(path.read_bytes())) == list(RunReport.__struct_fields__)
    assert "Trang chủ đổi." in path.read_text("utf-8")


def test_second_report_of_one_second_keeps_the_first(tmp_path: Path) -> None:
    later = structs.replace(REPORT, new=4)
    assert write_report(tmp_path, REPORT) != write_report(tmp_path, later)
    assert last_report(tmp_path) == later


def test_last_report_is_the_latest_that_can_be_read(tmp_path: Path) -> None:
    assert last_report(tmp_path) is None
    assert last_report(tmp_path / "nothing") is None
    write_report(tmp_path, REPORT)
    (tmp_path / "20260101T000000Z.json").write_bytes(b"{")
    (tmp_path / "20260102T000000Z.json").write_bytes(b"\xff")
    assert last_report(tmp_path) == REPORT


def test_failed_write_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: int) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(StorageError, match="the disk is full"):
        write_report(tmp_path, REPORT)
    assert list(tmp_path.iterdir()) == []
