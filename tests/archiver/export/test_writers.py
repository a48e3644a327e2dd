"""Files of a table: how rows were cut into pieces changes no byte of them."""

from __future__ import annotations

import datetime as dt
import random
from pathlib import Path

import pytest

from archiver.export import writers
from archiver.export.manifest import Plan
from archiver.export.rows import ObservationRow
from archiver.export.selection import Selection
from archiver.export.tables import table
from archiver.export.writers import Background, TableWriter

START = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
PLAN = Plan(as_of="2026-11-01", selection=Selection(as_of=START), portals=("mau",))


def rows() -> list[ObservationRow]:
    """Return rows of three megabytes in one column, so that it takes several pages of a file."""
    chance = random.Random(7)  # noqa: S311 - no secret
    return [
        ObservationRow(
            id=f"mau:{number:05}", portal="mau", time=START + dt.timedelta(minutes=number),
            status="withdrawn", view_count=number, own_visits=1, source="live",
            evidence=chance.randbytes(500).hex(), warc="mau.warc.gz", offset=number, version=1,
        )
        for number in range(3000)
    ]  # fmt: skip


def written(folder: Path) -> dict[str, bytes]:
    folder.mkdir()
    with Background() as run, TableWriter(folder, table("observations"), PLAN, run) as writer:
        writer.add(rows())
        return {file.path: (folder / file.path).read_bytes() for file in writer.close()}


def test_pieces_of_any_size_give_the_same_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = written(tmp_path / "whole")
    assert len(whole) == len(PLAN.formats)
    monkeypatch.setattr(writers, "_AT_ONCE", 170)
    assert written(tmp_path / "cut") == whole
