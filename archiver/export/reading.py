"""Reading a snapshot's tables back: rows in their order, from whatever format and parts they lie in."""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING, Any

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from archiver.damage import NO_JSON
from archiver.errors import UnreadableInput
from archiver.export import zstd
from archiver.export.manifest import path_within
from archiver.export.tables import KINDS, table

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from archiver.export.manifest import DataFile, DataTable, Manifest

_BATCH = 1000
MAX_LINE = 256 << 20
"""Bytes; a longer line is damage."""


def rows(folder: Path, manifest: Manifest, name: str) -> Iterator[Any]:
    """Yield the rows of a table as records, in the table's order, from its first format.

    Raises `UnreadableInput` for a file that is missing or damaged.
    """
    order = KINDS[name].order
    parts = [rows_of_file(folder, file, manifest, name) for file in first_files(manifest, name)]
    return heapq.merge(*parts, key=lambda row: tuple(getattr(row, field) for field in order))


def first_files(manifest: Manifest, name: str) -> list[DataFile]:
    """Return the files of a table in its first format: those that hold all its rows once."""
    files = manifest.tables[name].files if name in manifest.tables else ()
    return [file for file in files if ending(file.path) == ending(files[0].path)]


def ending(path: str) -> str:
    """Return all endings of a path's last part, `.jsonl.zst`."""
    _, point, rest = path.rpartition("/")[2].partition(".")
    return point + rest


def typed_first(found: DataTable) -> tuple[DataFile, ...]:
    """Return a table's files, those first that tell the types of their columns: programs take the first."""
    return tuple(sorted(found.files, key=lambda file: ending(file.path) != ".parquet"))


def row_type(manifest: Manifest, name: str) -> type[msgspec.Struct]:
    """Return the type of a table's rows in this snapshot."""
    return table(name, manifest.plan.fields, without_text=manifest.plan.without_text).row


def rows_of_file(folder: Path, file: DataFile, manifest: Manifest, name: str) -> Iterator[Any]:
    """Yield the rows of one file as records; raises `UnreadableInput` where it is missing or damaged."""
    path = path_within(folder, file.path)
    kind = row_type(manifest, name)
    try:
        if ending(file.path) == ".parquet":
            yield from _parquet_rows(path, kind)
        else:
            yield from _line_rows(path, kind)
    except (
        OSError,
        EOFError,
        zstd.ZstdError,
        pa.ArrowException,
        msgspec.MsgspecError,
        *NO_JSON,
    ) as error:
        raise UnreadableInput(f"{path}: cannot be read: {error}") from error


def _parquet_rows(path: Path, kind: type[msgspec.Struct]) -> Iterator[Any]:
    with pq.ParquetFile(path) as file:
        for batch in file.iter_batches(_BATCH):
            yield from msgspec.convert(batch.to_pylist(), list[kind])  # type: ignore[valid-type]


def _line_rows(path: Path, kind: type[msgspec.Struct]) -> Iterator[Any]:
    decoder = msgspec.json.Decoder(kind)
    opened = zstd.open_for_reading(path) if path.name.endswith(".zst") else path.open("rb")
    with opened as file:
        while line := file.readline(MAX_LINE):
            yield decoder.decode(line)
