"""What was known of an article on a date: pure, from its history to the rows of a snapshot."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from archiver.export.rows import ArticleRow, MissingRow, ObservationRow, VersionRow
from archiver.models import Capture
from archiver.store.articles import LARGEST
from archiver.store.database import micros, moment

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from archiver.export.selection import Selection
    from archiver.export.source import History, Version
    from archiver.models import Article
    from archiver.store.records import Reading

COMPARED = (
    "kind", "title", "lead", "body", "authors", "poster", "source", "section", "tags", "published_date",
    "published_at", "updated_date", "updated_at", "images", "attachments", "language", "status", "url",
)  # fmt: skip
"""Fields in which two versions may differ for a reader."""


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
    readings = tuple(reading for reading in history.readings if selection.in_time(reading.time))
    cut = micros(selection.as_of)
    versions = tuple(
        version._replace(last_seen=_last_seen(version, readings, cut))
        for version in history.versions
        if version.first_seen < cut
    )
    present = max(versions, key=lambda version: (version.last_seen, version.number), default=None)
    return Known(versions, present, readings)


def _last_seen(version: Version, readings: Iterable[Reading], cut: int) -> int:
    if version.last_seen < cut:
        return version.last_seen
    times = (micros(reading.time) for reading in readings if reading.version == version.number)
    return max(times, default=version.first_seen)


class Measures(NamedTuple):
    """What is told of a text in place of it."""

    sha256: bytes
    """Empty where there is no text."""
    characters: int


def measures(article: Article) -> Measures:
    """Return digest and length of an article's text."""
    text = text_of(article)
    if not text:
        return Measures(b"", 0)
    return Measures(hashlib.sha256(text.encode("utf-8", "replace")).digest(), len(text))


def dated(article: Article, version: Version, text: Measures) -> dict[str, Any]:
    """Return the fields of a version's line, first and last seen as of the date, and its text's measures."""
    fields = msgspec.structs.asdict(article)
    fields["first_seen"], fields["last_seen"] = moment(version.first_seen), moment(version.last_seen)
    fields["view_count"] = _bounded(article.view_count)
    fields["text_sha256"] = text.sha256.hex() or None
    fields["text_characters"] = text.characters
    return fields


def text_of(article: Article) -> str:
    """Return lead and body, parted by a blank line."""
    return "\n\n".join(part for part in (article.lead, article.body) if part)


def version_rows(articles: Sequence[tuple[Article, Version]]) -> list[VersionRow]:
    """Return the rows of an article's versions, in the order of their numbers."""
    rows, before = [], None
    for article, version in articles:
        changed = differing(before, article) if before else ()
        rows.append(VersionRow(**dated(article, version, measures(article)), changed_fields=changed))
        before = article
    return rows


def differing(before: Any, after: Any, fields: Iterable[str] = COMPARED) -> tuple[str, ...]:
    """Return the fields in which two records differ, in their order."""
    return tuple(name for name in fields if getattr(before, name) != getattr(after, name))


def article_row(
    article: Article, version: Version, text: Measures, versions: int, views: Views
) -> ArticleRow:
    """Return the row of an article in its present version, duplicates not looked for."""
    return ArticleRow(
        **dated(article, version, text),
        versions=versions,
        last_view_count=views.printed,
        last_viewed_at=views.at,
    )


def last_views(readings: Iterable[Reading]) -> Views:
    """Return the view count that was printed last."""
    counted = [reading for reading in readings if reading.view_count is not None]
    last = max(counted, key=lambda reading: micros(reading.time), default=None)
    return Views(_bounded(last.view_count), last.time) if last else Views(None, None)


def observation_row(reading: Reading, portal: str) -> ObservationRow:
    """Return the row of one reading."""
    return ObservationRow(
        id=reading.id, portal=portal, time=reading.time, status=reading.status,
        view_count=_bounded(reading.view_count), own_visits=min(reading.own_visits, LARGEST),
        source=reading.source, evidence=reading.evidence, warc=reading.warc, offset=reading.offset,
        version=reading.version,
    )  # fmt: skip


def never_read(history: History, readings: Sequence[Reading], portal: str) -> MissingRow | None:
    """Return the row of an article that is known as withdrawn only; null where that is not known."""
    gone = next((reading for reading in readings if reading.status == "withdrawn"), None)
    if gone is None:
        return None
    return MissingRow(
        portal=portal,
        id=history.id,
        url=history.url or None,
        reason="withdrawn",
        detail=gone.evidence,
        capture=Capture(source=gone.source, fetched_at=gone.time, warc=gone.warc, offset=gone.offset),
    )


def _bounded(count: int | None) -> int | None:
    return None if count is None else max(-LARGEST, min(count, LARGEST))
