"""The health of all portals for Prometheus, as a file for the textfile collector of its node exporter."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence

from archiver.health import Health

Value = Callable[[Health], float | None]

MEASURES: dict[str, tuple[str, Value]] = {
    "needs_person": ("1 where something needs a person.", lambda health: int(health.needs_person)),
    "last_run_timestamp_seconds": (
        "When the last run began.",
        lambda health: health.last_run.timestamp() if health.last_run else None,
    ),
    "next_due_timestamp_seconds": (
        "When the next run is due.",
        lambda health: health.next_due.timestamp() if health.next_due else None,
    ),
    "articles": ("Articles known.", lambda health: health.known),
    "last_run_new": ("Articles that the last run found.", lambda health: _run(health, health.new)),
    "last_run_changed": ("Articles that changed.", lambda health: _run(health, health.changed)),
    "last_run_withdrawn": ("Articles that vanished.", lambda health: _run(health, health.withdrawn)),
    "last_run_quarantined": ("Pages not read.", lambda health: _run(health, health.quarantined)),
    "last_run_requests": ("Requests made.", lambda health: _run(health, health.requests)),
}
"""The name of each measure, what it says, and its value; a portal that has none gets no line."""


def exposition(portals: Sequence[Health], now: dt.datetime) -> str:
    """Return all measures of all portals in Prometheus' text format."""
    lines: list[str] = []
    for name, (says, value) in MEASURES.items():
        values = ((health, value(health)) for health in portals)
        lines += _measure(name, says, ((_label(health.portal), found) for health, found in values))
    lines += _measure("status_timestamp_seconds", "When this was written.", [("", now.timestamp())])
    return "\n".join(lines) + "\n"


def _run(health: Health, count: int) -> int | None:
    return count if health.last_run else None


def _measure(name: str, says: str, values: Iterable[tuple[str, float | None]]) -> Iterator[str]:
    yield f"# HELP archiver_{name} {says}"
    yield f"# TYPE archiver_{name} gauge"
    yield from (f"archiver_{name}{label} {value}" for label, value in values if value is not None)


def _label(portal: str) -> str:
    escaped = portal.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'{{portal="{escaped}"}}'
