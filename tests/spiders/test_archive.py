from __future__ import annotations

import ipaddress
from pathlib import Path

import pytest
from scrapy import Request, Spider
from scrapy.http import HtmlResponse, Response
from scrapy.utils.test import get_crawler

from archiver.warc import locate_in, read_record
from archiver.warc.records import Earlier, Written
from spiders.archive import ARCHIVED, ArchiveMiddleware
from spiders.capture import WIRE
from spiders.connections import WireCopy
from tests.spiders.crawling import crawl, named, records_of, warc_of
from tests.spiders.nasty import RESPONSES, serving

PAGE = b"<p>tin</p>"


def middleware(data: Path, **settings: object) -> ArchiveMiddleware:
    crawler = get_crawler(Spider, {"ARCHIVER_DATA": str(data), "USER_AGENT": "test", **settings})
    crawler.spider = Spider("nasty")
    return ArchiveMiddleware.from_crawler(crawler)


def wire(response: bytes, request: bytes = b"GET / HTTP/1.1\r\nHost: a.vn\r\n\r\n") -> WireCopy:
    copy = WireCopy(request)
    copy.begin(ipaddress.ip_address("127.0.0.1"))
    copy.add(response)
    return copy


def fetched(
    archive: ArchiveMiddleware, request: Request, response: Response, copy: WireCopy | None
) -> Response:
    archive.process_request(request)
    if copy:
        request.meta[WIRE] = copy
    response.request = request
    return archive.process_response(request, response)


def test_full_disk_stops_the_crawl_with_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "nasty").mkdir()
    (tmp_path / "nasty" / "warc").write_text("a file where a folder should be")
    with serving("127.0.0.5") as (base, _):
        result = crawl([f"{base}/{name}" for name in ("plain", "chunked", "http-1.0")], tmp_path)
    assert result["reason"] == "storage"
    assert "cannot be used" in result["storage"]
    assert "Traceback" not in result["stderr"]
    assert "IgnoreRequest" in result["seen"].values()


def test_exchange_is_rebuilt_where_another_handler_fetched_it(tmp_path: Path) -> None:
    handler = "scrapy.core.downloader.handlers.http11.HTTP11DownloadHandler"
    with serving("127.0.0.6") as (base, _):
        urls = [f"{base}/{name}" for name in ("chunked-gzip", "redirect", "304")]
        result = crawl(urls, tmp_path, DOWNLOAD_HANDLERS={"http": handler})
    records = records_of(warc_of(tmp_path))
    (record,) = named(records, "response", "chunked-gzip")
    assert record.block.startswith(b"HTTP/1.1 200 OK\r\n")
    assert b"Transfer-Encoding" not in record.block
    page = read_record(warc_of(tmp_path), record.offset).page("live")
    assert "Hội nghị" in page.body.decode()
    (request,) = named(records, "request", "chunked-gzip")
    assert request.block.startswith(b"GET /chunked-gzip HTTP/1.1\r\nHost: 127.0.0.6:")
    assert named(records, "response", "redirect")
    assert named(records, "response", "304")
    assert result["reason"] == "finished"


def test_retries_are_archived_each(tmp_path: Path) -> None:
    with serving("127.0.0.7") as (base, _):
        crawl([f"{base}/error-500"], tmp_path, RETRY_ENABLED=True, RETRY_TIMES=1)
    records = records_of(warc_of(tmp_path))
    assert [record.kind for record in records if record.kind != "request"] == [
        "warcinfo",
        "response",
        "revisit",
    ]


def test_meta_says_where_the_exchange_lies(tmp_path: Path) -> None:
    archive = middleware(tmp_path)
    request = Request("http://a.vn/tin#top")
    fetched(archive, request, HtmlResponse("http://a.vn/tin", body=PAGE), wire(RESPONSES["plain"]))
    archived: Written = request.meta[ARCHIVED]
    archive.spider_closed()
    found = read_record(tmp_path / "nasty" / "warc" / archived.file, archived.offset)
    assert found.url == "http://a.vn/tin"
    assert found.page("live").capture == archived.capture("live")
    assert WIRE not in request.meta


def test_cached_response_is_not_archived_as_if_fetched(tmp_path: Path) -> None:
    archive = middleware(tmp_path)
    request = Request("http://a.vn/")
    assert archive.process_response(request, HtmlResponse("http://a.vn/", body=PAGE)).body == PAGE
    assert ARCHIVED not in request.meta
    assert not (tmp_path / "nasty").exists()


def test_failed_fetch_leaves_what_had_come(tmp_path: Path) -> None:
    archive = middleware(tmp_path)
    request = Request("http://a.vn/")
    archive.process_request(request)
    request.meta[WIRE] = wire(b"HTTP/1.1 200 OK\r\n\r\nhal")
    archive.process_exception(request, ConnectionError())
    archive.spider_closed()
    (record,) = [r for r in records_of(warc_of(tmp_path)) if r.kind == "response"]
    assert record.fields["warc-truncated"] == "unspecified"


@pytest.mark.parametrize(("kept", "expected"), [(False, 0), (True, 1)])
def test_credentials_are_archived_only_if_asked_for(tmp_path: Path, kept: bool, expected: int) -> None:
    archive = middleware(tmp_path, ARCHIVER_WARC_CREDENTIALS=kept)
    sent = b"GET / HTTP/1.1\r\nHost: a.vn\r\ncookie: secret=1\r\nAUTHORIZATION: Basic secret\r\nX: y\r\n\r\n"
    fetched(archive, Request("http://a.vn/"), HtmlResponse("http://a.vn/"), wire(RESPONSES["plain"], sent))
    archive.spider_closed()
    (record,) = [r for r in records_of(warc_of(tmp_path)) if r.kind == "request"]
    assert record.block.count(b"Basic secret") == expected
    assert record.block.count(b"cookie") == expected
    assert b"X: y\r\n\r\n" in record.block


def test_payload_of_an_earlier_run_becomes_a_revisit(tmp_path: Path) -> None:
    first = middleware(tmp_path)
    request = Request("http://a.vn/1")
    fetched(first, request, HtmlResponse("http://a.vn/1", body=PAGE), wire(RESPONSES["chunked"]))
    earlier: Written = request.meta[ARCHIVED]
    first.spider_closed()

    second = middleware(tmp_path)
    digests = {earlier.digest: Earlier(url="http://a.vn/1", fetched_at=earlier.fetched_at)}
    spider = second._crawler.spider
    spider.find_earlier = lambda digest, _url: digests.get(digest)  # type: ignore[union-attr]
    again = Request("http://a.vn/2")
    fetched(second, again, HtmlResponse("http://a.vn/2", body=PAGE), wire(RESPONSES["chunked"]))
    second.spider_closed()
    written = again.meta[ARCHIVED]
    assert written.revisit
    folder = tmp_path / "nasty" / "warc"
    found = read_record(folder / written.file, written.offset, locate=locate_in(folder))
    assert found.kind == "revisit"
    assert "Hội nghị" in found.payload.decode()
