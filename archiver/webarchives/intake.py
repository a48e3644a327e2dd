"""Taking captures in: each becomes records of the portal's own archive, then goes the road of any page.

What was taken in is known from the archive itself: the portal's CDXJ names every capture by address and time.
Captures that a killed run archived and did not come to record are read again from there, not fetched again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from pathlib import Path

from archiver.extract.document import Document, parse_page
from archiver.flow import article_from_document
from archiver.models import NotAnArticle, Outcome, Page, Source
from archiver.portal import Portal
from archiver.redirects import is_in_place_of_page
from archiver.store import PortalStore
from archiver.store.records import ChangeKind
from archiver.warc.cdxj import REVISIT_MIME, CdxjLine, parse_line
from archiver.warc.decoding import Undecodable, decoded
from archiver.warc.locations import locate_in
from archiver.warc.messages import last_header, read_response
from archiver.warc.reader import read_record
from archiver.warc.records import Earlier, Exchange, Written, warc_uri
from archiver.warc.volume import OPEN
from archiver.warc.writer import WarcWriter
from archiver.webarchives.choice import own_url
from archiver.webarchives.entries import IndexEntry
from archiver.webarchives.provenance import FIELDS, provenance

Place = tuple[str, int]
"""WARC file and offset of a capture."""


class Intake:
    """Takes captures of one service into one portal."""

    def __init__(self, portal: Portal, store: PortalStore, writer: WarcWriter, source: Source) -> None:
        self._portal = portal
        self._store = store
        self._writer = writer
        self._source = source
        self._archived = dict(captures_in(store.folder.warc))
        store.before_commit = writer.sync

    def has(self, address: str) -> bool:
        """Return whether a capture was taken in, or is known not to be served."""
        known = self._store.known_url(address)
        return known is not None and known.state == "done"

    def is_archived(self, entry: IndexEntry) -> bool:
        """Return whether the archive holds the capture, recorded or not."""
        return (warc_uri(entry.url), entry.timestamp) in self._archived

    def take(
        self, entry: IndexEntry, address: str, exchange: Exchange, *, now: dt.datetime
    ) -> ChangeKind | None:
        """Archive a capture, record what its page is, and return what that changed.

        None where its body is not what its Content-Encoding says: it is archived, and cannot be read.
        Raises StorageError.
        """
        about = provenance(entry, address, self._source, now=now)
        self._writer.write_metadata(exchange.url, about, FIELDS, fetched_at=exchange.fetched_at)
        written = self._writer.write_exchange(exchange)
        self._archived[warc_uri(entry.url), entry.timestamp] = (written.file, written.offset)
        if not written.revisit and written.status == 200:
            self._store.note_payload(
                written.digest,
                url=written.url,
                date=written.fetched_at,
                warc=written.file,
                offset=written.offset,
            )
        return self._recorded(entry, address, _page(self._url(entry), exchange, written, self._source))

    def take_archived(self, entry: IndexEntry, address: str) -> ChangeKind | None:
        """Record a capture that the archive holds; raises UnreadableInput where it cannot be read there.

        One in the file that is being written was recorded when it was taken in.
        """
        name, offset = self._archived[warc_uri(entry.url), entry.timestamp]
        folder = self._store.folder.warc
        if (folder / f"{name}{OPEN}").exists():
            return "unchanged"
        response = read_record(folder / name, offset, locate=locate_in(folder))
        return self._recorded(entry, address, _renamed(response.page(self._source), self._url(entry)))

    def give_up(self, address: str, status: int | None, *, now: dt.datetime, for_good: bool) -> None:
        """Note that a capture was not to be had: for good, or until the next run. Raises StorageError."""
        self._store.fetched(address, at=now, status=status, state="done" if for_good else "error")
        if for_good:
            self._store.commit()

    def find_earlier(self, digest: str | None, _url: str) -> Earlier | None:
        """Return the capture that a revisit refers to, for the writer."""
        earlier = self._store.find_earlier(digest) if digest else None
        return Earlier(url=earlier.url, fetched_at=earlier.date) if earlier else None

    def _url(self, entry: IndexEntry) -> str:
        return own_url(entry.url, self._portal) or entry.url

    def _recorded(self, entry: IndexEntry, address: str, page: Page | None) -> ChangeKind | None:
        change = None
        if page is not None:
            change = self._store.record(outcome_of_kept(parse_page(page), self._portal), source=self._source)
        capture = page.capture if page else None
        self._store.fetched(
            address,
            at=entry.moment,
            status=capture.http_status if capture else None,
            digest=capture.digest if capture else None,
        )
        return change.kind if change else None


def outcome_of_kept(document: Document, portal: Portal) -> Outcome:
    """Return what a page of a web archive or a kept file is; no article where it only leads elsewhere."""
    page = document.page
    if is_in_place_of_page(page):
        return NotAnArticle(url=page.url, what="other", capture=page.capture)
    return article_from_document(document, portal)


class KeptPages:
    """The kept files without an exchange that a portal's archive holds: the same bytes of an address once."""

    def __init__(self, folder: Path) -> None:
        self._places: dict[tuple[str, str], list[tuple[str, Place]]] = {}
        for _, time, fields, place in _lines_of(folder):
            if not fields.status and fields.mime != REVISIT_MIME:
                self.note(fields.url, fields.digest, time, place)

    def note(self, url: str, digest: str, time: str, place: Place) -> None:
        """Note a file that was archived; `time`: 14 digits."""
        self._places.setdefault((url, digest), []).append((time, place))

    def place_of(self, url: str, digest: str, time: dt.datetime | None) -> Place | None:
        """Return where these bytes lie, of that time where it is known; None where they do not."""
        found = self._places.get((warc_uri(url), digest), [])
        digits = f"{time.astimezone(dt.UTC):%Y%m%d%H%M%S}" if time else None
        return next((place for at, place in found if digits in {None, at}), None)


def captures_in(folder: Path) -> Iterable[tuple[tuple[str, str], Place]]:
    """Yield address and 14 digits of time of every capture in a `warc/` folder, with its place."""
    for url, time, _, place in _lines_of(folder):
        yield (url, time), place


def _lines_of(folder: Path) -> Iterator[tuple[str, str, CdxjLine, Place]]:
    """Yield address, 14 digits of time, fields and place of every capture in a `warc/` folder."""
    for path in sorted(folder.glob("*.cdxj")):
        with path.open("rb") as file:
            for line in file:
                parsed = parse_line(line)
                if parsed and parsed[2].offset.isdigit():
                    fields = parsed[2]
                    yield fields.url, parsed[1], fields, (Path(fields.filename).name, int(fields.offset))


def _page(url: str, exchange: Exchange, written: Written, source: Source) -> Page | None:
    response = read_response(exchange.response)
    try:
        body = decoded(response.payload, response.header("content-encoding"))
    except Undecodable:
        return None
    content_type = last_header(response.headers, "content-type")
    return Page(url=url, body=body, content_type=content_type, capture=written.capture(source))


def _renamed(page: Page, url: str) -> Page:
    return Page(url=url, body=page.body, content_type=page.content_type, capture=page.capture)
