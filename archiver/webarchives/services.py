"""The services: where they are, and how much they may be asked.

Limits. Wayback: its operators allow about 30 index calls a minute and 600 captures, and ask clients to stay
at 80 % of that; who goes on after a 429 for a minute is shut out for an hour, twice as long each time
(https://github.com/edgi-govdata-archiving/wayback/issues/137, release notes of `wayback` 0.5.1).
Common Crawl asks for one index call at a time (https://index.commoncrawl.org/).
"""

from __future__ import annotations

from urllib.parse import quote, urlsplit

from archiver.errors import UsageError
from archiver.models import Record, Source
from archiver.webarchives.entries import IndexEntry

_SAFE = "/:?&=;,+$!*'()@~%#[]"


class Limits(Record, frozen=True, kw_only=True):
    """How much a service may be asked."""

    index_delay: float
    """Seconds between two index calls; never two at a time."""
    capture_delay: float
    """Seconds between two captures."""
    concurrency: int
    """Captures under way at once."""
    pause: float = 60.0
    """Seconds of silence after a 429 or 503 that names none."""
    attempts: int = 5
    """Pauses in a row, without one good answer between, after which the run ends as rate-limited."""


class Service(Record, frozen=True, kw_only=True):
    """One web archive."""

    source: Source
    index: str
    """Address of its index: of the CDX server, or of `collinfo.json`."""
    captures: str
    """What stands before a capture's address, or before the path of a WARC file."""
    limits: Limits

    @property
    def hosts(self) -> frozenset[str]:
        """Return the hosts that may be asked."""
        return frozenset(urlsplit(url).hostname or "" for url in (self.index, self.captures))

    def address(self, entry: IndexEntry) -> str:
        """Return the address by which a capture is fetched, and noted as fetched."""
        return self.captures + place_of(self.source, entry)


def place_of(source: Source, entry: IndexEntry) -> str:
    """Return what follows a service's own address in the address of a capture."""
    if source == "commoncrawl":
        return f"{quote(entry.file)}#{entry.offset}"
    return f"{entry.timestamp}id_/{quote(entry.url, safe=_SAFE)}"


WAYBACK = Service(
    source="wayback",
    index="https://web.archive.org/cdx/search/cdx",
    captures="https://web.archive.org/web/",
    limits=Limits(index_delay=60 / 24, capture_delay=1 / 8, concurrency=8),
)
COMMON_CRAWL = Service(
    source="commoncrawl",
    index="https://index.commoncrawl.org/collinfo.json",
    captures="https://data.commoncrawl.org/",
    limits=Limits(index_delay=1.0, capture_delay=0.25, concurrency=4),
)
SERVICES = {"wayback": WAYBACK, "commoncrawl": COMMON_CRAWL}


def service_at(
    source: str, address: str | None, files: str | None, *, rate: float | None, index_rate: float | None
) -> Service:
    """Return a service, at another address or with other limits where they are given.

    `address`: a pywb collection in the place of Wayback, or an index with `collinfo.json` in that of Common
    Crawl; `files`: where its WARC files lie. `rate`: captures a second, `index_rate`: index calls a minute,
    at most. Raises UsageError for what is no address.
    """
    service = SERVICES[source]
    index, captures = service.index, service.captures
    if address:
        base = _checked(address)
        index = f"{base}/collinfo.json" if source == "commoncrawl" else f"{base}/cdx"
        captures = captures if source == "commoncrawl" else f"{base}/"
    if files:
        captures = f"{_checked(files)}/"
    limits = Limits(
        index_delay=60 / index_rate if index_rate else service.limits.index_delay,
        capture_delay=1 / rate if rate else service.limits.capture_delay,
        concurrency=service.limits.concurrency,
    )
    return Service(source=service.source, index=index, captures=captures, limits=limits)


def _checked(address: str) -> str:
    split = urlsplit(address)
    if split.scheme not in {"http", "https"} or not split.netloc:
        raise UsageError(f"--service: '{address}' is no http or https address")
    return address.rstrip("/")
