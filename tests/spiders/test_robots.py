"""robots.txt by RFC 9309: what it forbids, what an error means, and the pause it asks for."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from archiver.demo import truth
from spiders.robots import LONGEST_DELAY, rules_of
from tests.spiders.faults import Fault, ailing, answering, simple
from tests.spiders.watched import crawl

AGENT = "party-portal-archiver/0.1 (+ban@example.vn)"
URL = "http://quan.vn/tin-tuc"


@pytest.mark.parametrize(
    ("status", "body", "allowed"),
    [
        (200, b"", True),
        (200, b"User-agent: *\nDisallow: /", False),
        (200, b"User-agent: *\nDisallow: /admin", True),
        (200, b"User-agent: party-portal-archiver\nDisallow: /tin\n\nUser-agent: *\nAllow: /", False),
        (200, b"\xef\xbb\xbfUser-agent: *\nDisallow: /tin", False),
        (200, b"\xff\xfe\x00garbage\r\r\r" * 100, True),
        (200, b"User-agent: *\nDisallow: /x\n" * 30_000 + b"Disallow: /tin", True),
        (301, b"", True),
        (401, b"", True),
        (403, b"", True),
        (404, b"User-agent: *\nDisallow: /", True),
    ],
)
def test_rules_are_read_where_there_are_any(status: int, body: bytes, allowed: bool) -> None:
    rules = rules_of(status, body)
    assert rules.unknown is None
    assert rules.allows(URL, AGENT) == allowed


@pytest.mark.parametrize("status", [429, 500, 503, 599])
def test_rules_of_an_ailing_server_are_unknown(status: int) -> None:
    assert rules_of(status, b"").unknown == f"robots.txt was answered with HTTP {status}"


@pytest.mark.parametrize(
    ("line", "delay"), [(b"2.5", 2.5), (b"600", LONGEST_DELAY), (b"often", None), (b"-1", 0.0), (b"0", 0.0)]
)
def test_crawl_delay_is_kept_within_bounds(line: bytes, delay: float | None) -> None:
    assert rules_of(200, b"User-agent: *\nCrawl-delay: " + line).delay(AGENT) in {delay, delay or None}


def robots(text: str) -> Fault:
    return answering(simple(b"200 OK", text.encode()))


def test_nothing_is_asked_of_a_portal_whose_rules_cannot_be_had(tmp_path: Path) -> None:
    with ailing({"/robots.txt": "server-error"}) as server:
        ran = crawl(server.url, tmp_path)
        assert set(server.times) == {"/robots.txt"}
        server.faults = {}
        after = crawl(server.url, tmp_path)
    assert ran.code == 1
    assert "robots.txt was answered with HTTP 500; nothing is asked for" in ran.out
    assert after.code == 0, after.out
    assert set(after.articles()) == {article.key for article in truth() if article.status == "published"}


def test_guard_in_the_place_of_the_rules_forbids_everything(tmp_path: Path) -> None:
    with ailing({"/robots.txt": "d1n"}) as server:
        ran = crawl(server.url, tmp_path)
        assert set(server.times) == {"/robots.txt"}
    assert ran.code == 1
    assert "bot-challenge" in ran.out


def test_crawl_delay_parts_all_requests(tmp_path: Path) -> None:
    rules = robots("User-agent: *\nCrawl-delay: 0.5\nDisallow: /chi-tiet-tin-tuc")
    with ailing({"/robots.txt": rules}) as server:
        ran = crawl(server.url, tmp_path, CLOSESPIDER_PAGECOUNT=3)
        begun = sorted(asked.begun for asked in server.asked if asked.target != "/robots.txt")
    assert server.times["/robots.txt"] == 1
    assert len(begun) >= 3
    assert all(later - earlier > 0.4 for earlier, later in itertools.pairwise(begun))
    assert not any(target.startswith("/chi-tiet-tin-tuc") for target in server.times)
    assert ran.code in {0, 1}
