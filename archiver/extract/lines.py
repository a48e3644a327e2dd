"""A page as the lines that a reader sees, each with the element that it stands in."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from itertools import islice, pairwise
from typing import NamedTuple

from lxml import etree

from archiver.html import BLOCKS, is_unseen
from archiver.normalise.dates import dates_in
from archiver.normalise.label_table import KIND_OF, PERSON, pieces
from archiver.normalise.metadata_values import OTHER_COUNT
from archiver.normalise.text import lowered, tidy, unescape_once
from archiver.normalise.views import read_view_count
from archiver.tree import Tree

MOST_LINES = 5000
HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
LONGEST_NAMES = 1000
DEEPEST = 200
"""Ancestors farther up are not looked at."""
ASIDE_TAGS = frozenset({"nav", "footer", "aside", "marquee"})
_ASIDE = re.compile(
    r"menu|navbar|\bnav\b|(?<!card-)(?<!panel-)(?<!entry-)(?<!post-)(?<!article-)(?<![a-z])footer|(?<!theiasticky)sidebar|breadcrumb|bread-crumb|related|lien-?quan|tin-?khac|\bother|comment"
    r"|binh-?luan|share|social|visit|truy-?cap|thong-?ke|banner|\btags?\b|tagcloud|rating|pager|pagination|toolbar"
    r"|popup|modal|\badv?\b|more-info|(?:^| )(?:col-)?right(?= |$)(?! aligned)"
    r"|(?<!elementor-)\bwidget|cookie|\bvideo-js\b|\bvjs-|\bjw-?player|\bplyr\b|\bmejs-|\bop-player\b"
)
"""The script Theia Sticky Sidebar wraps text and sidebar alike in an element that it names after itself, and
Elementor calls all that it builds pages of a widget."""
_ENTRY = re.compile(r"(?:^| )(?:hentry|type-post|status-publish)(?= |$)")
_FILED_UNDER = re.compile(r"(?:^| )(?:tag|category)-[^ ]+")
"""WordPress calls an article's own element by its tags and categories: `hentry category-tin tag-bien-dao`."""


class Line(NamedTuple):
    """One line of a page."""

    text: str
    block: etree._Element
    """The nearest element that stands in lines of its own."""
    linked: bool
    """More than half of it is links."""
    heading: int
    """1 to 6 inside a heading, else 0."""
    cells: tuple[str, ...]
    """The text cut where parts of their own begin, for reading metadata from it."""


def lines_of(root: etree._Element, most: int = MOST_LINES, *, cut: bool = True) -> list[Line]:
    """Return the page's visible lines in document order; at most 5,000, or so many as given.

    Without `cut` each line is one cell, which costs half.
    """
    found: list[Line] = []
    for line in _Reader(cut=cut).lines(root):
        found.append(line)
        if len(found) >= most:
            break
    return found


def each_line(root: etree._Element) -> Iterator[Line]:
    """Yield the same lines, each of one cell, as far as they are asked for."""
    return islice(_Reader(cut=False).lines(root), MOST_LINES)


def lines_on(tree: Tree) -> list[Line]:
    """Return the lines of a whole page, read once."""
    return tree.shared("lines", lines_of, lambda page: lines_of(page.root))


