"""`archiver wacz`: a portal's archive of a period in one file that a browser can replay."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from archiver import asked
from archiver.commands.options import DATA, AsJson, Data, OwnPortals
from archiver.errors import UsageError
from archiver.models import VIETNAM
from archiver.portal import load_portal, portal_paths
from archiver.store import PortalStore
from archiver.wacz import Period, problems_in, write_wacz

From = Annotated[str | None, typer.Option("--from", metavar="DATE", help="First day of captures taken.")]
To = Annotated[str | None, typer.Option("--to", metavar="DATE", help="Last day of captures taken.")]


def wacz(
    portal: Annotated[str, typer.Argument(help="Id of the portal.")],
    out: Annotated[Path, typer.Option("--out", help="The file to write; must not exist.")],
    first: From = None,
    last: To = None,
    data: Data = DATA,
    portals: OwnPortals = None,
    json: AsJson = False,
) -> None:
    """Write a portal's captures into one WACZ file for ReplayWeb.page and pywb, and check it.

    Without --from and --to it takes the whole archive. Days are those of Vietnam. Exits 0 when written and
    sound, 1 when something in the archive is damaged, 2 when there is nothing to take.

    Example: archiver wacz quanuy_cam_le --from 2025-06-01 --to 2025-06-30 --out thang-6.wacz
    """
    period = Period(start=_day(first, "--from"), end=_day(last, "--to", days=1))
    if period.start and period.end and period.start >= period.end:
        raise UsageError(f"--to: {last} lies before --from {first}")
    with PortalStore.read(data, portal) as store:
        made = write_wacz(store, out, title=_title(portal, portals), period=period)
    wrong = tuple(problems_in(out))
    if json:
        typer.echo(msgspec.json.encode({"made": made, "problems": wrong}))
    else:
        typer.echo(f"{made.path}: {made.captures} captures, {made.pages} pages, {made.bytes} bytes")
        for sentence in wrong[:100]:
            typer.echo(f"  ! {sentence}")
    if wrong:
        raise typer.Exit(1)


def _day(text: str | None, option: str, *, days: int = 0) -> dt.datetime | None:
    """Return the first moment of a day in Vietnam, `days` later."""
    if text is None:
        return None
    try:
        day = asked.day(option, text) + dt.timedelta(days=days)
        return dt.datetime.combine(day, dt.time(), VIETNAM).astimezone(dt.UTC)
    except (ValueError, OverflowError) as error:
        raise UsageError(f"{option}: {text} lies too far from any capture") from error


def _title(portal: str, folders: list[Path] | None) -> str:
    """Return the portal's name; its id where no file tells it."""
    own = tuple(folders or ())
    return load_portal(portal, own).facts.name if portal in portal_paths(own) else portal
