"""Requests and responses without a network: traps, languages, validators, counters."""

from __future__ import annotations

import gzip

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from archiver.demo import real_targets, truth
from archiver.demo.site import DemoSite
from tests.archiver.demo.reading import SITE, body_of, text_of, tree_of

ARTICLE = next(article for article in truth() if article.case == "plain")
BY_WORDS = next(article for article in truth() if article.key.startswith("slug-"))


@pytest.mark.parametrize("target", ["/", "/tin-tuc?danhmuc=5&p=2", ARTICLE.path, BY_WORDS.path])
def test_pages_append_a_locale_to_whatever_was_asked_for(target: str) -> None:
    tree = tree_of(target)
    path, _, query = target.partition("?")
    looped = f"{path.rstrip('/')}/en" + (f"?{query}" if query else "")
    assert looped in tree.xpath("//a[@class='language']/@href")
    assert f"http://127.0.0.1:8730{looped}" in tree.xpath("//link[@hreflang]/@href")
    deeper = tree_of(looped)
    assert looped.replace("/en", "/en/vi") in deeper.xpath("//a[@class='language']/@href")
    assert deeper.xpath("//link[@rel='canonical']/@href") == [
        f"http://127.0.0.1:8730{looped.replace('/en', '/en/vi')}"
    ]


def variants() -> list[str]:
    number = ARTICLE.number
    return [
        f"/chi-tiet-tin-tuc?dinhdanh={number}&cat=99",
        f"/chi-tiet-tin-tuc?cat=5&dinhdanh={number}&sid=abc",
        f"/chi-tiet-tin-tuc;jsessionid=0A1B?dinhdanh={number}",
        f"/chi-tiet-tin-tuc/vi/en/vi?dinhdanh={number}",
        f"/hu/vi/chi-tiet-tin-tuc?dinhdanh={number}",
        f"/chi-tiet-tin-tuc?dinhdanh={number}&print=1",
        f"/chi-tiet-tin-tuc?dinhdanh={number}&p_p_state=pop_up",
        f"http://127.0.0.1:8730/chi-tiet-tin-tuc?dinhdanh={number}#top",
    ]


@pytest.mark.parametrize("target", variants())
def test_variants_of_an_address_show_the_same_article(target: str) -> None:
    plain, other = tree_of(ARTICLE.path), tree_of(target)
    for path in ("//header[@class='title-article']", "//div[starts-with(@class, 'the-article-body')]"):
        assert text_of(other, path) == text_of(plain, path)


@pytest.mark.parametrize("locale", ["hu", "en"])
def test_foreign_locales_show_english_labels(locale: str) -> None:
    tree = tree_of(f"/{locale}{ARTICLE.path}")
    assert text_of(tree, "//span[@class='the-article-createby']").startswith("Author: ")
    assert text_of(tree, "//span[@class='the-article-timecreate']").startswith("Updated: ")
    assert text_of(tree, "//span[@class='viewcount']").startswith("Views: ")


def test_cookies_sent_back_turn_the_labels_english() -> None:
    cookies = [value for name, value in SITE.respond("GET", "/", {}).headers if name == "Set-Cookie"]
    sent_back = "; ".join(cookie.partition(";")[0] for cookie in cookies)
    assert "Author:" in body_of(ARTICLE.path, Cookie=sent_back)
    assert "Người đăng tin:" in body_of(ARTICLE.path, Cookie="GUEST_LANGUAGE_ID=vi_VN")


def test_first_listing_page_answers_at_three_addresses() -> None:
    items = [
        html.tostring(tree_of(target).xpath("//div[@class='list-article']")[0])
        for target in ("/tin-tuc?danhmuc=5", "/tin-tuc?danhmuc=5&p=1", "/tin-tuc?idcat=5")
    ]
    assert len(set(items)) == 1


