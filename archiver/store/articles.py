"""The index's tables of articles: which version is present, where its line lies, how often it was read."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, NamedTuple

from archiver.store.database import micros

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from archiver.models import Article, Quarantined, Source, Status
    from archiver.store.database import Database
    from archiver.store.records import Reading

CHUNK = 500
"""Rows read at a time, so that memory does not grow with the archive and the caller may write in between."""
LARGEST = 2**63 - 1
"""SQLite's largest integer: a count that a page prints may be larger, in the index it is this."""

_ROW = """
SELECT a.key, a.id, a.url, a.version, a.latest, a.status, a.last_seen, a.own_visits, a.view_count,
       a.viewed_at, v.content_sha256, v.first_seen, v.last_seen, v.offset, v.length
FROM articles a LEFT JOIN versions v ON v.article = a.key AND v.version = a.version
"""

_ADD_VERSION = """
INSERT INTO versions VALUES (?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (article, version) DO UPDATE SET content_sha256 = excluded.content_sha256,
    offset = excluded.offset, length = excluded.length, last_seen = max(last_seen, excluded.last_seen)
"""


class Row(NamedTuple):
    """What the index knows of one article; moments in microseconds, 0 for unknown."""

    key: int
    id: str
    url: str
    version: int
    """The present version: the one read last; 0 where only a withdrawal is known."""
    latest: int
    """The highest version; an old capture recorded late makes one that is not the present."""
    status: Status
    last_seen: int
    """The last reading of any version."""
    own_visits: int
    view_count: int | None
    viewed_at: int
    content_sha256: str | None
    first_seen: int | None
    """Of the present version, as are the fields after it."""
    version_seen: int | None
    offset: int | None
    length: int | None


class Place(NamedTuple):
    """Where a version's line lies, and when it was read first and last."""

    offset: int
    length: int
    first_seen: int
    last_seen: int


def reading_key(source: Source, time: dt.datetime | None, warc: str | None, offset: int | None) -> int | None:
    """Return a 64-bit key of one reading: the same when the same capture is recorded again.

    Null where neither archive nor time tells one reading from another.
    """
    if warc is not None and offset is not None:
        return hashed("warc", warc, str(offset))
    return None if time is None else hashed(source, str(micros(time)))


