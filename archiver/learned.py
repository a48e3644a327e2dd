"""What a portal's own pages teach: lines that recur at the edges of bodies and are no text of any article.

What was learned is a value: it can be printed, kept as JSON, and is part of the portal that the road is
given, so that a replay with the same value gives the same records. Lines serve pages that no rules read;
elsewhere rules say where the text ends.
"""

from __future__ import annotations

import hashlib
import itertools
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from archiver.damage import NO_JSON
from archiver.errors import UnreadableInput
from archiver.models import Article, Record
from archiver.normalise.text import fold

FORM = 1
"""The form of the kept JSON."""
LEAST_PAGES = 10
LEAST_SHARE = 0.5
"""A line recurs that stands at an edge of at least ten texts and of half of all."""
EDGE = 4
"""So many lines at the head and at the tail of a text may be furniture that its block caught."""
LONGEST = 260
_TEXT = re.compile(
    r".*\t|[-–—+*•·▪●○]|\(?(?:\d{1,3}|[a-zđ]|[ivxIVX]{1,5})[.)/]\s|.*[.…!?:;,][\"”’»)\]]*$", re.DOTALL
)
"""Rows of tables, items of lists, and lines that end as sentences, salutations and headings do."""
MOST_LINES = 1000
"""Only so many lines are kept, the most frequent first."""


class Learned(Record, frozen=True, kw_only=True):
    """What was learned of one portal."""

    portal: str
    form: int = FORM
    lines: dict[str, int] = msgspec.field(default_factory=dict)
    """Lines that recur, folded for comparison, with the number of articles on which each was found."""

    def holds(self, line: str) -> bool:
        """Return whether a whole line is one that recurs and can be dropped at an edge of a text."""
        return may_be_furniture(line) and fold(line) in self.lines

    def edges(self, lines: Sequence[str]) -> tuple[int, int]:
        """Return how many of a text's lines recur in one run at its head, and at its tail.

        Both are 0 where nothing else would be left: a text that is known by heart is still a text.
        """
        head = sum(1 for _ in itertools.takewhile(self.holds, lines[:EDGE]))
        tail = sum(1 for _ in itertools.takewhile(self.holds, reversed(lines[-EDGE:])))
        return (head, tail) if head + tail < len(lines) else (0, 0)

    @property
    def version(self) -> str:
        """Return 8 hex digits that differ for every other set of lines; empty where there are none."""
        if not self.lines:
            return ""
        return hashlib.sha256(msgspec.json.encode((self.portal, sorted(self.lines)))).hexdigest()[:8]

    def as_json(self) -> bytes:
        """Return what `learned_of` reads, readable by people and the same for the same value."""
        encoded = msgspec.json.encode(msgspec.structs.replace(self, lines=_ordered(self.lines)))
        return msgspec.json.format(encoded, indent=2) + b"\n"


def may_be_furniture(line: str) -> bool:
    """Return whether a line may be no text: short, no row, no item, and not ended as a sentence is."""
    return len(line) <= LONGEST and _TEXT.match(line) is None


def learned_of(text: bytes) -> Learned:
    """Return what was kept as JSON; raise UnreadableInput where it is of another form."""
    try:
        found = msgspec.json.decode(text, type=Learned)
    except NO_JSON as error:
        raise UnreadableInput(f"learned.json: no JSON of the form expected ({error})") from error
    if found.form != FORM:
        raise UnreadableInput(f"learned.json: form {found.form}; {FORM} was expected; learn it anew")
    return found


def learned_from(articles: Iterable[Article], before: Learned) -> Learned:
    """Return what the portal taught `before`, and the lines that recur at the edges of its articles' bodies.

    A line once learned stays: it is missing in the bodies because it was taken out of them. Articles that
    rules read do not count, and two with the same body count once, for a reprint is no boilerplate.
    """
    counts: Counter[str] = Counter()
    seen: set[str] = set()
    for article in articles:
        if article.body and article.extractor.layout is None and article.content_sha256 not in seen:
            seen.add(article.content_sha256)
            counts.update(_at_edges(article.body))
    least = max(LEAST_PAGES, LEAST_SHARE * len(seen))
    found = {line: count for line, count in counts.items() if count >= least and line not in before.lines}
    lines = dict(list(_ordered({**before.lines, **found}).items())[:MOST_LINES])
    return msgspec.structs.replace(before, lines=lines) if lines.keys() != before.lines.keys() else before


def _at_edges(body: str) -> set[str]:
    """Return, folded, the lines before the first and behind the last line that must be text."""
    lines = body_lines(body)
    head = itertools.takewhile(may_be_furniture, lines[:EDGE])
    tail = itertools.takewhile(may_be_furniture, reversed(lines[-EDGE:]))
    return {fold(line) for line in itertools.chain(head, tail)}


def body_lines(body: str) -> list[str]:
    """Return the lines of a body that are not empty, cells parted by tabs as they are."""
    return [line for line in body.split("\n") if line.strip()]


def _ordered(lines: Mapping[str, int]) -> dict[str, int]:
    return dict(sorted(lines.items(), key=lambda each: (-each[1], each[0])))
