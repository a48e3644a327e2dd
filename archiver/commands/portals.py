"""`archiver portals`: list, show, check and add portal files."""

from __future__ import annotations

import dataclasses
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

import msgspec
import typer
from rich.console import Console
from rich.table import Table

from archiver.adding.asked import Answer
from archiver.adding.factstext import portal_file_text
from archiver.adding.propose import Proposal, proposal
from archiver.adding.saved import differences, file_name, save, saved_pages
from archiver.adding.visit import Visit, home_of, visit
from archiver.commands.cells import cell
from archiver.commands.factsheet import sheet
from archiver.commands.options import AsJson, OwnPortals
from archiver.disk import storage_error
from archiver.errors import NetworkError, UnreadableInput, UsageError
from archiver.explain import explained
from archiver.extract.document import parse_page
from archiver.extract.ownaddress import own_addresses
from archiver.facts import PlatformFile, PortalFile
from archiver.flow import article_from_document
from archiver.mistakes import PORTAL_ID
from archiver.models import Article, Listing, NotAnArticle, Outcome, Page, Quarantined, Withdrawn
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
LONGEST_WAIT = 120
"""Seconds for each address that is asked for, with its robots.txt and all that it leads on to."""
SHARED = frozenset({"metadata"})
"""Rules that find one thing for several fields: of no interest where nothing came of it."""
NARROWEST = 100
"""Columns of a table: a narrower terminal breaks its lines; cells of two letters could not be read."""
LEAST_LISTED, WITH_HOME = 76, 130
"""Columns of the list of portals, at least, and those from which on it shows their front pages."""


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
    console = _wide(least=LEAST_LISTED)
    console.print(_listed(known.values(), units, with_home=console.width >= WITH_HOME))


def _listed(known: Iterable[Portal], units: UnitsFile, *, with_home: bool) -> Table:
    """Return the table of portals; ids, which people type, are never cut."""
    columns = ("portal", "name", "province", "platform", "status", "since", "successors")
    table = Table(*columns, *(["home"] if with_home else []), box=None, pad_edge=False)
    table.columns[0].no_wrap = True
    for portal in known:
        facts = portal.facts
        cells = (
            portal.id,
            facts.name,
            facts.province or "",
            facts.platform,
            facts.status,
            facts.status_since.isoformat() if facts.status_since else "",
            _successors(facts, units),
            *([facts.home] if with_home else []),
        )
        table.add_row(*map(cell, cells))
    return table


def _successors(facts: PortalFile, units: UnitsFile) -> str:
    return ", ".join(unit.name for unit in succession(facts.unit, units).successors)


