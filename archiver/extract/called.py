"""Who wrote an article and where it is from, by what the elements round its text call themselves.

Names that no list knows ("Ngọc Mon") are told from other words by the class or place of their element alone.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from itertools import dropwhile, islice, takewhile
from typing import NamedTuple

from lxml import etree

from archiver.boilerplate import is_tool, starts_related
from archiver.extract.lines import is_in_sight, names_of, up_from
from archiver.html import has_text, holds_few, visible_text
from archiver.markup import Style, style_of
from archiver.normalise.name_rules import is_name, is_office, names_a_source
from archiver.normalise.names import read_byline
from archiver.normalise.text import tidy

MOST, MOST_BEHIND = 400, 60
"""Elements of an article that are passed on the way to its title, and looked at behind it."""
LONGEST, LEAST_TEXT = 60, 80
"""Characters of names, and of running text, behind which no name is looked for."""
_CALLED = re.compile(
    r"(?:^|[\s-])(?:(author|tac-?gia|byline|but-?danh)(?:-?name)?|(source|nguon(?:-?tin)?))(?=\s|$)"
)


class Called(NamedTuple):
    """Values in elements that are called by what they hold."""

    authors: tuple[str, ...] = ()
    source: str | None = None


NOTHING = Called()
MOST_SIGNED, WIDER = 3, 3
"""Elements straight behind a text, and round it, in which a name is looked for."""


def called_below(title: etree._Element | None, container: etree._Element, poster: str | None) -> Called:
    """Return the first authors and the first source between a title and its text that classes tell of.

    Names must have the form of names; that of the account that posted the article is none.
    """
    if title is None:
        return NOTHING
    authors: tuple[str, ...] = ()
    source: str | None = None
    for element in islice(_behind(title, container), MOST_BEHIND):
        if len((element.text or "").strip()) >= LEAST_TEXT:
            break
        kind = _kind_of(names_of(element)) if element.get("class") else None
        if kind is None or not holds_few(element) or not _is_seen(element):
            continue
        words = tidy(visible_text(element)).strip(" ,;|-–—")
        signed = read_byline(words, placed=True) if len(words) <= LONGEST else None
        if signed is not None and kind == "author" and signed.authors != (poster,):
            authors = authors or signed.authors
        if kind == "source":
            source = source or (signed.source if signed is not None else None) or _origin(words)
        elif signed is not None:
            source = source or signed.source
    return Called(authors, source)


def signed_behind(body: etree._Element, container: etree._Element | None, poster: str | None) -> Called:
    """Return whom or what all the first words behind a text name, in an element for them or set right.

    The article's `container`, where one is known, ends what is looked at.
    """
    element = next(filter(has_text, _beside(body, container)), None)
    if element is None or not (holds_few(element) and _is_for_names(element)):
        return Called(source=origin_behind(body))
    words = tidy(visible_text(element)).strip(" ,;|-–—")
    if len(words) > LONGEST or is_tool(words) or starts_related(words):
        return NOTHING
    signed = read_byline(words, placed=True)
    return NOTHING if signed is None or signed.authors == (poster,) else Called(signed.authors, signed.source)


def origin_behind(body: etree._Element) -> str | None:
    """Return the origin in an element straight behind a text that calls itself the source's."""
    for element in islice(body.itersiblings(etree.Element), MOST_SIGNED):
        if _kind_of(names_of(element)) == "source" and holds_few(element) and is_in_sight(element):
            return _origin(tidy(visible_text(element)).strip(" ,;|-–—"))
    return None


def _origin(words: str) -> str | None:
    """Return words in an element for the origin where they name an office, a site or a paper."""
    return words if names_a_source(words) and not (is_name(words) and not is_office(words)) else None


def _beside(body: etree._Element, container: etree._Element | None) -> Iterator[etree._Element]:
    """Yield the first elements behind a text, from the nearest to those round it, inside the article's."""
    around = takewhile(lambda step: step is not container, islice(up_from(body), WIDER))
    for step in around:
        yield from islice(step.itersiblings(etree.Element), MOST_SIGNED)


def _is_for_names(element: etree._Element) -> bool:
    """Return whether an element, or the first one in it, is set right or calls itself the author's."""
    within = list(islice(element.iter(etree.Element), 2))
    styles = [style_of(each, Style()) for each in within]
    if any(style.signed for style in styles):
        return _is_seen(within[-1])
    return is_in_sight(within[-1]) and any(style.align == "right" for style in styles)


def _is_seen(element: etree._Element) -> bool:
    """Return whether a reader sees an element; authors are often links to their page."""
    inner = element if element.tag != "a" else element.getparent()
    return inner is not None and is_in_sight(inner)


def _behind(title: etree._Element, container: etree._Element) -> Iterator[etree._Element]:
    shown = islice(container.iter(etree.Element), MOST)
    return islice(dropwhile(lambda element: element is not title, shown), 1, None)


@functools.lru_cache(maxsize=4096)
def _kind_of(names: str) -> str | None:
    found = _CALLED.search(names.replace("_", "-"))
    if found is None:
        return None
    return "author" if found[1] else "source"
