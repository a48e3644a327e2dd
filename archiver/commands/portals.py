"""`archiver portals`: list, show and check the portal files."""

from __future__ import annotations

import sys
from typing import Annotated

import msgspec
import typer
from rich.console import Console
from rich.table import Table

from archiver.commands.options import AsJson, OwnPortals
from archiver.portal import Portal, load_platforms, load_portal, load_portals

app = typer.Typer(help="List, show and check the portal files.", no_args_is_help=True, rich_markup_mode=None)


def _facts(portal: Portal) -> dict[str, object]:
    facts: dict[str, object] = msgspec.to_builtins(portal.facts)
    return {"id": portal.id, **facts}


@app.command("list")
def list_portals(portals: OwnPortals = None, json: AsJson = False) -> None:
    """List all portals with their platform and status.

    Example: archiver portals list --json
    """
    known = load_portals(portals or [])
    if json:
        for portal in known.values():
            typer.echo(msgspec.json.encode(_facts(portal)).decode())
        return
    table = Table("portal", "name", "province", "platform", "status", "home", box=None, pad_edge=False)
    for portal in known.values():
        facts = portal.facts
        table.add_row(portal.id, facts.name, facts.province or "", facts.platform, facts.status, facts.home)
    Console(width=None if sys.stdout.isatty() else 200).print(table)


@app.command("show")
def show(
    portal: Annotated[str, typer.Argument(help="The portal's id.")],
    portals: OwnPortals = None,
    json: AsJson = False,
) -> None:
    """Show what is known of one portal.

    Example: archiver portals show quanuy_cam_le
    """
    facts = _facts(load_portal(portal, portals or []))
    if json:
        typer.echo(msgspec.json.encode(facts).decode())
        return
    for key, value in facts.items():
        if value not in (None, (), [], {}):
            typer.echo(f"{key:16} {value}")


@app.command("check")
def check(portals: OwnPortals = None) -> None:
    """Check every portal and platform file and tell all mistakes.

    Example: archiver portals check --portals my-portals/
    """
    platforms = load_platforms()
    known = load_portals(portals or [])
    typer.echo(f"{len(known)} portal files and {len(platforms)} platform files: no mistake")
