"""Selectors for the elements that were found by structure: by class or identifier, the same on every page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from lxml import etree

from archiver.extract.lines import up_from
from archiver.selector import Selector, SelectorMistake

_NAME = re.compile(r"[A-Za-z_][A-Za-z_-]{1,50}")
"""Classes and identifiers with digits in them are made by programs: another page has others."""
_LAYOUT = re.compile(
    r"^(?:col|row|span|clear|pull|text-|mt-|mb-|p-|m-|d-|active|container|wrapper)", re.IGNORECASE
)
FARTHEST = 4


def stable_selector(found: Sequence[tuple[etree._Element, etree._Element]]) -> str | None:
    """Return a selector that finds on every page that page's element and nothing else; None without one.

    `found` holds pairs of a page's root and the element on it.
    """
    if not found:
        return None
    for css in _candidates(found[0][1]):
        if all(_finds_only(css, root, element) for root, element in found):
            return css
    return None


def _finds_only(css: str, root: etree._Element, element: etree._Element) -> bool:
    try:
        return Selector.of(css).elements(root) == [element]
    except SelectorMistake:
        return False


def _candidates(element: etree._Element) -> Iterator[str]:
    """Yield selectors of an element: its own names first, then below those of its ancestors."""
    own = list(_names(element))
    yield from own
    tag = str(element.tag)
    for number, outer in enumerate(up_from(element)):
        if 0 < number <= FARTHEST:
            for name in _names(outer):
                yield from (f"{name} {inner}" for inner in (*own, tag))


def _names(element: etree._Element) -> Iterator[str]:
    tag = str(element.tag)
    identity = element.get("id") or ""
    prop = element.get("itemprop") or ""
    if _NAME.fullmatch(identity):
        yield f"{tag}#{identity}"
    for name in (element.get("class") or "").split():
        if _NAME.fullmatch(name) and not _LAYOUT.match(name):
            yield f"{tag}.{name}"
    if _NAME.fullmatch(prop):
        yield f"{tag}[itemprop={prop}]"
