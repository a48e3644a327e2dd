"""The index against the logs: an index built anew from them must say the same."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from archiver.errors import StorageError
from archiver.store.checksums import INDEX, Sealed, is_small
from archiver.store.database import Database
from archiver.store.folder import Folder
from archiver.store.index import Index
from archiver.store.recovery import Logs, catch_up
from archiver.verify.findings import Finding
from archiver.verify.seals import seal_finding

TABLES = {
    "articles": "SELECT id, url, version, latest, status, last_seen, view_count, viewed_at FROM {0}.articles",
    "versions": """SELECT a.id, t.version, t.content_sha256, t.first_seen, t.last_seen, t.offset, t.length
                   FROM {0}.versions t JOIN {0}.articles a ON a.key = t.article""",
    "observations": """SELECT a.id, t.offset, t.length, t.reading
                       FROM {0}.observations t JOIN {0}.articles a ON a.key = t.article""",
    "quarantine": "SELECT page, offset, length FROM {0}.quarantine",
}
"""What both must say alike, by table; keys are left out, for they depend on the order of reading."""


def check_index(folder: Folder, seals: Mapping[str, Sealed]) -> list[Finding]:
    """Return what is wrong with a portal's index."""
    if not folder.index.is_file():
        return [_wrong("it is missing")] if any(folder.root.glob("*.jsonl")) else []
    temporary = Path(tempfile.mkdtemp(prefix="archiver-verify-"))
    try:
        found = [_wrong(what) for what in _disagreements(folder, temporary)]
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    if INDEX not in seals and not is_small(folder.index):
        return found
    changed = seal_finding(folder.index, INDEX, dict(seals), remedy="index" if INDEX in seals else "seal")
    return [*found, *([changed] if changed else [])]


def _disagreements(folder: Folder, temporary: Path) -> Iterator[str]:
    logs = Logs.open(folder, write=False)
    try:
        database = Database.open_unchanging(folder.index)
        with contextlib.closing(database):
            index = Index(database)
            if not index.agrees_with(logs.by_name()):
                yield "it was made from other logs than those that are here"
                return
            if any(index.position(name).size != log.size for name, log in logs.by_name().items()):
                yield "the logs hold more than it knows"
                return
            yield from _unsound(database)
            _built(temporary / "new.sqlite", logs)
            yield from _other_rows(database, temporary / "new.sqlite")
    except StorageError as error:
        yield str(error)
    finally:
        logs.close()


def _unsound(database: Database) -> Iterator[str]:
    for (said,) in database.all("PRAGMA integrity_check(10)"):
        if said != "ok":
            yield f"SQLite says: {said}"


def _built(path: Path, logs: Logs) -> None:
    database = Database.create(path)
    with contextlib.closing(database):
        catch_up(Index(database), logs)


def _other_rows(database: Database, new: Path) -> Iterator[str]:
    database.all("ATTACH ? AS fresh", (str(new),))
    for table, sql in TABLES.items():
        here, fresh = sql.format("main"), sql.format("fresh")
        if more := _count(database, here, fresh):
            yield f"table {table}: {more} rows that the logs do not tell of"
        if less := _count(database, fresh, here):
            yield f"table {table}: {less} rows are missing that the logs tell of"


def _count(database: Database, rows: str, without: str) -> int:
    sql = f"SELECT count(*) FROM ({rows} EXCEPT {without})"  # noqa: S608 - made of constants
    return int(database.one(sql)[0])


def _wrong(what: str) -> Finding:
    return Finding(file=INDEX, what=what, remedy="index")
