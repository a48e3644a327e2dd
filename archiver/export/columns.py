"""Records as Arrow columns: a schema for each record type, from its annotations and the words under them."""

from __future__ import annotations

import datetime as dt
import functools

import msgspec
import msgspec.inspect as types
import pyarrow as pa
import pyarrow.json as pj

from archiver.export.meanings import meanings, summary

VIETNAM_FIELDS = frozenset({"published_at", "updated_at"})
"""Moments that a page printed; all others are the archive's, in UTC."""
_SCALARS = {
    types.StrType: pa.string(),
    types.IntType: pa.int64(),
    types.FloatType: pa.float64(),
    types.BoolType: pa.bool_(),
    types.DateType: pa.date32(),
    types.LiteralType: pa.string(),
}


@functools.cache
def schema(kind: type[msgspec.Struct], described_as: type[msgspec.Struct] | None = None) -> pa.Schema:
    """Return the Arrow schema of a record type, each field with its meaning as metadata."""
    words = meanings(described_as or kind)
    fields = [
        pa.field(name, found, nullable, {"description": words.get(name, "")} if words.get(name) else None)
        for name, found, nullable in _fields(kind)
    ]
    return pa.schema(fields, {"description": summary(described_as or kind)})


def columns(lines: bytes, form: pa.Schema) -> pa.RecordBatch:
    """Return JSON Lines of one record type, of which there is at least one, as columns of its schema."""
    read = pj.read_json(
        pa.BufferReader(lines),
        # A block holds all of them: a line that does not fit into one is an error.
        pj.ReadOptions(use_threads=False, block_size=len(lines) + 1),
        pj.ParseOptions(explicit_schema=_as_read(form), unexpected_field_behavior="error"),
    )
    (found,) = read.to_batches()
    arrays = [column.cast(field.type) for column, field in zip(found.columns, form, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=form)


@functools.cache
def _as_read(form: pa.Schema) -> pa.Schema:
    """Return a schema with days as texts: the reader takes days for numbers."""
    return pa.schema(
        [field.with_type(pa.string()) if pa.types.is_date(field.type) else field for field in form]
    )


def _fields(kind: type[msgspec.Struct]) -> list[tuple[str, pa.DataType, bool]]:
    found = types.type_info(kind)
    assert isinstance(found, types.StructType)  # noqa: S101 - what a record's type is, told to mypy
    return [(field.name, *_arrow(field.type, field.name)) for field in found.fields]


def _arrow(kind: types.Type, name: str) -> tuple[pa.DataType, bool]:
    """Return the Arrow type and whether it may be null."""
    kind, nullable = _without_null(kind)
    if isinstance(kind, types.DateTimeType):
        return pa.timestamp("us", "Asia/Ho_Chi_Minh" if name in VIETNAM_FIELDS else "UTC"), nullable
    if isinstance(kind, types.VarTupleType):
        return pa.list_(pa.field("item", _arrow(kind.item_type, name)[0], nullable=False)), nullable
    if isinstance(kind, types.StructType):
        inner = [pa.field(field, found, null) for field, found, null in _fields(kind.cls)]
        return pa.struct(inner), nullable
    return _SCALARS[type(kind)], nullable


def _without_null(kind: types.Type) -> tuple[types.Type, bool]:
    if not isinstance(kind, types.UnionType):
        return kind, False
    (inner,) = (part for part in kind.types if not isinstance(part, types.NoneType))
    return inner, True


def year_of(moment: dt.date | dt.datetime | None) -> str:
    """Return the year in which a day or moment (UTC) lies, `undated` for none."""
    if isinstance(moment, dt.datetime):
        moment = moment.astimezone(dt.UTC)
    return "undated" if moment is None else f"{moment.year:04}"
