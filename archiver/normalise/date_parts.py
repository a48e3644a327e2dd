"""The parts of a date that one of the patterns has found: numbers, weekday, time, zone."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable

from archiver.models import VIETNAM
from archiver.normalise import date_patterns as patterns

_FLAGS = re.compile(r"[ap]\.?m")


def day_month_year(part: dict[str, str | None], words: str) -> tuple[int, int, int] | str:
    """Return the three numbers, or the code of the problem that keeps them from being known."""
    if name := part.get("name") or part.get("name_first") or part.get("word") or part.get("word_first"):
        month = patterns.MONTHS[" ".join(name.split())]
    else:
        month = int(part.get("month") or part.get("month_of") or 0)
    day = int(part.get("day") or part.get("day_of") or part.get("day_second") or 0)
    year = part.get("year") or part.get("year_of") or part.get("year_last") or ""
    if len(year) == 2:
        return _day_first((day, month, 2000 + int(year)), _otherwise(day, month, int(year), part), part)
    weekday = part.get("weekday")
    if part.get("mark") == "/" and weekday in patterns.ENGLISH_WEEKDAYS:
        return _by_weekday(day, month, int(year), patterns.WEEKDAYS[weekday])
    if part.get("mark") == "/" and weekday in patterns.WEEKDAYS:
        day, month = _as_drupal_prints(day, month, int(year), weekday)
    if part.get("mark") == "/" and day <= 12 and "weekday_after" in part and _FLAGS.search(words):
        return _american(day, month, int(year), words, part)
    if part.get("mark") == "/" and day <= 12 < month <= 31 and "gmt" in words:
        day, month = month, day
    return day, month, int(year)


def _by_weekday(first: int, second: int, year: int, weekday: int) -> tuple[int, int, int] | str:
    """Decide the order by the English weekday before it: Drupal prints "Sat, 08/23/2025" by default."""
    orders = {(first, second), (second, first)}
    fitting = [order for order in orders if _weekday_of(*order, year) == weekday]
    if len(fitting) > 1:
        return "date-ambiguous"
    return (*fitting[0], year) if fitting else (first, second, year)


def _as_drupal_prints(first: int, second: int, year: int, weekday: str) -> tuple[int, int]:
    """Return day and month by the Vietnamese weekday before them: Drupal prints "T7, 08/23/2025".

    The day comes first where that can be; else the month does where the weekday is then the day's. Only the
    names that programs shorten are trusted where both orders can be: people err in the others.
    """
    named = patterns.WEEKDAYS[weekday]
    is_open = second > 12 or (len(weekday) == len("t2") and _weekday_of(first, second, year) != named)
    if first <= 12 and is_open and _weekday_of(second, first, year) == named:
        return second, first
    return first, second


def _weekday_of(day: int, month: int, year: int) -> int | None:
    try:
        return dt.date(year, month, day).weekday()
    except ValueError:
        return None


def _day_first(
    date: tuple[int, int, int], others: Iterable[tuple[int, int, int]], part: dict[str, str | None]
) -> tuple[int, int, int] | str:
    """Return a date whose order is open, where the weekday printed is that of this order and of no other."""
    printed = _weekdays(part)
    if printed == {_weekday_of(*date)} and not any(
        _weekday_of(*other) in printed for other in others if other != date
    ):
        return date
    return "date-ambiguous"


def _otherwise(
    first: int, second: int, third: int, part: dict[str, str | None]
) -> list[tuple[int, int, int]]:
    """Return the other dates that three numbers of two digits may be: year first, or month first with "/"."""
    year_first = (third, second, 2000 + first)
    return [year_first, (second, first, 2000 + third)] if part.get("mark") == "/" else [year_first]


def _american(
    first: int, second: int, year: int, words: str, part: dict[str, str | None]
) -> tuple[int, int, int] | str:
    """Decide the order where AM or PM stands beside: `M/d/yyyy h:mm:ss tt` is how .NET prints in English."""
    if second > 12:
        return second, first, year
    pads = re.search(r"(?<![\d:])0\d[/:]|/0\d/", words) is not None
    loose = words.count(":") == 2 or re.search(r"(?<!\d)\d/", words) is not None
    unsure = "gmt" in words or (loose and not pads)
    if unsure and first != second:
        return _day_first((first, second, year), [(second, first, year)], part)
    return first, second, year


def weekday_differs(part: dict[str, str | None], day: dt.date) -> bool:
    """Tell whether a weekday is printed that is not the day's."""
    return not _weekdays(part) <= {day.weekday()}


def _weekdays(part: dict[str, str | None]) -> set[int]:
    """Return the weekdays printed before and behind a date."""
    names = (part.get(place) for place in ("weekday", "weekday_after", "weekday_last"))
    return {_weekday_number(name) for name in names if name}


def _weekday_number(name: str) -> int:
    name = " ".join(name.split())
    if name.startswith("thứ") and name[3:4] != " ":
        name = f"thứ {name[3:]}"
    return patterns.WEEKDAYS[name]


def moment_of(part: dict[str, str | None], day: dt.date) -> tuple[dt.datetime | None, tuple[str, ...]]:
    """Return the moment in +07:00, null without a time that can be, and the problems with it."""
    printed = [part.get("before"), part.get("between"), part.get("after"), part.get("odd_time")]
    words = [time for time in printed if time]
    if not words:
        return None, ()
    times = {clock_time(time) for time in words}
    time = times.pop()
    zone = _offset(part.get("before_zone") or part.get("after_zone") or part.get("last_zone"))
    if times or time is None or zone is None:
        return None, ("time-impossible",)
    try:
        return dt.datetime.combine(day, time, zone).astimezone(VIETNAM), ()
    except (OverflowError, ValueError):
        return None, ("time-impossible",)


def clock_time(words: str) -> dt.time | None:
    """Return the time that `words` print in lower case, null if none can be: `8h30`, `14h05'`, `03:42 ch`."""
    found = patterns.TIME.fullmatch(words)
    if found is None:
        return None
    hour, minute, second = (int(found[name] or 0) for name in ("hour", "minute", "second"))
    half = (found["half"] or "").replace(".", "")
    if half in ("am", "sa", "sáng"):
        hour = 0 if hour == 12 else hour
        if hour > 12:
            return None
    elif half and hour < 12:
        hour += 12
    try:
        return dt.time(hour, minute, second)
    except ValueError:
        return None


def _offset(zone: str | None) -> dt.timezone | None:
    """Return the zone that is printed, Vietnam's where none is; null for one that cannot be."""
    if not zone or "ict" in zone:
        return VIETNAM
    found = patterns.OFFSET.search(zone)
    if found is None:
        return dt.UTC
    offset = dt.timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
    if offset > dt.timedelta(hours=14):
        return None
    return dt.timezone(-offset if found[1] == "-" else offset)


def in_vietnam(moment: dt.datetime) -> dt.datetime:
    """Return the same moment in +07:00; one without a zone is taken for UTC."""
    return (moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)).astimezone(VIETNAM)
