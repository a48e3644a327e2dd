"""Who signs: the last lines of a body that are names, taken out of the text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from archiver.markup import Paragraph
from archiver.normalise.name_rules import is_office, is_position
from archiver.normalise.names import Byline, read_byline

LAST = 4
"""Bylines stand among so many last paragraphs."""
LONGEST = 200


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
    that is nothing but names stays as it is. Links to files may stand behind the names and stay; the unit of
    who signs, and rows of marks, go with the names.
    """
    end = files = _before_files(paragraphs)
    read: list[_Line] = []
    while end > 1 and len(read) < LAST:
        found = _line_of(paragraphs[end - 1])
        if found is None:
            break
        read.insert(0, found)
        end -= 1
    while read and not read[0].bylines:
        del read[0]
        end += 1
    text, last = _without_last_lines(paragraphs[end - 1]) if end else (None, ())
    bylines = (*last, *(byline for line in read for byline in line.bylines))
    if text is None or not bylines or _is_official(paragraphs[max(0, end - LAST) :]):
        return Signed(tuple(paragraphs), ())
    return Signed((*paragraphs[: end - 1], text, *paragraphs[files:]), bylines)


def _without_last_lines(paragraph: Paragraph) -> tuple[Paragraph, tuple[Byline, ...]]:
    """Return a paragraph without the names that stand on its last lines, below the end of a sentence."""
    lines, bylines = paragraph.text.split("\n"), list[Byline]()
    while len(lines) > 1 and len(bylines) < LAST:
        byline = read_byline(lines[-1], placed=lines[-2].endswith((".", "!", "?", "”", '"')))
        if byline is None or is_position(lines[-2]):
            break  # a name below what somebody is signs a document
        bylines.insert(0, byline)
        del lines[-1]
    return (paragraph._replace(text="\n".join(lines)) if bylines else paragraph), tuple(bylines)


_SIGNED = re.compile(r"\(?đã ký\)?|(?:tm|t/m|kt|k/t|tl|t/l|tuq)\s?[./]?\s.*|nơi nhận\s?:.*", re.IGNORECASE)


def _is_official(closing: Sequence[Paragraph]) -> bool:
    """Return whether the end of a text is that of an official document: who signs it did not write it."""
    return any(_SIGNED.fullmatch(line) for paragraph in closing for line in paragraph.text.split("\n"))


class _Line(NamedTuple):
    """A closing paragraph that is no text: bylines, or a unit or marks beside them."""

    bylines: tuple[Byline, ...]


def _before_files(paragraphs: Sequence[Paragraph]) -> int:
    """Return where the text ends before the links that close the body; an author's link is none of them."""
    end = len(paragraphs)
    while end > 1 and _is_link(paragraphs[end - 1]) and len(paragraphs) - end < LAST:
        end -= 1
    return end


def _is_link(paragraph: Paragraph) -> bool:
    return paragraph.linked and not (paragraph.signed and _line_of(paragraph))


def _line_of(paragraph: Paragraph) -> _Line | None:
    """Return the bylines of a paragraph of nothing but bylines, units and marks; None for any other."""
    if len(paragraph.text) > LONGEST:
        return None
    placed = paragraph.align == "right" or paragraph.bold or paragraph.signed
    found: list[Byline] = []
    lines = paragraph.text.split("\n")
    for line in lines:
        if byline := read_byline(line, placed=placed):
            found.append(byline)
        elif not (_is_mark(line) or (placed and _is_beside(line, below=bool(found) or len(lines) == 1))):
            return None
    return _Line(tuple(found))


def _is_beside(line: str, *, below: bool) -> bool:
    """Return whether a line is the unit of who signs, or what they are: above a name that is a document's."""
    words = line.strip("()")
    return is_office(words) or (below and is_position(words))


def _is_mark(line: str) -> bool:
    return not any(map(str.isalnum, line))
