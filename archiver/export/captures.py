"""The rows of captures, from the CDXJ files of a portal's archive."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from archiver.disk import storage_error
from archiver.export.rows import CaptureRow
from archiver.warc.cdxj import parse_line
from archiver.warc.volume import OPEN
from archiver.webarchives.provenance import source_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from archiver.export.selection import Selection
    from archiver.store.folder import Folder


def capture_rows(folder: Folder, selection: Selection) -> Iterator[CaptureRow]:
    """Yield every capture of a portal by the date: by WARC file, and in it by address and time.

    Kept files are in it whenever they were archived, for the time of their capture is not that. Lines that
    are no CDXJ are left out. Raises `StorageError`.
    """
    for path in _cdxj_files(folder.warc):
        try:
            with path.open("rb") as file:
                lines = sorted(file) if path.name.endswith(OPEN) else file
                yield from _rows(lines, folder.portal, selection)
        except OSError as error:
            raise storage_error(path, error) from error


def _cdxj_files(folder: Path) -> list[Path]:
    """Return the CDXJ files, also of WARC files that are being written; a closed one hides its open twin."""
    by_name = {path.name.removesuffix(OPEN): path for path in folder.glob("*.cdxj.open")}
    by_name |= {path.name: path for path in folder.glob("*.cdxj")}
    return [by_name[name] for name in sorted(by_name)]


def _rows(lines: Iterable[bytes], portal: str, selection: Selection) -> Iterator[CaptureRow]:
    for line in lines:
        row = _row(line, portal)
        if row is not None and (source_of(row.warc) == "file" or selection.in_time(row.fetched_at)):
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
            offset=int(fields.offset),
            length=int(fields.length),
            url=fields.url,
            fetched_at=_moment(time),
            http_status=int(fields.status) if fields.status else None,
            media_type=fields.mime,
            digest=fields.digest,
        )
    except ValueError:
        return None


def _moment(digits: str) -> dt.datetime:
    """Return the moment that CDXJ writes as `20250701083000`; raises `ValueError`. `strptime` is slow."""
    if len(digits) != 14:
        raise ValueError(digits)
    year, rest = int(digits[:4]), [int(digits[at : at + 2]) for at in range(4, 14, 2)]
    month, day, hour, minute, second = rest
    return dt.datetime(year, month, day, hour, minute, second, tzinfo=dt.UTC)
