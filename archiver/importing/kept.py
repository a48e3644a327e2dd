"""One capture inside a file that somebody kept."""

from __future__ import annotations

from archiver.models import Capture, Page, Record
from archiver.warc.decoding import decoded
from archiver.warc.messages import last_header, read_response
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


def undated_page(message: bytes, url: str) -> Page:
    """Return the page of a response of which nobody knows when it came; raises Undecodable."""
    response = read_response(message)
    return Page(
        url=url,
        body=decoded(response.payload, response.header("content-encoding"), MAX_BYTES),
        content_type=last_header(response.headers, "content-type"),
        capture=Capture(source="file", fetched_at=None, http_status=response.status),
    )
