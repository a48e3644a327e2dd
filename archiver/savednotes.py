"""What programs that save pages note in them: the original address and the time.

HTTrack notes both at a page's end; browsers the address at its start (the "mark of the web": its length in
four digits, then the address); SingleFile both at its start.
"""

from __future__ import annotations

import datetime as dt
import re

from archiver.moments import believed, moment_of_mail

START = TAIL = 3000
"""Bytes at the start and the end of a page in which such notes stand."""

_HTTRACK = re.compile(rb"<!-- Mirrored from (\S{1,2000}) by HTTrack[^,]{0,200}, ([^>]{10,60}) -->")
_BROWSER = re.compile(rb"<!--\s{0,9}saved from url=\(\d{4}\)(https?://[^\s>]{1,2000})", re.IGNORECASE)
_SINGLEFILE = re.compile(
    rb"Page saved with SingleFile\s{1,9}url:\s{0,9}(https?://\S{1,2000})"
    rb"(?:\s{1,9}saved date: ([A-Z][a-z]{2} [A-Z][a-z]{2} \d\d \d{4} \d\d:\d\d:\d\d GMT[+-]\d{4}))?"
)


def noted_in(body: bytes) -> tuple[str, dt.datetime | None]:
    """Return the address and the time (UTC) noted at a page's start or end; empty and null where none is."""
    start, tail = body[:START], body[-TAIL:]
    if found := _HTTRACK.search(tail):
        return f"http://{_text(found[1])}", moment_of_mail(_text(found[2]))
    if found := _SINGLEFILE.search(start):
        return _text(found[1]), _script_time(_text(found[2] or b""))
    if found := _BROWSER.search(start):
        return _text(found[1]), None
    return "", None


def _text(found: bytes) -> str:
    return found.decode("utf-8", "replace")


def _script_time(words: str) -> dt.datetime | None:
    """Return the time that JavaScript's `Date.toString` writes: "Sat Dec 16 2017 08:30:00 GMT+0700"."""
    try:
        return believed(dt.datetime.strptime(words, "%a %b %d %Y %H:%M:%S GMT%z"))
    except ValueError:
        return None
