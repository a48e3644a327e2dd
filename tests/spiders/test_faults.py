"""Every fault of servers at once: each is bounded, told by its name, and harms no other page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from archiver.demo import truth
from tests.spiders.crawling import records_of
from tests.spiders.faults import CURABLE, FAULTS, INCURABLE, AilingServer, ailing
from tests.spiders.watched import PORTAL, Ran, crawl

TIMEOUT = 3
PLAIN = [article for article in truth() if article.case == "plain"]
VICTIMS = dict(zip(FAULTS, PLAIN, strict=False))
HEALTHY = {article.key for article in truth() if article.status == "published"} - {
    VICTIMS[name].key for name in INCURABLE
}


class Survived(NamedTuple):
    server: AilingServer
    ran: Ran


@pytest.fixture(scope="module")
def survived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Survived]:
    with ailing({article.path: name for name, article in VICTIMS.items()}) as server:
        ran = crawl(server.url, tmp_path_factory.mktemp("faults"), DOWNLOAD_TIMEOUT=TIMEOUT, RETRY_TIMES=1)
        yield Survived(server, ran)


def test_every_healthy_article_is_recorded_and_no_other(survived: Survived) -> None:
    assert set(survived.ran.articles()) == HEALTHY


@pytest.mark.parametrize("name", CURABLE)
def test_article_behind_a_passing_fault_is_whole(survived: Survived, name: str) -> None:
    article = survived.ran.articles()[VICTIMS[name].key]
    assert (article.title, article.body) == (VICTIMS[name].title, "\n\n".join(VICTIMS[name].body))
    assert article.version == 1


def test_memory_stays_under_300_megabytes(survived: Survived) -> None:
    assert survived.ran.megabytes < 300


def test_no_request_is_held_past_its_time_limit(survived: Survived) -> None:
    paths = {article.path for article in VICTIMS.values()} - {VICTIMS["silent"].path}
    held = {asked.target: asked.seconds for asked in survived.server.asked if asked.target in paths}
    assert max(held.values()) < 20 * TIMEOUT  # they would hold it for minutes, and Scrapy's own limit is 180


def test_each_fault_is_counted_by_its_name(survived: Survived) -> None:
    (told,) = [problem for problem in survived.ran.report["problems"] if "brought no answer" in problem]
    for name in (
        "bot-challenge 3×",
        "broken-answer",
        "redirect-loop",
        "reset 1×",
        "server-error 1×",
        "timeout 1×",
        "too-large",
        "too-slow",
        "truncated 3×",
        "undecodable 1×",
    ):
        assert name in told
    assert survived.ran.code == 1
    assert "Traceback" not in survived.ran.err


def test_broken_off_articles_are_quarantined_as_truncated(survived: Survived) -> None:
    reasons = {line["id"]: line["reason"] for line in survived.ran.lines("quarantine.jsonl")}
    for name in ("truncated", "gzip-cut", "reset-inside"):
        assert reasons[f"{PORTAL}:{VICTIMS[name].key}"] == "truncated"
    for name in ("cloudflare", "d1n", "rejected"):
        assert f"{PORTAL}:{VICTIMS[name].key}" not in reasons


def test_what_came_of_faulty_answers_is_in_the_archive(survived: Survived) -> None:
    (warc,) = (survived.ran.root / "warc").glob("*.warc.gz")
    kinds = {"response", "revisit", "metadata"}  # the last for what is no HTTP
    archived = {r.fields["warc-target-uri"] for r in records_of(warc) if r.kind in kinds}
    never_came = {"reset", "silent"}
    for name in INCURABLE:
        assert (survived.server.url + VICTIMS[name].path in archived) == (name not in never_came), name


def test_known_article_that_breaks_off_keeps_its_version(tmp_path: Path) -> None:
    victim = VICTIMS["truncated"]
    with ailing({}) as server:
        before = crawl(server.url, tmp_path).articles()[victim.key]
        server.faults = {victim.path: "truncated"}
        ran = crawl(server.url, tmp_path, ARCHIVER_FULL=True, RETRY_TIMES=1)
        assert server.times[victim.path] == 3
    after = ran.articles()[victim.key]
    assert (after.version, after.body) == (1, before.body)
    assert [line["reason"] for line in ran.lines("quarantine.jsonl") if line["id"] == after.id] == [
        "truncated"
    ]
    assert ran.report["changed"] == 0
