"""Who signs, and what the page names as its origin: credit lines, bylines and datelines.

A labelled line says what it is. A bare line is a byline only if every word of it can be a name's
(`name_words`); all doubts leave it in the text.
"""

from __future__ import annotations

import re

from archiver.models import Record
from archiver.normalise import name_words as words
from archiver.normalise.datelines import read_dateline
from archiver.normalise.label_table import Piece, pieces
from archiver.normalise.name_rules import (
    INITIALS,
    MOST_NAMES,
    is_acronym,
    is_capitalised,
    is_name,
    is_newsroom,
    is_office,
    is_position,
    may_be_a_source,
    name_parts,
    names_a_source,
    strict_names,
    unsigned,
    without_role,
    without_title,
)
from archiver.normalise.text import lowered, tidy, tone_key

__all__ = ["Byline", "credited", "read_byline", "read_dateline", "split_names"]


_LONGEST = 120
_LONGEST_PLACED = 60
_SENTENCE_END = re.compile(r"(?:[!?…:;]|\.{2,}|\./\.|[^\W\d_]{3,}\.)$")
_COMPILED = frozenset(("th", "t.h", "t/h", "tổng hợp"))
_ORIGIN = re.compile(r"(?:theo|nguồn|trích)\s?:?\s(?P<name>.+)")
_ORIGIN_BEHIND = re.compile(
    r"(?P<names>[^()]{2,80}?)(?:\s?\((?P<origin>[^()]{6,60})\)|\s*[,|/–—-]\s*(?P<behind>(?:Theo|THEO)\s.{2,60}))"
)
_HELPERS = frozenset(
    (
        "translated by",
        "dịch",
        "người dịch",
        "biên dịch",
        "biên tập",
        "người biên tập",
        "sưu tầm",
        "người sưu tầm",
        "kiểm duyệt",
        "người kiểm duyệt",
        "người duyệt",
        "duyệt bài",
        "người duyệt bài",
        "duyệt tin",
        "hiệu đính",
        "video",
        "clip",
        "đồ họa",
        "quay phim",
    )
)


class Byline(Record, frozen=True, kw_only=True):
    """A credit line, taken apart."""

    authors: tuple[str, ...]
    """Who wrote, as printed, without degrees and callings."""
    source: str | None
    """The origin that the line names, or the office that signs without a person."""
    photographers: tuple[str, ...]
    """Who took the pictures, where they are credited apart."""
    raw: str
    """The line, tidied."""


def read_byline(line: str, *, placed: bool = False) -> Byline | None:
    """Return who signs with `line`, or null where it is no byline: a sentence, a heading, a caption.

    `placed`: the page sets the line where signatures stand, right-aligned, bold or in an element for authors;
    then capitalised words that no list of names knows are names too.
    """
    raw = tidy(line[: _LONGEST * 4])
    if not 2 <= len(raw) <= _LONGEST:
        return None
    text = raw.strip(" *•·–—-;,|")
    inner = text[1:-1].strip() if text[:1] == "(" and text[-1:] == ")" and ")" not in text[:-1] else text
    parts = pieces(inner)
    if parts[0].kind is not None and lowered(inner) not in words.UNNAMED:
        return _labelled(parts, raw)
    if len(parts) > 1 and any(piece.kind in ("photographer", "credit", "source") for piece in parts[1:]):
        return _mixed(parts, raw)
    signed = _of_agency(inner, raw) or _bare(inner, raw) or _with_origin(inner, raw, placed=placed)
    return signed or (_placed(inner, raw) if placed else None)


_OF_AGENCY = re.compile(r"(?P<names>[^/]{4,60}[^\W\d_])\s?/\s?(?P<agency>[A-Z]{3,10})")


def _of_agency(text: str, raw: str) -> Byline | None:
    """Return names and the agency behind a stroke: "Hồng Hạnh/TTXVN"."""
    found = _OF_AGENCY.fullmatch(text)
    if found is None or text.isupper() or not _is_agency(found["agency"]):
        return None
    authors = strict_names(found["names"])
    return Byline(authors=authors, source=found["agency"], photographers=(), raw=raw) if authors else None


def _is_agency(text: str) -> bool:
    low = lowered(text)
    return low in words.NEWSPAPERS or (is_acronym(text) and low not in words.ROLES)


def _with_origin(text: str, raw: str, *, placed: bool) -> Byline | None:
    """Return names with an origin behind them: "Hồng Hạnh (Theo TTXVN)", "Hồng Hạnh, Theo Lao động"."""
    found = _ORIGIN_BEHIND.fullmatch(text)
    if found is None:
        return None
    words_behind = found["origin"] or found["behind"]
    origin = _ORIGIN.fullmatch(lowered(words_behind))
    names = found["names"]
    source = words_behind[origin.start("name") :] if origin else ""
    signed = _bare(names, raw) or (_placed(names, raw) if placed else None)
    is_source = names_a_source(source) or (found["behind"] is not None and may_be_a_source(source))
    if signed is None or not signed.authors or not is_source:
        return None
    return Byline(authors=signed.authors, source=source.strip(" ()."), photographers=(), raw=raw)


def split_names(text: str) -> tuple[str, ...]:
    """Return the names of a value that is known to hold names, at most eight, as printed.

    They are parted at dashes, commas and "và"; degrees and roles in brackets are dropped.
    """
    text = unsigned(tidy(text[: _LONGEST * 4]).strip(" .;|"))
    names = (without_title(without_role(part)) for part in name_parts(text))
    return tuple(dict.fromkeys(name for name in names if name))[:MOST_NAMES]


