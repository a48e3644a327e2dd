"""The title that a page states of itself: in its title element, for programs, and in its headings.

What all pages of a site state there, its own name or that of a kind of page, is no article's title.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

from lxml import etree

from archiver.extract.lines import Line
from archiver.extract.sections import Sections
from archiver.extract.structured import Structured, structured_data
from archiver.extract.titles import is_long_sentence, names_a_page, names_the_site
from archiver.html import words_inside
from archiver.normalise.text import fold, tidy

LONGEST_CLAIM = 1000
"""Characters; what a page states for its title is compared with each of its lines."""
MOST_TITLES = 20
"""Title elements; those of drawings are among them."""
LEAST_STATED = 30
"""Characters of a title that tells a page for its own, where the title element begins with it."""


def claims_on(root: etree._Element, stated: Structured) -> list[str]:
    """Return the titles that the page states: in JSON-LD or meta, and in its title elements.

    The site's own name is none, nor that of all pages of a kind: portals print it on each of them.
    """
    claims = (claim[:LONGEST_CLAIM] for claim in (stated.title, *_named(root)) if claim)
    return [claim for claim in claims if not names_no_article(claim)]


def names_no_article(claim: str) -> bool:
    """Return whether a title is that of all pages of a kind, or the site's own name, or made of such parts.

    "Xã Sông Trà - Trang tin điện tử".
    """
    if names_a_page(claim) or names_the_site(claim):
        return True
    return all(names_the_site(part) for part in _PARTS_OF_NAME.split(claim))


_PARTS_OF_NAME = re.compile(r"\s*[|»›·•]\s*|\s[-–—]+\s")


def _named(root: etree._Element) -> list[str]:
    """Return what the title elements of a page say, without the site's own name at their head."""
    titles = islice(root.iter("title"), MOST_TITLES)
    found = (tidy(title.text[:LONGEST_CLAIM]) for title in titles if title.text)
    parts = ((text, *_PARTS_OF_NAME.split(text, 1)) for text in found)
    return [rest[0] if rest and rest[0] and names_the_site(head) else text for text, head, *rest in parts]


def without_site(claim: str, lines: Sequence[Line], sections: Sections) -> str:
    """Return a claim without the name of the site before it, which a link to the front page tells.

    "Tuổi trẻ Sông Trà: Khai giảng lớp bồi dưỡng", as Blogger states titles.
    """
    low = claim.lower()
    for line in lines:
        found = _JOINT.match(claim, len(line.text)) if line.linked else None
        if found and low.startswith(line.text.lower()) and sections.leads_home(line):
            return claim[found.end() :]
    return claim


_JOINT = re.compile(r"\s*[:|»›·•]\s*(?=\S)|\s[-–—]+\s(?=\S)")


def states_title(root: etree._Element, title: str) -> bool:
    """Return whether a page's title element begins with an article's title: then the page is its own."""
    words = fold(title)
    return len(title) >= LEAST_STATED and any(fold(name).startswith(words) for name in _named(root))


def is_named_after(root: etree._Element, title: str) -> bool:
    """Return whether a page's title element is an article's title, with at most the site's name behind it."""
    words = fold(title)
    behind = (fold(name)[len(words) :] for name in _named(root) if words and fold(name).startswith(words))
    return any(not rest or _PARTS_OF_NAME.match(rest) is not None for rest in behind)


def title_stated(root: etree._Element, stated: Structured) -> str | None:
    """Return the heading that the page's own title begins with, else what the page states."""
    found = (tidy(words_inside(heading)) for heading in root.iter("h1", "h2"))
    headings = [text for text in found if text and not names_the_site(text)]
    claims = [fold(claim) for claim in claims_on(root, stated)]
    for heading in headings:
        if len(heading) > 10 and any(claim.startswith(fold(heading)) for claim in claims):
            return heading
    alone = headings[0] if len(headings) == 1 and not is_long_sentence(headings[0]) else None
    return stated.title if stated.title and not names_no_article(stated.title) else alone


def titles_stated(root: etree._Element) -> tuple[str, ...]:
    """Return the title that a page states, in headings or for programs; none or one."""
    stated = structured_data(root)
    found = title_stated(root, stated) or next(iter(claims_on(root, stated)), None)
    return (found,) if found else ()