class _Reader:
    """One pass over a tree, without recursion."""

    def __init__(self, *, cut: bool) -> None:
        self._cut = cut
        self._texts: list[str] = []
        self._marks: list[tuple[int, str]] = []
        self._linked = 0
        self._links = 0
        self._blocks: list[etree._Element] = []
        self._headings: list[int] = [0]

    def lines(self, root: etree._Element) -> Iterator[Line]:
        self._blocks.append(root)
        walker = etree.iterwalk(root, events=("start", "end"))
        skipped = None
        for event, element in walker:
            if event == "start":
                if element is not root and (is_unseen(element) or is_put_away(element)):
                    self._icon(element)
                    walker.skip_subtree()
                    skipped = element
                    continue
                yield from self._open(element)
            else:
                if element is skipped:
                    skipped = None
                else:
                    yield from self._close(element)
                if element is not root and element.tail:
                    self._add(element.tail)
        yield from self._flush()

    def _open(self, element: etree._Element) -> Iterator[Line]:
        tag = element.tag
        if tag in BLOCKS:
            yield from self._flush()
            self._blocks.append(element)
            self._headings.append(HEADINGS.get(str(tag), self._headings[-1]))
        elif tag == "br":
            yield from self._flush()
        elif tag == "a":
            self._links += 1
        elif tag in _VALUES and self._texts and self._is_label_before(element):
            self._texts.append(": ")
        elif tag in _PARTS and self._texts:
            if self._is_label_before(element):
                self._texts.append(": ")
            self._marks.append((len(self._texts), CUT))
        if tag in _ICONS and (label := _label_of(element) or self._label_of_link(element)):
            self._marks.append((len(self._texts), f"{CUT}{label}: "))
        elif tag == "img":
            self._marks.append((len(self._texts), CUT))
        if element.text:
            self._add(element.text)

    def _label_of_link(self, link: etree._Element) -> str | None:
        """Return the picture of a person for a link to what an account wrote, where no label precedes it."""
        if link.tag != "a" or not _leads_to_writer(link):
            return None
        words = next((words for text in reversed(self._texts) if (words := lowered(tidy(text)))), "")
        return None if words.endswith((":", *_BY)) or words in KIND_OF else PERSON

    def _is_label_before(self, element: etree._Element) -> bool:
        """Return whether the last text is a label, parted from its value by the style sheet alone."""
        return self._texts[-1].strip().lower() in KIND_OF and (element.text or "").lstrip()[:1].isalnum()

    def _icon(self, element: etree._Element) -> None:
        """Take an icon that shows no text, but stands before a value or parts it from another."""
        if element.tag in _DRAWN and self._cut:
            label = _label_of(element)
            self._marks.append((len(self._texts), f"{CUT}{label}: " if label else CUT))

    def _close(self, element: etree._Element) -> Iterator[Line]:
        if element.tag in BLOCKS:
            yield from self._flush()
            self._blocks.pop()
            self._headings.pop()
        elif element.tag == "a":
            self._links -= 1
        elif element.tag == "time":
            self._marks.append((len(self._texts), CUT))

    def _add(self, text: str) -> None:
        self._texts.append(text)
        if self._links:
            self._linked += len(" ".join(text.split()))

    def _flush(self) -> Iterator[Line]:
        if not self._texts:
            return
        text = tidy(unescape_once("".join(self._texts).replace("\n", " ")))
        linked = self._linked * 2 > len(text)
        is_cut = self._cut and 0 < len(self._marks) < LONGEST_CELLS and len(text) < LONGEST_CELLS
        cells = self._cells(text) if is_cut else (text,)
        self._texts, self._marks, self._linked = [], [], 0
        if len(cells) > 1 and any(_runs_on(text, *pair) for pair in pairwise(cells)):
            text = " ".join(cells)
        if text:
            yield Line(text, self._blocks[-1], linked, self._headings[-1], cells)

    def _cells(self, text: str) -> tuple[str, ...]:
        joined: list[str] = []
        start = 0
        for at, mark in [*self._marks, (len(self._texts), "")]:
            joined.append("".join(self._texts[start:at]).replace("\n", " "))
            start = at
            told = joined[-1]
            if mark != CUT or _is_complete(tidy(told)) or self._is_glued(at) or self._begins(at, told):
                joined.append(mark)
        cells = (tidy(unescape_once(cell)) for cell in "".join(joined).split(CUT))
        leaf = CUT.join(cell for cell in cells if cell)
        return tuple(_LEAF.sub(r"\1/\2/\3", leaf).split(CUT)) if leaf else (text,)

    def _is_glued(self, at: int) -> bool:
        """Return whether a part ends in a digit and the next begins at once: no number goes on there."""
        before, behind = self._texts[at - 1][-1:], self._texts[at][:1] if at < len(self._texts) else ""
        return before.isdecimal() and behind.isalnum()

    def _begins(self, at: int, told: str) -> bool:
        """Return whether a part begins with a label or a bracketed number, or is a count and its label.

        Or with a day, where what is `told` before it ends in a number of its own.
        """
        words = next((words for text in self._texts[at : at + MOST_EMPTY] if (words := tidy(text))), "")
        if _BRACKETED.match(words) or (_BEGINS_DAY.match(words) and _ends_in_number(told)):
            return True
        if not words or len(words) >= LONGEST_CELLS:
            return False
        return pieces(words)[0].kind is not None or _is_counted(words)


