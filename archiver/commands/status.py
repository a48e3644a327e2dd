"""`archiver status`: how all portals do, in one table."""

from __future__ import annotations

import datetime as dt
import sys
import textwrap
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated

import msgspec
import typer
from rich.console import Console

from archiver import notify
from archiver.commands.options import DATA, AsJson, Data, OwnPortals
from archiver.errors import UsageError
from archiver.health import Health
from archiver.interval import in_words
from archiver.keeping import utc_now
from archiver.prometheus import exposition
from archiver.warc.files import write_whole
from archiver.watched import Watched

COLOURS = {"ok": "green", "attention": "red", "resting": "yellow"}


def status(
    portal: Annotated[list[str] | None, typer.Argument(help="Ids of portals; all when left out.")] = None,
    notify_command: Annotated[
        str | None, typer.Option(help="Tell a command of each change: JSON on its standard input.")
    ] = None,
    webhook: Annotated[
        str | None,
        typer.Option(envvar="ARCHIVER_WEBHOOK", help="Post each change, as JSON, to this address."),
    ] = None,
    prometheus: Annotated[
        Path | None, typer.Option(help="Write measures into a file for Prometheus' textfile collector.")
    ] = None,
    data: Data = DATA,
    portals: OwnPortals = None,
    json: AsJson = False,
) -> None:
    """Show how all portals do, by their last runs: what they found, what is wrong, when the next is due.

    Exits 1 when something needs a person; docs/operations.md says what to do. Notices go out once for each
    change, and take in all portals.

    Example: archiver status --notify-command "mail -s archiver you@example.org"
    """
    now = utc_now()
    channels = _channels(notify_command, webhook)
    watched = Watched.of(data, portals or [])
    every = watched.health(now)
    shown = _chosen(every, portal or [])
    if json:
        sys.stdout.write("".join(f"{msgspec.json.encode(health).decode()}\n" for health in shown))
    else:
        print_table(shown, now)
    problems = [*watched.mistakes]
    if channels:
        problems += notify.tell(data, every, channels, now)
    if prometheus:
        write_whole(prometheus, exposition(every, now).encode())
    for problem in problems:
        sys.stderr.write(f"archiver: {problem}\n")
    if problems or any(health.needs_person for health in shown):
        raise typer.Exit(1)


def _channels(command: str | None, webhook: str | None) -> dict[str, notify.Send]:
    channels = {}
    if command:
        channels["command"] = notify.to_command(command)
    if webhook:
        channels["webhook"] = notify.to_webhook(webhook)
    return channels


def _chosen(every: Sequence[Health], names: Sequence[str]) -> list[Health]:
    unknown = set(names) - {health.portal for health in every}
    if unknown:
        raise UsageError(f"{min(unknown)}: no such portal; 'archiver portals list' shows all")
    return [health for health in every if not names or health.portal in names]


def print_table(portals: Sequence[Health], now: dt.datetime) -> None:
    """Print a line for each portal, those that need a person first, and below what is to be said."""
    ordered = sorted(portals, key=lambda health: (not health.needs_person, health.portal))
    console = Console()
    width = console.width if console.is_terminal else None
    lines = list(
        table(ordered, now, width=width, colours=not (console.no_color or console.color_system is None))
    )
    said = [line for health in ordered for line in _said(health, width)]
    parted = ["", *said, ""] if said else [""]
    # As Rich writes, for the colours: what strangers said is printable already.
    console.file.write("".join(f"{line}\n" for line in (*lines, *parted, _summed_up(portals))))


def _said(health: Health, width: int | None) -> Iterator[str]:
    """Yield the lines of what is to be said of a portal, broken between words where there is a width."""
    for code, sentence in zip(health.codes, health.says, strict=True):
        line = f"{health.portal}: {code}: {sentence}"
        printable = "".join(sign if sign.isprintable() else "�" for sign in line)
        yield from (
            textwrap.wrap(printable, width, subsequent_indent="  ", break_on_hyphens=False)
            if width
            else (printable,)
        )


def table(portals: Sequence[Health], now: dt.datetime, *, width: int | None, colours: bool) -> Iterator[str]:
    """Yield the table's lines; ids are cut where they do not fit into `width` characters."""
    rows = [COLUMNS, *(_cells(health, now) for health in portals)]
    widths = [max(len(row[number]) for row in rows) for number in range(len(COLUMNS))]
    if width is not None:
        widths[0] = max(SHORTEST, min(widths[0], width - sum(widths[1:]) - 2 * len(widths[1:])))
    for row in rows:
        name = row[0] if len(row[0]) <= widths[0] else f"{row[0][: widths[0] - 1]}…"
        words = [
            cell.ljust(size) if number < NUMBERS else cell.rjust(size)
            for number, (cell, size) in enumerate(zip((name, *row[1:]), widths, strict=True))
        ]
        if colours and row[1] in COLOURS:
            words[1] = typer.style(words[1], fg=COLOURS[row[1]])
        yield "  ".join(words).rstrip()


COLUMNS = ("portal", "state", "last run", "next due", "new", "changed", "gone", "problems")
NUMBERS = 4
"""From which column on they are numbers."""
SHORTEST = 8


def _cells(health: Health, now: dt.datetime) -> tuple[str, ...]:
    numbers = (health.new, health.changed, health.withdrawn, len(health.codes))
    return (
        health.portal,
        health.state,
        f"{in_words(now - health.last_run)} ago" if health.last_run else "–",
        _due(health, now),
        *(f"{number:,}" if health.last_run else "–" for number in numbers),
    )


def _due(health: Health, now: dt.datetime) -> str:
    if health.next_due is None:
        return "never"
    return f"in {in_words(health.next_due - now)}" if health.next_due > now else "now"


def _summed_up(portals: Sequence[Health]) -> str:
    attention = sum(health.needs_person for health in portals)
    needs = "1 needs a person" if attention == 1 else f"{attention or 'none'} need a person"
    many = "1 portal" if len(portals) == 1 else f"{len(portals):,} portals"
    said = "; docs/operations.md says what to do" if attention else ""
    return f"{many}, {needs.replace('none need', 'none needs')}{said}"
