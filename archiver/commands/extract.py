"""`archiver extract`: saved pages or texts → one JSON record a line."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import msgspec
import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from archiver.commands.options import OwnPortals
from archiver.errors import UnreadableInput, UsageError
from archiver.explain import explained
from archiver.extract.document import parse_page
from archiver.facts import PlatformFile
from archiver.flow import article_from_page
from archiver.models import Article, NotAnArticle, Outcome, Page, Quarantined, Withdrawn
from archiver.portal import Portal, load_platforms, load_portal, load_portals, portal_for_url
from archiver.savedfiles import pages_in


class Portals:
    """Finds the portal of a saved page: the one asked for, the one of its address, or one made up for it."""

    def __init__(self, portal_id: str | None, folders: list[Path]) -> None:
        self._asked = load_portal(portal_id, folders) if portal_id else None
        self._known: Mapping[str, Portal] = {} if portal_id else load_portals(folders)
        self._platforms: Mapping[str, PlatformFile] = load_platforms()

    def of(self, page: Page, path: Path) -> Portal:
        """Return the page's portal; raise UnreadableInput where another one was asked for."""
        if self._asked is None:
            return portal_for_url(page.url, self._known, self._platforms)
        if page.url and not self._asked.addresses.holds(page.url):
            raise UnreadableInput(
                f"{path}: is a page of {page.url[:200]}, not of portal {self._asked.id} "
                f"({self._asked.facts.home}); name its own portal or leave out --portal"
            )
        return self._asked


def extract(
    files: Annotated[list[Path], typer.Argument(help="Saved pages, folders of them, or plain text.")],
    url: Annotated[str | None, typer.Option(help="The address that the page was saved from.")] = None,
    portal: Annotated[str | None, typer.Option(help="The portal that it belongs to.")] = None,
    listings: Annotated[bool, typer.Option(help="Print the items of listing pages as well.")] = False,
    explain: Annotated[
        bool, typer.Option("--explain", help="Tell on stderr which rule found each field.")
    ] = False,
    portals: OwnPortals = None,
) -> None:
    """Read saved pages or plain text and print one JSON record a line.

    What is no article is told on stderr. Exits 1 when a file could not be read or should have been an article
    and is not.

    Example: archiver extract saved/page.html --url https://camle.danang.gov.vn/chi-tiet-tin-tuc?dinhdanh=12345
    """
    if url and len(files) > 1:
        raise UsageError("--url: names the address of one page; give one file with it")
    known = Portals(portal, portals or [])
    failed = False
    for path, page in pages_in(files, url):
        try:
            failed |= _extract_one(path, page, known, listings=listings)
            if explain and isinstance(page, Page):
                _explain(path, page, known)
        except UnreadableInput as error:
            typer.echo(f"archiver: {error}", err=True)
            failed = True
    if failed:
        raise typer.Exit(1)


def _extract_one(path: Path, page: Page | UnreadableInput, known: Portals, *, listings: bool) -> bool:
    """Print what one file holds and return whether something was wrong with it."""
    if isinstance(page, UnreadableInput):
        raise page
    portal = known.of(page, path)
    outcome = article_from_page(page, portal)
    if isinstance(outcome, Article):
        _print(outcome)
    else:
        typer.echo(f"{path}: {outcome_in_words(outcome)}", err=True)
    if listings and isinstance(outcome, NotAnArticle):
        for item in outcome.listing.items if outcome.listing else ():
            _print(item)
    return isinstance(outcome, Quarantined)


def _explain(path: Path, page: Page, known: Portals) -> None:
    """Print on stderr which rule found each field of a page, what it found, and what the record says."""
    table = Table("field", "rule", "found", "record", title=str(path), title_justify="left")
    for row in explained(parse_page(page), known.of(page, path)):
        table.add_row(row.field, escape(row.rule), escape(row.found[:80]), escape(row.value[:80]))
    Console(width=None if sys.stderr.isatty() else 240, stderr=True).print(table)


def _print(record: msgspec.Struct) -> None:
    sys.stdout.buffer.write(msgspec.json.encode(record) + b"\n")
    sys.stdout.buffer.flush()


def outcome_in_words(outcome: Outcome) -> str:
    """Return in words what a page is that is no article."""
    match outcome:
        case Quarantined():
            return f"should be an article and is not ({outcome.reason}): {outcome.detail}"
        case Withdrawn():
            return f"a withdrawn article: {outcome.evidence}"
        case NotAnArticle(what="listing"):
            return "no article but a listing"
    return "no article"