_NUMBER = re.compile(r"([^\W\d_]+) (?:\d{1,4}|\d{1,2}/\d{1,2})\s*$")
_OF_A_DATE = frozenset({"thứ", "giờ", "phút", "lúc", "vào", "ngày", "tháng"})
_BEGINS_DAY = re.compile(r"\d{1,2}[/.:h-]\d|thứ |chủ nhật", re.IGNORECASE)


def _ends_in_number(words: str) -> bool:
    """Return whether words end in a number that is no date's, as titles do: "Tổng kết công tác năm 2020"."""
    found = _NUMBER.search(words[-30:])
    return (
        found is not None and found[1].lower() not in _OF_A_DATE and not dates_in(words[-60:], seen_at=None)
    )


def _runs_on(text: str, cell: str, following: str) -> bool:
    """Return whether a number ends a cell, and the next begins in the text without a space between them."""
    return cell[-1:].isdecimal() and f"{cell}{following}" in text


_PUT_AWAY = frozenset({
    "hidden", "d-none", "sr-only", "visually-hidden", "hide", "hide-accessible", "screen-reader-text",
    "element-invisible", "visuallyhidden", "ms-hidden", "ms-hide", "ms-accessible", "rich-snippet-hidden",
})  # fmt: skip
"""Classes by which the common style sheets hide an element."""


_BY = (" bởi", " by")
"""The end of what stands before a name: "Đăng lúc 08:30 bởi"."""


def _is_complete(words: str) -> bool:
    """Return whether words may end a cell: not a number, nor a label whose value is still to come."""
    if not (words[-1:].isalpha() or words.endswith((")", "”", '"', "»", "?", "!"))):
        return False
    if words.endswith(_BY):
        return False
    last = pieces(f"{words[-60:]} 1/1/2020")[-1]
    return last.kind is None or last.value != "1/1/2020" or _is_counted(words)


def _is_counted(words: str) -> bool:
    """Return whether a part is a count before the label that is its own: "0 bình luận", "742 lượt xem"."""
    if not words[:1].isdecimal():
        return False
    return OTHER_COUNT.fullmatch(lowered(words)) is not None or (
        read_view_count(words) is not None and not words[-1].isdecimal()
    )


_PARTS = frozenset({"span", "time", "label", "small"})
_VALUES = frozenset({"b", "strong"})
_ICONS = frozenset({"i", "span", "em", "img", "a", "li", "small", "time", "abbr"})
_DRAWN = frozenset({"svg", "mat-icon", "i", "span"})
_EYE = re.compile(r"(?:^|[\s_#-])(?:eye(?:-(?:open|fill|o))?|icon-views?|dashicons-visibility)(?![a-z-])")
_COMMENTED = frozenset({"i", "em", "span", "svg"})
_COMMENT = re.compile(r"(?:^|[\s_-])(?:comments?|chat)(?:-(?:o|alt|dots|fill|text|left))*(?![a-z-])")
_PERSON = re.compile(
    r"(?:^|[\s_-])(?:user|person|account)(?:-(?:o|alt|circle|square|edit|pen|fill|outline|tie))*(?![a-z-])"
)
_LETTERS = {
    "visibility": "Lượt xem", "remove_red_eye": "Lượt xem", "person": PERSON, "account_circle": PERSON,
    "perm_identity": PERSON, "face": PERSON,
}  # fmt: skip
"""What stands in fonts that draw an icon where its name stands."""
_TOLD_IN = ("title", "aria-label", "alt", "data-original-title", "data-bs-original-title")
"""Attributes whose words stand for a picture, or beside it where a reader points to it."""
_NAMED = frozenset({"poster", "author", "source", "published", "updated", "views"})
_BRACKETED = re.compile(r"\(\s?\d")
LONGEST_CELLS = 400
"""Characters of a line that is cut into cells, and places where it may be cut."""
MOST_EMPTY = 8
"""Pieces of text after the begin of a part in which its first words are looked for."""
CUT = "\n"
_LEAF = re.compile(
    r"^(\d{1,2})\n(?:tháng|thg\.?|th\.?)\s?(\d{1,2})[,/]?\n((?:19|20)\d\d)$", re.IGNORECASE | re.MULTILINE
)
"""A date printed as a calendar's leaf: day, month and year each in a part of its own."""


