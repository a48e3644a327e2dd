"""Writing tables: rows come in one by one in their order, and leave in groups as JSON Lines and Parquet.

Memory is bounded by the size of a group, whatever the size of the table. Compression runs in a thread of its
own; one thread, so that the order of writing never changes.
"""

from __future__ import annotations

import contextlib
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, Self

import msgspec
import pyarrow.parquet as pq

from archiver.export import zstd
from archiver.export.columns import batch, schema, year_of
from archiver.export.tables import TEXT_FIELDS

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future
    from pathlib import Path
    from types import TracebackType
    from typing import BinaryIO

    from archiver.export.tables import Table

Format = Literal["parquet", "jsonl", "jsonl.plain"]
Partition = Literal["portal", "year"]
ENDINGS: dict[Format, str] = {"parquet": ".parquet", "jsonl": ".jsonl.zst", "jsonl.plain": ".jsonl"}
GROUP_ROWS = 20_000
GROUP_CHARACTERS = 8 << 20
_PARTED = 8
"""Groups are so many times smaller where a table is parted: many of its files are open at once."""
_AHEAD = 2
_ENCODER = msgspec.json.Encoder()


class Background:
    """Runs calls one after the other in a thread; whoever is too far ahead waits."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(1)
        self._pending: deque[Future[None]] = deque()

    def run(self, call: Callable[[], None]) -> None:
        """Run a call after those before it; raises what an earlier one raised."""
        self._pending.append(self._pool.submit(call))
        while len(self._pending) > _AHEAD:
            self._pending.popleft().result()

    def wait(self) -> None:
        """Wait for all calls; raises what one of them raised."""
        while self._pending:
            self._pending.popleft().result()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """One file of a table."""

    table: str
    path: str
    """Relative to the snapshot's folder."""
    rows: int


class _Part:
    """One file in each format, with the rows that are not written yet."""

    def __init__(
        self, table: Table, base: Path, part: str, formats: tuple[Format, ...], run: Background
    ) -> None:
        self._kind = table.row
        self._schema = schema(table.row, table.kind.row)
        self._run = run
        self._waiting: list[Any] = []
        self.paths = [_path(base, part, ENDINGS[name]) for name in formats]
        self.rows = 0
        self._characters = 0
        self._open = contextlib.ExitStack()
        for path in self.paths:
            path.parent.mkdir(parents=True, exist_ok=True)
        self._sinks = [self._sink(name, path, table) for name, path in zip(formats, self.paths, strict=True)]

    def _sink(self, name: Format, path: Path, table: Table) -> Callable[[list[Any]], Callable[[], None]]:
        if name != "parquet":
            file = zstd.create(path) if name == "jsonl" else path.open("wb")
            return _lines_sink(self._open.enter_context(file))
        writer = self._open.enter_context(pq.ParquetWriter(path, self._schema, **parquet_settings(table)))

        def sink(rows: list[Any]) -> Callable[[], None]:
            columns = batch(rows, self._schema, self._kind)
            return lambda: writer.write_batch(columns, row_group_size=len(rows))

        return sink

    def add(self, row: Any, characters: int, group_rows: int, group_characters: int) -> None:
        self._waiting.append(row)
        self._characters += characters
        if len(self._waiting) >= group_rows or self._characters >= group_characters:
            self.flush()

    def flush(self) -> None:
        rows, self._waiting, self._characters = self._waiting, [], 0
        if rows:
            self.rows += len(rows)
            for sink in self._sinks:
                self._run.run(sink(rows))

    def close(self) -> None:
        self.flush()
        self._run.wait()
        self._open.close()
        for path in self.paths:
            if not self.rows and path.suffix == ".zst":
                path.write_bytes(zstd.EMPTY)

    def abandon(self) -> None:
        with contextlib.suppress(OSError):
            self._open.close()


def _lines_sink(file: BinaryIO) -> Callable[[list[Any]], Callable[[], None]]:
    def sink(rows: list[Any]) -> Callable[[], None]:
        lines = encoded_lines(rows)

        def write() -> None:
            file.write(lines)

        return write

    return sink


def encoded_lines(rows: list[Any]) -> bytes:
    """Return records as JSON Lines, keys in the order of the fields."""
    return _ENCODER.encode_lines(rows)


def parquet_settings(table: Table) -> dict[str, Any]:
    """Return all that decides on the bytes of a table's Parquet files."""
    form = schema(table.row, table.kind.row)
    plain = TEXT_FIELDS | {"id", "url", "title", "text_sha256", "content_sha256", "digest"}
    return {
        "version": "2.6",
        "compression": "zstd",
        "compression_level": 1,
        "use_dictionary": [field.name for field in form if field.name not in plain],
        "write_statistics": True,
        "sorting_columns": pq.SortingColumn.from_ordering(
            form, [(name, "ascending") for name in table.kind.order]
        ),
        "store_schema": True,
    }


class TableWriter:
    """Writes one table into a snapshot's `data/`; a context manager, abandoned files are only closed."""

    def __init__(
        self,
        folder: Path,
        table: Table,
        formats: tuple[Format, ...],
        partition: Partition | None,
        run: Background,
    ) -> None:
        self.table = table
        self.rows = 0
        self._folder = folder
        self._formats = formats
        self._run = run
        self._parts: dict[str, _Part] = {}
        parted = partition is not None and table.kind.moment is not None
        self._part_of = _part_of(table, partition) if parted else None
        share = _PARTED if parted else 1
        self._group = (GROUP_ROWS // share, GROUP_CHARACTERS // share)

    def add(self, row: Any) -> None:
        """Add a row of the table's kind; rows come in the table's order."""
        self.rows += 1
        name = self._part_of(row) if self._part_of else ""
        part = self._parts.get(name) or self._new_part(name)
        part.add(self.table.shaped(row), len(getattr(row, "body", "")), *self._group)

    def _new_part(self, name: str) -> _Part:
        base = self._folder / "data" / self.table.name
        part = _Part(self.table, base, name, self._formats, self._run)
        self._parts[name] = part
        return part

    def close(self) -> list[Written]:
        """Write what is left and return the files; a table without rows has files as well."""
        if not self._parts:
            self._new_part("empty" if self._part_of else "")
        written = []
        for _, part in sorted(self._parts.items()):
            part.close()
            written += [
                Written(table=self.table.name, path=path.relative_to(self._folder).as_posix(), rows=part.rows)
                for path in part.paths
            ]
        return written

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is not None:
            for part in self._parts.values():
                part.abandon()


def _path(base: Path, part: str, ending: str) -> Path:
    """Return the file of a table or, in a folder of the table's name, of one part of it."""
    whole = base.with_name(base.name + ending)
    return whole / f"{part}{ending}" if part else whole


def _part_of(table: Table, partition: Partition | None) -> Callable[[Any], str]:
    if partition == "year":
        field = table.kind.moment or ""
        return lambda row: _sane(year_of(getattr(row, field)))
    return lambda row: str(row.portal)


def _sane(year: str) -> str:
    """Return a year, or `other` for one in which there was no web: files are few whatever pages print."""
    return year if year == "undated" or "1990" <= year <= "2100" else "other"
