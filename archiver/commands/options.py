"""Options that commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Data = Annotated[Path, typer.Option("--data", envvar="ARCHIVER_DATA", help="Where portals are archived.")]
DATA = Path("data")

OwnPortals = Annotated[
    list[Path] | None,
    typer.Option("--portals", envvar="ARCHIVER_PORTALS", help="A folder of portal files of your own."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]
