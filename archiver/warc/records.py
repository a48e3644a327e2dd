"""WARC/1.1 records as bytes, and what goes into them.

Field names and rules are those of ISO 28500:2017 (https://iipc.github.io/warc-specifications/).
"""

from __future__ import annotations

import datetime as dt
import re
import uuid
from typing import Literal

from archiver.models import Capture, Record, Source
from archiver.warc.digests import sha1_digest
from archiver.warc.messages import HttpResponse

Truncated = Literal["length", "time", "disconnect", "unspecified"]
"""Why a response is not whole, in the words of the standard's WARC-Truncated."""

IDENTICAL_PAYLOAD = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
FORMAT = "WARC File Format 1.1"
FORMAT_URL = "https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"

_NOT_IN_URI = re.compile(r"[^!#-;=?-\[\]_a-z~]")
_LINE_BREAKS = re.compile(r"[\x00-\x1f\x7f]+")

Fields = list[tuple[str, str]]


class Exchange(Record, frozen=True, kw_only=True):
    """One request and what came back."""

    url: str
    """The address asked for, without fragment."""
    fetched_at: dt.datetime
    """When the request was written (UTC); the archive keeps whole seconds."""
    request: bytes
    """As written to the network."""
    response: bytes
    """As received: interim heads, status line, headers, body in its chunks."""
    ip: str | None = None
    """The server's address, where the connection told."""
    truncated: Truncated | None = None
    """Why the response is not whole; None where it is."""
    protocol: str | None = None
    """`h2` where a response of HTTP/2 was written as HTTP/1.1."""
    message: HttpResponse | None = None
    """The response cut into its parts, where that was done already."""


class Earlier(Record, frozen=True, kw_only=True):
    """The capture that a revisit refers to."""

    url: str
    fetched_at: dt.datetime


class Written(Record, frozen=True, kw_only=True):
    """What was written, and where it lies."""

    url: str
    fetched_at: dt.datetime
    """UTC, whole seconds, as in the archive."""
    digest: str
    """Payload digest, `sha1:` and base32: over the body as sent, without chunks."""
    status: int | None = None
    """HTTP status; None for a kept file and for what was no HTTP."""
    content_type: str = ""
    """As sent; empty where there is none."""
    revisit: bool = False
    """True where the payload lies in an earlier record."""
    posted: str | None = None
    """What was posted, as an index notes it; None where the request had another method."""
    file: str = ""
    """Name of the WARC file, as it is called once closed."""
    offset: int = 0
    """Of the record's gzip member, in bytes."""
    length: int = 0
    """Of the member, in bytes."""

    def capture(self, source: Source) -> Capture:
        """Return what a record made from this says of it."""
        return Capture(
            source=source,
            fetched_at=self.fetched_at,
            http_status=self.status,
            warc=self.file,
            offset=self.offset,
            digest=self.digest,
        )


def new_record_id() -> str:
    """Return a fresh WARC-Record-ID."""
    return f"<urn:uuid:{uuid.uuid4()}>"


def warc_date(moment: dt.datetime) -> str:
    """Return a WARC-Date: UTC, whole seconds, which every reader of WARC/1.0 and 1.1 takes."""
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def warc_uri(url: str) -> str:
    """Return an address fit for a WARC header: what no URI may hold is percent-encoded, as UTF-8."""
    return _NOT_IN_URI.sub(_percent_encoded, url)


def _percent_encoded(match: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in match[0].encode("utf-8", "surrogatepass"))


def record_bytes(kind: str, record_id: str, moment: dt.datetime, fields: Fields, block: bytes) -> bytes:
    """Return one whole record: version, headers with block digest and length, block, and the blank lines."""
    lines = [
        "WARC/1.1",
        f"WARC-Type: {kind}",
        f"WARC-Record-ID: {record_id}",
        f"WARC-Date: {warc_date(moment)}",
        *(f"{name}: {_LINE_BREAKS.sub(' ', value)}" for name, value in fields),
        f"WARC-Block-Digest: {sha1_digest(block)}",
        f"Content-Length: {len(block)}",
    ]
    head = "\r\n".join(lines).encode("utf-8", "surrogatepass")
    return b"".join((head, b"\r\n\r\n", block, b"\r\n\r\n"))


def warcinfo(file: str, moment: dt.datetime, about: dict[str, str]) -> bytes:
    """Return the record that stands first in a file and says who made it, with what and under which rules."""
    facts = {**about, "format": FORMAT, "conformsTo": FORMAT_URL}
    text = "".join(f"{name}: {_LINE_BREAKS.sub(' ', value)}\r\n" for name, value in facts.items())
    fields = [("WARC-Filename", file), ("Content-Type", "application/warc-fields")]
    return record_bytes("warcinfo", new_record_id(), moment, fields, text.encode("utf-8"))


def response_fields(exchange: Exchange, payload_digest: str | None) -> Fields:
    """Return the headers that response and revisit records share; no payload digest where it is None."""
    fields = [("WARC-Target-URI", warc_uri(exchange.url))]
    if exchange.ip:
        fields.append(("WARC-IP-Address", exchange.ip))
    if exchange.protocol:
        fields.append(("WARC-Protocol", exchange.protocol))
    if exchange.truncated:
        fields.append(("WARC-Truncated", exchange.truncated))
    if payload_digest:
        fields.append(("WARC-Payload-Digest", payload_digest))
    return [*fields, ("Content-Type", "application/http;msgtype=response")]


def revisit_fields(exchange: Exchange, payload_digest: str, profile: str, earlier: Earlier) -> Fields:
    """Return the headers of a revisit: those of its response, and where the payload lies."""
    return [
        *response_fields(exchange, payload_digest if profile == IDENTICAL_PAYLOAD else None),
        ("WARC-Profile", profile),
        ("WARC-Refers-To-Target-URI", warc_uri(earlier.url)),
        ("WARC-Refers-To-Date", warc_date(earlier.fetched_at)),
    ]


def request_record(exchange: Exchange, concurrent_to: str, block: bytes) -> bytes:
    """Return the record of the request that led to the response `concurrent_to`."""
    fields = [("WARC-Target-URI", warc_uri(exchange.url)), ("WARC-Concurrent-To", concurrent_to)]
    if exchange.ip:
        fields.append(("WARC-IP-Address", exchange.ip))
    fields.append(("Content-Type", "application/http;msgtype=request"))
    return record_bytes("request", new_record_id(), exchange.fetched_at, fields, block)
