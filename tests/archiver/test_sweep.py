"""When a sweep of all listings is due."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from archiver.sweep import finish_sweep, sweep_of_run

BEGUN = dt.datetime(2025, 1, 1, 2, 0, 7, tzinfo=dt.UTC)


def test_sweep_is_due_with_a_run_that_the_clock_starts_some_seconds_early(tmp_path: Path) -> None:
    sweep = sweep_of_run(tmp_path, BEGUN, days=30, everything=False)
    assert sweep
    finish_sweep(tmp_path, sweep, BEGUN)
    day_before, early = BEGUN + dt.timedelta(days=29), BEGUN + dt.timedelta(days=30, seconds=-5)
    assert sweep_of_run(tmp_path, day_before, days=30, everything=False) is None
    assert sweep_of_run(tmp_path, early, days=30, everything=False)