def hashed(*parts: str) -> int:
    """Return a signed 64-bit digest of the parts."""
    digest = hashlib.blake2b("\0".join(parts).encode("utf-8", "replace"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


class ArticleTable:
    """Articles, their versions and readings; `tally` is kept up with each change."""

    def __init__(self, database: Database, tally: dict[str, int]) -> None:
        self._database = database
        self._tally = tally

    def find(self, article_id: str) -> Row | None:
        """Return what is known of the article."""
        row = self._database.one(f"{_ROW} WHERE a.id = ?", (article_id,))
        return Row._make(row) if row else None

    def rows(self) -> Iterator[Row]:
        """Yield every article of which a version is known, in the order of their ids."""
        last = ""
        while chunk := self._database.all(f"{_ROW} WHERE a.id > ? ORDER BY a.id LIMIT ?", (last, CHUNK)):
            last = chunk[-1][1]
            yield from (Row._make(row) for row in chunk if row[3])

    def versions(self, key: int) -> Iterator[Place]:
        """Yield where the article's versions lie, in the order of their numbers."""
        sql = """SELECT version, offset, length, first_seen, last_seen FROM versions
                  WHERE article = ? AND version > ? ORDER BY version LIMIT ?"""
        last = 0
        while chunk := self._database.all(sql, (key, last, CHUNK)):
            last = chunk[-1][0]
            yield from (Place._make(row[1:]) for row in chunk)

    def readings(self, key: int) -> Iterator[tuple[int, int]]:
        """Yield offset and length of the article's observations, in the order of writing."""
        sql = """SELECT offset, length FROM observations
                  WHERE article = ? AND offset > ? ORDER BY offset LIMIT ?"""
        last = -1
        while chunk := self._database.all(sql, (key, last, CHUNK)):
            last = chunk[-1][0]
            yield from chunk

    def version_with(self, key: int, content_sha256: str) -> int | None:
        """Return the newest version of the article with this content."""
        sql = "SELECT max(version) FROM versions WHERE article = ? AND content_sha256 = ?"
        version: int | None = self._database.one(sql, (key, content_sha256))[0]
        return version

    def has_reading(self, key: int, reading: int) -> bool:
        """Return whether this very reading was recorded before."""
        sql = "SELECT 1 FROM observations WHERE article = ? AND reading = ? LIMIT 1"
        return self._database.one(sql, (key, reading)) is not None

    def visits_unread(self, article_id: str) -> int:
        """Return how many of our visits to the article gave a page that could not be read."""
        count: int = self._database.one("SELECT count(*) FROM unread WHERE id = ?", (article_id,))[0]
        return count

    def add_version(self, article: Article, offset: int, length: int) -> int:
        """Note a line of `articles.jsonl` and return the article's key.

        A second line of a version is what other rules read in it: it takes the first one's place.
        """
        row = self.find(article.id)
        if row is None:
            row = self._new(article.id, article.url, article.status)
        seen = micros(article.last_seen)
        known = article.version <= row.latest and self._has_version(row.key, article.version)
        self._tally["versions"] += not known
        self._database.run(
            _ADD_VERSION,
            (
                row.key,
                article.version,
                article.content_sha256,
                micros(article.first_seen),
                seen,
                offset,
                length,
            ),
        )
        if not row.version or (seen, article.version) >= (row.last_seen, row.version):
            self._make_present(row, article, seen)
        else:
            self._skip_version(row.key, article.version)
        return row.key

    def _make_present(self, row: Row, article: Article, seen: int) -> None:
        self._count_status(row, article.status, version=article.version)
        self._database.run(
            """UPDATE articles SET url = ?, version = ?, latest = max(latest, ?), status = ?, last_seen = ?
               WHERE key = ?""",
            (article.url, article.version, article.version, article.status, seen, row.key),
        )

    def add_reading(self, reading: Reading, offset: int, length: int) -> Row:
        """Note a line of `observations.jsonl` and return what was known of the article before."""
        row = self.find(reading.id) or self._new(reading.id, "", reading.status)
        key = reading_key(reading.source, reading.time, reading.warc, reading.offset)
        self._database.run(
            "INSERT OR REPLACE INTO observations VALUES (?, ?, ?, ?)", (row.key, offset, length, key)
        )
        self._tally["observations"] += 1
        self._count_visits(row, reading)
        if reading.version is not None:
            if reading.version == row.version or self._has_version(row.key, reading.version):
                self._move_seen(row, reading, reading.version)
            else:
                self._skip_version(row.key, reading.version)
        return row

    def _has_version(self, key: int, version: int) -> bool:
        sql = "SELECT 1 FROM versions WHERE article = ? AND version = ?"
        return self._database.one(sql, (key, version)) is not None

    def _skip_version(self, key: int, version: int) -> None:
        """Keep the number of a version from being given again, be its line lost."""
        self._database.run("UPDATE articles SET latest = max(latest, ?) WHERE key = ?", (version, key))

    def _count_visits(self, row: Row, reading: Reading) -> None:
        time, visits, views, at = micros(reading.time), row.own_visits, row.view_count, row.viewed_at
        if reading.view_count is not None and time >= at:
            views, at = min(reading.view_count, LARGEST), time
        self._database.run(
            "UPDATE articles SET own_visits = ?, view_count = ?, viewed_at = ? WHERE key = ?",
            (max(visits, min(reading.own_visits, LARGEST)), views, at, row.key),
        )

    def _move_seen(self, row: Row, reading: Reading, version: int) -> None:
        time = micros(reading.time)
        if time:
            self._database.run(
                """UPDATE versions SET last_seen = max(last_seen, ?),
                   first_seen = CASE WHEN first_seen > 0 THEN min(first_seen, ?) ELSE ? END
                   WHERE article = ? AND version = ?""",
                (time, time, time, row.key, version),
            )
        if (time, version) >= (row.last_seen, row.version):
            self._count_status(row, reading.status, version=version)
            self._database.run(
                "UPDATE articles SET version = ?, status = ?, last_seen = ? WHERE key = ?",
                (version, reading.status, time, row.key),
            )

    def add_unread(self, page: Quarantined) -> None:
        """Count a visit to an article whose page could not be read."""
        capture = page.capture
        key = reading_key(capture.source, capture.fetched_at, capture.warc, capture.offset)
        if page.id is None or key is None or capture.source != "live":
            return
        before = self._database.changes
        self._database.run("INSERT OR IGNORE INTO unread VALUES (?, ?)", (page.id, key))
        if self._database.changes > before:
            self._database.run(
                "UPDATE articles SET own_visits = own_visits + 1 WHERE id = ? AND last_seen < ?",
                (page.id, micros(capture.fetched_at)),
            )

    def _new(self, article_id: str, url: str, status: Status) -> Row:
        visits = self.visits_unread(article_id)
        key = self._database.run(
            """INSERT INTO articles (id, url, version, latest, status, last_seen, own_visits, viewed_at)
               VALUES (?, ?, 0, 0, ?, 0, ?, 0)""",
            (article_id, url, status, visits),
        )
        return Row(key, article_id, url, 0, 0, status, 0, visits, None, 0, None, None, None, None, None)

    def _count_status(self, row: Row, status: Status, *, version: int) -> None:
        gone_before = row.version > 0 and row.status == "withdrawn"
        self._tally["withdrawn"] += (version > 0 and status == "withdrawn") - gone_before
        self._tally["articles"] += (version > 0) - (row.version > 0)
