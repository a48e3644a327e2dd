"""What an address answered, into the store: the same for a crawl and for a rebuild from the archive."""

from __future__ import annotations

from archiver.models import Capture, Outcome
from archiver.store import PortalStore
from archiver.store.records import ChangeKind


def record_answer(  # noqa: PLR0913 - what an address answered, by name
    store: PortalStore,
    outcome: Outcome,
    capture: Capture,
    *,
    asked_url: str,
    etag: str | None,
    last_modified: str | None,
) -> ChangeKind:
    """Record a page and note its address, and return what that changed; raises StorageError."""
    kind = store.record(outcome, source=capture.source).kind
    if capture.source == "live":
        store.fetched(
            asked_url,
            at=capture.fetched_at,
            status=capture.http_status,
            state="error" if (capture.http_status or 0) >= 500 else "done",
            etag=etag,
            last_modified=last_modified,
            digest=capture.digest,
        )
    return kind
