"""The rows of a snapshot's tables. What stands under a field is its meaning in every schema and card."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar, Literal

from archiver.ledger import Evidence
from archiver.models import Article, Record, Source, Status

ChangeKind = Literal["added", "changed", "withdrawn", "restored", "removed"]


class Measured(Article, frozen=True, kw_only=True):
    """An article, and of its text what can be told where it may not be republished."""

    MEANT: ClassVar[dict[str, str]] = {
        "view_count": "As printed in `capture`; `observations` has the history.",
        "capture": "The very bytes it came from: those from which the version was recorded first. They may "
        "be later than the snapshot's date where an older capture of the same content was imported after "
        "them.",
        "last_seen": "When this version was last read, as of the snapshot's date (UTC).",
        "content_sha256": "SHA-256 (hex) of what makes a version: kind, title, lead, body, authors, source, "
        "day, files.",
    }
    """What fields of an article mean in a snapshot, where that is not what they mean in the log."""
    text_sha256: str | None = None
    """SHA-256 (hex) of lead and body, UTF-8, parted by a blank line; null where there is no text."""
    text_characters: int = 0
    """Characters of lead and body, NFC."""


class VersionRow(Measured, frozen=True, kw_only=True):
    """One version of one article, as of the snapshot's date."""

    body: str | None  # type: ignore[assignment]
    """Null in the version that is present, whose body is in the table of articles; otherwise as there."""
    present: bool = True
    """True for the version that was read last: the one in the table of articles."""
    changed_fields: tuple[str, ...] = ()
    """Fields in which the version differs from the one before it; empty for the first."""


class ArticleRow(Measured, frozen=True, kw_only=True):
    """One article: its version that was read last, as of the snapshot's date."""

    cites: tuple[str, ...] = ()
    """Numbers of documents that title and text name, `18-NQ/TW`, each once, in their order; at most 200."""
    versions: int = 1
    """How many versions of the article are in the table of versions."""
    last_view_count: int | None = None
    """The view count that was printed last, as of the snapshot's date."""
    last_viewed_at: dt.datetime | None = None
    """When it was printed (UTC)."""
    duplicate_group: str | None = None
    """Id of the first publisher among articles with the same or nearly the same text; null for a text that
    stands alone, for one of fewer than 20 words, and where duplicates were not looked for."""
    duplicate_first: bool | None = None
    """True for the group's first publisher, by date of publication, then by first reading, then by id."""


class ObservationRow(Record, frozen=True, kw_only=True):
    """One reading of one article."""

    id: str
    """The article's id."""
    portal: str
    """Portal id."""
    time: dt.datetime | None
    """When it was read (UTC)."""
    status: Status
    """`published` or `withdrawn`."""
    view_count: int | None
    """As printed; null where the page prints none."""
    own_visits: int
    """How often we had asked for the article's page, this time included: asking may raise the counter."""
    source: Source
    """Where the bytes came from: `live`, `wayback`, `commoncrawl` or `file`."""
    evidence: str | None
    """For a withdrawal: the words on the page, the HTTP status, or where its address leads."""
    warc: str | None
    """Name of the WARC file that holds what was read."""
    offset: int | None
    """Its offset there."""
    version: int | None
    """The version that the page showed; null where the count was not read on the article's page."""


class CaptureRow(Record, frozen=True, kw_only=True):
    """One response in the archive: which bytes, from where, when."""

    portal: str
    """Portal id."""
    warc: str
    """Name of the WARC file in the portal's `warc/` folder."""
    offset: int
    """Byte offset of the record's gzip member in that file."""
    length: int | None
    """Bytes of the gzip member."""
    url: str
    """The address that was asked for."""
    fetched_at: dt.datetime | None
    """When the server sent it (UTC); null for a kept file that does not say when it was saved."""
    http_status: int | None
    """Null for what was not fetched over HTTP."""
    media_type: str
    """As the response names it, without parameters; `warc/revisit` where the payload lies in an earlier
    capture of the same digest."""
    digest: str
    """Payload digest, `sha1:` and base32, as in WARC and CDXJ."""


