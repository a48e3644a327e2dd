"""Gzip members: where each begins and ends in a file of ours."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, cast

from isal import igzip_lib

_FIRST_STEP, _STEP = 1 << 14, 1 << 20
_MAGIC, _RECORD = b"\x1f\x8b\x08", b"WARC/"
_DAMAGED = cast("type[Exception]", igzip_lib.error)


def whole_members(path: Path) -> Iterator[tuple[int, int]]:
    """Yield offset and length of each whole gzip member; what is torn or damaged is passed over.

    Reads and unpacks piece by piece: memory stays flat whatever the file holds.
    """
    with path.open("rb") as file:
        offset, rest = 0, file.read(_STEP)
        while rest:
            end = _member_end(file, rest)
            if end is None:
                offset = _next_record(file, offset + 1) or 0
                file.seek(offset)
                rest = file.read(_STEP) if offset else b""
                continue
            length, rest = end
            yield offset, length
            offset += length
            rest = rest or file.read(_STEP)


def _next_record(file: BinaryIO, start: int) -> int | None:
    """Return where the next whole member begins that holds a WARC record; None where none does.

    Bodies that were sent packed lie in a record's member as gzip members of their own.
    """
    while True:
        file.seek(start)
        window = file.read(_STEP)
        at = window.find(_MAGIC)
        if at < 0 and len(window) < _STEP:
            return None
        start += at if at >= 0 else len(window) - len(_MAGIC) + 1
        if at >= 0:
            if _begins_record(file, start) and member_length(file, start):
                return start
            start += 1


def _begins_record(file: BinaryIO, offset: int) -> bool:
    file.seek(offset)
    try:
        found = igzip_lib.IgzipDecompressor(flag=igzip_lib.DECOMP_GZIP).decompress(
            file.read(_STEP), len(_RECORD)
        )
    except _DAMAGED:
        return False
    return bool(found == _RECORD)


def member_length(file: BinaryIO, offset: int) -> int | None:
    """Return the length of the gzip member that begins at `offset`; None where no whole one does."""
    file.seek(offset)
    end = _member_end(file, file.read(_FIRST_STEP))
    return end[0] if end else None


def _member_end(file: BinaryIO, data: bytes) -> tuple[int, bytes] | None:
    """Return the length of the member that begins with `data` and what was read beyond it, if it is whole."""
    decompressor = igzip_lib.IgzipDecompressor(flag=igzip_lib.DECOMP_GZIP)
    consumed = 0
    try:
        while True:
            decompressor.decompress(data, _STEP)
            consumed += len(data)
            if decompressor.eof:
                rest = decompressor.unused_data
                return consumed - len(rest), rest
            data = file.read(_STEP) if decompressor.needs_input else b""
            if not data and decompressor.needs_input:
                return None
    except _DAMAGED:
        return None
