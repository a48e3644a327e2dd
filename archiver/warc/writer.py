"""Writing: each exchange becomes WARC records at the end of an open file, and a line of its CDXJ.

Each record is one gzip member, and is with the operating system before the caller goes on: whoever notes in
an index that something was written notes what a killed process cannot take back.
"""

from __future__ import annotations

import datetime as dt
from collections import OrderedDict
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from types import TracebackType

import msgspec

from archiver.warc.cdxj import cdxj_line
from archiver.warc.digests import sha1_digest
from archiver.warc.messages import (
    HttpResponse,
    is_http,
    last_header,
    read_response,
    without_chunks,
    without_credentials,
)
from archiver.warc.posts import query_of
from archiver.warc.records import (
    IDENTICAL_PAYLOAD,
    NOT_MODIFIED,
    Earlier,
    Exchange,
    Written,
    new_record_id,
    record_bytes,
    request_record,
    response_fields,
    revisit_fields,
    warc_uri,
    warcinfo,
)
from archiver.warc.volume import Volume, gzip_member

DEFAULT_MAX_BYTES = 1_000_000_000
SOFTWARE = f"party-portal-archiver/{version('party-portal-archiver')}"
_REMEMBERED = 10_000

FindEarlier = Callable[[str | None, str], Earlier | None]
"""Given a payload digest and an address, an earlier capture with that payload; given None for the digest (a
304 has no payload), the last whole capture of the address. None where there is none."""


def nothing_earlier(_digest: str | None, _url: str) -> None:
    """Return None: the look-up of an archive that begins."""


