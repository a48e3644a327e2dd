"""The body of a page without a known place of its article, as trafilatura finds it; and what is said near."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from archiver.extract.document import TOO_LONG, Document
from archiver.extract.lines import Line, up_from
from archiver.extract.others import box_of
from archiver.extract.telling import is_end, is_labelled_end, is_prose, is_short, tells_event
from archiver.html import shows_more
from archiver.normalise.text import fold, tidy

BEFORE, AFTER = 3, 6
"""Where only the title is found, metadata stands at most so many lines before or after it."""
LEAST_FALLBACK, MOST_FALLBACK = 200, 12_000
"""Characters of the text that is found, rows of tables left out; elements of the page, for the fallback takes
seconds for more."""
LONGEST_FALLBACK = 300_000
"""Characters of a page's text; no article is as long."""
LEAST_ALIKE = 60
"""Characters in which a stated summary and the line that prints it are alike at least."""


def fallback_body(document: Document) -> tuple[str, ...]:
    """Return the paragraphs of a page as trafilatura finds them; none where it would take seconds.

    It parses the page anew, with all that makes a page one that is cut.
    """
    if document.tree is None or TOO_LONG in document.problems:
        return ()
    if len(document.tree.with_tag("*")) > MOST_FALLBACK or shows_more(document.tree.root, LONGEST_FALLBACK):
        return ()
    import trafilatura  # noqa: PLC0415 - takes half a second to load, and most pages never need it

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    found = trafilatura.extract(document.text, include_comments=False, include_tables=True)
    return tuple(line for part in (found or "").split("\n") if (line := tidy(part)))


def without_lead(body: tuple[str, ...], lead: str | None) -> tuple[str, ...]:
    """Return the paragraphs without the first, where that is the lead."""
    return body[1:] if lead and body and fold(body[0]) == fold(lead) else body


def printed_lead(lines: Sequence[Line], lead: str | None, body: tuple[str, ...]) -> str | None:
    """Return the line that prints the summary that a page states: none where that is cut from the text."""
    if not lead:
        return None
    start = fold(lead)[:LEAST_ALIKE].rstrip(". …")
    found = next((line.text for line in lines if not line.linked and fold(line.text).startswith(start)), None)
    in_text = [text for text in body if start in fold(text)]
    return found if not in_text or (in_text == [body[0]] and fold(lead) == fold(body[0])) else None


def texts_of_others(title: str, lines: Sequence[Line]) -> set[str]:
    """Return the folded lines that stand in boxes of other articles below a title."""
    found, box, at = set(), None, _line_of(title, lines)
    if at is None:
        return set()
    above = set(up_from(lines[at].block))
    for line in lines[at + 1 :]:
        if box is None or box not in up_from(line.block):
            box = box_of(line, above) if is_end(line) else None
        if box is not None:
            found.add(fold(line.text))
    return found


def lines_near(title: str, lines: Sequence[Line]) -> tuple[str, ...]:
    """Return the cells of the short lines round the one that prints the title, menus left out."""
    place = _line_of(title, lines)
    if place is None:
        return ()
    behind = lines[place + 1 : place + 1 + AFTER]
    following = (*(line.text for line in behind[1:]), "")
    told = [line for line, text in zip(behind, following, strict=False) if not tells_event(line.text, text)]
    near = (*lines[max(0, place - BEFORE) : place], *told)
    own = (line for line in near if is_short(line.text) and not (is_prose(line) or _is_of_menu(line)))
    return tuple(cell for line in own for cell in line.cells)


def _line_of(title: str, lines: Sequence[Line]) -> int | None:
    """Return the number of the line that prints the title."""
    folded = fold(title)
    return next((number for number, line in enumerate(lines) if fold(line.text) == folded), None)


def _is_of_menu(line: Line) -> bool:
    """Return whether a line is links and no label: it leads elsewhere."""
    return line.linked and not is_labelled_end(line.text)
