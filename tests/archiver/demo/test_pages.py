"""The pages: every article can be found, every page can be parsed, and each shows what the truth says."""

from __future__ import annotations

import datetime as dt
from html import unescape
from unicodedata import normalize

import pytest
from lxml import etree, html

from archiver.demo import real_targets, truth
from archiver.demo.articles import SECTIONS
from archiver.demo.records import DemoArticle
from tests.archiver.demo.reading import SITE, body_of, key_of, text_of, tree_of

SHOWN = [article for article in truth() if article.status == "published"]
TEXTS = [article for article in SHOWN if article.kind == "article"]
ZERO_WIDTH = dict.fromkeys(map(ord, "\u200b\ufeff"))


def folded(text: str) -> str:
    """Return text as a reader means it: composed, entities undone, white space folded."""
    plain = unescape(normalize("NFC", text)).translate(ZERO_WIDTH).replace("Ð", "Đ")
    return " ".join(plain.split())


def of_case(case: str) -> list[DemoArticle]:
    return [article for article in truth() if article.case == case]


def test_every_article_is_reached_by_following_listings_from_home() -> None:
    waiting, seen, found = ["/"], {"/"}, set()
    while waiting:
        tree = tree_of(waiting.pop())
        listings = tree.xpath("//nav//a/@href | //div[@id='pagination']//a/@href")
        new = set(listings) - seen
        waiting += new
        seen |= new
        found |= {key_of(href) for href in tree.xpath("//div[@class='item-list-article']//a/@href")}
    assert found == {article.key for article in truth()}


def test_pages_parse_and_say_that_they_are_made_for_demonstration() -> None:
    for target in real_targets()[2:]:
        reply = SITE.respond("GET", target, {})
        page = html.document_fromstring(reply.body)
        assert page.tag == "html"
        if b"<!DOCTYPE" in reply.body[:20]:
            assert "Made for demonstration" in text_of(page, "//p[@class='notice']"), target


def test_garbage_is_text_in_no_encoding_of_the_web() -> None:
    for article in of_case("garbage"):
        reply = SITE.respond("GET", article.path, {})
        assert reply.status == 200
        with pytest.raises(UnicodeDecodeError):
            reply.body.decode()


def test_metadata_block_holds_the_truth() -> None:
    for article in SHOWN:
        tree = tree_of(article.path)
        assert (
            text_of(tree, "//span[@class='the-article-createby']")
            == f"Người đăng tin: {article.poster or ''}".strip()
        )
        assert text_of(tree, "//span[@class='the-article-timecreate']").endswith(
            f"{article.published_date:%d/%m/%Y}"
        )
        views = text_of(tree, "//span[@class='viewcount']").removeprefix("Lượt xem: ")
        assert int(views.replace(".", "")) == article.view_count
        assert folded(text_of(tree, "//p[@class='the-article-summary']")) == (article.lead or "")


def test_titles_stand_in_the_header_or_in_the_nested_head() -> None:
    for article in SHOWN:
        tree = tree_of(article.path)
        printed = folded(text_of(tree, "//header[@class='title-article']"))
        if article.case == "title-in-meta":
            assert printed == ""
            (printed,) = tree.xpath("//meta[@property='og:title']/@content")
        assert printed == article.title


def test_bodies_hold_each_paragraph_in_its_order() -> None:
    for article in TEXTS:
        tree = tree_of(article.path)
        (body,) = tree.xpath("//div[@id='textToSpeech']//div[starts-with(@class, 'the-article-body')]")
        etree.strip_elements(body, "script", "style", etree.Comment, with_tail=False)
        text = folded(" ".join(body.itertext()))
        at = 0
        for paragraph in article.body:
            for line in paragraph.replace("\t", "\n").split("\n"):
                found = text.find(folded(line.removeprefix("- ")), at)
                assert found >= at, (article.key, line)
                at = found


def test_bylines_and_captions_are_on_the_page_and_not_in_the_body_of_the_truth() -> None:
    for article in TEXTS:
        page = folded(html.document_fromstring(body_of(article.path)).text_content())
        captions = [image.caption for image in article.images if image.caption is not None]
        for words in (*captions, *([article.byline] if article.byline else [])):
            assert words in page, article.key
            assert words not in article.body


