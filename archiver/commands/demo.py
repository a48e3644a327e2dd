"""`archiver demo`: the bundled portal, served on loopback, and the main job done on it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import msgspec
import typer

from archiver.commands.crawl import run_crawls
from archiver.commands.options import DATA, Data
from archiver.demo import truth
from archiver.demo.server import serve
from archiver.portal import load_portal
from archiver.store import PortalStore

PORTAL = "demo"


def demo(
    serve_only: Annotated[bool, typer.Option("--serve-only", help="Only serve the portal.")] = False,
    data: Data = DATA,
) -> None:
    """Serve the bundled portal on loopback, crawl it, and show what came out.

    With --serve-only it is only served, at the address that portal `demo` names, so that
    `archiver crawl demo` and `scrapy crawl demo` run against it as against any portal.

    Example: archiver demo --data /tmp/demo
    """
    portal = load_portal(PORTAL)
    home = urlsplit(portal.facts.home)
    with serve(host=home.hostname or "127.0.0.1", port=home.port or 80) as server:
        typer.echo(f"{portal.facts.name}: {server.url}/")
        if serve_only:
            _wait()
            return
        failed = run_crawls([portal], data, {}, as_json=False)
    failed = _show(data) or failed
    if failed:
        raise typer.Exit(1)


def _wait() -> None:
    import threading  # noqa: PLC0415 - only to wait

    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        typer.echo("stopped")


def _show(data: Path) -> bool:
    """Print the first record and how many articles were found; return whether one is missing."""
    with PortalStore.read(data, PORTAL) as store:
        found = {article.id for article in store.articles() if article.status == "published"}
        first = next(store.articles(), None)
    there = {f"{PORTAL}:{article.key}" for article in truth() if article.status == "published"}
    if first:
        typer.echo("\nThe first record:")
        typer.echo(msgspec.json.format(msgspec.json.encode(first), indent=2).decode())
    typer.echo(f"\n{len(found & there)} of the portal's {len(there)} articles were found.")
    return found != there
