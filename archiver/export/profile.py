"""What the articles of a snapshot look like: counts, coverage, how often each field is filled."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from operator import attrgetter
from typing import TYPE_CHECKING, TypeVar

from archiver.export.rows import ArticleRow

if TYPE_CHECKING:
    from archiver.export.rows import MissingRow

_NOTHING = ("", ())
_VALUES = attrgetter(*ArticleRow.__struct_fields__)
Day = TypeVar("Day", dt.date, dt.datetime)


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

    def span(self, row: ArticleRow) -> None:
        """Widen the days and moments by an article's."""
        if row.published_date:
            self.published = _ends(self.published, row.published_date)
        for moment in (row.first_seen, row.last_seen):
            if moment:
                self.seen = _ends(self.seen, moment)


class Profile:
    """Tallies that grow with portals and months, not with articles."""

    def __init__(self) -> None:
        self.portals: dict[str, PortalTally] = defaultdict(PortalTally)
        self._empty = [0] * len(ArticleRow.__struct_fields__)
        self.values: dict[str, Counter[str]] = {
            name: Counter() for name in ("kind", "language", "status", "source", "problem", "missing")
        }
        self.months: dict[str, Counter[str]] = defaultdict(Counter)
        """Portal → month of publication, `2025-07`, or `undated` → articles."""
        self.articles = 0
        self.in_groups = 0
        self.groups = 0

    def add_article(self, row: ArticleRow) -> None:
        """Count an article."""
        tally = self.portals[row.portal]
        self.articles += 1
        tally.articles += 1
        tally.withdrawn += row.status == "withdrawn"
        tally.span(row)
        for place, value in enumerate(_VALUES(row)):
            if value is None or value in _NOTHING:
                self._empty[place] += 1
        day = row.published_date
        self.months[row.portal][f"{day.year:04}-{day.month:02}" if day else "undated"] += 1
        self._count_values(row)

    def _count_values(self, row: ArticleRow) -> None:
        self.values["kind"][row.kind] += 1
        self.values["language"][row.language] += 1
        self.values["status"][row.status] += 1
        self.values["source"][row.capture.source] += 1
        self.values["problem"].update(row.problems)
        self.in_groups += row.duplicate_group is not None
        self.groups += row.duplicate_first is True

    def add_missing(self, row: MissingRow) -> None:
        """Count an article that is missing."""
        self.portals[row.portal].missing += 1
        self.values["missing"][row.reason] += 1

    def filled(self, field: str) -> float:
        """Return the share of articles in which a field is neither null nor empty; 0 without articles."""
        empty = self._empty[ArticleRow.__struct_fields__.index(field)]
        return 1 - empty / self.articles if self.articles else 0.0


def _ends(known: set[Day], new: Day) -> set[Day]:
    return {min(*known, new), max(*known, new)} if known else {new}
