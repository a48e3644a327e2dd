"""From the elements of a body to paragraphs: order kept, no text lost, none invented.

What is no text of the article (scripts, widgets, what a rule drops) is left out in the tree. Captions go to
their pictures; tables become text row by row, cells parted by tabs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple
from urllib.parse import urljoin

from lxml import etree

from archiver.boilerplate import is_boilerplate, starts_related
from archiver.captions import wrapper_of
from archiver.html import BLOCKS, is_unseen, visible_text
from archiver.markup import Paragraph, Style, style_of
from archiver.normalise.text import tidy, unescape_once

MOST_PICTURES = 2000
"""Pictures of one text that are noted; no article has as many."""
PICTURES = frozenset({"img", "amp-img"})
LAZY_SOURCES = ("data-src", "data-original", "data-lazy-src", "src")


class _Run(NamedTuple):
    text: str
    style: Style


def paragraphs_in(
    elements: Iterable[etree._Element], dropped: frozenset[etree._Element], base: str
) -> tuple[Paragraph, ...]:
    """Return the paragraphs of a body in document order, pictures among them."""
    walk = _Walk(dropped, base)
    for element in elements:
        walk.over(element)
    return tuple(walk.found)


class _Walk:
    """One pass over an element: a state machine without recursion, so that no depth of nesting hurts."""

    def __init__(self, dropped: frozenset[etree._Element], base: str) -> None:
        self.found: list[Paragraph] = []
        self._dropped = dropped
        self._base = base
        self._runs: list[_Run] = []
        self._images: list[str] = []
        self._pictures = 0
        self._styles = [Style()]
        self._wrapper: etree._Element | None = None
        self._wrapped_from = 0

    def over(self, root: etree._Element) -> None:
        """Add the paragraphs in an element to those found."""
        walker = etree.iterwalk(root, events=("start", "end"))
        skipped = None
        for event, element in walker:
            if event == "start":
                if element in self._dropped or is_unseen(element):
                    if element in self._dropped and element.tag in BLOCKS:
                        self._flush()
                    walker.skip_subtree()
                    skipped = element
                    continue
                if not len(element):
                    self._leaf(element)
                    skipped = element
                    continue
                self._open(element)
                if element.tag == "table" and is_data_table(element):
                    self._table(element)
                    walker.skip_subtree()
            elif element is skipped:
                self._tail(element, root)
            else:
                self._close(element)
                if element is self._wrapper and element is not root:
                    self._end_wrapper()
                self._tail(element, root)
        self._flush()

    def _leaf(self, element: etree._Element) -> None:
        """Take an element with nothing inside but text: most paragraphs, breaks and pictures."""
        tag = element.tag
        if tag == "br":
            self._break()
        elif tag in PICTURES:
            self._image(element)
        elif tag in BLOCKS:
            self._flush()
        if element.text:
            self._runs.append(_Run(element.text, style_of(element, self._styles[-1])))
            if tag in BLOCKS:
                self._flush()

    def _open(self, element: etree._Element) -> None:
        if element.tag in BLOCKS:
            self._flush()
        elif element.tag in PICTURES:
            self._image(element)
        self._styles.append(style_of(element, self._styles[-1]))
        if element.text:
            self._runs.append(_Run(element.text, self._styles[-1]))

    def _close(self, element: etree._Element) -> None:
        if element.tag in BLOCKS:
            self._flush()
        self._styles.pop()

    def _tail(self, element: etree._Element, root: etree._Element) -> None:
        if element is not root and element.tail:
            self._runs.append(_Run(element.tail, self._styles[-1]))

    def _break(self) -> None:
        """End the line; the second break of two ends the paragraph."""
        for run in reversed(self._runs):
            if run.text == "\n" and run.style is LINE_BREAK:
                self._flush()
                return
            if run.text.strip():
                break
        self._runs.append(_Run("\n", LINE_BREAK))

    def _image(self, element: etree._Element) -> None:
        if self._pictures >= MOST_PICTURES:
            return
        found = next((value for name in LAZY_SOURCES if (value := (element.get(name) or "").strip())), "")
        if found and not found.startswith("data:") and not _is_tiny(element):
            try:
                self._images.append(urljoin(self._base, found))
            except ValueError:
                return
            self._wrapper, self._wrapped_from = wrapper_of(element), len(self.found)
            self._pictures += 1

    def _end_wrapper(self) -> None:
        """Mark what stands behind a picture, in an element that holds the two alone, as its caption."""
        self._flush()
        for at in range(self._wrapped_from, len(self.found)):
            self.found[at] = self.found[at]._replace(caption=True)
        self._wrapper = None

    def _table(self, table: etree._Element) -> None:
        for image in table.iter("img"):
            self._image(image)
        rows = []
        for row in table.iter("tr"):
            cells = [tidy(unescape_once(visible_text(cell))) for cell in row if cell.tag in {"td", "th"}]
            if any(cells):
                rows.append("\t".join(cells))
        images, self._images = tuple(self._images), []
        self.found.append(Paragraph(text="\n".join(rows), images=images))

    def _flush(self) -> None:
        if not (self._runs or self._images):
            return
        runs, self._runs = self._runs, []
        images, self._images = tuple(self._images), []
        text = _text_of(runs)
        if text or images:
            styles = {id(run.style): run.style for run in runs if not run.text.isspace()}
            style = _common(list(styles.values())) if styles else self._styles[-1]
            self.found.append(Paragraph(text, *style, images=images))


LINE_BREAK = Style()


def _common(styles: Sequence[Style]) -> Style:
    """Return what holds of all words of a paragraph: aligned as the first, a caption where one of them is."""
    if len(styles) == 1:
        return styles[0]
    align, bold, italic, linked, caption, heading, signed = zip(*styles, strict=True)
    return Style(align[0], all(bold), all(italic), all(linked), any(caption), all(heading), all(signed))


def _text_of(runs: Sequence[_Run]) -> str:
    joined = "".join([run.text if run.style is LINE_BREAK else run.text.replace("\n", " ") for run in runs])
    if joined.isspace():
        return ""
    if "\n" not in joined and "&" not in joined:
        return tidy(joined)
    return "\n".join(line for part in unescape_once(joined).split("\n") if (line := tidy(part)))


def _is_tiny(image: etree._Element) -> bool:
    return any((image.get(side) or "").strip("px ") in {"0", "1", "2"} for side in ("width", "height"))


def is_data_table(table: etree._Element) -> bool:
    """Return whether a table holds data: two rows and two columns at least, and no table inside it."""
    rows = list(table.iter("tr"))
    if len(rows) < 2 or any(inner is not table for inner in table.iter("table")):
        return False
    return sum(sum(cell.tag in {"td", "th"} for cell in row) > 1 for row in rows) > 1


def without_boilerplate(paragraphs: Iterable[Paragraph]) -> tuple[Paragraph, ...]:
    """Return the paragraphs without lines that are known boilerplate, and without a closing list of links."""
    found = list(paragraphs)
    last = max((number for number, paragraph in enumerate(found) if not paragraph.linked), default=0)
    behind = (number for number in range(last, len(found)) if starts_related(found[number].text))
    found = found[: next(behind, len(found))]
    return tuple(
        paragraph for paragraph in found
        if not (is_boilerplate(paragraph.text) or _KEYWORDS.match(paragraph.text))
    )  # fmt: skip


_KEYWORDS = re.compile(r"(?:từ kho[áa]|từ khóa|tags?|keywords?)\s?:.{0,200}$", re.IGNORECASE)
"""The line in which systems list what an article is filed under."""
