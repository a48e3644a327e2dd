"""What one run read: how many articles, which of their fields were filled, the latest day of publication."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from typing import Any

from archiver.models import Article

EMPTY: tuple[Any, ...] = (None, (), "")
WATCHED = (
    "lead",
    "authors",
    "poster",
    "source",
    "section",
    "tags",
    "published_date",
    "published_at",
    "updated_date",
    "view_count",
    "images",
    "attachments",
)
"""The fields that a page may lack, and that all articles of a portal tend to have or to lack together."""


class Tally:
    """Counts the articles that a run reads; memory does not grow with them."""

    def __init__(self, fields: Iterable[str] = ()) -> None:
        """Count `fields` besides those of `WATCHED`."""
        self.read = 0
        self.latest: dt.date | None = None
        self._filled = Counter(dict.fromkeys((*WATCHED, *fields), 0))

    def add(self, article: Article) -> None:
        """Count one article."""
        self.read += 1
        for field in self._filled:
            self._filled[field] += getattr(article, field) not in EMPTY
        if article.published_date and (self.latest is None or article.published_date > self.latest):
            self.latest = article.published_date

    @property
    def filled(self) -> dict[str, int]:
        """In how many articles each field was not empty; nothing where none was read."""
        return dict(self._filled) if self.read else {}
