"""What markup says of the text in it: how it is set, and whether it is a link, a caption or a signature."""

from __future__ import annotations

import functools
import re
from typing import NamedTuple

from lxml import etree

from archiver.html import SHORT_STYLE

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
BOLD = frozenset({"b", "strong", *HEADINGS, "th"})
ITALIC = frozenset({"i", "em"})
STYLED = BOLD | ITALIC | {"a", "center", "figcaption"}
_ALIGN = re.compile(r"text-align\s*:\s*(left|right|center|justify)", re.IGNORECASE)
_CAPTION_NAMES = re.compile(
    r"caption|chu[-_]?thich|(?:pic|image|img|photo|anh|hinh)[-_]?(?:desc|note|title|text|cap(?![a-z]))|mo[-_]?ta[-_]?anh"
    r"|(?:desc|note|title|text)[-_]?(?:pic|image|img|photo|anh|hinh)(?![a-z])"
)
_AUTHOR_NAMES = re.compile(r"author(?!i)|byline|tac[-_]?gia|but[-_]?danh|(?<![a-z])actor(?![a-z])")
_WEIGHT = re.compile(r"font-weight\s*:\s*(bold|[6-9]00)", re.IGNORECASE)
_SLANT = re.compile(r"font-style\s*:\s*italic", re.IGNORECASE)
_ALIGN_CLASS = re.compile(
    r"(?:^|\s)(?:text-|align-?|rte|ql-align-|has-text-align-)?(right|center)(?=\s|$)", re.IGNORECASE
)


class Style(NamedTuple):
    """What an element's ancestors and itself say of the text in it."""

    align: str = ""
    bold: bool = False
    italic: bool = False
    linked: bool = False
    caption: bool = False
    heading: bool = False
    signed: bool = False


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


def style_of(element: etree._Element, outer: Style) -> Style:
    """Return what an element says of its text beside what those round it say: `outer`."""
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


@functools.lru_cache(2048)
def calls_itself_caption(classes: str) -> bool:
    """Return whether an element's classes say that it holds the words below a picture."""
    return bool(classes) and _CAPTION_NAMES.search(classes.lower()) is not None


_PICTURE_NAMES = re.compile(
    r"(?:^|[\s_-])(?:picture|pic|image|img|photo|(?:hinh-?)?anh)(?:[\s_-]box)?(?=\s|$)"
)


@functools.lru_cache(2048)
def calls_itself_picture(classes: str) -> bool:
    """Return whether an element's classes say that it holds a picture."""
    return bool(classes) and _PICTURE_NAMES.search(classes.lower()) is not None


def _align_of(tag: str, css: str, place: str) -> str:
    if tag == "center":
        return "center"
    stated = _ALIGN.search(css) or _ALIGN_CLASS.search(place)
    return stated[1].lower() if stated else ""
