"""Rows as they are written: JSON Lines and columns, parted where the snapshot is; pure, in any process."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec
import pyarrow as pa

from archiver.export.columns import columns, schema, year_of
from archiver.export.tables import shaper

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from archiver.export.manifest import Format, Partition, Plan
    from archiver.export.tables import Table

_ENCODER = msgspec.json.Encoder()


class Piece(NamedTuple):
    """Rows of one part of one table, which follow each other."""

    table: str
    part: str
    """Empty for a table that is not parted."""
    rows: int
    lines: bytes
    """JSON Lines."""
    columns: pa.RecordBatch | None
    """The same; null where no format asks for columns."""


def pieces(
    table: Table, rows: Sequence[Any], plan: Plan, made: Mapping[str, pa.Array] | None = None
) -> Iterator[Piece]:
    """Yield rows of the table's kind, in its order, a piece for each part.

    `made` are columns that were made of the same rows before, for a table that is not parted.
    """
    if not is_parted(table, plan.partition):
        if rows:
            yield _piece(table, "", rows, plan.formats, made or {})
        return
    part_of = _part_of(table, plan.partition)
    parts: dict[str, list[Any]] = {}
    for row in rows:
        parts.setdefault(part_of(row), []).append(row)
    for part, own in parts.items():
        yield _piece(table, part, own, plan.formats, {})


def is_parted(table: Table, partition: Partition | None) -> bool:
    """Return whether the table is a folder of files."""
    return partition is not None and table.kind.moment is not None


def _piece(
    table: Table, part: str, rows: Sequence[Any], formats: Sequence[Format], made: Mapping[str, pa.Array]
) -> Piece:
    shaped = table.shaped(rows)
    lines = encoded_lines(shaped)
    found = _columns(table, shaped, lines, made) if "parquet" in formats else None
    return Piece(table.name, part, len(rows), lines, found)


def _columns(table: Table, rows: Sequence[Any], lines: bytes, made: Mapping[str, pa.Array]) -> pa.RecordBatch:
    form = schema(table.row, table.kind.row)
    if not made:
        return columns(lines, form)
    rest = tuple(name for name in form.names if name not in made)
    found = dict(made)
    if rest:
        few = encoded_lines(shaper(table.row, rest)(rows))
        found |= zip(rest, columns(few, pa.schema(map(form.field, rest))), strict=True)
    return pa.RecordBatch.from_arrays([found[name] for name in form.names], schema=form)


def encoded_lines(rows: Sequence[Any]) -> bytes:
    """Return records as JSON Lines, keys in the order of the fields."""
    return _ENCODER.encode_lines(rows)


def _part_of(table: Table, partition: Partition | None) -> Callable[[Any], str]:
    if partition == "year":
        field = table.kind.moment or ""
        return lambda row: _sane(year_of(getattr(row, field)))
    return lambda row: str(row.portal)


def _sane(year: str) -> str:
    """Return a year, or `other` for one in which there was no web: files are few whatever pages print."""
    return year if year == "undated" or "1990" <= year <= "2100" else "other"
