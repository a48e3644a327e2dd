"""The road from a page to an outcome, on pages in the form of one platform."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archiver.extract import read
from archiver.facts import PortalFile
from archiver.flow import article_from_page
from archiver.models import Article, Capture, NotAnArticle, Outcome, Page, Quarantined, Withdrawn
from archiver.portal import Portal, load_platforms

SEEN = dt.datetime(2024, 5, 6, 7, 8, 9, tzinfo=dt.UTC)
HOME = "http://portal.example/"
ARTICLE_URL = "http://portal.example/chi-tiet-tin-tuc?dinhdanh=7"
PORTAL = Portal("mau", PortalFile(name="Mẫu", home=HOME, platform="dnict"), load_platforms())
AUTO = Portal("mau", PortalFile(name="Mẫu", home=HOME, platform="auto"), load_platforms())

BODY = """
<p>Sáng ngày 5/5, Quận ủy mẫu tổ chức hội nghị với 1.632 đại biểu./.</p>
<p style="text-align: right"><strong>Hồng Hà</strong></p>
"""


def page_source(*, title: str = "Hội nghị mẫu", body: str = BODY, date: str = "06/05/2024") -> str:
    return f"""<html class="aui ltr"><head><title>Cổng mẫu</title>
<link href="/o/vn.dnict.tintuc/css/main.css" rel="stylesheet"></head><body>
<h1>Cổng thông tin</h1><div class="portlet-body">
<div id="title"><header class="title-article">{title}</header></div>
<span class="the-article-createby"><b>Người đăng tin: </b>Văn thư</span>
<span class="the-article-timecreate"><b>Ngày đăng tin: </b>{date}</span>
<span class="viewcount"><b>Lượt xem: </b>1.107</span>
<div id="textToSpeech"><div class="the-article-body">{body}</div></div></div>
<h3>Quản lý video</h3><script>// <![CDATA[
var a = 1; // ]]></script></body></html>"""


def page(source: str, *, url: str = ARTICLE_URL, status: int = 200) -> Page:
    capture = Capture(source="live", fetched_at=SEEN, http_status=status)
    return Page(url=url, body=source.encode(), content_type="text/html; charset=UTF-8", capture=capture)


def article(outcome: Outcome) -> Article:
    assert isinstance(outcome, Article), outcome
    return outcome


def test_article_page_becomes_an_article() -> None:
    found = article(article_from_page(page(page_source()), PORTAL))
    assert found.id == "mau:dinhdanh-7"
    assert found.title == "Hội nghị mẫu"
    assert found.body == "Sáng ngày 5/5, Quận ủy mẫu tổ chức hội nghị với 1.632 đại biểu./."
    assert found.authors == ("Hồng Hà",)
    assert found.poster == "Văn thư"
    assert found.published_date == dt.date(2024, 5, 6)
    assert found.published_at is None
    assert found.published_raw == "06/05/2024"
    assert found.view_count == 1107
    assert found.language == "vi"
    assert found.first_seen == SEEN
    assert found.problems == ()


def test_platform_left_to_the_signs_gives_the_same_record() -> None:
    stated = article(article_from_page(page(page_source()), PORTAL))
    guessed = article(article_from_page(page(page_source()), AUTO))
    assert guessed.extractor.platform == "dnict"
    assert msgspec.structs.replace(guessed, extractor=stated.extractor) == stated


def test_same_page_gives_the_same_record_each_time() -> None:
    assert article_from_page(page(page_source()), PORTAL) == article_from_page(page(page_source()), PORTAL)


def test_view_count_and_poster_change_no_version_and_text_does() -> None:
    first = article(article_from_page(page(page_source()), PORTAL))
    viewed = page_source().replace("1.107", "1.108").replace("Văn thư", "Admin")
    assert article(article_from_page(page(viewed), PORTAL)).content_sha256 == first.content_sha256
    edited = page_source().replace("1.632", "1.633")
    assert article(article_from_page(page(edited), PORTAL)).content_sha256 != first.content_sha256


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        (page_source(title=""), "no-title"),
        (page_source(title="x" * 2000), "title-too-long"),
        (page_source(body="<p>&nbsp;</p>"), "no-body"),
        ("", "no-layout"),
        ("\x01\x02 \x03", "no-layout"),
    ],
)
def test_page_that_should_be_an_article_and_is_not_is_quarantined_with_its_reason(
    source: str, reason: str
) -> None:
    found = article_from_page(page(source), PORTAL)
    assert isinstance(found, Quarantined)
    assert found.reason == reason
    assert found.id == "mau:dinhdanh-7"
    assert found.detail


def test_two_different_titles_are_an_error_and_the_same_one_twice_is_not() -> None:
    more = '{}</header><header class="title-article">{}'
    twice = page_source(title=more.format("Hội nghị mẫu", "Hội nghị  mẫu"))
    assert isinstance(article_from_page(page(twice), PORTAL), Article)
    two = page_source(title=more.format("Hội nghị mẫu", "Một tin khác"))
    found = article_from_page(page(two), PORTAL)
    assert isinstance(found, Quarantined)
    assert found.reason == "title-ambiguous"


