"""Fields by the rules of platform and portal files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence

from lxml import etree

from archiver.extract.fields import RawFields
from archiver.extract.lines import is_labelled_by_icons, lines_of
from archiver.normalise.text import fold, tidy, unescape_once
from archiver.portal import Layout, Portal
from archiver.selector import MOST_TEXTS, Selector
from archiver.tree import Tree


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
    return RawFields(
        layout=layout.name,
        titles=titles,
        lead=_joined(rules["lead"], tree),
        authors=texts_by(rules["authors"], tree),
        poster=_own_by(rules["poster"], tree, body),
        source=first_by(rules["source"], tree),
        published=_own_by(rules["published"], tree, body),
        updated=_own_by(rules["updated"], tree, body),
        views=_own_by(rules["views"], tree, body),
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


def _own_by(selectors: Iterable[Selector], tree: Tree, body: Sequence[etree._Element]) -> str | None:
    """Return the first text that the selectors find outside of cards of other articles, in their order."""
    for selector in selectors:
        found = selector.found(tree)[:MOST_TEXTS]
        for element in found:
            if not _is_of_another(element, body) and (text := _text(selector, element, len(found))):
                return text
    return None


def _is_of_another(element: etree._Element, body: Sequence[etree._Element]) -> bool:
    """Return whether an element stands in an `article` beside the text: the card of another, say."""
    around = next(element.iterancestors("article"), None)
    if around is None or not body:
        return False
    return not (around is body[0] or around in body[0].iterancestors() or body[0] in around.iterancestors())


def all_elements(
    selectors: Iterable[Selector], tree: Tree, within: etree._Element | None = None
) -> tuple[etree._Element, ...]:
    """Return what any of the selectors finds, each element once."""
    found = {element: None for selector in selectors for element in selector.found(tree, within)}
    return tuple(found)


def _tidied(selector: Selector, tree: Tree, within: etree._Element | None = None) -> tuple[str, ...]:
    return tuple(text for raw in selector.texts(tree, within) if (text := tidy(unescape_once(raw))))


def _told(selector: Selector, tree: Tree) -> Iterator[str]:
    """Yield the texts of a rule for metadata; of elements with icons, which are labels, what they label."""
    if not selector.takes_all_text:
        yield from _tidied(selector, tree)
        return
    found = selector.found(tree)[:MOST_TEXTS]
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