def _label_of(element: etree._Element) -> str | None:
    """Return the label that an icon, or the words that a part shows when pointed at, is for what follows."""
    told = drawn = None
    for name, words in element.items():
        if name == "class":
            drawn = _drawn_by(element, words)
        elif name in _TOLD_IN and told is None:
            told = words.strip(" :").lower()
    if drawn is not None and drawn != PERSON:
        return drawn
    if told is None and element.tag == "svg":
        told = (element.findtext("title") or "").strip(" :").lower()
    if told is not None and len(told) > SHORTEST and KIND_OF.get(told) in _NAMED:
        return told
    return drawn or (_drawn_without_class(element) if element.tag in _DRAWN else None)


_WRITER = re.compile(r"/author/[^/]")


def _leads_to_writer(link: etree._Element) -> bool:
    """Return whether a link leads to what one account or person wrote."""
    return "author" in (link.get("rel") or "").split() or _WRITER.search(link.get("href") or "") is not None


def _drawn_by(element: etree._Element, classes: str) -> str | None:
    """Return the label that the picture is which an element's classes name."""
    if ("eye" in classes or "vi" in classes) and _EYE.search(classes):
        return "Lượt xem"
    if element.tag not in _COMMENTED or element.text:
        return None
    if "c" in classes and _COMMENT.search(classes):
        return "Bình luận"
    return PERSON if _PERSON.search(classes) else None


MOST_ICONS = 8


def is_labelled_by_icons(element: etree._Element) -> bool:
    """Return whether one of an element's first icons is a label for what stands behind it."""
    return any(_label_of(icon) is not None for icon in islice(element.iter("i", "svg"), MOST_ICONS))


SHORTEST = 3
"""Characters; a shorter label ("xem", "tin") is too common a word to stand for a picture."""


def _drawn_without_class(element: etree._Element) -> str | None:
    """Return the same of an icon without a telling class: by what it refers to, or by its name in a font."""
    if element.tag == "svg":
        used = next(element.iter("use"), None)
        is_eye = element.get("data-icon") == "eye" or (
            used is not None and _EYE.search(used.get("href") or used.get("xlink:href") or "") is not None
        )
        return "Lượt xem" if is_eye else None
    letters = (element.text or "").strip()
    return _LETTERS.get(letters) if is_unseen(element) else None


def is_put_away(element: etree._Element) -> bool:
    """Return whether an element calls itself hidden."""
    names = element.get("class")
    return names is not None and not _PUT_AWAY.isdisjoint(names.split())


def is_in_sight(element: etree._Element) -> bool:
    """Return whether a reader sees an element's text, and not as part of a link."""
    around = (element, *element.iterancestors())
    return not any(one.tag == "a" or is_unseen(one) or is_put_away(one) for one in around)


def names_of(element: etree._Element) -> str:
    """Return an element's class and id in lower case, at most 1,000 characters of the two."""
    return f"{element.get('class') or ''} {element.get('id') or ''}"[:LONGEST_NAMES].lower()


def is_aside(element: etree._Element) -> bool:
    """Return whether an element says by its tag, class or id that it stands beside the article."""
    if element.tag in ASIDE_TAGS:
        return True
    names = names_of(element)
    return 1 < len(names) < 300 and _say_aside(names)


@functools.lru_cache(maxsize=8192)
def _say_aside(names: str) -> bool:
    names = names.replace("_", "-")
    if _ENTRY.search(names):
        names = _FILED_UNDER.sub("", names)
    return _ASIDE.search(names) is not None


def up_from(element: etree._Element) -> Iterator[etree._Element]:
    """Yield the element and its ancestors, at most 200."""
    for _ in range(DEEPEST):
        yield element
        parent = element.getparent()
        if parent is None:
            return
        element = parent
