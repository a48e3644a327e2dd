"""Pages of registers, which are no text: of documents, one or many, and of what citizens asked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice, takewhile

from lxml import etree

from archiver.extract.lines import Line, lines_of, up_from
from archiver.extract.telling import folded, is_end, is_prose
from archiver.html import MANY, visible_text
from archiver.normalise.labels import read_metadata
from archiver.normalise.text import tidy

MOST_LINES = 60
MOST_PROSE = 300
"""Characters of running text; an article that tells of a document has more."""
MOST_TABLES, MOST_CELLS = 3, 12
"""Tables whose head is read, and cells of it."""
LEAST_ROWS = 3
"""Rows of a table that lists documents, its head among them."""
_NUMBER = re.compile(r"so[ ,/]{1,3}(?:va )?(?:ky )?hieu\b|so van ban\b")
_ISSUED = re.compile(r"(?:ngay )?ban hanh\b|ngay ky\b")
_OTHER = re.compile(
    r"trich yeu\b|nguoi ky\b|co quan (?:ban hanh|ky)\b|loai van ban\b|linh vuc\b|(?:ngay )?(?:co )?hieu luc\b"
)
_COLUMN = re.compile(rf"{_OTHER.pattern}|ten van ban\b|noi dung\b|tai (?:ve|file|xuong)\b|(?:file|tep) ")
_ASKER = re.compile(
    r"(?:ho (?:va )?ten )?(?:nguoi|cong dan|ban doc) (?:gui|hoi)(?: cau hoi)? ?[:(-]"
    r"|ngay (?:gui|hoi)(?: cau hoi)? ?:"
)
_ANSWER = re.compile(r"(?:noi dung |cau )?tra loi(?: cau hoi| cong dan| ban doc)? ?(?::|$)")


def is_register_entry(container: etree._Element) -> bool:
    """Return whether an element prints a number, a day of issue and more of a document, and no text."""
    lines = lines_of(container, MOST_LINES)
    starts = [folded(cell) for line in lines for cell in line.cells]
    if not all(any(map(pattern.match, starts)) for pattern in (_NUMBER, _ISSUED, _OTHER)):
        return False
    return _prose_in(lines) < MOST_PROSE


def is_register(
    container: etree._Element, body: etree._Element, near: Sequence[str], behind: Sequence[str]
) -> bool:
    """Return whether an element is a table of documents or a reader's question, each with a day of its own.

    A day, views or an account that is printed above them, or `behind` with its label, is that of an article.
    `near` are lines below the title that are no text.
    """
    table = next(filter(_lists_documents, _tables_round(container, body)), None)
    if table is not None:
        lines = lines_of(container, MOST_LINES)
        rows = [number for number, line in enumerate(lines) if table in up_from(line.block)] or [MOST_LINES]
        above, below = lines[: rows[0]], takewhile(_is_own, lines[rows[-1] + 1 :])
        return _prose_in([*above, *below]) < MOST_PROSE and not _tells(above, behind, with_counts=True)
    return any(map(_tells_asker, (*near, *behind))) and _is_question(lines_of(container, MOST_LINES), behind)


def _is_question(lines: list[Line], behind: Sequence[str]) -> bool:
    """Return whether lines tell who asked, and below it begin an answer, with no other day."""
    answered = next((at for at, line in enumerate(lines) if _ANSWER.match(folded(line.text))), 0)
    own = [line for line in lines[:answered] if not _tells_asker(line.text)]
    if len(own) == answered:
        return False
    return not _tells(own, [line for line in behind if not _tells_asker(line)], with_counts=False)


def _tells_asker(text: str) -> bool:
    """Return whether a line is the label of who sent a question, or of the day on which it was sent."""
    return _ASKER.match(folded(text)) is not None


def _is_own(line: Line) -> bool:
    """Return whether a line behind a table goes on with what it stands in, and begins no list of articles."""
    return not (line.linked or line.heading or is_end(line))


def _tables_round(container: etree._Element, body: etree._Element) -> Iterator[etree._Element]:
    """Yield the tables in an element, and that which its body stands in."""
    yield from islice((step for step in up_from(body) if step.tag == "table"), 1)
    yield from islice(container.iter("table"), MOST_TABLES)


def _lists_documents(table: etree._Element) -> bool:
    """Return whether the first row of a table names number, day of issue and more of documents."""
    rows = list(islice(table.iter("tr"), LEAST_ROWS))
    if len(rows) < LEAST_ROWS:
        return False
    heads = [
        folded(tidy(visible_text(cell, MANY)))
        for cell in islice(rows[0].iterchildren("th", "td"), MOST_CELLS)
    ]
    return all(any(map(pattern.match, heads)) for pattern in (_NUMBER, _ISSUED, _COLUMN))


def _prose_in(lines: list[Line]) -> int:
    return sum(len(line.text) for line in lines if is_prose(line))


def _tells(above: list[Line], behind: Sequence[str], *, with_counts: bool) -> bool:
    """Return whether lines that are no running text print the day of an article, or its views or poster."""
    told = [cell for line in above if not is_prose(line) for cell in line.cells]
    said = read_metadata([*told, *behind], seen_at=None)
    if said.published is not None and said.published.day is not None:
        return True
    return with_counts and (said.view_count is not None or said.poster is not None)
