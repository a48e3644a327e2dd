"""`archiver extract`: saved pages or texts → one JSON record a line."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import msgspec
import typer
from rich.console import Console
from rich.table import Table

from archiver.commands.cells import cell
from archiver.commands.options import OwnPortals, check_page_address
from archiver.errors import UnreadableInput, UsageError
from archiver.explain import explained
from archiver.extract.document import Document, parse_page
from archiver.extract.ownaddress import own_addresses
from archiver.facts import PlatformFile
from archiver.flow import article_from_document
from archiver.learned import Learned
from archiver.learnedfile import learned_in
from archiver.models import Article, NotAnArticle, Outcome, Page, Quarantined, Withdrawn
from archiver.portal import Portal, load_platforms, load_portal, load_portals, portal_for_url
from archiver.savedfiles import pages_in


class Portals:
    """Finds the portal of a saved page: the one asked for, the one of its address, or one made up for it."""

    def __init__(self, portal_id: str | None, folders: list[Path], learned: Learned | None = None) -> None:
        asked = load_portal(portal_id, folders) if portal_id else None
        self._asked = asked.knowing(learned) if asked and learned else asked
        self._known: Mapping[str, Portal] = {} if portal_id else load_portals(folders)
        self._platforms: Mapping[str, PlatformFile] = load_platforms()

    def of(self, document: Document, path: Path) -> tuple[Document, Portal]:
        """Return a saved page's portal, and the page under the address that it states where none was told.

        Raises UnreadableInput for a page of another site than that of the portal asked for.
        """
        if not document.page.url:
            document = self._under_own_address(document, path)
        url = document.page.url
        if self._asked is None:
            return document, portal_for_url(url, self._known, self._platforms)
        if url and not self._asked.addresses.holds(url):
            raise self._is_of_another_site(path, url, "name the portal that it belongs to")
        return document, self._asked

    def _under_own_address(self, document: Document, path: Path) -> Document:
        """Return the page under the address that it states of itself, where that is an article's."""
        stated = own_addresses(document)
        known = [self._asked] if self._asked else list(self._known.values())
        for url in stated:
            if any(portal.address(url) for portal in known):
                page = msgspec.structs.replace(document.page, url=url)
                return dataclasses.replace(document, page=page)
        if self._asked and stated and not any(self._asked.addresses.holds(url) for url in stated):
            raise self._is_of_another_site(path, stated[0], "if it is not, give its address with --url")
        return document

    def _is_of_another_site(self, path: Path, url: str, what_to_do: str) -> UnreadableInput:
        portal = self._asked
        where = f"portal {portal.id} ({portal.facts.home})" if portal else "a known portal"
        return UnreadableInput(f"{path}: is a page of {url[:200]}, not of {where}; {what_to_do}")


def extract(
    files: Annotated[list[Path], typer.Argument(help="Saved pages, folders of them, or plain text.")],
    url: Annotated[str | None, typer.Option(help="The address that the page was saved from.")] = None,
    portal: Annotated[str | None, typer.Option(help="The portal that it belongs to.")] = None,
    listings: Annotated[bool, typer.Option(help="Print the items of listing pages as well.")] = False,
    explain: Annotated[
        bool, typer.Option("--explain", help="Tell on stderr which rule found each field.")
    ] = False,
    learned: Annotated[
        Path | None, typer.Option(help="The portal's learned.json: lines to leave out of texts.")
    ] = None,
    portals: OwnPortals = None,
) -> None:
    """Read saved pages or plain text and print one JSON record a line.

    What is no article is told on stderr. Exits 1 when a file could not be read or should have been an article
    and is not.

    Example: archiver extract saved/page.html --url https://camle.danang.gov.vn/chi-tiet-tin-tuc?dinhdanh=12345
    """
    check_page_address(url, len(files))
    if learned and not portal:
        raise UsageError("--learned: is of one portal; name it with --portal")
    known = Portals(portal, portals or [], learned_in(learned) if learned else None)
    read = failed = False
    for path, page in pages_in(files, url):
        read = True
        try:
            failed |= _extract_one(path, page, known, listings=listings)
            if explain and isinstance(page, Page):
                _explain(path, page, known)
        except UnreadableInput as error:
            typer.echo(f"archiver: {error}", err=True)
            failed = True
    if not read:
        raise UnreadableInput(f"{', '.join(map(str, files))}: no file that holds a page")
    if failed:
        raise typer.Exit(1)


def _extract_one(path: Path, page: Page | UnreadableInput, known: Portals, *, listings: bool) -> bool:
    """Print what one file holds and return whether something was wrong with it."""
    if isinstance(page, UnreadableInput):
        raise page
    outcome = article_from_document(*known.of(parse_page(page), path))
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
    table = Table("field", "rule", "found", "record", title=cell(str(path)), title_justify="left")
    for row in explained(*known.of(parse_page(page), path)):
        table.add_row(row.field, cell(row.rule), cell(row.found[:80]), cell(row.value[:80]))
    Console(width=None if sys.stderr.isatty() else 240, stderr=True).print(table)


def _print(record: msgspec.Struct) -> None:
    sys.stdout.write(f"{msgspec.json.encode(record).decode()}\n")
    sys.stdout.flush()


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
