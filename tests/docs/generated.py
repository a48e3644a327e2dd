"""The documents that are made from the code: `python -m tests.docs.generated` writes them anew."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import typer
from typer.testing import CliRunner

from archiver.cli import app
from archiver.models import article_schema
from tests.docs.documents import DOCS

WIDTH = 100
INTRODUCTION = """\
# Command line

What `archiver COMMAND --help` prints. This page is made from the code by
`.venv/bin/python -m tests.docs.generated`.

Every command exits with 0 when done, 1 when done with problems, which it says, 2 when called wrongly,
and 75 when another run holds the portal. What a person can act on is one sentence on stderr.

`scrapy list` and `scrapy crawl PORTAL` work as well, in the project's folder: the same crawl with the same
report and exit codes, and Scrapy's own options (`-s NAME=VALUE`, `-L LEVEL`).

| variable | meaning |
|---|---|
| `ARCHIVER_DATA` | where portals are archived, for `--data` |
| `ARCHIVER_PORTALS` | a folder of portal files of your own, for `--portals` |
| `ARCHIVER_CONTACT` | an address for the User-Agent, for `--contact` |
| `ARCHIVER_WEBHOOK` | an address for notices, for `--webhook` |
| `ARCHIVER_SERVICE` | the address of a web archive's index, for `--service` |
| `ARCHIVER_FILES` | where Common Crawl's files lie, for `--files` |
"""


def commands() -> dict[str, Any]:
    """Return every command of the command line by its words; the whole of it under `archiver`."""
    return dict(_commands("archiver", typer.main.get_command(app)))


def _commands(name: str, command: Any) -> Iterator[tuple[str, Any]]:
    yield name, command
    for inner in command.list_commands(None) if hasattr(command, "list_commands") else ():
        yield from _commands(f"{name} {inner}", command.get_command(None, inner))


def help_of(name: str) -> str:
    """Return what a command's `--help` prints, 100 characters wide."""
    words = [*name.split()[1:], "--help"]
    result = CliRunner().invoke(app, words, prog_name="archiver", terminal_width=WIDTH)
    assert result.exit_code == 0, result.output
    return "\n".join(line.rstrip() for line in result.output.splitlines()).strip()


def command_line_page() -> str:
    """Return docs/command-line.md."""
    parts = (f"\n## {name}\n\n```\n{help_of(name)}\n```\n" for name in commands())
    return INTRODUCTION + "".join(parts)


def article_schema_text() -> str:
    """Return docs/article.schema.json."""
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **article_schema()}
    return msgspec.json.format(msgspec.json.encode(schema), indent=2).decode() + "\n"


def pages() -> dict[Path, str]:
    """Return the text of every generated document by its path."""
    return {
        DOCS / "command-line.md": command_line_page(),
        DOCS / "article.schema.json": article_schema_text(),
    }


if __name__ == "__main__":
    for path, text in pages().items():
        path.write_text(text, encoding="utf-8")
        print(path)
