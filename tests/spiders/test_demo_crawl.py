"""The main job on the demo portal, over real HTTP, by the commands that people type."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from archiver.demo import real_page_count, truth
from archiver.demo.records import DemoArticle
from archiver.demo.server import DemoServer, serve
from archiver.models import Article
from archiver.store import PortalStore
from tests.commandline import complaints

FACTS = """name = "Cổng minh họa"
home = "{home}/"
platform = "dnict"
delay = 0
concurrency = 8
"""
PORTAL = "minh_hoa"
ARCHIVER = [sys.executable, "-m", "archiver.cli"]


class Crawled:
    """A portal served, crawled once, and what that left."""

    def __init__(self, server: DemoServer, folder: Path) -> None:
        self.server = server
        self.portals = folder / "portals"
        self.data = folder / "data"
        self.root = self.data / PORTAL
        self.portals.mkdir()
        facts = FACTS.format(home=server.url)
        (self.portals / f"{PORTAL}.toml").write_text(facts, encoding="utf-8")

    def crawl(self, *options: str) -> subprocess.CompletedProcess[str]:
        command = [*ARCHIVER, "crawl", PORTAL, "--data", str(self.data), "--portals", str(self.portals)]
        return subprocess.run([*command, *options], capture_output=True, text=True, timeout=120, check=False)

    def articles(self) -> dict[str, Article]:
        with PortalStore.read(self.data, PORTAL) as store:
            return {article.id.split(":", 1)[1]: article for article in store.articles()}

    def lines(self, name: str) -> list[dict[str, Any]]:
        return [json.loads(line) for line in (self.root / name).read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def served() -> Iterator[DemoServer]:
    with serve(port=0) as server:
        yield server


@pytest.fixture(scope="module")
def crawled(served: DemoServer, tmp_path_factory: pytest.TempPathFactory) -> Crawled:
    found = Crawled(served, tmp_path_factory.mktemp("crawl"))
    ran = found.crawl()
    assert ran.returncode == 0, ran.stderr
    assert "235 new articles" in ran.stdout
    assert complaints(ran) == []
    return found


PUBLISHED = [article for article in truth() if article.status == "published"]


def expected(article: DemoArticle, base: str) -> dict[str, object]:
    return {
        "kind": article.kind,
        "title": article.title,
        "lead": article.lead,
        "body": "\n\n".join(article.body),
        "authors": article.authors,
        "poster": article.poster,
        "source": None,
        "section": (article.section.name,),
        "tags": article.tags,
        "published_date": article.published_date,
        "published_at": None,
        "view_count": article.view_count,
        "images": [(base + image.path, image.caption) for image in article.images],
        "attachments": [base + attachment.path for attachment in article.attachments],
        "url": base + article.path,
        "status": "published",
        "version": 1,
    }


def found_in(article: Article) -> dict[str, object]:
    names = (
        "kind",
        "title",
        "lead",
        "body",
        "authors",
        "poster",
        "source",
        "section",
        "tags",
        "published_date",
    )
    values = {
        name: getattr(article, name)
        for name in (*names, "published_at", "view_count", "url", "status", "version")
    }
    values["images"] = [(image.url, image.caption) for image in article.images]
    values["attachments"] = [attachment.url for attachment in article.attachments]
    return values


def test_every_article_is_found_and_no_other(crawled: Crawled) -> None:
    assert set(crawled.articles()) == {article.key for article in PUBLISHED}


@pytest.mark.parametrize("case", sorted({article.case for article in PUBLISHED}))
def test_every_field_of_every_article_is_right(crawled: Crawled, case: str) -> None:
    records = crawled.articles()
    for article in PUBLISHED:
        if article.case == case:
            assert found_in(records[article.key]) == expected(article, crawled.server.url)


def test_withdrawn_pages_are_no_articles_and_are_observed_with_their_evidence(crawled: Crawled) -> None:
    observed = {
        line["id"]: line for line in crawled.lines("observations.jsonl") if line["status"] == "withdrawn"
    }
    withdrawn = [article for article in truth() if article.status == "withdrawn"]
    assert set(observed) == {f"{PORTAL}:{article.key}" for article in withdrawn}
    for article in withdrawn:
        evidence = observed[f"{PORTAL}:{article.key}"]["evidence"]
        assert evidence == (article.evidence if article.http_status == 200 else f"HTTP {article.http_status}")


def test_unreadable_pages_are_quarantined_with_their_reason(crawled: Crawled) -> None:
    lines = crawled.lines("quarantine.jsonl")
    unreadable = {f"{PORTAL}:{article.key}" for article in truth() if article.status == "quarantined"}
    assert {line["id"] for line in lines} == unreadable
    assert all(line["reason"] and line["detail"] and line["capture"]["warc"] for line in lines)


def test_traps_cost_less_than_a_tenth_of_a_request_a_page(crawled: Crawled) -> None:
    report = json.loads(next((crawled.root / "runs").glob("*.json")).read_text(encoding="utf-8"))
    assert report["requests"] <= 1.1 * real_page_count()


def test_nothing_forbidden_was_asked_for(crawled: Crawled) -> None:
    asked = " ".join(crawled.server.requests)
    for trap in (
        "/admin",
        "/c/portal/login",
        "p_p_lifecycle=1",
        "pop_up",
        "jsessionid",
        "tag=",
        "print",
        "sid=",
    ):
        assert trap not in asked
    assert all("Cookie" not in request.headers for request in crawled.server.log)
    agents = {request.headers.get("User-Agent", "") for request in crawled.server.log}
    assert all(agent.startswith("party-portal-archiver/") for agent in agents)


def test_archive_passes_the_checks_of_others(crawled: Crawled) -> None:
    (warc,) = (crawled.root / "warc").glob("*.warc.gz")
    check = [str(Path(sys.executable).with_name("warcio")), "check", "-v", str(warc)]
    ran = subprocess.run(check, capture_output=True, text=True, timeout=120, check=False)
    assert ran.returncode == 0, ran.stdout


def test_every_record_names_bytes_that_the_archive_holds(crawled: Crawled) -> None:
    from archiver.warc.reader import read_record  # noqa: PLC0415

    for article in list(crawled.articles().values())[::20]:
        capture = article.capture
        assert capture.warc is not None
        assert capture.offset is not None
        record = read_record(crawled.root / "warc" / capture.warc, capture.offset)
        assert record.digest == capture.digest
        assert (
            article.title.split()[0].encode() in record.payload
            or article.problems
            or b"og:title" in record.payload
        )


def test_second_run_on_an_unchanged_portal_writes_no_article_line(crawled: Crawled) -> None:
    before = (crawled.root / "articles.jsonl").read_bytes()
    ran = crawled.crawl()
    assert ran.returncode == 0, ran.stderr
    assert "0 new articles, 0 changed" in ran.stdout
    assert (crawled.root / "articles.jsonl").read_bytes() == before


def test_portal_that_does_not_answer_is_told_and_exits_1(tmp_path: Path) -> None:
    with serve(port=0) as server:
        pass
    gone = Crawled(server, tmp_path)
    ran = gone.crawl()
    assert ran.returncode == 1
    assert "the portal did not answer" in ran.stdout
    assert "Traceback" not in ran.stderr + ran.stdout
