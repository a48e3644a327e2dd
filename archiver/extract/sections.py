"""Which short headings of a page are names of sections: words that its menus lead to, too.

The boxes of newest or most read articles print short titles as links as well. What tells them apart is where
such a link stands and leads: in a box of articles most links are longer than the name of a section, and on
the article's own page one of them leads to that page.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from itertools import islice, takewhile
from urllib.parse import parse_qsl, urlsplit

from lxml import etree

from archiver.address import joined
from archiver.extract.lines import Line, names_of, up_from
from archiver.extract.telling import folded
from archiver.html import MANY, holds_few, visible_text
from archiver.normalise.text import tidy

LONGEST_SECTION, MOST_SECTION_WORDS = 32, 6
"""Characters and words; the name of a section is seldom longer, a headline seldom has so few words."""
MOST_STEPS, MOST_AROUND, MOST_SIBLINGS = 4, 12, 40
"""Elements from a link up to the entry of a list, and up to what calls itself a menu; entries looked at."""
LEAST_MENU, LEAST_LISTED = 5, 3
"""Entries; a box of fewer short titles may well be no menu."""
LEAST_TITLE, MOST_TITLES = 8, 3
"""Characters of a link's words that may be a title; so many of them are tried."""
MOST_ROWS = 4
"""Lines of links that are looked at for the name of one section."""
MOST_MENUS, LEAST_TEXT = 20, 80
"""Lines of links whose words are kept, and characters of running text, below which none are."""
_NUMBER = re.compile(r"\d{2,}")
_NOWHERE = ("#", "javascript:")
MOST_PLACES = 20
"""Links with the same words that are looked at."""


class Sections:
    """The names of sections among the short links of a page."""

    def __init__(self, lines: Sequence[Line], url: str = "", base: str = "") -> None:
        self._url = _parts_of(url) if url else None
        self._base = base or url
        self._mark = _mark_of(url)
        self._numbers = frozenset(_NUMBER.findall(url))
        self._known: dict[str, bool] = {}
        self._links: dict[str, list[etree._Element]] = {}
        self._lines = lines
        for line in lines:
            if line.linked and len(line.text) <= LONGEST_SECTION:
                self._links.setdefault(folded(line.text), []).append(line.block)

    def names(self, heading: str) -> bool:
        """Return whether a short heading is one of the page's links, too: the section that it belongs to."""
        if not _is_short(heading):
            return False
        wanted = folded(heading)
        places = self._links.get(wanted) or self._in_rows.get(wanted)
        if places is None:
            return False
        known = self._known.get(heading)
        if known is None:
            links = (_link_with(heading, block) for block in islice(places, MOST_PLACES))
            known = any(link is None or self._leads_to_section(link) for link in links)
            self._known[heading] = known
        return known

    @functools.cached_property
    def _in_rows(self) -> dict[str, list[etree._Element]]:
        """Return the links of menus that are printed in one line, by their words.

        Below the first running text such a line holds the keywords of an article, which its title may be.
        """
        found: dict[str, list[etree._Element]] = {}
        above = takewhile(lambda line: line.linked or len(line.text) < LEAST_TEXT, self._lines)
        rows = (line.block for line in above if line.linked and len(line.text) > LONGEST_SECTION)
        for block in islice(dict.fromkeys(rows), MOST_MENUS):
            links = [
                (tidy(visible_text(link, MANY)), link) for link in islice(block.iter("a"), MOST_SIBLINGS)
            ]
            if _is_menu([words for words, _ in links if words]):
                for words, link in links:
                    found.setdefault(folded(words), []).append(link)
        return found

    def is_led_to(self, line: Line) -> bool:
        """Return whether a line is the name of a section that a menu leads to, and no entry of one."""
        wanted = folded(line.text)
        if not _is_short(line.text) or (line.linked and _is_entry(line.text, line.block)):
            return False
        places = self._links.get(wanted, ()) if self.names(line.text) else ()
        if any(_is_entry(line.text, block) for block in islice(places, MOST_PLACES)):
            return True
        rows = (line for line in self._lines if line.linked and len(line.text) > LONGEST_SECTION)
        held = (line.block for line in rows if wanted in folded(line.text))
        menus = (
            [tidy(visible_text(link, MANY)) for link in _links_of(block, MOST_SIBLINGS)]
            for block in islice(held, MOST_ROWS)
        )
        return any(wanted in map(folded, names) and _is_menu(names) for names in menus)

    def leads_elsewhere(self, line: Line) -> bool:
        """Return whether a line is a link to another page, as the title of an item in a list is.

        An address with a number of this page's address may be another form of it.
        """
        link = _link_in(line.text, line.block) if line.linked else None
        if link is None or _leads_nowhere(link) or self._leads_here(link):
            return False
        return self._numbers.isdisjoint(_NUMBER.findall(_target_of(link)))

    def leads_home(self, line: Line) -> bool:
        """Return whether a line is a link to the front page, as the name of the site is, on another page."""
        return line.linked and self.is_home(line.text, line.block)

    def is_home(self, words: str, block: etree._Element) -> bool:
        """Return whether words in a line are those of a link to the front page, on another page."""
        link = _link_in(words, block)
        address = joined(self._base, link.get("href") or "#") if link is not None else None
        if address is None or self._url is None or not any(self._url[1:]):
            return False
        netloc, path, query = _parts_of(address) or ("", "/", ())
        return netloc == self._url[0] and not (path or query)

    def titles_here(self) -> list[str]:
        """Return what boxes of articles call this page: the words of links to it that are no menu's."""
        blocks = dict.fromkeys(line.block for line in self._lines if line.linked)
        links = dict.fromkeys(link for block in blocks for link in _links_of(block))
        found = (
            tidy(visible_text(link, MANY))
            for link in links
            if self._leads_here(link) and self._is_title(link)
        )
        return list(islice(dict.fromkeys(found), MOST_TITLES))

    def _is_title(self, link: etree._Element) -> bool:
        words = tidy(visible_text(link, MANY))
        return len(words) >= LEAST_TITLE and not (_is_short(words) and self._leads_to_section(link))

    def _leads_to_section(self, link: etree._Element) -> bool:
        entries = _entries_beside(link)
        short = sum(_is_short(words) for words, _ in entries)
        if len(entries) > 1:
            alike = [_is_short(words) for words, is_alike in entries if is_alike]
            if len(alike) > 1 and sum(alike) * 2 <= len(alike):
                return False
        if not self._leads_here(link):
            return True
        return _stands_in_menu(link) or (short >= LEAST_MENU and short * 4 >= len(entries) * 3)

    def _leads_here(self, link: etree._Element) -> bool:
        link_to = link.get("href") or ""
        if self._mark not in link_to and link_to[:1] != "?":
            return False
        address = joined(self._base, link_to)
        return self._url is not None and address is not None and _parts_of(address) == self._url


