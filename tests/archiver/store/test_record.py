from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest

from archiver.models import Article, NotAnArticle
from archiver.store import Counts
from archiver.store.log import encoded
from tests.archiver.store.samples import PORTAL, address, article, capture, day, quarantined, withdrawn

if TYPE_CHECKING:
    from pathlib import Path

    from archiver.models import Outcome
    from archiver.store import PortalStore

ID = f"{PORTAL}:tin-1"


@pytest.mark.parametrize(
    ("outcomes", "kinds", "history"),
    [
        ([article()], "new", (1, 1, "published")),
        ([article(), article(at=1)], "new unchanged", (1, 1, "published")),
        ([article(), article(at=1, body="khác")], "new changed", (2, 2, "published")),
        ([article(), article(at=1, body="khác"), article(at=2)], "new changed changed", (3, 3, "published")),
        ([article(), withdrawn()], "new withdrawn", (2, 2, "withdrawn")),
        ([article(), withdrawn(), withdrawn(at=2)], "new withdrawn unchanged", (2, 2, "withdrawn")),
        ([article(), withdrawn(), article(at=2)], "new withdrawn restored", (3, 3, "published")),
        ([withdrawn(), article(at=2)], "withdrawn new", (1, 1, "published")),
        ([withdrawn(at=5), article(at=2, source="wayback")], "withdrawn new", (2, 2, "withdrawn")),
        ([article(at=5), article(at=2, source="wayback")], "new unchanged", (1, 1, "published")),
        ([article(at=5), article(at=2, source="wayback", body="cũ")], "new changed", (2, 1, "published")),
        ([article(at=5), article(at=None, source="file", body="cũ")], "new changed", (2, 1, "published")),
        ([article(at=5), withdrawn(at=2, source="wayback")], "new unchanged", (1, 1, "published")),
        ([article(at=None, source="file"), article(body="mới")], "new changed", (2, 2, "published")),
    ],
)  # fmt: skip
def test_history_of_an_article_is_told_by_its_readings(
    store: PortalStore, outcomes: list[Outcome], kinds: str, history: tuple[int, int, str]
) -> None:
    versions, present, status = history
    assert [store.record(outcome).kind for outcome in outcomes] == kinds.split()
    assert [version.version for version in store.versions(ID)] == list(range(1, versions + 1))
    found = store.get(ID)
    assert found is not None
    assert (found.version, found.status) == (present, status)
    assert store.counts().withdrawn == (status == "withdrawn")


def test_unchanged_portal_gets_no_new_article_line(store: PortalStore, tmp_path: Path) -> None:
    for number in range(5):
        store.record(article(number))
    before = (tmp_path / PORTAL / "articles.jsonl").read_bytes()
    changes = [store.record(article(number, at=1)) for number in range(5)]
    assert (tmp_path / PORTAL / "articles.jsonl").read_bytes() == before
    assert all(change.observed and not change.line for change in changes)


def test_every_reading_is_observed_with_our_own_visits(store: PortalStore) -> None:
    store.record(article(views=10))
    store.record(article(at=1, views=15))
    store.record(article(at=0.5, views=12, source="wayback"))
    seen = [(one.time, one.view_count, one.own_visits, one.version) for one in store.observations(ID)]
    assert seen == [(day(0), 10, 1, 1), (day(1), 15, 2, 1), (day(0.5), 12, 1, 1)]
    assert store.view_count(ID) == 15
    assert store.own_visits(ID) == 2


def test_capture_recorded_twice_is_observed_once(store: PortalStore) -> None:
    assert store.record(article()).observed
    assert not store.record(article()).observed
    assert len(list(store.observations(ID))) == 1


def test_undated_file_imported_twice_is_recorded_once(store: PortalStore) -> None:
    store.record(article(at=None, source="file"))
    again = store.record(article(at=None, source="file"))
    assert (again.kind, again.line, again.observed) == ("unchanged", False, False)


def test_last_seen_moves_without_a_new_line(store: PortalStore) -> None:
    store.record(article())
    store.record(article(at=3))
    found = store.get(ID)
    assert found is not None
    assert (found.first_seen, found.last_seen) == (day(0), day(3))


def test_older_capture_of_the_same_content_moves_first_seen_back(store: PortalStore) -> None:
    store.record(article(at=3))
    store.record(article(at=1, source="wayback"))
    found = store.get(ID)
    assert found is not None
    assert (found.first_seen, found.last_seen) == (day(1), day(3))


def test_withdrawal_keeps_its_evidence(store: PortalStore) -> None:
    store.record(article())
    store.record(withdrawn())
    last = list(store.observations(ID))[-1]
    assert (last.status, last.evidence, last.own_visits) == ("withdrawn", "Bài viết đã bị gỡ", 2)
    versions = list(store.versions(ID))
    assert versions[0].body == versions[1].body


def test_withdrawal_of_an_unknown_article_is_observed_without_an_article_line(store: PortalStore) -> None:
    change = store.record(withdrawn())
    assert (change.kind, change.line, change.observed) == ("withdrawn", False, True)
    assert store.get(ID) is None
    assert store.counts() == Counts(observations=1, urls=1, done=1)


