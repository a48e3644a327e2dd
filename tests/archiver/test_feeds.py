"""Feeds and sitemaps are read whatever their form; nothing in them is believed that cannot be."""

from __future__ import annotations

import datetime as dt
import gzip
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.facts import PortalFile
from archiver.feeds import MAX_BETWEEN, MAX_ENTRIES, is_feed, listing_from_feed
from archiver.flow import article_from_page
from archiver.models import Capture, Listing, NotAnArticle, Page
from archiver.plan import edited
from archiver.portal import Portal, load_platforms

HOME = "https://camle.example"
PORTAL = Portal("cl", PortalFile(name="x", home=f"{HOME}/", platform="dnict"), load_platforms())
ONE = f"{HOME}/chi-tiet-tin-tuc?dinhdanh=1"
RSS = f"""<?xml version="1.0" encoding="UTF-8"?><!-- Tin -->
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Tin mới</title>
<link>{HOME}/</link><image><url>{HOME}/logo.png</url></image>
<item><title>Tin số 1</title><link> {ONE}&amp;cat=7 </link><pubDate>Tue, 01 Jul 2025 08:30:00 +0700</pubDate>
<description><![CDATA[<p>Tóm tắt.</p> Lượt xem: 1.632]]></description></item>
<item><title>Ngoài</title><link>https://other.example/chi-tiet-tin-tuc?dinhdanh=2</link></item>
<item><title>Mục</title><link>{HOME}/tin?danhmuc=3</link></item>
<item><title>Theo guid</title><guid>{HOME}/chi-tiet-tin-tuc?dinhdanh=4</guid></item>
</channel></rss>"""
ATOM = f"""<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>Tin số 1</title>
<link rel="edit" href="{HOME}/sua/1"/><link rel="alternate" href="{ONE}"/>
<updated>2025-07-02T01:00:00Z</updated><published>2025-07-01T01:30:00Z</published></entry></feed>"""
INDEX = f"""<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<sitemap><loc>{HOME}/sitemap-vi.news.xml</loc><lastmod>2025-07-01</lastmod></sitemap>
<sitemap><loc>https://other.example/sitemap.xml</loc></sitemap></sitemapindex>"""
SITEMAP = f"""<urlset xmlns="http://www.google.com/schemas/sitemap/0.84">
<url><loc>{ONE}</loc><lastmod>2025-07-01T08:00:00+07:00</lastmod></url>
<url><loc>{HOME}/</loc></url><url><lastmod>2025-07-01</lastmod></url></urlset>"""


def read(content: str | bytes) -> Listing:
    body = content.encode() if isinstance(content, str) else content
    return listing_from_feed(page(body), PORTAL)


def page(body: bytes) -> Page:
    return Page(
        url=f"{HOME}/rss", body=body, capture=Capture(source="live", fetched_at=None, http_status=200)
    )


def at(*moment: int) -> dt.datetime:
    return dt.datetime(*moment, tzinfo=dt.UTC)  # type: ignore[arg-type, misc]


def test_rss_names_the_articles_of_the_portal_with_time_and_views() -> None:
    first, second = read(RSS).items
    assert (first.url, first.id, first.title) == (ONE, "cl:dinhdanh-1", "Tin số 1")
    assert (first.published_at, first.published_date) == (at(2025, 7, 1, 1, 30), dt.date(2025, 7, 1))
    assert (first.view_count, second.view_count) == (1632, None)
    assert second.id == "cl:dinhdanh-4"


def test_atom_names_the_page_and_not_where_it_is_edited() -> None:
    listing = read(ATOM)
    assert [item.url for item in listing.items] == [ONE]
    assert listing.items[0].published_at == at(2025, 7, 1, 1, 30)
    assert listing.changed == {ONE: at(2025, 7, 2, 1)}


def test_index_names_further_sitemaps_on_the_portal_only() -> None:
    listing = read(INDEX)
    assert (listing.items, listing.next_pages) == ((), (f"{HOME}/sitemap-vi.news.xml",))
    assert listing.changed == {f"{HOME}/sitemap-vi.news.xml": at(2025, 7, 1, 16, 59, 59)}


def test_sitemap_tells_when_articles_changed() -> None:
    listing = read(gzip.compress(SITEMAP.encode()))
    assert [item.url for item in listing.items] == [ONE]
    assert listing.changed == {ONE: at(2025, 7, 1, 1)}


