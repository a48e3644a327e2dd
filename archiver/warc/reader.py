"""Reading: the captures that WARC files hold, as pages from which the road can start."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from archiver.errors import UnreadableInput
from archiver.models import Capture, Page, Record, Source
from archiver.moments import believed
from archiver.posted import posted_address
from archiver.warc.decoding import DEFAULT_LIMIT, Undecodable, unpacked
from archiver.warc.digests import sha1_digest
from archiver.warc.messages import Headers, last_header, read_response
from archiver.warc.posts import form_posted, is_request_of
from archiver.warc.raw import OnSkip, RawRecord, Skipped, raw_records

_KINDS = frozenset({"response", "revisit", "resource"})
_EMPTY_DIGEST = sha1_digest(b"")


class Reference(Record, frozen=True, kw_only=True):
    """What a revisit says of the record that holds its payload."""

    url: str
    fetched_at: dt.datetime | None
    digest: str | None
    """None for a 304, which says nothing of the payload."""


Locate = Callable[[Reference], tuple[Path, int] | None]
"""Given what a revisit refers to, file and offset of that record; None where it is not known."""


class ArchivedResponse(Record, frozen=True, kw_only=True):
    """One capture: a response, a revisit with the payload it refers to, or a file that somebody kept."""

    file: str
    offset: int
    """Of the record in the file, where its compression makes it addressable."""
    kind: str
    """`response`, `revisit` or `resource`."""
    url: str
    fetched_at: dt.datetime | None
    """WARC-Date (UTC); None where it is missing or unreadable."""
    status: int | None
    """None for a kept file."""
    headers: Headers
    content_type: str
    """As sent; empty where there is none."""
    payload: bytes
    """Without chunks and content encodings."""
    digest: str
    """As the archive's index has it: over the payload as sent, without chunks."""
    truncated: str | None
    """Why the payload is not whole, in the standard's words; None where it is."""
    ended: bool = True
    """False where the packed body broke off before its end, whatever its framing said."""
    form: str | None = None
    """What was posted; None where the request had another method, or is not known."""

    @property
    def asked(self) -> str:
        """Return the address by which the page is known: its own or, of a posted one, that of its form."""
        posted = None if self.form is None else posted_address(self.url, self.form)
        return posted or self.url

    def capture(self, source: Source) -> Capture:
        """Return what a record made from this response says of it."""
        return Capture(
            source=source,
            fetched_at=self.fetched_at,
            http_status=self.status,
            warc=self.file,
            offset=self.offset,
            digest=self.digest,
        )

    def page(self, source: Source) -> Page:
        """Return the page from which the road starts."""
        return Page(
            url=self.asked, body=self.payload, content_type=self.content_type, capture=self.capture(source)
        )


def ignore(_skipped: Skipped) -> None:
    """Do nothing with what was skipped."""


def know_nothing(_reference: Reference) -> None:
    """Return None: the look-up where no revisit can be resolved."""


def read_records(
    path: Path,
    *,
    locate: Locate = know_nothing,
    on_skip: OnSkip = ignore,
    limit: int = DEFAULT_LIMIT,
    start: int = 0,
) -> Iterator[ArchivedResponse]:
    """Yield every response, revisit and kept file of a WARC file from `start` on: gzip, zstd or uncompressed.

    `on_skip` is told of each record that is damaged, cannot be decoded, unpacks to more than `limit` bytes or
    is a revisit whose payload `locate` does not find. Raises UnreadableInput where the file cannot be opened.
    """
    try:
        with path.open("rb") as file:
            records = raw_records(file, path.name, on_skip=on_skip, limit=limit, start=start)
            for record, request in _with_requests(records):
                if record.kind in _KINDS:
                    try:
                        yield _archived(path, record, locate, limit, request)
                    except (Undecodable, UnreadableInput) as error:
                        on_skip(Skipped(file=path.name, offset=record.offset, reason=str(error)))
                elif record.kind == "unknown":
                    on_skip(Skipped(file=path.name, offset=record.offset, reason="its WARC-Type is unknown"))
    except (FileNotFoundError, IsADirectoryError, PermissionError) as error:
        raise UnreadableInput(f"{path}: cannot be read ({error.strerror})") from error


def read_record(
    path: Path, offset: int, *, locate: Locate = know_nothing, limit: int = DEFAULT_LIMIT
) -> ArchivedResponse:
    """Return the capture whose record begins at `offset`; raises UnreadableInput where none does."""
    skipped: list[Skipped] = []
    try:
        with path.open("rb") as file:
            records = raw_records(file, path.name, on_skip=skipped.append, limit=limit, start=offset)
            record = next(records, None)
    except OSError as error:
        raise UnreadableInput(f"{path}: cannot be read ({error.strerror})") from error
    if record is None or record.offset != offset or record.kind not in _KINDS:
        reason = skipped[0].reason if skipped else "there is no response"
        raise UnreadableInput(f"{path}: no capture can be read at byte {offset}: {reason}")
    try:
        return _archived(path, record, locate, limit)
    except Undecodable as error:
        raise UnreadableInput(f"{path}: the capture at byte {offset} cannot be decoded: {error}") from error


def _with_requests(records: Iterable[RawRecord]) -> Iterator[tuple[RawRecord, bytes]]:
    """Yield each record with the request that led to it, where that stands right behind it."""
    last: RawRecord | None = None
    for record in records:
        if last is not None:
            yield last, record.block if is_request_of(record, last) else b""
        last = record
    if last is not None:
        yield last, b""


def _archived(
    path: Path, record: RawRecord, locate: Locate, limit: int, request: bytes = b""
) -> ArchivedResponse:
    fields = record.fields
    kept = record.kind == "resource" or not fields.get("content-type", "").startswith("application/http")
    response = None if kept and record.kind != "revisit" else read_response(record.block)
    headers = response.headers if response else ()
    payload = response.payload if response else record.block
    digest, ended = sha1_digest(payload), True
    if record.kind == "revisit":
        digest = fields.get("warc-payload-digest", _EMPTY_DIGEST)
        elsewhere = _elsewhere(fields, locate, limit)
        payload, ended = elsewhere.payload, elsewhere.ended
    elif response:
        payload, ended, _ = unpacked(payload, response.header("content-encoding"), limit)
    return ArchivedResponse(
        file=path.name,
        offset=record.offset,
        kind=record.kind,
        url=fields.get("warc-target-uri", "").removeprefix("<").removesuffix(">"),
        fetched_at=warc_moment(fields.get("warc-date", "")),
        status=response.status if response else None,
        headers=headers,
        content_type=last_header(headers, "content-type") if response else fields.get("content-type", ""),
        payload=payload,
        digest=digest,
        truncated=fields.get("warc-truncated"),
        ended=ended,
        form=form_posted(request),
    )


def _elsewhere(fields: dict[str, str], locate: Locate, limit: int) -> ArchivedResponse:
    """Return the capture that holds the payload of a revisit; raises UnreadableInput."""
    reference = Reference(
        url=fields.get("warc-refers-to-target-uri", fields.get("warc-target-uri", "")),
        fetched_at=warc_moment(fields.get("warc-refers-to-date", "")),
        digest=fields.get("warc-payload-digest"),
    )
    place = locate(reference)
    if place is None:
        raise UnreadableInput(f"the payload that it refers to was not found ({reference.url[:200]})")
    return read_record(*place, limit=limit)


def warc_moment(text: str) -> dt.datetime | None:
    """Return the moment (UTC) that a WARC-Date names; None where it names none that can be."""
    try:
        return believed(dt.datetime.fromisoformat(text))
    except ValueError:
        return None
