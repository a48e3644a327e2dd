"""What stands round the body of an article beyond what its rules name: its lead, and labelled lines.

Only the few elements between title and body are looked at, and those next to the two.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice, takewhile
from typing import NamedTuple

from lxml import etree

from archiver.extract.blocks import is_in_its_footer, names_a_lead
from archiver.extract.files import file_links
from archiver.extract.lines import Line, is_aside, is_put_away, lines_of, up_from
from archiver.extract.telling import is_dated, is_end, is_labelled_end, is_metadata, is_prose, is_short
from archiver.html import is_unseen
from archiver.normalise.label_table import Piece, pieces
from archiver.normalise.labels import can_follow, label_alone
from archiver.normalise.text import fold

MOST_STEPS, MOST_BESIDE = 6, 12
"""Elements from the body outwards, and before each of them, that are looked at: Drupal puts the title into a
block of its own, six elements above the text."""
MOST_LINES = 30
"""Of one element."""
ABOVE, BEHIND = 2, 4
"""Elements straight above the title and straight behind the body, or lines at the two ends of one."""
LONGEST_CELL = 40
"""Characters of a part of a line of metadata that is made of links."""
MOST_INSIDE = 500
"""Lines of a body whose end is looked at."""
LONGEST_LEAD = 1500
"""Characters; what is longer is no lead."""


class Around(NamedTuple):
    """The lines round a body."""

    lead: str | None = None
    """Running text between title and body."""
    metadata: tuple[str, ...] = ()
    """Other lines, cut into cells for reading metadata from them; the nearest to the title first."""


def around(
    titles: Sequence[str], body: etree._Element, behind: Callable[[], Sequence[Line]] | None
) -> Around:
    """Return what stands round a body; nothing where the title does not stand above it.

    `behind` returns the labelled lines behind it; without it only the lead and lines with a colon above the
    body are looked for.
    """
    wanted = {fold(title) for title in titles}
    between: list[Line] = []
    for step in islice(up_from(body), MOST_STEPS):
        for element in islice(_shown(step.itersiblings(preceding=True)), MOST_BESIDE):
            lines = lines_of(element, MOST_LINES, cut=behind is not None)
            title = next((at for at, line in enumerate(lines) if fold(line.text) in wanted), None)
            between[:0] = lines if title is None else lines[title + 1 :]
            if title is not None:
                prose = [line.text for line in between if is_prose(line)]
                told = [line for line in between if ":" in line.text]
                if behind is not None:
                    told = [*between, *_lines_above(element), *lines[:title], *behind()]
                return Around(lead=_lead(prose), metadata=tuple(_cells(told, prose)))
    return Around()


def names_in(behind: Iterable[Line]) -> tuple[str, ...]:
    """Return, of the labelled lines behind a body, those that name authors, poster or origin."""
    named: list[str] = []
    label: Piece | None = None
    for line in behind:
        first = pieces(line.text)[0]
        if first.kind in _NAMES or (label is not None and label.kind in _NAMES and first.kind is None):
            named.extend(line.cells)
        label = label_alone(line.text)
    return tuple(named)


_NAMES = frozenset({"author", "poster", "source"})


def _lead(prose: Sequence[str]) -> str | None:
    lead = "\n\n".join(prose)
    return lead if 0 < len(lead) <= LONGEST_LEAD else None


def lead_inside(body: etree._Element) -> tuple[str, etree._Element] | None:
    """Return the summary with which a body begins, and the element that calls itself so.

    Nothing where less text is below it: then all of the text is called so.
    """
    for _ in range(MOST_STEPS):
        shown = list(islice(_shown(iter(body)), 2))
        if not shown or (body.text or "").strip():
            return None
        if names_a_lead(shown[0]):
            lines = lines_of(shown[0], MOST_LINES)
            lead = _lead([line.text for line in lines if is_prose(line)])
            whole = sum(len(line.text) for line in lines_of(body, MOST_LINES))
            return (lead, shown[0]) if lead and all(map(is_prose, lines)) and whole > len(lead) * 2 else None
        if len(shown) > 1:
            return None
        body = shown[0]
    return None


def _cells(lines: Sequence[Line], prose: Sequence[str]) -> Iterator[str]:
    for line in lines:
        if line.linked:
            yield from _told_amid_links(line)
        elif is_short(line.text) and line.text not in prose:
            yield from line.cells


def _told_amid_links(line: Line) -> Iterator[str]:
    """Yield date and views of a line of metadata whose date, account and section are links.

    Of few letters each, the date before all: the title of another article stands before its day.
    """
    if len(line.cells) > 1 and is_metadata(line.cells[0]) and max(map(len, line.cells)) <= LONGEST_CELL:
        yield from (cell for cell in line.cells if is_dated(cell) or is_labelled_end(cell))


def _lines_above(element: etree._Element) -> list[Line]:
    above = islice(_shown(element.itersiblings(preceding=True)), ABOVE)
    found = [lines_of(each, MOST_LINES) for each in above]
    return [line for lines in reversed(found) for line in lines if not line.heading]


def labels_behind(body: etree._Element) -> Iterator[Line]:
    """Yield the labelled lines straight behind a body and its files, up to the heading of other articles."""
    label: Piece | None = None
    for element in islice(_shown(body.itersiblings(), footer=True), BEHIND):
        for line in lines_of(element, MOST_LINES):
            if line.linked and file_links(line.block):
                continue
            if line.linked or is_end(line):
                return
            is_value = label is not None and can_follow(label, line.text)
            label = None if is_value else label_alone(line.text)
            if is_value or label or is_labelled_end(line.text):
                yield line


def labels_inside(body: etree._Element) -> Iterator[str]:
    """Yield the cells of the labelled lines with which a body begins, below its title, or ends."""
    lines = lines_of(body, MOST_INSIDE)
    first = takewhile(lambda line: not is_prose(line), lines[:ABOVE])
    last = lines[-BEHIND:] if len(lines) < MOST_INSIDE else ()
    for line in dict.fromkeys((*first, *last)):
        if not line.linked and is_labelled_end(line.text):
            yield from line.cells


def _shown(elements: Iterator[etree._Element], *, footer: bool = False) -> Iterator[etree._Element]:
    """Yield the elements that a reader sees and that are not beside the article; its own footer if asked."""
    for element in elements:
        if not isinstance(element.tag, str) or is_unseen(element) or is_put_away(element):
            continue
        if not is_aside(element) or (footer and element.tag == "footer" and is_in_its_footer(element)):
            yield element
