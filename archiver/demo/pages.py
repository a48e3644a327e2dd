"""The portal's pages: articles, withdrawn articles, listings, home."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from urllib.parse import quote

from archiver.demo.articles import SECTIONS, listed, truth
from archiver.demo.choose import sample
from archiver.demo.files import FLIPBOOK
from archiver.demo.markup import body_html, words_as_html
from archiver.demo.records import DemoArticle, Generation, Section
from archiver.demo.texts import grouped, words
from archiver.demo.traps import REDIRECT_LINKS
from archiver.demo.view import LABELS, SITE_NAME, View, day, framed, link, template

PAGE_LENGTH = 10
CUT = 150
"""Listings cut titles to about this many characters."""


def article_page(view: View, article: DemoArticle, views: int) -> bytes:
    """Return an article's page with `views` as its count; without a title in the case `no-title`."""
    write = words_as_html(article)
    has_header = article.case not in {"no-title", "title-in-meta"}
    content = template(f"article{article.generation}.html").substitute(
        LABELS[view.locale],
        title=write(article.title) if has_header else "",
        poster=escape(article.poster or ""),
        date=day(article.published_date),
        views=_views(article, view, views),
        lead=write(article.lead or ""),
        body=body_html(article),
        author=_author(article),
        files=_files(article),
        nested_head=_nested_head(article),
        breadcrumb="" if article.case == "section-below" else _breadcrumb(article.section),
        section=article.section.name,
        cid=article.section.cid,
        number=article.number,
        quoted=quote(f"{view.base}{view.path}"[:2000], safe=""),
        print=escape(_with(article.path, "print=1")),
        share=escape(_with(article.path, "p_p_state=pop_up&p_p_id=share")),
        tags=", ".join(f'<a href="/tin-tuc?tag={tag_code(tag)}">{tag}</a>' for tag in article.tags),
        related=_related(article),
        comments=_comments(article),
    )
    return framed(view, f"Chi tiết tin tức - {SITE_NAME}", content, article.generation)


def _views(article: DemoArticle, view: View, views: int) -> str:
    if article.generation == 7:
        return str(views)
    return grouped(views) if view.locale == "vi" else f"{views:,}"


def _with(path: str, noise: str) -> str:
    return f"{path}{'&' if '?' in path else '?'}{noise}"


def _breadcrumb(section: Section) -> str:
    return (
        '<div class="category-breadcrump"><ul class="root"><li><a href="/">Trang chủ</a></li>'
        f'<li class="last-li"><a href="/tin-tuc?idcat={section.cid}">{section.name}</a></li></ul></div>'
    )


def _nested_head(article: DemoArticle) -> str:
    if article.case not in {"nested-head", "title-in-meta"}:
        return ""
    title = escape(article.title)
    return f'<html><head><title>{title}</title><meta property="og:title" content="{title}"></head>'


def _author(article: DemoArticle) -> str:
    if article.byline_style != "class":
        return ""
    return f'<p class="the-article-author">Tác giả: {escape(article.byline or "")}</p>'


def _files(article: DemoArticle) -> str:
    if article.kind != "document":
        items = "".join(f'<li><a href="{file.path}">{file.name}</a></li>' for file in article.attachments)
        return f'<ul class="tep-dinh-kem">{items}</ul>' if items else ""
    path = article.attachments[0].path
    if article.case == "document-watermark":
        return (
            f'<embed id="check_pdf_watermark" src="{path}" type="application/pdf" width="100%" height="600">'
        )
    frame = f'<p class="pdfview"><embed src="{path}" type="application/pdf" width="100%" height="600"></p>'
    if article.case == "document-embed":
        return frame
    viewer = f"{FLIPBOOK[article.generation]}?file={path}"
    return f'<a class="xemfull-pdf" href="{viewer}">{article.attachments[0].name}</a>\n{frame}'


def _related(article: DemoArticle) -> str:
    """Return links to older articles of the section, gone ones too, in forms of their own."""
    siblings = listed(article.section)
    at = next(place for place, sibling in enumerate(siblings) if sibling.key == article.key)
    noise = ("", "&sid=77aa", "/en", ";jsessionid=0A1B2C3D4E5F", "&cat=99")
    items = [
        f'<li><a class="info-new" href="{escape(_noisy(other, noise[place % 5]))}">{escape(other.title)}</a>'
        f" <span>({day(other.published_date)})</span></li>"
        for place, other in enumerate(siblings[at + 1 : at + 6])
    ]
    traps = [f'<li><a class="info-new" href="{href}">{text}</a></li>' for href, text in _traps(article)]
    return "".join(items + traps)


