"""Writing tables: pieces come in in their order, and leave as JSON Lines and Parquet.

Memory is bounded by the size of a group, whatever the size of the table. What is written does not depend on
how rows were cut into pieces. Compression runs in a thread of its own; one thread, so that the order of
writing never changes.
"""

from __future__ import annotations

import bisect
import contextlib
import itertools
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from archiver.export import zstd
from archiver.export.columns import schema
from archiver.export.pieces import is_parted, pieces
from archiver.export.tables import TEXT_FIELDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from concurrent.futures import Future
    from pathlib import Path
    from types import TracebackType
    from typing import BinaryIO

    from archiver.export.manifest import Format, Plan
    from archiver.export.pieces import Piece
    from archiver.export.tables import Table

ENDINGS: dict[Format, str] = {"parquet": ".parquet", "jsonl": ".jsonl.zst", "jsonl.plain": ".jsonl"}
GROUP_ROWS = 20_000
GROUP_BYTES = 16 << 20
"""Of bodies in a row group."""
_PARTED = 8
"""Groups are so many times smaller where a table is parted: many of its files are open at once."""
_AHEAD = 4
_AT_ONCE = 2000


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

    def stop(self) -> None:
        """Wait for the call under way, and give up the others."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """One file of a table."""

    table: str
    path: str
    """Relative to the snapshot's folder."""
    rows: int


class _Lines:
    """A file of JSON Lines."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def put(self, piece: Piece) -> None:
        self._file.write(piece.lines)

    def close(self) -> None:
        self._file.close()

    def abandon(self) -> None:
        self._file.close()


class _Columns:
    """A Parquet file; a group ends with the row that fills it."""

    def __init__(self, path: Path, table: Table, share: int) -> None:
        self._writer = pq.ParquetWriter(path, schema(table.row, table.kind.row), **parquet_settings(table))
        self._most = (GROUP_ROWS // share, GROUP_BYTES // share)
        self._begin()

    def _begin(self) -> None:
        self._waiting: list[pa.RecordBatch] = []
        self._rows = self._bytes = 0

    def put(self, piece: Piece) -> None:
        assert piece.columns is not None  # noqa: S101 - made for this, told to mypy
        for rows, size in _cut(piece.columns, self._most, (self._rows, self._bytes)):
            self._waiting.append(rows)
            self._rows, self._bytes = self._rows + len(rows), self._bytes + size
            if self._rows >= self._most[0] or self._bytes >= self._most[1]:
                self._flush()

    def _flush(self) -> None:
        if self._waiting:
            # Else pages would end where pieces did.
            whole = pa.Table.from_batches(self._waiting).combine_chunks()
            self._writer.write_table(whole, row_group_size=self._rows)
        self._begin()

    def close(self) -> None:
        self._flush()
        self._writer.close()

    def abandon(self) -> None:
        self._writer.close()


def _cut(
    rows: pa.RecordBatch, most: tuple[int, int], filled: tuple[int, int]
) -> Iterator[tuple[pa.RecordBatch, int]]:
    """Yield the rows, cut where a group is full, with the bytes of their bodies."""
    sums = list(itertools.accumulate(_body_bytes(rows), initial=0))
    start, (count, size) = 0, filled
    while start < len(rows):
        full = bisect.bisect_left(sums, sums[start] + most[1] - size, start + 1)
        end = min(full, start + most[0] - count, len(rows))
        yield rows.slice(start, end - start), sums[end] - sums[start]
        start, count, size = end, 0, 0


def _body_bytes(rows: pa.RecordBatch) -> Sequence[int]:
    if "body" not in rows.schema.names:
        return [0] * len(rows)
    return [length or 0 for length in pc.binary_length(rows["body"]).to_pylist()]


class _Part:
    """One file in each format."""

    def __init__(self, table: Table, base: Path, part: str, plan: Plan) -> None:
        self.rows = 0
        self.paths = [_path(base, part, ENDINGS[name]) for name in plan.formats]
        for path in self.paths:
            path.parent.mkdir(parents=True, exist_ok=True)
        share = _PARTED if part else 1
        self._sinks: list[_Lines | _Columns] = [
            _Columns(path, table, share)
            if name == "parquet"
            else _Lines(zstd.create(path) if name == "jsonl" else path.open("wb"))
            for name, path in zip(plan.formats, self.paths, strict=True)
        ]

    def put(self, piece: Piece) -> None:
        self.rows += piece.rows
        for sink in self._sinks:
            sink.put(piece)

    def close(self) -> None:
        for sink in self._sinks:
            sink.close()
        for path in self.paths:
            if not self.rows and path.suffix == ".zst":
                path.write_bytes(zstd.EMPTY)

    def abandon(self) -> None:
        for sink in self._sinks:
            with contextlib.suppress(OSError):
                sink.abandon()


def parquet_settings(table: Table) -> dict[str, Any]:
    """Return all that decides on the bytes of a table's Parquet files."""
    form = schema(table.row, table.kind.row)
    plain = TEXT_FIELDS | {"id", "url", "title", "text_sha256", "content_sha256", "digest"}
    return {
        "version": "2.6",
        "compression": "zstd",
        "compression_level": 1,
        "use_dictionary": [field.name for field in form if field.name not in plain],
        "write_statistics": [field.name for field in form if field.name not in TEXT_FIELDS],
        "sorting_columns": pq.SortingColumn.from_ordering(
            form, [(name, "ascending") for name in table.kind.order]
        ),
        "store_schema": True,
    }


class TableWriter:
    """Writes one table into a snapshot's `data/`; a context manager, abandoned files are only closed."""

    def __init__(self, folder: Path, table: Table, plan: Plan, run: Background) -> None:
        self._table = table
        self._folder = folder
        self._plan = plan
        self._run = run
        self._parts: dict[str, _Part] = {}

    def add(self, rows: Iterable[Any]) -> int:
        """Add rows of the table's kind, which come in the table's order, and return how many there were."""
        count, rest = 0, iter(rows)
        while some := list(itertools.islice(rest, _AT_ONCE)):
            count += len(some)
            for piece in pieces(self._table, some, self._plan):
                self.put(piece)
        return count

    def put(self, piece: Piece) -> None:
        """Add a piece of the table; pieces come in the table's order."""
        part = self._parts.get(piece.part) or self._new_part(piece.part)
        self._run.run(lambda: part.put(piece))

    def _new_part(self, name: str) -> _Part:
        part = _Part(self._table, self._folder / "data" / self._table.name, name, self._plan)
        self._parts[name] = part
        return part

    def close(self) -> list[Written]:
        """Write what is left and return the files; a table without rows has files as well."""
        if not self._parts:
            self._new_part("empty" if is_parted(self._table, self._plan.partition) else "")
        self._run.wait()
        written = []
        for _, part in sorted(self._parts.items()):
            part.close()
            written += [
                Written(
                    table=self._table.name, path=path.relative_to(self._folder).as_posix(), rows=part.rows
                )
                for path in part.paths
            ]
        return written

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is not None:
            self._run.stop()
            for part in self._parts.values():
                part.abandon()


def _path(base: Path, part: str, ending: str) -> Path:
    """Return the file of a table or, in a folder of the table's name, of one part of it."""
    whole = base.with_name(base.name + ending)
    return whole / f"{part}{ending}" if part else whole
