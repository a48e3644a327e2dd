"""CSS selectors matched over a `Tree`, from the names in them rather than by a walk over the page.

Held are tags, classes, identifiers, attributes, the four combinators, `:first-child`, `:not()` of one
compound, and `:has()`. What comes out is what the XPath finds that cssselect makes of the same selector.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from typing import NamedTuple

from cssselect import parser as css
from lxml import etree

from archiver.tree import Elements, Tree, is_of_class, know_classes, words_in

ANYWHERE_BELOW, CHILD, NEXT, LATER = " ", ">", "+", "~"
"""The combinators, as CSS writes them: how a second element stands to a first."""


class Unheld(ValueError):
    """The selector is of a kind that only XPath holds."""


class Attribute(NamedTuple):
    """An attribute, and what its value must be."""

    name: str
    holds: Callable[[str], bool]


class Compound(NamedTuple):
    """What one element must be."""

    tag: str | None = None
    identifier: str | None = None
    classes: tuple[str, ...] = ()
    attributes: tuple[Attribute, ...] = ()
    without: tuple[Compound, ...] = ()
    having: tuple[tuple[Path, ...], ...] = ()
    """Each with the paths of which one at least must lead to an element."""
    is_first: bool = False
    """No element stands before it in the same parent."""

    @property
    def is_named(self) -> bool:
        """Return whether a class or identifier says which elements these can be."""
        return bool(self.identifier or self.classes)

    @property
    def is_one_name(self) -> bool:
        """Return whether a tag, a class or an identifier is all that is asked."""
        names = len(self.classes) + (self.identifier is not None) + (self.tag is not None)
        return names == 1 and not (self.attributes or self.without or self.having or self.is_first)


class Step(NamedTuple):
    """What stands how to the element before."""

    combinator: str
    compound: Compound


Path = tuple[Step, ...]
"""Steps from an element to another; the first combinator of a whole selector says nothing."""


class Matcher:
    """A group of selectors, ready for any page."""

    __slots__ = ("_needed", "_paths")

    def __init__(self, text: str) -> None:
        """Raise Unheld for what cannot be matched here, cssselect's SelectorError for what is no CSS."""
        self._paths = tuple(_path(selector.parsed_tree) for selector in css.parse(text))
        self._needed = tuple(_Names.of(path) for path in self._paths)
        know_classes(name for path in self._paths for name in _classes(path))

    def elements(self, tree: Tree) -> list[etree._Element]:
        """Return the elements of the page that match, in document order."""
        found = [
            _reached(path, tree)
            for path, needed in zip(self._paths, self._needed, strict=True)
            if needed.are_on(tree)
        ]
        if len(found) > 1:
            return tree.in_order({element for some in found for element in some})
        return found[0] if found else []

    def may_match(self, tree: Tree) -> bool:
        """Return False where the page lacks a class or identifier that every match needs."""
        return any(needed.are_on(tree) for needed in self._needed)

    def may_match_with(self, classes: Set[str]) -> bool:
        """Return the same of classes alone."""
        return any(needed.classes <= classes for needed in self._needed)


def _path(parsed: css.Tree) -> Path:
    """Return the steps of one parsed selector."""
    steps: list[Step] = []
    while isinstance(parsed, css.CombinedSelector):
        steps.append(Step(parsed.combinator, _compound(parsed.subselector)))
        parsed = parsed.selector
    steps.append(Step(ANYWHERE_BELOW, _compound(parsed)))
    return tuple(reversed(steps))


def _compound(parsed: css.Tree) -> Compound:
    if isinstance(parsed, css.Element):
        if parsed.namespace:
            raise Unheld("a namespace")
        return Compound(tag=parsed.element.lower() if parsed.element else None)
    if isinstance(parsed, css.Pseudo) and parsed.ident == "first-child":
        return _compound(parsed.selector)._replace(is_first=True)
    if not isinstance(parsed, css.Class | css.Hash | css.Attrib | css.Negation | css.Relation):
        raise Unheld(type(parsed).__name__)
    return _narrowed(_compound(parsed.selector), parsed)


def _narrowed(
    outer: Compound, parsed: css.Class | css.Hash | css.Attrib | css.Negation | css.Relation
) -> Compound:
    """Return a compound of which the last part of a parsed one is asked, too."""
    if isinstance(parsed, css.Class):
        return outer._replace(classes=(*outer.classes, parsed.class_name))
    if isinstance(parsed, css.Hash) and not outer.identifier:
        return outer._replace(identifier=parsed.id)
    if isinstance(parsed, css.Attrib):
        return outer._replace(attributes=(*outer.attributes, _attribute(parsed)))
    if isinstance(parsed, css.Negation):
        return outer._replace(without=(*outer.without, _compound(parsed.subselector)))
    if isinstance(parsed, css.Relation):
        paths = tuple(_relative(str(first.value), inner) for first, inner in parsed.arguments)
        return outer._replace(having=(*outer.having, paths))
    raise Unheld("two identifiers")


