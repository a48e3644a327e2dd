"""`archiver crawl`: the main job."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer

from archiver.commands import pull
from archiver.commands.options import DATA, AsJson, Data, OwnPortals
from archiver.commands.progress import Progress, print_summary
from archiver.portal import Portal, load_portal
from archiver.settings import user_agent


def crawl(
    portal: Annotated[list[str], typer.Argument(help="Ids of the portals to crawl.")],
    limit: Annotated[int | None, typer.Option(min=1, help="Stop after so many pages.")] = None,
    contact: Annotated[
        str | None,
        typer.Option(envvar="ARCHIVER_CONTACT", help="An address for the User-Agent."),
    ] = None,
    source: Annotated[
        pull.From, typer.Option("--from", help="Ask the portal itself, or a web archive that kept it.")
    ] = "live",
    service: pull.ServiceAddress = None,
    files: pull.FilesAddress = None,
    captures: pull.Captures = "all",
    since: pull.Since = None,
    until: pull.Until = None,
    rate: pull.Rate = None,
    index_rate: pull.IndexRate = None,
    estimate: pull.EstimateOnly = False,
    refresh: pull.Refresh = False,
    data: Data = DATA,
    portals: OwnPortals = None,
    json: AsJson = False,
) -> None:
    """Crawl portals: archive every response, write records, say at the end what was found and where it lies.

    Exits 0 when done, 1 when something needs a person, 75 when another run holds a portal.

    Example: archiver crawl quanuy_cam_le --contact you@example.org
    """
    chosen = [load_portal(name, portals or []) for name in dict.fromkeys(portal)]
    settings: dict[str, Any] = {"ARCHIVER_PORTALS": os.pathsep.join(map(str, portals or []))}
    if limit:
        settings["CLOSESPIDER_PAGECOUNT"] = limit
    if contact:
        settings["USER_AGENT"] = user_agent(contact)
    if source != "live":
        wanted = pull.Wanted(source, service, files, captures, since, until, rate, index_rate, estimate, refresh)
        failed = pull.run_pulls(chosen, data, {**settings, **wanted.settings()}, as_json=json)
    else:
        failed = run_crawls(chosen, data, settings, as_json=json)
    if failed:
        raise typer.Exit(1)


def run_crawls(portals: list[Portal], data: Path, changed: dict[str, Any], *, as_json: bool) -> bool:
    """Crawl with progress and summary, and return whether something needs a person."""
    from scrapy.utils.project import get_project_settings  # noqa: PLC0415 - Scrapy takes a second to load

    from archiver.crawl import crawl as run  # noqa: PLC0415

    settings = get_project_settings()
    settings.setmodule("archiver.settings")
    settings.update({"ARCHIVER_DATA": str(data), **changed}, priority="cmdline")
    with Progress(quiet=as_json) as progress:
        reports = run(portals, data, settings, progress.watch)
    if as_json:
        for report in reports:
            typer.echo(msgspec.json.encode(report).decode())
    else:
        print_summary(reports, data)
    return any(report.problems for report in reports)