@pytest.mark.parametrize(
    "said", ["", "hôm qua", "9999-99-99", "0001-01-01", "Tue, 99 Xyz 20255 08:00", "2025"]
)
def test_time_that_cannot_be_read_is_unknown(said: str) -> None:
    assert read(SITEMAP.replace("2025-07-01T08:00:00+07:00", said)).changed == {}


def test_what_comes_before_damage_is_read() -> None:
    assert len(read(RSS[: RSS.index("<item><title>Mục")]).items) == 1
    assert len(read(RSS.replace("<title>Ngoài", "<title>&nbsp;<b>Ngoài")).items) == 2
    packed = gzip.compress(SITEMAP.encode())
    assert len(read(packed[:-9]).items) == 1


def test_entities_are_not_expanded_and_no_file_is_read() -> None:
    bomb = '<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;"><!ENTITY f SYSTEM "/etc/passwd">]>'
    listing = read(RSS.replace("<!-- Tin -->", bomb).replace("Tin số 1", "&b;&f;"))
    assert "root" not in listing.items[0].title
    assert "aaaa" not in listing.items[0].title


def test_number_of_entries_is_bounded() -> None:
    entry = f"<url><loc>{HOME}/chi-tiet-tin-tuc?dinhdanh=%d</loc></url>"
    entries = "".join(entry % number for number in range(MAX_ENTRIES + 10))
    assert len(read(f"<urlset>{entries}</urlset>").items) == MAX_ENTRIES


def test_bomb_is_unpacked_up_to_the_bound() -> None:
    assert read(gzip.compress(b"<urlset>" + bytes(100 << 20))).items == ()


def test_reading_ends_where_no_entry_comes_and_memory_stays_small() -> None:
    start, end = SITEMAP.split("<url><loc>" + HOME + "/</loc>")
    small = start + "<a/>" * (MAX_BETWEEN // 8) + end
    assert len(read(small).items) == 1
    behind = SITEMAP.replace("dinhdanh=1", "dinhdanh=2").split("<urlset", 1)[1].split(">", 1)[1]
    many = start + "<a/>" * (MAX_BETWEEN // 3) + behind
    assert [item.url for item in read(many).items] == [ONE]


def test_marks_without_an_end_in_a_summary_cost_no_time() -> None:
    began = time.process_time()
    assert read(RSS.replace("Tóm tắt.", "<" * 2_000_000)).items
    assert time.process_time() - began < 20


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (RSS, True),
        (ATOM, True),
        (INDEX, True),
        ("<?xml version='1.0'?><!DOCTYPE html><html><body>&lt;rss&gt;</body></html>", False),
        ("<html><body><feedback>x</feedback></body></html>", False),
        ("", False),
    ],
)
def test_feed_is_told_from_page_by_its_root(content: str, told: bool) -> None:
    assert is_feed(content.encode()) == told
    assert is_feed(gzip.compress(content.encode())) == told


def test_the_road_reads_a_feed_as_a_listing() -> None:
    outcome = article_from_page(page(RSS.encode()), PORTAL)
    assert isinstance(outcome, NotAnArticle)
    assert outcome.what == "listing"
    assert outcome.listing == read(RSS)


@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_reading_never_raises(content: bytes) -> None:
    for body in (content, gzip.compress(content), b"<rss>" + content, RSS.encode()[:700] + content):
        is_feed(body)
        read(body)


READ = {f"{number}": at(2025, 7, 1) for number in range(30)}


@pytest.mark.parametrize(("late", "told"), [(0, 0), (1, 1), (10, 10), (15, 15), (16, 0), (30, 0)], ids=str)
def test_a_sitemap_is_believed_unless_it_calls_most_articles_changed(late: int, told: int) -> None:
    changed = {url: at(2025, 7, 2 if number < late else 1) for number, url in enumerate(READ)}
    assert len(edited(changed, READ)) == told


def test_latest_edit_comes_first_and_unknown_articles_are_none() -> None:
    changed = {"1": at(2025, 7, 2), "2": at(2025, 7, 3), "mới": at(2025, 7, 4)}
    assert edited(changed, READ) == ["2", "1"]


@pytest.mark.parametrize("damage", ["<http:x>", "<a:b:c/>", "<item:>", "<:>", "<lp:\x00d>2s"])
def test_entries_among_names_that_are_none_are_read(damage: str) -> None:
    entry = f"<item>{damage}<title>Tin số 1</title><link>{ONE}</link></item>"
    assert [item.url for item in read(f"<rss><channel>{entry}</channel></rss>").items] in ([ONE], [])
    assert is_feed(RSS.encode())