def test_pager_names_its_place_and_the_last_page_is_followed_by_none() -> None:
    assert "Trang 2 trong " in text_of(tree_of("/tin-tuc?danhmuc=5&p=2"), "//div[@id='pagination']")
    assert "Không có dữ liệu" in body_of("/tin-tuc?danhmuc=5&p=999")


@pytest.mark.parametrize(
    "link",
    [
        "javascript:",
        "mailto:",
        "ftp://",
        "file://",
        "http://10.0.0.1/",
        "http://192.168.1.10:8080/",
        "http://127.0.0.2:8730/",
        "http://example.invalid/",
        "/c/portal/login?p_l_id=20184&redirect=",
        "/lich-cong-tac?thang=",
        "/admin/",
    ],
)
def test_every_article_page_links_the_trap(link: str) -> None:
    for article in (ARTICLE, BY_WORDS):
        assert any(href.startswith(link) for href in tree_of(article.path).xpath("//a/@href"))


@pytest.mark.parametrize("part", ["p_p_lifecycle=1", ";jsessionid=", "sid=", "print=1", "p_p_state=pop_up"])
def test_every_article_page_links_noisy_addresses(part: str) -> None:
    assert any(part in href for href in tree_of(ARTICLE.path).xpath("//a/@href"))


def test_calendar_never_ends() -> None:
    target, seen = "/lich-cong-tac?thang=6&nam=2025", set()
    for _ in range(30):
        seen.add(target)
        target = tree_of(target).xpath("//main//a/@href")[-1]
    assert len(seen) == 30


def test_redirects_lead_away_or_round() -> None:
    places = [
        SITE.respond("GET", f"/chi-tiet-tin-tuc?dinhdanh={number}", {}).header("Location")
        for number in range(990001, 990005)
    ]
    assert places[:2] == ["http://127.0.0.2:8730/tin-tuc?danhmuc=5", "http://example.invalid/bai-viet/2024"]
    assert places[2:] == [
        "/chi-tiet-tin-tuc?dinhdanh=990004&cat=7",
        "/chi-tiet-tin-tuc?dinhdanh=990003&cat=7",
    ]


def test_tag_pages_list_articles_of_the_tag() -> None:
    tagged = next(article for article in truth() if article.tags and article.status == "published")
    link = next(href for href in tree_of(tagged.path).xpath("//a/@href") if "?tag=" in href)
    assert tree_of(link).xpath("//div[@class='item-list-article']")


@pytest.mark.parametrize("target", ["/", "/tin-tuc?danhmuc=6", ARTICLE.path, "/robots.txt"])
def test_known_pages_are_answered_with_304(target: str) -> None:
    first = SITE.respond("GET", target, {})
    tag, changed = first.header("ETag"), first.header("Last-Modified")
    assert tag is not None
    assert changed is not None
    for headers in ({"If-None-Match": tag}, {"If-Modified-Since": changed}):
        again = SITE.respond("GET", target, headers)
        assert (again.status, again.body) == (304, b"")
        assert again.header("ETag") == tag
    assert SITE.respond("GET", target, {"If-None-Match": '"other"'}).status == 200


def test_gzip_is_sent_only_to_those_who_ask() -> None:
    plain = SITE.respond("GET", ARTICLE.path, {})
    zipped = SITE.respond("GET", ARTICLE.path, {"accept-encoding": "br, gzip;q=0.8"})
    assert zipped.header("Content-Encoding") == "gzip"
    assert gzip.decompress(zipped.body) == plain.body
    assert SITE.respond("GET", ARTICLE.path, {"accept-encoding": "gzip;q=0"}).body == plain.body


def test_a_tag_of_the_zipped_page_is_known_too() -> None:
    ask = {"Accept-Encoding": "gzip"}
    tag = SITE.respond("GET", ARTICLE.path, ask).header("ETag") or ""
    assert tag.endswith('-gzip"')
    assert SITE.respond("GET", ARTICLE.path, ask | {"If-None-Match": tag}).status == 304


