"""What a portal's own pages teach: recurring lines that are no text of any article.

What was learned is a value: it can be printed, kept as JSON, and is part of the portal that the road is
given, so that a replay with the same value gives the same records. Lines serve pages that no rules read;
elsewhere rules say where the text ends.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping

import msgspec

from archiver.errors import UnreadableInput
from archiver.models import Article, Record
from archiver.normalise.text import fold, tidy_lines

FORM = 1
"""The form of the kept JSON."""
LEAST_PAGES = 3
LEAST_SHARE = 0.2
"""A line recurs that stands on at least three pages and on a fifth of all."""
LONGEST = 260
MOST_LINES = 1000
"""Only so many lines are kept, the most frequent first."""


class Learned(Record, frozen=True, kw_only=True):
    """What was learned of one portal."""

    portal: str
    form: int = FORM
    lines: dict[str, int] = msgspec.field(default_factory=dict)
    """Lines that recur, folded for comparison, with the number of articles on which each was found."""

    def holds(self, line: str) -> bool:
        """Return whether a whole line is one that recurs."""
        return len(line) <= LONGEST and fold(line) in self.lines

    def without_lines(self, text: str) -> str:
        """Return a paragraph without those of its lines that recur."""
        if "\n" not in text:
            return "" if self.holds(text) else text
        return "\n".join(line for line in text.split("\n") if not self.holds(line))

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


def learned_of(text: bytes) -> Learned:
    """Return what was kept as JSON; raise UnreadableInput where it is of another form."""
    try:
        found = msgspec.json.decode(text, type=Learned)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise UnreadableInput(f"learned.json: no JSON of the form expected ({error})") from error
    if found.form != FORM:
        raise UnreadableInput(f"learned.json: form {found.form}; {FORM} was expected; learn it anew")
    return found


def learned_from(articles: Iterable[Article], before: Learned) -> Learned:
    """Return what the portal taught `before`, and the lines that recur in the bodies of its articles.

    A line once learned stays: it is missing in the bodies because it was taken out of them. Articles that
    rules read do not count, and two with the same body count once, for a reprint is no boilerplate.
    """
    counts: Counter[str] = Counter()
    seen: set[str] = set()
    for article in articles:
        if article.body and article.extractor.layout is None and article.content_sha256 not in seen:
            seen.add(article.content_sha256)
            counts.update({fold(line) for line in tidy_lines(article.body) if len(line) <= LONGEST})
    least = max(LEAST_PAGES, LEAST_SHARE * len(seen))
    found = {line: count for line, count in counts.items() if count >= least and line not in before.lines}
    lines = dict(list(_ordered({**before.lines, **found}).items())[:MOST_LINES])
    return msgspec.structs.replace(before, lines=lines) if lines.keys() != before.lines.keys() else before


def _ordered(lines: Mapping[str, int]) -> dict[str, int]:
    return dict(sorted(lines.items(), key=lambda each: (-each[1], each[0])))
