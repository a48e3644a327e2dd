"""`archiver portals`: list, show, check and add portal files."""

from __future__ import annotations

import dataclasses
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from archiver.adding.factstext import portal_file_text
from archiver.adding.propose import Proposal, links_to_read, proposal
from archiver.adding.saved import differences, file_name, save, saved_pages
from archiver.commands.options import AsJson, OwnPortals
from archiver.errors import NetworkError, UnreadableInput, UsageError
from archiver.explain import explained
from archiver.extract.document import parse_page
from archiver.facts import AUTO, PortalFile
from archiver.flow import article_from_page
from archiver.models import Page
from archiver.portal import Portal, load_platforms, load_portal, load_portals, portal_paths
from archiver.savedfiles import pages_in
from archiver.units import UnitsFile, load_units, succession

app = typer.Typer(
    name="portals",
    help="List, show, check and add portal files.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
)
MOST_PAGES = 5
"""Pages that `add` reads of a site that it is given one address of."""


def _facts(portal: Portal, units: UnitsFile) -> dict[str, object]:
    """Return what the portal's file says, and of its administrative unit what is known of its succession."""
    facts: dict[str, object] = msgspec.to_builtins(portal.facts)
    known: dict[str, object] = msgspec.to_builtins(succession(portal.facts.unit, units))
    found = {f"unit_{name}": value for name, value in known.items()}
    return {"id": portal.id, **facts, **found}


@app.command("list")
def list_portals(portals: OwnPortals = None, json: AsJson = False) -> None:
    """List all portals with their platform and status.

    Example: archiver portals list --json
    """
    known, units = load_portals(portals or []), load_units()
    if json:
        for portal in known.values():
            typer.echo(msgspec.json.encode(_facts(portal, units)).decode())
        return
    columns = ("portal", "name", "province", "platform", "status", "since", "successors", "home")
    table = Table(*columns, box=None, pad_edge=False)
    for portal in known.values():
        facts = portal.facts
        since = facts.status_since.isoformat() if facts.status_since else ""
        cells = (
            facts.name,
            facts.province or "",
            facts.platform,
            facts.status,
            since,
            _successors(facts, units),
        )
        table.add_row(portal.id, *cells, facts.home)
    _wide().print(table)


def _successors(facts: PortalFile, units: UnitsFile) -> str:
    return ", ".join(unit.name for unit in succession(facts.unit, units).successors)


def _wide(*, to_stderr: bool = False) -> Console:
    stream = sys.stderr if to_stderr else sys.stdout
    return Console(width=None if stream.isatty() else 200, stderr=to_stderr)


@app.command("show")
def show(
    portal: Annotated[str, typer.Argument(help="The portal's id.")],
    portals: OwnPortals = None,
    json: AsJson = False,
) -> None:
    """Show what is known of one portal.

    Example: archiver portals show quanuy_cam_le
    """
    facts = _facts(load_portal(portal, portals or []), load_units())
    if json:
        typer.echo(msgspec.json.encode(facts).decode())
        return
    for key, value in facts.items():
        for line in _lines(value):
            typer.echo(f"{key:16} {line}")


def _lines(value: Any) -> list[Any]:
    """Return what is printed of a fact, a line each: tables one by one, nothing of what says nothing."""
    if value in (None, (), [], {}):
        return []
    if isinstance(value, tuple | list) and all(isinstance(table, dict) for table in value):
        return [_in_one_line(table) for table in value]
    return [_in_one_line(value) if isinstance(value, dict) else value]


def _in_one_line(table: dict[str, Any]) -> str:
    told = {key: value for key, value in table.items() if value not in (None, (), [], {})}
    return "; ".join(
        f"{key}: {', '.join(map(str, value)) if isinstance(value, tuple) else value}"
        for key, value in told.items()
    )


@app.command("check")
def check(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[PORTAL]...", help="All when left out.")
    ] = None,
    pages: Annotated[
        Path | None, typer.Option(help="Where saved pages are, a folder a portal; else beside its file.")
    ] = None,
    portals: OwnPortals = None,
) -> None:
    """Check every portal and platform file, and read every portal's saved pages; tell all mistakes.

    Exits 1 where a saved page is read otherwise than the file beside it says, and names the fields.

    Example: archiver portals check --portals my-portals/
    """
    if pages and not pages.is_dir():
        raise UsageError(f"{pages}: no such folder of saved pages; check --pages")
    platforms = load_platforms()
    load_units()
    known = load_portals(portals or [])
    chosen = {name: load_portal(name, portals or []) for name in names} if names else known
    paths = portal_paths(portals or [])
    read, broken = 0, 0
    for name, portal in chosen.items():
        for page in saved_pages((pages / name) if pages else paths[name].with_suffix("")):
            read += 1
            broken += _told(name, page, portal)
    typer.echo(f"{len(known)} portal files and {len(platforms)} platform files: no mistake")
    if read or pages:
        typer.echo(f"{read} saved pages: {broken} are read otherwise than expected")
    if broken:
        raise typer.Exit(1)


