"""Pages of a known platform in a theme that its rules do not know, under addresses that tell nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from archiver.flow import article_from_document
from archiver.models import Article, NotAnArticle, Outcome
from tests.platforms.saved import document_of, portal_of

SITE = "http://xa.example.vn"
TITLE = "Người giữ lửa"
TEXT = "<p>Sáng 12/6, các đại biểu thảo luận về nâng cao chất lượng sinh hoạt chi bộ ở cơ sở.</p>" * 6
DAY = "<div>Thứ sáu, 12/06/2020, 16:02</div>"
LINK = f"<a href='{SITE}/huyen-uy-tong-ket-cong-tac-xay-dung-dang-nam/'>Huyện ủy tổng kết công tác năm</a>"


def read(path: str = "/nguoi-giu-lua/", name: str = TITLE, day: str = DAY, text: str = TEXT) -> Outcome:
    page = f"""<html><head><title>{name}</title><meta name="generator" content="WordPress 6.4"></head><body>
    <div id="khung"><h2 class="ten">{TITLE}</h2>{day}<div class="noi-dung">{text}</div></div>
    <div class="khac">{LINK}</div></body></html>"""
    portal = portal_of(f"{SITE}{path}", "wordpress")
    return article_from_document(document_of(Path(), f"{SITE}{path}", page), portal)


@pytest.mark.parametrize("name", [TITLE, f"{TITLE} &#8211; Huyện ủy Hòa Vang"])
def test_page_that_is_named_after_its_title_and_prints_its_day_is_an_article(name: str) -> None:
    found = read(name=name)
    assert isinstance(found, Article)
    assert (found.title, str(found.published_date)) == (TITLE, "2020-06-12")


def test_page_that_lacks_one_of_these_is_none() -> None:
    assert isinstance(read(name="Huyện ủy Hòa Vang"), NotAnArticle)
    assert isinstance(read(day=""), NotAnArticle)
    assert isinstance(read(text=TEXT[:100]), NotAnArticle)
    assert isinstance(read(path="/category/tin-tuc/"), NotAnArticle)
    assert isinstance(read(path="/"), NotAnArticle)


def drupal(path: str, kind: str = "article", around: str = "node--view-mode-full", day: str = DAY) -> Outcome:
    head = f'<title>{TITLE} | Huyện ủy Hòa Vang</title><meta name="Generator" content="Drupal 10">'
    node = (
        f'<article class="node node--type-{kind} {around}"><h1 class="ten">{TITLE}</h1>{day}<div>{TEXT}</div>'
    )
    page = f"<html><head>{head}</head><body>{node}</article><div>{LINK}</div></body></html>"
    url = f"{SITE}{path}"
    return article_from_document(document_of(Path(), url, page), portal_of(url, "drupal"))


def test_node_is_an_article_under_an_alias_that_looks_like_a_section() -> None:
    found = drupal("/tin-tuc/nguoi-giu-lua")
    assert isinstance(found, Article)
    assert found.title == TITLE


def test_static_nodes_teasers_and_pages_of_lists_are_none() -> None:
    assert isinstance(drupal("/tin-tuc/nguoi-giu-lua", kind="page"), NotAnArticle)
    assert isinstance(drupal("/tin-tuc/nguoi-giu-lua", around="node--view-mode-teaser"), NotAnArticle)
    assert isinstance(drupal("/tin-tuc/nguoi-giu-lua", day=""), NotAnArticle)
    assert isinstance(drupal("/tin-tuc/nguoi-giu-lua?page=2"), NotAnArticle)


@pytest.mark.parametrize(
    ("date_line", "what"), [("<div class='date-line'>12/06/2020</div>", Article), ("", NotAnArticle)]
)
def test_dated_page_in_the_layout_of_articles_is_one_where_sections_stand(
    date_line: str, what: type[Outcome]
) -> None:
    page = f"""<html><head><title>{TITLE}</title></head><body><div id="s4-workspace"><h1>{TITLE}</h1>
    <div class="article-header">{date_line}</div><div class="article-content"><div>{TEXT}</div></div>
    </div></body></html>"""
    url = f"{SITE}/Pages/nguoi-giu-lua.aspx"
    found = article_from_document(document_of(Path(), url, page), portal_of(url, "sharepoint"))
    assert isinstance(found, what)
