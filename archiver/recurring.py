"""Lines that recur on a portal's pages, learned by counting: boilerplate that no list of ours knows.

What was learned is a value: it can be printed, kept as JSON, and is handed to the road, so that a replay with
the same value gives the same records. It serves portals of no known platform; elsewhere rules say where the
text ends.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable

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
MOST_LINES = 5000
"""Only so many lines are kept, the most frequent first."""


class Recurring(Record, frozen=True, kw_only=True):
    """What was learned of one portal."""

    portal: str
    form: int = FORM
    pages: int = 0
    """How many articles were counted."""
    lines: dict[str, int] = msgspec.field(default_factory=dict)
    """On how many of them a line stands, by the line folded for comparison; on two at least."""

    def holds(self, line: str) -> bool:
        """Return whether a whole line is one that recurs."""
        count = self.lines.get(fold(line), 0) if len(line) <= LONGEST else 0
        return count >= max(LEAST_PAGES, LEAST_SHARE * self.pages)

    @property
    def version(self) -> str:
        """Return 8 hex digits that differ for every other thing learned."""
        said = (self.portal, self.form, self.pages, sorted(self.lines.items()))
        return hashlib.sha256(msgspec.json.encode(said)).hexdigest()[:8]

    @property
    def recurring_lines(self) -> tuple[str, ...]:
        """Return the lines that count as boilerplate, the most frequent first."""
        held = [(count, line) for line, count in self.lines.items() if self.holds(line)]
        return tuple(line for _, line in sorted(held, key=lambda each: (-each[0], each[1])))

    def as_json(self) -> bytes:
        """Return what `recurring_of` reads, readable by people and the same for the same counts."""
        ordered = dict(sorted(self.lines.items(), key=lambda each: (-each[1], each[0])))
        encoded = msgspec.json.encode(msgspec.structs.replace(self, lines=ordered))
        return msgspec.json.format(encoded, indent=2) + b"\n"


def recurring_of(text: bytes) -> Recurring:
    """Return what was kept as JSON; raise UnreadableInput where it is of another form."""
    try:
        found = msgspec.json.decode(text, type=Recurring)
    except msgspec.DecodeError as error:
        raise UnreadableInput(f"learned lines: no JSON of the form expected ({error})") from error
    if found.form != FORM:
        raise UnreadableInput(f"learned lines: form {found.form}; {FORM} was expected; learn them anew")
    return found


def learned_from(articles: Iterable[Article], portal_id: str) -> Recurring:
    """Return the lines that stand in the bodies of several articles of one portal.

    The articles are those read without anything learned; two with the same body count once, for a reprint is
    no boilerplate.
    """
    counts: Counter[str] = Counter()
    seen: set[str] = set()
    for article in articles:
        digest = hashlib.sha256(article.body.encode()).hexdigest()
        if article.body and digest not in seen:
            seen.add(digest)
            counts.update({fold(line) for line in tidy_lines(article.body) if len(line) <= LONGEST})
    kept = dict(counts.most_common(MOST_LINES))
    return Recurring(
        portal=portal_id, pages=len(seen), lines={line: count for line, count in kept.items() if count > 1}
    )
