"""From the elements of a body to paragraphs: order kept, no text lost, none invented.

What is no text of the article (scripts, widgets, what a rule drops) is left out in the tree. Captions go to
their pictures; tables become text row by row, cells parted by tabs.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator, Sequence, Set
from itertools import chain, islice
from typing import NamedTuple
from urllib.parse import urljoin

from lxml import etree

from archiver.boilerplate import is_boilerplate, starts_related
from archiver.html import BLOCKS, SHORT_STYLE, is_unseen, visible_text
from archiver.models import Image
from archiver.normalise.text import tidy, unescape_once

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
BOLD = frozenset({"b", "strong", *HEADINGS, "th"})
ITALIC = frozenset({"i", "em"})
CAPTION_LENGTH = 300
WRAPPERS = frozenset({"div", "section", "figure", "table", "tbody", "center"})
CAPTION_HOLDERS = frozenset({"div", "p", "td", "span", "em", "i", "small", "font", "center"})
WRAPPER_STEPS, LONGEST_WRAPPED = 5, 200
"""Elements from a picture up to the one that holds it with its caption; characters of such a caption."""
MOST_PICTURES = 2000
"""Pictures of one text whose captions are looked for by where they stand; no article has as many."""
MOST_WRAPPED = 300
"""Elements of such a holder: text from a word processor has some forty round two lines."""
MOST_BESIDE, LEAST_BESIDE = 8, 150
"""Elements beside these that are looked at for text, and the characters of a paragraph among them."""
LAZY_SOURCES = ("data-src", "data-original", "data-lazy-src", "src")

_ALIGN = re.compile(r"text-align\s*:\s*(left|right|center|justify)", re.IGNORECASE)
_CAPTION_NAMES = re.compile(
    r"caption|chu[-_]?thich|(?:pic|image|img|photo|anh|hinh)[-_]?(?:desc|note|title|text)|mo[-_]?ta[-_]?anh"
    r"|(?:desc|note|title|text)[-_]?(?:pic|image|img|photo|anh|hinh)(?![a-z])"
)
_AUTHOR_NAMES = re.compile(r"author(?!i)|byline|tac[-_]?gia|but[-_]?danh")
_WEIGHT = re.compile(r"font-weight\s*:\s*(bold|[6-9]00)", re.IGNORECASE)
_SLANT = re.compile(r"font-style\s*:\s*italic", re.IGNORECASE)
_ALIGN_CLASS = re.compile(
    r"(?:^|\s)(?:text-|align-?|rte|ql-align-|has-text-align-)?(right|center)(?=\s|$)", re.IGNORECASE
)


class Paragraph(NamedTuple):
    """One paragraph with what its markup says of it."""

    text: str
    align: str = ""
    """`right`, `center` or empty."""
    bold: bool = False
    """All of it is bold."""
    italic: bool = False
    """All of it is italic, or in an element that calls itself a caption."""
    linked: bool = False
    """All of it is links."""
    caption: bool = False
    """It stands in a `figcaption`."""
    heading: bool = False
    signed: bool = False
    """It stands in an element that calls itself the author's."""
    images: tuple[str, ...] = ()
    """Addresses of the pictures in it; a paragraph of pictures alone has no text."""


class Style(NamedTuple):
    """What an element's ancestors and itself say of the text in it."""

    align: str = ""
    bold: bool = False
    italic: bool = False
    linked: bool = False
    caption: bool = False
    heading: bool = False
    signed: bool = False


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
        elif tag == "img":
            self._image(element)
        elif tag in BLOCKS:
            self._flush()
        if element.text:
            self._runs.append(_Run(element.text, _style_of(element, self._styles[-1])))
            if tag in BLOCKS:
                self._flush()

    def _open(self, element: etree._Element) -> None:
        if element.tag in BLOCKS:
            self._flush()
        self._styles.append(_style_of(element, self._styles[-1]))
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
        found = next((value for name in LAZY_SOURCES if (value := (element.get(name) or "").strip())), "")
        if found and not found.startswith("data:") and not _is_tiny(element):
            try:
                self._images.append(urljoin(self._base, found))
            except ValueError:
                return
            self._wrapper, self._wrapped_from = None, len(self.found)
            self._pictures += 1
            if self._pictures <= MOST_PICTURES:
                self._wrapper = wrapper_of(element)

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


def wrapper_of(image: etree._Element) -> etree._Element | None:
    """Return the element that holds a picture and a few words below it, and nothing else; else None.

    Its words are the picture's caption, whatever the elements are called. It must stand amid other text of
    the body: of a body with a picture and a line, the line is the text.
    """
    for holder in islice(image.iterancestors(), WRAPPER_STEPS):
        if _holds_more(holder):
            return None
        words = tidy(visible_text(holder))
        if words:
            is_wrapper = holder.tag in WRAPPERS and len(words) <= LONGEST_WRAPPED
            return holder if is_wrapper and _is_captioned(holder, words) and _is_amid_text(holder) else None
    return None


def _holds_more(holder: etree._Element) -> bool:
    """Return whether an element holds more than a picture and its caption, without looking at all of it."""
    pictures = length = 0
    for number, element in enumerate(holder.iter()):
        pictures += element.tag == "img"
        length += len((element.text or "").strip())
        if element is not holder:
            length += len((element.tail or "").strip())
        if pictures > 1 or length > LONGEST_WRAPPED * 2 or number > MOST_WRAPPED:
            return True
    return False