def _relative(combinator: str, inner: css.Selector) -> Path:
    first, *rest = _path(inner.parsed_tree)
    # Selectors of one platform say the same relations: one object for each, one look at each page.
    path = (Step(combinator, first.compound), *rest)
    return _relations.setdefault(path, path)


_relations: dict[Path, Path] = {}


_VALUES: dict[str, Callable[[str], Callable[[str], bool]]] = {
    "=": lambda wanted: wanted.__eq__,
    "^=": lambda wanted: lambda value: bool(wanted) and value.startswith(wanted),
    "$=": lambda wanted: lambda value: bool(wanted) and value.endswith(wanted),
    "*=": lambda wanted: lambda value: bool(wanted) and wanted in value,
    "~=": lambda wanted: lambda value: wanted in words_in(value),
}


def _attribute(parsed: css.Attrib) -> Attribute:
    name = parsed.attrib.lower()
    if parsed.namespace or not (name.isascii() and name.replace("-", "").isalnum() and name[0].isalpha()):
        raise Unheld("a namespace, or a name that XPath does not know")
    if parsed.operator == "exists":
        return Attribute(name, lambda _value: True)
    if parsed.operator not in _VALUES or parsed.flag or parsed.value is None:
        raise Unheld(parsed.operator)
    return Attribute(name, _VALUES[parsed.operator](str(parsed.value.value)))


class _Names(NamedTuple):
    """The classes and identifiers without which a path matches nothing."""

    classes: frozenset[str]
    identifiers: frozenset[str]

    @classmethod
    def of(cls, path: Path) -> _Names:
        compounds = list(_certain(path))
        return cls(
            frozenset(name for compound in compounds for name in compound.classes),
            frozenset(compound.identifier for compound in compounds if compound.identifier),
        )

    def are_on(self, tree: Tree) -> bool:
        """Return whether the page has an element of each."""
        return self.classes <= tree.classes and all(map(tree.with_identifier, self.identifiers))


def _certain(path: Path) -> Iterator[Compound]:
    """Yield the compounds for each of which there is an element wherever the path matches."""
    for step in path:
        yield step.compound
        for paths in step.compound.having:
            if len(paths) == 1:
                yield from _certain(paths[0])


def _classes(path: Path) -> Iterator[str]:
    """Yield every class in the steps, also those that an element must not be of."""
    for _, compound in path:
        yield from compound.classes
        yield from _classes(tuple(Step(NEXT, without) for without in compound.without))
        yield from (name for paths in compound.having for inner in paths for name in _classes(inner))


def _reached(path: Path, tree: Tree) -> list[etree._Element]:
    """Return what the steps lead to from anywhere on the page."""
    found = _first(path, tree)
    for step in path[1:]:
        if not found:
            break
        found = _next(step, found, tree)
    return found


def _first(path: Path, tree: Tree) -> list[etree._Element]:
    """Return what matches the first compound; where only the second names anything, what leads to that."""
    compound = path[0].compound
    if len(path) == 1 or compound.is_named or not path[1].compound.is_named:
        return _candidates(compound, tree)
    leading = _before(path[1].combinator, _candidates(path[1].compound, tree))
    return tree.in_order([element for element in leading if _matches(compound, element, tree)])


def _candidates(compound: Compound, tree: Tree) -> list[etree._Element]:
    """Return all elements of the page that match a compound."""
    perhaps = _perhaps(compound, tree)
    if compound.is_one_name:
        return perhaps
    return [element for element in perhaps if _matches(compound, element, tree)]


def _perhaps(compound: Compound, tree: Tree) -> list[etree._Element]:
    """Return elements among which all that match are, by what is rarest of the compound."""
    if compound.identifier:
        return tree.with_identifier(compound.identifier)
    if compound.classes:
        return tree.with_class(compound.classes[0])
    if compound.tag:
        return tree.with_tag(compound.tag)
    if compound.attributes:
        return tree.with_attribute(*compound.attributes[0])
    for paths in compound.having:
        if all(map(_leads_to_names, paths)):
            return tree.in_order(frozenset().union(*(_having(path, tree) for path in paths)))
    return tree.with_tag("*")


