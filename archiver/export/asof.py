"""What was known of an article on a date: pure, from its history to the rows of a snapshot."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import TYPE_CHECKING, Any, NamedTuple, cast

import msgspec

from archiver.export.citing import cited_in
from archiver.export.rows import ArticleRow, ObservationRow, VersionRow
from archiver.models import Article
from archiver.store.articles import LARGEST
from archiver.store.database import micros, moment

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from archiver.export.selection import Selection
    from archiver.export.texts import Text
    from archiver.store.histories import History, Version
    from archiver.store.records import Reading, UnreadArticle

COMPARED = (
    "kind", "title", "lead", "body", "authors", "poster", "source", "section", "tags", "published_date",
    "published_at", "updated_date", "updated_at", "images", "attachments", "language", "status", "url",
)  # fmt: skip
"""Fields in which two versions may differ for a reader."""


class Read(Article, frozen=True, kw_only=True):
    """A line of `articles.jsonl`, its body on its way to the snapshot."""

    body: Text  # type: ignore[assignment]

    @staticmethod
    def of(line: UnreadArticle, body: Text) -> Read:
        """Return a line with its body."""
        return cast("Read", msgspec.structs.replace(line, body=body))


class Known(NamedTuple):
    """An article as of a date."""

    versions: tuple[Version, ...]
    """Those that were read by then, `last_seen` as of then."""
    present: Version | None
    """The one read last; null where none was read."""
    readings: tuple[Reading, ...]
    """Those of that time."""


class Views(NamedTuple):
    """The view count that was printed last."""

    printed: int | None
    at: dt.datetime | None


def known(history: History, selection: Selection) -> Known:
    """Return what of an article's history was known on the selection's date."""
    readings = tuple([reading for reading in history.readings if selection.in_time(reading.time)])
    cut = micros(selection.as_of)
    versions = tuple(
        [
            version if version.last_seen < cut else _as_of(version, readings)
            for version in history.versions
            if version.first_seen < cut
        ]
    )
    present = max(versions, key=_by_reading) if versions else None
    return Known(versions, present, readings)


def _by_reading(version: Version) -> tuple[int, int]:
    return version.last_seen, version.number


def _as_of(version: Version, readings: Iterable[Reading]) -> Version:
    """Return a version that was read again later, as it was read last among the readings."""
    times = (micros(reading.time) for reading in readings if reading.version == version.number)
    return version._replace(last_seen=max(times, default=version.first_seen))


class Measures(NamedTuple):
    """What is told of a text in place of it."""

    sha256: bytes
    """Empty where there is no text."""
    characters: int


def measures(article: Read) -> Measures:
    """Return digest and length of an article's text."""
    text = text_of(article)
    if not text:
        return Measures(b"", 0)
    lead, body = article.lead, article.body.characters
    characters = len(lead) + 2 * bool(body) + body if lead else body
    return Measures(hashlib.sha256(text).digest(), characters)


def dated(article: Read, version: Version, text: Measures) -> dict[str, Any]:
    """Return the fields of a version's line, first and last seen as of the date, and its text's measures."""
    fields = msgspec.structs.asdict(article)
    fields["first_seen"], fields["last_seen"] = moment(version.first_seen), moment(version.last_seen)
    fields["view_count"] = bounded(article.view_count)
    fields["text_sha256"] = text.sha256.hex() or None
    fields["text_characters"] = text.characters
    return fields


class PublishingOrder(NamedTuple):
    """What tells which of several articles was published first."""

    day: int
    """Ordinal; that of the last day where none is printed."""
    at: int
    """Microseconds, 0 where no time is printed."""
    first_seen: int
    """Of the present version."""
    id: str


def publishing_order(article: Read, version: Version) -> PublishingOrder:
    """Return the place of an article among others, by what is printed, then by when we came."""
    day = (article.published_date or dt.date.max).toordinal()
    return PublishingOrder(day, micros(article.published_at), version.first_seen, article.id)


def text_of(article: Read) -> bytes:
    """Return lead and body in UTF-8, parted by a blank line."""
    body: bytes = article.body.utf8
    if not article.lead:
        return body
    lead = article.lead.encode("utf-8", "replace")
    return lead + b"\n\n" + body if body else lead


def version_rows(articles: Sequence[tuple[Read, Version]], present: Version) -> list[VersionRow]:
    """Return the rows of an article's versions, in the order of their numbers; one of them is present."""
    rows, before = [], None
    for article, version in articles:
        fields = dated(article, version, measures(article))
        fields["changed_fields"] = differing(before, article) if before else ()
        fields["present"] = version is present
        if version is present:
            fields["body"] = None
        rows.append(VersionRow(**fields))
        before = article
    return rows


def differing(before: Any, after: Any, fields: Iterable[str] = COMPARED) -> tuple[str, ...]:
    """Return the fields in which two records differ, in their order."""
    return tuple(name for name in fields if getattr(before, name) != getattr(after, name))


def article_row(
    article: Read, version: VersionRow, versions: int, views: Views, group: str | None
) -> ArticleRow:
    """Return the row of an article, whose row as its present version tells its times and measures.

    `group` is the id of the first publisher of its text, null where it stands alone.
    """
    fields = msgspec.structs.asdict(version)
    del fields["changed_fields"], fields["present"]
    fields["body"] = article.body
    title = article.title.encode("utf-8", "replace")
    return ArticleRow(
        **fields,
        cites=cited_in(b"\n".join([title, text_of(article)])),
        versions=versions,
        last_view_count=views.printed,
        last_viewed_at=views.at,
        duplicate_group=group,
        duplicate_first=None if group is None else group == article.id,
    )


def last_views(readings: Iterable[Reading]) -> Views:
    """Return the view count that was printed last."""
    last, last_at = None, -1
    for reading in readings:
        at = micros(reading.time)
        if reading.view_count is not None and at > last_at:
            last, last_at = reading, at
    return Views(bounded(last.view_count), last.time) if last else Views(None, None)


def observation_row(reading: Reading, portal: str) -> ObservationRow:
    """Return the row of one reading."""
    return ObservationRow(
        id=reading.id, portal=portal, time=reading.time, status=reading.status,
        view_count=bounded(reading.view_count), own_visits=min(reading.own_visits, LARGEST),
        source=reading.source, evidence=reading.evidence, warc=reading.warc, offset=reading.offset,
        version=reading.version,
    )  # fmt: skip


def bounded(count: int | None) -> int | None:
    """Return a count as columns hold it, in 64 bits."""
    return None if count is None else max(-LARGEST, min(count, LARGEST))
