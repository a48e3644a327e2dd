"""The records: a page as it was fetched, and what was made of it.

All are frozen; a step of the road returns a new record. The article's fields and their meanings are
published as JSON Schema by `article_schema()` and described in docs/records.md.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

import msgspec

Source = Literal["live", "wayback", "commoncrawl", "file"]
Kind = Literal["article", "document", "video"]
Status = Literal["published", "withdrawn"]

VIETNAM = dt.timezone(dt.timedelta(hours=7))
"""The zone of every portal: Vietnam has kept +07:00 since 1975."""


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """The base of all records: frozen, and made with keywords only."""


class Capture(Record, frozen=True, kw_only=True):
    """The very bytes that something was read from."""

    source: Source
    """Where the bytes came from: the live web, a web archive, or a file that somebody kept."""
    fetched_at: dt.datetime | None
    """When the server sent them (UTC); null where a kept file does not tell."""
    http_status: int | None = None
    """The status of the response; null where a kept file does not tell."""
    warc: str | None = None
    """Name of the WARC file in the portal's `warc/` folder."""
    offset: int | None = None
    """Byte offset of the response record's gzip member in that file."""
    digest: str | None = None
    """Payload digest, `sha1:` and base32, as in WARC and CDXJ."""


class Page(Record, frozen=True, kw_only=True):
    """One response: what the road starts from."""

    url: str
    """The address that was asked for; empty where a saved file does not tell."""
    body: bytes
    """The payload, content-decoded (no gzip), charset as sent."""
    content_type: str = ""
    """The Content-Type header as sent; empty where unknown."""
    capture: Capture


class Image(Record, frozen=True, kw_only=True):
    """A picture of the article's body."""

    url: str
    caption: str | None = None
    sha256: str | None = None
    """Of the file's bytes, once fetched."""
    warc: str | None = None
    """The WARC file that holds it, once fetched."""


class Attachment(Record, frozen=True, kw_only=True):
    """A file that the article offers, such as a PDF."""

    url: str
    name: str | None = None
    """The words of its link."""
    media_type: str | None = None
    """By its ending or, once fetched, by its response."""
    sha256: str | None = None
    """Of the file's bytes, once fetched."""
    warc: str | None = None
    """The WARC file that holds it, once fetched."""


class Extractor(Record, frozen=True, kw_only=True):
    """Which rules read the page."""

    platform: str
    """Name of the platform file; `text` for plain text, `unknown` where no platform was recognised."""
    layout: str | None
    """Name of the `[[layout]]` used."""
    version: str
    """Version of the reading code and rules."""
    fallback: bool = False
    """True where the body was found by the general fallback, not by a rule or label."""


class Article(Record, frozen=True, kw_only=True):
    """One version of one article: a line of `articles.jsonl`."""

    id: str
    """`<portal>:<key>`: the same for every URL form, fetch and source of one article."""
    portal: str
    """Portal id: the name of its file."""
    url: str
    """Canonical address."""
    kind: Kind
    """`document`: PDF-only, its file is the content. `video`: a video without text."""
    title: str
    """As printed, NFC."""
    lead: str | None
    """The summary printed above the body."""
    body: str
    """Paragraphs parted by a blank line; no boilerplate, no captions, no byline."""
    authors: tuple[str, ...]
    """The people who sign, as printed."""
    poster: str | None
    """The account that posted it."""
    source: str | None
    """The origin that the page names."""
    section: tuple[str, ...]
    """Breadcrumb, outermost first."""
    tags: tuple[str, ...]
    """Keywords that the page lists."""
    published_date: dt.date | None
    """The day as printed."""
    published_at: dt.datetime | None
    """The moment, +07:00, only if a time was printed."""
    published_raw: str | None
    """The words on the page."""
    updated_date: dt.date | None
    """The day of the last change, as printed."""
    updated_at: dt.datetime | None
    """The moment of the last change, only if a time was printed."""
    updated_raw: str | None
    """The words on the page."""
    view_count: int | None
    """As printed when fetched; the history is in `observations.jsonl`."""
    images: tuple[Image, ...]
    """Pictures of the body with their captions."""
    attachments: tuple[Attachment, ...]
    """Files that the article offers."""
    language: str
    """BCP 47."""
    status: Status
    """`withdrawn` once the portal says that the article is gone."""
    version: int
    """1 for the first; an edit of title, lead, body, authors, date or attachments makes a new one."""
    content_sha256: str
    """Digest of what makes a version, see `archiver.validate.content_digest`."""
    first_seen: dt.datetime | None
    """When this version was first read (UTC)."""
    last_seen: dt.datetime | None
    """When this version was last read, at the time of writing the line (UTC)."""
    capture: Capture
    """The very bytes it came from."""
    extractor: Extractor
    """Which rules read it."""
    problems: tuple[str, ...]
    """Codes for what was odd, listed in docs/records.md."""


