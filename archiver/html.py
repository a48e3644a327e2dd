"""HTML as a tree: parsed once, bounded, and its visible text.

Scripts, styles, comments and hidden fields are left out in the tree, never by pattern over the text.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from itertools import accumulate, islice

from lxml import etree

MAX_BYTES = 1_500_000
"""A longer page is cut here, pictures in its markup and the state of its form not counted: no article is near
it. Below 2,048 levels the parser leaves elements out."""
MAX_TAGS = 100_000
"""A page of more tags is cut before the next: the densest pages of portals have one in some twenty bytes, so
that as long a page has 70,000."""
MAX_STARTS = 60_000
"""A page of more elements is cut before the next, too: where they are closed, half as many tags begin one."""
_LEAST_TAGGED = 300_000
"""Bytes below which no page has so many tags."""
MAX_STATE = 4_000_000
"""Bytes of hidden fields that are not counted: ASP.NET takes no larger form (`maxRequestLength`)."""

MOST_WITHIN = 60
"""Elements in a line, a title, a link; a larger part of a page is not looked at for each of its lines."""

MOST_STEPS, LONGEST_SHOWN = 400_000, 3_000_000
"""Begins and ends of elements, and characters, that are looked at for a text: all that a page has."""
MANY = 1000
"""Elements such as links and headings, of each of which but a thousandth of that is looked at."""

SHORT_STYLE = 200
"""Characters of a `style` attribute that is remembered: a portal's pages repeat a few."""

UNSEEN = frozenset({
    "script", "style", "noscript", "template", "head", "title", "meta", "link", "select", "option",
    "textarea", "button", "input", "datalist", "object", "applet", "canvas", "audio", "svg", "math",
    "mat-icon",
})  # fmt: skip
"""Elements whose text a reader does not see as text."""

ICON_TAGS = frozenset({"i", "span"})
"""Elements whose text is the name of an icon, which its font draws, where their class says so."""

BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "div", "dl",
    "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6",
    "header", "hr", "html", "iframe", "legend", "li", "main", "nav", "ol", "p", "pre", "section", "summary",
    "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul", "video",
})  # fmt: skip
"""Elements that stand in lines of their own."""

_START = re.compile(rb"<(?!/)")
_CONTROL = bytes(sorted({*range(0x20)} - {*b"\t\n\r"}))
_PARSER = etree.HTMLParser(
    encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True, collect_ids=False
)
"""Its table of identifiers takes a tenth of the time of parsing and holds one element for each."""
_EMBEDDED = re.compile(rb"(data:[\w.+/-]{1,60}(?:;[\w.=-]{1,40}){0,3};base64,)[\w+/=%\s]{1000,}")
_STATE = re.compile(rb" value=[\"']?[\w+/=%-]{1000,}")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


def bounded(body: bytes) -> tuple[bytes, bool]:
    """Return so much of a page as is read, and whether text may be missing.

    It is cut after `MAX_BYTES`, `MAX_TAGS` or `MAX_STARTS`. What makes pages long without more text than
    others is not counted: pictures in `data:` addresses, which are left out, and the values of hidden fields,
    of which pagers post the state of the page.
    """
    is_cut = False
    if len(body) > MAX_BYTES:
        body = _EMBEDDED.sub(rb"\1", body)
        end = MAX_BYTES + _state_before(MAX_BYTES, body)
        is_cut = len(body) > end
        least = end - 4
        while is_cut and end > least and body[end] & 0xC0 == 0x80:  # amid a letter of UTF-8
            end -= 1
        body = body[:end]
    if len(body) < _LEAST_TAGGED:
        return body, is_cut
    tags = body.count(b"<")
    if tags > MAX_TAGS:
        rest = body.split(b"<", MAX_TAGS + 1)[-1]
        body, is_cut, tags = body[: -len(rest) - 1], True, MAX_TAGS
    if tags > MAX_STARTS and tags - body.count(b"</") > MAX_STARTS:
        end = next(islice(_START.finditer(body), MAX_STARTS, None)).start()
        body, is_cut = body[:end], True
    return body, is_cut


def _state_before(end: int, body: bytes) -> int:
    """Return how many bytes are values of hidden fields, before so many others."""
    state = 0
    for found in _STATE.finditer(body):
        if found.start() - state >= end:
            break
        state = min(MAX_STATE, state + len(found[0]))
    return state


def parse_html(text: str, source: bytes | None = None) -> etree._Element | None:
    """Return the root of the page's tree; None where the page holds nothing that parses.

    `source` is the text in UTF-8, where the caller has it.
    """
    if source is None:
        source = text.encode("utf-8", "replace")
    if text.isspace():
        return None
    # To look for each costs a third of copying a page without them, and most pages have none.
    if any(map(source.__contains__, _CONTROL)):
        source = source.translate(None, _CONTROL)
        if not source.decode("utf-8").strip():
            return None
    try:
        root: etree._Element | None = etree.fromstring(source, _PARSER)
    except etree.XMLSyntaxError:
        return None
    return root


def is_unseen(element: etree._Element) -> bool:
    """Return whether the element shows no text to a reader: scripts, form fields, icons, hidden parts."""
    tag = element.tag
    if tag in UNSEEN or element.get("hidden") is not None:
        return True
    if tag in ICON_TAGS and "material-" in (element.get("class") or ""):
        return True
    style = element.get("style")
    if style is None:
        return False
    return _hides(style) if len(style) < SHORT_STYLE else _HIDDEN.search(style) is not None


@functools.lru_cache(maxsize=1024)
def _hides(style: str) -> bool:
    return _HIDDEN.search(style) is not None


def visible_text(element: etree._Element, among: int = 1) -> str:
    """Return the element's text as a reader sees it, line breaks as spaces; its tail is not part of it.

    Where it is asked for `among` many elements, no more than its part of a page is looked at: they may stand
    in one another 2,000 deep, and the whole text of each would take time by the square of the page.
    """
    if not len(element):
        text = "" if is_unseen(element) else element.text or ""
        return f" {text} " if element.tag in BLOCKS else text
    text = "".join(_texts(element, MOST_STEPS // among))
    return text if among == 1 else text[: LONGEST_SHOWN // among]


def words_inside(element: etree._Element) -> str:
    """Return all text inside a link or heading, hidden or not; nothing where many elements stand in it."""
    return "".join(element.itertext())[: LONGEST_SHOWN // MANY] if holds_few(element) else ""


def holds_few(element: etree._Element, most: int = MOST_WITHIN) -> bool:
    """Return whether so few elements stand in an element that its text may be looked at again and again."""
    return next(islice(element.iter(), most + 1, None), None) is None


def has_text(element: etree._Element) -> bool:
    """Return whether a reader sees any text in the element."""
    return any(text.strip() for text in _texts(element))


def shows_more(element: etree._Element, most: int) -> bool:
    """Return whether a reader sees more characters in an element, without a look at all of them."""
    lengths = accumulate(len(text.strip()) for text in _texts(element))
    return any(length > most for length in lengths)


def _texts(root: etree._Element, most: int = MOST_STEPS) -> Iterator[str]:
    walker = etree.iterwalk(root, events=("start", "end"))
    for event, element in islice(walker, most):
        parted = element.tag in BLOCKS or element.tag == "br"
        if parted:
            yield " "
        if event == "start":
            if is_unseen(element):
                walker.skip_subtree()
            elif element.text:
                yield element.text
        elif element is not root and element.tail:
            yield element.tail
