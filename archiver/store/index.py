"""The index of one portal: what the logs say, in tables, and how far the logs were read.

It can be deleted at any time: what articles, observations and quarantine tell is built again from the logs,
what responses tell (validators, payload digests, addresses not fetched) from the archive.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from archiver.damage import NO_JSON
from archiver.errors import StorageError
from archiver.store.articles import ArticleTable, hashed
from archiver.store.database import SCHEMA, Database
from archiver.store.log import Position
from archiver.store.records import Counts
from archiver.store.urls import UrlTable

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from archiver.models import Article, Quarantined, Status
    from archiver.store.log import AnyLog
    from archiver.store.records import Reading


class State(msgspec.Struct, kw_only=True):
    """What each commit writes beside the rows."""

    logs: dict[str, Position] = {}
    tally: dict[str, int] = {}


class Index:
    """The tables over one database, and the state of the last commit."""

    def __init__(self, database: Database) -> None:
        """Read the state; raises `StorageError` where the database is no index of this schema."""
        self.database = database
        found = database.schema()
        if found != SCHEMA:
            database.damaged = True
            raise StorageError(
                f"{database.path} has layout {found}, not {SCHEMA}; run again: it is rebuilt from the logs."
            )
        self._state = self._read_state()
        tally = self._state.tally
        self.articles = ArticleTable(database, tally)
        self.urls = UrlTable(database, tally)

    def _read_state(self) -> State:
        row = self.database.one("SELECT value FROM meta WHERE key = 'state'")
        try:
            state = msgspec.json.decode(row[0], type=State) if row else State()
        except (*NO_JSON, TypeError) as error:
            self.database.damaged = True
            raise StorageError(
                f"{self.database.path} is damaged; run again: it is rebuilt from the logs."
            ) from error
        state.tally = {name: state.tally.get(name, 0) for name in Counts.__struct_fields__}
        return state

    def position(self, name: str) -> Position:
        """Return how far the log of this file name was read at the last commit."""
        return self._state.logs.get(name, Position())

    def counts(self) -> Counts:
        """Return the tally as it is."""
        return Counts(**self._state.tally)

    def agrees_with(self, logs: Mapping[str, AnyLog]) -> bool:
        """Return whether each log still holds what was read of it."""
        positions = [(log, self.position(name)) for name, log in logs.items()]
        return all(log.size >= at.size and log.mark(at.size) == at.mark for log, at in positions)

    def commit(self, positions: Mapping[str, Position]) -> None:
        """Make all changes lasting, together with how far the logs were read."""
        self._state.logs.update(positions)
        self.database.run(
            "INSERT OR REPLACE INTO meta VALUES ('state', ?)", (msgspec.json.encode(self._state),)
        )
        self.database.commit()

    def add_article(self, article: Article, offset: int, length: int) -> None:
        """Note a line of `articles.jsonl`."""
        key = self.articles.add_version(article, offset, length)
        if article.capture.source == "live":
            self.urls.page(article.url, _what(article.status), key, article.last_seen)

    def add_reading(self, reading: Reading, offset: int, length: int) -> None:
        """Note a line of `observations.jsonl`."""
        row = self.articles.add_reading(reading, offset, length)
        if reading.source == "live" and reading.version is not None and row.url:
            self.urls.page(row.url, _what(reading.status), row.key, reading.time)

    def add_quarantined(self, page: Quarantined, offset: int, length: int) -> None:
        """Note a line of `quarantine.jsonl`."""
        self.database.run(
            "INSERT OR REPLACE INTO quarantine VALUES (?, ?, ?)", (quarantine_key(page), offset, length)
        )
        self._state.tally["quarantined"] += 1
        self.note_quarantined(page)

    def note_quarantined(self, page: Quarantined) -> None:
        """Note another visit to a page in quarantine."""
        self.articles.add_unread(page)
        if page.capture.source == "live":
            self.urls.page(page.url, "quarantined", None, page.capture.fetched_at)

    def has_quarantined(self, page: Quarantined) -> bool:
        """Return whether this page, with this reason and payload, has a line."""
        sql = "SELECT 1 FROM quarantine WHERE page = ?"
        return self.database.one(sql, (quarantine_key(page),)) is not None


def _what(status: Status) -> str:
    return "article" if status == "published" else "withdrawn"


def quarantine_key(page: Quarantined) -> int:
    """Return the 64-bit key of a page in quarantine: its id or address, the reason and the payload digest."""
    return hashed(page.id or page.url, page.reason, page.capture.digest or "")


def remove(path: Path) -> None:
    """Delete an index with the files that SQLite keeps beside it; raises `OSError`."""
    for end in ("", "-wal", "-shm"):
        path.with_name(path.name + end).unlink(missing_ok=True)
