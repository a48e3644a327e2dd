"""What the store answers with, and the line that it adds to the shared records."""

from __future__ import annotations

import datetime as dt
from typing import Literal

import msgspec

from archiver.models import Article, Observation, Record

UrlState = Literal["pending", "done", "error"]
ChangeKind = Literal["new", "changed", "unchanged", "withdrawn", "restored", "quarantined", "noted"]


class Reading(Observation, frozen=True, kw_only=True):
    """An observation as the store writes it: with the version that was read."""

    version: int | None = None
    """The article's version that the page showed; null where the article itself was not read."""


class UnreadArticle(Article, frozen=True, kw_only=True):
    """A line of `articles.jsonl` for whoever passes bodies on: to decode them is half of reading a line."""

    body: msgspec.Raw  # type: ignore[assignment]
    """The value's JSON: whether it is a text, and UTF-8, is not checked."""


class Change(Record, frozen=True, kw_only=True):
    """What recording one outcome changed."""

    kind: ChangeKind
    """`noted`: a page that is no article, of which only the URL is kept."""
    id: str | None = None
    """The article's id, where there is one."""
    version: int | None = None
    """The version that the page showed."""
    line: bool = False
    """True where `articles.jsonl` or `quarantine.jsonl` got a new line."""
    observed: bool = False
    """True where `observations.jsonl` got a new line; false for a capture that was recorded before."""


ALIAS = "alias"
"""What an address is that shows an article which has another address, as its page states: not asked again."""
FORBIDDEN = "forbidden"
"""What an address is that robots.txt forbids and nobody read: each run looks whether it still does."""


class KnownUrl(Record, frozen=True, kw_only=True):
    """What the index knows of one address."""

    url: str
    """Canonical address."""
    what: str | None
    """`article`, `withdrawn`, `quarantined`, `listing`, `other`, `alias`, `forbidden`; null if unread."""
    state: UrlState
    discovered_at: dt.datetime | None
    fetched_at: dt.datetime | None
    """When it was last asked for (UTC)."""
    http_status: int | None
    etag: str | None
    last_modified: str | None
    """The header as sent, for a conditional request."""
    digest: str | None
    """Payload digest of the last response."""
    article: str | None
    """Id of the article that it shows."""
    attempts: int
    """Failed requests since the last good one."""
    next_due: dt.datetime | None
    """When to ask again; null for never."""


class Earlier(Record, frozen=True, kw_only=True):
    """The earliest capture of a payload: what a WARC revisit record refers to."""

    url: str
    """The address as it was asked for then."""
    date: dt.datetime
    warc: str
    offset: int


class Counts(Record, frozen=True, kw_only=True):
    """How much the portal's folder holds; kept up with each change, so reading it costs nothing."""

    articles: int = 0
    """Articles of which at least one version is known."""
    withdrawn: int = 0
    """Of these, those withdrawn at present."""
    versions: int = 0
    observations: int = 0
    quarantined: int = 0
    """Lines of `quarantine.jsonl`."""
    urls: int = 0
    pending: int = 0
    done: int = 0
    error: int = 0


class Damage(Record, frozen=True, kw_only=True):
    """A line of a log that cannot be read; it was skipped."""

    log: str
    """File name."""
    line: int
    """Number of the line, from 1."""
    offset: int
    """Byte offset of the line."""
    detail: str
    """What is wrong with it."""
