"""Which captures of a portal are pulled, what that costs, and what is kept of the index."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import msgspec
import pytest

from archiver.portal import load_portal
from archiver.webarchives.choice import Choice, chosen, identity_of
from archiver.webarchives.entries import IndexEntry
from archiver.webarchives.estimate import estimate
from archiver.webarchives.indexlog import FRESH, IndexLog, Question
from archiver.webarchives.provenance import source_of, volume_name
from archiver.webarchives.services import COMMON_CRAWL, WAYBACK, service_at

PORTAL = load_portal("demo")
HOME = PORTAL.facts.home.rstrip("/")
ARTICLE = f"{HOME}/chi-tiet-tin-tuc?dinhdanh=7"
NOW = dt.datetime(2026, 11, 23, tzinfo=dt.UTC)


def entry(
    path: str = "/chi-tiet-tin-tuc?dinhdanh=7", time: str = "20190707010203", **more: str
) -> IndexEntry:
    url = path if path.startswith("http") else HOME + path
    return msgspec.structs.replace(
        IndexEntry(url=url, timestamp=time, status="200", mime="text/html"), **more
    )


@pytest.mark.parametrize(
    ("found", "identity"),
    [
        (entry(), "dinhdanh-7"),
        (entry("/vi/chi-tiet-tin-tuc?cat=3&dinhdanh=7"), "dinhdanh-7"),
        (entry(status="404"), "dinhdanh-7"),
        (entry(status="-", mime="warc/revisit"), "dinhdanh-7"),
        (entry(status="302"), None),
        (entry(status="500"), None),
        (entry("/"), f"{HOME}/"),
        (entry("/tin-tuc?danhmuc=3"), f"{HOME}/tin-tuc?danhmuc=3"),
        (entry("/tin-tuc?danhmuc=3", status="404"), None),
        (entry("/lien-he"), None),
        (entry("/rss/tin-rss.xml", mime="application/rss+xml"), f"{HOME}/rss/tin-rss.xml"),
        (entry("/sitemap.xml", mime="text/xml"), f"{HOME}/sitemap.xml"),
        (entry("/cau-hinh.xml", mime="text/xml"), None),
        (entry("/rss", mime="text/html"), None),
        (entry("/robots.txt"), None),
        (entry("/anh.jpg"), None),
        (entry(mime="image/png"), None),
        (entry("http://khac.example/chi-tiet-tin-tuc?dinhdanh=7"), None),
        (entry("http://[::1"), None),
    ],
)
def test_only_articles_and_listings_of_the_portal_are_pulled(found: IndexEntry, identity: str | None) -> None:
    assert identity_of(found, PORTAL) == identity


SERIES = [
    entry(time="20190101000000", digest="A"),
    entry(time="20190201000000", digest="A"),
    entry(time="20190301000000", digest="B"),
]


@pytest.mark.parametrize(("choice", "months"), [("all", "123"), ("changed", "13"), ("last", "3")])
def test_captures_of_a_page_are_chosen_oldest_first(choice: Choice, months: str) -> None:
    found = chosen(reversed(SERIES), PORTAL, choice)
    assert "".join(capture.timestamp[5] for capture in found) == months


def test_noisy_addresses_of_one_day_are_not_pulled_beside_the_plain_one() -> None:
    noisy = [entry(f"/vi/{locale}/chi-tiet-tin-tuc?dinhdanh=7") for locale in ("hu", "fr", "vi")]
    assert chosen([*noisy, entry()], PORTAL, "all") == [entry()]
    assert len(chosen([*noisy, entry(time="20200101000000")], PORTAL, "all")) == 2


def test_capture_that_two_crawls_name_is_pulled_once() -> None:
    assert len(chosen([entry(), entry()], PORTAL, "all")) == 1


def test_estimate_counts_at_the_limits_of_the_service() -> None:
    cost = estimate("demo", "wayback", [entry()] * 28_800, known=4, limits=WAYBACK.limits)
    assert cost.hours == 1.0
    assert str(cost).startswith(
        "demo: 28800 captures to pull from wayback (4 more are there already), about 432.0 MB"
    )


def test_default_limits_are_those_of_the_services() -> None:
    assert 60 / WAYBACK.limits.index_delay == 24
    assert 1 / WAYBACK.limits.capture_delay == 8
    assert COMMON_CRAWL.limits.index_delay >= 1


def test_service_elsewhere_keeps_the_limits_unless_they_are_given() -> None:
    own = service_at("wayback", "http://127.0.0.1:8080/coll/", None, rate=None, index_rate=None)
    assert own.limits == WAYBACK.limits
    assert own.address(entry()) == f"http://127.0.0.1:8080/coll/20190707010203id_/{ARTICLE}"
    assert own.hosts == {"127.0.0.1"}


def question(**more: object) -> Question:
    asked = Question(service="http://i/cdx", hosts=("a.vn",), since=None, until=None, asked_at=NOW)
    return msgspec.structs.replace(asked, **more)


def test_index_is_taken_up_where_a_kill_left_it(tmp_path: Path) -> None:
    log = IndexLog(tmp_path, "wayback", question())
    log.add(SERIES[:1], then="a.vn key1")
    log.add(SERIES[1:2], then="a.vn key2")
    part = tmp_path / "wayback.jsonl.part"
    part.write_bytes(part.read_bytes() + msgspec.json.encode(SERIES[2]) + b'\n{"url": "http://a.vn/to')
    again = IndexLog(tmp_path, "wayback", question(asked_at=NOW + dt.timedelta(hours=1)))
    assert (again.next, again.finished) == ("a.vn key2", False)
    again.add(SERIES[2:], then=". ")
    again.finish()
    assert list(again.entries()) == SERIES
    assert IndexLog(tmp_path, "wayback", question()).finished


@pytest.mark.parametrize("other", [{"since": "2019"}, {"asked_at": NOW + FRESH}, {"hosts": ("b.vn",)}])
def test_another_question_or_an_old_answer_is_asked_anew(tmp_path: Path, other: dict[str, object]) -> None:
    log = IndexLog(tmp_path, "wayback", question())
    log.add(SERIES, then=". ")
    log.finish()
    assert not IndexLog(tmp_path, "wayback", question(**other)).finished


def test_name_of_a_file_tells_the_source_of_its_captures() -> None:
    assert volume_name("quan_a", "live") == "quan_a"
    for source in ("live", "wayback", "commoncrawl", "file"):
        name = f"{volume_name('quan_a', source)}-20261123000000-00000.warc.gz"
        assert source_of(name) == source
    assert source_of("other.warc.gz") == "live"
