"""The command line: `archiver COMMAND`. Every error that a person can act on is one sentence on stderr."""

from __future__ import annotations

import errno
import importlib
import io
import os
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from archiver.ending import Ended, raise_when_ended
from archiver.errors import ArchiverError, UsageError
from archiver.loading import loading
from archiver.printed import Printed
from archiver.version import VERSION

COMMANDS = {
    "demo": "demo:demo",
    "crawl": "crawl:crawl",
    "import": "importing:import_files",
    "extract": "extract:extract",
    "replay": "replay:replay",
    "rebuild": "rebuild:rebuild",
    "learn": "learn:learn",
    "verify": "verify:verify",
    "export": "export:export",
    "diff": "diff:diff",
    "ledger": "ledger:ledger",
    "show": "show:show",
    "status": "status:status",
    "schedule": "schedule:schedule",
    "wacz": "wacz:wacz",
    "portals": "portals:app",
}
"""Where each command is: its module in `archiver.commands`, and its name in there."""


class Commands(TyperGroup):
    """The commands, each loaded when it is called: all of them together take half a second."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{**options, "commands": dict.fromkeys(COMMANDS)})

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 - Typer's signature
        """Return the names of all commands."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002 - Typer's signature
        """Return a command or group of commands by its name, None where there is none."""
        return load(cmd_name) if cmd_name in COMMANDS else None


def load(name: str) -> Any:
    """Return the command or group of commands of a name in `COMMANDS`."""
    module, _, within = COMMANDS[name].partition(":")
    with loading():
        found = getattr(importlib.import_module(f"archiver.commands.{module}"), within)
    if isinstance(found, typer.Typer):
        return typer.main.get_command(found)
    alone = typer.Typer(add_completion=False, rich_markup_mode=None)
    alone.command(name)(found)
    return typer.main.get_command(alone)


app = typer.Typer(
    cls=Commands,
    name="archiver",
    help="Crawl, archive and read the news portals of Vietnam's local Party committees.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)


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
    for name in ("stdout", "stderr"):
        _prepare(name)
    raise_when_ended()
    try:
        try:
            _check(sys.argv[1:])
            app(prog_name="archiver")
        finally:
            sys.stdout.flush()
    except Ended as ended:
        ended.end()
    except ArchiverError as error:
        sys.stderr.write(f"archiver: {error}\n")
        raise SystemExit(error.exit_code) from error
    except BrokenPipeError:
        _write_no_more()
        raise SystemExit(1) from None
    except OSError as error:
        if error.errno not in {*_FULL, errno.EIO} or error.filename is not None:
            raise
        _write_no_more()
        if error.errno == errno.EIO:  # a terminal that was closed
            raise SystemExit(1) from None
        sys.stderr.write(f"archiver: the output cannot be written ({error.strerror}); free some space\n")
        raise SystemExit(1) from None


def _check(words: list[str]) -> None:
    """Raise UsageError for an option before the command, and for an empty word.

    A path without a name would be the folder that one stands in.
    """
    if words and words[0].startswith("--") and words[0] not in {"--help", "--version"}:
        option = words[0].partition("=")[0]
        raise UsageError(
            f"{option}: stands before the command; options follow it: archiver COMMAND {option} …"
        )
    for before, word in zip(("", *words), words, strict=False):
        option, is_set, value = word.partition("=")
        if not word or (is_set and not value and option.startswith("--")):
            name = option or (before if before.startswith("--") else "an argument")
            raise UsageError(f"{name}: is empty; a variable may not be set; give a value, or leave it out")


_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})


def _prepare(name: str) -> None:
    """Make an output take any text in any locale, as UTF-8, and one that was closed take it to nowhere.

    Names of files may hold bytes that are no text; they are escaped, as is what a terminal would obey.
    """
    stream = getattr(sys, name)
    if stream is None:
        setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115 - until the end
    elif isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")
        setattr(sys, name, Printed(stream))


def _write_no_more() -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    main()
