"""The block of text below a title: the element that holds most of it, and what stands beside it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import islice, takewhile

from lxml import etree

from archiver.extract.lines import DEEPEST, Line, is_aside, names_of, up_from
from archiver.html import BLOCKS, MANY, has_text, visible_text

_BODY_NAMES = re.compile(
    r"body|content|detail|noi-?dung|fulltext|full-text|article|entry|bai-?viet|\btext|chi-?tiet|post"
)
LEAD_NAMES = re.compile(
    r"lead(?!ing|er)|sapo|mo-?ta|summary|\bbrief\b|hometext|introtext|intro-text|\bdesc|description|tom-?tat|trich-?yeu|trich-?dan|excerpt"
    r"|chapeau|[-_]sum\b|standfirst|\bintro\b"
)
MOST_LINKS, MOST_BESIDE = 5000, 100
LEAST_BODY = 80
"""Characters of text below a title, at least."""
_MEDIA = (".pdf", ".doc", ".xls", ".ppt", ".zip", ".rar", ".mp4", ".webm", "/embed/")


def shows_media(element: etree._Element) -> bool:
    """Return whether an element holds a video, or a link to a file."""
    for found in islice(element.iter("video", "iframe", "embed", "object", "a"), MOST_LINKS):
        if found.tag == "video":
            return True
        address = (found.get("href") or found.get("src") or found.get("data") or "").lower()
        if any(ending in address for ending in _MEDIA):
            return True
    return False


class Beside:
    """Says of elements whether they stand in something that is beside the article; remembers what it saw."""

    def __init__(self, above: set[etree._Element]) -> None:
        self._known = dict.fromkeys(above, False)

    def add(self, element: etree._Element) -> None:
        """Take an element for one that is beside the article, before any is asked for."""
        self._known[element] = True

    def add_with_all_in_it(self, element: etree._Element) -> None:
        """Take an element of few others for one beside the article, whatever was answered before."""
        self._known.update(dict.fromkeys(element.iter(), True))

    def holds(self, element: etree._Element) -> bool:
        """Return whether an element, or one round it, calls itself a menu, a list of links or the like."""
        path = []
        answer = False
        for step in up_from(element):
            if step in self._known:
                answer = self._known[step]
                break
            path.append(step)
        for step in reversed(path):
            answer = answer or is_aside(step)
            self._known[step] = answer
        return answer


def is_in_its_footer(element: etree._Element) -> bool:
    """Return whether an element stands in the footer of an article, and not in the page's own."""
    footer = next((step for step in up_from(element) if step.tag == "footer"), None)
    around = [] if footer is None else list(islice(footer.iterancestors(), DEEPEST))
    return any(step.tag == "article" for step in around) or bool(
        around and _BODY_NAMES.search(names_of(around[0]))
    )


def masses(content: Iterable[Line]) -> dict[etree._Element, int]:
    """Return how many characters of the lines stand in each element."""
    return _summed((line.block, len(line.text)) for line in content)


def _summed(parts: Iterable[tuple[etree._Element, int]]) -> dict[etree._Element, int]:
    """Return for each element the sum of what is told of it and of those inside it."""
    total: dict[etree._Element, int] = {}
    inside: dict[etree._Element, int] = {}
    for element, number in parts:
        total[element] = total.get(element, 0) + number
        if (parent := element.getparent()) is not None:
            inside[parent] = inside.get(parent, 0) + number
    for parent, number in inside.items():  # what has one parent goes up together
        for element in up_from(parent):
            total[element] = total.get(element, 0) + number
    return total


def container_of(block: etree._Element, mass: dict[etree._Element, int]) -> etree._Element | None:
    """Return the lowest element round the title whose text is not dwarfed by what stands farther out."""
    steps = [element for element in up_from(block) if mass.get(element, 0) >= LEAST_BODY]
    for step in steps:
        if all(mass[outer] < 2.2 * mass[step] for outer in steps):
            return step
    return None


def with_text_behind(
    container: etree._Element, content: Sequence[Line], mass: dict[etree._Element, int]
) -> etree._Element:
    """Return the element round a container of one line, a summary, and of what calls itself the text behind.

    A text that is shorter than its summary does not outweigh it.
    """
    beside = (each for each in islice(container.itersiblings(etree.Element), MOST_BESIDE) if has_text(each))
    behind, outer = next(beside, None), container.getparent()
    if behind is None or outer is None or not (mass.get(behind, 0) and _names_a_body(behind)):
        return container
    inside = list(islice((line for line in content if container in up_from(line.block)), 2))
    if len(inside) > 1 or not inside:
        return container
    around = takewhile(lambda step: step is not container, up_from(inside[0].block))
    return container if any(_names_a_body(step) and not names_a_lead(step) for step in around) else outer


def names_a_lead(element: etree._Element) -> bool:
    """Return whether an element calls itself a summary."""
    return LEAD_NAMES.search(names_of(element).replace("_", "-")) is not None


