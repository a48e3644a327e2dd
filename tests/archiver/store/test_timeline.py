"""One article, many captures: what is known of it in the end does not hang on the order of their coming."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import pytest

from archiver.store.timeline import episodes, views
from tests.archiver.store.samples import PORTAL, article, day, opened, withdrawn

if TYPE_CHECKING:
    from pathlib import Path

    from archiver.models import Outcome
    from archiver.store import PortalStore

ID = f"{PORTAL}:tin-1"
A, B = "Bản đầu.", "Bản đã sửa."
CAPTURES: tuple[Outcome, ...] = (
    article(at=1, body=A, views=10, source="wayback"),
    article(at=2, body=A, views=20, source="commoncrawl"),
    article(at=3, body=B, views=30, source="file"),
    article(at=4, body=A, views=40),
    withdrawn(at=5),
)
ORDERS = list(itertools.permutations(range(len(CAPTURES))))


def known_of(store: PortalStore) -> dict[str, Any]:
    """Return what a reader learns of the article, but for the numbers of versions."""
    versions = {version.version: version for version in store.versions(ID)}
    readings = list(store.observations(ID))
    past = episodes(versions.values(), readings)
    present = store.get(ID)
    assert present
    return {
        "episodes": [
            (
                one.status,
                versions[one.version or 0].body if one.status == "published" else None,
                one.first_seen,
                one.last_seen,
            )
            for one in past
        ],
        "sources": [one.sources for one in past],
        "views": [(one.time, one.view_count, one.source) for one in views(readings)],
        "present": (present.status, present.body, present.last_seen),
        "view count": store.view_count(ID),
        "visits before we came": {one.own_visits for one in readings if one.source != "live"},
    }


EXPECTED = {
    "episodes": [
        ("published", A, day(1), day(2)),
        ("published", B, day(3), day(3)),
        ("published", A, day(4), day(4)),
        ("withdrawn", None, day(5), day(5)),
    ],
    "sources": [("commoncrawl", "wayback"), ("file",), ("live",), ("live",)],
    "views": [
        (day(1), 10, "wayback"),
        (day(2), 20, "commoncrawl"),
        (day(3), 30, "file"),
        (day(4), 40, "live"),
    ],
    "present": ("withdrawn", A, day(5)),
    "view count": 40,
    "visits before we came": {0},
}


@pytest.mark.parametrize("first", range(len(CAPTURES)))
def test_history_is_that_of_the_captures_times_in_every_order_of_import(tmp_path: Path, first: int) -> None:
    for number, order in enumerate(order for order in ORDERS if order[0] == first):
        with opened(tmp_path / str(number)) as store:
            for place in order:
                store.record(CAPTURES[place])
            assert known_of(store) == EXPECTED, order


def test_capture_of_unknown_time_comes_last_in_every_order_and_is_never_the_present(tmp_path: Path) -> None:
    kept = article(at=None, body="Bản ai đó giữ.", views=15, source="file")
    captures = (*CAPTURES[:2], CAPTURES[3], kept)
    for number, order in enumerate(itertools.permutations(captures)):
        with opened(tmp_path / str(number)) as store:
            for outcome in order:
                store.record(outcome)
            found = known_of(store)
            assert found["episodes"] == [
                ("published", A, day(1), day(4)),
                ("published", "Bản ai đó giữ.", None, None),
            ]
            assert found["present"] == ("published", A, day(4))
            assert found["view count"] == 40


def test_older_capture_counts_the_visits_before_it(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        for at in (1, 3, 5):
            store.record(article(at=at))
        store.record(article(at=4, source="wayback"))
        store.record(article(at=None, body="Bản ai đó giữ.", source="file"))
        store.record(article(at=6))
        found = {(one.source, one.time): one.own_visits for one in store.observations(ID)}
    assert found["wayback", day(4)] == 2
    assert [found["live", day(at)] for at in (1, 3, 5, 6)] == [1, 2, 3, 4]
