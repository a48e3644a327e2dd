"""The tables of a snapshot: which there are, in which order they stand, and which fields were asked for."""

from __future__ import annotations

import functools
import operator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

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
    row = narrowed(kind.row, chosen)
    bare = without_text and "images" in chosen
    return Table(kind=kind, row=row, shaped=_shaper(row, chosen, bare=bare))


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


def _shaper(
    row: type[msgspec.Struct], fields: tuple[str, ...], *, bare: bool
) -> Callable[[Sequence[Any]], Sequence[Any]]:
    values_of = operator.attrgetter(*fields)
    if not bare:
        return lambda rows: [row(*values_of(full)) for full in rows]
    return lambda rows: [row(*values_of(_without_captions(full))) for full in rows]


def _without_captions(full: Any) -> Any:
    return msgspec.structs.replace(full, images=_bare(full.images))


def _bare(images: tuple[Image, ...]) -> tuple[Image, ...]:
    return tuple(Image(url=image.url) for image in images)


def _same(rows: Sequence[Any]) -> Sequence[Any]:
    return rows
