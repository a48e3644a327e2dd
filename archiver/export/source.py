"""Reading a portal's store in bulk: every article with all its versions and readings, in the order of ids."""

from __future__ import annotations

import contextlib
import itertools
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from archiver.errors import StorageError, UsageError
from archiver.store.database import Database, micros
from archiver.store.folder import Folder, storage_error
from archiver.store.index import Index
from archiver.store.recovery import Logs, catch_up, damage_said

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from archiver.models import Quarantined
    from archiver.store.records import Reading

CHUNK = 500
"""Articles whose lines are looked up at a time."""
_IDS = "SELECT key, id, url FROM articles WHERE id > ? ORDER BY id LIMIT ?"
_LINES = """SELECT a.key, x.* FROM (SELECT key, id FROM articles WHERE id > ? ORDER BY id LIMIT ?) a
            JOIN {table} x ON x.article = a.key ORDER BY a.id, x.{order}"""
_VERSIONS = _LINES.format(table="versions", order="version")
_READINGS = _LINES.format(table="observations", order="offset")
_UNANSWERED = """SELECT key, url, state FROM urls WHERE state IN ('pending', 'error') AND article IS NULL
                 AND coalesce(discovered_at, 0) < ? AND key > ? ORDER BY key LIMIT ?"""


class Version(NamedTuple):
    """Where one version's line lies, and when it was read first and last; microseconds, 0 for unknown."""

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


class Unanswered(NamedTuple):
    """An address that was discovered and brought no page."""

    url: str
    asked: bool


class Source:
    """One portal's logs and index, open for reading beside a writer."""

    def __init__(self, folder: Folder, logs: Logs, index: Index, notices: list[str]) -> None:
        self.portal = folder.portal
        self.folder = folder
        self.logs = logs
        self._notices = notices
        self._database = index.database

    @property
    def notices(self) -> list[str]:
        """One sentence for each thing that was found damaged so far."""
        return [*self._notices, *damage_said(self.logs)]

    def histories(self) -> Iterator[History]:
        """Yield every article in the order of ids; memory does not grow with the archive."""
        last = ""
        while chunk := self._database.all(_IDS, (last, CHUNK)):
            versions = _by_key(self._database.all(_VERSIONS, (last, CHUNK)))
            readings = _by_key(self._database.all(_READINGS, (last, CHUNK)))
            last = chunk[-1][1]
            for key, article_id, url in chunk:
                yield History(
                    article_id,
                    url,
                    tuple(_version(row) for row in versions.get(key, ())),
                    tuple(self._readings(readings.get(key, ()))),
                )

    def _readings(self, rows: Any) -> Iterator[Reading]:
        for _, _, offset, length, _ in rows:
            reading = self.logs.observations.at(offset, length)
            if reading is not None:
                yield reading

    def quarantined(self) -> Iterator[Quarantined]:
        """Yield every page in quarantine, in the order in which they were recorded."""
        return (line.record for line in self.logs.quarantine.lines())

    def unanswered(self, before: dt.datetime) -> Iterator[Unanswered]:
        """Yield the addresses discovered before the moment that brought no page."""
        last = 0
        while chunk := self._database.all(_UNANSWERED, (micros(before), last, CHUNK)):
            last = chunk[-1][0]
            yield from (Unanswered(url, state == "error") for _, url, state in chunk)

    def has_article(self, article_id: str) -> bool:
        """Return whether anything was ever read of the article."""
        return self._database.one("SELECT 1 FROM articles WHERE id = ?", (article_id,)) is not None

    def first_seen(self) -> int | None:
        """Return the earliest reading of any article in microseconds; 0 for an undated one, null for none."""
        earliest: int | None = self._database.one("SELECT min(first_seen) FROM versions")[0]
        return earliest


def _by_key(rows: list[Any]) -> dict[int, list[Any]]:
    return {key: list(group) for key, group in itertools.groupby(rows, key=lambda row: row[0])}


def _version(row: Any) -> Version:
    _, _, number, _, first_seen, last_seen, offset, length = row
    return Version(number, first_seen, last_seen, offset, length)


@contextlib.contextmanager
def opened(data: Path, portal: str) -> Iterator[Source]:
    """Open a portal's store for reading; its index is built elsewhere where the folder has no sound one.

    Raises `UsageError` where the portal has no folder, `StorageError`.
    """
    folder = Folder.of(data, portal)
    if not folder.root.is_dir():
        raise UsageError(f"{folder.root} does not exist: nothing of {portal} was archived there.")
    with contextlib.ExitStack() as open_files:
        index = _sound_index(folder)
        logs = Logs.open(folder, write=False)
        open_files.callback(logs.close)
        notices = []
        if index and not index.agrees_with(logs.by_name()):
            index.database.close()
            index = None
        if index is None:
            index = open_files.enter_context(_temporary_index(logs))
            notices = [
                f"{folder.index} is missing or does not agree with the logs; it was rebuilt elsewhere."
            ]
        open_files.callback(index.database.close)
        yield Source(folder, logs, index, notices)


def _sound_index(folder: Folder) -> Index | None:
    if not folder.index.is_file():
        return None
    database = Database.open_for_reading(folder.index)
    try:
        return Index(database)
    except StorageError:
        database.close()
        return None


@contextlib.contextmanager
def _temporary_index(logs: Logs) -> Iterator[Index]:
    try:
        folder = Path(tempfile.mkdtemp(prefix="archiver-index-"))
    except OSError as error:
        raise storage_error(tempfile.gettempdir(), error) from error
    try:
        index = Index(Database.create(folder / "index.sqlite"))
        catch_up(index, logs)
        yield index
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def portals_in(data: Path) -> list[str]:
    """Return the portals of a data folder in the order of their articles' ids; `UsageError` for none."""
    try:
        found = [path.parent.name for path in data.glob("*/articles.jsonl")]
    except OSError as error:
        raise storage_error(data, error) from error
    if not found:
        raise UsageError(f"{data} holds no portal's articles; check --data, or crawl first")
    return in_order(found)


def in_order(portals: list[str]) -> list[str]:
    """Return portals in the order of their articles' ids, `<portal>:<key>`."""
    return sorted(set(portals), key=lambda portal: f"{portal}:")
