"""Tables of contents amid a body: lists of nothing but links to places on the page are no text of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import islice

from lxml import etree

from archiver.html import visible_text
from archiver.normalise.text import tidy

MOST_LINKS = 300
"""So many links of a body are looked at."""
LEAST_LINKS = 2
MOST_STEPS = 8
"""Elements from a link up to its list, and from the list to the box round it, at most."""
LONGEST_HEADING = 40
"""Characters in the box round a table of contents beside its links: "Nội dung chính [Ẩn]"."""


def contents_in(body: Sequence[etree._Element]) -> frozenset[etree._Element]:
    """Return the tables of contents in a body, each with its heading; none where they are most of it."""
    found = {box: None for element in body for box in _in(element)}
    left_out = sum(len(visible_text(box)) for box in found)
    whole = sum(len(visible_text(element)) for element in body) if found else 0
    return frozenset(found) if left_out * 2 < whole else frozenset()


def _in(body: etree._Element) -> Iterator[etree._Element]:
    linked: dict[etree._Element, list[str]] = defaultdict(list)
    for link in islice(body.iter("a"), MOST_LINKS):
        if (link.get("href") or "").strip()[:1] != "#":
            continue
        steps = [step for step in islice(link.iterancestors(), MOST_STEPS) if step.tag in {"ul", "ol"}]
        outer = [step for step in steps if body in step.iterancestors()]
        if outer and (words := tidy(visible_text(link))):
            linked[outer[-1]].append(words)
    for element, titles in linked.items():
        if len(titles) >= LEAST_LINKS and tidy(visible_text(element)) in {" ".join(titles), "".join(titles)}:
            yield _box_round(element, body)


def _box_round(element: etree._Element, body: etree._Element) -> etree._Element:
    """Return the largest element that holds a list and no more words beside it than a heading has."""
    own, box = len(tidy(visible_text(element))), element
    for step in islice(element.iterancestors(), MOST_STEPS):
        if step is body or len(tidy(visible_text(step))) - own > LONGEST_HEADING:
            break
        box = step
    return box
