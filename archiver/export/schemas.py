"""The tables' JSON Schemas (2020-12) and Table Schemas, from the rows' types and the words under them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
import pyarrow as pa

from archiver.export.columns import schema
from archiver.export.meanings import meanings, summary

if TYPE_CHECKING:
    from archiver.export.tables import Table


def json_schema(table: Table) -> dict[str, Any]:
    """Return the JSON Schema of one line of a table's JSON Lines file."""
    found = msgspec.json.schema(table.row)
    words = meanings(table.kind.row)
    own = found["$defs"][table.row.__name__]
    own["description"] = summary(table.kind.row)
    own["additionalProperties"] = False
    own["required"] = list(table.row.__struct_fields__)
    for name, described in own["properties"].items():
        described.pop("default", None)
        if words.get(name):
            described["description"] = words[name]
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": table.name, **found}


def described_fields(table: Table) -> list[tuple[pa.Field, str]]:
    """Return each field of a table with its meaning."""
    words = meanings(table.kind.row)
    return [(field, words.get(field.name, "")) for field in schema(table.row, table.kind.row)]


def table_schema(table: Table, *, nested: bool) -> dict[str, Any]:
    """Return the Table Schema (frictionless) of a table.

    Where lists and records are not `nested` as in JSON but columns of their own kind, their type is `any`;
    and numbers that may be null are read as fractions there.
    Only the fields that order a table are `required`: the framework takes an empty text for a missing one.
    """
    fields = [
        {"name": field.name, "type": _type_in(field, nested=nested), "description": meaning}
        | ({"constraints": {"required": True}} if field.name in table.kind.order else {})
        for field, meaning in described_fields(table)
    ]
    key = {"primaryKey": list(table.kind.key)} if table.kind.key else {}
    return {"fields": fields, **key}


def _type_in(field: pa.Field, *, nested: bool) -> str:
    if not nested and pa.types.is_nested(field.type):
        return "any"
    if not nested and field.nullable and pa.types.is_integer(field.type):
        return "number"
    return table_type(field.type)


def table_type(kind: pa.DataType) -> str:
    """Return the Table Schema type of an Arrow type."""
    for holds, name in _TABLE_TYPES:
        if holds(kind):
            return name
    return "string"


def in_words(kind: pa.DataType) -> str:
    """Return an Arrow type for readers of a card."""
    if pa.types.is_list(kind):
        return f"list of {in_words(kind.value_type)}s"
    return {"array": "list", "object": "record", "datetime": "moment"}.get(table_type(kind), table_type(kind))


_TABLE_TYPES = (
    (pa.types.is_boolean, "boolean"),
    (pa.types.is_integer, "integer"),
    (pa.types.is_floating, "number"),
    (pa.types.is_date, "date"),
    (pa.types.is_timestamp, "datetime"),
    (pa.types.is_list, "array"),
    (pa.types.is_struct, "object"),
)
