"""Which documents a text names by their numbers: `18-NQ/TW`, `05/CT-TTg`, `30/2021/NĐ-CP`."""

from __future__ import annotations

import re
import unicodedata

MOST = 200
"""Numbers told of one text."""
_LONGEST = 64
"""Bytes beside a stroke that a number may take."""
_LETTERS = r"[A-ZĐ][A-Za-zĐđ]{0,11}\d{0,3}"
_NUMBER = re.compile(
    rf"(?<![\w/-])\d{{1,5}}[a-zđ]?"
    rf"(?:(?:-{_LETTERS}){{1,3}}/{_LETTERS}|/\d{{4}}/{_LETTERS}|/{_LETTERS}(?=-))(?:-{_LETTERS}){{0,3}}(?![\w/-])"
)
_SPACE = re.compile(rb"\s")


def cited_in(text: bytes) -> tuple[str, ...]:
    """Return the numbers of documents in a text (UTF-8), each once, in the order of their first places.

    Only what stands around a stroke is decoded: most texts have few. A number with spaces in it is not found.
    """
    found: dict[str, None] = {}
    at = text.find(b"/")
    while at >= 0 and len(found) < MOST:
        after = _SPACE.search(text, at, at + _LONGEST)
        end = after.start() if after else min(len(text), at + _LONGEST)
        before = text[max(0, at - _LONGEST) : at].split()
        word = (before[-1] if before and not text[at - 1 : at].isspace() else b"") + text[at:end]
        for number in _NUMBER.finditer(unicodedata.normalize("NFC", word.decode("utf-8", "ignore"))):
            found[number[0]] = None
        at = text.find(b"/", end)
    return tuple(found)
