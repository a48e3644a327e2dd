"""What a pull will cost, before it begins."""

from __future__ import annotations

from collections.abc import Sequence

from archiver.models import Record
from archiver.webarchives.entries import IndexEntry
from archiver.webarchives.services import Limits

USUAL_BYTES = 15_000
"""Bytes of a capture of which the index does not tell the length: a page of such a portal, compressed."""


class Estimate(Record, frozen=True, kw_only=True):
    """What a pull will cost."""

    portal: str
    source: str
    captures: int
    """To be fetched."""
    known: int
    """Already in the archive, or known not to be served."""
    bytes: int
    """To be received, as the index tells it: compressed."""
    hours: float
    """At the service's limits, if it answers at once."""

    def __str__(self) -> str:
        """Return one sentence."""
        if not self.captures and not self.known:
            return f"{self.portal}: {self.source} names no capture that would be pulled"
        if not self.captures:
            return f"{self.portal}: nothing to pull from {self.source}: all {self.known} captures are known"
        known = f" ({self.known} more are there already)" if self.known else ""
        return (
            f"{self.portal}: {self.captures} captures to pull from {self.source}{known}, "
            f"about {self.bytes / 1e6:.1f} MB, at least {_duration(self.hours)}"
        )


def estimate(
    portal: str, source: str, entries: Sequence[IndexEntry], *, known: int, limits: Limits
) -> Estimate:
    """Return what fetching these entries will cost."""
    return Estimate(
        portal=portal,
        source=source,
        captures=len(entries),
        known=known,
        bytes=sum(entry.length or USUAL_BYTES for entry in entries),
        hours=len(entries) * limits.capture_delay / 3600,
    )


def _duration(hours: float) -> str:
    if hours >= 1:
        return f"{hours:.1f} hours"
    return f"{hours * 60:.0f} minutes" if hours >= 1 / 60 else f"{hours * 3600:.0f} seconds"
