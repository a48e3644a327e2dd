"""The section that a page of no known platform prints above its article's title."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

from lxml import etree

from archiver.extract.lines import Line, up_from
from archiver.extract.sections import Sections
from archiver.extract.telling import folded
from archiver.html import MANY, visible_text
from archiver.normalise.text import tidy

HOME = frozenset({"trang chu", "home", "trang nhat", "dau trang", "homepage"})
ABOVE = 4
"""The section stands at most so many lines above the title."""
MOST_STEPS = 6
"""Links of a path; one of more is a menu."""
LONGEST_PATH = 300
"""Characters."""
_FRONT = frozenset({"/", "./", "/index.php", "/index.html", "/default.aspx", "/Default.aspx"})
_PARTED = re.compile(r"\s*(?:>{1,2}|»|›|/|→|\\|❯|::)\s*")
"""What parts the steps of a path; bars, dots and spaces part the links of menus, too."""
_BEGINS = re.compile(r"(?:bạn đang ở|bạn đang xem|vị trí|đường dẫn)\s?:?\s?", re.IGNORECASE)


def section_above(
    lines: Sequence[Line], number: int, container: etree._Element, sections: Sections
) -> tuple[str, ...]:
    """Return the names of the section in the nearest of the lines above the title that print them.

    They are a path that begins at the front page, or words alone that a menu of the page leads to, too.
    """
    near = {container, container.getprevious()}
    for line in reversed(lines[max(0, number - ABOVE) : number]):
        if path := _path(line, lines[number].text):
            return path
        if not near.isdisjoint(up_from(line.block)) and sections.is_led_to(line) and not _is_home(line.text):
            return (line.text,)
    return ()


def _path(line: Line, title: str) -> tuple[str, ...]:
    """Return the steps of a path of links, without the front page and the title."""
    found = list(islice(line.block.iter("a"), MOST_STEPS + 1))
    links = [words for link in found if (words := tidy(visible_text(link, MANY)))]
    path = _BEGINS.sub("", line.text, count=1)
    is_drawn = bool(links) and _draws_home(found[0]) and _PARTED.match(path) is not None
    if not is_drawn and (len(links) <= 1 or not _is_home(links[0])):
        return ()
    steps = [step for step in _PARTED.split(path) if step]
    if len(found) > MOST_STEPS or steps[: len(links)] != links:
        return ()
    return tuple(step for step in links[0 if is_drawn else 1 :] if folded(step) != folded(title))


def is_path(text: str) -> bool:
    """Return whether a line is a path from the front page: "Trang chủ » Tin tức"."""
    first, *others = _PARTED.split(_BEGINS.sub("", text[:LONGEST_PATH], count=1))
    return bool(others) and _is_home(first)


def _draws_home(link: etree._Element) -> bool:
    """Return whether a link without words leads to the front page: it is a drawn house."""
    return not tidy(visible_text(link, MANY)) and (link.get("href") or "").strip() in _FRONT


def _is_home(words: str) -> bool:
    return folded(words) in HOME