def _noisy(article: DemoArticle, noise: str) -> str:
    if noise.startswith("&"):
        return _with(article.path, noise[1:])
    path, mark, query = article.path.partition("?")
    return f"{path.rstrip('/')}{noise}{mark}{query}"


def _traps(article: DemoArticle) -> list[tuple[str, str]]:
    return [REDIRECT_LINKS[article.number % len(REDIRECT_LINKS)]] if article.number % 13 == 0 else []


def _comments(article: DemoArticle) -> str:
    names = sample(f"{article.number}/bl", words()["dan"], article.number % 3)
    texts = sample(f"{article.number}/bl", words()["binh_luan"], article.number % 3)
    return "".join(
        f"<li><b>{name}</b> <span>(20/11/2024 08:15)</span><p>{text}</p></li>"
        for name, text in zip(names, texts, strict=True)
    )


def gone_page(view: View, evidence: str, generation: Generation) -> bytes:
    """Return the page that stands where an article was, or for a number that never had one."""
    content = template(f"gone{generation}.html").substitute(evidence=evidence)
    return framed(view, f"Chi tiết tin tức - {SITE_NAME}", content, generation)


def plain_page(view: View, heading: str, content: str) -> bytes:
    """Return a page of no news: a form, an error, a calendar."""
    body = f'<section class="portlet"><h1 class="portlet-title">{escape(heading)}</h1>{content}</section>'
    return framed(view, f"{heading} - {SITE_NAME}", body)


def tag_code(tag: str) -> str:
    """Return a tag as its page's address writes it."""
    return f"{quote(tag.replace(' ', '-'))}-{words()['tu_khoa'].index(tag) + 100}"


def page_count(section: Section) -> int:
    """Return how many listing pages the section has."""
    return -(-len(listed(section)) // PAGE_LENGTH)


def listing_page(view: View, section: Section, page: int) -> bytes:
    """Return a listing page of a section, newest articles first; empty past the last."""
    articles = listed(section)[(page - 1) * PAGE_LENGTH : page * PAGE_LENGTH]
    feed = f'<a href="{section.feed}">RSS</a>'
    return _listing(view, section.name, articles, _pager(section, page), feed)


def tag_page(view: View, tag: str) -> bytes:
    """Return the newest articles that carry a tag."""
    tagged = [article for article in reversed(truth()) if tag in article.tags][:PAGE_LENGTH]
    return _listing(view, f"Từ khóa: {tag}", tagged, "", "")


def home_page(view: View) -> bytes:
    """Return the first page: the newest articles of all sections."""
    newest = [article for article in reversed(truth()) if article.status == "published"][:PAGE_LENGTH]
    feeds = " · ".join(f'<a href="{section.feed}">RSS {section.name}</a>' for section in SECTIONS)
    return _listing(view, "Tin mới", newest, "", feeds)


def _listing(view: View, heading: str, articles: Sequence[DemoArticle], pager: str, feed: str) -> bytes:
    items = "\n".join(_item(article) for article in articles) or "<p>Không có dữ liệu</p>"
    content = template("listing.html").substitute(
        heading=escape(heading), items=items, pager=pager, feed=feed
    )
    return framed(view, f"{heading} - {SITE_NAME}", content, 6)


def _item(article: DemoArticle) -> str:
    title = article.title if len(article.title) <= CUT else f"{article.title[:CUT].rstrip()}..."
    return (
        '<div class="item-list-article"><div class="item-list-article-content">'
        f'<a href="{escape(link(article))}"><span class="title-item-article">{escape(title)}</span></a>'
        f'<span class="createdtime-item-article">({day(article.published_date)})</span></div></div>'
    )


def _pager(section: Section, page: int) -> str:
    last = page_count(section)
    near = [number for number in range(1, last + 1) if abs(number - page) <= 2 or number in {1, last}]
    links = "".join(
        f"<b>{number}</b>"
        if number == page
        else f'<a href="/tin-tuc?danhmuc={section.cid}&amp;p={number}">{number}</a>'
        for number in near
    )
    return f'<div id="pagination">{links} <span>Trang {page} trong {last}</span></div>'