_NO_CONTAINER = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "ol", "li", "tr", "pre", "blockquote"})


def text_block(
    container: etree._Element,
    above: set[etree._Element],
    mass: dict[etree._Element, int],
    content: Sequence[Line],
) -> etree._Element:
    """Return the element that holds most of a container's text and little else; at worst the container."""
    counts = _summed((line.block, 1) for line in content)
    node = _text_below_summary(container, above, mass, counts)
    for _ in range(100):
        child = max(node, key=lambda each: mass.get(each, 0), default=None)
        if child is not None and node in above and _is_row_of_text(child, mass, counts):
            node = child
            continue
        if child is None or child in above or child.tag in _NO_CONTAINER or _begins_amid_line(child):
            return node
        inside, whole = mass.get(child, 0), mass[node]
        leads_up = _leads_up(child, mass, counts)
        named = _names_a_body(child) and not leads_up and not _has_twin(child, mass)
        if (
            inside == whole
            or (inside >= 0.75 * whole and (named or counts[child] > 2))
            or (node is container and named and inside >= 0.5 * whole)
        ):
            node = child
        else:
            return node
    return node


def _is_row_of_text(
    row: etree._Element, mass: dict[etree._Element, int], counts: dict[etree._Element, int]
) -> bool:
    """Return whether a row of a table that lays out an article, its title in another, has all but a summary.

    It has several lines and at least half the text, and none stands in the rows behind it.
    """
    if row.tag != "tr" or counts.get(row, 0) <= MOST_IN_SUMMARY:
        return False
    above = sum(mass.get(other, 0) for other in islice(row.itersiblings(preceding=True), MOST_BESIDE))
    return mass[row] >= above and not any(
        mass.get(other, 0) for other in islice(row.itersiblings(), MOST_BESIDE)
    )


MOST_IN_SUMMARY = 2
"""Lines."""
_INLINE = frozenset({"font", "span", "b", "strong", "i", "em", "u", "big"})


def _begins_amid_line(element: etree._Element) -> bool:
    """Return whether an element that is no block holds words of a line beside the blocks in it.

    Old pages wrap a whole text in `font`: its first words belong to the block outside.
    """
    if element.tag not in _INLINE:
        return False
    beside = [element.text or ""]
    for child in islice(element, MOST_BESIDE):
        beside += [child.tail or "", "" if child.tag in BLOCKS else visible_text(child, MANY)]
    return any(words.strip() for words in beside)


def _has_twin(element: etree._Element, mass: dict[etree._Element, int]) -> bool:
    """Return whether text stands in another element of the same names beside it, as builders of pages do."""
    names = names_of(element)
    beside = (*element.itersiblings(), *element.itersiblings(preceding=True))
    return any(mass.get(other, 0) and names_of(other) == names for other in islice(beside, MOST_BESIDE))


def _text_below_summary(
    container: etree._Element,
    above: set[etree._Element],
    mass: dict[etree._Element, int],
    counts: dict[etree._Element, int],
) -> etree._Element:
    """Return the element below a summary of one line, where these two hold all text; else the whole.

    However short the text is, the template parts the two: it names them, and each in another way.
    """
    parts = [child for child in container if mass.get(child, 0)]
    if len(parts) != 2 or mass[container] != sum(mass[part] for part in parts):
        return container
    summary, text = parts
    names = [names_of(part).strip() for part in parts]
    is_parted = all(names) and names[0] != names[1] and not names[0].startswith("mso")
    if not is_parted or text.tag in _NO_CONTAINER or above.intersection(parts) or mass[text] < LEAST_BODY:
        return container
    if _names_a_body(summary) and not LEAD_NAMES.search(names[0].replace("_", "-")):
        return container
    is_whole = counts[summary] == 1 and any(part in mass for part in text)
    return text if is_whole else container


def _names_a_body(element: etree._Element) -> bool:
    return _BODY_NAMES.search(names_of(element)) is not None or element.get("itemprop") == "articleBody"


def _leads_up(
    element: etree._Element, mass: dict[etree._Element, int], counts: dict[etree._Element, int]
) -> bool:
    """Return whether an element calls itself a summary, or is one line, and one behind it the text."""
    if counts.get(element, 0) != 1 and not names_a_lead(element):
        return False
    return any(mass.get(behind, 0) and _names_a_body(behind) for behind in element.itersiblings())


def numbers_in(lines: Sequence[Line], element: etree._Element) -> list[int]:
    """Return the numbers of the lines that stand in an element."""
    known: dict[etree._Element, bool] = {element: True}
    found = []
    for number, line in enumerate(lines):
        path = []
        answer = False
        for step in up_from(line.block):
            if step in known:
                answer = known[step]
                break
            path.append(step)
        known.update(dict.fromkeys(path, answer))
        if answer:
            found.append(number)
    return found
