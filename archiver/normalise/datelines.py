"""The origin before a paragraph's first word: "(CTO) -", "LCĐT -"."""

from __future__ import annotations

import re

from archiver.normalise import name_words as words
from archiver.normalise.name_rules import DOMAIN, is_acronym
from archiver.normalise.text import lowered

_BRACKETED = re.compile(r"\(\s?(?P<name>[^()]{2,40}?)\s?\)\s?(?P<dash>[-–—:.]+\s?|$)?")
_CAPITALS = re.compile(r"(?P<name>[A-ZĐ]{3,8}(?:\.VN)?)\s?[-–—]\s?")
_JOINED = re.compile(r"[&/+]")
"""Signs in names of origins: "TN&MT", "TTXVN/Vietnam+"."""
_NO_ORIGIN = ("tiếp", "kỳ", "bài", "phần", "kèm", "ảnh", "theo", "nguồn", "video", "xem", "hết", "còn")


def read_dateline(text: str) -> tuple[str | None, str]:
    """Return the origin that stands before a paragraph's first word, and the paragraph without it.

    "(CTO) - Sáng 5/6 …" gives ("CTO", "Sáng 5/6 …"); without a dateline, null and `text` as given.
    """
    start = text.lstrip()
    if found := _BRACKETED.match(start):
        name, rest = found["name"], start[found.end() :]
        if _is_origin(name, dashed=bool((found["dash"] or "").strip()), rest=rest):
            return name, rest.lstrip()
    elif found := _CAPITALS.match(start):
        name, rest = found["name"], start[found.end() :]
        if name not in words.ACRONYMS and _opens_a_sentence(rest):
            return name, rest.lstrip()
    return None, text


def _is_origin(name: str, *, dashed: bool, rest: str) -> bool:
    if DOMAIN.fullmatch(name.lower()) or (is_acronym(name) and lowered(name) not in words.ROLES):
        return _opens_a_sentence(rest)
    return dashed and len(name) <= 30 and _is_named_origin(name)


def _is_named_origin(name: str) -> bool:
    parts = _JOINED.sub("", name).split()
    low = lowered(name)
    if len(parts) > 4 or not name[:1].isupper() or not all(map(str.isalpha, parts)):
        return False
    return not (name in words.ACRONYMS or low in words.ROLES or low.startswith(_NO_ORIGIN))


def _opens_a_sentence(rest: str) -> bool:
    start = rest.lstrip("“\"‘' ")[:2]
    return not start or start[0].isdecimal() or (start[0].isupper() and not start[1:].isupper())
