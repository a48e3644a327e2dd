"""The real pages, texts and metadata lines: what must be read of them is known."""

from __future__ import annotations

import functools
from pathlib import Path

import pytest

from archiver.discover import listing_from_document
from archiver.extract.document import parse_page
from archiver.flow import article_from_page
from archiver.models import VIETNAM, Article, Listing, NotAnArticle, Outcome, Page
from archiver.portal import Portal, load_platforms, load_portals, portal_for_url
from archiver.savedfiles import page_of_file
from tests.shared import SHARED, needs_shared

pytestmark = needs_shared

LISTINGS = [
    ("listing_pctn_p1_friendly", 20, 20, 20),
    ("listing_pctn_cur1", 20, 20, 20),
    ("listing_pctn_cur2", 9, 9, 9),
    ("listing_luatthudo", 20, 20, 20),
    ("listing_luatthudo_cur2", 1, 1, 1),
    ("listing_covid", 20, 20, 20),
    ("view_content_vi_localetrap", 6, 6, 6),
    ("listing_shtd", 20, 20, 0),
    ("listing_dssdt", 20, 20, 0),
    ("listing_cntt", 10, 10, 0),
    ("listing_chien-luoc-quy-hoach", 10, 10, 0),
    ("listing_ke-hoach", 11, 11, 0),
    ("listing_chi-dao-dieu-hanh", 1, 1, 0),
    ("listing_qlttps", 20, 0, 0),
]
"""File, items, items with a date, items with a view count."""

WITHOUT_ARTICLES = ["home", "hoi-dap_form", "static_journal-article_phong-bao-chi"]


@functools.cache
def portals() -> dict[str, Portal]:
    return load_portals()


def page_and_portal(name: str) -> tuple[Page, Portal]:
    page = page_of_file(SHARED / "pages" / f"{name}.html")
    return page, portal_for_url(page.url, portals(), load_platforms())


def listing(name: str) -> Listing:
    page, portal = page_and_portal(f"hanoi-sotttt__{name}")
    return listing_from_document(parse_page(page), portal)


def outcome(name: str) -> Outcome:
    return article_from_page(*page_and_portal(name))


@pytest.mark.parametrize(("name", "items", "dates", "views"), LISTINGS)
def test_listing_has_the_stated_items_dates_and_views(name: str, items: int, dates: int, views: int) -> None:
    found = listing(name).items
    assert len(found) == items
    assert sum(item.published_date is not None for item in found) == dates
    assert sum(item.view_count is not None for item in found) == views
    assert all(item.title and item.url.startswith("http") and item.id for item in found)
    assert len({item.id for item in found}) == items


@pytest.mark.parametrize("name", [name for name, *_ in LISTINGS])
def test_listing_is_no_article(name: str) -> None:
    found = outcome(f"hanoi-sotttt__{name}")
    assert isinstance(found, NotAnArticle)
    assert found.what == "listing"
    assert found.listing == listing(name)


def test_times_are_kept_and_midnight_is_no_time() -> None:
    items = listing("listing_pctn_cur1").items
    with_time = [item.published_at for item in items if item.published_at]
    assert with_time
    assert all(moment.tzinfo == VIETNAM and (moment.hour, moment.minute) != (0, 0) for moment in with_time)
    unknown = [item for item in items if item.published_raw and "12:00 AM" in item.published_raw]
    assert unknown
    assert all(item.published_at is None and item.published_date for item in unknown)


def test_afternoon_is_read_from_pm() -> None:
    moments = [
        item.published_at for item in listing("listing_pctn_cur1").items if "PM" in (item.published_raw or "")
    ]
    assert moments
    assert all(moment and moment.hour >= 12 for moment in moments)


def test_same_listing_an_hour_later_has_the_same_articles_each_read_once_more() -> None:
    earlier = {item.id: item.view_count for item in listing("listing_pctn_p1_friendly").items}
    later = {item.id: item.view_count for item in listing("listing_pctn_cur1").items}
    assert earlier.keys() == later.keys()
    assert all((later[key] or 0) - (views or 0) == 1 for key, views in earlier.items())


def test_pager_leads_to_the_second_page_once() -> None:
    pages = [url for url in listing("listing_pctn_p1_friendly").next_pages if "_cur=" in url]
    assert len(pages) == 1
    assert pages[0].endswith("?_101_cur=2&p_p_id=101")


def test_total_is_read_from_the_result_line() -> None:
    assert listing("listing_pctn_cur1").total_items == 29


@pytest.mark.parametrize("name", WITHOUT_ARTICLES)
def test_static_form_and_home_pages_are_no_articles_and_no_errors(name: str) -> None:
    assert isinstance(outcome(f"hanoi-sotttt__{name}"), NotAnArticle)


def test_news_article_of_no_known_platform_is_read() -> None:
    article = outcome("vnexpress__article")
    assert isinstance(article, Article)
    source = page_and_portal("vnexpress__article")[0].body.decode()
    assert f'property="og:title" content="{article.title}"' in source or f"<title>{article.title}" in source
    assert article.published_at
    assert article.published_at.isoformat() == "2025-10-22T19:25:00+07:00"
    assert article.authors == ("Lê Phương",)
    assert article.poster is None
    assert article.view_count is None
    assert article.body.startswith("Ngày 22/10")
    assert "Lê Phương" not in article.body
    assert not article.extractor.fallback


SEED = next(iter(sorted((SHARED / "seeds").glob("*.txt"))), Path())


@pytest.mark.skipif(not SEED.name, reason="the seed text is not here")
def test_seed_text_is_read() -> None:
    page = page_of_file(SEED)
    article = article_from_page(page, portal_for_url(page.url, portals(), load_platforms()))
    assert isinstance(article, Article)
    assert article.title == page.body.decode().splitlines()[0]
    assert article.poster == "Admin"
    assert str(article.published_date) == "2017-12-16"
    assert article.published_at is None
    assert article.view_count == 107
    assert article.authors == ("Hồng Hạnh",)
    assert article.body.startswith("Sáng ngày 15/12")
    assert article.body.endswith("./.")
    for foreign in ("Quản lý video", "]]>", "Lượt xem", "Hồng Hạnh"):
        assert foreign not in article.body