def _is_longer(element: etree._Element, most: int) -> bool:
    """Return whether an element holds more characters, without reading them all."""
    length = 0
    for text in element.itertext():
        length += len(text.strip())
        if length > most:
            return True
    return False


def _is_captioned(holder: etree._Element, words: str) -> bool:
    """Return whether one element in a holder has all its words, below the one picture, no link among them."""
    if words.endswith("./.") or next(holder.iter(*HEADINGS), None) is not None:
        return False
    if any(tidy(visible_text(link)) for link in _outermost(holder, {"a"})):
        return False
    image = next(holder.iter("img"), None)
    behind = _outermost(holder, CAPTION_HOLDERS, behind=image)
    return any(tidy(visible_text(each)) == words for each in behind)


def _outermost(
    holder: etree._Element, tags: Set[str], behind: etree._Element | None = None
) -> Iterator[etree._Element]:
    """Yield the elements of some tags in a holder, behind one of them if given, that stand in no other."""
    walker = etree.iterwalk(holder, events=("start",))
    for _, element in walker:
        if element is behind:
            behind = None
        elif behind is None and element is not holder and element.tag in tags:
            yield element
            walker.skip_subtree()


def _is_amid_text(holder: etree._Element) -> bool:
    """Return whether paragraphs stand beside a holder."""
    beside = chain(holder.itersiblings(preceding=True), holder.itersiblings())
    shown = (each for each in islice(beside, MOST_BESIDE) if isinstance(each.tag, str))
    return any(_is_longer(each, LEAST_BESIDE) for each in shown)


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


def _style_of(element: etree._Element, outer: Style) -> Style:
    tag, css, align, classes = (
        str(element.tag),
        element.get("style"),
        element.get("align"),
        element.get("class"),
    )
    if css is None and align is None and classes is None and tag not in STYLED:
        return outer
    markup = (tag, css or "", align or "", classes or "")
    return _style(markup, outer) if sum(map(len, markup)) < SHORT_STYLE else _styled(markup, outer)


def _styled(markup: tuple[str, str, str, str], outer: Style) -> Style:
    """Return what a tag, its `style`, `align` and `class` say of the text inside."""
    tag, css, align, classes = markup
    return Style(
        align=_align_of(tag, css, align or classes) or outer.align,
        bold=outer.bold or tag in BOLD or bool(css and _WEIGHT.search(css)),
        italic=outer.italic
        or tag in ITALIC
        or bool(css and _SLANT.search(css))
        or calls_itself_caption(classes),
        linked=outer.linked or tag == "a",
        caption=outer.caption or tag == "figcaption",
        heading=outer.heading or tag in HEADINGS,
        signed=outer.signed or (bool(classes) and _AUTHOR_NAMES.search(classes.lower()) is not None),
    )


_style = functools.lru_cache(maxsize=4096)(_styled)


STYLED = BOLD | ITALIC | {"a", "center", "figcaption"}


def calls_itself_caption(classes: str) -> bool:
    """Return whether an element's classes say that it holds the words below a picture."""
    return bool(classes) and _CAPTION_NAMES.search(classes.lower()) is not None


def _align_of(tag: str, css: str, place: str) -> str:
    if tag == "center":
        return "center"
    stated = _ALIGN.search(css) or _ALIGN_CLASS.search(place)
    return stated[1].lower() if stated else ""


def _is_tiny(image: etree._Element) -> bool:
    return any((image.get(side) or "").strip("px ") in {"0", "1", "2"} for side in ("width", "height"))


def is_data_table(table: etree._Element) -> bool:
    """Return whether a table holds data: two rows and two columns at least, and no table inside it."""
    rows = list(table.iter("tr"))
    if len(rows) < 2 or any(inner is not table for inner in table.iter("table")):
        return False
    return sum(sum(cell.tag in {"td", "th"} for cell in row) > 1 for row in rows) > 1


def with_captions(paragraphs: Iterable[Paragraph]) -> tuple[tuple[Paragraph, ...], tuple[Image, ...]]:
    """Return the paragraphs without captions, and the pictures with theirs.

    A caption is what a `figcaption` holds, or the short words that stand in a picture's own paragraph or in
    the next one: centred, italic, or in an element that calls itself a caption.
    """
    texts: list[Paragraph] = []
    images: list[Image] = []
    after_image = False
    for paragraph in paragraphs:
        images.extend(Image(url=url) for url in paragraph.images)
        if images and _is_caption(paragraph, after_image=after_image or bool(paragraph.images)):
            caption = "\n".join(filter(None, (images[-1].caption, paragraph.text)))
            images[-1] = Image(url=images[-1].url, caption=caption)
            after_image = False
            continue
        after_image = bool(paragraph.images) and not paragraph.text
        if paragraph.text:
            texts.append(paragraph)
    return tuple(texts), tuple(images)


def _is_caption(paragraph: Paragraph, *, after_image: bool) -> bool:
    if not paragraph.text or len(paragraph.text) > CAPTION_LENGTH:
        return False
    if paragraph.caption:
        return True
    return after_image and not paragraph.heading and (paragraph.align == "center" or paragraph.italic)


def without_boilerplate(paragraphs: Iterable[Paragraph]) -> tuple[Paragraph, ...]:
    """Return the paragraphs without lines that are known boilerplate, and without a closing list of links."""
    found = list(paragraphs)
    last = max((number for number, paragraph in enumerate(found) if not paragraph.linked), default=0)
    behind = (number for number in range(last, len(found)) if starts_related(found[number].text))
    found = found[: next(behind, len(found))]
    return tuple(paragraph for paragraph in found if not is_boilerplate(paragraph.text))
