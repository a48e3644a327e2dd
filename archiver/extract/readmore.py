"""Links to other articles of the portal amid a body: lines that are nothing else are no text of it."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from itertools import islice

from lxml import etree

from archiver.address import is_named, is_network
from archiver.boilerplate import starts_related
from archiver.extract.lines import up_from
from archiver.extract.repeated import is_title
from archiver.extract.telling import is_dated
from archiver.html import BLOCKS, MANY, holds_few, visible_text
from archiver.normalise.text import fold, tidy
from archiver.portal import Portal

MOST_LINKS = 300
"""So many links of a body are looked at."""
_BEFORE = re.compile(
    r"[>»›*•+\-–\s]*(?:(?:xem|đọc|tham khảo)(?: thêm)?|(?:tin|bài)(?: viết)?"
    r" (?:liên quan|khác|trước|sau|kế tiếp|tiếp theo))?[\s:>»›]*",
    re.IGNORECASE,
)
"""What stands before such a link at most: ">>", "Xem thêm:", "Đọc thêm:", "Tin liên quan:", "Bài trước:"."""
_ROUND_DAY = " ()[]|–—-"
"""Marks that part a link from the day of its article behind it."""


MOST_UP, MOST_BEFORE = 3, 12
"""Elements from a link up to the one behind the heading of its list, and looked at before each of them."""
LONGEST_MORE = 20
_MORE = frozenset({
    "chi tiet", "xem chi tiet", "xem tiep", "doc tiep", "xem them", "doc them", "read more", "more", "tiep",
})  # fmt: skip


def is_teaser(root: etree._Element, titles: Sequence[str], base: str, portal: Portal) -> bool:
    """Return whether a page prints a title as the link to another page, with "Chi tiết" or its like beside.

    Then it is the one item of a list, and no article.
    """
    own = portal.addresses.canonical(base) or base
    wanted = {fold(title) for title in titles}
    lengths = {len(title) for title in titles}
    named: set[str | None] = set()
    more: set[str | None] = set()
    for link in islice(root.iter("a"), MOST_LINKS):
        shown = tidy(visible_text(link, MANY))
        if len(shown) > LONGEST_MORE and len(shown) not in lengths:
            continue
        words = fold(shown).strip(" .…»>[]()+")
        if words in _MORE or words in wanted:
            (more if words in _MORE else named).add(portal.addresses.canonical(link.get("href") or "", base))
    return bool((named & more) - {None, own})


def links_to_others(body: Sequence[etree._Element], base: str, portal: Portal) -> frozenset[etree._Element]:
    """Return the elements of a body that hold a link to another article and no word of their own but its day.

    A list that consists of such links, short titles among them, is left out as a whole. None where they make
    up most of the body: it is a list then, and its words are all that it has; but for those under a heading
    of others.
    """
    found = {block: None for element in body for block in _in(element, base, portal)}
    lists = {block: _list_of(block, found) for block in found}
    found = {block if around is None else around: None for block, around in lists.items()}
    headed = frozenset(block for block in found if _is_headed(block))
    left_out = sum(len(visible_text(block)) for block in found if block not in headed)
    whole = sum(len(visible_text(element)) for element in body) if left_out else 1
    return frozenset(found) if left_out * 2 < whole else headed


def _is_headed(block: etree._Element) -> bool:
    """Return whether "Tin liên quan" or its like heads an element, with none but other links between."""
    for step in islice(up_from(block), MOST_UP):
        for before in islice(step.itersiblings(preceding=True), MOST_BEFORE):
            if starts_related(tidy(visible_text(before, MANY))):
                return True
            if before.find(".//a") is None:
                return False
    return False


def _list_of(block: etree._Element, found: Container[etree._Element]) -> etree._Element | None:
    """Return the list that an item stands in, where most of its items are such links, and all hold one."""
    parent = block.getparent() if block.tag == "li" else None
    if parent is None or parent.tag not in {"ul", "ol"}:
        return None
    items = [item for item in parent if item.tag == "li"]
    known = sum(item in found for item in items)
    is_list = known > 1 and len(items) < known * 2 and all(item.find(".//a") is not None for item in items)
    return parent if is_list else None


def _in(body: etree._Element, base: str, portal: Portal) -> Iterator[etree._Element]:
    own = portal.addresses.canonical(base) or base
    for link in islice(body.iter("a"), MOST_LINKS):
        words = tidy(visible_text(link, MANY))
        block = next((step for step in up_from(link) if step.tag in BLOCKS), body)
        if block is body or not is_title(words) or not holds_few(block):
            continue
        if is_network(link.get("href") or "") and "://" not in words:
            if tidy(visible_text(block)) == words:
                yield block
            continue
        before, _, behind = tidy(visible_text(block)).partition(words)
        if not (behind == "" or is_dated(behind.strip(_ROUND_DAY))) or _BEFORE.fullmatch(before) is None:
            continue
        url = portal.addresses.canonical(link.get("href") or "", base)
        if url is not None and url != own and (portal.address(url) or is_named(url) or _is_headed(block)):
            yield block