def leads_nowhere(words: str, block: etree._Element) -> bool:
    """Return whether words of a line are those of a link in it that leads nowhere, as to "#"."""
    link = _link_in(words, block)
    return link is not None and _leads_nowhere(link)


def _leads_nowhere(link: etree._Element) -> bool:
    return _target_of(link).startswith(_NOWHERE)


def _target_of(link: etree._Element) -> str:
    return (link.get("href") or "#").strip()


def _is_short(words: str) -> bool:
    return len(words) <= LONGEST_SECTION and len(words.split()) <= MOST_SECTION_WORDS


def _links_of(block: etree._Element, most: int = MOST_PLACES) -> Iterator[etree._Element]:
    """Yield the link round a block, and the first ones in it."""
    yield from islice((step for step in islice(up_from(block), 1, MOST_STEPS) if step.tag == "a"), 1)
    yield from islice(block.iter("a"), most)


def _link_in(words: str, block: etree._Element) -> etree._Element | None:
    """Return the link with these words in an element in which few others stand; None in a larger one."""
    return _link_with(words, block) if holds_few(block) else None


def _link_with(words: str, block: etree._Element) -> etree._Element | None:
    wanted = folded(words)
    links = _links_of(block)
    return next((link for link in links if folded(tidy(visible_text(link, MANY))) == wanted), None)


def _entries_beside(link: etree._Element) -> list[tuple[str, bool]]:
    """Return the words of the links that stand beside this one, it among them: the entries of its list.

    With each is told whether its element looks as this one's does.
    """
    for step in islice(up_from(link), MOST_STEPS):
        parent = step.getparent()
        beside = () if parent is None else islice(parent.iterchildren(str(step.tag)), MOST_SIBLINGS)
        found = [(words, _look(each) == _look(step)) for each in beside if (words := _words_of_link(each))]
        if len(found) > 1:
            return found
    return []


def _is_entry(words: str, block: etree._Element) -> bool:
    """Return whether a link with these words is an entry of a menu."""
    link = _link_with(words, block)
    return link is not None and _is_menu([entry for entry, _ in _entries_beside(link)])


def _is_menu(entries: Sequence[str]) -> bool:
    """Return whether the entries of a list are at least three, most of them of few words."""
    return len(entries) >= LEAST_LISTED and sum(map(_is_short, entries)) * 4 >= len(entries) * 3


def _look(element: etree._Element) -> tuple[str | None, str | None]:
    return element.get("class"), element.get("style")


def _words_of_link(element: etree._Element) -> str:
    links = (element,) if element.tag == "a" else islice(element.iter("a"), 3)
    return next(filter(None, (tidy(visible_text(link, MANY)) for link in links)), "")


def _stands_in_menu(link: etree._Element) -> bool:
    around = islice(up_from(link), MOST_AROUND)
    return any(step.tag in {"nav", "header"} or _calls_itself_menu(step) for step in around)


def _calls_itself_menu(element: etree._Element) -> bool:
    names = names_of(element)
    return len(names) > 1 and ("menu" in names or "nav" in names)


def _mark_of(url: str) -> str:
    """Return a piece of an address that links to it hold: its last step; nothing where that may vary."""
    step = url.partition("?")[0].rstrip("/").rpartition("/")[2]
    return step if step.isascii() and "%" not in step and ":" not in step else ""


def _parts_of(address: str) -> tuple[str, str, tuple[tuple[str, str], ...]] | None:
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    query = tuple(sorted(parse_qsl(parts.query, keep_blank_values=True)))
    return parts.netloc.removeprefix("www."), parts.path.rstrip("/"), query
