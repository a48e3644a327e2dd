"""The tables of a snapshot: which there are, in which order they stand, and which fields were asked for."""

from __future__ import annotations

import functools
import operator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar, cast

import msgspec

from archiver.errors import UsageError
from archiver.export.rows import (
    ArticleRow,
    CaptureRow,
    ChangeRow,
    MissingRow,
    ObservationRow,
    PortalRow,
    VersionRow,
)
from archiver.factfile import suggestion
from archiver.models import Image

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from archiver.export.manifest import Plan

Row = TypeVar("Row", bound=msgspec.Struct)

TEXT_FIELDS = frozenset({"lead", "body"})
"""What a snapshot without texts leaves out, beside the captions of images."""


class TableKind(NamedTuple):
    """One kind of table, whatever fields of it a snapshot holds."""

    name: str
    row: type[msgspec.Struct]
    order: tuple[str, ...]
    """The fields by which its rows are sorted; fields of one value each, but for the last ones."""
    key: tuple[str, ...]
    """The fields that tell one row from all others; empty where none do."""
    moment: str | None
    """The field whose year parts the table where years part the snapshot."""


KINDS = {
    kind.name: kind
    for kind in (
        TableKind("articles", ArticleRow, ("id",), ("id",), "published_date"),
        TableKind("versions", VersionRow, ("id", "version"), ("id", "version"), "published_date"),
        TableKind("observations", ObservationRow, ("id",), (), "time"),
        TableKind("captures", CaptureRow, ("portal", "warc"), (), "fetched_at"),
        TableKind("portals", PortalRow, ("id",), ("id",), None),
        TableKind("missing", MissingRow, ("portal",), (), None),
        TableKind("changes", ChangeRow, ("id",), ("id",), None),
    )
}
ALWAYS = ("articles", "versions", "observations", "captures", "portals", "missing")
_KEPT = ("id", "portal", "version")
"""Fields of articles and versions that no choice of fields leaves out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table of one snapshot."""

    kind: TableKind
    row: type[msgspec.Struct]
    """The rows' type: that of the kind, or one with fewer fields."""
    shaped: Callable[[Sequence[Any]], Sequence[Any]]
    """Rows of the kind → rows of this table."""

    @property
    def name(self) -> str:
        """The table's name."""
        return self.kind.name


def table(name: str, fields: Sequence[str] = (), *, without_text: bool = False) -> Table:
    """Return a table; `fields` choose of articles and versions, empty for all.

    Raises `UsageError` for a field that neither of the two has.
    """
    kind = KINDS[name]
    chosen = _chosen(kind, fields, without_text=without_text)
    if chosen == kind.row.__struct_fields__:
        return Table(kind=kind, row=kind.row, shaped=_same)
    shaped = shaper(kind.row, chosen)
    if without_text and "images" in chosen:
        shaped = _bare(shaped)
    return Table(kind=kind, row=narrowed(kind.row, chosen), shaped=shaped)


def table_of(plan: Plan, name: str) -> Table:
    """Return a table as a plan asks for it."""
    return table(name, plan.fields, without_text=plan.without_text)


def check_fields(fields: Sequence[str]) -> None:
    """Raise `UsageError` for a field that neither articles nor versions have."""
    known = {*ArticleRow.__struct_fields__, *VersionRow.__struct_fields__}
    for field in fields:
        if field not in known:
            raise UsageError(f"--fields: '{field}' is no field of articles{suggestion(field, known)}")


def _chosen(kind: TableKind, fields: Sequence[str], *, without_text: bool) -> tuple[str, ...]:
    all_of_it = kind.row.__struct_fields__
    if kind.name not in {"articles", "versions"}:
        return all_of_it
    wanted = {*fields, *_KEPT} if fields else set(all_of_it)
    return tuple(name for name in all_of_it if name in wanted - (TEXT_FIELDS if without_text else set()))


def by_place(kind: type[Row]) -> Callable[..., Row]:
    """Return what makes a record of all values of a type, in the order of its fields: twice as fast."""
    return cast("Callable[..., Row]", narrowed(kind, kind.__struct_fields__))


@functools.cache
def narrowed(kind: type[msgspec.Struct], fields: tuple[str, ...]) -> type[msgspec.Struct]:
    """Return a record type with some fields of another, all required."""
    types = {field.name: field.type for field in msgspec.structs.fields(kind)}
    return msgspec.defstruct(
        kind.__name__,
        [(name, types[name]) for name in fields],
        frozen=True,
        namespace={"__doc__": kind.__doc__},
    )


@functools.cache
def shaper(kind: type[msgspec.Struct], fields: tuple[str, ...]) -> Callable[[Sequence[Any]], list[Any]]:
    """Return what makes, of records of a type, records of some of its fields."""
    row = narrowed(kind, fields)
    if len(fields) == 1:
        (only,) = fields
        return lambda rows: [row(getattr(full, only)) for full in rows]
    values_of = operator.attrgetter(*fields)
    return lambda rows: [row(*values_of(full)) for full in rows]


def _bare(shaped: Callable[[Sequence[Any]], list[Any]]) -> Callable[[Sequence[Any]], list[Any]]:
    return lambda rows: shaped([_without_captions(full) for full in rows])


def _without_captions(full: Any) -> Any:
    images = tuple(Image(url=image.url) for image in full.images)
    return msgspec.structs.replace(full, images=images)


def _same(rows: Sequence[Any]) -> Sequence[Any]:
    return rows
