"""A parsed page whose text was set in fonts from before Unicode, put right where that is certain."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from lxml import etree

from archiver.html import UNSEEN
from archiver.normalise.legacy_fonts import (
    LegacyFont,
    entities_apart,
    font_named,
    font_of_text,
    is_certain,
    looks_broken,
    repaired,
    unmixed,
)
from archiver.normalise.text import composed

LEGACY_FONT = "legacy-font"
"""Problem code: text in such a font, or what looks like it, that could not be put right with certainty."""
_FAMILY = re.compile(r"font(?:-family)?\s*:\s*([^;]{1,300})", re.IGNORECASE)
_SIGN = re.compile(rb"V(?:NI[ -]|(?<=\.V)[Nn])")
"""How the families of such fonts are named; a pattern with a letter for its start is searched fastest."""
_COMPOSED = re.compile("[\u1ea0-\u1ef9]")
_MARK = re.compile("[\u0300-\u0323]")
_FONT_LETTER = re.compile("[\u00a1-\u00ff]")
DEEPEST = 3000


class _Words(NamedTuple):
    """One piece of text and where it stands."""

    element: etree._Element
    is_tail: bool
    text: str
    family: str

    def put(self, text: str) -> None:
        if self.is_tail:
            self.element.tail = text
        else:
            self.element.text = text


def names_old_font(source: bytes) -> bool:
    """Return whether a page's source (UTF-8) names a font from before Unicode."""
    return _SIGN.search(source) is not None


def read_anew(text: str, *, old_font: bool) -> str:
    """Return a page's source; where it is UTF-8 read as windows-1252 throughout, read as UTF-8.

    Where it names an old font, letters that it writes as entities are kept apart from the font's.
    """
    if not _COMPOSED.search(text) and ("áº" in text or "á»" in text):
        text = unmixed(text) or text
    if old_font and "&" in text and not text.isascii():
        return entities_apart(text)
    return text


def repair_fonts(root: etree._Element, source: str, *, old_font: bool) -> tuple[str, ...]:
    """Put the tree's text right in place; return the problem code where something is left as it was."""
    if source.isascii() and "&" not in source:
        return ()
    if old_font:
        return _repair_named(root)
    if _COMPOSED.search(source):
        return ()
    return _repair_unnamed(root)


def _repair_named(root: etree._Element) -> tuple[str, ...]:
    """Repair the text in elements whose font is named, each font's text judged as a whole."""
    by_font: defaultdict[LegacyFont, list[_Words]] = defaultdict(list)
    titles: list[_Words] = []
    for words in list(_words(root)):
        font = font_named(words.family) if words.family else None
        if _is_settled(words.text):
            words.put(composed(words.text))
        elif _COMPOSED.search(words.text):
            continue
        elif font:
            by_font[font].append(words)
        elif words.element.tag == "title" and not words.is_tail:
            titles.append(words)
    if by_font:
        # A title element names no font: it is written as the page is.
        by_font[max(by_font, key=lambda font: sum(len(words.text) for words in by_font[font]))] += titles
    return (LEGACY_FONT,) if [font for font, found in by_font.items() if not _repaired(found, font)] else ()


def _is_settled(text: str) -> bool:
    """Return whether every letter with marks was an entity, so that none is left that a font may show."""
    return _MARK.search(text) is not None and _FONT_LETTER.search(text) is None


def _repaired(found: list[_Words], font: LegacyFont) -> bool:
    """Repair one font's text if that is certain; return False where odd letters are left."""
    before = " ".join(words.text for words in found)
    if before.isascii():
        return True
    if not is_certain(before, repaired(before, font)):
        return False
    for words in found:
        words.put(repaired(words.text, font, capitals=_is_capital_font(words.family)))
    return True


def _is_capital_font(family: str) -> bool:
    first = family.split(",", maxsplit=1)[0].strip(" '\"")
    return first.lower().startswith(".vn") and first.endswith("H")


def _repair_unnamed(root: etree._Element) -> tuple[str, ...]:
    found = list(_words(root))
    whole = " ".join(words.text for words in found)
    font = font_of_text(whole)
    if font is None:
        return (LEGACY_FONT,) if looks_broken(whole) else ()
    for words in found:
        words.put(repaired(words.text, font))
    return ()


def _words(root: etree._Element) -> Iterator[_Words]:
    """Yield every piece of seen text with the font families stated round it, the innermost alone."""
    families = [""]
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if event == "start":
            families.append(_family(element) or families[-1])
            if element.text and (element.tag not in UNSEEN or element.tag == "title"):
                yield _Words(element, False, element.text, families[-1])
        else:
            families.pop()
            if element.tail and element is not root:
                yield _Words(element, True, element.tail, families[-1])


def _family(element: etree._Element) -> str:
    face = element.get("face")
    if face and element.tag == "font":
        return face
    style = element.get("style")
    found = _FAMILY.search(style[:2000]) if style and "font" in style else None
    return found[1] if found else ""
