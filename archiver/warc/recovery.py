"""Recovery: what a killed run left open becomes whole again.

A file's tail is cut to its last whole member, its CDXJ is made anew from its records, and it loses `.open`.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from archiver.disk import storage_error
from archiver.errors import StorageError
from archiver.models import Record
from archiver.warc.cdxj import cdxj_line, cdxj_path
from archiver.warc.decoding import DEFAULT_LIMIT
from archiver.warc.digests import sha1_digest
from archiver.warc.files import write_whole
from archiver.warc.members import whole_members
from archiver.warc.messages import last_header, read_response
from archiver.warc.posts import is_request_of, query_of
from archiver.warc.raw import RawRecord, raw_records
from archiver.warc.reader import ignore, warc_moment
from archiver.warc.records import Written
from archiver.warc.volume import OPEN, finish

CAPTURES = frozenset({"response", "revisit", "resource"})
"""Kinds of records that an index has lines for."""
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


class Repair(Record, frozen=True, kw_only=True):
    """What was done to one file."""

    file: str
    """Name of the WARC file, as it is called once closed."""
    sentence: str
    """What was found and what was done."""
    captures: int = 0
    """How many captures the file holds."""

    def __str__(self) -> str:
        """Return the sentence with the file before it."""
        return f"{self.file}: {self.sentence}"


def recover(folder: Path) -> list[Repair]:
    """Make whole what a killed run left in a `warc/` folder, and return what was done, oldest file first.

    Only for the one that holds the portal: a file that somebody else is writing would be cut under their
    hands. May raise StorageError.
    """
    try:
        repairs = [
            _close(path, path.with_name(path.name.removesuffix(OPEN))) for path in _sorted(folder, OPEN)
        ]
        _drop_leftovers(folder)
    except OSError as error:
        raise storage_error(folder, error) from error
    missing = [path for path in _sorted(folder, "") if not cdxj_path(path).exists()]
    return repairs + [_index(path) for path in missing]


def cdxj_of(path: Path, name: str, members: dict[int, int]) -> list[bytes]:
    """Return the CDXJ lines of a file of ours, in the order of its records.

    `name` is what the lines call the file; `members` are its whole members, offset → length.
    """
    with path.open("rb") as file:
        records = raw_records(file, name, on_skip=ignore, limit=DEFAULT_LIMIT)
        whole = (record for record in records if record.offset in members)
        return [line for _, line in lines_of_records(whole, members, name)]


def _close(path: Path, final: Path) -> Repair:
    members = dict(whole_members(path))
    end = max((offset + length for offset, length in members.items()), default=0)
    torn, damaged = path.stat().st_size - end, end - sum(members.values())
    said = f"{torn} torn bytes were cut off; " if torn else ""
    if damaged:
        said += f"{damaged} bytes within are damaged and were left; "
    if torn:
        os.truncate(path, end)
    if len(members) <= 1:
        path.unlink()
        return Repair(file=final.name, sentence=f"{said}it was left open and held nothing, so it was removed")
    lines = cdxj_of(path, final.name, members)
    finish(final, b"".join(lines))
    sentence = f"{said}it was left open, is now closed and indexed, and holds {len(lines)} captures"
    return Repair(file=final.name, sentence=sentence, captures=len(lines))


def _index(path: Path) -> Repair:
    try:
        lines = cdxj_of(path, path.name, dict(whole_members(path)))
    except OSError as error:
        raise StorageError(f"{path}: cannot be read ({error.strerror})") from error
    write_whole(cdxj_path(path), b"".join(sorted(lines)))
    sentence = f"its CDXJ was missing or wrong and was made anew, with {len(lines)} captures"
    return Repair(file=path.name, sentence=sentence, captures=len(lines))


def lines_of_records(
    records: Iterable[RawRecord], members: Mapping[int, int], name: str
) -> Iterator[tuple[RawRecord, bytes]]:
    """Yield the captures among records of ours, in their order, each with its CDXJ line.

    A capture that was posted for is told by the request behind it.
    """
    last: RawRecord | None = None
    for record in records:
        if last is not None:
            query = query_of(record.block) if is_request_of(record, last) else None
            yield last, line_of_record(last, members[last.offset], name, query)
        last = record if record.kind in CAPTURES else None
    if last is not None:
        yield last, line_of_record(last, members[last.offset], name)


def line_of_record(record: RawRecord, length: int, name: str, posted: str | None = None) -> bytes:
    """Return the CDXJ line of a capture of ours whose member has `length` bytes."""
    fields = record.fields
    response = read_response(record.block) if record.kind in {"response", "revisit"} else None
    payload = response.payload if response else record.block
    content_type = (
        last_header(response.headers, "content-type") if response else fields.get("content-type", "")
    )
    written = Written(
        url=fields.get("warc-target-uri", ""),
        fetched_at=warc_moment(fields.get("warc-date", "")) or _EPOCH,
        digest=fields.get("warc-payload-digest") or sha1_digest(payload),
        status=response.status if response else None,
        content_type=content_type,
        revisit=record.kind == "revisit",
        posted=posted,
        file=name,
        offset=record.offset,
        length=length,
    )
    return cdxj_line(written)


def _sorted(folder: Path, ending: str) -> list[Path]:
    return sorted(folder.glob(f"*.warc.gz{ending}"))


def _drop_leftovers(folder: Path) -> None:
    for ending in (f"*.cdxj{OPEN}", "*.cdxj.part"):
        for path in folder.glob(ending):
            path.unlink(missing_ok=True)
