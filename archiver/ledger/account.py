"""The account: articles by state, summed up by section and by year."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

from archiver.ledger.entry import Estimate, LedgerEntry
from archiver.models import Record

UNKNOWN = "unknown"


class Row(Record, frozen=True, kw_only=True):
    """The articles of one section or year."""

    name: str
    """Of the section, outermost first, else the address of the listing; or the year. `unknown` where nothing
    tells it."""
    states: dict[str, int]
    """Articles by state."""
    complete: int
    """Of the recovered ones, those of which nothing is known to be lacking."""

    @property
    def articles(self) -> int:
        """Return how many there are."""
        return sum(self.states.values())


class Account(Record, frozen=True, kw_only=True):
    """The account of one portal."""

    portal: str
    all: Row
    sections: tuple[Row, ...]
    """By name, unknown last."""
    years: tuple[Row, ...]
    cells: dict[str, dict[str, tuple[int, int]]]
    """By section and year: how many articles are recovered, and how many there are."""
    sources: dict[str, int]
    """Recovered articles by source; an article may have several."""
    reasons: dict[str, int]
    """Articles that are not recovered, by the code of the reason."""
    captured: int
    """Of those, the ones of which web archives' indexes name captures."""
    estimates: tuple[Estimate, ...]


def account_of(portal: str, entries: Iterable[LedgerEntry], estimates: Iterable[Estimate]) -> Account:
    """Return the account of a portal's entries."""
    entries = list(entries)
    missing = [entry for entry in entries if entry.state != "recovered"]
    return Account(
        portal=portal,
        all=_row("all", entries),
        sections=_rows(entries, _section),
        years=_rows(entries, _year),
        cells=_cells(entries),
        sources=dict(sorted(Counter(source for entry in entries for source in entry.sources).items())),
        reasons=dict(sorted(Counter(entry.reason or "" for entry in missing).items())),
        captured=sum(entry.captures > 0 for entry in missing),
        estimates=tuple(estimates),
    )


def _section(entry: LedgerEntry) -> str:
    return " › ".join(entry.section) or entry.listing or ""


def _year(entry: LedgerEntry) -> str:
    return str(entry.year or "")


def _cells(entries: list[LedgerEntry]) -> dict[str, dict[str, tuple[int, int]]]:
    found: dict[str, dict[str, tuple[int, int]]] = {}
    for entry in entries:
        row = found.setdefault(_section(entry) or UNKNOWN, {})
        year = _year(entry) or UNKNOWN
        recovered, every = row.get(year, (0, 0))
        row[year] = (recovered + (entry.state == "recovered"), every + 1)
    return found


def _rows(entries: list[LedgerEntry], name: Callable[[LedgerEntry], str]) -> tuple[Row, ...]:
    grouped: dict[str, list[LedgerEntry]] = {}
    for entry in entries:
        grouped.setdefault(name(entry), []).append(entry)
    ordered = sorted(grouped, key=lambda found: (found == "", found))
    return tuple(_row(found or UNKNOWN, grouped[found]) for found in ordered)


def _row(name: str, entries: list[LedgerEntry]) -> Row:
    return Row(
        name=name,
        states=dict(Counter(entry.state for entry in entries)),
        complete=sum(entry.complete is True for entry in entries),
    )
