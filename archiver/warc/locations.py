"""Finding the record that a revisit refers to, by the CDXJ files of a portal's `warc/` folder alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

from archiver.models import Record
from archiver.warc.cdxj import REVISIT_MIME, CdxjLine, lines_of_url, parse_line
from archiver.warc.reader import Locate, Reference
from archiver.warc.surt import surt
from archiver.warc.volume import OPEN


def locate_in(folder: Path) -> Locate:
    """Return a look-up of records in a folder's WARC files; it reads a few lines a file and keeps nothing."""

    def locate(reference: Reference) -> tuple[Path, int] | None:
        time = _digits(reference.fetched_at)
        for _, line in _captures(folder, reference.url, at=time):
            if reference.digest in {None, line.digest}:
                return _file_of(folder, line), int(line.offset)
        return None

    return locate


class Found(Record, frozen=True, kw_only=True):
    """A capture, as an index tells of it."""

    time: str
    """14 digits, UTC."""
    line: CdxjLine
    path: Path
    """The WARC file, which may be growing."""


def captures_of(folder: Path, url: str) -> Iterator[Found]:
    """Yield all captures in a folder whose SURT key is that of an address, revisits among them."""
    for path in sorted(folder.glob("*.cdxj")):
        yield from _found(folder, lines_of_url(path, url))
    for path in sorted(folder.glob(f"*.cdxj{OPEN}")):
        yield from _found(folder, _unsorted_lines(path, url))


def _found(folder: Path, lines: Iterator[tuple[str, CdxjLine]]) -> Iterator[Found]:
    for time, line in lines:
        if line.offset.isdigit():
            yield Found(time=time, line=line, path=_file_of(folder, line))


def _captures(folder: Path, url: str, *, at: str | None) -> Iterator[tuple[str, CdxjLine]]:
    """Yield the captures of an address that hold a payload: those of that very time, if one is given."""
    for path in sorted(folder.glob("*.cdxj"), reverse=True):
        yield from (found for found in lines_of_url(path, url) if _wanted(*found, at))
    for path in folder.glob(f"*.cdxj{OPEN}"):
        yield from (found for found in _unsorted_lines(path, url) if _wanted(*found, at))


def _wanted(time: str, line: CdxjLine, wanted_time: str | None) -> bool:
    return line.mime != REVISIT_MIME and line.offset.isdigit() and wanted_time in {None, time}


def _unsorted_lines(path: Path, url: str) -> Iterator[tuple[str, CdxjLine]]:
    key = surt(url).encode("utf-8", "surrogatepass") + b" "
    with path.open("rb") as file:
        for line in file:
            if line.startswith(key) and (parsed := parse_line(line)):
                yield parsed[1], parsed[2]


def _file_of(folder: Path, line: CdxjLine) -> Path:
    path = folder / Path(line.filename).name
    return path if path.exists() else path.with_name(path.name + OPEN)


def _digits(moment: dt.datetime | None) -> str | None:
    return f"{moment:%Y%m%d%H%M%S}" if moment else None
