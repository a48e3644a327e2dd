"""The project's documents, taken apart: tables, code blocks, links."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tests.shared import ROOT

DOCS = ROOT / "docs"
DOCUMENTS = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md"), ROOT / "data" / "README.md"])

_CODE = re.compile(r"`([^`]+)`")
_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^(#+) (.+)$", re.MULTILINE)


class Block(NamedTuple):
    """A fenced block of code."""

    language: str
    """Empty where the fence names none."""
    text: str


def text_of(name: str) -> str:
    """Return a document of `docs/`."""
    return (DOCS / name).read_text(encoding="utf-8")


def section(text: str, heading: str) -> str:
    """Return what stands under a heading, up to the next heading of any level; raise KeyError."""
    headings = list(_HEADING.finditer(text))
    for number, found in enumerate(headings):
        if found[2] == heading:
            end = headings[number + 1].start() if number + 1 < len(headings) else len(text)
            return text[found.end() : end]
    raise KeyError(heading)


def table(text: str) -> dict[str, list[str]]:
    """Return the table of a section: the code in each row's first cell → its other cells.

    Raises ValueError where a name is documented twice.
    """
    rows: dict[str, list[str]] = {}
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split(" | ")]
        code = _CODE.fullmatch(cells[0].strip("| "))
        if line.startswith("|") and code:
            if code[1] in rows:
                raise ValueError(f"{code[1]} is documented twice")
            rows[code[1]] = [cell.strip(" |") for cell in cells[1:]]
    return rows


def blocks(text: str) -> list[Block]:
    """Return the fenced blocks of code."""
    return [Block(found[1], found[2]) for found in _FENCE.finditer(text)]


def without_blocks(text: str) -> str:
    """Return the text without its fenced blocks of code."""
    return _FENCE.sub("", text)


def links(path: Path) -> Iterator[str]:
    """Yield the targets of a document's links, but those to other hosts."""
    for found in _LINK.finditer(without_blocks(path.read_text(encoding="utf-8"))):
        if "://" not in found[1] and not found[1].startswith("mailto:"):
            yield found[1]


def anchors(path: Path) -> set[str]:
    """Return the anchors that a document's headings make, as Git hosts make them."""
    headings = (found[2] for found in _HEADING.finditer(without_blocks(path.read_text(encoding="utf-8"))))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


def code_in(cell: str) -> str | None:
    """Return the code that is all of a cell, or None."""
    found = _CODE.fullmatch(cell)
    return found[1] if found else None
