"""The rows of articles that are known to have existed and were not recovered, from the ledger."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from archiver.export.asof import bounded
from archiver.export.rows import MissingRow
from archiver.ledger import ledger_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archiver.ledger import LedgerEntry
    from archiver.replay.reading import Job

_MOMENT = dt.timedelta(microseconds=1)


def missing_rows(job: Job, as_of: dt.datetime, *, jobs: int, problems: list[str]) -> Iterator[MissingRow]:
    """Yield all that is missing of a portal before a moment, in the order of ids.

    `problems` are added to for places of the archive that cannot be read. Memory grows with the articles of
    the portal. Raises `UsageError` where there is no file of the portal, `StorageError`.
    """
    ledger = ledger_of(job, jobs=jobs, as_of=as_of - _MOMENT)
    problems += ledger.skipped
    yield from (_row(entry) for entry in ledger.entries if entry.state != "recovered")


def _row(entry: LedgerEntry) -> MissingRow:
    return MissingRow(
        portal=entry.portal, id=entry.id, url=entry.url, state=entry.state, reason=entry.reason,
        detail=entry.detail, title=entry.title, published_date=entry.published_date,
        published_raw=entry.published_raw, view_count=bounded(entry.view_count), section=entry.section,
        captures=entry.captures, first_seen=entry.first_seen, evidence=entry.evidence,
    )  # fmt: skip
