"""Answers that broke off are known as such, and whole ones are not."""

from __future__ import annotations

import datetime as dt
import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.cut import encoding_ends, markup_ends, quarantined
from archiver.facts import PortalFile
from archiver.models import Capture, Page
from archiver.portal import Portal, load_platforms

TEXT = "Hội nghị sơ kết công tác xây dựng Đảng. ".encode() * 500
GZIP, ZLIB = gzip.compress(TEXT, mtime=0), zlib.compress(TEXT)
LIMIT = 1_000_000


@pytest.mark.parametrize(
    ("body", "encoding", "ends"),
    [
        (GZIP, "gzip", True),
        (GZIP, " X-GZip ", True),
        (GZIP[:-1], "gzip", False),
        (GZIP[: len(GZIP) // 2], "gzip", False),
        (GZIP + b"trailing", "gzip", True),
        (ZLIB, "deflate", True),
        (ZLIB[2:-4], "deflate", True),
        (ZLIB[:-8], "deflate", False),
        (b"not packed", "gzip", True),
        (b"not packed", "deflate", True),
        (GZIP[:50], "br", True),
        (GZIP[:50], "identity", True),
    ],
)
def test_stream_without_its_end_is_known(body: bytes, encoding: str, ends: bool) -> None:
    assert encoding_ends(body, encoding, LIMIT) == ends


def test_bomb_is_unpacked_no_further_than_the_limit() -> None:
    bomb = gzip.compress(bytes(50_000_000), 9, mtime=0)[:-9]
    assert encoding_ends(bomb, "gzip", LIMIT)


@given(st.binary(max_size=300), st.sampled_from(["gzip", "deflate", "br", "", "gzip, gzip"]))
def test_garbage_is_no_error(body: bytes, encoding: str) -> None:
    encoding_ends(body, encoding, LIMIT)


@pytest.mark.parametrize(
    ("body", "ends"),
    [
        (b"<html><p>a</p></html>", True),
        (b"<p>a</P></BODY>\n<!-- 12 ms -->", True),
        (b"<rss></rss>", True),
        (b"<html><p>a</p></ht", False),
        (b"</html>" + b" " * 70_000, False),
        (b"", False),
    ],
)
def test_markup_that_is_closed_is_whole(body: bytes, ends: bool) -> None:
    assert markup_ends(body) == ends


def test_broken_off_page_is_quarantined_under_its_article() -> None:
    platforms = load_platforms()
    portal = Portal("quan", PortalFile(name="Q", home="http://quan.vn/", platform="dnict"), platforms)
    capture = Capture(source="live", fetched_at=dt.datetime(2025, 7, 1, tzinfo=dt.UTC), http_status=200)
    page = Page(url="http://quan.vn/chi-tiet-tin-tuc?dinhdanh=1219", body=b"<h1>", capture=capture)
    found = quarantined(page, portal, "4 bytes came")
    assert (found.id, found.reason) == ("quan:dinhdanh-1219", "truncated")
    assert found.detail == "a whole page was expected; 4 bytes came"
