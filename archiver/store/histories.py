"""Reading a portal's store in bulk: every article with all its versions and readings, in the order of ids."""

from __future__ import annotations

import itertools
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from archiver.store.database import micros

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from archiver.store.database import Database
    from archiver.store.log import Log
    from archiver.store.records import Reading

CHUNK = 1000
"""Rows looked up at a time."""
LAST = "\U0010ffff"
"""After every id."""
_SIZES = """SELECT json_array(a.id, coalesce((SELECT sum(length) FROM versions v WHERE v.article = a.key), 0))
            AS row FROM articles a WHERE a.id > ? ORDER BY a.id LIMIT ?"""
_IDS = "SELECT json_array(key, id, url) AS row FROM articles WHERE id > ? AND id <= ? ORDER BY id"
_LINES = """SELECT json_array(a.key, {columns}) AS row FROM articles a JOIN {table} x ON x.article = a.key
            WHERE a.id > ? AND a.id <= ? ORDER BY a.id, x.{order}"""
_VERSIONS = _LINES.format(
    table="versions",
    order="version",
    columns="json_array(x.version, x.first_seen, x.last_seen, x.offset, x.length)",
)
_READINGS = _LINES.format(table="observations", order="offset", columns="x.offset, x.length")
_UNANSWERED = """SELECT key, url, state FROM urls WHERE state IN ('pending', 'error') AND article IS NULL
                 AND coalesce(discovered_at, 0) < ? AND key > ? ORDER BY key LIMIT ?"""


class Version(NamedTuple):
    """When one version was read first and last, in microseconds, 0 for unknown; and where its line lies."""

    number: int
    first_seen: int
    last_seen: int
    offset: int
    length: int


class History(NamedTuple):
    """All that the store knows of one article."""

    id: str
    url: str
    versions: tuple[Version, ...]
    """In the order of their numbers."""
    readings: tuple[Reading, ...]
    """In the order of writing."""


class Stretch(NamedTuple):
    """Articles that follow each other."""

    after: str = ""
    """The id before the first."""
    upto: str = LAST
    """The id of the last."""


# What the rows of these selections hold.
_A_SIZE = msgspec.json.Decoder(list[tuple[str, int]])
_AN_ID = msgspec.json.Decoder(list[tuple[int, str, str]])
_A_VERSION = msgspec.json.Decoder(list[tuple[int, Version]])
_A_READING = msgspec.json.Decoder(list[tuple[int, int, int]])


class Unanswered(NamedTuple):
    """An address that was discovered and brought no page."""

    url: str
    asked: bool


def stretches(database: Database, most: int, most_bytes: int) -> Iterator[Stretch]:
    """Yield all articles, at most so many at a time, of at most so many bytes of lines but for the last."""
    after = last = ""
    count = size = 0
    while chunk := database.whole(_SIZES, (last, CHUNK), _A_SIZE):
        for last, length in chunk:
            count, size = count + 1, size + length
            if count >= most or size >= most_bytes:
                yield Stretch(after, last)
                after, count, size = last, 0, 0
    if count:
        yield Stretch(after, last)


def histories(database: Database, readings: Log[Reading] | None, part: Stretch) -> Iterator[History]:
    """Yield the articles of a stretch in the order of ids; all of their readings are held at once.

    Where no log of readings is given, none are told.
    """
    read = {} if readings is None else _readings(database, readings, part)
    versions = _by_key(database.whole(_VERSIONS, part, _A_VERSION))
    for key, article_id, url in database.whole(_IDS, part, _AN_ID):
        yield History(article_id, url, versions.get(key, ()), tuple(read.get(key, ())))


def _readings(database: Database, log: Log[Reading], part: Stretch) -> dict[int, list[Reading]]:
    lines = database.whole(_READINGS, part, _A_READING)
    found = log.many([(offset, length) for _, offset, length in lines])
    read: dict[int, list[Reading]] = {}
    for (key, _, _), reading in zip(lines, found, strict=True):
        if reading is not None:
            read.setdefault(key, []).append(reading)
    return read


def _by_key(rows: list[tuple[int, Version]]) -> dict[int, tuple[Version, ...]]:
    return {
        key: tuple([version for _, version in group])
        for key, group in itertools.groupby(rows, key=itemgetter(0))
    }


def unanswered(database: Database, before: dt.datetime) -> Iterator[Unanswered]:
    """Yield the addresses discovered before the moment that brought no page."""
    last = 0
    while chunk := database.all(_UNANSWERED, (micros(before), last, CHUNK)):
        last = chunk[-1][0]
        yield from (Unanswered(url, state == "error") for _, url, state in chunk)


class First(NamedTuple):
    """When something was read first."""

    moment: int | None
    """In microseconds; null where nothing is dated."""
    undated: bool
    """Whether there is something of unknown time."""


def first_reading(database: Database) -> First:
    """Return when any article was read first."""
    earliest, undated = database.one("SELECT min(nullif(first_seen, 0)), max(first_seen = 0) FROM versions")
    return First(earliest, bool(undated))


def first_and_last(database: Database) -> tuple[str, str] | None:
    """Return the first and the last id of all articles; null where there are none."""
    first, last = database.one("SELECT min(id), max(id) FROM articles")
    return None if first is None else (first, last)
