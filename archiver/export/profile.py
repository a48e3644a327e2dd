"""What the articles of a snapshot look like: counts, coverage, how often each field is filled."""

from __future__ import annotations

import datetime as dt
import itertools
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from msgspec import inspect as types
from msgspec import structs

from archiver.export.rows import ArticleRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from archiver.export.rows import MissingRow

_COUNTED = ("kind", "language", "status")
Day = TypeVar("Day", bound=dt.date)


@dataclass(slots=True)
class PortalTally:
    """Counts of one portal."""

    articles: int = 0
    withdrawn: int = 0
    versions: int = 0
    observations: int = 0
    captures: int = 0
    missing: int = 0
    published: set[dt.date] = field(default_factory=set)
    """The earliest and the latest day, so far as they are known."""
    seen: set[dt.datetime] = field(default_factory=set)
    """The earliest and the latest reading."""

    def add(self, other: PortalTally) -> None:
        """Count what another tally of the portal has counted."""
        for name in ("articles", "withdrawn", "versions", "observations", "captures", "missing"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.published = _ends(self.published, other.published)
        self.seen = _ends(self.seen, other.seen)


class Profile:
    """Tallies that grow with portals and months, not with articles."""

    def __init__(self) -> None:
        self.portals: dict[str, PortalTally] = defaultdict(PortalTally)
        self.empty: Counter[str] = Counter()
        """Field → articles in which it is null or empty."""
        self.values: dict[str, Counter[str]] = {
            name: Counter() for name in (*_COUNTED, "source", "problem", "missing")
        }
        self.months: dict[str, Counter[str]] = defaultdict(Counter)
        """Portal → month of publication, `2025-07`, or `undated` → articles."""
        self.articles = 0
        self.in_groups = 0
        self.groups = 0

    def add_articles(self, portal: str, rows: Sequence[ArticleRow]) -> None:
        """Count articles of a portal."""
        if not rows:
            return
        self.articles += len(rows)
        values = zip(*map(structs.astuple, rows), strict=True)
        columns = dict(zip(ArticleRow.__struct_fields__, values, strict=True))
        for name, column in columns.items():
            self.empty[name] += sum(map(column.count, _NOTHING[name]))
        for name in _COUNTED:
            self.values[name].update(columns[name])
        self.values["source"].update([capture.source for capture in columns["capture"]])
        self.values["problem"].update(itertools.chain.from_iterable(columns["problems"]))
        self.groups += columns["duplicate_first"].count(True)
        self.in_groups += len(rows) - columns["duplicate_group"].count(None)
        self._add_to_portal(portal, columns)

    def _add_to_portal(self, portal: str, columns: Mapping[str, Sequence[Any]]) -> None:
        days = Counter(columns["published_date"])
        for day, count in days.items():
            self.months[portal][f"{day.year:04}-{day.month:02}" if day else "undated"] += count
        tally = self.portals[portal]
        tally.articles += len(columns["id"])
        tally.withdrawn += columns["status"].count("withdrawn")
        tally.published = _ends(tally.published, filter(None, days))
        moments = itertools.chain(columns["first_seen"], columns["last_seen"])
        tally.seen = _ends(tally.seen, filter(None, moments))

    def add(self, other: Profile) -> None:
        """Count what another profile has counted."""
        self.articles += other.articles
        self.in_groups += other.in_groups
        self.groups += other.groups
        self.empty.update(other.empty)
        for name, found in other.values.items():
            self.values[name].update(found)
        for portal, months in other.months.items():
            self.months[portal].update(months)
        for portal, tally in other.portals.items():
            self.portals[portal].add(tally)

    def add_missing(self, row: MissingRow) -> None:
        """Count an article that is missing."""
        self.portals[row.portal].missing += 1
        self.values["missing"][row.state] += 1

    def filled(self, field: str) -> float:
        """Return the share of articles in which a field is neither null nor empty; 0 without articles."""
        return 1 - self.empty[field] / self.articles if self.articles else 0.0


def _nothing(kind: types.Type) -> tuple[object, ...]:
    """Return what says nothing in a field of a type."""
    inner = kind.types if isinstance(kind, types.UnionType) else (kind,)
    values = {types.NoneType: None, types.StrType: "", types.VarTupleType: ()}
    return tuple(values[type(one)] for one in inner if type(one) in values)


_NOTHING = {field.name: _nothing(types.type_info(field.type)) for field in structs.fields(ArticleRow)}


def _ends(known: set[Day], new: Iterable[Day]) -> set[Day]:
    """Return the first and the last of both."""
    both = [*known, *new]
    return {min(both), max(both)} if both else set()
