"""Which members of which WARC files go into a package, and where they come to lie in it."""

from __future__ import annotations

import bisect
import datetime as dt
from array import array
from collections.abc import Iterator
from pathlib import Path

from archiver.models import Record
from archiver.wacz.heads import record_head
from archiver.warc.cdxj import REVISIT_MIME, CdxjLine, cdxj_path, parse_line
from archiver.warc.locations import locate_in
from archiver.warc.reader import Reference, warc_moment
from archiver.webarchives.provenance import is_undated

LAYOUT = ("text/css", "text/javascript", "application/javascript", "application/x-javascript", "font/")
"""Media types of which every capture goes along: pages of any time may need them to look right."""


class Period(Record, frozen=True, kw_only=True):
    """From when to when captures are taken (UTC); None for no bound."""

    start: dt.datetime | None = None
    end: dt.datetime | None = None
    """The first moment that is too late."""

    def holds(self, digits: str) -> bool:
        """Return whether the 14 digits of a capture's time lie in the period."""
        after = self.start is None or digits >= f"{self.start.astimezone(dt.UTC):%Y%m%d%H%M%S}"
        return after and (self.end is None or digits < f"{self.end.astimezone(dt.UTC):%Y%m%d%H%M%S}")

    @property
    def holds_undated(self) -> bool:
        """Return whether captures of unknown time are taken: where there is no start, as in a snapshot."""
        return self.start is None

    @property
    def is_everything(self) -> bool:
        """Return whether it has no bounds."""
        return self.start is None and self.end is None


class Part:
    """What is taken of one WARC file: pieces of whole gzip members, in their order."""

    def __init__(self, path: Path, starts: array[int], taken: set[int] | None) -> None:
        """Take the captures at the offsets `taken` of all those at `starts`, sorted; None takes all the file.

        What lies between two captures (the request of the first, metadata) goes with the first; what lies
        before the first capture (the `warcinfo`) is always taken.
        """
        self.path = path
        size = path.stat().st_size
        self._from, self._length, self._to = array("Q"), array("Q"), array("Q")
        if taken is None:
            self._add(0, size)
            return
        self._add(0, starts[0] if starts else size)
        for number, start in enumerate(starts):
            if start in taken:
                end = starts[number + 1] if number + 1 < len(starts) else size
                self._add(start, end - start)

    def _add(self, start: int, length: int) -> None:
        if self._from and self._from[-1] + self._length[-1] == start:
            self._length[-1] += length
            return
        self._to.append(self.size)
        self._from.append(start)
        self._length.append(length)

    @property
    def size(self) -> int:
        """Bytes in the package."""
        return self._to[-1] + self._length[-1] if self._to else 0

    def pieces(self) -> Iterator[tuple[int, int]]:
        """Yield offset and length of each piece in the file."""
        yield from zip(self._from, self._length, strict=True)

    def place(self, offset: int) -> int | None:
        """Return where a capture lies in the package; None where it is not taken."""
        number = bisect.bisect_right(self._from, offset) - 1
        if number < 0 or offset >= self._from[number] + self._length[number]:
            return None
        return self._to[number] + offset - self._from[number]


def select(folder: Path, period: Period, also: frozenset[str] = frozenset()) -> dict[str, Part]:
    """Return what of each closed WARC file of a `warc/` folder is taken, by the file's name.

    Beside the captures of the period: what their revisits refer to, style sheets, scripts and fonts of any
    time, and captures of the addresses in `also`.
    """
    paths = [path for path in sorted(folder.glob("*.warc.gz")) if cdxj_path(path).exists()]
    if period.is_everything:
        return {path.name: Part(path, array("Q"), None) for path in paths}
    starts, taken = {}, {}
    for path in paths:
        starts[path.name], taken[path.name] = _chosen(path, period)
    if not any(taken.values()):
        return {}
    for path in paths:
        taken[path.name] |= set(_helping(path, also))
    for path in paths:
        for file, offset in list(_referred_to(path, taken[path.name])):
            if file in taken:
                taken[file].add(offset)
    return {path.name: Part(path, starts[path.name], taken[path.name]) for path in paths if taken[path.name]}


def lines_of(warc: Path) -> Iterator[tuple[str, str, CdxjLine]]:
    """Yield key, time and fields of each line of a WARC file's CDXJ."""
    with cdxj_path(warc).open("rb") as file:
        for line in file:
            if (parsed := parse_line(line)) and parsed[2].offset.isdigit():
                yield parsed


def _chosen(path: Path, period: Period) -> tuple[array[int], set[int]]:
    """Return the offsets of all captures, sorted, and of those in the period."""
    starts, taken = array("Q"), set()
    for _, time, line in lines_of(path):
        starts.append(int(line.offset))
        if period.holds_undated if is_undated(line, time) else period.holds(time):
            taken.add(int(line.offset))
    return array("Q", sorted(starts)), taken


def _helping(path: Path, also: frozenset[str]) -> Iterator[int]:
    """Yield the offsets of captures of any time that pages of the period may need."""
    for _, _, line in lines_of(path):
        if line.mime.startswith(LAYOUT) or line.url in also:
            yield int(line.offset)


def _referred_to(path: Path, taken: set[int]) -> Iterator[tuple[str, int]]:
    """Yield file and offset of the record that each chosen revisit refers to."""
    locate = locate_in(path.parent)
    revisits = [int(line.offset) for _, _, line in lines_of(path) if line.mime == REVISIT_MIME]
    for offset in revisits:
        if offset not in taken:
            continue
        fields = record_head(path, offset)
        reference = Reference(
            url=fields.get("warc-refers-to-target-uri", ""),
            fetched_at=warc_moment(fields.get("warc-refers-to-date", "")),
            digest=fields.get("warc-payload-digest"),
        )
        if place := locate(reference):
            yield place[0].name, place[1]
