"""Moments that files and servers state: which of them can be when a page was captured."""

from __future__ import annotations

import datetime as dt
import email.utils

EARLIEST, LATEST = 1990, 2200
"""Years between which a stated moment is believed: the web's own, far from both ends of the calendar."""


def believed(moment: dt.datetime) -> dt.datetime | None:
    """Return a stated moment in UTC, without a zone taken for UTC; None where no page can be of that time."""
    if not EARLIEST < moment.year < LATEST:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)).astimezone(dt.UTC)


def moment_of_mail(words: str) -> dt.datetime | None:
    """Return the moment (UTC) of a `Date` header, as e-mail and HTTP write it; None where it names none."""
    try:
        return believed(email.utils.parsedate_to_datetime(words))
    except (ValueError, TypeError, IndexError, OverflowError):  # what the parser raises for odd words
        return None


def moment_of_digits(digits: str) -> dt.datetime:
    """Return the moment (UTC) that CDXJ writes as `20250701083000`; raises `ValueError`."""
    if len(digits) != 14:
        raise ValueError(digits)
    year, rest = int(digits[:4]), [int(digits[at : at + 2]) for at in range(4, 14, 2)]
    month, day, hour, minute, second = rest
    return dt.datetime(year, month, day, hour, minute, second, tzinfo=dt.UTC)
