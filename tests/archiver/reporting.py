"""Run reports and portal files for tests of health and schedule."""

from __future__ import annotations

import datetime as dt
from typing import Any

from archiver.facts import Expect, PortalFile
from archiver.store.runs import RunReport

NOW = dt.datetime(2026, 3, 2, 3, 0, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


def facts(**stated: Any) -> PortalFile:
    """Return a portal file that states so much."""
    return PortalFile(name="Đảng ủy phường Mẫu", home="https://mau.example/", platform="dnict", **stated)


def expecting(**stated: Any) -> PortalFile:
    """Return a portal file with this `[expect]`."""
    return facts(expect=Expect(**stated))


def run(days_ago: float = 0, **stated: Any) -> RunReport:
    """Return a run that began so many days ago and found what it usually finds."""
    started = NOW - days_ago * DAY
    usual: dict[str, Any] = {
        "portal": "mau",
        "started": started,
        "finished": started + dt.timedelta(minutes=5),
        "reason": "finished",
        "new": 2,
        "unchanged": 8,
        "requests": 30,
        "known": 400,
        "latest": started.date(),
        "read": 10,
        "filled": {"published_date": 10, "authors": 8},
    }
    return RunReport(**{**usual, **stated})


def past(count: int = 30, **stated: Any) -> list[RunReport]:
    """Return daily runs before today's, the last first."""
    return [run(number, **stated) for number in range(1, count + 1)]
