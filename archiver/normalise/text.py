"""Text as readers see it: composed letters, plain spaces, nothing invisible."""

from __future__ import annotations

import bisect
import functools
import html
import re
import sys
import unicodedata

_DROPPED = "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
_INVISIBLE = re.compile(f"[{_DROPPED}]")
_SPACES = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u115f\u3164]+")
_PRINTABLE_ODD = "Ðð\u115f\u3164"
_WORD = re.compile(r"\w+")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_LINE_BREAK = re.compile(r"\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
_MARKS = re.compile("[\u0300-\u036f]+")
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")


MOST_MARKS = 30
"""Marks on one letter; no language needs more (Unicode Standard Annex 15, Stream-Safe Text Format)."""
_LONG_WORD = 500
"""Characters; in shorter words the marks on a letter are not counted."""


def composed(text: str) -> str:
    """Return `text` in NFC, of the marks on one letter amid a very long word no more than 30.

    To bring marks into their order takes time by the square of their number.
    """
    return unicodedata.normalize("NFC", _with_few_marks(text))


def _with_few_marks(text: str) -> str:
    starts = range(0, len(text) - _LONG_WORD, _LONG_WORD)
    if text.isascii() or all(text.find(" ", start, start + _LONG_WORD) >= 0 for start in starts):
        return text
    for many in _too_many_marks():
        text = many.sub(lambda marks: marks[0][:MOST_MARKS], text)
    return text


@functools.cache
def _too_many_marks() -> tuple[re.Pattern[str], ...]:
    """Return what finds more marks than a letter can have; made when first needed, for it takes a moment.

    Only a set within the first 65,536 letters is searched fast; the others are tried where such a letter is.
    """
    marks = "".join(filter(unicodedata.combining, map(chr, range(sys.maxunicode + 1))))
    first = marks[: bisect.bisect_right(marks, "\uffff")]
    others = marks[len(first) :]
    more = f"{{{MOST_MARKS + 1},}}"
    return re.compile(f"[{first}]{more}"), re.compile(f"(?=[\U00010000-\U0010ffff])[{others}]{more}")


def tidy(text: str) -> str:
    """Return `text` in NFC on one line, spaces of every kind folded to one, invisible characters dropped.

    `Ð` (U+00D0, the Icelandic letter that old keyboards gave) becomes `Đ` where a Vietnamese word can hold
    it: at its start, or anywhere in an acronym.
    """
    if len(text) > _LONG_WORD:
        text = _with_few_marks(text)
    if not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    # Most text has nothing odd in it but its spaces; no space but the plain one is printable.
    is_even = text.isprintable() and "  " not in text
    spaced = text.strip(" ") if is_even else " ".join(text.split())
    if (is_even or spaced.isprintable()) and not any(map(spaced.__contains__, _PRINTABLE_ODD)):
        return spaced
    text = _SPACES.sub(" ", _INVISIBLE.sub("", text)).strip()
    if "Ð" in text or "ð" in text:
        text = _WORD.sub(_with_d_stroke, text)
    # Dropping what stood between a letter and its mark can leave them composable.
    return composed(text)


def tidy_lines(text: str) -> list[str]:
    """Return the lines of `text`, each tidied, the empty ones left out."""
    return [line for line in map(tidy, _LINE_BREAK.split(text)) if line]


def unescape_once(text: str) -> str:
    """Return `text` with its well-formed entities resolved once.

    For text of a parsed page that still shows `&nbsp;`: it was escaped twice. A bare `&copy` without its
    semicolon stays, for it may be part of an address.
    """
    return _ENTITY.sub(lambda entity: _resolved(entity[0]), text) if "&" in text else text


_resolved = functools.lru_cache(maxsize=256)(html.unescape)


def fold(text: str) -> str:
    """Return `text` for comparison only: no marks, no case, single spaces, đ as d.

    Old and new tone placement ("Huyện uỷ", "Huyện ủy") come out equal.
    """
    if not text.isascii():
        plain = _MARKS.sub("", unicodedata.normalize("NFD", tidy(text).casefold()))
        return unicodedata.normalize("NFC", plain.replace("đ", "d").replace("ð", "d"))
    return " ".join(text.casefold().split())


def folds_alike(one: str, other: str) -> bool:
    """Return whether two texts are the same once folded; those that begin otherwise cost a word each."""
    first, second = one.split(None, 1)[:1], other.split(None, 1)[:1]
    return list(map(fold, first)) == list(map(fold, second)) and fold(one) == fold(other)


def tone_key(word: str) -> str:
    """Return `word` in lower case with its tone mark moved to the end: "hoà" and "hòa" are one key."""
    decomposed = unicodedata.normalize("NFD", word.lower())
    tones = "".join(mark for mark in decomposed if mark in _TONES)
    if not tones:
        return decomposed
    return "".join(letter for letter in decomposed if letter not in _TONES) + tones


def lowered(text: str) -> str:
    """Return `text` in lower case, letter for letter: positions in it are positions in `text`."""
    low = text.lower()
    if len(low) == len(text):
        return low
    return "".join(lower if len(lower := letter.lower()) == 1 else letter for letter in text)


def _with_d_stroke(word: re.Match[str]) -> str:
    found = word[0]
    if "Ð" not in found and "ð" not in found:
        return found
    if found.isupper():
        return found.replace("Ð", "Đ")
    if found[0] in "Ðð":
        return ("Đ" if found[0] == "Ð" else "đ") + found[1:]
    return found
