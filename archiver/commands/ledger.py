"""`archiver ledger`: how many articles a portal had, how many are recovered, and why others are missing."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import msgspec
import typer
from rich.console import Console
from rich.table import Table

from archiver.commands.cells import cell
from archiver.commands.options import DATA, AsJson, Data, OwnPortals
from archiver.errors import UsageError
from archiver.ledger import STATES, Estimate, Ledger, State, ledger_of
from archiver.ledger.account import Account, Row, account_of
from archiver.replay.parallel import cores
from archiver.replay.reading import Job
from archiver.warc.files import write_whole

WIDE = 300
"""Columns of the tables where nobody reads them in a terminal: none is cut."""
NARROWEST = 72
"""Columns of a table on a terminal that has fewer: it breaks the lines."""


def ledger(
    portal: Annotated[str, typer.Argument(help="The portal's id.")],
    missing: Annotated[
        bool, typer.Option("--missing", help="Export only the articles that are not recovered.")
    ] = False,
    out: Annotated[
        Path | None, typer.Option(help="Write every article and estimate into this file, as JSON Lines.")
    ] = None,
    jobs: Annotated[int | None, typer.Option(min=1, help="Processes; as many as cores if left out.")] = None,
    data: Data = DATA,
    portals: OwnPortals = None,
    json: AsJson = False,
) -> None:
    """Account for every article of a portal that was ever seen: recovered from where, or missing and why.

    Seen is what listings, feeds, related links and indexes of web archives name, in whatever was archived.
    docs/ledger.md says what each state and reason means. Exits 1 where a part of the archive cannot be read.

    Example: archiver ledger quanuy_cam_le --missing --out missing.jsonl
    """
    if missing and not (out or json):
        raise UsageError("--missing: says what --out and --json write; give one of them")
    found = ledger_of(Job(data=data, portal=portal, folders=tuple(portals or ())), jobs=jobs or cores())
    if out:
        write_whole(out, b"".join(_lines(found, missing=missing)))
    if json:
        sys.stdout.writelines(line.decode() for line in _lines(found, missing=missing))
    else:
        _print(account_of(portal, found.entries, found.estimates))
    for sentence in found.skipped:
        sys.stderr.write(f"archiver: skipped {sentence}\n")
    if found.skipped:
        raise typer.Exit(1)


def _lines(found: Ledger, *, missing: bool) -> Iterator[bytes]:
    """Yield a line for each article, then for each estimate."""
    for entry in found.entries:
        if not missing or entry.state != "recovered":
            yield msgspec.json.encode(entry) + b"\n"
    for estimate in found.estimates:
        yield msgspec.json.encode(estimate) + b"\n"


def _print(account: Account) -> None:
    width = max(Console().width, NARROWEST) if sys.stdout.isatty() else WIDE
    console = Console(highlight=False, soft_wrap=True, width=width)
    states = [state for state in STATES if account.all.states.get(state)]
    site = _site_of(account)
    console.print(_table("section", account.sections, account.all, states, site))
    if site:
        console.print(f"A section that no page names is told by its listing's place on {site}.\n")
    console.print(_table("year", account.years, account.all, states))
    console.print("\nrecovered of all, by section and year")
    for years in _in_lots(account, width):
        console.print(_matrix(account, years, site))
    if account.sources:
        counted = ", ".join(f"{count} from {source}" for source, count in account.sources.items())
        console.print(f"recovered: {counted}; {account.all.complete} of them complete")
    if account.reasons:
        counted = ", ".join(f"{count} {reason}" for reason, count in account.reasons.items())
        console.print(f"missing: {counted}")
    if account.captured:
        console.print(f"of those missing, {account.captured} have captures that web archives name")
    if account.estimates:
        console.print("\nEstimates, by what was printed (not counted above):")
        for estimate in account.estimates:
            console.print(f"  {cell(_estimated(estimate))}")


def _site_of(account: Account) -> str:
    """Return the site on which all listings lie that stand for sections; empty where there are several."""
    sites = {row.name[: -len(_place(row.name))] for row in account.sections if "://" in row.name}
    return sites.pop() if len(sites) == 1 else ""


def _place(address: str) -> str:
    """Return what of an address follows its host."""
    return address[address.find("/", address.find("://") + 3) :]


def _table(name: str, rows: tuple[Row, ...], total: Row, states: list[State], site: str = "") -> Table:
    table = Table(name, *states, "all", "complete", box=None, pad_edge=False)
    for column in table.columns[1:]:
        column.justify = "right"
    for row in (*rows, total):
        counts = [str(row.states.get(state, "")) for state in states]
        table.add_row(_shown(row.name, site), *counts, str(row.articles), str(row.complete))
    return table


def _shown(name: str, site: str) -> str:
    return cell(name.removeprefix(site) if site else name)


def _in_lots(account: Account, width: int) -> Iterator[list[str]]:
    """Yield the years in lots of as many as stand beside the sections' names, which have a third at most."""
    name = min(max((len(row.name) for row in account.sections), default=0), width // 3)
    lot, left = list[str](), width - name
    for row in account.years:
        cells = (found.get(row.name, (0, 0)) for found in account.cells.values())
        column = 2 + max(len(row.name), *(len(f"{had}/{every}") for had, every in cells))
        if lot and column > left:
            yield lot
            lot, left = [], width - name
        lot.append(row.name)
        left -= column
    yield lot


def _matrix(account: Account, years: list[str], site: str) -> Table:
    table = Table("section", *years, box=None, pad_edge=False)
    for column in table.columns[1:]:
        column.justify, column.no_wrap = "right", True
    for row in account.sections:
        cells = account.cells[row.name]
        counts = (f"{cells[year][0]}/{cells[year][1]}" if year in cells else "" for year in years)
        table.add_row(_shown(row.name, site), *counts)
    return table


def _estimated(estimate: Estimate) -> str:
    if estimate.basis == "numbers":
        return (
            f"{estimate.of}: at most {estimate.at_most} articles, {estimate.seen} seen; by {estimate.words}"
        )
    low, high = estimate.at_least, estimate.at_most
    articles = f"{low} articles" if low == high else f"{low} to {high} articles"
    where = " › ".join(estimate.section) or estimate.of
    time = estimate.evidence.time if estimate.evidence else None
    when = f" on {time:%Y-%m-%d}" if time else ""
    return f"{where}: {articles}, {estimate.seen} of them seen; by “{estimate.words}”{when}"