@pytest.mark.parametrize("status", [404, 410])
def test_missing_article_is_withdrawn(status: int) -> None:
    found = article_from_page(page("<p>Không tìm thấy</p>", status=status), PORTAL)
    assert isinstance(found, Withdrawn)
    assert found.evidence == f"HTTP {status}"


def test_words_of_withdrawal_count_where_they_stand_alone_and_not_in_a_text() -> None:
    gone = '<html class="aui"><div class="portlet-body"><div>Bài viết đã bị gỡ.</div></div></html>'
    assert isinstance(article_from_page(page(gone), PORTAL), Withdrawn)
    told = page_source(body="<p>Ban biên tập cho biết: Bài viết đã bị gỡ. " + "Nội dung dài. " * 40 + "</p>")
    assert isinstance(article_from_page(page(told), PORTAL), Article)


@pytest.mark.parametrize("status", [301, 302, 403, 429, 500, 503])
def test_failed_answer_is_no_article(status: int) -> None:
    assert isinstance(article_from_page(page(page_source(), status=status), PORTAL), NotAnArticle)


@pytest.mark.parametrize("url", [HOME, "http://portal.example/tin-tuc?danhmuc=3", "http://other.example/"])
def test_page_of_another_address_is_no_article_by_its_address(url: str) -> None:
    found = article_from_page(page(page_source(), url=url), PORTAL)
    assert isinstance(found, NotAnArticle) is (url != "http://other.example/")


def test_impossible_date_is_a_problem_and_no_value() -> None:
    found = article(article_from_page(page(page_source(date="32/13/2024")), PORTAL))
    assert found.published_date is None
    assert found.published_raw == "32/13/2024"
    assert "date-impossible" in found.problems


def test_date_after_the_capture_is_a_problem_and_no_value() -> None:
    found = article(article_from_page(page(page_source(date="06/05/2031")), PORTAL))
    assert found.published_date is None
    assert "date-future" in found.problems


def test_labelled_count_above_the_text_is_no_part_of_it() -> None:
    source = page_source(body=f"<p>Lượt xem: 17.620</p>{BODY}").replace("1.107", "")
    found = article(article_from_page(page(source), PORTAL))
    assert found.body == "Sáng ngày 5/5, Quận ủy mẫu tổ chức hội nghị với 1.632 đại biểu./."
    assert found.view_count == 17620


def test_file_only_article_is_a_document_and_video_only_one_a_video() -> None:
    file = '<p class="pdfview"><embed src="/documents/1/van-ban.pdf"></p>'
    document = article(article_from_page(page(page_source(body=file)), PORTAL))
    assert document.kind == "document"
    assert [attachment.url for attachment in document.attachments] == [
        "http://portal.example/documents/1/van-ban.pdf"
    ]
    film = article(article_from_page(page(page_source(body='<div class="video-container"></div>')), PORTAL))
    assert film.kind == "video"


@settings(max_examples=60)
@given(
    st.binary(max_size=600),
    st.sampled_from(["", "text/html", "text/html; charset=utf-16", "text/plain", "x/y; charset=\0"]),
)
def test_any_bytes_have_an_outcome(body: bytes, content_type: str) -> None:
    capture = Capture(source="live", fetched_at=SEEN, http_status=200)
    hostile = Page(url=ARTICLE_URL, body=body, content_type=content_type, capture=capture)
    assert isinstance(article_from_page(hostile, PORTAL), Outcome)


def test_word_that_other_pages_hold_too_makes_no_platform_alone() -> None:
    picture = '<img src="http://khac.example/wp-content/uploads/a.jpg">'
    assert AUTO.for_page(picture).platform_id == "unknown"
    assert AUTO.for_page(f'{picture}<div class="wp-block-image">').platform_id == "wordpress"


@pytest.mark.parametrize(
    "url", [ARTICLE_URL, "http://portal.example/bai-viet-mau", "http://other.example/x-1.html"]
)
@pytest.mark.parametrize("platform", ["dnict", "joomla"])
def test_page_is_read_once_by_each_way_of_reading(
    url: str, platform: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: Counter[str] = Counter()
    for name in ("fields_by_rules", "fields_in_general"):
        read_by = getattr(read, name)

        def counted(*given: object, name: str = name, read_by: Callable[..., object] = read_by) -> object:
            asked[name] += 1
            return read_by(*given)

        monkeypatch.setattr(read, name, counted)
    long = "<p>Các đại biểu thảo luận về nâng cao chất lượng sinh hoạt chi bộ ở cơ sở trong năm tới.</p>" * 5
    links = "".join(
        f"<li><a href='/bai-{n}.html'>Chi bộ thôn {n} tổ chức đại hội mẫu</a></li>" for n in range(6)
    )
    facts = PortalFile(name="Mẫu", home=HOME, platform=platform)
    article_from_page(
        page(f"{page_source(body=long)}<ul>{links}</ul>", url=url), Portal("mau", facts, load_platforms())
    )
    assert set(asked.values()) <= {1}