def _matches(compound: Compound, element: etree._Element, tree: Tree) -> bool:
    tag, identifier, classes, attributes, without, having, is_first = compound
    if is_first and element.getprevious() is not None:
        return False
    if (tag and element.tag != tag) or (identifier and element.get("id") != identifier):
        return False
    for name in classes:
        if not is_of_class(element, name):
            return False
    for attribute, holds in attributes:
        value = element.get(attribute)
        if value is None or not holds(value):
            return False
    for other in without:
        if _matches(other, element, tree):
            return False
    return all(any(_has(path, element, tree) for path in paths) for paths in having) if having else True


def _has(path: Path, element: etree._Element, tree: Tree) -> bool:
    if _leads_to_names(path):
        return element in _having(path, tree)
    found = [element]
    for step in path:
        found = _next(step, found, tree)
    return bool(found)


def _leads_to_names(path: Path) -> bool:
    """Return whether the last element of a path can be found without walking there."""
    last = path[-1].compound
    return last.is_named or any(all(map(_leads_to_names, paths)) for paths in last.having)


def _having(path: Path, tree: Tree) -> Elements:
    """Return all elements from which a path leads to its end, found from the end back."""
    return tree.shared("having", path, lambda page: frozenset(_walked_back(path, page)))


def _walked_back(path: Path, tree: Tree) -> set[etree._Element]:
    found = set(_candidates(path[-1].compound, tree))
    for before, step in zip(reversed(path[:-1]), reversed(path[1:]), strict=True):
        found = {
            element for element in _before(step.combinator, found) if _matches(before.compound, element, tree)
        }
    return _before(path[0].combinator, found)


def _before(combinator: str, elements: Iterable[etree._Element]) -> set[etree._Element]:
    """Return the elements to one of which at least an element stands in that way."""
    before: set[etree._Element] = set()
    for element in elements:
        for one in _BACK[combinator](element):
            if one in before and combinator in {ANYWHERE_BELOW, LATER}:
                break  # what stands before that one is there already
            before.add(one)
            if combinator == NEXT:
                break
    return before


def _parent(element: etree._Element) -> Iterator[etree._Element]:
    parent = element.getparent()
    if parent is not None:
        yield parent


_BACK: dict[str, Callable[[etree._Element], Iterator[etree._Element]]] = {
    ANYWHERE_BELOW: lambda element: element.iterancestors(),
    CHILD: _parent,
    NEXT: lambda element: element.itersiblings("*", preceding=True),
    LATER: lambda element: element.itersiblings("*", preceding=True),
}


def _next(step: Step, found: Sequence[etree._Element], tree: Tree) -> list[etree._Element]:
    """Return what matches a step's compound and stands so to one of the elements found."""
    compound = step.compound
    if step.combinator == ANYWHERE_BELOW:
        if compound.is_named:
            inside = _Inside(found)
            return [element for element in _candidates(compound, tree) if inside.holds(element)]
        below = (element for outer in _outermost(found) for element in _below(outer, compound.tag))
        return [element for element in below if _matches(compound, element, tree)]
    if compound.is_named and step.combinator == CHILD:
        parents = set(found)
        return [element for element in _candidates(compound, tree) if element.getparent() in parents]
    after: set[etree._Element] = set()
    for element in found:
        for one in _forward(step.combinator, element):
            if one in after and step.combinator == LATER:
                break
            after.add(one)
            if step.combinator == NEXT:
                break
    return [element for element in tree.in_order(after) if _matches(compound, element, tree)]


def _forward(combinator: str, element: etree._Element) -> Iterator[etree._Element]:
    return element.iterchildren("*") if combinator == CHILD else element.itersiblings("*")


def _below(outer: etree._Element, tag: str | None) -> Iterator[etree._Element]:
    return (element for element in outer.iter(tag or "*") if element is not outer)


def _outermost(found: Sequence[etree._Element]) -> Sequence[etree._Element]:
    """Return those of the elements, which come in document order, that lie in no other of them."""
    if len(found) < 2:
        return found
    inside = _Inside(found)
    return [element for element in found if not inside.holds(element)]


class _Inside:
    """What lies below one of some elements; each ancestor is looked at once, however deep the page."""

    def __init__(self, outer: Iterable[etree._Element]) -> None:
        self._outer = frozenset(outer)
        self._known: dict[etree._Element, bool] = {}

    def holds(self, element: etree._Element) -> bool:
        """Return whether an element lies below one of them."""
        passed: list[etree._Element] = []
        is_inside = False
        for ancestor in element.iterancestors():
            if ancestor in self._outer or self._known.get(ancestor, False):
                is_inside = True
                break
            if ancestor in self._known:
                break
            passed.append(ancestor)
        self._known |= dict.fromkeys(passed, is_inside)
        return is_inside
