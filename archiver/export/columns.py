"""Records as Arrow columns: a schema for each record type, from its annotations and the words under them."""

from __future__ import annotations

import datetime as dt
import functools
import operator
from typing import TYPE_CHECKING, Any

import msgspec
import msgspec.inspect as types
import pyarrow as pa

from archiver.export import texts
from archiver.export.meanings import meanings, summary
from archiver.export.texts import Text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

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


def batch(
    rows: Sequence[msgspec.Struct], form: pa.Schema, kind: type[msgspec.Struct], made: Mapping[str, pa.Array]
) -> pa.RecordBatch:
    """Return records of one type as columns; those that were made of them before are taken as they are."""
    arrays = []
    for field, inner in zip(form, _inner_types(kind), strict=True):
        if field.name in made:
            arrays.append(made[field.name])
            continue
        values = list(map(operator.attrgetter(field.name), rows))
        if field.name == "body" and Text in set(map(type, values)):
            arrays.append(texts.column(values))
        else:
            arrays.append(_column(values, inner, field.type))
    return pa.RecordBatch.from_arrays(arrays, schema=form)


def _fields(kind: type[msgspec.Struct]) -> list[tuple[str, pa.DataType, bool]]:
    found = types.type_info(kind)
    assert isinstance(found, types.StructType)  # noqa: S101 - what a record's type is, told to mypy
    return [(field.name, *_arrow(field.type, field.name)) for field in found.fields]


@functools.cache
def _inner_types(kind: type[msgspec.Struct]) -> tuple[types.Type, ...]:
    found = types.type_info(kind)
    assert isinstance(found, types.StructType)  # noqa: S101 - as above
    return tuple(field.type for field in found.fields)


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


def _column(values: list[Any], kind: types.Type, form: pa.DataType) -> pa.Array:
    kind, nullable = _without_null(kind)
    if isinstance(kind, types.VarTupleType):
        return _lists(values, kind, form)
    if isinstance(kind, types.StructType):
        return _structs(values, kind, form, nullable=nullable)
    return pa.array(values, form)


def _lists(values: list[tuple[Any, ...]], kind: types.VarTupleType, form: pa.DataType) -> pa.Array:
    offsets, end = [0], 0
    for value in values:
        end += len(value)
        offsets.append(end)
    items = [item for value in values for item in value]
    child = _column(items, kind.item_type, form.value_type)
    return pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), child, type=form)


def _structs(values: list[Any], kind: types.StructType, form: pa.DataType, *, nullable: bool) -> pa.Array:
    present = [value for value in values if value is not None] if nullable else values
    children = [
        _column(list(map(operator.attrgetter(field.name), present)), inner, field.type)
        for field, inner in zip(form, _inner_types(kind.cls), strict=True)
    ]
    whole = pa.StructArray.from_arrays(children, fields=list(form))
    if len(present) == len(values):
        return whole
    return whole.take(pa.array(_places(values), pa.int64()))


def _places(values: list[Any]) -> list[int | None]:
    places: list[int | None] = []
    at = 0
    for value in values:
        places.append(None if value is None else at)
        at += value is not None
    return places


def year_of(moment: dt.date | dt.datetime | None) -> str:
    """Return the year in which a day or moment (UTC) lies, `undated` for none."""
    if isinstance(moment, dt.datetime):
        moment = moment.astimezone(dt.UTC)
    return "undated" if moment is None else f"{moment.year:04}"