def _told(name: str, page: Path, portal: Portal) -> bool:
    """Print what of a saved page is read otherwise, and return whether anything is."""
    found = list(differences(page, portal))
    for each in found:
        typer.echo(
            f"{name}/{each.page}: {each.field}: expected {_cut(each.expected)}; found {_cut(each.found)}"
        )
    return bool(found)


def _cut(value: Any) -> str:
    text = msgspec.json.encode(value).decode()
    return text if len(text) <= 160 else f"{text[:159]}…"


@app.command("add")
def add(
    places: Annotated[
        list[str], typer.Argument(metavar="URL|FILE...", help="Addresses or saved pages of one site.")
    ],
    out: Annotated[Path, typer.Option(help="The folder of portal files to write into.")] = Path("my-portals"),
    url: Annotated[str | None, typer.Option(help="The address that a saved page is from.")] = None,
    name: Annotated[str | None, typer.Option(help="The portal's id, and the name of its file.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Write the file though it is not sure.")] = False,
) -> None:
    """Propose a portal file from pages of the site, show what its rules find, and write it when sure.

    One address is asked for with a few that it links to, politely. Two articles and a listing are best. The
    pages are saved beside the file with what they become. Unsure: says why, writes nothing, and exits 1.

    Example: archiver portals add saved/*.html --out my-portals
    """
    pages = _pages(places, url)
    proposed = proposal(pages, load_platforms())
    if name:
        proposed = dataclasses.replace(proposed, portal_id=name)
    _show_findings(proposed)
    typer.echo(portal_file_text(proposed.facts))
    for doubt in proposed.doubts:
        typer.echo(f"unsure: {doubt}", err=True)
    if not (proposed.is_sure or yes):
        typer.echo("archiver: nothing was written; settle the doubts, or write it with --yes", err=True)
        raise typer.Exit(1)
    _write(proposed, out)


def _pages(places: Iterable[str], url: str | None) -> list[Page]:
    """Return the pages of addresses and files; of one address, also of a few that it links to."""
    wanted = list(places)
    addresses = [place for place in wanted if place.startswith(("http://", "https://"))]
    files = [Path(place) for place in wanted if place not in addresses]
    if url and len(wanted) > 1:
        raise UsageError("--url: names the address of one page; give one file with it")
    found = [_sound(page) for _, page in pages_in(files, url)]
    found += _fetched(addresses)
    if len(wanted) == 1 and addresses:
        home = found[0]
        portal = Portal("neu", PortalFile(name="", home=home.url, platform=AUTO), load_platforms())
        found += _fetched(links_to_read(home, portal, MOST_PAGES))
    return found


def _sound(page: Page | UnreadableInput) -> Page:
    if isinstance(page, UnreadableInput):
        raise page
    return page


def _fetched(addresses: list[str]) -> list[Page]:
    """Return the pages at some addresses, asked for by a process of its own; raise NetworkError."""
    if not addresses:
        return []
    command = [sys.executable, "-m", "spiders.fetch_one", *addresses]
    done = subprocess.run(command, capture_output=True, check=False, timeout=600)  # noqa: S603 - our own module
    if done.returncode:
        raise NetworkError(done.stderr.decode("utf-8", "replace").strip().splitlines()[-1])
    return [msgspec.json.decode(line, type=Page) for line in done.stdout.splitlines()]


def _show_findings(proposed: Proposal) -> None:
    """Print for each page which rule finds what."""
    platforms = load_platforms()
    portal = Portal(proposed.portal_id, proposed.facts, platforms)
    for page, outcome in proposed.pages:
        table = Table(
            "field", "rule", "found", title=f"{page.url or 'a saved page'} ({type(outcome).__name__})"
        )
        table.title_justify = "left"
        for row in explained(parse_page(page), portal):
            if row.rule or row.value:
                table.add_row(row.field, escape(row.rule[:60]), escape((row.found or row.value)[:90]))
        _wide().print(table)


def _write(proposed: Proposal, out: Path) -> None:
    path = out / f"{proposed.portal_id}.toml"
    if path.exists():
        raise UsageError(f"{path}: is there already; remove it or give another --name")
    out.mkdir(parents=True, exist_ok=True)
    path.write_text(portal_file_text(proposed.facts), encoding="utf-8")
    portal = load_portal(proposed.portal_id, [out])
    for number, (page, _) in enumerate(proposed.pages, 1):
        save(path.with_suffix(""), file_name(page.url, number), page, article_from_page(page, portal))
    typer.echo(f"written: {path} and {len(proposed.pages)} saved pages beside it; read them before you crawl")
