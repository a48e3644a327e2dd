"""Content-Encoding undone, within bounds: gzip, deflate, br and zstd, as far as Scrapy undoes them.

A page read from the archive must equal the page that the crawl read: what Scrapy salvages of a damaged body
is salvaged here, and what it refuses is refused.
"""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Callable, Iterator
from typing import cast

from fastwarc.stream_io import BrotliReader, ZstdReader
from isal import isal_zlib

from archiver.errors import ArchiverError

DEFAULT_LIMIT = 256 << 20
"""Bytes that a payload may grow to; a small file that unpacks to more is an attack, not a page."""

_STEP = 65536
_GZIP = frozenset({"gzip", "x-gzip"})
_GZIP_WINDOW = 31
_DAMAGED = cast("type[Exception]", isal_zlib.error)
_SALVAGEABLE = (EOFError, OSError, zlib.error, ValueError)


class Undecodable(ArchiverError):
    """A payload is not what its Content-Encoding says, or would grow beyond the limit."""


def decoded(payload: bytes, content_encoding: str, limit: int = DEFAULT_LIMIT) -> bytes:
    """Return a payload without its content encodings; one that nobody knows is left on, with those below it.

    Of a damaged body, what comes before the damage is returned. Raises Undecodable where that is nothing, or
    where more than `limit` bytes come out.
    """
    names = [name.strip().lower() for name in content_encoding.split(",") if name.strip()]
    while names and names[-1] in _DECODERS:
        name = names.pop()
        sound = _gunzipped_at_once(payload, limit) if name in _GZIP else None
        payload = _collected(_DECODERS[name](payload), name, limit) if sound is None else sound
    return payload


def _gunzipped_at_once(data: bytes, limit: int) -> bytes | None:
    """Return what one sound gzip member holds; None for everything else, which is read piece by piece."""
    unpacking = isal_zlib.decompressobj(_GZIP_WINDOW)
    try:
        whole = unpacking.decompress(data, limit + 1)
    except _DAMAGED:
        return None
    return whole if unpacking.eof and not unpacking.unused_data and len(whole) <= limit else None


def _collected(pieces: Iterator[bytes], name: str, limit: int) -> bytes:
    whole = bytearray()
    try:
        for piece in pieces:
            whole += piece
            if len(whole) > limit:
                raise Undecodable(f"the body, unpacked from {name}, is larger than {limit} bytes")
    except _SALVAGEABLE as error:
        if not whole:
            raise Undecodable(f"the body is not the {name} that its Content-Encoding says") from error
    return bytes(whole)


def _gunzipped(data: bytes) -> Iterator[bytes]:
    with gzip.GzipFile(fileobj=io.BytesIO(data)) as file:
        while piece := file.read1(_STEP):
            yield piece


def _inflated(data: bytes) -> Iterator[bytes]:
    decompressor = zlib.decompressobj()
    try:
        yield decompressor.decompress(data, _STEP)
    except zlib.error:
        decompressor = zlib.decompressobj(wbits=-zlib.MAX_WBITS)
        yield decompressor.decompress(data, _STEP)
    while decompressor.unconsumed_tail and not decompressor.eof:
        yield decompressor.decompress(decompressor.unconsumed_tail, _STEP)


def _unbrotlied(data: bytes) -> Iterator[bytes]:
    with BrotliReader(io.BytesIO(data)) as file:
        while piece := file.read(_STEP):
            yield piece


def _unzstded(data: bytes) -> Iterator[bytes]:
    with ZstdReader(io.BytesIO(data)) as file:
        while piece := file.read(_STEP):
            yield piece


_DECODERS: dict[str, Callable[[bytes], Iterator[bytes]]] = {
    "gzip": _gunzipped,
    "x-gzip": _gunzipped,
    "deflate": _inflated,
    "br": _unbrotlied,
    "zstd": _unzstded,
}
