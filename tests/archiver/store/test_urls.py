from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from archiver.store import Counts, Earlier
from tests.archiver.store.samples import PORTAL, address, article, day

if TYPE_CHECKING:
    from archiver.store import PortalStore


def test_discovered_address_is_pending_until_fetched(store: PortalStore) -> None:
    assert store.discover([address(2), address(1), address(2)]) == 2
    assert store.discover([address(1)]) == 0
    assert list(store.pending()) == [address(2), address(1)]
    store.fetched(address(2), at=day(0), status=200)
    assert list(store.pending()) == [address(1)]
    assert store.counts() == Counts(urls=2, pending=1, done=1)


def test_discovering_a_fetched_address_again_does_not_make_it_pending(store: PortalStore) -> None:
    store.record(article())
    assert store.discover([address(1)]) == 0
    assert list(store.pending()) == []


def test_address_remembers_its_answer(store: PortalStore) -> None:
    store.record(article())
    store.fetched(
        address(1), at=day(1), status=200, etag='"a"', last_modified="Tue", digest="sha1:A", next_due=day(3)
    )
    known = store.known_url(address(1))
    assert known is not None
    assert (known.etag, known.last_modified, known.digest, known.http_status) == ('"a"', "Tue", "sha1:A", 200)
    assert (known.what, known.article, known.fetched_at) == ("article", f"{PORTAL}:tin-1", day(1))
    assert known.next_due == day(3)


def test_not_modified_keeps_the_validators_it_does_not_repeat(store: PortalStore) -> None:
    store.fetched(address(1), at=day(1), status=200, etag='"a"', last_modified="Tue", digest="sha1:A")
    store.fetched(address(1), at=day(2), status=304, etag='"b"')
    known = store.known_url(address(1))
    assert known is not None
    assert (known.etag, known.last_modified, known.digest, known.http_status) == ('"b"', "Tue", "sha1:A", 304)


def test_new_answer_without_validators_drops_the_old_ones(store: PortalStore) -> None:
    store.fetched(address(1), at=day(1), status=200, etag='"a"')
    store.fetched(address(1), at=day(2), status=200)
    known = store.known_url(address(1))
    assert known is not None
    assert known.etag is None


def test_failures_are_counted_until_an_answer_comes(store: PortalStore) -> None:
    store.discover([address(1)])
    store.failed(address(1), next_due=day(1))
    store.fetched(address(1), at=day(1), status=503, state="error")
    known = store.known_url(address(1))
    assert known is not None
    assert (known.state, known.attempts) == ("error", 2)
    assert store.counts() == Counts(urls=1, error=1)
    store.fetched(address(1), at=day(2), status=200)
    known = store.known_url(address(1))
    assert known is not None
    assert (known.state, known.attempts) == ("done", 0)


def test_due_addresses_come_longest_due_first(store: PortalStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("archiver.store.urls.CHUNK", 2)
    for number, due in ((1, 3), (2, 1), (3, 1), (4, 9), (5, 2)):
        store.fetched(address(number), at=day(0), status=200, next_due=day(due))
    store.fetched(address(6), at=day(0), status=200)
    assert list(store.due(day(3))) == [address(2), address(3), address(5), address(1)]
    store.schedule(address(2), None)
    assert list(store.due(day(2))) == [address(3), address(5)]


def test_pending_addresses_are_read_in_chunks_without_loss(
    store: PortalStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("archiver.store.urls.CHUNK", 3)
    urls = [address(number) for number in range(10)]
    store.discover(urls)
    assert list(store.pending()) == urls


def test_earliest_capture_of_a_payload_is_kept(store: PortalStore) -> None:
    assert store.find_earlier("sha1:A") is None
    for at in (2, 1, 3):
        store.note_payload("sha1:A", url=address(at), date=day(at), warc=f"{at}.warc.gz", offset=at)
    assert store.find_earlier("sha1:A") == Earlier(url=address(1), date=day(1), warc="1.warc.gz", offset=1)
