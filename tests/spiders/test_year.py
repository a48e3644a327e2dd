"""The short form of the year that `make torture` lives through: sixteen days, their clock injected."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest

from tests.torture.year import LIBRARY, Shown, a_year, differences

DAY = dt.date(2025, 1, 4)
FIRST = Shown(DAY, "published", 10, "Nội dung./.")
EDITED = Shown(DAY + dt.timedelta(days=3), "published", 12, "Nội dung đã sửa./.")


@pytest.mark.skipif(LIBRARY is None, reason="libfaketime is not installed (Debian's package libfaketime)")
def test_every_due_reading_is_made_and_told_and_no_other(tmp_path: Path) -> None:
    told = a_year(tmp_path, days=16)
    assert told.startswith("all well, every reading as it was due, nothing invented: 6 runs"), told
    ratio = re.search(r"([\d.]+) times the least needed", told)
    assert ratio
    assert float(ratio[1]) <= 1.2, told


def test_readings_that_are_missed_invented_or_told_otherwise_are_differences() -> None:
    due = {1: [FIRST, EDITED], 2: [FIRST], 3: []}
    assert differences(due, {1: [FIRST, EDITED], 2: [FIRST]}) == []
    assert differences(due, {1: [FIRST], 2: [FIRST]}) == [f"article 1: {(EDITED, None)}"]
    assert differences(due, {1: [FIRST, EDITED], 2: [FIRST, FIRST]}) == [
        "article 2: more readings than were due"
    ]
    assert differences(due, {1: [FIRST, EDITED], 2: [FIRST], 9: [FIRST]}) == ["article 9 was invented"]
    other = FIRST._replace(views=11)
    assert differences(due, {1: [FIRST, EDITED], 2: [other]}) == [f"article 2: {(FIRST, other)}"]
