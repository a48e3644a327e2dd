"""One capture inside a file that somebody kept."""

from __future__ import annotations

from archiver.models import Page, Record
from archiver.warc.records import Exchange
from archiver.webarchives.entries import IndexEntry

MAX_BYTES = 64_000_000
"""A larger capture is no page."""


class Kept(Record, frozen=True, kw_only=True):
    """A capture: a whole exchange, or only a page."""

    place: str
    """Where it lies: the file's name and, of a file with many, the byte offset."""
    exchange: Exchange | None = None
    page: Page | None = None
    """Where no exchange is known: text made from a page, a page that a browser saved."""

    @property
    def entry(self) -> IndexEntry | None:
        """Return the capture of an exchange as an index would name it."""
        exchange = self.exchange
        if exchange is None:
            return None
        return IndexEntry(url=exchange.url, timestamp=f"{exchange.fetched_at:%Y%m%d%H%M%S}")
