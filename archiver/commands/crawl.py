"""`archiver crawl`: the main job."""

from __future__ import annotations

import contextlib
import logging
import os
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer

from archiver.commands import pull
from archiver.commands.alldue import due, nothing_due, tell_mistakes
from archiver.commands.logfile import NAME as LOG_NAME
from archiver.commands.options import DATA, AsJson, Data, OwnPortals
from archiver.commands.progress import Progress, print_summary
from archiver.errors import UsageError
from archiver.loading import loading
from archiver.portal import Portal, load_portal
from archiver.schedule import ALL, Limits
from archiver.settings import user_agent

AT_ONCE = 16
"""Portals crawled at the same time with --all-due: one process takes care of all."""


def crawl(
    portal: Annotated[list[str] | None, typer.Argument(help="Ids of the portals to crawl.")] = None,
    all_due: Annotated[
        bool, typer.Option("--all-due", help="Crawl what is due, of the named or of all portals.")
    ] = False,
    minutes: Annotated[
        float | None, typer.Option(min=0.01, help="Stop after so long; the next run goes on.")
    ] = None,
    at_most: Annotated[
        int | None, typer.Option(min=1, help="Portals crawled at the same time; 16 with --all-due.")
    ] = None,
    full: Annotated[bool, typer.Option("--full", help="Read every listing page and article again.")] = False,
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
    columnar: pull.Columnar = None,
    captures: pull.Captures = "all",
    since: pull.Since = None,
    until: pull.Until = None,
    rate: pull.Rate = None,
    index_rate: pull.IndexRate = None,
    estimate: pull.EstimateOnly = False,
    refresh: pull.Refresh = False,
    log_file: Annotated[
        Path | None, typer.Option(help="Where the log goes; archiver.log in the data folder if left out.")
    ] = None,
    data: Data = DATA,
    portals: OwnPortals = None,
    json: AsJson = False,
) -> None:
    """Crawl portals: archive every response, write records, say at the end what was found and where it lies.

    Exits 0 when done, 1 when something needs a person, 75 when another run holds a portal.

    Example: archiver crawl quanuy_cam_le --contact you@example.org
    """
    wanted = pull.Wanted(
        source, service, files, columnar, captures, since, until, rate, index_rate, estimate, refresh
    )
    _check_choice(portal, wanted, all_due=all_due, full=full, at_most=at_most)
    chosen = [load_portal(name, portals or []) for name in dict.fromkeys(portal or ())]
    settings: dict[str, Any] = {"ARCHIVER_PORTALS": os.pathsep.join(map(str, portals or []))}
    if full:
        settings["ARCHIVER_FULL"] = True
    if limit:
        settings["CLOSESPIDER_PAGECOUNT"] = limit
    if contact:
        settings["USER_AGENT"] = user_agent(contact)
    limits = Limits(at_once=at_most or (AT_ONCE if all_due else None), minutes=minutes)
    if source != "live":
        changed = {**settings, **wanted.settings()}
        failed = pull.run_pulls(chosen, data, changed, as_json=json, limits=limits, log_file=log_file)
    else:
        with contextlib.ExitStack() as held:
            failed = False
            if all_due:
                chosen, mistakes = held.enter_context(due(data, portals or [], portal or []))
                failed = tell_mistakes(mistakes)
            if chosen:
                failed |= run_crawls(chosen, data, settings, as_json=json, limits=limits, log_file=log_file)
            elif not json:
                typer.echo(nothing_due(data, portals or [], portal or []))
    if failed:
        raise typer.Exit(1)


def _check_choice(
    portal: list[str] | None, wanted: pull.Wanted, *, all_due: bool, full: bool, at_most: int | None
) -> None:
    """Raise UsageError for options of which one makes no sense beside the others."""
    if not all_due and not portal:
        raise UsageError("crawl: name the portals to crawl, or give --all-due")
    if wanted.source == "live":
        for option in wanted.asked_of_archives():
            raise UsageError(f"{option}: is for web archives; name one with --from")
        return
    for option, given in (("--all-due", all_due), ("--full", full), ("--at-most", at_most)):
        if given:
            raise UsageError(f"{option}: is for portals themselves; leave out --from")


def run_crawls(
    portals: list[Portal],
    data: Path,
    changed: dict[str, Any],
    *,
    as_json: bool,
    limits: Limits = ALL,
    log_file: Path | None = None,
) -> bool:
    """Crawl with progress and summary, and return whether something needs a person.

    Raises PortalBusy or StorageError where a portal could not be crawled, after the others were.
    """
    with loading():
        from scrapy.utils.project import get_project_settings  # noqa: PLC0415 - Scrapy takes a second to load

        from archiver.crawl import crawl_within  # noqa: PLC0415

    settings = get_project_settings()
    settings.setmodule("archiver.settings")
    settings.update({"ARCHIVER_DATA": str(data), **changed}, priority="cmdline")
    with Progress(quiet=as_json, log_file=log_file or data / LOG_NAME) as progress:
        crawled = crawl_within(portals, data, settings, progress.watch, limits)
        for error in crawled.refused:
            logging.getLogger("archiver.report").info("%s", error)
    if as_json:
        for report in crawled.reports:
            typer.echo(msgspec.json.encode(report).decode())
    else:
        print_summary(crawled.reports, data)
    tell_mistakes([str(error) for error in crawled.refused[1:]])
    if crawled.refused:
        raise crawled.refused[0]
    return any(report.problems for report in crawled.reports)
