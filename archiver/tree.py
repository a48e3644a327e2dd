"""A page's tree whose elements are found by class, identifier, tag or attribute without a walk for each.

The rules of a platform name some forty classes and identifiers, most of which a page lacks. One pass notes
where those stand that any selector names; after it an absent one costs nothing, and a present one only its
own elements.
"""

from __future__ import annotations

import functools
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Set
from itertools import repeat, tee
from operator import itemgetter
from typing import Any, TypeAlias, TypeVar

from lxml import etree

Made = TypeVar("Made")
Elements: TypeAlias = "frozenset[etree._Element]"  # noqa: SLF001 - how lxml's stubs name elements

_WORD = re.compile(r"[^ \t\r\n]+")
_VALUES_REMEMBERED = 8192
_attribute = etree._Element.get  # noqa: SLF001 - how lxml names elements
_identifiers = etree.XPath("descendant-or-self::*/@id", smart_strings=False)
_with_identifier = etree.XPath("descendant-or-self::*/@id[. = $name]/..")
_sorted = etree.XPath("$elements")


class Tree:
    """The elements of one page; every list is in document order, and none may be changed."""

    __slots__ = (
        "_bearing",
        "_by_class",
        "_by_identifier",
        "_identifiers",
        "_shared",
        "_tags",
        "_vocabulary",
        "root",
    )

    def __init__(self, root: etree._Element) -> None:
        self.root = root
        self._by_class: Mapping[str, list[etree._Element]] = {}
        self._vocabulary = 0
        self._by_identifier: dict[str, list[etree._Element]] = {}
        self._bearing: dict[str, list[tuple[str, etree._Element]]] = {}
        self._identifiers: frozenset[str] | None = None
        self._tags: dict[str, list[etree._Element]] = {}
        self._shared: dict[tuple[str, int], tuple[object, Any]] = {}

    @property
    def classes(self) -> Set[str]:
        """Return those classes of the page's elements that `know_classes` was told of."""
        if self._vocabulary != len(_known.names):
            self._by_class, self._vocabulary = _by_class(self.root), len(_known.names)
        return self._by_class.keys()

    def with_class(self, name: str) -> list[etree._Element]:
        """Return the elements of a class, which must be one that `know_classes` was told of."""
        return self._by_class[name] if name in self.classes else []

    def with_identifier(self, name: str) -> list[etree._Element]:
        """Return the elements that have an identifier: one on sound pages, several on others."""
        if self._identifiers is None:
            self._identifiers = frozenset(_identifiers(self.root))
        if name not in self._identifiers:
            return []
        if name not in self._by_identifier:
            self._by_identifier[name] = _with_identifier(self.root, name=name)
        return self._by_identifier[name]

    def with_tag(self, tag: str) -> list[etree._Element]:
        """Return the elements of a tag, which is lower-case as in every tree of HTML; `*` for all."""
        if tag not in self._tags:
            self._tags[tag] = list(self.root.iter(tag))
        return self._tags[tag]

    def with_attribute(self, name: str, holds: Callable[[str], bool]) -> list[etree._Element]:
        """Return the elements that have an attribute whose value holds."""
        if name not in self._bearing:
            found = _bearing(name)(self.root)
            self._bearing[name] = [(element.get(name, ""), element) for element in found]
        return [element for value, element in self._bearing[name] if holds(value)]

    def in_order(self, elements: Collection[etree._Element]) -> list[etree._Element]:
        """Return elements of the page in document order."""
        found = list(elements)
        return list(_sorted(self.root, elements=found)) if len(found) > 1 else found

    def shared(self, what: str, key: object, make: Callable[[Tree], Made]) -> Made:
        """Return what `make` returns for this page, made once a key; nobody may change it.

        `what` says of what it is; keys are told apart by being other objects, however equal.
        """
        at = (what, id(key))
        if at not in self._shared:
            self._shared[at] = (key, make(self))
        made: Made = self._shared[at][1]
        return made


@functools.cache
def _bearing(attribute: str) -> etree.XPath:
    return etree.XPath(f"descendant-or-self::*[@{attribute}]")


def _by_class(root: etree._Element) -> dict[str, list[etree._Element]]:
    found: dict[str, list[etree._Element]] = defaultdict(list)
    elements, same = tee(root.iter("*"))
    # Most elements are of no class that counts: none of them is kept, and no step of the interpreter spent.
    known = map(_known.__getitem__, map(_attribute, elements, repeat("class")))
    for names, element in filter(itemgetter(0), zip(known, same, strict=False)):
        for name in names:
            found[name].append(element)
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
