"""One capture as the index of a web archive names it, whatever the dialect."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from archiver.models import Record
from archiver.moments import believed

MAX_URL = 4000
"""A longer address is none that a portal printed; it is left out."""

_DIGITS = re.compile(r"[0-9]{14}")
_NAMES = {"original": "url", "mimetype": "mime", "statuscode": "status"}
_DEFAULT_PORTS = {"http": ":80", "https": ":443"}


class IndexEntry(Record, frozen=True, kw_only=True):
    """A line of a capture index."""

    url: str
    """The address as it was captured."""
    timestamp: str
    """14 digits of UTC time; always a moment that exists and is believed."""
    mime: str = ""
    """`warc/revisit` where the payload lies in an earlier capture."""
    status: str = ""
    """HTTP status in digits; empty or `-` where the index does not tell (revisits)."""
    digest: str = ""
    """Payload digest, base32 SHA-1 without `sha1:`."""
    length: int = 0
    """Bytes of the compressed record, 0 where the index does not tell."""
    file: str = ""
    """Path of the WARC file below the service's address; empty where the index does not tell."""
    offset: int | None = None
    """Byte offset of the record in that file."""

    @property
    def moment(self) -> dt.datetime:
        """Return when it was captured (UTC)."""
        return _moment(self.timestamp)


def entry_of(fields: Mapping[str, object]) -> IndexEntry | None:
    """Return the entry that named fields of either dialect make; None without an address or a real time."""
    named = {_NAMES.get(name, name): _text(value) for name, value in fields.items()}
    url, timestamp = named.get("url", ""), named.get("timestamp", "")
    if not url or len(url) > MAX_URL or not _is_moment(timestamp):
        return None
    offset = named.get("offset", "")
    return IndexEntry(
        url=without_default_port(url),
        timestamp=timestamp,
        mime=named.get("mime", "").lower(),
        status=named.get("status", ""),
        digest=named.get("digest", "").removeprefix("sha1:"),
        length=_number(named.get("length", "")) or 0,
        file=named.get("filename", ""),
        offset=_number(offset),
    )


def without_default_port(url: str) -> str:
    """Return an address without the port that its scheme has anyway: old captures write `http://host:80/`."""
    try:
        split = urlsplit(url)
    except ValueError:
        return url
    port = _DEFAULT_PORTS.get(split.scheme)
    if port is None or not split.netloc.endswith(port):
        return url
    return split._replace(netloc=split.netloc.removesuffix(port)).geturl()


def _text(value: object) -> str:
    return value if isinstance(value, str) else str(value) if isinstance(value, int) else ""


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None


def _moment(timestamp: str) -> dt.datetime:
    return dt.datetime.strptime(timestamp, "%Y%m%d%H%M%S").replace(tzinfo=dt.UTC)


def _is_moment(timestamp: str) -> bool:
    if not _DIGITS.fullmatch(timestamp):
        return False
    try:
        return believed(_moment(timestamp)) is not None
    except ValueError:
        return False
