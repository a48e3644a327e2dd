"""Opening logs and index so that they agree, whatever killed the last writer; each repair is told."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from archiver.disk import storage_error
from archiver.errors import StorageError
from archiver.models import Article, Quarantined
from archiver.store import index as index_file
from archiver.store.database import Database
from archiver.store.folder import ARTICLES, OBSERVATIONS, QUARANTINE
from archiver.store.index import Index
from archiver.store.log import Log
from archiver.store.records import Reading

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping
    from pathlib import Path
    from typing import Any

    from archiver.store.folder import Folder
    from archiver.store.log import AnyLog
    from archiver.store.records import Damage

BATCH = 5000
"""Lines read into the index between two commits: a kill repeats at most these."""
MAX_VERSION = 1 << 31


class Logs(NamedTuple):
    """The three logs of a portal."""

    articles: Log[Article]
    observations: Log[Reading]
    quarantine: Log[Quarantined]

    @classmethod
    def open(cls, folder: Folder, *, write: bool) -> Logs:
        """Open the logs; raises `StorageError`."""
        return cls(
            Log(folder.log(ARTICLES), Article, article_flaw, write=write),
            Log(folder.log(OBSERVATIONS), Reading, _reading_flaw, write=write),
            Log(folder.log(QUARANTINE), Quarantined, _quarantine_flaw, write=write),
        )

    def by_name(self) -> dict[str, AnyLog]:
        """Return the logs by their file names."""
        return {log.path.name: log for log in self}

    def close(self) -> None:
        """Close all."""
        for log in self:
            log.close()


def cut_torn_tails(logs: Logs) -> list[str]:
    """Cut what a kill left of a last line, and say so; raises `StorageError`."""
    said = []
    for log in logs:
        end = log.end_of_last_line()
        if end == log.size:
            continue
        said.append(
            f"{log.path}: the last line was torn; {log.size - end} bytes from offset {end} on were cut."
        )
        log.cut(end)
    return said


def open_index(path: Path, logs: Mapping[str, AnyLog]) -> tuple[Index, str | None]:
    """Return the index for writing, a new one where it is missing or unfit, and what was wrong."""
    if not path.exists():
        known = any(log.size for log in logs.values())
        return _new_index(path), f"{path} was missing; it was rebuilt from the logs." if known else None
    reason = f"{path} did not agree with the logs; it was rebuilt from them."
    database = Database.open(path)
    try:
        database.prepare()
        index = Index(database)
        if index.agrees_with(logs):
            return index, None
    except StorageError:
        if not database.damaged:
            database.close()
            raise
        reason = f"{path} was damaged or of another layout; it was rebuilt from the logs."
    database.close()
    return _new_index(path), reason


def _new_index(path: Path) -> Index:
    try:
        index_file.remove(path)
    except OSError as error:
        raise storage_error(path, error) from error
    return Index(Database.create(path))


def catch_up(index: Index, logs: Logs) -> None:
    """Read into the index what the logs hold beyond its last commit; memory stays bounded."""
    _read(index, logs.articles, index.add_article)
    _read(index, logs.observations, index.add_reading)
    _read(index, logs.quarantine, index.add_quarantined)


def _read(index: Index, log: Log[Any], add: Callable[[Any, int, int], None]) -> None:
    name = log.path.name
    since = index.position(name).size
    if since >= log.size:
        return
    for count, (record, offset, length) in enumerate(log.lines(since), 1):
        add(record, offset, length)
        if count % BATCH == 0:
            index.commit({name: log.position(offset + length)})
    index.commit({name: log.position(log.end_of_last_line())})


def damage_said(logs: Logs) -> list[str]:
    """Return one sentence for each log with damaged lines."""
    return [damage_sentence(log.path, log.damaged, log.damage[0]) for log in logs if log.damage]


def damage_sentence(path: Path, count: int, first: Damage) -> str:
    """Return the sentence on the damaged lines of a log."""
    return (
        f"{path}: {count} damaged lines were skipped, the first is line {first.line}"
        f" at offset {first.offset} ({first.detail})."
    )


def article_flaw(article: Article) -> str | None:
    """Return what is wrong with a line that has the right fields, null for nothing."""
    if not 0 < article.version < MAX_VERSION:
        return f"no version can be {article.version}"
    return _naive(article.first_seen, article.last_seen, article.capture.fetched_at)


def _reading_flaw(reading: Reading) -> str | None:
    if reading.version is not None and not 0 <= reading.version < MAX_VERSION:
        return f"no version can be {reading.version}"
    return _naive(reading.time)


def _quarantine_flaw(page: Quarantined) -> str | None:
    return _naive(page.capture.fetched_at)


def _naive(*moments: dt.datetime | None) -> str | None:
    for moment in moments:
        if moment is not None and moment.tzinfo is None:
            return "a time without a zone"
    return None