def test_head_has_the_headers_of_get_and_no_body() -> None:
    get, head = SITE.respond("GET", "/robots.txt", {}), SITE.respond("HEAD", "/robots.txt", {})
    assert head.headers == get.headers
    assert head.body == b""


def test_some_pages_are_chunked_and_all_others_state_their_length() -> None:
    replies = [SITE.respond("GET", target, {}) for target in real_targets()]
    assert {reply.chunked for reply in replies} == {True, False}
    for reply in replies:
        assert reply.header("Content-Length") == (None if reply.chunked else str(len(reply.body)))


def views_on(site: DemoSite) -> int:
    text = text_of(tree_of(ARTICLE.path, site), "//span[@class='viewcount']")
    return int(text.removeprefix("Lượt xem: ").replace(".", ""))


def test_reading_leaves_the_count_alone() -> None:
    site = DemoSite("127.0.0.1", 8730)
    assert [views_on(site) for _ in range(3)] == [ARTICLE.view_count] * 3


def test_a_counting_portal_counts_each_get_but_no_head() -> None:
    site = DemoSite("127.0.0.1", 8730, counting=True)
    seen = [views_on(site), views_on(site)]
    site.respond("HEAD", ARTICLE.path, {})
    assert [*seen, views_on(site)] == [ARTICLE.view_count + visits for visits in range(3)]


def test_the_scripts_post_raises_the_count() -> None:
    site = DemoSite("127.0.0.1", 8730)
    reply = site.respond("POST", f"/TinTuc-portlet/tangluotxem?dinhdanh={ARTICLE.number}", {})
    assert reply.status == 204
    assert views_on(site) == ARTICLE.view_count + 1


def test_pictures_and_documents_are_valid_files() -> None:
    article = next(article for article in truth() if article.images)
    picture = SITE.respond("GET", article.images[0].path, {})
    assert picture.header("Content-Type") == "image/png"
    assert picture.body.startswith(b"\x89PNG\r\n\x1a\n")
    attachment = next(article for article in truth() if article.case == "attachments").attachments[0]
    document = SITE.respond("GET", attachment.path, {})
    assert document.header("Content-Type") == attachment.media_type
    table = int(document.body.rsplit(b"startxref\n", 1)[1].split()[0])
    assert document.body[table:].startswith(b"xref\n")


def test_every_file_that_the_truth_names_is_served() -> None:
    images = [image.path for article in truth() for image in article.images]
    files = [file.path for article in truth() for file in article.attachments]
    assert {SITE.respond("GET", path, {}).status for path in images + files} == {200}


@pytest.mark.parametrize(
    ("method", "target", "status"),
    [
        ("GET", "/khong-co", 404),
        ("GET", "/admin/dang-nhap", 403),
        ("GET", "/documents/20182/1/la.pdf", 404),
        ("POST", "/", 404),
        ("PUT", "/", 405),
        ("GET", "/" + "a" * 5000, 414),
        ("GET", "/tin-tuc?" + "a=1&" * 100, 414),
        ("GET", "/lien-ket?den=1", 302),
        ("GET", "/chi-tiet-tin-tuc?dinhdanh=99999999999999", 200),
    ],
)
def test_odd_requests_get_a_fitting_status(method: str, target: str, status: int) -> None:
    assert SITE.respond(method, target, {}).status == status


@settings(max_examples=150)
@given(
    st.sampled_from(["", "/tin-tuc?danhmuc=5&p=", "/chi-tiet-tin-tuc", "/lich-cong-tac?nam=", "//[", "/vi/"]),
    st.text(max_size=60),
    st.dictionaries(
        st.sampled_from(["Cookie", "If-None-Match", "If-Modified-Since", "Accept-Encoding"]),
        st.text(max_size=40),
    ),
)
def test_no_request_breaks_the_site(start: str, rest: str, headers: dict[str, str]) -> None:
    assert SITE.respond("GET", start + rest, headers).status in {200, 302, 304, 403, 404, 414}
