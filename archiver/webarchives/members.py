"""Common Crawl: its list of crawls, and the one record that a range of a WARC file holds."""

from __future__ import annotations

import io
import re

import msgspec

from archiver.damage import NO_JSON
from archiver.errors import UnreadableInput
from archiver.models import Record
from archiver.warc.messages import is_http, read_response
from archiver.warc.raw import Skipped, raw_records
from archiver.warc.reader import warc_moment
from archiver.warc.records import Exchange, Truncated
from archiver.webarchives.cdx import NoIndexAnswer
from archiver.webarchives.entries import IndexEntry, without_default_port

MAX_RECORD = 64_000_000
MOST_CRAWLS = 1000
"""Common Crawl makes about ten a year."""
_TRUNCATED: dict[str, Truncated] = {"length": "length", "time": "time", "disconnect": "disconnect"}
_YEARS = re.compile(r"CC-MAIN-(\d{4})(?:-(\d{4})(?!\d))?")


class Crawl(Record, frozen=True, kw_only=True):
    """One of Common Crawl's crawls, each with an index of its own."""

    id: str
    api: str = msgspec.field(name="cdx-api")


def crawls_in(body: bytes, *, since: str | None, until: str | None) -> list[Crawl]:
    """Return the crawls that `collinfo.json` names, oldest first, as far as their years meet the question.

    Raises NoIndexAnswer where it is no such list.
    """
    try:
        crawls = msgspec.json.decode(body, type=list[Crawl])
    except NO_JSON as error:
        raise NoIndexAnswer(f"the list of crawls is none: {error}") from error
    if len(crawls) > MOST_CRAWLS:
        raise NoIndexAnswer(f"the list of crawls names {len(crawls)}")
    first, last = int((since or "1990")[:4]), int((until or "9999")[:4])
    return [crawl for crawl in sorted(crawls, key=lambda crawl: crawl.id) if _meets(crawl.id, first, last)]


def _meets(crawl_id: str, first: int, last: int) -> bool:
    years = _YEARS.match(crawl_id)
    if not years:
        return True
    return first <= int(years[2] or years[1]) + 1 and int(years[1]) <= last


def byte_range(entry: IndexEntry) -> str | None:
    """Return the value of a Range header for an entry's record.

    None where the index does not say where it lies, or that it is larger than any page.
    """
    if entry.offset is None or not 0 < entry.length <= MAX_RECORD or not entry.file:
        return None
    return f"bytes={entry.offset}-{entry.offset + entry.length - 1}"


def is_range_of(entry: IndexEntry, content_range: str, body: bytes) -> bool:
    """Tell whether an answer to a range is that of the entry's record: by what it says, and by its length."""
    asked = (byte_range(entry) or "").replace("=", " ")
    return content_range.strip().partition("/")[0] == asked and len(body) == entry.length


def exchange_in(member: bytes, entry: IndexEntry) -> Exchange:
    """Return the exchange of the one record that `member` holds, its message as stored.

    Raises UnreadableInput where there is no such record, or one of another capture.
    """
    skipped: list[Skipped] = []
    records = raw_records(io.BytesIO(member), entry.file, on_skip=skipped.append, limit=MAX_RECORD)
    record = next(records, None)
    if record is None or not is_http(record.block):
        why = skipped[0].reason if skipped else "there is no response"
        raise UnreadableInput(f"{entry.file} at byte {entry.offset}: {why}")
    fields = record.fields
    url = without_default_port(fields.get("warc-target-uri", "").strip("<>"))
    moment = warc_moment(fields.get("warc-date", ""))
    if moment is None or f"{moment:%Y%m%d%H%M%S}" != entry.timestamp or url != entry.url:
        raise UnreadableInput(f"{entry.file} at byte {entry.offset}: another capture ({url[:200]})")
    return Exchange(
        url=url,
        fetched_at=moment.replace(microsecond=0),
        request=b"",
        response=without_lies(record.block),
        ip=fields.get("warc-ip-address"),
        truncated=truncated_as(fields.get("warc-truncated", "")),
    )


_ENCODING = re.compile(rb"(?im)^content-encoding(?=[ \t]*:)")
_CHUNKED = re.compile(rb"(?im)^transfer-encoding(?=[ \t]*:)")


def truncated_as(said: str) -> Truncated | None:
    """Return the standard's word for what a WARC-Truncated header says; None for an empty one."""
    return _TRUNCATED.get(said, "unspecified") if said else None


def without_lies(message: bytes) -> bytes:
    """Return a message whose headers name no encoding and no chunks that its body does not have.

    Such headers are renamed, as Common Crawl does since 2018; all else is as stored.
    """
    response = read_response(message)
    head = response.head
    if "gzip" in response.header("content-encoding").lower() and not response.payload.startswith(b"\x1f\x8b"):
        head = _ENCODING.sub(b"X-Crawler-Content-Encoding", head)
    if response.header("transfer-encoding") and not response.chunked:
        head = _CHUNKED.sub(b"X-Crawler-Transfer-Encoding", head)
    return head + response.body
