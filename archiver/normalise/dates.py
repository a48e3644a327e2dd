"""From the words of a date to a day and a moment, or to nothing: never to a guess.

The day comes before the month. Problem codes, each of which says why there is no value, or no time:

- `date-unreadable`: no date is recognised, or other words stand before it
- `date-impossible`: no such day, or a year in which no portal existed
- `date-future`: more than a day after the page was seen
- `date-weekday-mismatch`: the weekday beside it is another day's
- `date-ambiguous`: two dates, or a year of two digits or an order that form and weekday leave open
- `date-placeholder`: the template's `dd/mm/yyyy`, or the zero of some clock
- `date-relative`: the value is counted back from the time of seeing (a note; without that time, no value)
- `time-impossible`: the day is right, the time beside it cannot be or contradicts another
"""

from __future__ import annotations

import datetime as dt
import re

import msgspec

from archiver.models import Record
from archiver.normalise import date_patterns as patterns
from archiver.normalise.date_parts import day_month_year, in_vietnam, moment_of, weekday_differs
from archiver.normalise.relative_dates import count_back
from archiver.normalise.text import lowered, tidy

_FIRST_YEAR = 1990
_LAST_YEAR = 2100
_LONGEST = 300
_LONGEST_LINE = 2000
_MIDNIGHT = dt.time()
_DAY = dt.timedelta(days=1)
_WINDOW = 48
_MOST = 20
_YEAR = re.compile(r"\d{4}")
_LEAD = re.compile(
    r"[\s(\[{•·|,;:*–—-]*(?:(?:thời gian|ngày|đăng|tin|bài|gửi|cập nhật|xuất bản|lúc|vào|date|posted"
    r"|published|publish|updated|last|on|at)(?!\w)\s?:?\s?){0,5}[\s(\[]{0,3}"
)


class DateReading(Record, frozen=True, kw_only=True):
    """What was read where a date was expected."""

    day: dt.date | None
    """The day as printed; for a moment in another zone, its day in Vietnam."""
    moment: dt.datetime | None
    """+07:00, only if a time was printed; midnight is a placeholder, not a time."""
    raw: str
    """The words on the page, tidied."""
    problems: tuple[str, ...] = ()
    """Codes, see the module."""
    span: tuple[int, int] | None = None
    """Where `dates_in` found it, in the tidied text."""


def read_date(text: str, *, seen_at: dt.datetime | None) -> DateReading:
    """Return the date that `text` prints, `text` being a date element or what follows a date label.

    `seen_at` is the moment at which the page was fetched (aware; UTC if naive); relative forms count from
    it, and nothing can be later by more than a day. Never raises.
    """
    raw = tidy(text[: _LONGEST * 2])[:_LONGEST]
    low = lowered(raw)
    start = 0
    found = _match(low, 0)
    if found is None:
        lead = _LEAD.match(low)
        start = lead.end() if lead else 0
        found = _match(low, start)
    if found is None:
        return _without_pattern(raw, low[start:], seen_at)
    if patterns.RANGE_GOES_ON.match(low, found.end()):
        return _nothing(raw, "date-ambiguous")
    return _reading(found, raw, seen_at)


def dates_in(text: str, *, seen_at: dt.datetime | None) -> list[DateReading]:
    """Return each date in `text` in order, `span` being its place in `tidy(text)`.

    At most 20 of the first 2000 characters. Dates that cannot be are among them, without values; both ends
    of a range are left out.
    """
    tidied = tidy(text[: _LONGEST_LINE * 2])
    low = lowered(tidied[:_LONGEST_LINE])
    found = _spans(low)
    readings = []
    for match in found[:_MOST]:
        start, end = match.span()
        end -= len(low[start:end]) - len(low[start:end].rstrip(" ([,|;-–—"))
        reading = _found_reading(match, tidied[start:end], seen_at)
        readings.append(msgspec.structs.replace(reading, span=(start, end)))
    return readings


def _match(low: str, start: int) -> re.Match[str] | None:
    return (
        patterns.NUMERIC.match(low, start)
        or patterns.ISO.match(low, start)
        or (patterns.WORDED.match(low, start) if patterns.MONTH_NAMED.search(low, start) else None)
    )


