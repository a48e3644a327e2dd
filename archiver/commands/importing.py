"""`archiver import`: files that people kept → a portal's archive and records."""

from __future__ import annotations

import collections
from pathlib import Path
from typing import Annotated
from urllib.parse import quote

import msgspec
import typer

from archiver.commands.extract import Portals, outcome_in_words
from archiver.commands.options import DATA, Data, OwnPortals
from archiver.errors import UnreadableInput, UsageError
from archiver.flow import article_from_page
from archiver.keeping import open_store, utc_now
from archiver.models import NotAnArticle, Page, Quarantined
from archiver.portal import Portal
from archiver.savedfiles import pages_in
from archiver.store import PortalStore
from archiver.warc.writer import WarcWriter


def import_files(
    portal: Annotated[str, typer.Argument(help="The portal that the files belong to.")],
    files: Annotated[list[Path], typer.Argument(help="Saved pages, folders of them, or plain text.")],
    url: Annotated[str | None, typer.Option(help="The address that the page was saved from.")] = None,
    data: Data = DATA,
    portals: OwnPortals = None,
) -> None:
    """Put saved pages or plain text into a portal's archive and records, as a crawl would.

    The address and time of a page mirrored by HTTrack are read from it; other times are unknown (null).

    Example: archiver import quanuy_cam_le saved-pages/ kept.txt
    """
    if url and len(files) > 1:
        raise UsageError("--url: names the address of one page; give one file with it")
    known = Portals(portal, portals or [])
    found = pages_in(files, url)
    with open_store(data, portal) as store, _writer(store) as writer:
        counts = collections.Counter(
            _import_one(path, page, known, store=store, writer=writer) for path, page in found
        )
    folder = data / portal
    told = (
        ", ".join(f"{count} {kind}" for kind, count in sorted(counts.items())) or "no file that holds a page"
    )
    typer.echo(f"{portal}: {told}\n  {folder / 'articles.jsonl'}\n  {folder / 'warc'}")
    if counts["unreadable"] or counts["quarantined"]:
        raise typer.Exit(1)


def _writer(store: PortalStore) -> WarcWriter:
    folder = store.folder
    return WarcWriter(folder.warc, folder.portal, operator="", robots="ignore", now=utc_now)


def _import_one(
    path: Path, page: Page | UnreadableInput, known: Portals, *, store: PortalStore, writer: WarcWriter
) -> str:
    """Archive one file, record what it holds, and return what that changed, in one word."""
    if isinstance(page, UnreadableInput):
        typer.echo(f"archiver: {page}", err=True)
        return "unreadable"
    try:
        portal = known.of(page, path)
    except UnreadableInput as error:
        typer.echo(f"archiver: {error}", err=True)
        return "unreadable"
    outcome = article_from_page(_archived(page, path, portal, writer), portal)
    if isinstance(outcome, NotAnArticle | Quarantined):
        typer.echo(f"{path}: {outcome_in_words(outcome)}", err=True)
    kind = store.record(outcome, source="file").kind
    return "no article" if kind == "noted" else kind


def _archived(page: Page, path: Path, portal: Portal, writer: WarcWriter) -> Page:
    """Write the file into the archive as a resource and return the page with its capture."""
    target = portal.addresses.canonical(page.url) or page.url or f"file:///{quote(path.name)}"
    fetched_at = page.capture.fetched_at or utc_now()
    written = writer.write_resource(target, page.body, page.content_type, fetched_at=fetched_at)
    capture = msgspec.structs.replace(
        page.capture, warc=written.file, offset=written.offset, digest=written.digest
    )
    return msgspec.structs.replace(page, capture=capture)
