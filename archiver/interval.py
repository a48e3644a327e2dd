"""How often something is due, as portal files write it: `6h`, `1d`, `2w` or `never`."""

from __future__ import annotations

import datetime as dt
import re

NEVER = "never"
LONGEST = 10_000
GRACE = 0.1
"""A run may begin so much of an interval early, else one started by a clock drifts later and later."""
MOST_GRACE = dt.timedelta(hours=1)
_FORM = re.compile(r"([1-9][0-9]{0,4})([hdw])")
_UNITS = {"h": dt.timedelta(hours=1), "d": dt.timedelta(days=1), "w": dt.timedelta(weeks=1)}


def interval(text: str) -> dt.timedelta | None:
    """Return the time between two runs, null for `never`; raises ValueError for any other words."""
    if text == NEVER:
        return None
    found = _FORM.fullmatch(text)
    if not found or int(found[1]) > LONGEST:
        raise ValueError(f"'{text[:40]}' is no interval; write a number and h, d or w, such as 12h, or never")
    return int(found[1]) * _UNITS[found[2]]


def shortest(length: dt.timedelta) -> dt.timedelta:
    """Return the time after which what is due so often is due again."""
    return length - min(GRACE * length, MOST_GRACE)


def in_words(length: dt.timedelta) -> str:
    """Return a length of time for a person: `40 min`, `5 h`, `12 d`."""
    seconds = max(0, int(length.total_seconds()))
    if seconds >= 2 * 86400:
        return f"{seconds // 86400} d"
    return f"{seconds // 3600} h" if seconds >= 2 * 3600 else f"{seconds // 60} min"
