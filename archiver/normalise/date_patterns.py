"""The shapes in which portals print a date; all match text in lower case.

A separator run is bounded, so that no input makes a search go back and forth.
"""

from __future__ import annotations

import re

WEEKDAYS = {
    "thứ hai": 0, "thứ ba": 1, "thứ tư": 2, "thứ năm": 3, "thứ sáu": 4, "thứ bảy": 5, "thứ bẩy": 5,
    "thứ 2": 0, "thứ 3": 1, "thứ 4": 2, "thứ 5": 3, "thứ 6": 4, "thứ 7": 5,
    "t2": 0, "t3": 1, "t4": 2, "t5": 3, "t6": 4, "t7": 5,
    "chủ nhật": 6, "chúa nhật": 6, "cn": 6,
    "monday": 0, "tuesday": 1, "wednesday": 2, "thursday": 3, "friday": 4, "saturday": 5, "sunday": 6,
    "mon": 0, "tue": 1, "wed": 2, "thu": 3, "fri": 4, "sat": 5, "sun": 6,
}  # fmt: skip
"""Names of the weekdays, Monday is 0."""

ENGLISH_WEEKDAYS = frozenset(list(WEEKDAYS)[-14:])
"""Those beside which the month may come before the day."""

MONTHS = {
    "một": 1, "hai": 2, "ba": 3, "tư": 4, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "bẩy": 7, "tám": 8,
    "chín": 9, "mười": 10, "mười một": 11, "mười hai": 12, "giêng": 1,
    "january": 1, "february": 2, "march": 3, "april": 4, "may": 5, "june": 6, "july": 7, "august": 8,
    "september": 9, "october": 10, "november": 11, "december": 12,
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "sept": 9, "oct": 10,
    "nov": 11, "dec": 12,
}  # fmt: skip
"""Names of the months in Vietnamese (after "tháng") and English; "tháng Giêng" is the January of .NET."""


def _either(names: dict[str, int], first: int, last: int | None = None) -> str:
    chosen = sorted(list(names)[first:last], key=len, reverse=True)
    return "|".join(name.replace(" ", r"\s?" if name.startswith("thứ") else r"\s") for name in chosen)


_SEP = r"[\s,|;–—•·-]{0,5}"
_AFTER = r"[\s,|;–—•·()\[\]-]{0,5}"
_WEEKDAY = rf"(?:{_either(WEEKDAYS, 0)})(?![^\W_])"
_NO_NAME = r"(?:(?<![^\W\d_]\s)|(?<=\bon\s)|(?<=ed\s))(?<![-\w])"
_WEEKDAY_BEFORE = rf"(?:(?:{_either(WEEKDAYS, 0, -7)})|{_NO_NAME}(?:{_either(WEEKDAYS, -7)}))(?![^\W_])"
"""Before a date, "Thu" and its like behind a word are names: "Hoài Thu | 16/12/2017"."""
_WEEKDAY_BEHIND = rf"(?!thu\s[^\W\d_]){_WEEKDAY}"
"""Behind a date, "Thu" before a word is a name, not the English Thursday."""
_ZONE = (
    r"[\[(]?\s?(?:(?:gmt|utc)(?!\w)(?:\s?[+-]\s?\d{1,2}(?::?\d{2})?)?"
    r"|ict|z(?!\w)|[+-]\d{2}(?::?\d{2})?(?!\d))\s?[\])]?"
)
_HALF = r"sa(?!\w)|ch(?!\w)|[ap]\.?m(?!\w)\.?|sáng(?!\w)|chiều(?!\w)|tối(?!\w)"
_TIME = (
    r"\d{1,2}(?:\s?:\s?\d{2}(?:\s?:\s?\d{2}(?:[.,]\d{1,9})?|'|’|′)?|\s?[hg]\s?\d{2}(?:'|’|′|p(?!\w))?|\s?h(?!\w)"
    rf"|\s?giờ(?:\s\d{{1,2}}(?:\s?phút(?:\s\d{{1,2}}\s?giây)?)?)?)(?![\d:])(?:\s?(?:{_HALF}))?"
)
_TIME_LABEL = r"(?:lúc|giờ(?:\sđăng)?)\s?:\s?"
_NGAY = r"(?:(?:lúc|vào|on)\s)?(?:ngày\s?:?\s?)?"

