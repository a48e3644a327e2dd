"""Which lines of a page tell of its article: metadata, the ends of its text, items of a list."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from itertools import islice
from typing import TypeVar

from lxml import etree

from archiver.address import is_network
from archiver.boilerplate import is_boilerplate, names_another, starts_related
from archiver.extract.lines import Line, names_of, up_from
from archiver.html import holds_few, visible_text
from archiver.normalise.dates import dates_in
from archiver.normalise.label_table import Piece, pieces
from archiver.normalise.labels import read_metadata
from archiver.normalise.name_rules import is_name, strict_names
from archiver.normalise.text import fold, tidy
from archiver.normalise.views import read_view_count

LONGEST_METADATA = 150
"""A longer line is text, not metadata, unless it holds several labels."""
LONGEST_LABELLED = 300
LONGEST_LABEL = 25
LEAST_CONTENT = 25
_TITLE_NAMES = re.compile(r"title|tieu-?de|headline|\bname\b")
_END = frozenset(
    {
        "binh luan", "y kien ban doc", "danh sach binh luan", "gui binh luan", "comments", "y kien doc gia",
        "y kien cua ban", "y kien cua ban doc", "y kien phan hoi", "phan hoi cua ban doc", "de lai binh luan",
        "viet binh luan", "binh luan cua ban doc",
    }
)  # fmt: skip
_COUNTED = re.compile(r" ?\(\d{1,5}\)$")
_COUNT_OF = re.compile(r"^\d{1,5} ")
_LABELLED = frozenset({"poster", "author", "source", "published", "updated", "views", "other_date", "other"})
_DATED = frozenset({"published", "updated"})
_Told = TypeVar("_Told")


def _remembered(ask: Callable[[str], _Told]) -> Callable[[str], _Told]:
    """Return a function that keeps its answers about short texts: for the lines of a page, at most 5,000."""
    known = functools.lru_cache(maxsize=8192)(ask)
    return lambda text: known(text) if len(text) <= LONGEST_LABELLED else ask(text)


folded = _remembered(fold)


@_remembered
def tells(text: str) -> bool:
    """Return whether a line prints a date, or a label with its value."""
    if len(text) > LONGEST_METADATA or text.endswith((".", "!", "?")):
        return False
    if any(map(str.isdecimal, text)) and dates_in(text, seen_at=None):
        return True
    return any(piece.kind in _LABELLED for piece in pieces(text)[:6])


@_remembered
def is_short(text: str) -> bool:
    """Return whether a line may be metadata by its length: a longer one only where it is cut by labels."""
    if len(text) <= LONGEST_METADATA:
        return True
    labels = [piece for piece in pieces(text[:LONGEST_LABELLED]) if piece.kind in _LABELLED and piece.colon]
    return len(text) <= LONGEST_LABELLED and len(labels) > 2


@_remembered
def is_metadata(text: str) -> bool:
    """Return whether a line is no text but tells of the article: a value can be read from it."""
    if not is_short(text) or text.endswith(("!", "?", "”", '"')):
        return False
    cut = pieces(text)
    if len(text) > LONGEST_METADATA or _names_a_day(text):
        return True
    if sum(piece.kind in _LABELLED and piece.colon for piece in cut) > 1:
        return True
    if cut[0].kind in _LABELLED and (cut[0].colon or len(text) < 60):
        return True
    said = read_metadata([text], seen_at=None)
    has_date = said.published is not None and said.published.day is not None
    return len(text) < 110 and (has_date or said.view_count is not None or said.poster is not None)


def _names_a_day(text: str) -> bool:
    """Return whether a line is a day behind words that may be its label, whether or not they are known."""
    head, colon, rest = text.partition(":")
    return bool(colon) and len(head) < LONGEST_LABEL and head[-1:].isalpha() and is_dated(rest.strip())


def names_article(text: str) -> bool:
    """Return whether a line holds a day or views behind their label: no words for a picture do."""
    told = pieces(text) if is_short(text) else ()
    return any(
        piece.colon and piece.kind in ("published", "updated", "views") and _is_whole(piece) for piece in told
    )


def is_dated(text: str) -> bool:
    """Return whether a short line is a date and nothing else."""
    if len(text) > 60 or not any(map(str.isdecimal, text)):
        return False
    found = dates_in(text, seen_at=None)
    return len(found) == 1 and found[0].span == (0, len(text))


def is_count_of_views(text: str) -> bool:
    """Return whether a line is a count of views with its label, and nothing else."""
    return len(text) < 40 and not text.isdecimal() and read_view_count(text) is not None


_WHEN = r"[-+*•\d.) ]{0,6}thoi gian(?: (?:to chuc|dien ra|bat dau))? ?:"
_EVENT, _EVENT_LABEL = re.compile(_WHEN), re.compile(f"{_WHEN}?")
_OF_AN_EVENT = re.compile(r"[-+*•\d.) ]{0,6}(?:dia diem|noi dung|thanh phan|chu tri|dai bieu|hinh thuc)\b")


def tells_event(text: str, following: str) -> bool:
    """Return whether a line tells when something takes place: the next, or its own end, tells where or what.

    "Thời gian: 8 giờ 00, ngày 20/11/2025", "Địa điểm: Hội trường xã".
    """
    if len(text) > LONGEST_LABELLED or "ian" not in text.lower() or not _EVENT.match(words := folded(text)):
        return False
    return "dia diem" in words or _is_of_event(following)


def names_event(text: str, behind_its_value: str) -> bool:
    """Return whether a line is the label of such a time alone, with the place in the row below."""
    if len(text) > LONGEST_LABEL or not _EVENT_LABEL.fullmatch(folded(text)):
        return False
    return _is_of_event(behind_its_value)


def _is_of_event(text: str) -> bool:
    return _OF_AN_EVENT.match(folded(text[:LONGEST_METADATA])) is not None


def is_labelled_end(text: str) -> bool:
    """Return whether a line is label and value: "Tác giả: …", "107 lượt xem", "Cập nhật 13/3/2015"."""
    if not is_short(text):
        return False
    cut = pieces(text)
    first = cut[0]
    if is_count_of_views(text):
        return True
    if all(map(_is_whole, cut)) or ("|" in text and _is_row_of_counts(text)):
        return True
    if len(cut) == 1 and first.kind in _DATED and not first.start and _is_a_date(first.value):
        return True
    return (
        first.colon
        and (len(text) < 100 or len(text) > LONGEST_METADATA)
        and first.kind in {"poster", "author", "source", "published", "updated", "views"}
    )


def _is_a_date(value: str) -> bool:
    """Return whether words are a date and nothing else, be it in brackets."""
    words = value.strip(" ()[].")
    found = dates_in(words, seen_at=None) if any(map(str.isdecimal, words)) else ()
    return len(found) == 1 and found[0].span == (0, len(words))


def _is_row_of_counts(text: str) -> bool:
    """Return whether a line is views beside tools or counts of others: "Bình luận (0) | Lượt xem: 212"."""
    cells = [cell.strip() for cell in text.split("|")]
    told = [all(map(_is_whole, pieces(cell))) for cell in cells]
    rest = [cell for cell, is_told in zip(cells, told, strict=True) if cell and not is_told]
    return any(told) and all(pieces(cell)[0].kind == "other" or is_boilerplate(cell) for cell in rest)


def _is_whole(piece: Piece) -> bool:
    """Return whether a stretch is the label of a date or of views, and nothing but that behind it."""
    if piece.kind == "views":
        return read_view_count(piece.value) is not None
    return piece.kind in ("published", "updated") and is_dated(_BY_WHOM.sub("", piece.value))


_BY_WHOM = re.compile(r"\s(?:bởi|by)\s\S.{1,58}$", re.IGNORECASE)
"""Who posted, behind the moment: "Đăng lúc 08:30 16/12/2017 bởi Admin"."""


_IMPRINT = re.compile(
    r"(?:co quan (?:chu quan|chu tri)|don vi chu quan|giay phep (?:so|hoat dong|thiet lap|xuat ban)"
    r"|chiu trach nhiem (?:chinh|noi dung|xuat ban)|tong bien tap ?:|truong ban bien tap ?:"
    r"|(?:©|ⓒ|®|copyright) |ban quyen (?:thuoc|©)|ghi ro nguon|thiet ke (?:boi|va)|phat trien boi|designed by"
    r"|all rights reserved|licen[cs]e no)"
)


@_remembered
def is_imprint(text: str) -> bool:
    """Return whether a line is of those in which a site tells who publishes it, at the foot of its pages."""
    return len(text) <= LONGEST_LABELLED and _IMPRINT.match(folded(text)) is not None


def is_content(line: Line) -> bool:
    """Return whether a line may be running text: long enough, and no link."""
    return len(line.text) >= LEAST_CONTENT and not line.linked


LEAST_SENTENCE, LEAST_PROSE = 40, 80
"""Characters; a line without a full stop is running text only where it is longer than a sentence need be."""


def is_prose(line: Line) -> bool:
    """Return whether a line between metadata and text is running text: a summary, whatever its element."""
    text = line.text
    ends = text.endswith((".", "!", "?", "…", ".”", '."', ".)"))
    if line.linked or len(text) < (LEAST_SENTENCE if ends else LEAST_PROSE) or is_boilerplate(text):
        return False
    if " " not in text:
        return False
    told = text[:LONGEST_LABELLED]
    first = pieces(told)[0]
    if first.kind in _LABELLED and first.colon:
        return False
    if first.kind == "poster" and dates_in(told, seen_at=None):
        return False
    if first.kind == "published" and _WHEN_BY_WHOM.search(told, 0, LONGEST_METADATA):
        return False
    return ends or not is_metadata(text)


_WHEN_BY_WHOM = re.compile(r"(?:19|20)\d\d(?: \d{1,2}:\d{2})? (?:bởi|by) ")
"""What goes on behind the date of a sentence of metadata: "Đăng ngày 16/12/2017 bởi Admin."."""


def is_named_title(block: etree._Element) -> bool:
    """Return whether an element, the one round it, or one inside with all its text calls itself a title."""
    if any(map(is_called_title, islice(up_from(block), 2))):
        return True
    inner = next(block.iter("span", "b", "strong", "font", "big"), None) if holds_few(block) else None
    if inner is None or not is_called_title(inner):
        return False
    return tidy(visible_text(inner)) == tidy(visible_text(block))


def is_called_title(element: etree._Element) -> bool:
    """Return whether an element calls itself a title."""
    return element.get("itemprop") == "headline" or _TITLE_NAMES.search(names_of(element)) is not None


def is_item(line: Line, *, started: bool) -> int:
    """Return how much a line speaks for a list of articles: two in all are enough."""
    if line.linked and len(line.text) >= 20 and (line.heading or is_named_title(line.block)):
        if is_boilerplate(line.text) or names_another(line.text) or leads_to_network(line):
            return 0
        if strict_names(line.text):  # each a link to what else they wrote
            return 0
        return 1 if started else 2
    return 1 if started and not line.linked and _is_dated_label(line.text) else 0


def leads_to_network(line: Line) -> bool:
    """Return whether a line is words of a link to a social network, or to a reader of news."""
    if not line.linked or "://" in line.text:
        return False
    link = next(line.block.iter("a"), None)
    return link is not None and is_network(link.get("href") or "")


def _is_dated_label(text: str) -> bool:
    """Return whether a line is the metadata of an article in a list: a label, and a date behind it."""
    if len(text) > LONGEST_METADATA or not any(map(str.isdecimal, text)):
        return False
    return pieces(text)[0].kind == "published" and bool(dates_in(text, seen_at=None)) and len(text) < 80


def is_end(line: Line) -> bool:
    """Return whether a heading of other articles or of comments begins what is not the article's."""
    words = _COUNTED.sub("", folded(line.text).strip(" :.…»«>-–|*"))
    if line.heading:
        if _is_comment_head(line.text):
            return True
        words = _COUNT_OF.sub("", words)
    if words in _END or ((words != "xem them" or line.heading > 0) and starts_related(line.text)):
        return True
    return line.linked and _heads_links(line)


def _is_comment_head(text: str) -> bool:
    """Return whether a heading is a person and a moment, as above the comment of a reader."""
    if len(text) > LONGEST_METADATA or not text[-1:].isalnum():
        return False
    found = dates_in(text, seen_at=None) if any(map(str.isdecimal, text)) else ()
    span = found[0].span if len(found) == 1 and found[0].moment else None
    return span is not None and span[1] == len(text) and is_name(text[: span[0]].strip(" -–|,("))


def _heads_links(line: Line) -> bool:
    """Return whether such a heading stands in one line with two links or more, parted by the style alone."""
    links = list(islice(line.block.iter("a"), 2))
    first = tidy(visible_text(links[0])) if len(links) > 1 and holds_few(links[0]) else ""
    head = line.text.partition(first)[0] if first else ""
    return bool(head) and folded(head).strip(" :") != "xem them" and starts_related(head)
