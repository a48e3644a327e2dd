"""Answers that broke off are known as such, and whole ones are not."""

from __future__ import annotations

import datetime as dt

import pytest

from archiver.cut import markup_ends, quarantined
from archiver.facts import PortalFile
from archiver.models import Capture, Page
from archiver.portal import Portal, load_platforms


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
