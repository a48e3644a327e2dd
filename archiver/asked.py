"""Days and times that a person asks for: one that is none would choose the wrong captures."""

from __future__ import annotations

import datetime as dt
import re

from archiver.errors import UsageError

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DIGITS = re.compile(r"[0-9]{4}(?:[0-9]{2}){0,5}")
_FIRST = "00000101000000"
"""What is left out of a time in digits."""


def day(option: str, words: str) -> dt.date:
    """Return the day that is written as `2025-07-01`; raise UsageError for other words, by their option."""
    try:
        if _DAY.fullmatch(words):
            return dt.date.fromisoformat(words)
    except ValueError:
        pass
    raise UsageError(f"{option}: '{words[:40]}' is no day; write it as in 2025-07-01")


def digits(option: str, words: str) -> str:
    """Return the digits of a year, or of a time as far as its month, day, hour, minute or second: `201907`.

    Raises UsageError for other words, by their option.
    """
    try:
        if _DIGITS.fullmatch(words):
            dt.datetime.strptime(f"{words}{_FIRST[len(words) :]}+0000", "%Y%m%d%H%M%S%z")
            return words
    except ValueError:
        pass
    raise UsageError(f"{option}: '{words[:40]}' is no time; write it as in 2019, 201907 or 20190731")
