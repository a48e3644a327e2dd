"""The rows of captures, from the CDXJ files of a portal's archive."""

from __future__ import annotations

import array
import bisect
import datetime as dt
from typing import TYPE_CHECKING

from archiver.disk import storage_error
from archiver.export.rows import CaptureRow
from archiver.export.selection import Selection
from archiver.moments import moment_of_digits
from archiver.store.articles import hashed
from archiver.store.database import micros
from archiver.store.histories import First
from archiver.warc.cdxj import parse_line
from archiver.warc.volume import OPEN
from archiver.webarchives.provenance import is_undated

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from archiver.store.folder import Folder

MOST_DIGITS = 18
"""Of a number that 64 bits hold."""


def first_capture(folder: Folder) -> First:
    """Return when the first capture of a portal came. Raises `StorageError`."""
    everything = Selection(as_of=dt.datetime.max.replace(tzinfo=dt.UTC))
    first = First(None, undated=False)
    for row in capture_rows(folder, everything):
        if row.fetched_at is None:
            first = first._replace(undated=True)
        elif first.moment is None or micros(row.fetched_at) < first.moment:
            first = first._replace(moment=micros(row.fetched_at))
    return first


class Sorted:
    """Numbers of which one may ask whether they hold another: eight bytes each."""

    def __init__(self, numbers: Iterable[int]) -> None:
        self._numbers = array.array("q", sorted(numbers))

    def __len__(self) -> int:
        return len(self._numbers)

    def hold(self, number: int) -> bool:
        """Return whether the number is one of them."""
        place = bisect.bisect_left(self._numbers, number)
        return place < len(self._numbers) and self._numbers[place] == number


def capture_rows(folder: Folder, selection: Selection, cited: Sorted | None = None) -> Iterator[CaptureRow]:
    """Yield every capture of a portal by the date: by WARC file, and in it by address and time.

    Those of unknown time are in it, and later ones whose place (see `place_number`) is in `cited`. Lines that
    are no CDXJ are left out. Raises `StorageError`.
    """
    for path in _cdxj_files(folder.warc):
        try:
            with path.open("rb") as file:
                lines = sorted(file) if path.name.endswith(OPEN) else file
                yield from _rows(lines, folder.portal, selection, cited)
        except OSError as error:
            raise storage_error(path, error) from error


def place_number(warc: str, offset: int) -> int:
    """Return a 64-bit digest of where a capture lies."""
    return hashed(warc, str(offset))


def _cdxj_files(folder: Path) -> list[Path]:
    """Return the CDXJ files, also of WARC files that are being written; a closed one hides its open twin."""
    by_name = {path.name.removesuffix(OPEN): path for path in folder.glob("*.cdxj.open")}
    by_name |= {path.name: path for path in folder.glob("*.cdxj")}
    return [by_name[name] for name in sorted(by_name)]


def _rows(
    lines: Iterable[bytes], portal: str, selection: Selection, cited: Sorted | None
) -> Iterator[CaptureRow]:
    for line in lines:
        row = _row(line, portal)
        if row is None:
            continue
        if selection.in_time(row.fetched_at) or (cited and cited.hold(place_number(row.warc, row.offset))):
            yield row


def _row(line: bytes, portal: str) -> CaptureRow | None:
    parsed = parse_line(line)
    if parsed is None:
        return None
    _, time, fields = parsed
    try:
        return CaptureRow(
            portal=portal,
            warc=fields.filename,
            offset=_number(fields.offset),
            length=_number(fields.length),
            url=fields.url,
            fetched_at=None if is_undated(fields, time) else moment_of_digits(time),
            http_status=_number(fields.status) if fields.status else None,
            media_type=fields.mime,
            digest=fields.digest,
        )
    except ValueError:
        return None


def _number(digits: str) -> int:
    """Return a number that a column takes; raises ValueError for other words, and for one of more digits."""
    if len(digits) > MOST_DIGITS:
        raise ValueError(f"{len(digits)} digits are no number of bytes")
    return int(digits)