_BEFORE = (
    rf"(?:(?:lúc\s)?(?P<before>{_TIME})(?:\s?(?P<before_zone>{_ZONE}))?{_SEP})?"
    rf"(?:(?P<weekday>{_WEEKDAY_BEFORE}){_SEP})?"
    rf"(?:(?:lúc\s)?(?P<between>{_TIME}){_SEP})?{_NGAY}"
)
_BEHIND = (
    rf"(?:{_AFTER}(?P<weekday_after>{_WEEKDAY_BEHIND}))?"
    rf"(?:(?:{_AFTER}|\s?(?:lúc|at|vào)\s)(?:lúc\s|at\s|{_TIME_LABEL})?(?P<after>{_TIME})(?:{_AFTER}(?P<after_zone>{_ZONE}))?)?"
    rf"(?:{_AFTER}(?P<weekday_last>{_WEEKDAY_BEHIND}))?(?:\s?(?=[\[(giu])(?P<last_zone>{_ZONE}))?"
)
_EDGE = r"(?!\d)(?![/.-]\d)"

NUMERIC = re.compile(
    rf"(?=[\dtcmwfsnlov])(?<!\d)(?<!\d[/.:-]){_BEFORE}(?<!\d)(?:"
    r"(?P<day>\d{1,2})\s?(?P<mark>[/.-])\s?(?P<month>\d{1,2})\s?(?P=mark)\s?(?P<year>\d{4}|\d{2})"
    r"|(?P<day_of>\d{1,2})\s?(?:,\s?)?(?:tháng|thg|th)\.?\s?(?P<month_of>\d{1,2})\s?(?:,|/|-|năm)?\s?(?:năm\s?)?(?P<year_of>\d{4})"
    rf"){_EDGE}{_BEHIND}"
)
"""Day, month and year in digits, with "tháng" or a mark between; weekday, time and zone round them."""

ISO = re.compile(
    r"(?<![\d/.-])(?P<year>\d{4})\s?(?P<mark>[-/.])\s?(?P<month>\d{1,2})\s?(?P=mark)\s?(?P<day>\d{1,2})\.?"
    r"(?:(?P<odd_zone>\+\d{2}|ict)(?P<odd_time>\d{2}:\d{2}:\d{2})"
    rf"|(?:t|{_AFTER})(?P<after>{_TIME})(?:\s?(?P<after_zone>{_ZONE}))?)?(?![\d/])"
)
"""Year first; `odd_…` is NukeViet's malformed `2017-12-16+0708:30:00`, PHP's `T` taken for a zone."""

_MONTH_NAME = rf"(?P<name>{_either(MONTHS, 15)})\.?"
_MONTH_WORD = rf"tháng\s(?P<word>{_either(MONTHS, 0, 15)})"
WORDED = re.compile(
    rf"(?<![^\W_]){_BEFORE}(?:"
    rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[\s-](?:{_MONTH_NAME}|{_MONTH_WORD})[\s,-]{{1,3}}(?:năm\s)?(?P<year>\d{{4}})"
    r"|(?:" + _MONTH_NAME.replace("name", "name_first") + "|" + _MONTH_WORD.replace("word>", "word_first>")
    + r"|tháng\s(?P<month>\d{1,2}))\s(?P<day_second>\d{1,2})(?:st|nd|rd|th)?,\s?(?P<year_last>\d{4})"
    rf")(?!\d){_BEHIND}"
)  # fmt: skip
"""The month by its name, Vietnamese or English, before or after the day."""

