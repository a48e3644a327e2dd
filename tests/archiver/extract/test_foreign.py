"""Pages in another language than Vietnamese: which of two readings of their body stands."""

from __future__ import annotations

import datetime as dt

import pytest

from archiver.flow import article_from_page
from archiver.models import Article, Capture, Page
from archiver.portal import Portal, portal_for_url
from tests.eval.samples import without_platform

URL = "http://news.example.com/council-opens-the-new-reading-room"
TITLE = "The council opens its new reading room beside the old river bridge"
TEXT = [
    f"On day {number} the council met in hall {number} of town and spoke of {what}, as members had asked."
    for number, what in enumerate(("roads", "schools", "trees", "boats", "taxes", "lamps"), 1)
]
COMMENTS = "".join(
    f"<div class='talk'><p>Reader {number} thinks that remark {number} of the mayor was too long.</p></div>"
    for number in range(1, 5)
)
CRAWLED, KEPT = without_platform(URL), portal_for_url(URL, {}, {})


def article(body: str, portal: Portal) -> Article:
    html = f"<html><head><title>{TITLE}</title></head><body>{body}</body></html>"
    capture = Capture(source="file", fetched_at=dt.datetime(2024, 11, 17, 23, 37, tzinfo=dt.UTC))
    page = Page(url=URL, body=html.encode(), content_type="text/html; charset=utf-8", capture=capture)
    found = article_from_page(page, portal)
    assert isinstance(found, Article)
    return found


def paragraphs(texts: list[str]) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


@pytest.mark.parametrize("portal", [CRAWLED, KEPT], ids=["crawled", "kept"])
def test_the_block_stands_where_both_readings_agree(portal: Portal) -> None:
    body = f"<article><h1>{TITLE}</h1><p>12/06/2024</p><div>{paragraphs(TEXT)}</div></article>"
    found = article(body, portal)
    assert not found.extractor.fallback
    assert found.body == "\n\n".join(TEXT)


@pytest.mark.parametrize("portal", [CRAWLED, KEPT], ids=["crawled", "kept"])
def test_the_fallback_stands_where_the_block_is_a_small_part(portal: Portal) -> None:
    body = (
        f"<div><div><h1>{TITLE}</h1><p>12/06/2024</p><p>{TEXT[0]}</p></div></div>"
        f"<main><article>{paragraphs(TEXT * 3)}</article></main>"
    )
    found = article(body, portal)
    assert all(text in found.body for text in TEXT)


def test_a_page_with_labels_is_read_by_them() -> None:
    body = (
        f"<div><h1>{TITLE}</h1><p>Posted by: Editor | 12/06/2024 | Views: 120</p>"
        f"<div>{paragraphs(TEXT)}</div></div>{COMMENTS}"
    )
    found = article(body, CRAWLED)
    assert (found.poster, found.view_count, found.extractor.fallback) == ("Editor", 120, False)


def test_a_sentence_near_the_title_stays_in_the_text() -> None:
    head = f"<h1>{TITLE}</h1><p>12/06/2024</p>"
    for portal in (CRAWLED, KEPT):
        assert article(f"<div>{head}{paragraphs(TEXT)}</div>", portal).body.startswith(TEXT[0])
