"""What an article of the demo portal holds, set down before any page is made of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from archiver.models import Kind

Truth = Literal["published", "withdrawn", "quarantined"]
Generation = Literal[6, 7]
BlockKind = Literal["paragraph", "heading", "italic", "list", "table", "picture"]
BylineStyle = Literal["right", "bold", "class"]
_STATUS: dict[str, Truth] = {
    "withdrawn": "withdrawn",
    "not-found": "withdrawn",
    "garbage": "quarantined",
    "no-title": "quarantined",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A section of the portal."""

    cid: int
    """The number in `?danhmuc=`."""
    name: str
    feed: str
    """Path of its feed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoImage:
    """A picture of the body."""

    path: str
    """Address on the portal, with its query."""
    caption: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoAttachment:
    """A file that the article offers."""

    path: str
    """Address on the portal."""
    name: str | None
    """The words of its link; null where the page shows the file without a link."""
    media_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One piece of the body, in the order of the page."""

    kind: BlockKind
    text: str = ""
    """Of a paragraph, heading or italic paragraph."""
    rows: tuple[tuple[str, ...], ...] = ()
    """Of a table: rows of cells; of a list: rows of one item."""
    image: DemoImage | None = None

    def as_text(self) -> str | None:
        """Return what a record's body holds of the block; nothing of a picture."""
        if self.kind == "picture":
            return None
        if self.kind == "list":
            return "\n\n".join(row[0] for row in self.rows)
        if self.kind == "table":
            return "\n".join("\t".join(row) for row in self.rows)
        return self.text


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoArticle:
    """Everything that a right record of one article holds, and what its page needs besides."""

    key: str
    """`dinhdanh-<id>` or `slug-<slug>`: the article's key in a record's id."""
    number: int
    """The portal's own number, whatever form the address has."""
    path: str
    """Canonical address on the portal, path and query, without `cat`."""
    case: str
    """What the page shows off: a name of `archiver.demo.cases.CASES`."""
    generation: Generation
    """Liferay 6 (`/TinTuc-portlet/`) or 7 (`/o/vn.dnict.tintuc/`)."""
    evidence: str | None = None
    """The words that a withdrawn page says instead of its article."""
    kind: Kind = "article"
    title: str
    """NFC, whatever form the page uses; for a withdrawn article the listing's title."""
    lead: str | None
    blocks: tuple[Block, ...]
    """The body as the page sets it."""
    byline: str | None
    """The byline as printed."""
    byline_style: BylineStyle | None
    authors: tuple[str, ...]
    poster: str | None
    published_date: dt.date
    feed_time: dt.datetime | None
    """The moment that the section's feed tells, +07:00; null where the feed does not reach back so far."""
    view_count: int
    """As printed at first; a counting server raises it."""
    section: Section
    tags: tuple[str, ...]
    attachments: tuple[DemoAttachment, ...]

    @property
    def status(self) -> Truth:
        """Return what becomes of the page: an article, a withdrawal, or a line of quarantine."""
        return _STATUS.get(self.case, "published")

    @property
    def http_status(self) -> int:
        """Return the status that the server answers with."""
        return 404 if self.case == "not-found" else 200

    @property
    def body(self) -> tuple[str, ...]:
        """Return the paragraphs of a right record, without captions and byline."""
        return tuple(text for block in self.blocks if (text := block.as_text()) is not None)

    @property
    def images(self) -> tuple[DemoImage, ...]:
        """Return the pictures of the body in their order."""
        return tuple(block.image for block in self.blocks if block.image is not None)
