"""WARC records as they lie in files, ours and others', whatever else lies between them.

Damage costs the record it hits: reading goes on at the next place where a record begins, and each gap is
named.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import BinaryIO

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from archiver.models import Record
from archiver.warc.members import member_length

_RECORD_START = re.compile(rb"\x1f\x8b\x08[\x00-\x1f]|\x28\xb5\x2f\xfd|WARC/[01]\.\d{1,2}\r?\n")
_LONGEST_START = 16
_FIRST_WINDOW, _WINDOW = 1 << 12, 1 << 20
_LONGEST_HEAD = 1 << 20
_MOST_FALSE_STARTS = 200
"""Of uncompressed records in a row, after which nothing more is read: each may cost a megabyte of looking."""
_LENGTH = re.compile("[0-9]{1,18}")
_ENDS_EARLY = "the file ends before the record does, or its Content-Length is wrong"
_RECORD_END = b"\r\n\r\n"
_ARC = b"filedesc:"
_WARC = b"WARC/"
_UNREADABLE = (OSError, ValueError, EOFError)


class Skipped(Record, frozen=True, kw_only=True):
    """A place in a file from which nothing could be read."""

    file: str
    offset: int
    reason: str

    def __str__(self) -> str:
        """Return one sentence: where, and why."""
        return f"{self.file}: skipped the record at byte {self.offset}: {self.reason}"


class RawRecord(Record, frozen=True, kw_only=True):
    """One sound record: all its block is there."""

    offset: int
    """Of the record in the file, where its compression makes it addressable."""
    kind: str
    """WARC-Type: `response`, `revisit`, `request` …"""
    fields: dict[str, str]
    """Headers by name in lower case."""
    block: bytes


OnSkip = Callable[[Skipped], None]


class _Damaged(Exception):
    """A record is not whole; the message says why."""


def raw_records(
    file: BinaryIO, name: str, *, on_skip: OnSkip, limit: int, start: int = 0
) -> Iterator[RawRecord]:
    """Yield the records of an open file from `start` on; blocks of more than `limit` bytes are skipped.

    `on_skip` is told once of each place from which on nothing could be read. A file that is made of nothing
    but starts of records is given up.
    """
    position: int | None = start
    gap_named, false_starts = False, 0
    while position is not None and false_starts < _MOST_FALSE_STARTS:
        damaged, last = position, None
        uncompressed = _begins(file, position, _WARC)
        try:
            for record in _iterate(file, position):
                damaged = record.stream_pos
                raw = _sound(record, limit)
                gap_named, false_starts = False, 0
                if raw is None:
                    on_skip(Skipped(file=name, offset=damaged, reason=f"it is larger than {limit} bytes"))
                else:
                    yield raw
                    last = raw.offset
                    behind = raw.offset + (max(len(raw.block), 1) if uncompressed else 1)
                    damaged = position = max(position, behind)
        except (*_UNREADABLE, _Damaged) as error:
            if last is not None and (next_one := _packed_otherwise(file, last, damaged, uncompressed)):
                position = next_one
                continue
            if not gap_named:
                found = _next_start(file, damaged) or damaged
                on_skip(Skipped(file=name, offset=found, reason=_reason(file, found, error)))
                gap_named = True
            false_starts += uncompressed
            position = _next_start(file, max(damaged, position) + 1)
        else:
            return


def _packed_otherwise(file: BinaryIO, last: int, after: int, uncompressed: bool) -> int | None:
    """Return where the next record begins if that is where the last one, at `last`, ends; None otherwise.

    Then nothing is damaged: files that were put together hold packed records beside others.
    """
    if uncompressed:
        found = _next_start(file, after)
        return found if found and _begins(file, found - len(_RECORD_END), _RECORD_END) else None
    length = member_length(file, last)
    return last + length if length and _next_start(file, last + length) == last + length else None


def _iterate(file: BinaryIO, position: int) -> Iterator[WarcRecord]:
    file.seek(position)
    return iter(ArchiveIterator(file, parse_http=False, max_header_len=_LONGEST_HEAD))


def _sound(record: WarcRecord, limit: int) -> RawRecord | None:
    """Return a record read wholly, None where it is too large; raises _Damaged where it is not whole."""
    fields = {key.lower(): value for key, value in record.headers.to_tuples()}
    if not _LENGTH.fullmatch(fields.get("content-length", "")):
        raise _Damaged("its Content-Length is missing or no number")
    length = int(fields["content-length"])
    if length > limit:
        _pass_over(record, length)
        return None
    block = record.reader.read(length) if length else b""
    if len(block) < length:
        raise _Damaged(_ENDS_EARLY)
    kind = str(record.record_type) if record.record_type != WarcRecordType.unknown else "unknown"
    return RawRecord(offset=record.stream_pos, kind=kind, fields=fields, block=block)


def _pass_over(record: WarcRecord, length: int) -> None:
    """Read a record to its end, keeping nothing; raises _Damaged where the file ends before.

    What stands behind one that only claims to be so large is read.
    """
    while length > 0:
        piece = len(record.reader.read(min(length, _WINDOW)))
        if not piece:
            raise _Damaged(_ENDS_EARLY)
        length -= piece


def _reason(file: BinaryIO, offset: int, error: Exception) -> str:
    if _begins(file, offset, _ARC):
        return "this is an ARC file; convert it to WARC first (`warcio recompress`)"
    return str(error) or type(error).__name__


def _begins(file: BinaryIO, offset: int, data: bytes) -> bool:
    file.seek(offset)
    return file.read(len(data)) == data


def _next_start(file: BinaryIO, position: int) -> int | None:
    """Return the next offset from `position` on where a member or record may begin; None where none does."""
    file.seek(position)
    window = file.read(_FIRST_WINDOW)  # mostly it is near
    while len(window) > 3:
        if match := _RECORD_START.search(window):
            return position + match.start()
        position += max(len(window) - _LONGEST_START, 1)
        file.seek(position)
        window = file.read(_WINDOW)
    return None
