"""Days and moments that are counted back from the time of seeing: "4 giờ trước", "hôm qua lúc 8:30"."""

from __future__ import annotations

import calendar
import datetime as dt
import re

from archiver.normalise import date_patterns as patterns
from archiver.normalise.date_parts import clock_time


def count_back(match: re.Match[str], seen_at: dt.datetime) -> tuple[dt.date | None, dt.datetime | None]:
    """Return the day, and the moment for minutes and hours, that a match of `RELATIVE` names.

    `seen_at` is in +07:00. A form that counts in days or more gives a day only, unless it prints a time.
    Both are null where the count leaves the calendar.
    """
    if match["just"]:
        return seen_at.date(), seen_at.replace(second=0, microsecond=0)
    if match["named"]:
        return _named_day(match, seen_at)
    try:
        return _counted(match["amounts"], seen_at)
    except (OverflowError, ValueError):
        return None, None


def _named_day(match: re.Match[str], seen_at: dt.datetime) -> tuple[dt.date, dt.datetime | None]:
    day = seen_at.date() - dt.timedelta(days=patterns.DAYS_BACK[" ".join(match["named"].split())])
    time = clock_time(match["time"]) if match["time"] else None
    return day, dt.datetime.combine(day, time, seen_at.tzinfo) if time else None


def _counted(amounts: str, seen_at: dt.datetime) -> tuple[dt.date, dt.datetime | None]:
    counts: dict[str, int] = {}
    for number, unit in patterns.AMOUNT.findall(amounts):
        name = patterns.UNITS[unit]
        counts[name] = counts.get(name, 0) + (int(number) if number.isdecimal() else 1)
    months = counts.pop("months", 0) + 12 * counts.pop("years", 0)
    coarse = bool(months) or not counts.keys() <= {"seconds", "minutes", "hours"}
    moment = _months_before(seen_at, months) - dt.timedelta(**counts)
    return moment.date(), None if coarse else moment.replace(second=0, microsecond=0)


def _months_before(moment: dt.datetime, months: int) -> dt.datetime:
    year, month = divmod(moment.year * 12 + moment.month - 1 - months, 12)
    last = calendar.monthrange(year, month + 1)[1] if 1 <= year <= 9999 else 1
    return moment.replace(year=year, month=month + 1, day=min(moment.day, last))
