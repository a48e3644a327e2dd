"""The questions of docs/datasets.md: `python -m tests.archiver.export.questions` writes their answers."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path
from typing import NamedTuple

import duckdb

from tests.docs.documents import DOCS

PAGE = DOCS / "datasets.md"
_PAIR = re.compile(r"(^```sql\n(.*?)^```\n\n```text\n)(.*?)(^```$)", re.MULTILINE | re.DOTALL)


class Question(NamedTuple):
    """One question."""

    sql: str
    shown: str
    """What DuckDB prints for it, in its mode `markdown`, on the demo portal's snapshot."""


def questions() -> list[Question]:
    """Return the questions in the order of the page."""
    return [Question(found[2], found[3]) for found in _PAIR.finditer(PAGE.read_text(encoding="utf-8"))]


def answer(sql: str, snapshot: Path) -> str:
    """Return what DuckDB prints for a query run in the snapshot's folder."""
    with duckdb.connect() as connection:
        connection.execute(f"SET file_search_path = '{snapshot}'")
        found = connection.sql(sql)
        rows = [found.columns, ["---"] * len(found.columns), *found.fetchall()]
    return "".join(f"| {' | '.join(map(_shown, row))} |\n" for row in rows)


def _shown(value: object) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(_shown, value))}]"
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)


def write_answers(snapshot: Path) -> None:
    """Write the outputs of all questions into the page."""
    page = PAGE.read_text(encoding="utf-8")
    page = _PAIR.sub(lambda found: found[1] + answer(found[2], snapshot) + found[4], page)
    PAGE.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    from tests.archiver.export.demo_archive import AFTER_SECOND, make_archive
    from tests.archiver.export.making import snapshot

    with tempfile.TemporaryDirectory() as folder:
        make_archive(Path(folder) / "data")
        write_answers(snapshot(Path(folder) / "data", Path(folder) / AFTER_SECOND, as_of=AFTER_SECOND))
