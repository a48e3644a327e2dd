"""Fields of plain text: what an extractor left of a page, or what somebody copied from it.

Its form: the title on the first line, labelled metadata on the next lines, then paragraphs parted by blank
lines, the byline, and words of the page around it.
"""

from __future__ import annotations

import datetime as dt

from archiver.extract.fields import PLAIN_TEXT, RawFields
from archiver.normalise.labels import read_metadata
from archiver.normalise.text import fold, tidy_lines

MOST_METADATA = 4
"""Metadata takes at most so many lines after the title."""
LONGEST = 250
NOTHING = read_metadata((), seen_at=None)


def fields_of_text(text: str, seen_at: dt.datetime | None) -> RawFields | None:
    """Return title, metadata lines and paragraphs; None where the text holds no line."""
    lines = tidy_lines(text)
    if not lines:
        return None
    title, rest = lines[0], lines[1:]
    while rest and fold(rest[0]) == fold(title):
        rest = rest[1:]
    count = _metadata_lines(rest, seen_at)
    return RawFields(
        layout=PLAIN_TEXT, titles=(title,), metadata=tuple(rest[:count]), body_text=tuple(rest[count:])
    )


def _metadata_lines(lines: list[str], seen_at: dt.datetime | None) -> int:
    """Return how many lines at the start are metadata: up to the last short one that says something."""
    count = 0
    for number, line in enumerate(lines[:MOST_METADATA], 1):
        if len(line) > LONGEST:
            break
        if read_metadata([line], seen_at=seen_at) != NOTHING:
            count = number
    return count
