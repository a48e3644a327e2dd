"""Content-Encoding undone, within bounds: gzip, deflate, br and zstd, as far as Scrapy undoes them.

A page read from the archive must equal the page that the crawl read: what Scrapy salvages of a damaged body
is salvaged here, and what it refuses is refused.
"""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Callable, Iterator
from typing import NamedTuple, cast

from fastwarc.stream_io import BrotliReader, ZstdReader
from isal import isal_zlib

from archiver.errors import ArchiverError

DEFAULT_LIMIT = 256 << 20
"""Bytes that a payload may grow to; a small file that unpacks to more is an attack, not a page."""

MOST_ENCODINGS = 5
"""Of one body; each costs up to the limit anew."""

_STEP = 65536
_WINDOWS = {"gzip": (31,), "x-gzip": (31,), "deflate": (15, -15)}
"""The window bits that a stream may have; servers mean two things by deflate."""
_GZIP_START = b"\x1f\x8b"
_DAMAGED = cast("type[Exception]", isal_zlib.error)
_SALVAGEABLE = (EOFError, OSError, zlib.error, ValueError)


class Undecodable(ArchiverError):
    """A payload is not what its Content-Encoding says, or would grow beyond the limit."""


class TooLarge(Undecodable):
    """A payload would grow beyond the limit."""


class Unpacked(NamedTuple):
    """A payload without its content encodings."""

    body: bytes
    ended: bool
    """False where a packed stream broke off before its end: what came before is in the body."""
    left: tuple[str, ...]
    """Encodings that are still on it, the outermost last: one that nobody knows, and those below it."""


def decoded(payload: bytes, content_encoding: str, limit: int = DEFAULT_LIMIT) -> bytes:
    """Return a payload without its content encodings; raises as `unpacked` does."""
    return unpacked(payload, content_encoding, limit).body


def unpacked(payload: bytes, content_encoding: str, limit: int = DEFAULT_LIMIT) -> Unpacked:
    """Return a payload without its content encodings; one that nobody knows is left on, with those below it.

    Of a damaged body, what comes before the damage is returned. Raises Undecodable where that is nothing, or
    the body would be packed more than a few times over, TooLarge where more than `limit` bytes come out.
    """
    names = [name.strip().lower() for name in content_encoding.split(",") if name.strip()]
    if len(names) > MOST_ENCODINGS:
        raise Undecodable(
            f"its Content-Encoding names {len(names)} encodings; none has more than {MOST_ENCODINGS}"
        )
    ended = True
    while names and names[-1] in _DECODERS:
        name = names.pop()
        at_once = _at_once(payload, name, limit) if name in _WINDOWS else None
        payload, whole = at_once or (_collected(_DECODERS[name](payload), name, limit), True)
        ended = ended and whole
    return Unpacked(payload, ended, tuple(names))


def _at_once(payload: bytes, name: str, limit: int) -> tuple[bytes, bool] | None:
    """Return a stream unpacked, and whether it reached its end; None where it is damaged or in parts."""
    for window in _WINDOWS[name]:
        stream = isal_zlib.decompressobj(window)
        try:
            body: bytes = stream.decompress(payload, limit + 1)
        except _DAMAGED:
            continue
        if len(body) > limit:
            raise _too_large(name, limit)
        in_parts = stream.unused_data.lstrip(b"\0").startswith(_GZIP_START)
        return None if in_parts or not body else (body, bool(stream.eof))
    return None


def _collected(pieces: Iterator[bytes], name: str, limit: int) -> bytes:
    whole = bytearray()
    try:
        for piece in pieces:
            whole += piece
            if len(whole) > limit:
                raise _too_large(name, limit)
    except _SALVAGEABLE as error:
        if not whole:
            raise Undecodable(f"the body is not the {name} that its Content-Encoding says") from error
    return bytes(whole)


def _too_large(name: str, limit: int) -> TooLarge:
    return TooLarge(f"the body, unpacked from {name}, is larger than {limit} bytes")


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
