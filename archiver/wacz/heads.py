"""The headers of one WARC record, without reading its block."""

from __future__ import annotations

import zlib
from pathlib import Path

_COMPRESSED, _HEAD = 8192, 16384
_GZIP = 31


def record_head(path: Path, offset: int) -> dict[str, str]:
    """Return the headers of the record whose gzip member begins at `offset`, names in lower case.

    Empty where there is no such member. Raises OSError.
    """
    with path.open("rb") as file:
        file.seek(offset)
        data = file.read(_COMPRESSED)
    try:
        head = zlib.decompressobj(_GZIP).decompress(data, _HEAD)
    except zlib.error:
        return {}
    lines = head.partition(b"\r\n\r\n")[0].decode("utf-8", "replace").split("\r\n")[1:]
    pairs = (line.partition(":") for line in lines)
    return {name.strip().lower(): value.strip() for name, mark, value in pairs if mark}
