"""Links amid a text: words of a sentence lead up to them, and they are no titles of a list."""

from __future__ import annotations

from lxml import etree

from archiver.html import BLOCKS, MANY, visible_text
from archiver.normalise.text import tidy

SENTENCE = 4
"""Words; what stands before a title is a date or a label, and shorter."""
MOST_BEFORE, LONGEST_BEFORE = 200, 1500
"""Elements and characters of a line before a link."""
LONGEST_SECTION = 32
"""Characters of the name of a section before a title."""


def stands_in_text(link: etree._Element) -> bool:
    """Return whether words of a sentence lead up to a link."""
    before, element = "", link
    for _ in range(MOST_BEFORE):
        if element.tag in BLOCKS or len(before) >= LONGEST_BEFORE:
            break
        previous = element.getprevious()
        if previous is not None:
            if _is_badge(previous):
                element = previous
                continue
            if previous.tag in BLOCKS or previous.tag in {"br", "a"}:
                before = (previous.tail or "") + before
                break
            before = visible_text(previous, MANY) + (previous.tail or "") + before
            element = previous
            continue
        parent = element.getparent()
        if parent is None:
            break
        before, element = (parent.text or "") + before, parent
    return sum(word.isalpha() for word in before.split()) >= SENTENCE


def _is_badge(element: etree._Element) -> bool:
    """Return whether an element before a link names what this is: a part with a class and few words."""
    if element.tag != "span" or not element.get("class") or (element.tail or "").strip():
        return False
    words = tidy(visible_text(element, MANY))
    return len(words) <= LONGEST_SECTION and not words.endswith((":", ","))
