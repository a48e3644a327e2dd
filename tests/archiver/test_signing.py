"""Who signs an article and who posted it, where a page states its account as its author."""

from __future__ import annotations

import pytest

from archiver.extract.document import parse_page
from archiver.flow import article_from_document
from archiver.models import Article, Capture, Page
from tests.platforms.saved import portal_of

ADDRESS = "http://huyenuy.example.vn/2023/05/cho-que/"
TEXT = "<p>Chợ quê họp ngày chẵn, mỗi phiên có hơn trăm người từ các xã bên sang.</p>" * 2


def read(account: str, byline: str) -> Article:
    """Return a WordPress article whose account is stated as its author, with a byline or none."""
    stated = f'{{"@type":"Article","author":{{"@type":"Person","name":"{account}"}}}}'
    signed = f"<p style='text-align:right'><strong>{byline}</strong></p>" if byline else ""
    html = f"""<html><head><title>Chợ quê ngày chẵn</title><meta name="generator" content="WordPress 6.4">
    <script type="application/ld+json">{stated}</script></head><body class="single"><article>
    <header class="entry-header"><h1 class="entry-title">Chợ quê ngày chẵn ở xã Bình Sa</h1>
    <span class="author"><a class="fn">{account}</a></span></header>
    <div class="entry-content">{TEXT}{signed}</div></article></body></html>"""
    capture = Capture(source="file", fetched_at=None)
    page = Page(url=ADDRESS, body=html.encode(), content_type="text/html; charset=utf-8", capture=capture)
    outcome = article_from_document(parse_page(page), portal_of(ADDRESS, "wordpress"))
    assert isinstance(outcome, Article)
    return outcome


@pytest.mark.parametrize(
    ("account", "byline", "authors"),
    [
        ("bientap01", "", ()),
        ("bientap01", "Hồng Hạnh", ("Hồng Hạnh",)),
        ("Ban Biên tập", "Hồng Hạnh", ("Hồng Hạnh",)),
        ("Nguyễn Văn Tuấn", "", ("Nguyễn Văn Tuấn",)),
        ("Nguyễn Văn Tuấn", "Hồng Hạnh", ("Hồng Hạnh",)),
    ],
)
def test_account_that_posted_signs_only_where_it_is_a_name_and_nobody_else_does(
    account: str, byline: str, authors: tuple[str, ...]
) -> None:
    found = read(account, byline)
    assert (found.poster, found.authors) == (account, authors)
