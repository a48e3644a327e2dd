"""The SQLite file of the index: its tables, one open transaction at a time, and its failures as sentences.

WAL and `synchronous=NORMAL`: readers never wait for the writer, and a loss of power may take the last commits
but never tears the file; what they said is read again from the logs.
"""

from __future__ import annotations

import datetime as dt
import sqlite3
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from archiver.damage import NO_JSON
from archiver.errors import StorageError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

SCHEMA = 1
"""Raised with every change of the tables; an index of another number is rebuilt."""

_APPLICATION = 0x50504131
_TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE articles (
    key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, url TEXT NOT NULL,
    version INTEGER NOT NULL, latest INTEGER NOT NULL, status TEXT NOT NULL, last_seen INTEGER NOT NULL,
    own_visits INTEGER NOT NULL, view_count INTEGER, viewed_at INTEGER NOT NULL);
CREATE TABLE versions (
    article INTEGER NOT NULL, version INTEGER NOT NULL, content_sha256 TEXT NOT NULL,
    first_seen INTEGER NOT NULL, last_seen INTEGER NOT NULL, offset INTEGER NOT NULL, length INTEGER NOT NULL,
    PRIMARY KEY (article, version)) WITHOUT ROWID;
CREATE TABLE observations (
    article INTEGER NOT NULL, offset INTEGER NOT NULL, length INTEGER NOT NULL, reading INTEGER,
    PRIMARY KEY (article, offset)) WITHOUT ROWID;
CREATE TABLE quarantine (page INTEGER PRIMARY KEY, offset INTEGER NOT NULL, length INTEGER NOT NULL);
CREATE TABLE unread (id TEXT NOT NULL, reading INTEGER NOT NULL, PRIMARY KEY (id, reading)) WITHOUT ROWID;
CREATE TABLE urls (
    key INTEGER PRIMARY KEY, url TEXT NOT NULL UNIQUE, what TEXT, state TEXT NOT NULL,
    discovered_at INTEGER, fetched_at INTEGER, http_status INTEGER, etag TEXT, last_modified TEXT,
    digest TEXT, article INTEGER, attempts INTEGER NOT NULL DEFAULT 0, next_due INTEGER);
CREATE INDEX urls_pending ON urls (key) WHERE state = 'pending';
CREATE INDEX urls_due ON urls (next_due, key) WHERE next_due IS NOT NULL;
CREATE TABLE digests (
    digest TEXT PRIMARY KEY, url TEXT NOT NULL, date INTEGER NOT NULL, warc TEXT NOT NULL,
    offset INTEGER NOT NULL);
