"""View counts: whole numbers with thousands marked in any way, never a rating, never a guess."""

from __future__ import annotations

import re

from archiver.normalise.label_table import KIND_OF
from archiver.normalise.text import lowered, tidy

_MOST = 999_999_999
_LONGEST = 80
NUMBER = r"(?P<count>[1-9]\d{0,2}(?:(?P<mark>[.,\s])\d{3}(?:(?P=mark)\d{3}){0,2})|0|[1-9]\d{0,8})"
SCALED = r"(?P<whole>[1-9]\d{0,2})(?:[.,](?P<part>\d{1,2}))?\s?(?P<unit>k|nghìn|ngàn|tr|triệu|m)"
_WORDS = "|".join(
    sorted((label for label, kind in KIND_OF.items() if kind == "views"), key=len, reverse=True)
)
_COUNT = re.compile(
    rf"\(?(?:(?:userpage(?:visits|views)|visited|{_WORDS})\s?(?P<colon>[:：])?\s?)?(?:{NUMBER}|{SCALED})\s?(?:(?:lượt|{_WORDS}|lần|times)(?!\w))?\s?[.)]?"
)
_SAID = re.compile(
    rf"(?:đã )?có (?P<count>\d[\d.,]{{0,11}}k? (?:{_WORDS}))(?: (?:tin|bài(?: viết)?|trang)(?: này)?)?\.?"
)
"""A count told in a sentence: "Có 1.212 người xem tin này"."""
_OF_TODAY = re.compile(
    r",?\s?\d[\d.,]{0,11}\s(?:lần|lượt xem|lượt|views?|visits?|times)\s(?:hôm nay|today)(?!\w)", re.IGNORECASE
)
"""How many of the views are of the day of reading, as the plugin Top 10 prints behind their count."""
_SCALE = {"k": 3, "nghìn": 3, "ngàn": 3, "tr": 6, "triệu": 6, "m": 6}


def without_todays(line: str) -> str:
    """Return a line without the count of the views of today, which stands behind that of all."""
    return _OF_TODAY.sub("", line) if "hôm nay" in line or "today" in line else line


def read_view_count(text: str) -> int | None:
    """Return the count that `text` prints, with or without its label; null for anything else.

    `1.632`, `1,632` and `1 632` are 1632, `1,2K` is 1200. Null for a decimal fraction, a percentage, a
    number with leading zeros or of more than nine digits, and several numbers.
    """
    words = without_todays(lowered(tidy(text[: _LONGEST * 4])))
    if said := _SAID.fullmatch(words[: _LONGEST + 1]):
        words = said["count"]
    if len(words) > _LONGEST or (found := _COUNT.fullmatch(words)) is None:
        return None
    return _value(found)


def _value(found: re.Match[str]) -> int | None:
    if digits := found["count"]:
        count = int(re.sub(r"\D", "", digits))
    else:
        count = _scaled(int(found["whole"]), found["part"] or "", _SCALE[found["unit"]])
    return count if count <= _MOST else None


def _scaled(whole: int, part: str, zeros: int) -> int:
    return int(f"{whole}{part:0<{zeros}}")
