"""What the ledger says: of each article that was ever seen, what became of it; and how many there may be."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from archiver.models import Record, Source, Status

State = Literal["recovered", "stub", "withdrawn", "blocked", "error", "never-captured", "not-fetched"]
"""`recovered`: a version of it is in the records. `stub`: known from a listing or feed only, with what that
printed. `withdrawn`: its page says that it is gone, or leads elsewhere. `blocked`: portal or web archive do
not show it, or may not be asked. `error`: asked for in vain, or what came is no article. `never-captured`:
named by a link, and no web archive that was asked has it. `not-fetched`: likewise, and nobody was asked."""

STATES: tuple[State, ...] = (
    "recovered",
    "stub",
    "withdrawn",
    "blocked",
    "error",
    "never-captured",
    "not-fetched",
)

EvidenceKind = Literal["archive", "listing", "feed", "related", "link", "redirect", "index"]
"""`archive`: its own address was answered. `index`: the index of a web archive names a capture. The others:
what kind of page named it, or that a redirect did."""


class Evidence(Record, frozen=True, kw_only=True):
    """One thing that tells of an article."""

    kind: EvidenceKind
    source: Source
    """Where what tells it came from."""
    url: str
    """The page that names it; its own address for `archive` and `index`."""
    time: dt.datetime | None
    """When that page was captured (UTC); null where a kept file does not tell."""
    warc: str | None = None
    """The WARC file that holds the page; null for an index."""
    offset: int | None = None


class LedgerEntry(Record, frozen=True, kw_only=True, tag_field="type", tag="article"):
    """One article that was ever seen."""

    id: str
    """`<portal>:<key>`, as in the records."""
    portal: str
    url: str
    """Canonical address; empty where only a kept file without one is known."""
    state: State
    reason: str | None = None
    """Why it is not recovered: a code of docs/ledger.md; null for what is recovered."""
    detail: str | None = None
    """The words on the page, or one sentence."""
    status: Status | None = None
    """Of a recovered article: whether it is withdrawn at present."""
    complete: bool | None = None
    """Of a recovered article: whether nothing of it is known to be lacking."""
    lacks: tuple[str, ...] = ()
    """What is: `body`, `date`, `file`, `video`, or a problem code that casts doubt on the text."""
    sources: tuple[Source, ...] = ()
    """Where it was recovered from."""
    title: str | None = None
    """Of the record; else as a listing or feed printed it: it may be cut."""
    published_date: dt.date | None = None
    """Of the record; else as a listing or feed printed it."""
    published_raw: str | None = None
    view_count: int | None = None
    """As printed last, on its page or a listing."""
    section: tuple[str, ...] = ()
    """Of the record; else that of most recovered articles of the listings that name it."""
    listing: str | None = None
    """The listing that names it, by its plainest address; of several, the one that names fewest articles."""
    captures: int = 0
    """Captures that the indexes of web archives name and that a pull takes, whether pulled or not."""
    first_seen: dt.datetime | None = None
    """The earliest time at which anything told of it (UTC)."""
    evidence: tuple[Evidence, ...] = ()
    """The earliest of each kind, and the listing or feed of which title, date and views are."""

    @property
    def year(self) -> int | None:
        """Return the year of publication, where a day is known."""
        return self.published_date.year if self.published_date else None


class Estimate(Record, frozen=True, kw_only=True, tag_field="type", tag="estimate"):
    """How many articles there may have been, as something printed tells: never a count of articles."""

    portal: str
    basis: Literal["listing-items", "listing-pages", "numbers"]
    """The number of items that a listing prints; its number of pages; the range of the articles' numbers."""
    of: str
    """The listing's address; the form of the keys."""
    section: tuple[str, ...] = ()
    at_least: int
    at_most: int
    seen: int
    """Articles of the ledger that this listing named, or that have such numbers."""
    words: str
    """As printed; for numbers, the lowest and highest key."""
    evidence: Evidence | None = None
