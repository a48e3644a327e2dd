"""What an address answered, into the store: the same for a crawl and for a rebuild from the archive."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from archiver.models import VIETNAM, Article, Capture, Listing, NotAnArticle, Outcome, Withdrawn
from archiver.plan import next_reading
from archiver.store import PortalStore
from archiver.store.records import ChangeKind

ATTEMPTS = 5
"""An address that failed in so many runs is left alone."""
FAILED = (429, *range(500, 600))
"""Statuses that say something of the server, and nothing of the page."""


def record_answer(  # noqa: PLR0913 - what an address answered, by name
    store: PortalStore,
    outcome: Outcome,
    capture: Capture,
    *,
    asked_url: str,
    etag: str | None,
    last_modified: str | None,
    ages: Sequence[int] = (),
) -> ChangeKind:
    """Record a page, note its address and when to ask it again, and return what that changed.

    An article whose address leads elsewhere is withdrawn with that as evidence; view counts that a listing
    prints are observed without a visit. `ages` are those at which articles are read again, in days. Raises
    StorageError.
    """
    kind = store.record(outcome, source=capture.source).kind
    if capture.source == "live":
        _record_move(store, outcome, capture, asked_url)
        if isinstance(outcome, NotAnArticle) and outcome.listing:
            observe_listing(store, outcome.listing, capture)
        failed = (capture.http_status or 0) in FAILED and capture.fetched_at
        due = None if failed else _due(store, outcome, capture, ages)
        note_response(store, capture, asked_url=asked_url, etag=etag, last_modified=last_modified, due=due)
        if failed:
            store.schedule(asked_url, try_again(store, asked_url, failed))
    return kind


def try_again(store: PortalStore, url: str, now: dt.datetime) -> dt.datetime | None:
    """Return when to ask for an address again that failed: in the next run, or never after too many."""
    known = store.known_url(url)
    return now if known is None or known.attempts < ATTEMPTS else None


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


def _record_move(store: PortalStore, outcome: Outcome, capture: Capture, asked_url: str) -> None:
    """Record that a known article's address leads to another page."""
    known = store.known_url(asked_url) if outcome.url != asked_url else None
    if known is None or known.article is None:
        return
    here = None if isinstance(outcome, NotAnArticle) else outcome.id
    if here != known.article and (capture.http_status or 0) == 200:
        portal = known.article.partition(":")[0]
        evidence = f"moved to {outcome.url}"
        moved = Withdrawn(id=known.article, portal=portal, url=asked_url, evidence=evidence, capture=capture)
        store.record(moved)


def observe_listing(store: PortalStore, listing: Listing, capture: Capture) -> None:
    """Observe the view counts that a listing prints, where they changed; raises StorageError."""
    for item in listing.items:
        if item.id and item.view_count is not None and store.view_count(item.id) != item.view_count:
            store.observe(item.id, capture, view_count=item.view_count, read=False)


def _due(store: PortalStore, outcome: Outcome, capture: Capture, ages: Sequence[int]) -> dt.datetime | None:
    if isinstance(outcome, NotAnArticle) or capture.fetched_at is None or outcome.id is None:
        return None
    article = outcome if isinstance(outcome, Article) else store.get(outcome.id)
    return next_reading(_born(article, capture.fetched_at), capture.fetched_at, ages)


def _born(article: Article | None, read: dt.datetime) -> dt.datetime:
    if article and article.published_date:
        return dt.datetime.combine(article.published_date, dt.time(), VIETNAM)
    return (article and article.first_seen) or read
