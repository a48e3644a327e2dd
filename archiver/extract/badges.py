"""The title of an article without what its heading holds beside it: a badge such as "Tin mới", or its day."""

from __future__ import annotations

from itertools import islice

from lxml import etree

from archiver.extract.structured import structured_data
from archiver.extract.telling import is_dated
from archiver.html import holds_few, visible_text
from archiver.normalise.text import fold, tidy

HEADINGS = ("h1", "h2", "h3")
MOST, MOST_PARTS, LONGEST_BADGE = 60, 2, 40
"""Headings that are looked at, elements in one that may be a badge, and characters of one, or of a day."""


def without_badge(title: str, root: etree._Element) -> str:
    """Return a title without what its heading holds in an element of its own before it or behind it.

    That is a badge only where the page states the rest for its title; else it may be the title's own words. A
    day in brackets behind it is never the title's.
    """
    for heading in islice(root.iter(*HEADINGS), MOST):
        if not (0 < len(heading) <= MOST_PARTS and holds_few(heading)):
            continue
        # Most headings are links to other articles: the parts, which are short, are asked for first.
        rests = [rest for part in heading if (rest := _rest(title, part))]
        if rests and tidy(visible_text(heading)) == title:
            stated = fold(structured_data(root).title or "")
            for rest in rests:
                if fold(rest) == stated or day_behind(title, rest):
                    return rest
    return title


def day_behind(heading: str, title: str) -> str | None:
    """Return the day in brackets that ends a heading behind its title; None for other words."""
    rest = heading[len(title) :].strip() if heading.startswith(title) else ""
    day = rest[1:-1].strip() if rest[:1] + rest[-1:] in {"()", "[]"} else ""
    return day if is_dated(day) else None


def _rest(title: str, part: etree._Element) -> str | None:
    """Return what is left of a title without the words of one part of it, which are at one of its ends."""
    if not len(part) and len((part.text or "").strip()) > LONGEST_BADGE:
        return None
    words = tidy(visible_text(part))
    if not 0 < len(words) <= LONGEST_BADGE:
        return None
    if title.startswith(f"{words} "):
        return title[len(words) :].lstrip(" :|–—-")
    return title[: -len(words)].rstrip(" :|–—-") if title.endswith(f" {words}") else None