class Withdrawn(Record, frozen=True, kw_only=True):
    """A page that says, at whatever HTTP status, that its article is gone."""

    id: str
    portal: str
    url: str
    evidence: str
    """The words on the page, the HTTP status, or where its address leads."""
    capture: Capture
    unsure: bool = False
    """Its address may be that of another page: it is an article only if one was read there before."""


class Quarantined(Record, frozen=True, kw_only=True):
    """A page that should have been an article and is not: a line of `quarantine.jsonl`."""

    id: str | None
    """The article's id where the address tells it."""
    portal: str
    url: str
    reason: str
    """A code, listed in docs/records.md."""
    detail: str
    """One sentence: what was expected, what was found."""
    capture: Capture
    extractor: Extractor


class Observation(Record, frozen=True, kw_only=True):
    """One reading of one article: a line of `observations.jsonl`."""

    id: str
    time: dt.datetime | None
    """When it was read (UTC)."""
    status: Status
    view_count: int | None
    """As printed; null where the page prints none."""
    own_visits: int
    """How often we had asked for the article's page, this time included: asking may raise the counter."""
    source: Source = "live"
    evidence: str | None = None
    """For a withdrawal: the words on the page, the HTTP status, or where its address leads."""
    warc: str | None = None
    offset: int | None = None


class ListingItem(Record, frozen=True, kw_only=True):
    """One item of a listing, as the listing prints it."""

    url: str
    """Canonical address of what it links to."""
    title: str
    """May be cut: never the final title."""
    id: str | None = None
    """The article's id, where the address is an article's."""
    published_date: dt.date | None = None
    published_at: dt.datetime | None = None
    published_raw: str | None = None
    view_count: int | None = None
    lead: str | None = None


class Listing(Record, frozen=True, kw_only=True):
    """What one listing page, feed or sitemap leads to."""

    url: str
    items: tuple[ListingItem, ...]
    next_pages: tuple[str, ...]
    """Canonical addresses of the pages that its pager names; further sitemaps where it is one."""
    counts_from: int = 1
    """The number of its first page, as the addresses of its pages count them: 0 where the second has 1."""
    changed: dict[str, dt.datetime] = msgspec.field(default_factory=dict)
    """When an item or further sitemap was changed last, by its address, as a sitemap tells."""
    total_pages: int | None = None
    total_items: int | None = None
    total_raw: str | None = None
    """The words that say so."""


class NotAnArticle(Record, frozen=True, kw_only=True):
    """A page that was never meant to be an article: a listing, a form, a static page."""

    url: str
    what: Literal["listing", "other"]
    listing: Listing | None = None
    """What a listing page leads to."""
    capture: Capture | None = None


class Unmodified(Record, frozen=True, kw_only=True):
    """The server's word that an article's page is as it was (HTTP 304)."""

    id: str
    url: str
    capture: Capture


class Moved(Record, frozen=True, kw_only=True):
    """The answer of a known article's address that leads to another page: by a redirect, or a refresh."""

    id: str
    url: str
    leads_to: str
    """Where it leads; the canonical address where that is a page of the portal's own."""
    is_asked: bool
    """Whether it is one that a crawl asks for: the article has moved once that was read, else at once."""
    capture: Capture
    """The redirect's own."""


Outcome = Article | Withdrawn | Quarantined | NotAnArticle | Unmodified
"""What the road makes of one page."""


def article_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of one line of `articles.jsonl`."""
    return msgspec.json.schema(Article)
