"""`archiver diff`: what changed between two snapshots."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from archiver.commands.options import AsJson


def diff(
    earlier: Annotated[Path, typer.Argument(help="The earlier snapshot's folder.")],
    later: Annotated[Path, typer.Argument(help="The later one's.")],
    json: AsJson = False,
) -> None:
    """Tell which articles were added, changed, withdrawn, restored or removed, and in which fields.

    With --json one line an article, then one with the counts.

    Example: archiver diff snapshots/2026-10-01 snapshots/2026-11-01
    """
    from archiver.export.differences import Snapshot, Tally, changes_between, report  # noqa: PLC0415 - slow

    tally = Tally()
    for row in tally.counting(changes_between(Snapshot.at(earlier), Snapshot.at(later))):
        if json:
            sys.stdout.write(f"{msgspec.json.encode(row).decode()}\n")
    if json:
        typer.echo(msgspec.json.encode({"counts": tally.counts()}).decode())
    else:
        typer.echo(report(tally))
