"""What an address answered, into the store: the same for a crawl and for a rebuild from the archive."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from archiver.address import drops_noise
from archiver.models import VIETNAM, Article, Capture, Listing, Moved, NotAnArticle, Outcome, Withdrawn
from archiver.moved import is_read, withdrawn
from archiver.plan import next_reading
from archiver.store import PortalStore
from archiver.store.records import ALIAS, ChangeKind

ATTEMPTS = 5
"""An address that failed in so many runs is left alone until the next sweep."""
FAILED = (429, *range(500, 600))
"""Statuses that say something of the server, and nothing of the page."""

_EVER = dt.datetime(9999, 1, 1, tzinfo=dt.UTC)


def record_answer(  # noqa: PLR0913 - what an address answered, by name
    store: PortalStore,
    outcome: Outcome | Moved,
    capture: Capture,
    *,
    asked_url: str,
    etag: str | None,
    last_modified: str | None,
    ages: Sequence[int] = (),
) -> ChangeKind:
    """Record a page, note its address and when to ask it again, and return what that changed.

    View counts that a listing prints are observed without a visit. `ages` are those at which articles are
    read again, in days. Raises StorageError.
    """
    if isinstance(outcome, Moved):
        if outcome.is_asked and not is_read(store, outcome.leads_to):
            store.fetched(
                asked_url,
                at=capture.fetched_at,
                status=capture.http_status,
                state="error",
                next_due=capture.fetched_at and try_again(store, asked_url, capture.fetched_at, ages),
            )
            return "noted"
        outcome = withdrawn(outcome)
    if isinstance(outcome, Withdrawn) and not store.is_of_article(outcome):
        outcome = NotAnArticle(url=outcome.url, what="other", capture=capture)
    kind = store.record(outcome, source=capture.source).kind
    if capture.source == "live":
        if isinstance(outcome, NotAnArticle) and outcome.listing:
            observe_listing(store, outcome.listing, capture)
        failed = (capture.http_status or 0) in FAILED and capture.fetched_at
        due = None if failed else due_by_age(store, asked_url, capture.fetched_at, ages, outcome)
        if note_alias(store, outcome, asked_url):
            store.schedule(outcome.url, due)
            due = None
        note_response(store, capture, asked_url=asked_url, etag=etag, last_modified=last_modified, due=due)
        if failed:
            store.schedule(asked_url, try_again(store, asked_url, failed, ages))
    return kind


def note_alias(store: PortalStore, outcome: Outcome, asked_url: str) -> bool:
    """Return whether an article has another address than the one asked for, and note that.

    It is read again under its own. Raises StorageError.
    """
    if not (isinstance(outcome, Article) and drops_noise(asked_url, outcome.url)):
        return False
    store.note_alias(asked_url, outcome.id, outcome.capture.fetched_at)
    return True


def try_again(store: PortalStore, url: str, now: dt.datetime, ages: Sequence[int] = ()) -> dt.datetime | None:
    """Return when to ask for an address again that failed: in the next run.

    After too many failures an article is due by its age, and anything else never.
    """
    known = store.known_url(url)
    if known is None or known.attempts < ATTEMPTS:
        return now
    return due_by_age(store, url, now, ages)


def due_by_age(
    store: PortalStore,
    url: str,
    now: dt.datetime | None,
    ages: Sequence[int],
    outcome: Outcome | None = None,
) -> dt.datetime | None:
    """Return when an article is due again that was asked for `now`, whatever it answered; else null.

    It is that of the `outcome`, or else the one that the index knows at the address.
    """
    if now is None:
        return None
    if isinstance(outcome, Article):
        return next_reading(_born(outcome, now), now, ages)
    article_id = None if outcome is None or isinstance(outcome, NotAnArticle) else outcome.id
    if article_id is None:
        known = store.known_url(url)
        article_id = known.article if known else None
    return next_reading(_born(store.get(article_id), now), now, ages) if article_id else None


def due_again(store: PortalStore, ages: Sequence[int]) -> None:
    """Set when each article is due, where the index tells of none: one made from the logs cannot know it."""
    if not ages or any(store.due(_EVER)):
        return
    for article in store.articles():
        read = article.last_seen
        if read is not None:
            store.schedule(article.url, next_reading(_born(article, read), read, ages))


def note_response(  # noqa: PLR0913 - what an address answered, by name
    store: PortalStore,
    capture: Capture,
    *,
    asked_url: str,
    etag: str | None,
    last_modified: str | None,
    due: dt.datetime | None = None,
) -> None:
    """Note what an address answered and when it is due again; raises StorageError."""
    store.fetched(
        asked_url,
        at=capture.fetched_at,
        status=capture.http_status,
        state="error" if (capture.http_status or 0) in FAILED else "done",
        etag=etag,
        last_modified=last_modified,
        digest=None if capture.http_status == 304 else capture.digest,
        next_due=due,
    )


def observe_listing(store: PortalStore, listing: Listing, capture: Capture) -> None:
    """Observe the view counts that a listing prints, where they changed; raises StorageError."""
    for item in listing.items:
        if item.id is None or item.view_count is None:
            continue
        article_id, before = item.id, store.view_count(item.id)
        if before is None and (known := store.known_url(item.url)) and known.what == ALIAS and known.article:
            article_id, before = known.article, store.view_count(known.article)
        if before != item.view_count:
            store.observe(article_id, capture, view_count=item.view_count, read=False)


def _born(article: Article | None, read: dt.datetime) -> dt.datetime:
    if article and article.published_date:
        return dt.datetime.combine(article.published_date, dt.time(), VIETNAM)
    return (article and article.first_seen) or read
