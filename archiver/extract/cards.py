"""Cards of a list whose titles are no links: a heading, beside links without its words to one address."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from lxml import etree

from archiver.extract.lines import HEADINGS, up_from
from archiver.html import MANY, visible_text
from archiver.normalise.text import tidy

MOST_HEADINGS = 2000
MOST_UP = 5
"""Elements from a heading up to the card that holds its links, at most."""
MOST_LINKS_LOOKED_AT, MOST_ROUND = 5000, 10
"""Links of a page, and elements round one of them."""
MOST_LINKS = 3
"""A picture, "Xem thêm", and one more; what holds more links is more than one card."""
LEAST_CARDS = 2
"""One heading beside one link is the title of a page and the way back; with a pager, the last of a list."""
LONGEST_CLASS = 300
"""Characters of a `class` attribute that tell how an element is built."""
_DIGITS = re.compile(r"\d+")


class _Card(NamedTuple):
    link: etree._Element
    url: str
    title: str
    build: tuple[str, ...]


def titles_of_cards(
    root: etree._Element,
    canonical: Callable[[etree._Element], str | None],
    is_title: Callable[[str], bool],
    *,
    has_pager: bool,
) -> dict[etree._Element, str]:
    """Return for the first link of each card the words of its heading, where the page shows several cards.

    On a page with a pager there may be one.
    """
    least = 1 if has_pager else LEAST_CARDS
    headings = list(_headings(root, is_title))
    if len(headings) < least:
        return {}
    alike: dict[tuple[str, ...], list[_Card]] = defaultdict(list)
    for card in _cards(headings, _links_held(root), canonical):
        alike[card.build].append(card)
    return {
        card.link: card.title
        for cards in alike.values()
        if len({card.url for card in cards}) >= least
        for card in cards
    }


def _headings(root: etree._Element, is_title: Callable[[str], bool]) -> Iterator[tuple[etree._Element, str]]:
    """Yield the headings with the words of titles that hold no link and stand in none, with these words."""
    for heading in islice(root.iter(*HEADINGS), MOST_HEADINGS):
        if next(heading.iter("a"), None) is not None:
            continue
        words = tidy(visible_text(heading, MANY))
        if is_title(words) and not any(step.tag == "a" for step in islice(up_from(heading), MOST_ROUND)):
            yield heading, words


def _cards(
    headings: Iterable[tuple[etree._Element, str]],
    held: dict[etree._Element, list[etree._Element]],
    canonical: Callable[[etree._Element], str | None],
) -> Iterator[_Card]:
    told: set[etree._Element] = set()
    for heading, words in headings:
        box, links = _box_round(heading, held)
        if box is None or box in told:
            continue
        told.add(box)
        urls = {canonical(link) for link in links}
        url = urls.pop()
        if url and not urls:
            yield _Card(links[0], url, words, tuple(map(build_of, islice(up_from(heading), MOST_UP))))


def _links_held(root: etree._Element) -> dict[etree._Element, list[etree._Element]]:
    """Return the first links in the elements round each link, one more than a card has at most."""
    held: dict[etree._Element, list[etree._Element]] = defaultdict(list)
    for link in islice(root.iter("a"), MOST_LINKS_LOOKED_AT):
        for step in islice(up_from(link), MOST_ROUND) if link.get("href") else ():
            if len(held[step]) > MOST_LINKS:
                break  # what is round it holds as many
            held[step].append(link)
    return held


def _box_round(
    heading: etree._Element, held: dict[etree._Element, list[etree._Element]]
) -> tuple[etree._Element | None, list[etree._Element]]:
    """Return the least element round a heading that holds links, with these; none where they are many."""
    for step in islice(up_from(heading), 1, MOST_UP):
        if links := held.get(step):
            return (step, links) if len(links) <= MOST_LINKS else (None, [])
    return None, []


def build_of(element: etree._Element) -> str:
    """Return tag and classes of an element, without the numbers in them: those of a list are built alike."""
    return f"{element.tag!s} {_DIGITS.sub('', (element.get('class') or '')[:LONGEST_CLASS])}".strip()
