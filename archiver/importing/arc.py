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

from archiver.importing.kept import MAX_BYTES, Kept
from archiver.warc.messages import is_http
from archiver.warc.raw import OnSkip, Skipped
from archiver.warc.records import Exchange
from archiver.webarchives.entries import without_default_port
from archiver.webarchives.members import without_lies

_LONGEST_LINE = 1 << 16
_FIELDS = 5
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
                message = _read(file, length, keep=wanted(url) and length <= MAX_BYTES)
                if message and moment and is_http(message):
                    exchange = Exchange(
                        url=url, fetched_at=moment, request=b"", response=without_lies(message), ip=ip
                    )
                    yield Kept(place=f"{path.name}#{position}", exchange=exchange)
        except (OSError, EOFError, ValueError, zlib.error) as error:
            on_skip(Skipped(file=path.name, offset=position, reason=f"{error}; nothing after it is read"))


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
        return dt.datetime.strptime(digits[:14], "%Y%m%d%H%M%S").replace(tzinfo=dt.UTC)
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
