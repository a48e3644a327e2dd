"""Who signs: the last lines of a body that are names, taken out of the text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from archiver.clean import Paragraph
from archiver.normalise.names import Byline, read_byline

LAST = 4
"""Bylines stand among so many last paragraphs."""


class Signed(NamedTuple):
    """A body parted from its bylines."""

    paragraphs: tuple[Paragraph, ...]
    bylines: tuple[Byline, ...]

    @property
    def authors(self) -> tuple[str, ...]:
        """Return the people who sign, each once, in the order of the page."""
        return tuple(dict.fromkeys(name for byline in self.bylines for name in byline.authors))

    @property
    def source(self) -> str | None:
        """Return the origin that a byline names."""
        return next((byline.source for byline in self.bylines if byline.source), None)


def split_byline(paragraphs: Sequence[Paragraph]) -> Signed:
    """Return the body without the closing paragraphs that are bylines, and these.

    Stops at the first paragraph from the end that is none, so that a name inside the text stays text. A text
    that is nothing but names stays as it is.
    """
    end = len(paragraphs)
    bylines: list[Byline] = []
    while end > 1 and len(paragraphs) - end < LAST:
        found = _bylines_of(paragraphs[end - 1])
        if not found:
            break
        bylines[:0] = found
        end -= 1
    return Signed(tuple(paragraphs[:end]), tuple(bylines))


def _bylines_of(paragraph: Paragraph) -> list[Byline]:
    """Return the bylines of a paragraph all of whose lines are bylines; none for any other paragraph."""
    if paragraph.heading or len(paragraph.text) > 200:
        return []
    placed = paragraph.align == "right" or paragraph.bold
    found = [read_byline(line, placed=placed) for line in paragraph.text.split("\n")]
    return [byline for byline in found if byline] if all(found) else []
