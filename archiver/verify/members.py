"""The gzip members of a WARC file, damaged ones told and passed over."""

from __future__ import annotations

import mmap
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple, cast

from isal import igzip_lib

MAGIC = b"\x1f\x8b\x08"
HEADER = 10
"""Bytes of a gzip header without name and extra fields, as ours are."""
LARGEST = 1 << 29
"""Bytes that a member may unpack to; one of more is told as damaged, for nothing reads it."""
_STEP = 1 << 18
_DAMAGED = cast("type[Exception]", igzip_lib.error)


class Member(NamedTuple):
    """One whole member, or a gap in which none can be read."""

    offset: int
    length: int
    content: bytes | None
    """Unpacked; None for a gap."""


def members_of(path: Path) -> Iterator[Member]:
    """Yield every whole member of a file and every gap between them, in their order."""
    size = path.stat().st_size
    if not size:
        return
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        offset = 0
        while offset < size:
            member = _member_at(data, offset)
            if member is None:
                start = _next_member(data, offset + 1)
                yield Member(offset, start - offset, None)
                offset = start
            else:
                yield member
                offset += member.length


def _member_at(data: mmap.mmap, offset: int) -> Member | None:
    decompressor = igzip_lib.IgzipDecompressor(flag=igzip_lib.DECOMP_GZIP)
    pieces, size, position = [], 0, offset
    try:
        while not decompressor.eof:
            step = data[position : position + _STEP] if decompressor.needs_input else b""
            if not step and decompressor.needs_input:
                return None
            pieces.append(decompressor.decompress(step, _STEP))
            size, position = size + len(pieces[-1]), position + len(step)
            if size > LARGEST:
                return None
    except _DAMAGED:
        return None
    return Member(offset, position - len(decompressor.unused_data) - offset, b"".join(pieces))


def _next_member(data: mmap.mmap, start: int) -> int:
    """Return where the next whole member begins, or the end of the file."""
    while (found := data.find(MAGIC, start)) >= 0:
        if _member_at(data, found) is not None:
            return found
        start = found + 1
    return len(data)


def odd_header(path: Path, offsets: Iterator[int]) -> int | None:
    """Return where a member lies whose gzip header is not like the others'; None where all are alike."""
    with path.open("rb") as file:
        first: dict[bytes, list[int]] = {}
        for offset in offsets:
            file.seek(offset)
            first.setdefault(file.read(HEADER), []).append(offset)
    rare = min(first.values(), key=len, default=[])
    return rare[0] if len(first) > 1 else None
