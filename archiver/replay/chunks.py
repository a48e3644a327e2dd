"""A portal's archive in pieces of work, in the order in which it was written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from archiver.models import Record
from archiver.warc.cdxj import cdxj_path, parse_line

CAPTURES = 200
"""Captures in one piece: enough that handing it over costs nothing, few enough to hold."""


_NAME = re.compile(r"-(\d{14})-(\d{1,9})\.warc\.gz$")


class Chunk(Record, frozen=True, kw_only=True):
    """A part of one WARC file."""

    path: Path
    start: int
    """Offset of the first record."""
    end: int | None
    """Offset of the first record after the last; None for all there are."""


def warc_files(folder: Path) -> list[Path]:
    """Return the closed WARC files of a `warc/` folder, first written first: their names tell the time.

    Files whose names tell none come last; pipes, devices and folders of such a name are left out.
    """
    return sorted((path for path in folder.glob("*.warc.gz") if path.is_file()), key=_written_at)


def _written_at(path: Path) -> tuple[str, int, str]:
    named = _NAME.search(path.name)
    return (named[1], int(named[2]), path.name) if named else ("~", 0, path.name)


def chunks_of(folder: Path) -> Iterator[Chunk]:
    """Yield the whole archive of a `warc/` folder in pieces; a file without CDXJ is one piece."""
    for path in warc_files(folder):
        bounds = [0, *_offsets(path)[CAPTURES::CAPTURES]]
        for start, end in pairwise([*bounds, None]):
            yield Chunk(path=path, start=start or 0, end=end)


def _offsets(path: Path) -> list[int]:
    if not cdxj_path(path).is_file():
        return []
    with cdxj_path(path).open("rb") as file:
        parsed = (parse_line(line) for line in file)
        return sorted({int(line[2].offset) for line in parsed if line and line[2].offset.isdecimal()})
