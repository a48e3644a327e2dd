"""An article's history by the time of its captures, whatever the order in which they were recorded.

Version numbers count what was recorded: an old capture that is pulled late gets a later number.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from archiver.models import Article, Record, Source, Status
from archiver.store.records import Reading

LAST = dt.datetime.max.replace(tzinfo=dt.UTC)
"""Where a reading of unknown time stands in order."""


class Episode(Record, frozen=True, kw_only=True):
    """A stretch of time in which every reading showed the same: one content, or that the article is gone."""

    status: Status
    content_sha256: str | None
    """Null where the article was gone."""
    version: int | None
    """The number of a version with that content, or of the line that says that the article is gone."""
    first_seen: dt.datetime | None
    """The first reading of the stretch (UTC); null for readings of unknown time, which come last."""
    last_seen: dt.datetime | None
    readings: int
    sources: tuple[Source, ...]


class ViewCount(Record, frozen=True, kw_only=True):
    """A view count as it was printed."""

    time: dt.datetime | None
    view_count: int
    source: Source


def episodes(versions: Iterable[Article], readings: Iterable[Reading]) -> list[Episode]:
    """Return the history of an article in the order of time."""
    contents = {article.version: article.content_sha256 for article in versions}
    numbers = {content: number for number, content in sorted(contents.items(), reverse=True)}
    found: list[list[Reading]] = []
    shown: tuple[Status, str | None, bool] | None = None
    for reading in in_time([one for one in readings if one.version is not None], contents):
        now = (reading.status, _content(reading, contents), reading.time is None)
        if now != shown:
            found.append([])
        found[-1].append(reading)
        shown = now
    return [_episode(group, _content(group[0], contents), numbers) for group in found]


def views(readings: Iterable[Reading]) -> list[ViewCount]:
    """Return every view count that was printed, in the order of time."""
    return [
        ViewCount(time=reading.time, view_count=reading.view_count, source=reading.source)
        for reading in in_time(list(readings), {})
        if reading.view_count is not None
    ]


def in_time(readings: Sequence[Reading], contents: dict[int, str]) -> list[Reading]:
    """Return readings by time, those of one moment in an order that does not hang on that of recording."""

    def place(reading: Reading) -> tuple[object, ...]:
        content = _content(reading, contents) or ""
        return reading.time or LAST, reading.source, reading.status, content, reading.view_count or 0

    return sorted(readings, key=place)


def _content(reading: Reading, contents: dict[int, str]) -> str | None:
    return contents.get(reading.version or 0) if reading.status == "published" else None


def _episode(group: list[Reading], content: str | None, numbers: dict[str, int]) -> Episode:
    return Episode(
        status=group[0].status,
        content_sha256=content,
        version=numbers.get(content) if content else group[0].version or None,
        first_seen=group[0].time,
        last_seen=group[-1].time,
        readings=len(group),
        sources=tuple(sorted({reading.source for reading in group})),
    )