def test_quarantine_holds_a_page_once_for_each_payload(store: PortalStore) -> None:
    pages = [quarantined(), quarantined(at=2), quarantined(at=3, digest="sha1:R")]
    assert [store.record(page).line for page in pages] == [True, False, True]
    assert list(store.quarantined()) == [pages[0], pages[2]]


def test_visits_that_ended_in_quarantine_count_as_own_visits(store: PortalStore) -> None:
    store.record(quarantined(at=1))
    store.record(quarantined(at=2))
    store.record(quarantined(at=2))
    assert store.own_visits(ID) == 2
    store.record(article(at=3))
    store.record(quarantined(at=4))
    assert store.own_visits(ID) == 4


def test_view_count_of_a_listing_is_no_visit(store: PortalStore) -> None:
    store.record(article(views=10))
    change = store.observe(ID, capture(2), view_count=40, read=False)
    found = store.get(ID)
    assert change.observed
    assert found is not None
    assert found.last_seen == day(0)
    assert (store.view_count(ID), store.own_visits(ID)) == (40, 1)


def test_answer_not_modified_is_a_reading(store: PortalStore) -> None:
    store.record(article(views=10))
    store.observe(ID, capture(2), view_count=None, read=True)
    found = store.get(ID)
    assert found is not None
    assert found.last_seen == day(2)
    assert (store.view_count(ID), store.own_visits(ID)) == (10, 2)


def test_unknown_article_is_not_observed_from_a_listing(store: PortalStore) -> None:
    assert not store.observe(ID, capture(2), view_count=40, read=False).observed


def test_count_that_a_listing_printed_before_the_first_reading_is_kept(store: PortalStore) -> None:
    store.observe(ID, capture(1), view_count=40, read=False)
    store.observe(ID, capture(1.5), view_count=None, read=False)
    store.record(article(at=2, views=None))
    found = {(one.time, one.view_count, one.own_visits) for one in store.observations(ID)}
    assert found == {(day(1), 40, 0), (day(2), None, 1)}
    store.record(article(at=3, views=43))
    assert (store.view_count(ID), store.counts().observations) == (43, 3)


def test_count_that_a_listing_printed_adds_nothing_where_the_page_prints_its_own(store: PortalStore) -> None:
    store.observe(ID, capture(1), view_count=40, read=False)
    store.record(article(at=2, views=40))
    assert [(one.time, one.view_count) for one in store.observations(ID)] == [(day(2), 40)]


def test_page_that_is_no_article_leaves_only_its_address(store: PortalStore) -> None:
    store.discover([address(7)])
    assert store.record(NotAnArticle(url=address(7), what="listing")).kind == "noted"
    known = store.known_url(address(7))
    assert known is not None
    assert (known.state, known.what) == ("done", "listing")
    assert store.counts() == Counts(urls=1, done=1)


def test_capture_of_a_web_archive_leaves_the_live_address_pending(store: PortalStore) -> None:
    store.discover([address(1)])
    store.record(article(source="wayback"))
    store.record(NotAnArticle(url=address(1), what="other"), source="wayback")
    assert list(store.pending()) == [address(1)]


def test_articles_come_in_the_order_of_their_ids(store: PortalStore) -> None:
    for number in (3, 1, 2):
        store.record(article(number))
    store.record(article(2, at=1, body="khác"))
    found = [(one.id, one.version) for one in store.articles()]
    assert found == [(f"{PORTAL}:tin-1", 1), (f"{PORTAL}:tin-2", 2), (f"{PORTAL}:tin-3", 1)]


def test_store_may_be_written_to_while_it_is_read(
    store: PortalStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("archiver.store.articles.CHUNK", 2)
    for number in range(7):
        store.record(article(number))
    seen = 0
    for found in store.articles():
        store.record(article(int(found.id.rpartition("-")[2]), at=1, body="khác"))
        seen += 1
    assert seen == 7
    assert store.counts().versions == 14


def test_line_has_the_fields_of_the_record_in_order(store: PortalStore, tmp_path: Path) -> None:
    store.record(article())
    line = (tmp_path / PORTAL / "articles.jsonl").read_bytes()
    assert line.endswith(b"}\n")
    assert list(msgspec.json.decode(line)) == list(Article.__struct_fields__)
    assert "Đảng ủy".encode() in line


def test_counts_too_large_for_the_index_are_kept_in_the_log(store: PortalStore) -> None:
    store.record(article(views=10**30))
    assert next(iter(store.observations(ID))).view_count == 10**30


def test_text_that_utf8_cannot_hold_is_replaced() -> None:
    assert msgspec.json.decode(encoded(article(body="a\ud800b")))["body"] == "a?b"


def test_address_that_is_no_text_is_refused_before_anything_is_written(store: PortalStore) -> None:
    broken = msgspec.structs.replace(article(), url="https://demo.example/\ud800")
    with pytest.raises(UnicodeEncodeError):
        store.record(broken)
    assert store.record(article()).kind == "new"
