"""What of the archive a snapshot takes in."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from archiver import asked
from archiver.disk import storage_error
from archiver.errors import UsageError
from archiver.models import Kind, Record, Source, Status
from archiver.store.folder import ARTICLES, is_portal_id

if TYPE_CHECKING:
    from pathlib import Path

    from archiver.models import Article


class Selection(Record, frozen=True, kw_only=True):
    """Conditions on articles, all of which hold; an empty list takes in everything."""

    as_of: dt.datetime
    """The first moment that is too late (UTC): what was captured from then on is left out."""
    kinds: tuple[Kind, ...] = ()
    languages: tuple[str, ...] = ()
    statuses: tuple[Status, ...] = ()
    sources: tuple[Source, ...] = ()
    """Of the capture that the article's present version was read from."""
    published_from: dt.date | None = None
    published_to: dt.date | None = None
    """The last day; an article without a date is left out where one of the two is given."""

    def holds(self, article: Article) -> bool:
        """Return whether the article, in its version as of the date, is taken in."""
        return (
            (not self.kinds or article.kind in self.kinds)
            and (not self.languages or article.language in self.languages)
            and (not self.statuses or article.status in self.statuses)
            and (not self.sources or article.capture.source in self.sources)
            and self._holds_day(article.published_date)
        )

    def _holds_day(self, day: dt.date | None) -> bool:
        if self.published_from is None and self.published_to is None:
            return True
        return day is not None and (self.published_from or day) <= day <= (self.published_to or day)

    def in_time(self, moment: dt.datetime | None) -> bool:
        """Return whether something of that moment is known by the date; the undated always is."""
        return moment is None or moment < self.as_of


def as_of_moment(words: str) -> dt.datetime:
    """Return the first moment (UTC) after a day, `2026-11-01`, or the moment `2026-11-01T12:00:00Z` itself.

    Raises `UsageError` for other words, and for a moment without a zone.
    """
    words = words.strip()
    try:
        if "T" not in words:
            day = asked.day("--as-of", words)
            return dt.datetime.combine(day, dt.time(), dt.UTC) + dt.timedelta(days=1)
        moment = dt.datetime.fromisoformat(words)
        if moment.tzinfo is not None:
            return moment.astimezone(dt.UTC)
    except (ValueError, OverflowError):
        raise UsageError(
            f"--as-of: '{words[:60]}' is no moment; write it as in 2026-11-01T12:00:00Z"
        ) from None
    raise UsageError(f"--as-of: '{words[:60]}' names no zone; write it as 2026-11-01T12:00:00Z")


def portals_in(data: Path) -> list[str]:
    """Return the portals of a data folder in the order of their articles' ids; `UsageError` for none.

    A folder whose name is no portal's, or in which nothing was recorded and nothing archived, is none.
    """
    try:
        found = [path.name for path in data.iterdir() if is_portal_id(path.name) and _holds_something(path)]
    except FileNotFoundError:
        found = []
    except OSError as error:
        raise storage_error(data, error) from error
    if not found:
        raise UsageError(f"{data} holds no portal's articles; check --data, or crawl first")
    return in_order(found)


def _holds_something(folder: Path) -> bool:
    articles = folder / ARTICLES
    return articles.is_file() and (articles.stat().st_size > 0 or any(folder.glob("warc/*")))


def in_order(portals: list[str]) -> list[str]:
    """Return portals in the order of their articles' ids, `<portal>:<key>`."""
    return sorted(set(portals), key=lambda portal: f"{portal}:")
