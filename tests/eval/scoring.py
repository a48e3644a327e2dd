"""Exactness of fields, and word-4-gram F1 of bodies."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterable
from typing import Any

import msgspec

from archiver.flow import article_from_page
from archiver.models import Article
from tests.eval.samples import Sample

FIELDS = ("title", "published_date", "published_at", "view_count", "poster", "authors", "source")
EMPTY: tuple[object, ...] = (None, [], "")


@dataclasses.dataclass(slots=True)
class Score:
    """Counts over pages: of each field the right, the missing (null) and the wrong; of bodies the F1."""

    pages: int = 0
    missing_pages: int = 0
    right: Counter[str] = dataclasses.field(default_factory=Counter)
    null: Counter[str] = dataclasses.field(default_factory=Counter)
    wrong: Counter[str] = dataclasses.field(default_factory=Counter)
    f1: list[float] = dataclasses.field(default_factory=list)
    precision: list[float] = dataclasses.field(default_factory=list)
    faults: list[tuple[str, str, Any, Any]] = dataclasses.field(default_factory=list)
    """Page, field, right value, found value."""

    def add(self, sample: Sample, mode: str) -> None:
        """Read a page in one mode and count what came out."""
        self.pages += 1
        outcome = article_from_page(sample.page, sample.portal(mode))
        found = msgspec.json.decode(msgspec.json.encode(outcome)) if isinstance(outcome, Article) else {}
        if not found:
            self.missing_pages += 1
        for name in FIELDS:
            self._count(sample, name, found.get(name))
        if sample.truth["kind"] == "article":
            self._body(sample, found.get("body") or "")

    def _count(self, sample: Sample, name: str, value: Any) -> None:
        expected = sample.truth[name]
        if isinstance(value, str) and value.endswith(":00Z"):
            value = value.replace("Z", "+00:00")
        if value == expected or (value in EMPTY and expected in EMPTY):
            self.right[name] += 1
            return
        (self.null if value in EMPTY else self.wrong)[name] += 1
        self.faults.append((sample.name, name, expected, value))

    def _body(self, sample: Sample, body: str) -> None:
        precision, _, f1 = overlap(body, sample.truth["body"])
        self.f1.append(f1)
        self.precision.append(precision)
        if f1 < 0.98:
            self.faults.append((sample.name, f"body F1 {f1:.3f}", sample.truth["body"], body))

    def share(self, *names: str) -> float:
        """Return the share of right values of some fields, 0 to 1."""
        return sum(self.right[name] for name in names) / max(1, self.pages * len(names))


def overlap(found: str, expected: str) -> tuple[float, float, float]:
    """Return precision, recall and F1 of word 4-grams; shorter texts are compared as one gram."""
    ours, theirs = _grams(found), _grams(expected)
    if not ours or not theirs:
        equal = 1.0 if not ours and not theirs else 0.0
        return equal, equal, equal
    common = sum((ours & theirs).values())
    precision, recall = common / sum(ours.values()), common / sum(theirs.values())
    return precision, recall, 2 * precision * recall / (precision + recall) if common else 0.0


def _grams(text: str) -> Counter[tuple[str, ...]]:
    words = text.split()
    if not words:
        return Counter()
    if len(words) < 4:
        return Counter([tuple(words)])
    return Counter(tuple(words[at : at + 4]) for at in range(len(words) - 3))


def mean(values: Iterable[float]) -> float:
    """Return the mean; 1 of nothing, for nothing was wrong."""
    found = list(values)
    return sum(found) / len(found) if found else 1.0
