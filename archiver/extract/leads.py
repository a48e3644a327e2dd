"""The lead of an article whose rules name none: running text that stands between its title and its body."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from lxml import etree

from archiver.extract.lines import is_aside, lines_of, up_from
from archiver.extract.telling import is_prose
from archiver.html import is_unseen
from archiver.normalise.text import fold

MOST_STEPS, MOST_BESIDE = 4, 12
"""Elements from the body outwards, and before each of them, that are looked at."""
MOST_LINES = 30
"""Of one element."""
LONGEST = 1500
"""Characters; what is longer is no lead."""


def lead_between(titles: Sequence[str], body: etree._Element) -> str | None:
    """Return the running text between title and body; None where there is none, or the title is not there."""
    wanted = {fold(title) for title in titles}
    found: list[str] = []
    for step in islice(up_from(body), MOST_STEPS):
        for element in islice(step.itersiblings(preceding=True), MOST_BESIDE):
            if not isinstance(element.tag, str) or is_unseen(element) or is_aside(element):
                continue
            lines = lines_of(element, MOST_LINES)
            title = next((at for at, line in enumerate(lines) if fold(line.text) in wanted), None)
            below = lines if title is None else lines[title + 1 :]
            found[:0] = [line.text for line in below if is_prose(line)]
            if title is not None:
                lead = "\n\n".join(found)
                return lead if 0 < len(lead) <= LONGEST else None
    return None
