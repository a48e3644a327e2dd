"""A page's tree whose elements are found by class, identifier, tag or attribute without a walk for each.

The rules of a platform name some forty classes and identifiers, most of which a page lacks. One pass notes
where each class stands; after it an absent one costs nothing, and a present one only its own elements.
"""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable
from itertools import repeat
from typing import TypeAlias

from lxml import etree

Elements: TypeAlias = "frozenset[etree._Element]"  # noqa: SLF001 - how lxml's stubs name elements

_TOKEN = re.compile(r"[^ \t\r\n]+")
_VALUES_REMEMBERED = 8192
_registered = etree.XPath("id($name)")
_with_identifier = etree.XPath("descendant-or-self::*[@id = $name]")


class Tree:
    """The elements of one page; every list is in document order, and none may be changed."""

    __slots__ = ("_classes", "_elements", "_places", "_sets", "_tags", "_values", "root")

    def __init__(self, root: etree._Element) -> None:
        self.root = root
        self._elements: list[etree._Element] | None = None
        self._places: dict[etree._Element, int] | None = None
        self._classes: dict[str, list[int]] | None = None
        self._values: dict[str, Counter[str]] = {}
        self._tags: dict[str, list[etree._Element]] = {}
        self._sets: dict[object, Elements] = {}

    @property
    def elements(self) -> list[etree._Element]:
        """Return every element."""
        if self._elements is None:
            self._elements = list(self.root.iter("*"))
        return self._elements

    def names(self, needed: Iterable[str]) -> bool:
        """Return whether the page has an element of each class (`.name`) and identifier (`#name`)."""
        return all(
            name[1:] in (self._by_class if name[0] == "." else self._values_of("id")) for name in needed
        )

    def with_class(self, name: str) -> list[etree._Element]:
        """Return the elements of a class."""
        places = self._by_class.get(name)
        return [self.elements[place] for place in sorted(places)] if places else []

    @property
    def _by_class(self) -> dict[str, list[int]]:
        if self._classes is None:
            self._classes = _places_by_class(self.elements)
        return self._classes

    def with_identifier(self, name: str) -> list[etree._Element]:
        """Return the elements that have an identifier: one on sound pages, several on others."""
        count = self._values_of("id")[name]
        if count == 0:
            return []
        # The parser keeps a table of the first of each identifier, with names of anchors among them.
        found = _registered(self.root, name=name)
        if not (count == 1 and len(found) == 1 and found[0].get("id") == name):
            found = _with_identifier(self.root, name=name)
        return list(found)

    def with_tag(self, tag: str) -> list[etree._Element]:
        """Return the elements of a tag, which is lower-case as in every tree of HTML."""
        if tag not in self._tags:
            self._tags[tag] = list(self.root.iter(tag))
        return self._tags[tag]

    def with_attribute(self, name: str, holds: Callable[[str], bool]) -> list[etree._Element]:
        """Return the elements that have an attribute whose value holds."""
        values = frozenset(filter(holds, self._values_of(name)))
        return [element for element in self.elements if element.get(name) in values] if values else []

    def in_order(self, elements: Collection[etree._Element]) -> list[etree._Element]:
        """Return elements of the page in document order."""
        if len(elements) < 2:
            return list(elements)
        if self._places is None:
            self._places = {element: place for place, element in enumerate(self.elements)}
        return sorted(elements, key=self._places.__getitem__)

    def shared(self, key: object, make: Callable[[Tree], Elements]) -> Elements:
        """Return the set that `make` returns for this page, made once for each key."""
        if key not in self._sets:
            self._sets[key] = make(self)
        return self._sets[key]

    def _values_of(self, attribute: str) -> Counter[str]:
        if attribute not in self._values:
            self._values[attribute] = Counter(_values_by(attribute)(self.root))
        return self._values[attribute]


@functools.cache
def _values_by(attribute: str) -> etree.XPath:
    return etree.XPath(f"descendant-or-self::*/@{attribute}", smart_strings=False)


def _places_by_class(elements: list[etree._Element]) -> dict[str, list[int]]:
    """Return the places of each class's elements, those of one value of the attribute together."""
    values: dict[str, list[int]] = {}
    read = etree._Element.get  # noqa: SLF001 - half the time of a bound method for each element
    for place, value in enumerate(map(read, elements, repeat("class"))):
        if value is not None:
            if value in values:
                values[value].append(place)
            else:
                values[value] = [place]
    classes: dict[str, list[int]] = {}
    for value, places in values.items():
        for name in words_in(value):
            classes[name] = classes[name] + places if name in classes else places
    return classes


def is_of_class(element: etree._Element, name: str) -> bool:
    """Return whether an element is of a class."""
    value = element.get("class")
    return value is not None and name in words_in(value)


@functools.lru_cache(_VALUES_REMEMBERED)
def words_in(value: str) -> frozenset[str]:
    """Return the words of an attribute's value, such as classes, parted by the spaces of HTML."""
    return frozenset(_TOKEN.findall(value))
