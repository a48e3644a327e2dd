"""Fields of plain text: what an extractor left of a page, or what somebody copied from it.

Its form: the title on the first line, labelled metadata on the next lines, then paragraphs parted by blank
lines, the byline, and words of the page around it.
"""

from __future__ import annotations

import datetime as dt
import itertools

from archiver.extract.fields import PLAIN_TEXT, RawFields
from archiver.normalise.labels import read_metadata
from archiver.normalise.text import fold, tidy_lines

MOST_METADATA = 4
"""Metadata takes at most so many lines after the title."""
LONGEST = 250


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
    """Return how many lines at the start are metadata."""
    told = itertools.takewhile(lambda line: _is_metadata(line, seen_at), lines[:MOST_METADATA])
    return sum(1 for _ in told)


def _is_metadata(line: str, seen_at: dt.datetime | None) -> bool:
    """Return whether a line is no sentence and a value can be read from it."""
    if len(line) > LONGEST or line.endswith((".", "!", "?", "”", '"')):
        return False
    said = read_metadata([line], seen_at=seen_at)
    has_date = said.published is not None and said.published.day is not None
    return has_date or said.view_count is not None or bool(said.poster or said.source or said.authors)