class WarcWriter:
    """Writes a portal's exchanges into its `warc/` folder; to be closed, best as a context manager.

    Every method that writes may raise StorageError; the files then are as they were before the call.
    """

    def __init__(  # noqa: PLR0913 - what a file says of itself, and what the writer needs from the world
        self,
        folder: Path,
        portal: str,
        *,
        operator: str,
        robots: str,
        now: Callable[[], dt.datetime],
        max_bytes: int = DEFAULT_MAX_BYTES,
        find_earlier: FindEarlier = nothing_earlier,
        dechunk: bool = False,
        keep_credentials: bool = False,
    ) -> None:
        """Prepare for writing; nothing is opened before there is something to write."""
        self._folder = folder
        self._portal = portal
        self._about = {"software": SOFTWARE, "operator": operator, "robots": robots, "isPartOf": portal}
        self._now = now
        self._max_bytes = max_bytes
        self._find_earlier = find_earlier
        self._dechunk = dechunk
        self._keep_credentials = keep_credentials
        self._seen: OrderedDict[str, Earlier] = OrderedDict()
        self._serial = 0
        self._volume: Volume | None = None

    def write_exchange(self, exchange: Exchange) -> Written:
        """Write response and request, or a revisit where the payload is known, and return where they lie.

        A response that is no HTTP at all is kept as a `metadata` record, which no replay serves as a page.
        """
        if not is_http(exchange.response):
            return self.write_metadata(
                exchange.url, exchange.response, "application/octet-stream", fetched_at=exchange.fetched_at
            )
        response = exchange.message or read_response(exchange.response)
        digest = sha1_digest(response.payload)
        record_id = new_record_id()
        revisit = self._revisit(exchange, response, digest, record_id)
        record = revisit or self._response(exchange, response, digest, record_id)
        sent = exchange.request if self._keep_credentials else without_credentials(exchange.request)
        records = [record, request_record(exchange, record_id, sent)] if sent else [record]
        unplaced = Written(
            url=exchange.url,
            fetched_at=exchange.fetched_at,
            digest=digest,
            status=response.status,
            content_type=last_header(response.headers, "content-type"),
            revisit=revisit is not None,
            posted=query_of(exchange.request),
        )
        written = self._write(records, unplaced)
        if not revisit and written.posted is None and exchange.truncated is None and response.payload:
            self._remember(digest, Earlier(url=exchange.url, fetched_at=exchange.fetched_at))
        return written

    def write_resource(self, url: str, data: bytes, content_type: str, *, fetched_at: dt.datetime) -> Written:
        """Write a file that somebody kept, of which no response is known, and return where it lies."""
        return self._write_kept("resource", url, data, content_type, fetched_at)

    def write_metadata(self, url: str, data: bytes, content_type: str, *, fetched_at: dt.datetime) -> Written:
        """Write something about an address, not its content, and return where it lies; no CDXJ line."""
        return self._write_kept("metadata", url, data, content_type, fetched_at)

    def sync(self) -> None:
        """Bring what was written to the disk itself, so that no loss of power takes it back."""
        if self._volume is not None:
            self._volume.sync()

    def close(self) -> None:
        """Make the open file whole: CDXJ sorted, `.open` gone. Closing twice does nothing."""
        if self._volume is not None:
            volume, self._volume = self._volume, None
            volume.close()

    def __enter__(self) -> WarcWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _revisit(
        self, exchange: Exchange, response: HttpResponse, digest: str, record_id: str
    ) -> bytes | None:
        not_modified = response.status == 304
        if exchange.truncated is not None or not (response.payload or not_modified):
            return None
        if exchange.request.startswith(b"POST"):
            return None  # a revisit is looked up by its address alone
        earlier = self._earlier(None if not_modified else digest, exchange.url)
        if earlier is None:
            return None
        profile = NOT_MODIFIED if not_modified else IDENTICAL_PAYLOAD
        fields = revisit_fields(exchange, digest, profile, earlier)
        return record_bytes("revisit", record_id, exchange.fetched_at, fields, response.head)

    def _earlier(self, digest: str | None, url: str) -> Earlier | None:
        remembered = self._seen.get(digest) if digest else None
        return remembered or self._find_earlier(digest, url)

    def _remember(self, digest: str, earlier: Earlier) -> None:
        self._seen[digest] = earlier
        if len(self._seen) > _REMEMBERED:
            self._seen.popitem(last=False)

    def _response(self, exchange: Exchange, response: HttpResponse, digest: str, record_id: str) -> bytes:
        if response.chunked and self._dechunk:
            block = without_chunks(response)
        else:
            block = response.head + response.body
        states_digest = self._dechunk or not response.chunked
        fields = response_fields(exchange, digest if states_digest else None)
        return record_bytes("response", record_id, exchange.fetched_at, fields, block)

    def _write_kept(
        self, kind: str, url: str, data: bytes, content_type: str, fetched_at: dt.datetime
    ) -> Written:
        indexed = kind == "resource"
        digest = sha1_digest(data)
        fields = [("WARC-Target-URI", warc_uri(url))]
        if indexed:
            fields.append(("WARC-Payload-Digest", digest))
        fields.append(("Content-Type", content_type or "application/octet-stream"))
        record = record_bytes(kind, new_record_id(), fetched_at, fields, data)
        unplaced = Written(url=url, fetched_at=fetched_at, digest=digest, content_type=content_type)
        return self._write([record], unplaced, indexed=indexed)

    def _write(self, records: list[bytes], unplaced: Written, *, indexed: bool = True) -> Written:
        volume = self._open_volume()
        members = [gzip_member(record) for record in records]
        written = msgspec.structs.replace(
            unplaced, file=volume.name, offset=volume.size, length=len(members[0])
        )
        volume.add(members, cdxj_line(written) if indexed else b"")
        return written

    def _open_volume(self) -> Volume:
        if self._volume is not None and self._volume.size >= self._max_bytes:
            self.close()
        if self._volume is None:
            moment = self._now().astimezone(dt.UTC)
            volume = Volume(self._folder, self._portal, moment, self._serial)
            self._serial = volume.serial + 1
            volume.add([gzip_member(warcinfo(volume.name, moment, self._about))], b"")
            self._volume = volume
        return self._volume
