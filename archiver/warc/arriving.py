"""A response while it comes in: where it ends, told by its own head, as RFC 9112 says and servers really do.

Reads no more than what tells the end; every byte is kept as it came. Linear in what is received.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Literal

from archiver.errors import ArchiverError
from archiver.warc.messages import (
    CHUNK_HEAD,
    HEAD_END,
    LINE_END,
    STATUS_LINE,
    Head,
    Headers,
    HttpResponse,
    header,
    read_head,
    response_of,
)

End = Literal["whole", "partial", "dataloss"]
"""How a response ended: as its head told; with the connection, its head told no length; too early."""

_VERSION = b"HTTP/"
_LONGEST_HEAD = 1 << 18
_LONGEST_CHUNK_HEAD = 1 << 12
_HAVE_NO_BODY = frozenset({101, 204, 304})
_CHUNK_HEAD_BEGUN = re.compile(rb"[ \t]{0,16}[0-9A-Fa-f]{0,16}[ \t]{0,16}(?:;[^\r\n]*)?\r?")
_LENGTH = re.compile(r"\d{1,18}")


class Unreadable(ArchiverError):
    """What comes in is no HTTP response, or one whose end cannot be told."""


class Arriving:
    """One response to a GET, growing; `received` is all that came of it."""

    def __init__(self) -> None:
        self.received = bytearray()
        self.announced: int | None = None
        """Bytes of the body that its head announced; None while or where it told none."""
        self.claimed = 0
        """Bytes of the body up to the end of its last chunk, as that one claims."""
        self.ended: End | None = None
        """How it ended; None as long as more is to come."""
        self._head_read: Head | None = None
        self._at = 0
        self._searched = 0
        self._body_at = 0
        self._stays_open = False
        self._step: Callable[[], bool] = self._head

    @property
    def body_size(self) -> int:
        """Bytes that came after the head, chunk framing included."""
        return len(self.received) - self._body_at if self._body_at else 0

    @property
    def message(self) -> HttpResponse | None:
        """The response as far as it came, cut into its parts; None before its head was there."""
        if self._head_read is None:
            return None
        return response_of(self._head_read, bytes(memoryview(self.received)[self._body_at :]))

    @property
    def leaves_connection_usable(self) -> bool:
        """Whether another request may follow on the same connection."""
        return self.ended == "whole" and self._stays_open and self._at == len(self.received)

    def add(self, data: bytes) -> bool:
        """Take what was received and return whether the response has ended; may raise Unreadable."""
        self.received += data
        while self.ended is None and self._step():
            pass
        return self.ended is not None

    def close(self) -> None:
        """Take the end of the connection; raises Unreadable where not even the head had come."""
        if self.ended is None:
            if self._step == self._head:
                raise Unreadable("the connection ended before the head of a response did")
            self.ended = "partial" if self._step == self._until_close else "dataloss"

    def _head(self) -> bool:
        """Pass over one head, an interim one or the last; return whether it was there."""
        end = HEAD_END.search(self.received, max(self._searched - 3, self._at))
        status = STATUS_LINE.match(self.received, self._at)
        begun = bytes(self.received[self._at : self._at + len(_VERSION)])
        if status is None and (
            not _VERSION.startswith(begun)
            or self.received.find(b"\n", self._at) >= 0
            or len(self.received) > _LONGEST_HEAD
        ):
            raise Unreadable("what came is no HTTP response")
        if end is None or status is None:
            self._searched = len(self.received)
            if self._searched - self._at > _LONGEST_HEAD:
                raise Unreadable(f"its head is longer than {_LONGEST_HEAD} bytes")
            return False
        head, self._at = bytes(self.received[self._at : end.end()]), end.end()
        if status[1][:1] != b"1" or status[1] == b"101":
            self._begin_body(read_head(head))
        return True

    def _begin_body(self, head: Head) -> None:
        self._body_at, self._head_read, headers = self._at, head, head.headers
        options = header(headers, "connection").lower()
        old = head.raw.startswith(b"HTTP/1.0")
        self._stays_open = "close" not in options and (not old or "keep" in options)
        if head.status in _HAVE_NO_BODY:
            self.ended = "whole"
        elif header(headers, "transfer-encoding").lower().endswith("chunked"):
            self._step = self._chunk
        else:
            self.announced = _announced(headers)
            self._step = self._until_close if self.announced is None else self._until_length

    def _until_length(self) -> bool:
        end = self._body_at + (self.announced or 0)
        if len(self.received) >= end:
            self._at, self.ended = end, "whole"
        return False

    def _until_close(self) -> bool:
        return False

    def _chunk(self) -> bool:
        """Pass over one chunk, and return whether it was there; one that makes no sense ends the response."""
        size_line = CHUNK_HEAD.match(self.received, self._at)
        if size_line is None:
            begun = self.received[self._at : self._at + _LONGEST_CHUNK_HEAD]
            waits = len(begun) < _LONGEST_CHUNK_HEAD and _CHUNK_HEAD_BEGUN.fullmatch(begun)
            return False if waits else self._no_chunk()
        size = int(size_line[1], 16)
        if size == 0:
            return self._trailers(size_line.end())
        end = size_line.end() + size
        self.claimed = end - self._body_at
        if len(self.received) < end + 2 and not self.received.startswith(b"\n", end):
            return False
        line_end = LINE_END.match(self.received, end)
        if line_end is None:
            self.ended = "dataloss"
            return False
        self._at = line_end.end()
        return True

    def _no_chunk(self) -> bool:
        """Take a body that begins with no chunk as one without framing, as other readers do."""
        if self._at == self._body_at:
            self._step = self._until_close
        else:
            self.ended = "dataloss"
        return False

    def _trailers(self, start: int) -> bool:
        """Pass over what follows the last chunk: a blank line, before it perhaps header lines."""
        unsearched = max(self._searched - 3, start)
        end = LINE_END.match(self.received, start) or HEAD_END.search(self.received, unsearched)
        self._searched = len(self.received)
        if end:
            self._at, self.ended = end.end(), "whole"
        elif len(self.received) - start > _LONGEST_HEAD:
            self.ended = "dataloss"
        return False


def _announced(headers: Headers) -> int | None:
    """Return the length that a head announces, None where it does not; raises Unreadable where it lies."""
    told = {value.strip() for value in header(headers, "content-length").split(",")} - {""}
    if not told:
        return None
    (length, *others) = told
    if others or not _LENGTH.fullmatch(length) or not length.isascii():
        raise Unreadable(f"its Content-Length is no number: {', '.join(sorted(told))[:80]}")
    return int(length)
