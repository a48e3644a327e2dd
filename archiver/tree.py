"""A page's tree whose elements are found by class, identifier, tag or attribute without a walk for each.

The rules of a platform name some forty classes and identifiers, most of which a page lacks. One pass notes
where those stand that any selector names; after it an absent one costs nothing, and a present one only its
own elements.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import TypeAlias

from lxml import etree

Elements: TypeAlias = "frozenset[etree._Element]"  # noqa: SLF001 - how lxml's stubs name elements

_WORD = re.compile(r"[^ \t\r\n]+")
_VALUES_REMEMBERED = 8192
_registered = etree.XPath("id($name)")
_with_identifier = etree.XPath("descendant-or-self::*[@id = $name]")
_sorted = etree.XPath("$elements")


class Tree:
    """The elements of one page; every list is in document order, and none may be changed."""

    __slots__ = ("_by_class", "_sets", "_tags", "_values", "_vocabulary", "root")

    def __init__(self, root: etree._Element) -> None:
        self.root = root
        self._by_class: Mapping[str, list[etree._Element]] = {}
        self._vocabulary = 0
        self._values: dict[str, list[str]] = {}
        self._tags: dict[str, list[etree._Element]] = {}
        self._sets: dict[int, Elements] = {}

    def names(self, needed: Iterable[str]) -> bool:
        """Return whether the page has an element of each class (`.name`) and identifier (`#name`)."""
        for name in needed:
            if not (self.with_class(name[1:]) if name[0] == "." else _registered(self.root, name=name[1:])):
                return False
        return True

    def with_class(self, name: str) -> list[etree._Element]:
        """Return the elements of a class, which must be one that `know_classes` was told of."""
        if self._vocabulary != len(_known.names):
            self._by_class, self._vocabulary = _by_class(self.root), len(_known.names)
        return self._by_class.get(name, [])

    def with_identifier(self, name: str) -> list[etree._Element]:
        """Return the elements that have an identifier: one on sound pages, several on others."""
        # The parser keeps a table of the first of each identifier, with names of anchors among them.
        found = _registered(self.root, name=name)
        if found and not (found[0].get("id") == name and self._values_of("id").count(name) == 1):
            found = _with_identifier(self.root, name=name)
        return list(found)

    def with_tag(self, tag: str) -> list[etree._Element]:
        """Return the elements of a tag, which is lower-case as in every tree of HTML; `*` for all."""
        if tag not in self._tags:
            self._tags[tag] = list(self.root.iter(tag))
        return self._tags[tag]

    def with_attribute(self, name: str, holds: Callable[[str], bool]) -> list[etree._Element]:
        """Return the elements that have an attribute whose value holds."""
        values = frozenset(filter(holds, frozenset(self._values_of(name))))
        if not values:
            return []
        if name == "id":
            return self.in_order([one for value in values for one in self.with_identifier(value)])
        return [one for one in self.root.iter("*") if one.get(name) in values]

    def in_order(self, elements: Collection[etree._Element]) -> list[etree._Element]:
        """Return elements of the page in document order."""
        found = list(elements)
        return list(_sorted(self.root, elements=found)) if len(found) > 1 else found

    def shared(self, key: object, make: Callable[[Tree], Elements]) -> Elements:
        """Return the set that `make` returns for this page, made once for each key.

        What the key is told by is that it is the same object: it must live as long as the tree.
        """
        if id(key) not in self._sets:
            self._sets[id(key)] = make(self)
        return self._sets[id(key)]

    def _values_of(self, attribute: str) -> list[str]:
        if attribute not in self._values:
            self._values[attribute] = _values_by(attribute)(self.root)
        return self._values[attribute]


@functools.cache
def _values_by(attribute: str) -> etree.XPath:
    return etree.XPath(f"descendant-or-self::*/@{attribute}", smart_strings=False)


def _by_class(root: etree._Element) -> dict[str, list[etree._Element]]:
    found: dict[str, list[etree._Element]] = {}
    for element in root.iter("*"):
        for name in _known[element.get("class")]:
            if name in found:
                found[name].append(element)
            else:
                found[name] = [element]
    return found


class _Known(dict[str | None, tuple[str, ...]]):
    """For each value of a `class` attribute, the classes in it that selectors name.

    A portal's pages have some hundred values between them: each is taken apart once.
    """

    def __init__(self) -> None:
        super().__init__({None: ()})
        self.names: frozenset[str] = frozenset()

    def __missing__(self, value: str | None) -> tuple[str, ...]:
        if len(self) > _VALUES_REMEMBERED:
            self.clear()
        self[value] = tuple(words_in(value or "") & self.names)
        return self[value]


_known = _Known()


def know_classes(names: Iterable[str]) -> None:
    """Have trees note where the elements of these classes stand, too: selectors name them."""
    new = frozenset(names) - _known.names
    if new:
        _known.names |= new
        _known.clear()


def is_of_class(element: etree._Element, name: str) -> bool:
    """Return whether an element is of a class."""
    value = element.get("class")
    return value is not None and name in words_in(value)


@functools.lru_cache(_VALUES_REMEMBERED)
def words_in(value: str) -> frozenset[str]:
    """Return the words of an attribute's value, such as classes, parted by the spaces of HTML."""
    return frozenset(_WORD.findall(value))
