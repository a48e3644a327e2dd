"""ARC, the form of web archives before WARC: a line of facts, then the message, again and again.

http://archive.org/web/researcher/ArcFileFormat.php
"""

from __future__ import annotations

import datetime as dt
import gzip
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, cast

from archiver.errors import UnreadableInput
from archiver.importing.kept import MAX_BYTES, Kept, undated_page
from archiver.moments import believed
from archiver.warc.decoding import Undecodable
from archiver.warc.messages import is_http
from archiver.warc.raw import OnSkip, Skipped
from archiver.warc.records import Exchange
from archiver.webarchives.entries import without_default_port
from archiver.webarchives.members import without_lies

_LONGEST_LINE = 1 << 16
_FIELDS = 5
_OWN = "filedesc:"
"""What the address of the record begins with that describes the file itself."""
_STEP = 1 << 20


def captures_of_arc(path: Path, wanted: Callable[[str], bool], on_skip: OnSkip) -> Iterator[Kept]:
    """Yield the wanted captures of an ARC file, gzip or uncompressed; reading ends where it is damaged."""
    position = 0
    with _opened(path) as file:
        try:
            while line := file.readline(_LONGEST_LINE):
                if not line.strip():
                    continue
                position = file.tell()
                url, ip, moment, length = _facts(line)
                is_wanted = not url.startswith(_OWN) and wanted(url)
                message = _read(file, length, keep=is_wanted and length <= MAX_BYTES)
                if not is_wanted:
                    continue
                try:
                    exchange = _exchange(url, moment, message, ip)
                    page = None if exchange else undated_page(message, url)
                    yield Kept(place=f"{path.name}#{position}", exchange=exchange, page=page)
                except (Undecodable, UnreadableInput) as error:
                    on_skip(Skipped(file=path.name, offset=position, reason=str(error)))
        except (OSError, EOFError, ValueError, zlib.error) as error:
            on_skip(Skipped(file=path.name, offset=position, reason=f"{error}; nothing after it is read"))


def _exchange(url: str, moment: dt.datetime | None, message: bytes, ip: str | None) -> Exchange | None:
    """Return the exchange of a record; None where nobody knows when it was. Raises UnreadableInput."""
    if not is_http(message):
        why = "it is no HTTP response" if message else f"it is empty, or of more than {MAX_BYTES} bytes"
        raise UnreadableInput(why)
    if moment is None:
        return None
    return Exchange(url=url, fetched_at=moment, request=b"", response=without_lies(message), ip=ip)


def _opened(path: Path) -> BinaryIO:
    with path.open("rb") as file:
        packed = file.read(2) == b"\x1f\x8b"
    return cast("BinaryIO", gzip.open(path)) if packed else path.open("rb")


def _facts(line: bytes) -> tuple[str, str | None, dt.datetime | None, int]:
    """Return address, IP address, time and length; the second form of the format has fields between.

    Raises ValueError for another line.
    """
    words = line.decode("utf-8", "replace").split()
    if len(words) < _FIELDS or not words[-1].isascii() or not words[-1].isdigit() or len(words[-1]) > 12:
        raise ValueError("no line of facts where one was expected")
    ip = words[1] if words[1] not in {"0.0.0.0", "-"} else None  # noqa: S104 - what the format writes for none
    return without_default_port(words[0]), ip, _moment(words[2]), int(words[-1])


def _moment(digits: str) -> dt.datetime | None:
    try:
        return believed(dt.datetime.strptime(f"{digits[:14]}+0000", "%Y%m%d%H%M%S%z"))
    except ValueError:
        return None


def _read(file: BinaryIO, length: int, *, keep: bool) -> bytes:
    pieces = []
    while length:
        piece = file.read(min(length, _STEP))
        if not piece:
            raise EOFError("the file ends before the record does")
        length -= len(piece)
        if keep:
            pieces.append(piece)
    return b"".join(pieces)
