"""CSS selectors, compiled once: what the rules of platform and portal files are written in."""

from __future__ import annotations

import functools
import re
from collections.abc import Set

from cssselect import HTMLTranslator, SelectorError
from lxml import etree

from archiver.html import visible_text
from archiver.matching import Matcher, Unheld
from archiver.tree import Tree

MOST_TEXTS = 200
"""So many texts of one rule are read; no field has as many, and elements may stand in one another."""
_ENDING = re.compile(r"::(?:(text)|attr\(\s*([\w:.-]+)\s*\))\s*$")
_translator = HTMLTranslator()


class SelectorMistake(ValueError):
    """The text is no CSS selector; the message says why."""


class Selector:
    """A compiled CSS selector.

    `span.views` takes all visible text of an element, `span.views::text` its own text without that of the
    elements inside it, `meta::attr(content)` an attribute.
    """

    __slots__ = ("_attribute", "_matcher", "_own_text", "_xpath", "css")

    def __init__(self, css: str) -> None:
        ending = _ENDING.search(css)
        self.css = css
        self._own_text = bool(ending and ending[1])
        self._attribute = ending[2] if ending else None
        plain = css[: ending.start()] if ending else css
        try:
            self._xpath = etree.XPath(_translator.css_to_xpath(plain), smart_strings=False)
            self._matcher = _matcher(plain)
        except (SelectorError, etree.XPathError, RecursionError) as error:
            raise SelectorMistake(str(error)) from error

    @classmethod
    def of(cls, css: str) -> Selector:
        """Return the compiled selector, the same one for the same text; raise SelectorMistake."""
        return _cached(css)

    def elements(self, tree: etree._Element) -> list[etree._Element]:
        """Return the elements at or below `tree`, in document order."""
        found = self._xpath(tree)
        return found if isinstance(found, list) else []

    def found(self, tree: Tree, within: etree._Element | None = None) -> list[etree._Element]:
        """Return the elements of a page, or those at or below one of its elements, in document order."""
        if self._matcher is None:
            return self.elements(tree.root if within is None else within)
        if within is None:
            return self._matcher.elements(tree)
        return self.elements(within) if self._matcher.may_match(tree) else []

    def may_match(self, classes: Set[str]) -> bool:
        """Return False where every match needs a class that is not among those of a page (`Tree.classes`)."""
        return self._matcher is None or self._matcher.may_match_with(classes)

    @property
    def takes_all_text(self) -> bool:
        """Whether it takes all visible text of an element, and neither its own alone nor an attribute."""
        return not (self._own_text or self._attribute)

    def texts(self, tree: Tree, within: etree._Element | None = None) -> list[str]:
        """Return for each match its text, its own text, or the attribute asked for, as it stands."""
        found = self.found(tree, within)[:MOST_TEXTS]
        texts = (self.text_of(element, among=len(found)) for element in found)
        return [text for text in texts if text is not None]

    def text_of(self, element: etree._Element, among: int = 1) -> str | None:
        """Return what the selector takes of one matching element; None where the attribute is missing."""
        if self._attribute:
            return element.get(self._attribute)
        if self._own_text:
            return "".join([element.text or "", *(child.tail or "" for child in element)])
        return element.get("content") if element.tag == "meta" else visible_text(element, among)


def _matcher(css: str) -> Matcher | None:
    try:
        return Matcher(css)
    except Unheld:
        return None


@functools.cache
def _cached(css: str) -> Selector:
    return Selector(css)
