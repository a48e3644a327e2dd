"""Pictures and files of articles: in the archive, named in the records, the same when rebuilt."""

from __future__ import annotations

import hashlib
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from archiver.demo.files import file_at
from archiver.demo.server import DemoServer, serve
from archiver.media import is_wanted
from archiver.portal import Portal, load_platforms, load_portal
from archiver.warc import locate_in, read_record
from archiver.warc.locations import captures_of
from tests.spiders.mediacrawl import PORTAL, MediaCrawl


@pytest.fixture(scope="module")
def server() -> Iterator[DemoServer]:
    with serve(port=0) as served:
        yield served


@pytest.fixture(scope="module")
def crawled(server: DemoServer, tmp_path_factory: pytest.TempPathFactory) -> MediaCrawl:
    found = MediaCrawl(server, tmp_path_factory.mktemp("media"), more="requisites = true\n")
    found.crawl()
    return found


def files_in(crawled: MediaCrawl) -> list[dict[str, Any]]:
    return [file for article in crawled.articles() for file in (*article["images"], *article["attachments"])]


def test_every_file_is_named_with_its_sha256(crawled: MediaCrawl) -> None:
    files = files_in(crawled)
    assert len(files) > 80
    for file in files:
        path = file["url"].removeprefix(crawled.server.url).partition("?")[0]
        made = file_at(path)
        assert made is not None
        assert file["sha256"] == hashlib.sha256(made[1]).hexdigest()


def test_every_named_warc_file_holds_the_bytes(crawled: MediaCrawl) -> None:
    for file in files_in(crawled)[::7]:
        found = [one for one in captures_of(crawled.warc, file["url"]) if one.line.status == "200"]
        record = read_record(found[0].path, int(found[0].line.offset), locate=locate_in(crawled.warc))
        assert hashlib.sha256(record.payload).hexdigest() == file["sha256"]
        assert found[0].path.name == file["warc"]


def test_each_file_is_asked_for_once(crawled: MediaCrawl) -> None:
    asked = Counter(request.target for request in crawled.server.log if "/documents/" in request.target)
    assert asked
    assert set(asked.values()) == {1}


def test_layout_is_fetched_where_the_file_asks_for_it(crawled: MediaCrawl) -> None:
    mimes = {line for path in crawled.warc.glob("*.cdxj") for line in path.read_text().splitlines()}
    assert any('"mime":"text/css"' in line for line in mimes)


def test_pdf_only_article_gets_the_text_of_its_pdf_and_says_so(crawled: MediaCrawl) -> None:
    documents = [article for article in crawled.articles() if article["kind"] == "document"]
    assert documents
    for article in documents:
        assert article["body"].startswith("Demo portal, invented document")
        assert "text-from-pdf" in article["problems"]
        assert not article["extractor"]["fallback"]


def assert_rebuild_gives_the_same(crawled: MediaCrawl, tmp_path: Path) -> None:
    copy = MediaCrawl(crawled.server, tmp_path, more="requisites = true\n")
    shutil.copytree(crawled.data, copy.data)
    ran = copy.run("rebuild")
    assert ran.returncode == 0, ran.stderr
    for name in ("articles.jsonl", "observations.jsonl"):
        assert (copy.root / name).read_text().splitlines() == (crawled.root / name).read_text().splitlines()


def test_rebuild_from_the_archive_gives_the_same_lines(crawled: MediaCrawl, tmp_path: Path) -> None:
    assert_rebuild_gives_the_same(crawled, tmp_path)


def test_replay_reads_what_the_records_say(crawled: MediaCrawl) -> None:
    assert "everything reads as the records say" in crawled.run("replay").stdout


def test_everything_that_media_added_is_sound(crawled: MediaCrawl) -> None:
    assert "all sound" in crawled.run("verify").stdout


def test_second_run_asks_for_no_file_again(crawled: MediaCrawl) -> None:
    before = len([request for request in crawled.server.log if "/documents/" in request.target])
    crawled.crawl()
    assert len([request for request in crawled.server.log if "/documents/" in request.target]) == before


def test_portal_that_does_not_ask_for_media_gets_none(server: DemoServer, tmp_path: Path) -> None:
    crawled = MediaCrawl(server, tmp_path)
    path = crawled.portals / f"{PORTAL}.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("media = true\n", ""), encoding="utf-8")
    before = len([request for request in server.log if "/documents/" in request.target])
    crawled.crawl()
    assert len([request for request in server.log if "/documents/" in request.target]) == before
    assert all(file["sha256"] is None for file in files_in(crawled))
    assert_rebuild_gives_the_same(crawled, tmp_path / "rebuilt")


def test_files_of_other_hosts_are_fetched_only_where_the_file_names_the_host(crawled: MediaCrawl) -> None:
    portal = load_portal(PORTAL, [crawled.portals])
    facts = msgspec.structs.replace(portal.facts, media_hosts=("anh.example:8080",))
    widened = Portal(PORTAL, facts, load_platforms())
    for url in ("http://anh.example:8080/a.png", "https://ANH.example:8080/a.png"):
        assert not is_wanted(url, portal)
        assert is_wanted(url, widened)
    for url in ("http://anh.example/a.png", "ftp://anh.example:8080/a.png", "http://[", ""):
        assert not is_wanted(url, widened)
