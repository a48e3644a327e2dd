"""Making a snapshot: all of it in a folder beside the final one, which is renamed once it is whole."""

from __future__ import annotations

import contextlib
import functools
import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import msgspec
import pyarrow as pa

from archiver.disk import storage_error, sync_folder
from archiver.errors import UsageError
from archiver.export.archives import write_archives
from archiver.export.describe import changes_page, describe, write_schemas
from archiver.export.differences import Snapshot, Tally, changes_between
from archiver.export.gather import Gathering
from archiver.export.manifest import (
    FORMAT,
    ArchiveFile,
    DataFile,
    DataTable,
    Earlier,
    Manifest,
    id_of,
    sha256_of,
)
from archiver.export.tables import ALWAYS, check_fields, table, table_of
from archiver.export.writers import Background, TableWriter
from archiver.factfile import suggestion
from archiver.replay.parallel import in_order_by_threads
from archiver.version import VERSION

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archiver.export.gather import Archive
    from archiver.export.manifest import Plan
    from archiver.export.writers import Written


Described = tuple[str, DataFile]
"""A table's name, and one of its files."""


class Made(NamedTuple):
    """A snapshot that was made."""

    manifest: Manifest
    notices: list[str]
    """One sentence for each thing that its maker may want to know."""
    problems: list[str]
    """One sentence for each thing that is not in it and should be: damaged, or being written."""


def make_snapshot(archive: Archive, out: Path, plan: Plan, since: Path | None = None) -> Made:
    """Write a snapshot to `out`, which must not exist or be empty, and return what it says of itself.

    The same plan and archive give the same bytes. Raises `UsageError` for a plan that cannot be carried out,
    `StorageError` where the disk refuses; `out` then is as it was.
    """
    _check(archive.data, out, plan)
    earlier = Snapshot.at(since) if since else None
    try:
        with _beside(out) as folder:
            files, gathering = _write_tables(archive, folder, plan)
            archives = write_archives(archive, folder, plan, gathering.notices)
            described = _described(folder, files, archive.jobs)
            manifest = _manifest(folder, plan, described, archives)
            if earlier:
                manifest = _with_changes(folder, manifest, described, earlier, archive.jobs)
            describe(folder, manifest, gathering.profile)
            _sync(folder)
    except OSError as error:
        raise storage_error(out, error) from error
    return Made(manifest, gathering.notices, gathering.problems)


def _check(data: Path, out: Path, plan: Plan) -> None:
    check_fields(plan.fields)
    if plan.without_text and plan.archives:
        raise UsageError("--without-text: archives hold the texts; leave wacz and warc out of --format")
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        what = "is not empty" if out.is_dir() else "is a file"
        raise UsageError(f"{out}: {what}; name a folder that does not exist yet")
    for portal in plan.portals:
        if not (data / portal).is_dir():
            known = [path.parent.name for path in data.glob("*/articles.jsonl")]
            raise UsageError(f"{portal}: nothing of it was archived in {data}{suggestion(portal, known)}")


@contextlib.contextmanager
def _beside(out: Path) -> Iterator[Path]:
    """Give a folder that becomes `out` where all goes well, and is removed where not."""
    out = out.absolute()
    out.parent.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=f".{out.name}.", suffix=".part", dir=out.parent))
    try:
        yield folder
        folder.chmod(0o777 & ~_umask())
        folder.rename(out)
        sync_folder(out.parent)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _umask() -> int:
    """Return what new files are not to allow, which is told only by setting it."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def _write_tables(archive: Archive, folder: Path, plan: Plan) -> tuple[list[Written], Gathering]:
    pa.set_cpu_count(1)
    with contextlib.ExitStack() as stack:
        run = stack.enter_context(Background())
        writers = {
            name: stack.enter_context(TableWriter(folder, table_of(plan, name), plan, run)) for name in ALWAYS
        }
        gathering = Gathering(archive, plan, writers, folder)
        gathering.run()
        written = [file for writer in writers.values() for file in writer.close()]
    return written, gathering


def _with_changes(
    folder: Path, manifest: Manifest, described: list[Described], earlier: Snapshot, jobs: int
) -> Manifest:
    with contextlib.ExitStack() as stack:
        run = stack.enter_context(Background())
        writer = stack.enter_context(TableWriter(folder, table("changes"), manifest.plan, run))
        tally = Tally()
        writer.add(tally.counting(changes_between(earlier, Snapshot(folder, manifest))))
        described = [*described, *_described(folder, writer.close(), jobs)]
    (folder / "CHANGES.md").write_text(changes_page(tally, earlier.manifest), encoding="utf-8")
    told = Earlier(id=earlier.manifest.id, as_of=earlier.manifest.plan.as_of, changes=tally.counts())
    return _manifest(folder, manifest.plan, described, manifest.archives, told)


def _manifest(
    folder: Path,
    plan: Plan,
    described: list[Described],
    archives: tuple[ArchiveFile, ...],
    since: Earlier | None = None,
) -> Manifest:
    tables = {}
    for name in dict.fromkeys(name for name, _ in described):
        own = tuple(file for of, file in described if of == name)
        tables[name] = DataTable(
            rows=sum(file.rows for file in own) // len(plan.formats),
            fields=table_of(plan, name).row.__struct_fields__,
            files=own,
        )
    schemas = write_schemas(folder, plan, tables)
    unnamed = Manifest(
        format=FORMAT, id="", software=f"party-portal-archiver {VERSION}", plan=plan, tables=tables,
        schemas=schemas, archives=archives, since=since,
    )  # fmt: skip
    return msgspec.structs.replace(unnamed, id=id_of(unnamed))


def _described(folder: Path, files: list[Written], jobs: int) -> list[Described]:
    return list(in_order_by_threads(functools.partial(_data_file, folder), files, jobs=jobs))


def _data_file(folder: Path, file: Written) -> Described:
    path = folder / file.path
    size, digest = path.stat().st_size, sha256_of(path)
    return file.table, DataFile(path=file.path, rows=file.rows, bytes=size, sha256=digest)


def _sync(folder: Path) -> None:
    for path in sorted(folder.rglob("*")):
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