def _wide(*, to_stderr: bool = False, least: int = NARROWEST) -> Console:
    stream = sys.stderr if to_stderr else sys.stdout
    width = max(Console(stderr=to_stderr).width, least) if stream.isatty() else 200
    return Console(width=width, stderr=to_stderr)


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
    for line in sheet(facts, Console().width if sys.stdout.isatty() else None):
        typer.echo(line)


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

    One address is asked for with a few that it links to, politely: articles and sections. Of saved pages, two
    articles and a listing are best. The pages are saved beside the file with what they become. Unsure: says
    why, writes nothing, and exits 1.

    Example: archiver portals add saved/*.html --out my-portals
    """
    platforms = load_platforms()
    if name:
        _refuse_taken(name, out)
    seen = _seen(places, url, platforms)
    given = seen.pages[:1] if _is_address_alone(places) else seen.pages
    proposed = proposal(given, platforms, followed=seen.pages[len(given) :], gone=seen.gone)
    proposed = dataclasses.replace(proposed, portal_id=name or proposed.portal_id)
    _refuse_taken(proposed.portal_id, out)
    _show_findings(proposed, platforms)
    typer.echo(portal_file_text(proposed.facts))
    for note in (*(f"left out: {answer.why}" for answer in seen.left_out), *proposed.notes):
        typer.echo(note, err=True)
    for doubt in proposed.doubts:
        typer.echo(f"unsure: {doubt}", err=True)
    if not (proposed.is_sure or yes):
        typer.echo("archiver: nothing was written; settle the doubts, or write it with --yes", err=True)
        raise typer.Exit(1)
    _write(proposed, out)


def _refuse_taken(name: str, out: Path) -> None:
    """Raise UsageError where a name is no portal's, or its file is there already."""
    if not PORTAL_ID.fullmatch(name):
        raise UsageError(f"--name: '{name}' is no portal id; give a-z, 0-9 and _, a letter first")
    path = out / f"{name}.toml"
    if path.exists() or path.with_suffix("").exists():
        raise UsageError(f"{path}: is there already; remove it and its folder, or give another --name")


def _seen(places: Sequence[str], url: str | None, platforms: Mapping[str, PlatformFile]) -> Visit:
    """Return the pages of addresses and files; of one address, also of a few that it leads to."""
    addresses = _addresses(places)
    files = [Path(place) for place in places if place not in addresses]
    if url and (addresses or len(files) > 1):
        raise UsageError("--url: names the address of one saved page; give one file with it")
    if url and not (_addresses([url]) and _host(url)):
        raise UsageError(f"--url: '{url}' is no http or https address")
    if missing := [path for path in files if not path.exists()]:
        raise UsageError(f"{missing[0]}: no such file or folder; an address begins with http:// or https://")
    saved = [_sound(path, page) for path, page in pages_in(files, url)]
    pages = [*map(_fetched, _answers(addresses)), *saved]
    if not pages:
        raise UsageError(f"{', '.join(places)}: holds no saved page; give pages saved as HTML")
    if not _is_address_alone(places):
        return Visit(pages=pages)
    typer.echo(f"asking {home_of(pages[0].url)} for a few pages, no more than one a second", err=True)
    return visit(pages[0], platforms, _answers)


def _host(url: str) -> str | None:
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None


def _is_address_alone(places: Sequence[str]) -> bool:
    return len(places) == len(_addresses(places)) == 1


def _addresses(places: Iterable[str]) -> list[str]:
    return [place for place in places if place.lower().startswith(("http://", "https://"))]


def _sound(path: Path, page: Page | UnreadableInput) -> Page:
    """Return a saved page, under the address that it states where nothing else tells one."""
    if isinstance(page, UnreadableInput):
        raise page
    document = parse_page(page)
    if document.root is None or document.is_plain_text:
        raise UnreadableInput(f"{path}: is no HTML; a page saved as HTML was expected")
    stated = own_addresses(document)
    return msgspec.structs.replace(page, url=stated[0]) if stated and not page.url else page


def _fetched(answer: Answer) -> Page:
    """Return the page at an address that the user gave; raise NetworkError where there is none."""
    if answer.page is None:
        raise NetworkError(answer.why)
    return answer.page


def _answers(addresses: Sequence[str]) -> list[Answer]:
    """Return the answers to some addresses, asked for by a process of its own."""
    if not addresses:
        return []
    command = [sys.executable, "-m", "spiders.fetch_one", *addresses]
    try:
        done = subprocess.run(  # noqa: S603 - our own module
            command, stdout=subprocess.PIPE, check=False, timeout=LONGEST_WAIT * len(addresses)
        )
    except subprocess.TimeoutExpired as error:
        raise NetworkError(f"{addresses[0]}: no answer within {error.timeout:.0f} seconds") from error
    if done.returncode:
        raise NetworkError(f"{addresses[0]}: asking was ended by status {done.returncode}; try again")
    return [msgspec.json.decode(line, type=Answer) for line in done.stdout.splitlines()]


def _show_findings(proposed: Proposal, platforms: Mapping[str, PlatformFile]) -> None:
    """Print for each article which rule finds what, for other pages what they are."""
    portal = Portal(proposed.portal_id, proposed.facts, platforms)
    for document, outcome in proposed.pages:
        place = document.page.url or "a saved page"
        if not isinstance(outcome, Article):
            typer.echo(f"{place}: {_in_words(outcome)}")
            continue
        table = Table("field", "rule", "read as", "found on the page", title=f"{cell(place)}: an article")
        table.title_justify = "left"
        for row in explained(document, portal):
            if (row.rule and (row.value or row.rule not in SHARED)) or row.field == "platform":
                found = "" if row.found.startswith(row.value) else row.found
                cells = (row.rule[:40], row.value[:60], found[:70])
                table.add_row(row.field, *map(cell, cells))
        _wide().print(table)


def _in_words(outcome: Outcome) -> str:
    match outcome:
        case NotAnArticle(listing=Listing(items=items)):
            return f"a listing of {len(items)} articles"
        case Quarantined():
            return f"an article that cannot be read: {outcome.detail}"
        case Withdrawn():
            return f"an article that is gone: {outcome.evidence}"
    return "neither an article nor a listing"


def _write(proposed: Proposal, out: Path) -> None:
    path = out / f"{proposed.portal_id}.toml"
    try:
        out.mkdir(parents=True, exist_ok=True)
        path.write_text(portal_file_text(proposed.facts), encoding="utf-8")
        portal = load_portal(proposed.portal_id, [out])
        for number, (document, _) in enumerate(proposed.pages, 1):
            outcome = article_from_document(document, portal)
            save(path.with_suffix(""), file_name(document.page.url, number), document.page, outcome)
    except OSError as error:
        raise storage_error(path, error) from error
    typer.echo(f"written: {path} and {len(proposed.pages)} saved pages beside it; read them before you crawl")