def _spans(low: str) -> list[re.Match[str]]:
    found: list[re.Match[str]] = []
    end = 0
    core = patterns.CORE.search(low)
    while core and len(found) < _MOST:
        match = _around(core.start(), low, end)
        if match:
            found.append(match)
            end = match.end()
        core = patterns.CORE.search(low, match.end() if match else core.end(1))
    if len(_YEAR.findall(low)) > len(found) and patterns.MONTH_NAMED.search(low):
        found += (match for match in patterns.WORDED.finditer(low) if not _overlaps(match, found))
    if "trước" in low or "hôm" in low or "vừa" in low or " ago" in low:
        found += (match for match in patterns.RELATIVE.finditer(low) if not _overlaps(match, found))
    found.sort(key=re.Match.start)
    return [match for index, match in enumerate(found) if not _in_range(index, found, low)]


def _around(core: int, low: str, end: int) -> re.Match[str] | None:
    """Return the date whose day or year stands at `core`, with the time and weekday before it."""
    for start in patterns.START.finditer(low, max(end, core - _WINDOW), core):
        match = patterns.NUMERIC.match(low, start.start())
        if match and match.end() > core:
            return match
    return patterns.NUMERIC.match(low, core) or patterns.ISO.match(low, core)


def _overlaps(match: re.Match[str], others: list[re.Match[str]]) -> bool:
    return any(match.start() < other.end() and other.start() < match.end() for other in others)


def _in_range(index: int, found: list[re.Match[str]], low: str) -> bool:
    def goes_on(first: int) -> bool:
        return (
            0 <= first < len(found) - 1
            and "time" not in found[first].re.groupindex
            and low[found[first].end() : found[first + 1].start()].strip() in _RANGE_WORDS
        )

    return goes_on(index) or goes_on(index - 1)


_RANGE_WORDS = frozenset(("-", "–", "—", "đến", "tới", "đến ngày", "tới ngày", "đến hết", "to"))


def _found_reading(match: re.Match[str], raw: str, seen_at: dt.datetime | None) -> DateReading:
    if match.re is patterns.RELATIVE:
        return _relative(match, raw, seen_at)
    return _reading(match, raw, seen_at)


def _nothing(raw: str, problem: str) -> DateReading:
    return DateReading(day=None, moment=None, raw=raw, problems=(problem,))


def _without_pattern(raw: str, low: str, seen_at: dt.datetime | None) -> DateReading:
    if relative := patterns.RELATIVE.match(low):
        return _relative(relative, raw, seen_at)
    if patterns.PLACEHOLDER.match(low):
        return _nothing(raw, "date-placeholder")
    from archiver.normalise.date_fallback import day_by_dateparser  # noqa: PLC0415 - 100 ms to import

    day = day_by_dateparser(raw)
    if day is None:
        return _nothing(raw, "date-unreadable")
    problem = _problem_with(day, None, seen_at)
    return _nothing(raw, problem) if problem else DateReading(day=day, moment=None, raw=raw)


def _relative(match: re.Match[str], raw: str, seen_at: dt.datetime | None) -> DateReading:
    if seen_at is None:
        return _nothing(raw, "date-relative")
    day, moment = count_back(match, in_vietnam(seen_at))
    if day is None:
        return _nothing(raw, "date-impossible")
    problem = _problem_with(day, moment, seen_at)
    if problem:
        return _nothing(raw, problem)
    return DateReading(day=day, moment=moment, raw=raw, problems=("date-relative",))


def _reading(match: re.Match[str], raw: str, seen_at: dt.datetime | None) -> DateReading:
    part = match.groupdict()
    numbers = day_month_year(part, match[0])
    if isinstance(numbers, str):
        return _nothing(raw, numbers)
    day_number, month, year = numbers
    if patterns.PLACEHOLDER.match(f"{day_number}/{month}/{year:04}"):
        return _nothing(raw, "date-placeholder")
    try:
        day = dt.date(year, month, day_number)
    except ValueError:
        return _nothing(raw, "date-impossible")
    if weekday_differs(part, day):
        return _nothing(raw, "date-weekday-mismatch")
    moment, problems = moment_of(part, day)
    if moment is not None:
        day = moment.date()
        if moment.timetz().replace(tzinfo=None) == _MIDNIGHT:
            moment = None
    problem = _problem_with(day, moment, seen_at)
    return (
        _nothing(raw, problem) if problem else DateReading(day=day, moment=moment, raw=raw, problems=problems)
    )


def _problem_with(day: dt.date, moment: dt.datetime | None, seen_at: dt.datetime | None) -> str | None:
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        return "date-impossible"
    if seen_at is not None:
        latest = in_vietnam(seen_at) + _DAY
        if day > latest.date() or (moment is not None and moment > latest):
            return "date-future"
    return None
