"""The command line: `archiver COMMAND`. Every error that a person can act on is one sentence on stderr."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from archiver.commands import crawl, demo, extract, importing, portals, rebuild, replay, verify
from archiver.commands import diff as diff_command
from archiver.commands import export as export_command
from archiver.commands import schedule as schedule_command
from archiver.commands import show as show_command
from archiver.commands import status as status_command
from archiver.commands import wacz as wacz_command
from archiver.errors import ArchiverError
from archiver.version import VERSION

app = typer.Typer(
    name="archiver",
    help="Crawl, archive and read the news portals of Vietnam's local Party committees.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
app.command("demo")(demo.demo)
app.command("crawl")(crawl.crawl)
app.command("import")(importing.import_files)
app.command("extract")(extract.extract)
app.command("replay")(replay.replay)
app.command("rebuild")(rebuild.rebuild)
app.command("verify")(verify.verify)
app.command("export")(export_command.export)
app.command("diff")(diff_command.diff)
app.command("show")(show_command.show)
app.command("status")(status_command.status)
app.command("schedule")(schedule_command.schedule)
app.command("wacz")(wacz_command.wacz)
app.add_typer(portals.app, name="portals")


def _print_version(value: bool) -> None:
    if value:
        typer.echo(f"archiver {VERSION}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Crawl, archive and read the news portals of Vietnam's local Party committees."""


def main() -> None:
    """Run the command line and exit: 0 done, 1 done with problems, 2 wrong use, 75 busy."""
    try:
        app()
    except ArchiverError as error:
        sys.stderr.write(f"archiver: {error}\n")
        raise SystemExit(error.exit_code) from error
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(1) from None


if __name__ == "__main__":
    main()
