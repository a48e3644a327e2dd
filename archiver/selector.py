"""CSS selectors, compiled once: what the rules of platform and portal files are written in."""

from __future__ import annotations

import functools
import re

from cssselect import HTMLTranslator, SelectorError
from lxml import etree

from archiver.html import visible_text

_ENDING = re.compile(r"::(?:(text)|attr\(\s*([\w:.-]+)\s*\))\s*$")
_translator = HTMLTranslator()


class SelectorMistake(ValueError):
    """The text is no CSS selector; the message says why."""


class Selector:
    """A compiled CSS selector.

    `span.views` takes all visible text of an element, `span.views::text` its own text without that of the
    elements inside it, `meta::attr(content)` an attribute.
    """

    __slots__ = ("_attribute", "_own_text", "_xpath", "css", "needs")

    def __init__(self, css: str) -> None:
        ending = _ENDING.search(css)
        self.css = css
        self.needs = _names_needed(css)
        self._own_text = bool(ending and ending[1])
        self._attribute = ending[2] if ending else None
        try:
            xpath = _translator.css_to_xpath(css[: ending.start()] if ending else css)
            self._xpath = etree.XPath(xpath, smart_strings=False)
        except (SelectorError, etree.XPathError) as error:
            raise SelectorMistake(str(error)) from error

    @classmethod
    def of(cls, css: str) -> Selector:
        """Return the compiled selector, the same one for the same text; raise SelectorMistake."""
        return _cached(css)

    def may_find(self, source: str) -> bool:
        """Return False where a page's source lacks a class or identifier that every match would have."""
        return all(name in source for name in self.needs)

    def elements(self, tree: etree._Element) -> list[etree._Element]:
        """Return the elements at or below `tree`, in document order."""
        found = self._xpath(tree)
        return found if isinstance(found, list) else []

    def texts(self, tree: etree._Element) -> list[str]:
        """Return for each match its text, its own text, or the attribute asked for, as it stands."""
        return [text for text in map(self.text_of, self.elements(tree)) if text is not None]

    def text_of(self, element: etree._Element) -> str | None:
        """Return what the selector takes of one matching element; None where the attribute is missing."""
        if self._attribute:
            return element.get(self._attribute)
        if self._own_text:
            return "".join([element.text or "", *(child.tail or "" for child in element)])
        return element.get("content") if element.tag == "meta" else visible_text(element)


_NAMES = re.compile(r"[.#]([A-Za-z][\w-]+)")


def _names_needed(css: str) -> tuple[str, ...]:
    """Return the classes and identifiers that a page must name for the selector to find anything."""
    plain = css.split("::", 1)[0]
    if any(mark in plain for mark in ",:\\"):
        return ()
    return tuple(_NAMES.findall(re.sub(r"\[[^\]]*\]", "", plain)))


@functools.cache
def _cached(css: str) -> Selector:
    return Selector(css)
