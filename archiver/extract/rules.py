"""Fields by the rules of platform and portal files."""

from __future__ import annotations

import datetime as dt
import functools
import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice

from lxml import etree

from archiver.extract.fields import RawFields
from archiver.extract.lines import HEADINGS, is_labelled_by_icons, is_put_away, lines_of, up_from
from archiver.html import MANY, visible_text
from archiver.normalise.text import fold, tidy, unescape_once
from archiver.portal import Layout, Portal
from archiver.selector import MOST_TEXTS, Selector
from archiver.tree import Tree

MOST_UP, MOST_IN_CARD = 5, 60
"""Elements round one of a card, and in a card, that are looked at."""


def fields_by_rules(tree: Tree, portal: Portal, fetched_on: dt.date | None) -> RawFields | None:
    """Return what the first layout that fits finds; None where no layout fits the page.

    A layout fits when its `when` finds something and the page was fetched before its `until`; of several,
    the first that finds a title holds.
    """
    first = None
    for layout in portal.layouts:
        if _fits(layout, tree, fetched_on):
            fields = _fields(layout, tree)
            if fields.titles:
                return fields
            first = first or fields
    return first


def _fits(layout: Layout, tree: Tree, fetched_on: dt.date | None) -> bool:
    until = layout.facts.until
    if until and fetched_on and fetched_on >= until:
        return False
    return not layout["when"] or any(selector.found(tree) for selector in layout["when"])


def _fields(layout: Layout, tree: Tree) -> RawFields:
    rules = layout.on(tree)
    body = _elements(rules["body"], tree)
    titles = _distinct(texts_by(rules["title"], tree))
    if len(titles) > 1:
        titles = _distinct(_texts_outside(body, rules["title"], tree)) or titles
    is_of_another = _cards_beside(titles, body)
    return RawFields(
        layout=layout.name,
        titles=titles,
        lead=_joined(rules["lead"], tree),
        authors=texts_by(rules["authors"], tree),
        poster=_own_by(rules["poster"], tree, is_of_another),
        source=first_by(rules["source"], tree),
        published=_own_by(rules["published"], tree, is_of_another),
        updated=_own_by(rules["updated"], tree, is_of_another),
        views=_own_by(rules["views"], tree, is_of_another),
        metadata=tuple(text for selector in rules["metadata"] for text in _told(selector, tree)),
        section=texts_by(rules["section"], tree),
        tags=_distinct(texts_by(rules["tags"], tree)),
        body=body,
        dropped=frozenset(
            found for part in body for selector in rules["drop"] for found in selector.found(tree, part)
        ),
        attachments=all_elements(rules["attachments"], tree),
        trusts_structured_data=layout.facts.structured,
        has_video=any(selector.found(tree) for selector in rules["video"]),
    )


def texts_by(
    selectors: Iterable[Selector], tree: Tree, within: etree._Element | None = None
) -> tuple[str, ...]:
    """Return the tidied texts of the first selector that finds any, on the page or in one of its elements."""
    return next((texts for selector in selectors if (texts := _tidied(selector, tree, within))), ())


def _texts_outside(
    body: Sequence[etree._Element], selectors: Iterable[Selector], tree: Tree
) -> tuple[str, ...]:
    """Return the texts of the first selector that finds any elsewhere than in a body with headings."""
    inside = frozenset(body)
    for selector in selectors:
        found = [
            element for element in selector.found(tree)[:MOST_TEXTS]
            if inside.isdisjoint((element, *element.iterancestors()))
        ]  # fmt: skip
        if told := tuple(text for element in found if (text := _text(selector, element, len(found)))):
            return told
    return ()


def first_by(selectors: Iterable[Selector], tree: Tree, within: etree._Element | None = None) -> str | None:
    """Return the first text that the selectors find, in their order."""
    return next(iter(texts_by(selectors, tree, within)), None)


def _own_by(
    selectors: Iterable[Selector], tree: Tree, is_of_another: Callable[[etree._Element], bool]
) -> str | None:
    """Return the first text that the selectors find outside of cards of other articles, in their order."""
    for selector in selectors:
        found = selector.found(tree)[:MOST_TEXTS]
        for element in found:
            if not is_of_another(element) and (text := _text(selector, element, len(found))):
                return text
    return None


def _cards_beside(titles: Sequence[str], body: Sequence[etree._Element]) -> Callable[[etree._Element], bool]:
    """Return what tells whether an element stands in the card of another article, beside the text or in it.

    That is an `article`, or a few elements with a heading that is a link and without the page's title.
    """
    if not body:
        return lambda _: False
    text = frozenset(up_from(body[0]))
    wanted = set(map(fold, titles))

    @functools.cache
    def heads(step: etree._Element) -> str | None:
        """Return what the headings in an element are of: "own", "other", or neither."""
        headings = [each for each in islice(step.iter(etree.Element), MOST_IN_CARD) if each.tag in HEADINGS]
        words = " ".join(fold(visible_text(heading, MANY)) for heading in headings)
        if any(title in words for title in wanted):
            return "own"
        return "other" if any(map(_is_linked, headings)) else None

    def is_of_another(element: etree._Element) -> bool:
        around = next(element.iterancestors("article"), None)
        if around is not None and around not in text and body[0] not in around.iterancestors():
            return True
        steps = islice(up_from(element), MOST_UP if wanted else 0)
        told = [heads(step) for step in itertools.takewhile(lambda step: step not in text, steps)]
        return "other" in told and "own" not in told

    return is_of_another


def _is_linked(heading: etree._Element) -> bool:
    around = heading.getparent()
    return next(heading.iter("a"), None) is not None or (around is not None and around.tag == "a")


def all_elements(
    selectors: Iterable[Selector], tree: Tree, within: etree._Element | None = None
) -> tuple[etree._Element, ...]:
    """Return what any of the selectors finds, each element once."""
    found = {element: None for selector in selectors for element in selector.found(tree, within)}
    return tuple(found)


def _tidied(selector: Selector, tree: Tree, within: etree._Element | None = None) -> tuple[str, ...]:
    return tuple(text for raw in selector.texts(tree, within) if (text := tidy(unescape_once(raw))))


def _told(selector: Selector, tree: Tree) -> Iterator[str]:
    """Yield the texts that a rule for metadata shows; of elements with icons, what those label."""
    if not selector.takes_all_text:
        yield from _tidied(selector, tree)
        return
    found = [element for element in selector.found(tree)[:MOST_TEXTS] if not is_put_away(element)]
    for element in found:
        if is_labelled_by_icons(element):
            yield from (cell for line in lines_of(element, MOST_TEXTS) for cell in line.cells)
        elif text := _text(selector, element, len(found)):
            yield text


def _text(selector: Selector, element: etree._Element, among: int) -> str:
    """Return what a selector takes of one of so many elements, tidied; nothing where that is missing."""
    return tidy(unescape_once(selector.text_of(element, among) or ""))


def _joined(selectors: Iterable[Selector], tree: Tree) -> str | None:
    return "\n\n".join(texts_by(selectors, tree)) or None


def _elements(selectors: Iterable[Selector], tree: Tree) -> tuple[etree._Element, ...]:
    found = next((elements for selector in selectors if (elements := selector.found(tree))), [])
    if len(found) < 2:
        return tuple(found)
    outer = frozenset(found)
    return tuple(element for element in found if outer.isdisjoint(element.iterancestors()))


def _distinct(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple({fold(text): text for text in reversed(tuple(texts))}.values())[::-1]