class UnitRow(Record, frozen=True, kw_only=True):
    """An administrative unit before or after the one that a portal was made for."""

    code: str
    """Its official code."""
    name: str
    """Its name with its kind."""
    committee: str | None
    """Its Party committee, where its name is known."""


class PortalRow(Record, frozen=True, kw_only=True):
    """One portal: what the registry knows of it, and how much of it is in the snapshot."""

    id: str
    """Portal id: the name of its file."""
    name: str | None
    """The portal's name, as people call it; null where there is no portal file."""
    home: str | None
    """Its front page."""
    platform: str | None
    """The content management system, by the name of its platform file."""
    committee: str | None
    """The Party committee or authority that publishes it."""
    level: str | None
    """`district`, `city`, `town`, `ward`, `commune`, `province`, `department` or `other`."""
    province: str | None
    """The province or city that it lay in."""
    successor: str | None
    """Who took over after 1 July 2025."""
    successor_home: str | None
    """The successor's front page."""
    unit: str | None
    """Official code of the administrative unit that it was made for."""
    predecessors: tuple[UnitRow, ...]
    """The units that this one was made of."""
    successors: tuple[UnitRow, ...]
    """The units made of it."""
    status: str | None
    """`live`, `frozen`, `redirected`, `closed` or `unknown`."""
    status_since: dt.date | None
    """The day since when."""
    status_evidence: str | None
    """What the status rests on."""
    articles: int
    """Rows of the portal in the table of articles."""
    withdrawn: int
    """Of these, those withdrawn as of the snapshot's date."""
    versions: int
    """Rows of the portal in the table of versions."""
    observations: int
    """Rows of the portal in the table of observations."""
    captures: int
    """Rows of the portal in the table of captures."""
    missing: int
    """Rows of the portal in the table of what is missing."""
    first_published: dt.date | None
    """The earliest day of publication among its articles."""
    last_published: dt.date | None
    """The latest."""
    first_seen: dt.datetime | None
    """The earliest reading of its articles (UTC)."""
    last_seen: dt.datetime | None
    """The latest (UTC)."""


class MissingRow(Record, frozen=True, kw_only=True):
    """An article that is known to have existed and of which no version is in the archive."""

    portal: str
    """Portal id."""
    id: str
    """The article's id."""
    url: str
    """Canonical address; empty where only a kept file without one is known."""
    state: str
    """`stub`, `withdrawn`, `blocked`, `error`, `never-captured` or `not-fetched`: see docs/ledger.md."""
    reason: str | None
    """Why it was not recovered: a code of docs/ledger.md."""
    detail: str | None
    """The words on the page, or one sentence."""
    title: str | None
    """As a listing or feed printed it: it may be cut."""
    published_date: dt.date | None
    """As a listing or feed printed it."""
    published_raw: str | None
    """The words of that."""
    view_count: int | None
    """As a listing printed it last."""
    section: tuple[str, ...]
    """Of the listings that name it, where they tell."""
    captures: int
    """Captures that the indexes of web archives name and that a pull takes, whether pulled or not."""
    first_seen: dt.datetime | None
    """The earliest time at which anything told of it (UTC)."""
    evidence: tuple[Evidence, ...]
    """What tells of it: the earliest of each kind."""


class ChangeRow(Record, frozen=True, kw_only=True):
    """What became of one article between two snapshots."""

    id: str
    """The article's id."""
    portal: str
    """Portal id."""
    url: str
    """Canonical address."""
    title: str
    """As printed, in the later snapshot that has it."""
    change: ChangeKind
    """`removed`: in the earlier snapshot only. `restored`: withdrawn before, published again."""
    fields: tuple[str, ...] = ()
    """Fields that differ."""
