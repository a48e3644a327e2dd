"""Entries of a register of documents: number, day of issue and the like in lines of their own, no text."""

from __future__ import annotations

import re

from lxml import etree

from archiver.extract.lines import lines_of
from archiver.extract.telling import folded, is_prose

MOST_LINES = 60
MOST_PROSE = 300
"""Characters of running text; an article that tells of a document has more."""
_NUMBER = re.compile(r"so[ ,/]{1,3}(?:va )?(?:ky )?hieu\b|so van ban\b")
_ISSUED = re.compile(r"(?:ngay )?ban hanh\b|ngay ky\b")
_OTHER = re.compile(
    r"trich yeu\b|nguoi ky\b|co quan (?:ban hanh|ky)\b|loai van ban\b|linh vuc\b|(?:ngay )?(?:co )?hieu luc\b"
)


def is_register_entry(container: etree._Element) -> bool:
    """Return whether an element prints a number, a day of issue and more of a document, and no text."""
    lines = lines_of(container, MOST_LINES)
    starts = [folded(cell) for line in lines for cell in line.cells]
    if not all(any(map(pattern.match, starts)) for pattern in (_NUMBER, _ISSUED, _OTHER)):
        return False
    return sum(len(line.text) for line in lines if is_prose(line)) < MOST_PROSE
