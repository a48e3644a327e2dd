"""Why an article that web archives name is not recovered."""

from __future__ import annotations

import datetime as dt

import pytest

from archiver.ledger.drafts import Draft
from archiver.ledger.entry import Evidence
from archiver.ledger.fate import fate_of
from archiver.ledger.indexes import Indexed, Indexes
from archiver.ledger.records import Recorded, capture_key
from archiver.models import ListingItem, Source
from archiver.store.records import KnownUrl, UrlState
from archiver.webarchives.entries import IndexEntry
from archiver.webarchives.services import SERVICES, place_of

ID = "demo:dinhdanh-7"
URL = "http://127.0.0.1:8730/chi-tiet-tin-tuc?dinhdanh=7"
SEEN = Evidence(kind="listing", source="wayback", url="http://127.0.0.1:8730/", time=None)
ENTRY = IndexEntry(
    url=URL, timestamp="20190707010203", file="crawl-data/CC/a b.warc.gz", offset=7, status="200"
)
DAY = dt.date(2026, 11, 25)


def known(url: str, state: UrlState, status: int | None) -> KnownUrl:
    return KnownUrl(
        url=url, what=None, state=state, discovered_at=None, fetched_at=None, http_status=status, etag=None,
        last_modified=None, digest=None, article=None, attempts=3, next_due=None,
    )  # fmt: skip


def captures(*numbers: int, is_page: bool = True, source: Source = "wayback") -> Indexes:
    """Return what an index tells that names captures by these numbers."""
    evidence = Evidence(kind="index", source=source, url=URL, time=None)
    found = [Indexed(url=URL, key=str(number), is_page=is_page, evidence=evidence) for number in numbers]
    return Indexes(asked={source: DAY}, captures={ID: found} if found else {})


@pytest.mark.parametrize("source", SERVICES)
def test_pulled_capture_is_found_by_what_its_index_says(source: Source) -> None:
    key = capture_key(SERVICES[source].address(ENTRY))
    assert key
    assert key == capture_key("/" + place_of(source, ENTRY))
    assert capture_key(URL) is None


@pytest.mark.parametrize(
    ("indexes", "pulls", "fate"),
    [
        (captures(), {}, ("stub", "never-captured")),
        (Indexes(), {}, ("stub", "not-asked")),
        (captures(1), {}, ("stub", "not-fetched")),
        (captures(1, is_page=False), {}, ("stub", "never-captured")),
        (captures(1), {1: ("done", 403)}, ("blocked", "not-shown")),
        (captures(1), {1: ("error", 500)}, ("error", "no-answer")),
        (captures(1), {1: ("done", 404)}, ("error", "not-served")),
        (captures(1, 2), {1: ("done", 404)}, ("stub", "not-fetched")),
        (captures(1, 2), {1: ("done", 404), 2: ("done", 451)}, ("blocked", "not-shown")),
    ],
)
def test_captures_that_were_not_had_tell_the_reason(
    indexes: Indexes, pulls: dict[int, tuple[UrlState, int]], fate: tuple[str, str]
) -> None:
    records = Recorded()
    records.pulls = {str(number): known(URL, *told) for number, told in pulls.items()}
    draft = Draft(URL, printed=(ListingItem(url=URL, title="Bài"), SEEN))
    found = fate_of(ID, draft, records, indexes)
    assert (found.state, found.reason) == fate


@pytest.mark.parametrize(
    ("state", "status", "fate"),
    [
        ("pending", None, ("not-fetched", "not-fetched")),
        ("error", None, ("error", "no-answer")),
        ("error", 503, ("error", "failed")),
        ("error", 403, ("blocked", "refused")),
        ("done", 401, ("blocked", "refused")),
        ("done", 404, ("withdrawn", "gone")),
        ("done", None, ("blocked", "disallowed")),
        ("done", 200, ("error", "no-article")),
    ],
)
def test_what_the_crawl_noted_of_an_address_tells_the_reason(
    state: UrlState, status: int | None, fate: tuple[str, str]
) -> None:
    records = Recorded()
    records.addresses = {ID: known(URL, state, status)}
    found = fate_of(ID, Draft(URL), records, Indexes())
    assert (found.state, found.reason) == fate
