"""Options that commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from archiver.errors import UsageError

Data = Annotated[Path, typer.Option("--data", envvar="ARCHIVER_DATA", help="Where portals are archived.")]
DATA = Path("data")

OwnPortals = Annotated[
    list[Path] | None,
    typer.Option("--portals", envvar="ARCHIVER_PORTALS", help="A folder of portal files of your own."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]


def check_page_address(url: str | None, places: int) -> None:
    """Raise UsageError unless `--url` is left out, or is the address of a page and of one place alone."""
    if url and places > 1:
        raise UsageError("--url: names the address of one page; give one file with it")
    if url and not url.startswith(("http://", "https://")):
        raise UsageError(f"--url: '{url[:200]}' is no http or https address")
