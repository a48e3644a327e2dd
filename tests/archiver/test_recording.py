"""When an address is asked for again, by what it answered."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec import structs

from archiver.models import NotAnArticle
from archiver.recording import ATTEMPTS, record_answer
from archiver.store import PortalStore
from tests.archiver.store.samples import PORTAL, address, article, capture, day, now

AGES = (1, 3, 7)
YEAR = 365


@pytest.fixture
def store(tmp_path: Path) -> Iterator[PortalStore]:
    with PortalStore.open(tmp_path, PORTAL, now=now) as opened:
        record_answer(
            opened,
            article(at=0),
            capture(0),
            asked_url=address(1),
            etag=None,
            last_modified=None,
            ages=AGES,
        )
        yield opened


def answer(store: PortalStore, status: int, *, at: float, number: int = 1) -> None:
    """Record an answer that is no article."""
    seen = structs.replace(capture(at), http_status=status)
    outcome = NotAnArticle(url=address(number), what="other", capture=seen)
    record_answer(store, outcome, seen, asked_url=address(number), etag=None, last_modified=None, ages=AGES)


def due(store: PortalStore, number: int = 1) -> object:
    known = store.known_url(address(number))
    return known and known.next_due


def test_article_that_may_not_be_read_once_is_due_again_by_its_age(store: PortalStore) -> None:
    assert due(store) == day(YEAR)  # the article is of 2017
    answer(store, 403, at=2)
    assert due(store) == day(2 + YEAR)


def test_article_that_fails_is_asked_for_in_the_next_runs_and_then_by_its_age(store: PortalStore) -> None:
    for number in range(1, ATTEMPTS):
        answer(store, 500, at=number)
        assert due(store) == day(number)
    answer(store, 500, at=ATTEMPTS)
    assert due(store) == day(ATTEMPTS + YEAR)


def test_page_that_is_no_article_is_not_due_and_one_that_fails_is_given_up(store: PortalStore) -> None:
    answer(store, 403, at=1, number=2)
    assert due(store, 2) is None
    for number in range(1, ATTEMPTS + 1):
        answer(store, 500, at=number, number=3)
    assert due(store, 3) is None
