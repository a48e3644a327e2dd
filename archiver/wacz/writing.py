"""Writing a package: captures, index, pages and checksums, streamed into one file.

The form is WACZ 1.1.1 (https://specs.webrecorder.net/wacz/1.1.1/). Nothing in it tells when or where it was
made: the same archive gives the same bytes.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import msgspec

from archiver.disk import storage_error
from archiver.errors import UsageError
from archiver.models import Record
from archiver.store import PortalReader
from archiver.wacz.package import Package, Resource
from archiver.wacz.pages import articles_in, files_of, page_lines
from archiver.wacz.selection import Part, Period, lines_of, select
from archiver.wacz.zipnum import INDEX, META, blocks, index_lines
from archiver.warc.writer import SOFTWARE

VERSION = "1.1.1"
_STEP = 1 << 20


class Made(Record, frozen=True, kw_only=True):
    """What went into a package."""

    path: str
    warcs: int
    captures: int
    pages: int
    bytes: int


class _Counted:
    """Passes lines on and counts them."""

    def __init__(self, lines: Iterable[bytes]) -> None:
        self._lines = lines
        self.count = 0

    def __iter__(self) -> Iterator[bytes]:
        for line in self._lines:
            self.count += 1
            yield line


def write_wacz(store: PortalReader, target: Path, *, title: str, period: Period | None = None) -> Made:
    """Write a portal's captures of a period to `target`, and return what went in.

    Without bounds whole WARC files are taken, else only the members of the period with what their replay
    needs; files that are being written are left out. Raises UsageError where there is nothing to take or
    `target` exists, StorageError where it cannot be written; nothing is then left under that name.
    """
    if target.exists():
        raise UsageError(f"{target} exists; name a new file or remove it first")
    period, folder = period or Period(), store.folder.warc
    also = frozenset[str]() if period.is_everything else files_of(articles_in(store, period))
    parts = select(folder, period, also)
    newest = _newest(parts)
    if newest is None:
        raise UsageError(f"{folder}: no closed WARC file holds a capture of that period")
    part = target.with_name(target.name + ".part")
    try:
        with Package(part, newest) as package:
            captures, pages = _fill(package, store, parts, period)
            _describe(package, title, newest)
        part.replace(target)
        size = target.stat().st_size
    except OSError as error:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        raise storage_error(target, error) from error
    return Made(path=str(target), warcs=len(parts), captures=captures, pages=pages, bytes=size)


def _fill(
    package: Package, store: PortalReader, parts: Mapping[str, Part], period: Period
) -> tuple[int, int]:
    """Write captures, index and pages, and return how many captures and pages there are."""
    for name, part in parts.items():
        package.add(f"archive/{name}", bytes_of(part), size=part.size)
    lines, table = _Counted(index_lines(parts.values())), [META]
    package.add(f"indexes/{INDEX}", _noting(blocks(lines), table))
    package.add("indexes/index.idx", table)
    pages = _Counted(page_lines(articles_in(store, period), store.folder.warc, parts))
    package.add("pages/pages.jsonl", pages)
    return lines.count, pages.count - 1


def _noting(found: Iterable[tuple[bytes, bytes]], table: list[bytes]) -> Iterator[bytes]:
    for member, line in found:
        table.append(line)
        yield member


def bytes_of(part: Part) -> Iterator[bytes]:
    """Yield what is taken of one WARC file, piece by piece."""
    with part.path.open("rb") as file:
        for offset, length in part.pieces():
            file.seek(offset)
            left = length
            while left and (piece := file.read(min(left, _STEP))):
                yield piece
                left -= len(piece)


def _newest(parts: Mapping[str, Part]) -> dt.datetime | None:
    """Return the time of the newest capture that is taken; None where none is."""
    times = (
        time
        for part in parts.values()
        for _, time, line in lines_of(part.path)
        if part.place(int(line.offset)) is not None and len(time) == 14 and time.isdigit()
    )
    newest = max(times, default=None)
    return dt.datetime.strptime(f"{newest}+0000", "%Y%m%d%H%M%S%z") if newest else None


def _describe(package: Package, title: str, newest: dt.datetime) -> None:
    moment = f"{newest:%Y-%m-%dT%H:%M:%SZ}"
    description = {
        "profile": "data-package",
        "wacz_version": VERSION,
        "title": title,
        "software": SOFTWARE,
        "created": moment,
        "modified": moment,
        "resources": tuple[Resource, ...](package.resources),
    }
    data = msgspec.json.format(msgspec.json.encode(description), indent=2)
    package.add("datapackage.json", [data])
    seal = {"path": "datapackage.json", "hash": f"sha256:{hashlib.sha256(data).hexdigest()}"}
    package.add("datapackage-digest.json", [msgspec.json.encode(seal)])
