"""Pages longer than any article: what is read of them, what is not counted, and what is not touched."""

from __future__ import annotations

import datetime as dt
import time

import msgspec
import pytest

from archiver.address import Addresses
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

HOME = "http://huyenuy.example"
URL = f"{HOME}/xay-dung-dang/lop-boi-duong-nghiep-vu-cho-can-bo-xa-421.html"
TITLE = "Lớp bồi dưỡng nghiệp vụ cho cán bộ xã khai giảng"
SENTENCE = "Sáng 12/6, hơn một trăm học viên của mười hai xã dự lễ khai giảng lớp học tại hội trường huyện."
HEAD = f"<html><head><title>{TITLE}</title></head><body>"
ARTICLE = f"<div><h1>{TITLE}</h1><div>Ngày đăng: 16/06/2020 08:30 - Lượt xem: 212</div><div>{{}}</div></div>"
NAMED = Portal("la", PortalFile(name="Lạ", home=f"{HOME}/", platform="dnict"), load_platforms())
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


@pytest.mark.parametrize(
    "trap",
    [
        f"<div>{f'<p>{LINK}</p>' * 5000}</div>",
        f"<div><a href='/mot-hai-ba-bon-1.html'>{f'{TITLE}<br>' * 10_000}</a></div>",
        f"<div><b>Tin</b>{f'<br>{TITLE}' * 20_000}</div>",
        f"<div><b>{f'<br>{TITLE}<br>16/12/2017' * 10_000}</b></div>",
        "".join(f"<h3><a href='/a{number}'>Mục {number}</a></h3>" for number in range(5000)),
        "<i></i>" * 100_000 + f"<i>{LINK}</i>" * 500,
        f"<div><p>{LINK * 300}{f'{SENTENCE}<i>x</i>' * 5000}</p></div>",
    ],
    ids=[
        "one address",
        "long link",
        "bold and breaks",
        "bold round breaks",
        "sections",
        "empty",
        "paragraph",
    ],
)
def test_page_that_repeats_itself_takes_no_time_by_the_square_of_its_length(trap: str) -> None:
    began = time.process_time()
    article_from_page(page(f"{HEAD}{ARTICLE.format(SENTENCE)}{trap}"), portal_for_url(URL, {}, {}))
    assert time.process_time() - began < 3


CLASSES = "a " * 200_000


@pytest.mark.parametrize(
    "trap",
    [
        f"<p {' '.join(f'a{number}=1' for number in range(60_000))}>",
        f"<div class='{CLASSES}'>{f'<p>{SENTENCE}</p>' * 2000}</div>",
        f"<div id='{CLASSES}'>{f'<p>{SENTENCE}</p>' * 2000}</div>",
        f"<div>{LINK}" * 1500,
        f"<div><p>{LINK}</p>" * 1500,
        f"{'<footer>' * 2000}{'<p>16/12/2017 08:30</p>' * 5000}",
        f"<p>{'<span> </span>' * 300}chữ</p>" * 300,
        f"<a href='/mot-hai-ba-bon-1.html'><div>{SENTENCE} " * 2000 + "<i></i>" * 50_000,
    ],
    ids=[
        "attributes",
        "classes",
        "identifier",
        "nested links",
        "nested paragraphs",
        "nested footers",
        "empty parts",
        "links round blocks",
    ],
)
def test_page_that_nests_what_it_repeats_takes_no_time_by_the_square_of_its_length(trap: str) -> None:
    began = time.process_time()
    article_from_page(page(f"{HEAD}{ARTICLE.format(SENTENCE)}{trap}"), portal_for_url(URL, {}, {}))
    assert time.process_time() - began < 2


@pytest.mark.parametrize(
    "trap",
    [
        "".join(f"<img src='/a{number}.jpg'>" for number in range(5000)),
        "<div><img src='/a.jpg'>" * 2000 + "<i></i>" * 10_000,
        "<div itemprop=author itemtype=person>" * 200 + "<b>x</b>" * 20_000,
        "a" + "\u0301\u0323" * 50_000,
        "a" + "\u0301\u200b\u0323\u200b" * 30_000,
        "<p>Tin liên quan</p>" * 40_000,
        "xem " * 250_000,
        "ngày - " * 120_000,
        "ngày ( " * 120_000,
    ],
    ids=[
        "pictures",
        "nested pictures",
        "authors",
        "marks",
        "marks apart",
        "headings",
        "labels",
        "dashes",
        "brackets",
    ],
)
def test_text_that_repeats_itself_takes_no_time_by_the_square_of_its_length(trap: str) -> None:
    source = f"{HEAD}{ARTICLE.format(f'<p>{SENTENCE}</p>{trap}<p>{SENTENCE}</p>')}"
    began = time.process_time()
    article_from_page(page(source), portal_for_url(URL, {}, {}))
    assert time.process_time() - began < 2


ENGLISH = "The party committee of the district held a meeting on the work of its branches this morning. "


def test_page_in_another_language_is_read_twice_only_where_that_takes_no_seconds() -> None:
    trap = f"<p {' '.join(f'a{number}=1' for number in range(60_000))}>"
    source = f"{HEAD.replace(TITLE, ENGLISH)}<h1>{ENGLISH}</h1><div>{f'<p>{ENGLISH}</p>' * 9}{trap}</div>"
    began = time.process_time()
    article_from_page(page(source), portal_for_url(URL, {}, {}))
    assert time.process_time() - began < 2


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
    assert time.process_time() - began < 4


def test_text_of_one_of_many_elements_is_looked_at_as_far_as_its_share() -> None:
    root = parse_html(f"<div>{'<h2><a href=/a><b>x</b> ' * 1000}{'<i></i>' * 50_000}{SENTENCE * 5000}")
    assert root is not None
    links, headings = list(root.iter("a")), list(root.iter("h2"))
    assert max(len(visible_text(link, MANY)) for link in links) <= LONGEST_SHOWN // MANY
    assert max(map(len, map(words_inside, headings))) <= LONGEST_SHOWN // MANY
    assert len(visible_text(root)) > 5000 * len(SENTENCE)
    assert sum(map(len, Selector("h2").texts(Tree(root)))) <= LONGEST_SHOWN
