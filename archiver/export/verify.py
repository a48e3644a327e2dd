"""Checking a snapshot by itself: files, checksums, id; every row against its schema, order and captures."""

from __future__ import annotations

import array
import re
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from archiver.errors import ArchiverError, UnreadableInput
from archiver.export.columns import schema
from archiver.export.manifest import LARGEST, NAME, SUMS, id_of, path_within, read_manifest, sha256_of
from archiver.export.reading import ending, row_type, rows, rows_of_file
from archiver.export.tables import KINDS, table
from archiver.store.articles import hashed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from archiver.export.manifest import DataFile, DataTable, Manifest

_LINE = re.compile(r"([0-9a-f]{64})  (\S.{0,1000})")


def problems_in(folder: Path) -> Iterator[str]:
    """Yield one sentence for each thing that is wrong with a snapshot; nothing where it is sound.

    Raises nothing but `StorageError` for what cannot be read because the disk fails.
    """
    yield from _wrong_sums(folder)
    try:
        manifest = read_manifest(folder)
    except ArchiverError as error:
        yield str(error)
        return
    if id_of(manifest) != manifest.id:
        yield f"{folder / NAME}: its id is not the digest over its files"
    for archived in manifest.archives:
        path = folder / archived.path
        if not _is_within(folder, archived.path) or _sum_of(path) != archived.sha256:
            yield f"{path}: its checksum is not the one in {NAME}"
    for name, found in manifest.tables.items():
        if name in KINDS:
            yield from _wrong_table(folder, manifest, name, found)
        else:
            yield f"{folder / NAME}: '{name[:60]}' is no table"
    yield from _without_capture(folder, manifest)


def _wrong_sums(folder: Path) -> Iterator[str]:
    listed: dict[str, str] = {}
    try:
        if (folder / SUMS).stat().st_size > LARGEST:
            yield f"{folder / SUMS}: is larger than {LARGEST} bytes, and is not read"
            return
        for number, line in enumerate((folder / SUMS).read_text(encoding="utf-8").splitlines(), 1):
            found = _LINE.fullmatch(line)
            if found is None or found[2] in listed:
                yield f"{folder / SUMS}: line {number} is no checksum"
            else:
                listed[found[2]] = found[1]
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no text in UTF-8"
        yield f"{folder / SUMS}: cannot be read: {reason}"
        return
    present = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    for path in sorted(present - listed.keys() - {SUMS}):
        yield f"{folder / path}: has no checksum in {SUMS}"
    for path in sorted(listed.keys() - present):
        yield f"{folder / path}: is missing"
    for path in sorted(listed.keys() & present):
        if _sum_of(folder / path) != listed[path]:
            yield f"{folder / path}: its checksum is not the one in {SUMS}"


def _sum_of(path: Path) -> str:
    try:
        return sha256_of(path)
    except OSError as error:
        return str(error)


def _is_within(folder: Path, path: str) -> bool:
    try:
        path_within(folder, path)
    except UnreadableInput:
        return False
    return True


def _wrong_table(folder: Path, manifest: Manifest, name: str, found: DataTable) -> Iterator[str]:
    counted: dict[str, int] = {}
    for file in found.files:
        path = folder / file.path
        if not _is_within(folder, file.path):
            yield f"{path}: is missing"
            continue
        if _sum_of(path) != file.sha256:
            yield f"{path}: its checksum is not the one in {NAME}"
        yield from _wrong_columns(folder, manifest, name, file)
        yield from _wrong_rows(folder, manifest, name, file)
        counted[ending(file.path)] = counted.get(ending(file.path), 0) + file.rows
    for end, count in counted.items():
        if count != found.rows:
            yield f"{folder / NAME}: {name} has {found.rows} rows, its {end} files have {count}"


def _wrong_columns(folder: Path, manifest: Manifest, name: str, file: DataFile) -> Iterator[str]:
    if ending(file.path) != ".parquet":
        return
    form = table(name, manifest.plan.fields, without_text=manifest.plan.without_text)
    try:
        found = pq.read_schema(folder / file.path)
    except (OSError, pa.ArrowException, UnicodeDecodeError) as error:
        yield f"{folder / file.path}: cannot be read: {error}"
        return
    if not found.equals(schema(form.row, form.kind.row)):
        yield f"{folder / file.path}: its columns are not those of {name}"


def _wrong_rows(folder: Path, manifest: Manifest, name: str, file: DataFile) -> Iterator[str]:
    order = KINDS[name].order
    count = 0
    last: tuple[Any, ...] = ()
    try:
        for row in rows_of_file(folder, file, manifest, name):
            place = tuple(getattr(row, field) for field in order)
            if last and place < last:
                yield f"{folder / file.path}: row {count + 1} is out of order"
                return
            count, last = count + 1, place
    except ArchiverError as error:
        yield str(error)
        return
    if count != file.rows:
        yield f"{folder / file.path}: {file.rows} rows were expected, {count} were found"


def _without_capture(folder: Path, manifest: Manifest) -> Iterator[str]:
    """Yield a sentence for each version whose capture is not among the captures; each takes 16 bytes."""
    if "capture" not in row_type(manifest, "versions").__struct_fields__:
        return
    try:
        known = _numbers(
            hashed(row.portal, row.warc, str(row.offset), row.digest)
            for row in rows(folder, manifest, "captures")
        )
        wanted = _numbers(_capture_of(row) for row in rows(folder, manifest, "versions"))
        held = pc.is_in(wanted, value_set=known)
        if pc.all(held).as_py() is not False:
            return
        for row, is_held in zip(rows(folder, manifest, "versions"), held, strict=True):
            if row.capture.warc is not None and not is_held.as_py():
                yield f"{row.id}, version {row.version}: its capture is not among the captures"
    except ArchiverError:
        return  # a file that cannot be read was told of before


def _capture_of(row: Any) -> int:
    capture = row.capture
    return hashed(row.portal, capture.warc or "", str(capture.offset), capture.digest or "")


def _numbers(values: Iterable[int]) -> pa.Array:
    found = array.array("q", values)
    return pa.Array.from_buffers(pa.int64(), len(found), [None, pa.py_buffer(found)])
