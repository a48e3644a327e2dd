"""A portal that passed to a successor: what leads to the new one is never an article of the old one."""

from __future__ import annotations

import datetime as dt
import subprocess
from pathlib import Path

import pytest

from archiver.demo import truth
from archiver.warc.records import Exchange
from archiver.warc.writer import WarcWriter
from tests.commandline import archiver
from tests.spiders.pulls import FACTS, PORTAL, Portal
from tests.spiders.standins import Archive

TIME = dt.datetime(2025, 8, 1, 2, 3, 4, tzinfo=dt.UTC)
HOME = "http://camau.example"
NEW = "https://phuong.example/w/tin-tuc"
PAGE = f"""<!DOCTYPE html><html><head><meta http-equiv="refresh" content="3; url={NEW}">
<title>Cổng thông tin đã chuyển sang địa chỉ mới</title></head><body>
<header class="title-article">Cổng thông tin đã chuyển sang địa chỉ mới</header>
<div id="textToSpeech"><div class="the-article-body"><p>Từ ngày 1/7/2025, cổng thông tin điện tử của quận
chuyển sang địa chỉ mới của phường. Kính mời bạn đọc truy cập.</p></div></div>
<span class="the-article-timecreate"><b>Ngày đăng tin: </b>01/07/2025</span></body></html>"""
ARTICLES = [article for article in truth() if "dinhdanh" in article.path][:4]


def message(kind: str) -> bytes:
    """Return the answer of an address that leads to the successor, by its head or in its page."""
    if kind == "head":
        return f"HTTP/1.1 301 Moved Permanently\r\nLocation: {NEW}\r\nContent-Length: 0\r\n\r\n".encode()
    body = PAGE.encode()
    head = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=UTF-8\r\nContent-Length: {}\r\n\r\n"
    return head.format(len(body)).encode() + body


@pytest.fixture
def portal(tmp_path: Path) -> Portal:
    (tmp_path / "portals").mkdir()
    (tmp_path / "portals" / f"{PORTAL}.toml").write_text(FACTS.format(home=HOME), encoding="utf-8")
    return Portal(tmp_path / "data", tmp_path / "portals")


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """Return a folder with a WARC file of what the portal answered at last."""
    with WarcWriter(tmp_path / "kept", "kept", operator="", robots="ignore", now=lambda: TIME) as writer:
        for number, article in enumerate(ARTICLES):
            answer = message("head" if number % 2 else "page")
            url = HOME + article.path
            writer.write_exchange(Exchange(url=url, fetched_at=TIME, request=b"", response=answer))
    return tmp_path / "kept"


def run(portal: Portal, command: str, *words: str) -> subprocess.CompletedProcess[str]:
    where = ["--data", str(portal.data), "--portals", str(portal.portals)]
    return archiver(command, PORTAL, *words, *where)


def assert_nothing_recorded(portal: Portal) -> None:
    for name in ("articles.jsonl", "observations.jsonl", "quarantine.jsonl"):
        assert portal.lines(name) == []


def test_page_would_be_an_article_but_for_where_it_leads(portal: Portal, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(PAGE.replace('http-equiv="refresh"', 'name="x"'), encoding="utf-8")
    assert run(portal, "import", str(page), "--url", HOME + ARTICLES[0].path).returncode == 0
    assert len(portal.lines("articles.jsonl")) == 1


def test_imported_captures_that_lead_to_the_successor_are_no_articles(portal: Portal, kept: Path) -> None:
    done = run(portal, "import", str(kept))
    assert done.returncode == 0
    assert f"{len(ARTICLES) // 2} captures left out that are no page of the portal: redirects" in done.stderr
    assert_nothing_recorded(portal)


def test_saved_page_that_leads_to_the_successor_is_no_article(portal: Portal, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(PAGE, encoding="utf-8")
    assert run(portal, "import", str(page), "--url", HOME + ARTICLES[0].path).returncode == 0
    assert_nothing_recorded(portal)


def test_pulled_captures_that_lead_to_the_successor_are_no_articles_and_a_rebuild_agrees(
    portal: Portal, kept: Path
) -> None:
    with Archive(kept) as archive:
        done = portal.pull("wayback", archive.url)
    assert done.returncode == 0, done.stdout
    assert len(portal.captures()) == len(ARTICLES) / 2
    assert_nothing_recorded(portal)
    assert run(portal, "rebuild", "--jobs", "1").returncode == 0
    assert_nothing_recorded(portal)
    found = portal.ledger().values()
    assert {entry["reason"] for entry in found if entry["evidence"][0]["kind"] == "archive"} == {"moved"}
    assert {entry["detail"] for entry in found if entry["reason"] == "moved"} == {f"leads to {NEW}"}
