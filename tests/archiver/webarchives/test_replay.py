"""The original response inside what a web archive answers."""

from __future__ import annotations

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.warc.decoding import decoded
from archiver.warc.messages import read_response
from archiver.webarchives.cdx import NoIndexAnswer
from archiver.webarchives.entries import IndexEntry
from archiver.webarchives.members import byte_range, crawls_in, is_range_of, without_lies
from archiver.webarchives.replay import Verdict, original_response, verdict

ENTRY = IndexEntry(url="http://a.vn/tin?id=1", timestamp="20190707010203", length=10, offset=5, file="x.gz")
TIME = ("Memento-Datetime", "Sun, 07 Jul 2019 01:02:03 GMT")


@pytest.mark.parametrize(
    ("status", "headers", "expected"),
    [
        (200, [TIME], "capture"),
        (404, [TIME], "capture"),
        (503, [TIME], "capture"),
        (200, [("memento-datetime", "Sun, 07 Jul 2019 01:02:04 GMT")], "other-time"),
        (200, [("Memento-Datetime", "yesterday")], "other-time"),
        (302, [("Location", "/web/20200101000000id_/http://a.vn/")], "other-time"),
        (404, [], "missing"),
        (403, [("X-Archive-Wayback-Runtime-Error", "AdministrativeAccessControlException: …")], "blocked"),
        (404, [("X-Archive-Wayback-Runtime-Error", "RobotAccessControlException: …")], "blocked"),
        (451, [], "blocked"),
        (500, [], "failed"),
        (200, [], "failed"),
    ],
)
def test_answer_is_a_capture_only_if_it_says_so(
    status: int, headers: list[tuple[str, str]], expected: Verdict
) -> None:
    assert verdict(ENTRY, status, headers) == expected


def test_original_headers_come_back_and_the_envelope_goes() -> None:
    headers = [
        ("Server", "nginx"),
        ("X-Archive-Orig-Server", "Apache-Coyote/1.1"),
        ("Content-Type", "text/html;charset=windows-1258"),
        ("X-Archive-Orig-Set-Cookie", "GUEST_LANGUAGE_ID=vi_VN"),
        ("Set-Cookie", "wb=1"),
        TIME,
    ]
    response = read_response(original_response(200, headers, b"<p>Tin</p>"))
    assert response.status == 200
    assert dict(response.headers) == {
        "Server": "Apache-Coyote/1.1",
        "Content-Type": "text/html;charset=windows-1258",
        "Set-Cookie": "GUEST_LANGUAGE_ID=vi_VN",
        "Content-Length": "10",
    }
    assert response.payload == b"<p>Tin</p>"


@pytest.mark.parametrize("packed", [True, False])
def test_body_is_readable_whether_the_service_unpacked_it_or_not(packed: bool) -> None:
    headers = [
        ("X-Archive-Orig-Content-Encoding", "gzip"),
        ("X-Archive-Orig-Transfer-Encoding", "chunked"),
        ("X-Archive-Orig-Content-Length", "999"),
    ]
    body = gzip.compress(b"<p>Tin</p>", mtime=0) if packed else b"<p>Tin</p>"
    response = read_response(original_response(200, headers, body))
    assert decoded(response.payload, response.header("content-encoding")) == b"<p>Tin</p>"
    assert response.header("x-archive-orig-content-length") == "999"
    assert response.chunked is False


@given(st.lists(st.tuples(st.text(max_size=20), st.text(max_size=20))), st.binary(max_size=50))
def test_no_header_breaks_the_message(headers: list[tuple[str, str]], body: bytes) -> None:
    clean = [(f"X-Archive-Orig-{name}", value.replace("\ud800", "")) for name, value in headers]
    clean = [pair for pair in clean if "".join(pair).isprintable()]
    message = original_response(200, clean, body)
    assert read_response(message).status == 200
    assert message.endswith(body)


@pytest.mark.parametrize(
    ("head", "kept"),
    [
        (b"Content-Encoding: gzip", b"X-Crawler-Content-Encoding: gzip"),
        (b"content-encoding : GZIP", b"X-Crawler-Content-Encoding : GZIP"),
        (b"Transfer-Encoding: chunked", b"X-Crawler-Transfer-Encoding: chunked"),
        (b"X-Crawler-Content-Encoding: gzip", b"X-Crawler-Content-Encoding: gzip"),
    ],
)
def test_headers_that_the_body_belies_are_renamed(head: bytes, kept: bytes) -> None:
    message = b"HTTP/1.1 200 OK\r\n" + head + b"\r\n\r\n<p>Tin</p>"
    assert without_lies(message) == b"HTTP/1.1 200 OK\r\n" + kept + b"\r\n\r\n<p>Tin</p>"


def test_crawls_are_chosen_by_their_years() -> None:
    names = ["CC-MAIN-2026-47", "CC-MAIN-2019-30", "CC-MAIN-2012", "CC-MAIN-2009-2010", "other"]
    body = (
        "[" + ",".join(f'{{"id": "{name}", "cdx-api": "http://i/{name}"}}' for name in names) + "]"
    ).encode()
    chosen = [crawl.id for crawl in crawls_in(body, since="2012", until="2020")]
    assert chosen == ["CC-MAIN-2012", "CC-MAIN-2019-30", "other"]
    assert [crawl.id for crawl in crawls_in(body, since=None, until=None)] == sorted(names)


def test_list_of_more_crawls_than_there_are_is_none() -> None:
    crawl = b'{"id": "a", "cdx-api": "http://i/a"}'
    with pytest.raises(NoIndexAnswer, match="names 2000"):
        crawls_in(b"[" + b",".join([crawl] * 2000) + b"]", since=None, until=None)


@pytest.mark.parametrize(
    ("content_range", "length", "is_it"),
    [
        ("bytes 5-14/100", 10, True),
        ("bytes 5-14/*", 10, True),
        ("bytes 5-14/100", 9, False),
        ("bytes 6-15/100", 10, False),
        ("bytes */100", 10, False),
        ("", 10, False),
    ],
)
def test_range_is_that_asked_for_only_if_it_says_so(content_range: str, length: int, is_it: bool) -> None:
    assert is_range_of(ENTRY, content_range, bytes(length)) == is_it


def test_only_the_member_asked_for_is_in_the_range() -> None:
    assert byte_range(ENTRY) == "bytes=5-14"
    assert byte_range(IndexEntry(url="http://a.vn/", timestamp="20190707010203")) is None
    endless = IndexEntry(url="http://a.vn/", timestamp="20190707010203", length=10**17, offset=0, file="x.gz")
    assert byte_range(endless) is None
