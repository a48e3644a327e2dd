"""One asking for a page: the address as the visitor wrote it, and the frame that every page is set in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from html import escape
from string import Template
from typing import Literal
from urllib.parse import quote

from archiver.demo.articles import SECTIONS, truth
from archiver.demo.records import DemoArticle, Generation
from archiver.demo.texts import TEMPLATES

Locale = Literal["vi", "en"]
SITE_NAME = "Quận ủy Lam Hải"
LABELS: dict[Locale, dict[str, str]] = {
    "vi": {"label_poster": "Người đăng tin", "label_date": "Ngày đăng tin", "label_views": "Lượt xem"},
    "en": {"label_poster": "Author", "label_date": "Updated", "label_views": "Views"},
}
"""The words before poster, date and views, by the session's locale."""
_ASSETS: dict[Generation, str] = {
    6: '<link class="lfr-css-file" rel="stylesheet" href="/TinTuc-portlet/css/main.css?themeId=lh_WAR_lh">',
    7: '<link class="lfr-css-file" rel="stylesheet" href="/o/vn.dnict.tintuc/css/main.css">',
}


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What a page needs to know of the request: pages repeat the address that was asked for."""

    base: str
    """Scheme, host and port."""
    port: int
    path: str
    """As asked for, with locale segments and path parameters."""
    query: str
    """As asked for, with its question mark; empty where there is none."""
    locale: Locale


@cache
def template(name: str) -> Template:
    """Return a file of the templates folder."""
    return Template((TEMPLATES / name).read_text(encoding="utf-8"))


def link(article: DemoArticle, extra: str = "") -> str:
    """Return an address of the article as listings write it: with `cat`, some under a foreign locale."""
    if article.key.startswith("slug-"):
        return article.path
    locale = "/hu" if article.case == "locale-link" else ""
    return f"{locale}{article.path}&cat={article.section.cid}{extra}"


def day(date: dt.date) -> str:
    """Return the date as the portal prints it: 16/12/2017."""
    return date.strftime("%d/%m/%Y")


def framed(view: View, page_title: str, content: str, generation: Generation = 7) -> bytes:
    """Return a whole page, UTF-8: the content between banner, navigation, boxes and footer."""
    path, query = escape(view.path), escape(view.query)
    return (
        template("frame.html")
        .substitute(
            lang="vi-VN" if view.locale == "vi" else "en-US",
            page_title=escape(page_title, quote=False),
            canonical=f"{view.base}{path.rstrip('/')}/vi{query}",
            address=f"{view.base}{path.rstrip('/')}",
            path=path.rstrip("/"),
            query=query,
            quoted=quote(f"{view.path}{view.query}"[:2000], safe=""),
            assets=_ASSETS[generation],
            feeds=_feeds(),
            navigation=_navigation(),
            content=content,
            boxes=_boxes(view),
        )
        .encode("utf-8", "replace")
    )


@cache
def _navigation() -> str:
    items = (f'<li><a href="/tin-tuc?danhmuc={section.cid}">{section.name}</a></li>' for section in SECTIONS)
    return '<li><a href="/">Trang chủ</a></li>' + "".join(items)


@cache
def _feeds() -> str:
    return "\n".join(
        f'<link rel="alternate" type="application/rss+xml" title="{section.name}" href="{section.feed}">'
        for section in SECTIONS
    )


def _boxes(view: View) -> str:
    query = f"{view.query}&" if view.query else "?"
    return template("boxes.html").substitute(
        port=view.port, plus=escape(f"{view.path}{query}"), path=escape(view.path), **_box_lists()
    )


@cache
def _box_lists() -> dict[str, str]:
    published = [article for article in reversed(truth()) if article.status == "published"]
    hot = sorted(published, key=lambda article: article.view_count)[-5:]
    documents = [article for article in published if article.kind == "document"][:4]
    videos = [article for article in published if article.kind == "video"][:2]
    return {
        "hot": _items(hot, "&sid=9f8e7d6c"),
        "documents": _items(documents, "&print=1"),
        "videos": _items(videos, "&p_p_state=pop_up"),
    }


def _items(articles: Iterable[DemoArticle], extra: str) -> str:
    return "".join(
        f'<li><a href="{escape(link(article, extra))}">{escape(article.title[:70])}</a>'
        f" <em>({day(article.published_date)}) – Lượt xem: {article.view_count + 3}</em></li>"
        for article in articles
    )