TIME = re.compile(
    r"(?P<hour>\d{1,2})(?:\s?(?:giờ|[:hg])\s?(?P<minute>\d{1,2})?(?:\s?(?::|phút)\s?(?P<second>\d{1,2})(?:\s?giây|[.,]\d{1,9})?)?)"
    rf"\s?(?:'|’|′|p(?!\w)|phút)?\s?(?P<half>{_HALF})?\s?"
)
"""The parts of a time that one of the patterns above has found."""

OFFSET = re.compile(r"([+-])\s?(\d{1,2}):?(\d{2})?")

PLACEHOLDER = re.compile(
    r"d{1,2}\s?[/.-]\s?m{1,2}\s?[/.-]\s?y{2,4}|ngày\s?[/.-]\s?tháng\s?[/.-]\s?năm"
    r"|0?[01]\s?[/.-]\s?0?[01]\s?[/.-]\s?(?:0000|0001|1900|1970|1753)(?!\d)|(?:0000|0001|1900|1970)-0[01]-0[01](?!\d)"
    r"|[_.…-]{1,4}\s?/\s?[_.…-]{1,4}\s?/\s?[_.…-]{1,6}|(?:null|undefined|n/a|invalid date|nan)$"
)
"""What a template prints when it has no date, and the zero of several clocks."""

RANGE_GOES_ON = re.compile(
    r"\s?(?:[-–—]|,|và|đến|tới|to|and)?\s?(?:hết\s)?(?:ngày\s)?\d{1,2}\s?[/.-]\s?\d{1,2}(?:\s?[/.-]\s?\d{2,4})"
)
"""A second date straight after the first."""

UNITS = {
    "giây": "seconds", "phút": "minutes", "giờ": "hours", "tiếng": "hours", "ngày": "days", "hôm": "days",
    "tuần": "weeks", "tháng": "months", "năm": "years",
    "second": "seconds", "minute": "minutes", "min": "minutes", "hour": "hours", "day": "days",
    "week": "weeks", "month": "months", "year": "years",
}  # fmt: skip
"""What relative forms count in."""

_UNIT = "|".join(UNITS)
RELATIVE = re.compile(
    rf"(?<![\w/.,:])(?:cách\sđây\s)?(?P<amounts>(?:\d{{1,4}}|một|a|an)\s(?:{_UNIT})s?"
    rf"(?:,?\s\d{{1,4}}\s(?:{_UNIT})s?){{0,3}})\s(?:trước|ago)(?!\w)"
    r"|(?P<just>vừa\sxong|vừa\smới|mới\sđây|just\snow)(?!\w)"
    rf"|(?P<named>hôm\snay|hôm\squa|hôm\skia|today|yesterday)(?!\w)(?:{_SEP}(?:lúc\s|at\s)?(?P<time>{_TIME}))?"
)
AMOUNT = re.compile(rf"(\d{{1,4}}|một|an|a)\s({_UNIT})")
DAYS_BACK = {"hôm nay": 0, "today": 0, "hôm qua": 1, "yesterday": 1, "hôm kia": 2}

CORE = re.compile(r"(\d{1,4})\s?(?:[/.-]\s?\d|(?:,\s?)?(?:tháng|thg|th)\.?\s?\d)")
"""Where the day, or the year of an ISO date, may stand: a cheap first look."""

START = re.compile(
    r"\d{1,2}\s?(?:[:h]|g(?:iờ)?)|(?<!\w)(?:lúc|vào|ngày)\s"
    rf"|(?<![^\W\d_])(?:{_either(WEEKDAYS, 0)})(?![^\W_])"
)
"""Where the words before such a day may begin."""

MONTH_NAMED = re.compile(
    rf"(?<![^\W\d_])(?:{_MONTH_NAME.replace('?P<name>', '?:')})|tháng\s[^\W\d]|tháng\s\d+\s\d+,"
)
