"""Pages longer than any article: what is read of them, what is not counted, and what is not touched."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable

import msgspec
import pytest

from archiver.address import Addresses
from archiver.attachments import MOST_FILES
from archiver.extract.document import MOST_LINES, TOO_LONG, parse_page
from archiver.extract.pagers import pager_of
from archiver.facts import PortalFile
from archiver.feeds import listing_from_feed
from archiver.flow import article_from_page
from archiver.html import (
    LONGEST_SHOWN,
    MANY,
    MAX_BYTES,
    MAX_STARTS,
    MAX_STATE,
    MAX_TAGS,
    parse_html,
    visible_text,
    words_inside,
)
from archiver.models import Article, Capture, Page, Quarantined
from archiver.portal import Portal, load_platforms, portal_for_url
from archiver.posted import body_for
from archiver.selector import Selector
from archiver.tree import Tree
from tests.work import is_linear

HOME = "http://huyenuy.example"
URL = f"{HOME}/xay-dung-dang/lop-boi-duong-nghiep-vu-cho-can-bo-xa-421.html"
TITLE = "Lớp bồi dưỡng nghiệp vụ cho cán bộ xã khai giảng"
SENTENCE = "Sáng 12/6, hơn một trăm học viên của mười hai xã dự lễ khai giảng lớp học tại hội trường huyện."
HEAD = f"<html><head><title>{TITLE}</title></head><body>"
ARTICLE = f"<div><h1>{TITLE}</h1><div>Ngày đăng: 16/06/2020 08:30 - Lượt xem: 212</div><div>{{}}</div></div>"
NAMED = Portal("la", PortalFile(name="Lạ", home=f"{HOME}/", platform="dnict"), load_platforms())
SECONDS = 10
"""Of processor time, for what is done within one call of C and cannot be counted."""
STATE = "dDwtMTIzNDU2Nzg5O3Q8/+A="


def page(source: str, content_type: str = "text/html; charset=utf-8") -> Page:
    capture = Capture(source="live", fetched_at=dt.datetime(2026, 3, 1, tzinfo=dt.UTC), http_status=200)
    return Page(url=URL, body=source.encode(), content_type=content_type, capture=capture)


def article(source: str, content_type: str = "text/html; charset=utf-8") -> Article:
    found = article_from_page(page(source, content_type), portal_for_url(URL, {}, {}))
    assert isinstance(found, Article), found
    return found


def hidden(length: int) -> str:
    value = STATE * (length // len(STATE))
    return f'<input type="hidden" name="__VIEWSTATE" id="__VIEWSTATE" value="{value}" />'


def picture(address: str) -> str:
    return f'<p><img src="{address}{"iVBORw0KGgo/+" * 200_000}=="></p>'


@pytest.mark.parametrize(
    "before",
    [
        hidden(3_000_000),
        hidden(MAX_STATE + 500_000),
        hidden(1_000_000) * 3,
        picture("data:image/png;base64,"),
        picture("data:image/jpeg;charset=utf-8;base64,"),
        f"<style>@font-face{{src:url(data:font/woff2;base64,{'d09GMgABAAAAA' * 150_000})}}</style>",
    ],
    ids=["view state", "larger than any", "in parts", "picture", "picture with a charset", "font"],
)
def test_text_behind_pictures_and_the_state_of_a_form_is_read(before: str) -> None:
    found = article(f"{HEAD}<form>{before}{ARTICLE.format(f'<p>{SENTENCE}</p>' * 3)}</form>")
    assert (found.title, found.view_count) == (TITLE, 212)
    assert found.body.split("\n\n") == [SENTENCE] * 3
    assert found.problems == ()


def test_what_stands_behind_the_bound_is_not_read_and_a_problem_says_so() -> None:
    script = f"<script>{'x();' * (MAX_BYTES // 4)}</script>"
    found = article(f"{HEAD}{ARTICLE.format(f'<p>{SENTENCE}</p>')}{script}<p>Cuối trang.</p>")
    assert found.body == SENTENCE
    assert found.problems == (TOO_LONG,)


@pytest.mark.parametrize(("many", "least"), [("<b></b>", MAX_TAGS // 2 - 25), ("<hr   >", MAX_STARTS - 50)])
def test_what_stands_behind_more_tags_than_a_page_has_is_not_read_and_a_problem_says_so(
    many: str, least: int
) -> None:
    read = article(f"{HEAD}{ARTICLE.format(f'<p>{SENTENCE}</p>')}{many * least}")
    cut = article(
        f"{HEAD}{ARTICLE.format(f'<p>{SENTENCE}</p>' + many * (least + 50) + f'<p>{SENTENCE}</p>')}"
    )
    assert (read.body, read.problems) == (SENTENCE, ())
    assert (cut.body, cut.problems) == (SENTENCE, (TOO_LONG,))


def test_tag_of_more_attributes_than_a_page_has_is_cut_and_a_problem_says_so() -> None:
    attributes = " ".join(f"data-{number}" for number in range(5000))
    found = article(f"{HEAD}<div {attributes}>{ARTICLE.format(f'<p>{SENTENCE}</p>')}</div>")
    assert (found.body, found.problems) == (SENTENCE, (TOO_LONG,))


def test_article_that_stands_behind_the_bound_is_quarantined_with_the_reason() -> None:
    filler = f"<p>{SENTENCE}</p>" * (MAX_BYTES // 100)
    behind = page(f"{HEAD}{filler}<div class='the-article-body'>{SENTENCE}</div>")
    behind = msgspec.structs.replace(behind, url=f"{HOME}/chi-tiet-tin-tuc?dinhdanh=7")
    found = article_from_page(behind, NAMED)
    assert isinstance(found, Quarantined), found
    assert "1,500,000 bytes only" in found.detail


@pytest.mark.parametrize("shift", range(3))
def test_no_letter_is_cut_in_two(shift: int) -> None:
    text = parse_page(page("x" * shift + "ắ" * MAX_BYTES)).text
    assert set(text) <= {"x", "ắ"}
    assert MAX_BYTES - 3 <= len(text.encode()) <= MAX_BYTES


def test_plain_text_that_is_cut_says_so() -> None:
    lines = f"{TITLE}\nNgày đăng: 16/06/2020\n\n" + f"{SENTENCE}\n\n" * (MAX_BYTES // 100)
    assert TOO_LONG in article(lines, "text/plain; charset=utf-8").problems


def test_plain_text_of_more_lines_than_any_is_cut_and_says_so() -> None:
    head = f"{TITLE}\nNgày đăng: 16/06/2020\n"
    read = article(head + "chữ\n" * (MOST_LINES - 2), "text/plain; charset=utf-8")
    cut = article(head + "chữ\n" * MOST_LINES, "text/plain; charset=utf-8")
    assert read.problems == ()
    assert TOO_LONG in cut.problems
    assert cut.body == read.body


def test_pager_of_a_long_listing_posts_the_whole_state() -> None:
    pager = """<span>1</span><a href="javascript:__doPostBack('g','Page$2')">2</a>"""
    state, items = hidden(1_400_000), f"<p>{SENTENCE}</p>" * 5000
    source = f"<form method='post'>{items}{state}{pager}</form>"
    root = parse_page(page(source)).root
    assert root is not None
    (following,) = pager_of(root, URL, Addresses(f"{HOME}/", (), ())).pages
    posted = body_for(root, following)
    assert posted is not None
    assert posted.count("dDwtMTIzNDU2Nzg5O3Q8") == state.count(STATE)


def test_feed_is_read_to_its_end() -> None:
    entries = "".join(
        f"<item><title>{SENTENCE}</title><link>{URL.replace('421', str(number))}</link></item>"
        for number in range(10_000)
    )
    feed = page(f"<rss version='2.0'><channel>{entries}</channel></rss>", "application/rss+xml")
    assert len(feed.body) > MAX_BYTES
    assert len(listing_from_feed(feed, portal_for_url(URL, {}, {})).items) == 10_000


LINK = f"<a href='/mot-hai-ba-bon-1.html'>{TITLE}</a>"


CLASSES = "a " * 50_000


def read_behind(trap: str) -> None:
    article_from_page(page(f"{HEAD}{ARTICLE.format(SENTENCE)}{trap}"), portal_for_url(URL, {}, {}))


def read_amid(trap: str) -> None:
    text = f"<p>{SENTENCE}</p>{trap}<p>{SENTENCE}</p>"
    article_from_page(page(f"{HEAD}{ARTICLE.format(text)}"), portal_for_url(URL, {}, {}))


TRAPS: dict[str, Callable[[int], str]] = {
    "one address": lambda n: f"<div>{f'<p>{LINK}</p>' * n}</div>",
    "long link": lambda n: f"<div><a href='/mot-hai-ba-bon-1.html'>{f'{TITLE}<br>' * n}</a></div>",
    "bold and breaks": lambda n: f"<div><b>Tin</b>{f'<br>{TITLE}' * n}</div>",
    "bold round breaks": lambda n: f"<div><b>{f'<br>{TITLE}<br>16/12/2017' * n}</b></div>",
    "sections": lambda n: "".join(f"<h3><a href='/a{at}'>Mục {at}</a></h3>" for at in range(n)),
    "empty": lambda n: "<i></i>" * 20 * n + f"<i>{LINK}</i>" * 500,
    "paragraph": lambda n: f"<div><p>{LINK * (n // 10)}{f'{SENTENCE}<i>x</i>' * n}</p></div>",
    "attributes": lambda n: f"<p {' '.join(f'a{number}=1' for number in range(n))}>",
    "classes": lambda n: f"<div class='{CLASSES}'>{f'<p>{SENTENCE}</p>' * n}</div>",
    "identifier": lambda n: f"<div id='{CLASSES}'>{f'<p>{SENTENCE}</p>' * n}</div>",
    "nested links": lambda n: f"<div>{LINK}" * n,
    "nested paragraphs": lambda n: f"<div><p>{LINK}</p>" * n,
    "nested footers": lambda n: f"{'<footer>' * 1000}{'<p>16/12/2017 08:30</p>' * n}",
    "empty parts": lambda n: f"<p>{'<span> </span>' * 300}chữ</p>" * (n // 10),
    "links round blocks": lambda n: f"<a href='/mot-hai-ba-bon-1.html'><div>{SENTENCE} " * n,
    "pictures": lambda n: "".join(f"<img src='/a{number}.jpg'>" for number in range(n)),
    "nested pictures": lambda n: "<div><img src='/a.jpg'>" * n + "<i></i>" * 10 * n,
    "authors": lambda n: "<div itemprop=author itemtype=person>" * (n // 10) + "<b>x</b>" * 10 * n,
    "headings": lambda n: "<p>Tin liên quan</p>" * n,
}


@pytest.mark.parametrize("name", TRAPS)
@pytest.mark.parametrize("read", [read_behind, read_amid], ids=["behind a text", "amid it"])
def test_page_that_repeats_itself_takes_no_work_by_the_square_of_its_length(
    name: str, read: Callable[[str], None]
) -> None:
    assert is_linear(lambda times: read(TRAPS[name](times)), 300)


@pytest.mark.parametrize(
    "trap",
    [
        "a" + "\u0301\u0323" * 50_000,
        "a" + "\u0301\u200b\u0323\u200b" * 30_000,
        "xem " * 250_000,
        "ngày - " * 120_000,
        "ngày ( " * 120_000,
        f"<p {' '.join(f'a{number}=1' for number in range(60_000))}>",
    ],
    ids=["marks", "marks apart", "labels", "dashes", "brackets", "attributes"],
)
def test_line_that_repeats_itself_takes_no_minutes(trap: str) -> None:
    began = time.process_time()
    read_amid(trap)
    assert time.process_time() - began < SECONDS


ENGLISH = "The party committee of the district held a meeting on the work of its branches this morning. "


def test_page_in_another_language_is_read_twice_only_where_that_takes_no_seconds() -> None:
    trap = f"<p {' '.join(f'a{number}=1' for number in range(60_000))}>"
    source = f"{HEAD.replace(TITLE, ENGLISH)}<h1>{ENGLISH}</h1><div>{f'<p>{ENGLISH}</p>' * 9}{trap}</div>"
    began = time.process_time()
    article_from_page(page(source), portal_for_url(URL, {}, {}))
    assert time.process_time() - began < SECONDS


@pytest.mark.parametrize(
    "trap",
    [
        f"<h2>{LINK} 16/12/2017 " * 12_000,
        f"<header class='title-article'><div>{SENTENCE} " * 1000 + f"<p>{SENTENCE}</p>" * 6000,
    ],
    ids=["headings", "places that rules name"],
)
def test_of_what_stands_in_itself_each_text_is_its_part_of_the_page(trap: str) -> None:
    named = msgspec.structs.replace(page(f"{HEAD}{trap}"), url=f"{HOME}/chi-tiet-tin-tuc?dinhdanh=7")
    began = time.process_time()
    article_from_page(named, NAMED)
    article_from_page(page(f"{HEAD}{trap}"), portal_for_url(URL, {}, {}))
    assert time.process_time() - began < SECONDS


def test_text_of_one_of_many_elements_is_looked_at_as_far_as_its_share() -> None:
    root = parse_html(f"<div>{'<h2><a href=/a><b>x</b> ' * 1000}{'<i></i>' * 50_000}{SENTENCE * 5000}")
    assert root is not None
    links, headings = list(root.iter("a")), list(root.iter("h2"))
    assert max(len(visible_text(link, MANY)) for link in links) <= LONGEST_SHOWN // MANY
    assert max(map(len, map(words_inside, headings))) <= LONGEST_SHOWN // MANY
    assert len(visible_text(root)) > 5000 * len(SENTENCE)
    assert sum(map(len, Selector("h2").texts(Tree(root)))) <= LONGEST_SHOWN


def test_of_the_links_to_files_no_more_are_taken_than_an_article_has() -> None:
    links = "".join(f"<p><a href='/f/{number}.pdf'>Công văn số {number}</a></p>" for number in range(6000))
    found = article(f"{HEAD}{ARTICLE.format(f'<p>{SENTENCE}</p>' * 3 + links)}")
    assert len(found.attachments) == MOST_FILES
