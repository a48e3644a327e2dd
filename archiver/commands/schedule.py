"""`archiver schedule`: what makes cron or systemd crawl by itself."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import Annotated

import typer

from archiver.commands.logfile import NAME
from archiver.commands.options import DATA, Data, OwnPortals
from archiver.disk import storage_error
from archiver.errors import UsageError
from archiver.portal import load_portal
from archiver.schedule import Job, cron_text, systemd_texts

LongestRun = Annotated[
    int, typer.Option(min=1, help="Stop a run after so long; the next one goes on where it stopped.")
]


def schedule(
    portal: Annotated[list[str] | None, typer.Argument(help="Ids of portals; all when left out.")] = None,
    cron: Annotated[bool, typer.Option("--cron", help="Print lines for a crontab.")] = False,
    systemd: Annotated[bool, typer.Option("--systemd", help="Print a service and a timer.")] = False,
    out: Annotated[Path | None, typer.Option(help="Write the units into this folder instead.")] = None,
    minutes: LongestRun = 1380,
    at_most: Annotated[int, typer.Option(min=1, help="Portals crawled at the same time.")] = 16,
    contact: Annotated[
        str | None, typer.Option(envvar="ARCHIVER_CONTACT", help="An address for the User-Agent.")
    ] = None,
    notify_command: Annotated[str | None, typer.Option(help="As of archiver status.")] = None,
    webhook: Annotated[str | None, typer.Option(help="As of archiver status.")] = None,
    prometheus: Annotated[Path | None, typer.Option(help="As of archiver status.")] = None,
    log_file: Annotated[Path | None, typer.Option(help="archiver.log in the data folder else.")] = None,
    data: Data = DATA,
    portals: OwnPortals = None,
) -> None:
    """Print what makes cron or systemd crawl every hour what is due, and look at all portals.

    A portal is due once a day, or as its file says (every). A run that meets another still at work exits 75.

    Example: archiver schedule --cron --contact you@example.org
    """
    if cron == systemd:
        raise UsageError("schedule: give either --cron or --systemd")
    if out and cron:
        raise UsageError("--out: a crontab is no folder; leave it out and read the printed line")
    data = data.absolute()
    job = Job(
        archiver=_installed(),
        data=data,
        log=(log_file or data / NAME).absolute(),
        portals=tuple(folder.absolute() for folder in portals or ()),
        only=tuple(load_portal(name, portals or []).id for name in portal or ()),
        crawl=_options(minutes=minutes, at_most=at_most, contact=contact),
        status=_options(
            notify_command=notify_command, webhook=webhook, prometheus=prometheus and prometheus.absolute()
        ),
    )
    try:
        texts = {"": cron_text(job)} if cron else systemd_texts(job)
    except ValueError as error:
        raise UsageError(f"schedule: {error}") from error
    _hand_over(texts, out)


def _installed() -> Path:
    """Return where the command lies: the one that was called, else the one beside this Python."""
    called = Path(sys.argv[0])
    beside = Path(sys.executable).with_name("archiver")
    found = called if called.name == "archiver" and called.is_file() else beside
    if not found.is_file():
        on_path = shutil.which("archiver")
        if on_path is None:
            raise UsageError("schedule: the command 'archiver' is not installed; run 'make setup'")
        found = Path(on_path)
    return found.absolute()


def _options(**values: object) -> tuple[str, ...]:
    return tuple(
        word
        for name, value in values.items()
        if value is not None
        for word in (f"--{name.replace('_', '-')}", str(value))
    )


def _hand_over(texts: dict[str, str], out: Path | None) -> None:
    for name, text in texts.items():
        if out is None:
            typer.echo(f"# {name}\n{text}" if name else text, nl=False)
            continue
        try:
            out.mkdir(parents=True, exist_ok=True)
            (out / name).write_text(text, encoding="utf-8")
        except OSError as error:
            raise storage_error(out / name, error) from error
        typer.echo(out / name)