def test_gone_articles_say_so_at_status_200() -> None:
    for article in of_case("withdrawn"):
        assert SITE.respond("GET", article.path, {}).status == 200
        page = tree_of(article.path)
        assert text_of(page, "//div[@class='portlet-body']") == article.evidence
        assert not page.xpath("//header[@class='title-article']")
    assert {SITE.respond("GET", article.path, {}).status for article in of_case("not-found")} == {404}


def test_gone_articles_are_linked_from_related_lists_too() -> None:
    related = {
        key_of(href)
        for article in SHOWN
        for href in tree_of(article.path).xpath("//a[@class='info-new']/@href")
    }
    assert related & {article.key for article in of_case("withdrawn")}
    assert {"dinhdanh-990001", "dinhdanh-990002", "dinhdanh-990003"} <= related


def test_long_titles_are_cut_in_listings_and_whole_on_their_page() -> None:
    titles = [title for target in real_targets() if "danhmuc" in target for title in listed_titles(target)]
    assert max(map(len, titles)) == 153
    assert all(title not in {article.title for article in of_case("long-title")} for title in titles)


def listed_titles(target: str) -> list[str]:
    return [
        element.text_content() for element in tree_of(target).xpath("//span[@class='title-item-article']")
    ]


@pytest.mark.parametrize(
    ("case", "marks"),
    [
        ("word", ["<o:p>", "mso-", "<![CDATA["]),
        ("nested-head", ["</title><meta property="]),
        ("odd-spaces", ["&nbsp;", "\u00a0", "\u200b", "\ufeff"]),
        ("escaped-twice", ["&amp;ldquo;", "&amp;amp;"]),
        ("d-stroke", ["Ð"]),
        ("table", ["<table"]),
        ("list", ["<li>"]),
        ("document-flipbook", ['class="xemfull-pdf"', "pdf-flipbook-master/index.html?file="]),
        ("document-embed", ['<p class="pdfview"><embed']),
        ("document-watermark", ['<embed id="check_pdf_watermark"']),
        ("video-upload", ['<video class="video-upload"']),
        ("video-frame", ['class="video-container"']),
        ("attachments", [".pdf", ".doc"]),
        ("byline-class", ["the-article-author"]),
    ],
)
def test_case_shows_its_marks(case: str, marks: list[str]) -> None:
    for article in of_case(case):
        page = body_of(article.path)
        assert [mark for mark in marks if mark not in page] == [], article.key


def test_decomposed_pages_are_decomposed() -> None:
    for article in of_case("nfd"):
        (header,) = tree_of(article.path).xpath("//header[@class='title-article']/text()")
        assert header != article.title
        assert normalize("NFC", header) == article.title


def test_section_below_has_no_breadcrumb() -> None:
    for article in of_case("section-below"):
        tree = tree_of(article.path)
        assert tree.xpath("//div[@class='category-breadcrump']") == []
        assert tree.xpath("//ul[@class='cat-lienquan']//a/text()") == [article.section.name]


def test_both_generations_leave_cdata_remains_and_name_the_video_portlet_twice() -> None:
    for generation in (6, 7):
        article = next(article for article in SHOWN if article.generation == generation)
        page = body_of(article.path)
        assert page.count("Quản lý video") == 2
        assert "// <![CDATA[" in page
        assert ("/TinTuc-portlet/" in page) == (generation == 6)


def test_old_pages_spill_script_remains_into_the_text() -> None:
    article = next(article for article in SHOWN if article.generation == 6)
    tree = tree_of(article.path)
    etree.strip_elements(tree, "script", with_tail=False)
    assert "// ]]>" in tree.text_content()


def test_feeds_tell_the_times_of_the_newest() -> None:
    for section in SECTIONS:
        channel = etree.fromstring(SITE.respond("GET", section.feed, {}).body)
        told = {
            key_of(item.findtext("link") or ""): item.findtext("pubDate") for item in channel.iter("item")
        }
        expected = {
            article.key: article.feed_time
            for article in SHOWN
            if article.section == section and article.feed_time
        }
        assert {
            key: dt.datetime.strptime(time or "", "%a, %d %b %Y %H:%M:%S %z") for key, time in told.items()
        } == expected
        assert 1 <= len(told) <= 20