def _bare(text: str, raw: str) -> Byline | None:
    low = lowered(text)
    if low in _COMPILED or low in words.UNNAMED:
        return _signed(() if low in _COMPILED else (text,), raw)
    if found := _ORIGIN.fullmatch(low):
        source = text[found.start("name") :]
        return _sourced(source, raw) if names_a_source(source) else None
    if _SENTENCE_END.search(text) and not INITIALS.fullmatch(text):
        return None
    name = unsigned(text)
    if is_newsroom(name) and name == text:
        return _sourced(name, raw)
    if name != text and is_office(name):
        return _signed((name,), raw)
    authors = strict_names(name)
    return _signed(authors, raw) if authors else None


def _placed(text: str, raw: str) -> Byline | None:
    if _SENTENCE_END.search(text) or len(text) > _LONGEST_PLACED:
        return None
    if text.count(".") and INITIALS.fullmatch(text):
        return _signed((text,), raw)
    if found := _ORIGIN.fullmatch(lowered(text)):
        source = text[found.start("name") :]
        return _sourced(source, raw) if text[0].isupper() and may_be_a_source(source) else None
    if _OUTLET.fullmatch(text) and is_office(text):
        return _sourced(text, raw)
    names = split_names(text)
    while len(names) > 1 and (is_office(names[-1]) or is_position(names[-1])):
        names = names[:-1]
    return _signed(names, raw) if names and all(map(_is_placed_name, names)) else None


_OUTLET = re.compile(
    r"(?:Báo|Tạp chí|Đài|Thông tấn xã)(?: điện tử)? [^\W\d_a-zđà-ỹ].{1,50}|TTXVN|TTX Việt Nam"
)
"""A newspaper, a magazine or a station by its own name, which alone is an origin; "Báo cáo" is none."""


def _is_placed_name(name: str) -> bool:
    parts = name.split()
    capitalised = 2 <= len(parts) <= 5 and all(map(is_capitalised, parts))
    # "Đoàn" is a surname too; the union's own names go on in small letters.
    return capitalised and not name.isupper() and (parts[0] == "Đoàn" or not is_office(name))


def _signed(authors: tuple[str, ...], raw: str) -> Byline:
    return Byline(authors=authors, source=None, photographers=(), raw=raw)


def _sourced(source: str, raw: str) -> Byline:
    return Byline(authors=(), source=source.strip(" ()."), photographers=(), raw=raw)


def _labelled(parts: list[Piece], raw: str) -> Byline | None:
    """Return what the labelled pieces of a line say; null as soon as one is no credit."""
    authors: tuple[str, ...] = ()
    photographers: tuple[str, ...] = ()
    source: str | None = None
    for piece in parts:
        value = piece.value.strip(" ().;")
        if piece.kind in ("author", "credit"):
            authors += credited(piece)
        elif piece.kind == "photographer":
            photographers += strict_names(value) or (_loose_names(value) if piece.colon else ())
        elif piece.kind == "source" and value and len(value) <= 80:
            source = without_according(value)
        elif piece.label not in _HELPERS:
            return None
    if not (authors or photographers or source or all(map(_names_a_helper, parts))):
        return None
    return Byline(authors=tuple(dict.fromkeys(authors)), source=source, photographers=photographers, raw=raw)


def without_according(origin: str) -> str:
    """Return an origin behind its label without "theo": "Nguồn: Theo TTXVN"."""
    return origin[len("theo ") :] if lowered(origin).startswith("theo ") and len(origin) > 7 else origin


def _loose_names(value: str) -> tuple[str, ...]:
    """Return the names of a value all of which can be people's: capitalised, and no office."""
    names = split_names(value)
    return names if all(map(_is_placed_name, names)) else ()


def _names_a_helper(piece: Piece) -> bool:
    """Tell whether a piece names who edited, translated or filmed, and is no sentence."""
    return piece.label in _HELPERS and piece.colon and bool(_loose_names(piece.value.strip(" ().;")))


def _mixed(parts: list[Piece], raw: str) -> Byline | None:
    """Return a bare name with labelled credits behind it: "Hồng Hạnh - Ảnh: Minh Tuấn"."""
    first = _bare(parts[0].value, raw)
    rest = _labelled(parts[1:], raw)
    if first is None or rest is None:
        return None
    return Byline(
        authors=first.authors + rest.authors,
        source=rest.source or first.source,
        photographers=rest.photographers,
        raw=raw,
    )


def credited(piece: Piece) -> tuple[str, ...]:
    """Return the authors of a labelled piece.

    A label that is a common word too ("Bài", "Tin") needs names behind it; "Tác giả" and its like take
    what is printed, if it is short and capitalised.
    """
    value = piece.value.strip(" .;|")
    if strict := strict_names(unsigned(value), with_positions=True):
        return strict
    if len(value) > 80 or not (piece.colon or piece.label.endswith(" by")):
        return ()
    names = split_names(value)
    loose = piece.kind == "author" or len(piece.label) > 4
    if not loose:
        return names if all(_is_single_name(name) for name in names) else ()
    return names if all(_is_loose_name(name) for name in names) else ()


def _is_single_name(name: str) -> bool:
    if is_name(name) or (is_capitalised(name) and tone_key(name) in words.GIVEN):
        return True
    return tone_key(name.split(" ", 1)[0]) in words.PLAIN_SURNAMES and _is_placed_name(name)


def _is_loose_name(name: str) -> bool:
    parts = name.split()
    if is_office(name):
        return True
    return len(parts) <= 5 and all(part[0].isupper() for part in parts) and not any(map(str.isdecimal, name))
