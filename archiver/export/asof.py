"""What was known of an article on a date: pure, from its history to the rows of a snapshot."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from archiver.export.citing import cited_in
from archiver.export.rows import ArticleRow, ObservationRow, VersionRow
from archiver.export.tables import by_place
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
_VERSION = by_place(VersionRow)
_ARTICLE = by_place(ArticleRow)
_BODY = VersionRow.__struct_fields__.index("body")
_FIRST = dt.datetime.min.replace(tzinfo=dt.UTC)


class Read(NamedTuple):
    """One version of an article, as it was written and as of the date."""

    article: UnreadArticle
    """Its line; the body is JSON."""
    text: Text
    """The body."""
    version: Version


class Known(NamedTuple):
    """An article as of a date."""

    versions: tuple[Version, ...]
    """Those that were read by then, `last_seen` as of then."""
    present: Version | None
    """The one read last; null where none was read."""
    readings: tuple[Reading, ...]
    """Those of that time."""
    gone: bool = False
    """Whether the last of them found the article withdrawn, though it was read again later."""


class Views(NamedTuple):
    """The view count that was printed last."""

    printed: int | None
    at: dt.datetime | None


def known(history: History, selection: Selection) -> Known:
    """Return what of an article's history was known on the selection's date."""
    end = selection.as_of
    readings = tuple(
        [reading for reading in history.readings if (time := reading.time) is None or time < end]
    )
    cut = micros(end)
    versions = tuple(
        [
            version if version.last_seen < cut else _as_of(version, readings)
            for version in history.versions
            if version.first_seen < cut
        ]
    )
    present = max(versions, key=_by_reading) if versions else None
    return Known(versions, present, readings, needs_readings(history, selection) and _is_gone(readings))


def _is_gone(readings: Iterable[Reading]) -> bool:
    """Return whether the article's page, when it was asked for last, said that it is withdrawn."""
    dated = [(reading.time, reading.status) for reading in readings if reading.time and reading.version]
    return bool(dated) and max(dated)[1] == "withdrawn"


def needs_readings(history: History, selection: Selection) -> bool:
    """Return whether only readings tell which version was present: one was read again after the date."""
    cut = micros(selection.as_of)
    return any(version.last_seen >= cut for version in history.versions)


def _by_reading(version: Version) -> tuple[int, int]:
    return version.last_seen, version.number


def _as_of(version: Version, readings: Iterable[Reading]) -> Version:
    """Return a version that was read again later, as it was read last among the readings."""
    times = (micros(reading.time) for reading in readings if reading.version == version.number)
    return version._replace(last_seen=max(times, default=version.first_seen))


def _measured(read: Read) -> tuple[Any, ...]:
    """Return the values of a row's fields up to those of its own: times as of the date, its text measured."""
    article, text, version = read
    dated = msgspec.structs.replace(
        article,
        first_seen=moment(version.first_seen),
        last_seen=moment(version.last_seen),
        view_count=bounded(article.view_count),
    )
    whole, lead = text_of(read), article.lead
    characters = len(lead) + 2 * bool(text.utf8) + text.characters if lead else text.characters
    return (
        *msgspec.structs.astuple(dated),
        hashlib.sha256(whole).hexdigest() if whole else None,
        characters,
    )


class PublishingOrder(NamedTuple):
    """What tells which of several articles was published first."""

    day: int
    """Ordinal; that of the last day where none is printed."""
    at: int
    """Microseconds, 0 where no time is printed."""
    first_seen: int
    """Of the present version."""
    id: str


def publishing_order(read: Read) -> PublishingOrder:
    """Return the place of an article among others, by what is printed, then by when we came."""
    article = read.article
    day = (article.published_date or dt.date.max).toordinal()
    return PublishingOrder(day, micros(article.published_at), read.version.first_seen, article.id)


def text_of(read: Read) -> bytes:
    """Return lead and body in UTF-8, parted by a blank line."""
    body = read.text.utf8
    if not read.article.lead:
        return body
    lead = read.article.lead.encode("utf-8", "replace")
    return lead + b"\n\n" + body if body else lead


def rows_of(
    found: Sequence[Read], present: Read, views: Views, group: str | None
) -> tuple[ArticleRow, list[VersionRow]]:
    """Return the row of an article and those of its versions, which come in the order of their numbers.

    `present` is one of them; `group` the id of the first publisher of its text, null where it stands alone.
    """
    versions: list[VersionRow] = []
    of_present: tuple[Any, ...] = ()
    before = None
    for read in found:
        values = _measured(read)
        if read is present:
            of_present, values = values, (*values[:_BODY], None, *values[_BODY + 1 :])
        changed = differing(before, read.article) if before else ()
        versions.append(_VERSION(*values, read is present, changed))
        before = read.article
    title = present.article.title.encode("utf-8", "replace")
    article = _ARTICLE(
        *of_present,
        cited_in(b"\n".join([title, text_of(present)])),
        len(versions),
        *views,
        group,
        None if group is None else group == present.article.id,
    )
    return article, versions


def differing(before: Any, after: Any, fields: Iterable[str] = COMPARED) -> tuple[str, ...]:
    """Return the fields in which two records differ, in their order."""
    return tuple(name for name in fields if getattr(before, name) != getattr(after, name))


def last_views(readings: Iterable[Reading]) -> Views:
    """Return the view count that was printed last; what has no time comes before all others."""
    last, last_at = None, _FIRST
    for reading in readings:
        at = reading.time or _FIRST
        if reading.view_count is not None and (last is None or at > last_at):
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
    return count if count is None or -LARGEST <= count <= LARGEST else LARGEST if count > 0 else -LARGEST
