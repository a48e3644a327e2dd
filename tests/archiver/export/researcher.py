"""What a researcher's own programs make of snapshots; runs in an environment of its own: see tests/tools.py.

`researcher.py load FILE` runs the Python code in a file and prints how many `articles` it loaded;
`researcher.py check FOLDER…` validates what snapshots say of themselves, prints what is wrong, and then how
many articles were read by it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

WAYS_TO_COUNT: tuple[tuple[str, Callable[[Any], int]], ...] = (
    ("polars", lambda found: len(found.lazy().collect())),
    ("duckdb", lambda found: found.shape[0]),
    ("", len),
)
"""How many rows something of a library has."""


def load(path: Path) -> None:
    """Run the code and print the number of rows that it loaded."""
    names: dict[str, object] = {}
    exec(path.read_text(encoding="utf-8"), names)  # noqa: S102 - the project's own page
    found = names["articles"]
    module = type(found).__module__
    count = next(count for library, count in WAYS_TO_COUNT if library in module)
    print(count(found))


def check(folder: Path) -> None:
    """Print what is wrong with the data package and the Croissant file, and how many articles that has."""
    import frictionless  # noqa: PLC0415 - slow to load
    import mlcroissant  # noqa: PLC0415

    report = frictionless.validate(str(folder / "datapackage.json"))
    for error in report.flatten(["rowNumber", "fieldName", "type", "message"]):
        print("datapackage.json:", *error)
    data = mlcroissant.Dataset(str(folder / "croissant.json"))
    for issue in sorted(data.metadata.issues.errors | data.metadata.issues.warnings):
        print("croissant.json:", issue)
    print(sum(1 for _ in data.records("articles")))


if __name__ == "__main__":
    if sys.argv[1] == "load":
        load(Path(sys.argv[2]))
    for name in sys.argv[2:] if sys.argv[1] == "check" else ():
        check(Path(name))
