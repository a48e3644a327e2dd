"""Fields by the rules of platform and portal files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from lxml import etree

from archiver.extract.fields import RawFields
from archiver.normalise.text import fold, tidy, unescape_once
from archiver.portal import Layout, Portal
from archiver.selector import Selector


def fields_by_rules(
    root: etree._Element, portal: Portal, fetched_on: dt.date | None, source: str | None = None
) -> RawFields | None:
    """Return what the first layout that fits finds; None where no layout fits the page.

    A layout fits when its `when` finds something and the page was fetched before its `until`; of several,
    the first that finds a title holds. With the page's `source`, hopeless selectors are not tried.
    """
    first = None
    for layout in portal.layouts:
        if _fits(layout, root, fetched_on):
            fields = _fields(layout.name, layout.facts.structured, _tried(layout, source), root)
            if fields.titles:
                return fields
            first = first or fields
    return first


def _fits(layout: Layout, root: etree._Element, fetched_on: dt.date | None) -> bool:
    until = layout.facts.until
    if until and fetched_on and fetched_on >= until:
        return False
    return not layout["when"] or any(selector.elements(root) for selector in layout["when"])


Rules = Mapping[str, tuple[Selector, ...]]


def _tried(layout: Layout, source: str | None) -> Rules:
    if source is None:
        return layout.rules
    return {
        name: tuple(selector for selector in selectors if selector.may_find(source))
        for name, selectors in layout.rules.items()
    }


def _fields(name: str, structured: bool, layout: Rules, root: etree._Element) -> RawFields:
    body = _elements(layout["body"], root)
    return RawFields(
        layout=name,
        titles=_distinct(texts_by(layout["title"], root)),
        lead=_joined(layout["lead"], root),
        authors=texts_by(layout["authors"], root),
        poster=first_by(layout["poster"], root),
        source=first_by(layout["source"], root),
        published=first_by(layout["published"], root),
        updated=first_by(layout["updated"], root),
        views=first_by(layout["views"], root),
        metadata=tuple(text for selector in layout["metadata"] for text in _tidied(selector, root)),
        section=texts_by(layout["section"], root),
        tags=_distinct(texts_by(layout["tags"], root)),
        body=body,
        dropped=frozenset(
            found for part in body for selector in layout["drop"] for found in selector.elements(part)
        ),
        attachments=all_elements(layout["attachments"], root),
        trusts_structured_data=structured,
        has_video=any(selector.elements(root) for selector in layout["video"]),
    )


def texts_by(selectors: Iterable[Selector], tree: etree._Element) -> tuple[str, ...]:
    """Return the tidied texts of the first selector that finds any."""
    return next((texts for selector in selectors if (texts := _tidied(selector, tree))), ())


def first_by(selectors: Iterable[Selector], tree: etree._Element) -> str | None:
    """Return the first text that the selectors find, in their order."""
    return next(iter(texts_by(selectors, tree)), None)


def all_elements(selectors: Iterable[Selector], tree: etree._Element) -> tuple[etree._Element, ...]:
    """Return what any of the selectors finds, each element once."""
    found = {element: None for selector in selectors for element in selector.elements(tree)}
    return tuple(found)


def _tidied(selector: Selector, tree: etree._Element) -> tuple[str, ...]:
    return tuple(text for raw in selector.texts(tree) if (text := tidy(unescape_once(raw))))


def _joined(selectors: Iterable[Selector], tree: etree._Element) -> str | None:
    return "\n\n".join(texts_by(selectors, tree)) or None


def _elements(selectors: Iterable[Selector], tree: etree._Element) -> tuple[etree._Element, ...]:
    found = next((elements for selector in selectors if (elements := selector.elements(tree))), [])
    return tuple(
        element for element in found if not any(parent in found for parent in element.iterancestors())
    )


def _distinct(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple({fold(text): text for text in reversed(tuple(texts))}.values())[::-1]