"""
_WHOLE = "SELECT json_group_array(json(row)) FROM ({})"
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MICROSECOND = dt.timedelta(microseconds=1)
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_ADVICE = {
    sqlite3.SQLITE_FULL: "the disk is full; free some space and run again",
    sqlite3.SQLITE_READONLY: "it is read-only; change its owner, or mount the disk writable",
    sqlite3.SQLITE_CANTOPEN: "it cannot be opened; check the folder's permissions and free file handles",
    sqlite3.SQLITE_BUSY: "another program keeps it locked; close that and run again",
    sqlite3.SQLITE_IOERR: "the disk fails or is full; check it and run again",
}

Row = TypeVar("Row")


def micros(moment: dt.datetime | None) -> int:
    """Return microseconds since 1970 (UTC), 0 for an unknown moment: earlier than all others."""
    return 0 if moment is None else (moment - _EPOCH) // _MICROSECOND


def moment(value: int | None) -> dt.datetime | None:
    """Return the moment that `micros` made `value` of, in UTC; null for 0 and null."""
    return _EPOCH + value * _MICROSECOND if value else None


class Database:
    """One connection; the first change after a commit opens the next transaction.

    Every failure of SQLite is raised as `StorageError`. After one the open transaction is gone and `broken`
    is true: the logs may be ahead, so no more may be written until the store was opened again.
    """

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path = path
        self.broken = False
        self.damaged = False
        """True once the file turned out not to be sound: it must be rebuilt."""
        self._connection = connection

    @classmethod
    def create(cls, path: Path) -> Database:
        """Return a new, empty index at `path`, where no file may be."""
        database = cls.open(path)
        try:
            database.prepare()
            database.all("BEGIN")
            for sql in _TABLES.split(";"):
                database.all(sql)
            database.all(f"PRAGMA application_id={_APPLICATION}")
            database.all(f"PRAGMA user_version={SCHEMA}")
            database.commit()
        except StorageError:
            database.close()
            raise
        return database

    @classmethod
    def open(cls, path: Path) -> Database:
        """Return the index at `path` for writing, not looked at yet."""
        return cls._connected(path, path.absolute().as_uri())

    @classmethod
    def open_for_reading(cls, path: Path) -> Database:
        """Return the index at `path` for reading beside a writer, or on a disk that nobody can write to."""
        address = path.absolute().as_uri()
        database = cls._connected(path, f"{address}?mode=ro")
        try:
            database.all("SELECT 1 FROM sqlite_master LIMIT 1")
        except StorageError:
            if not database.damaged:
                database.close()
                database = cls._connected(path, f"{address}?immutable=1")
        return database

    @classmethod
    def open_unchanging(cls, path: Path) -> Database:
        """Return the index at `path` for the one who keeps its writers out; makes no file beside it.

        Where a killed writer left changes beside the file, they are read too.
        """
        log = path.with_name(f"{path.name}-wal")
        if log.exists() and log.stat().st_size:
            return cls.open_for_reading(path)
        return cls._connected(path, f"{path.absolute().as_uri()}?immutable=1")

    @classmethod
    def _connected(cls, path: Path, address: str) -> Database:
        try:
            connection = sqlite3.connect(address, uri=True, timeout=10, isolation_level=None)
        except sqlite3.Error as error:
            raise StorageError(_sentence(path, error)) from error
        return cls(path, connection)

    @property
    def changes(self) -> int:
        """The number of rows changed so far."""
        return self._connection.total_changes

    def prepare(self) -> None:
        """Set how the file is written; fails if it is no database."""
        for setting in ("journal_mode=WAL", "synchronous=NORMAL", "cache_size=-16384"):
            self.all(f"PRAGMA {setting}")

    def schema(self) -> int:
        """Return the schema number of the file, -1 where it is no index of ours."""
        if self.all("PRAGMA application_id") != [(_APPLICATION,)]:
            return -1
        return int(self.all("PRAGMA user_version")[0][0])

    def one(self, sql: str, parameters: tuple[Any, ...] = ()) -> Any:
        """Return the first row, or None."""
        try:
            return self._connection.execute(sql, parameters).fetchone()
        except sqlite3.Error as error:
            raise self._failed(error) from error

    def all(self, sql: str, parameters: tuple[Any, ...] = ()) -> list[Any]:
        """Return all rows; the caller bounds their number."""
        try:
            return self._connection.execute(sql, parameters).fetchall()
        except sqlite3.Error as error:
            raise self._failed(error) from error

    def whole(
        self, sql: str, parameters: tuple[Any, ...], decoder: msgspec.json.Decoder[list[Row]]
    ) -> list[Row]:
        """Return all rows as `all` does, each a JSON array in a column named `row`, decoded.

        SQLite hands them over as one value. Row by row, a thread gives up the interpreter before each, and
        waits for it after: among busy threads that takes longer than to find them. SQLite keeps the order of
        a subquery below an aggregate like this one.
        """
        content = self.one(_WHOLE.format(sql), parameters)[0]
        try:
            return decoder.decode(content)
        except NO_JSON as error:
            self.broken = self.damaged = True
            raise StorageError(_damaged(self.path, error)) from error

    def run(self, sql: str, parameters: tuple[Any, ...] = ()) -> int:
        """Change rows and return the key of the row inserted last."""
        try:
            if not self._connection.in_transaction:
                self._connection.execute("BEGIN IMMEDIATE")
            return self._connection.execute(sql, parameters).lastrowid or 0
        except sqlite3.Error as error:
            raise self._failed(error) from error

    def run_many(self, sql: str, rows: Iterable[tuple[Any, ...]]) -> None:
        """Change rows, once for each of `rows`."""
        try:
            if not self._connection.in_transaction:
                self._connection.execute("BEGIN IMMEDIATE")
            self._connection.executemany(sql, rows)
        except sqlite3.Error as error:
            raise self._failed(error) from error

    def commit(self) -> None:
        """Make the changes since the last commit lasting."""
        try:
            if self._connection.in_transaction:
                self._connection.execute("COMMIT")
        except sqlite3.Error as error:
            raise self._failed(error) from error

    def close(self) -> None:
        """Close the file; changes without a commit are gone."""
        self._connection.close()

    def _failed(self, error: sqlite3.Error) -> StorageError:
        self.broken = True
        self.damaged = _code(error) in _DAMAGED
        if self._connection.in_transaction:
            self._connection.rollback()
        return StorageError(_sentence(self.path, error))


def _code(error: sqlite3.Error) -> int:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def _sentence(path: Path, error: sqlite3.Error) -> str:
    if _code(error) in _DAMAGED:
        return _damaged(path, error)
    advice = _ADVICE.get(_code(error), f"{error}; delete it and run again: it is rebuilt from the logs")
    return f"{path} cannot be used: {advice}."


def _damaged(path: Path, error: Exception) -> str:
    return f"{path} is damaged ({error}); run again: it is rebuilt from the logs."
