"""What a page needs to look right: style sheets, and the pictures and fonts that they and the page name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import urljoin, urlsplit

from lxml import etree

from archiver.extract.document import Document
from archiver.media import fetched_address

MOST = 300
"""Addresses of one page or style sheet; more is a trap."""
_LARGEST_SHEET = 2_000_000
_IN_CSS = re.compile(r"""(?:url\(\s{0,9}["']?|@import\s{1,9}["'])([^"'()\s]{1,2000})""", re.IGNORECASE)
_SHEETS = frozenset({"stylesheet", "icon"})
_ADDRESSES = (
    ("img", "src"),
    ("img", "data-src"),
    ("input", "src"),
    ("body", "background"),
    ("td", "background"),
)


def requisites_of(document: Document) -> tuple[str, ...]:
    """Return the addresses of what a page needs, style sheets first, each once, in the form asked for."""
    root = document.root
    if root is None:
        return ()
    base = _base(root, document.page.url)
    styles = [element.text or "" for element in root.iter("style")]
    styles += [element.get("style") or "" for element in root.iterfind(".//*[@style]")]
    named = (link for text in styles for link in _IN_CSS.findall(text))
    return _asked([*_links(root), *_pictures(root), *named], base)


def sheet_requisites(body: bytes, url: str) -> tuple[str, ...]:
    """Return the addresses that a style sheet at `url` names: pictures, fonts, other sheets."""
    return _asked(_IN_CSS.findall(body[:_LARGEST_SHEET].decode("utf-8", "replace")), url)


def _base(root: etree._Element, url: str) -> str:
    stated = next((element.get("href") for element in root.iter("base") if element.get("href")), None)
    return _joined(url, stated) or url if stated else url


def _links(root: etree._Element) -> Iterator[str]:
    for element in root.iter("link"):
        if _SHEETS & set((element.get("rel") or "").lower().split()):
            yield element.get("href") or ""


def _pictures(root: etree._Element) -> Iterator[str]:
    for tag, name in _ADDRESSES:
        yield from (element.get(name) or "" for element in root.iter(tag))


def _asked(links: Iterable[str], base: str) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for link in links:
        if link.strip() and (url := _joined(base, link)):
            found[fetched_address(url)] = None
        if len(found) == MOST:
            break
    return tuple(found)


def _joined(base: str, link: str) -> str | None:
    try:
        url = urljoin(base, link.strip())
        return url if urlsplit(url).scheme in {"http", "https"} else None
    except ValueError:
        return None
