"""The metadata lines of real pages, with their right values: never a wrong date or view count."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from archiver.normalise.dates import DateReading
from archiver.normalise.labels import Metadata, read_metadata
from tests.shared import SHARED

HEADERS = SHARED / "headers.jsonl"
pytestmark = pytest.mark.skipif(
    not HEADERS.is_file(), reason=f"the real metadata lines are not here: {HEADERS}"
)

JOINT = re.compile(r"\s+[-–]\s+")


def rows() -> list[dict[str, Any]]:
    return [json.loads(line) for line in HEADERS.read_text(encoding="utf-8").splitlines()]


def printed(reading: DateReading | None) -> str | None:
    if reading is None or reading.day is None:
        return None
    return reading.moment.isoformat() if reading.moment else reading.day.isoformat()


def read(row: dict[str, Any]) -> tuple[Metadata, dict[str, Any]]:
    metadata = read_metadata(row["lines"], seen_at=None)
    found = {
        "published": printed(metadata.published),
        "updated": printed(metadata.updated),
        "views": metadata.view_count,
        "poster": metadata.poster,
        "author": metadata.authors,
        "source": metadata.source,
    }
    if "date-label-updated" in metadata.problems:
        found["published"], found["updated"] = None, found["published"]
    return metadata, found


def stated(row: dict[str, Any]) -> dict[str, Any]:
    truth = dict(row["truth"])
    truth["author"] = tuple(JOINT.split(truth["author"])) if truth["author"] else ()
    return truth


def test_at_least_97_of_100_stated_values_are_right() -> None:
    right, wrong = 0, []
    for row in rows():
        _, found = read(row)
        for name, value in stated(row).items():
            if value not in (None, ()):
                right += found[name] == value
                wrong += [] if found[name] == value else [(row["url"], name, value, found[name])]
    print(f"headers.jsonl: {right} of {right + len(wrong)} stated values right; wrong or missing: {wrong}")
    assert right / (right + len(wrong)) >= 0.97


@pytest.mark.parametrize("name", ["published", "updated", "views", "poster", "author"])
def test_no_value_is_given_that_the_page_does_not_state(name: str) -> None:
    for row in rows():
        _, found = read(row)
        assert found[name] in (None, (), stated(row)[name]), row["url"]
