"""The address that a page names for its links to be relative to (`<base>`): by it they are made whole."""

from __future__ import annotations

import re

from lxml import etree

from archiver.address import joined

_LINKING = ("href", "src", "data-src", "data-original", "data-lazy-src", "background")
"""Attributes that hold the address of something."""


_HEAD = 50_000
"""Bytes in which a page's head ends, where the base is named."""

_BASE = re.compile(rb"<base", re.IGNORECASE)


def names_base(source: bytes) -> bool:
    """Return whether a page's source may name a base: most do not, and are not walked over for it."""
    return _BASE.search(source, 0, _HEAD) is not None


def make_whole(root: etree._Element, url: str) -> None:
    """Put whole addresses in place of relative ones, where the page at `url` names a base for them."""
    stated = next((href for element in root.iter("base") if (href := element.get("href"))), "")
    base = joined(url, stated)
    if base is None or base == url or not base.startswith(("http://", "https://")):
        return
    for element in root.iter("*"):
        for name in _LINKING:
            link = element.get(name)
            if link is not None and element.tag != "base" and (whole := joined(base, link)):
                element.set(name, whole)
