"""Text between title and body is an article's lead, though no rule of its platform names it."""

from __future__ import annotations

import pytest

from archiver.facts import PortalFile
from archiver.flow import article_from_page
from archiver.models import Article, Capture, Page
from archiver.portal import Portal, load_platforms

HOME = "http://huyen.example.vn"
TITLE = "Hội nghị sơ kết sáu tháng đầu năm"
LEAD = "Sáng 12/6/2017, Huyện ủy Ví Dụ mở hội nghị sơ kết công tác xây dựng Đảng."
TEXT = "<p>Các đại biểu thảo luận về nâng cao chất lượng sinh hoạt chi bộ ở cơ sở.</p>" * 3


def read(between: str, behind: str = "") -> Article:
    portal = Portal("h", PortalFile(name="H", home=f"{HOME}/", platform="mojoportal"), load_platforms())
    body = (
        "<html><body><div class='menu'><p>Cổng thông tin Huyện ủy, tiếng nói của nhân dân.</p></div>"
        f"<div><h2 class='articletitle'>{TITLE}</h2><span class='post-date-article'>"
        f"Ngày đăng: 16/12/2017 | Đã xem 61</span>{between}<div id='article_text'>{TEXT}</div>{behind}</div>"
        "</body>"
    )
    page = Page(
        url=f"{HOME}/Article/ViewDetail.aspx?itemid=7",
        body=body.encode(),
        content_type="text/html; charset=utf-8",
        capture=Capture(source="file", fetched_at=None),
    )
    found = article_from_page(page, portal)
    assert isinstance(found, Article)
    return found


@pytest.mark.parametrize(
    "markup",
    ["<div class='tom'><strong>{}</strong></div>", "<div><div class='x'>Cỡ chữ: A A</div><p>{}</p></div>"],
)
def test_running_text_above_the_body_is_the_lead(markup: str) -> None:
    found = read(markup.format(LEAD))
    assert (found.lead, str(found.published_date), found.view_count) == (LEAD, "2017-12-16", 61)
    assert found.extractor.layout is not None


@pytest.mark.parametrize(
    "markup",
    [
        "",
        "<p><a href='/khac'>Toàn huyện ra quân làm sạch đường làng ngõ xóm trong dịp hè.</a></p>",
        "<p>Lượt xem: 61 - Người đăng: Quản trị, ngày đăng 16/12/2017.</p>",
        "<div class='lien-quan'><p>Toàn huyện ra quân làm sạch đường làng ngõ xóm trong dịp hè.</p></div>",
        "<p>https://phuong.example/Default.aspx?tabid=7&ArticleId=1207&language=vi-VN&mid=431</p>",
        "<p>Đăng bởi Quản trị vào ngày 16 tháng 12 năm 2017.Đăng trong chuyên mục Xây dựng Đảng.</p>",
        "<p>Đăng ngày 16 Tháng 12 2017 bởi Ban Biên tập. Chuyên mục Xây dựng Đảng.</p>",
    ],
    ids=["nothing", "a link", "metadata", "related", "an address", "who and when", "when and who"],
)
def test_what_is_no_running_text_is_no_lead(markup: str) -> None:
    assert read(markup).lead is None


def test_summary_inside_the_body_is_the_lead_where_it_calls_itself_so_above_more_text() -> None:
    found = undated("", text=f"<div><div class='sapo'><b>{LEAD}</b></div>{TEXT}</div>")
    assert (found.lead, found.body.startswith("Các đại biểu"), LEAD in found.body) == (LEAD, True, False)
    alone = undated("", text=f"<div class='summary'>{TEXT}</div>")
    assert (alone.lead, alone.body.startswith("Các đại biểu")) == (None, True)


def test_title_printed_again_above_the_lead_is_no_part_of_it() -> None:
    assert read(f"<h2>{TITLE.upper()}</h2><p>{LEAD}</p>").lead == LEAD
    assert read(f"<h2>{TITLE}</h2>").lead is None


@pytest.mark.parametrize(
    "behind",
    [
        "<div><p>Tác giả: Hồng Hạnh</p><p>Nguồn: Báo Nhân Dân</p></div>",
        "<dl><dt>Tác giả</dt><dd>Hồng Hạnh</dd><dt>Nguồn</dt><dd>Báo Nhân Dân</dd></dl>",
    ],
    ids=["with colons", "in columns"],
)
def test_names_behind_the_body_are_read_by_their_labels(behind: str) -> None:
    found = read("", behind)
    assert (found.authors, found.source, found.view_count) == (("Hồng Hạnh",), "Báo Nhân Dân", 61)


@pytest.mark.parametrize(
    ("words", "source"),
    [("Báo Nhân Dân", "Báo Nhân Dân"), ("dangcongsan.vn", "dangcongsan.vn"), ("TTXVN", "TTXVN"),
     ("Hồng Hạnh", None), ("Chia sẻ bài viết này với bạn bè", None)],
)  # fmt: skip
def test_element_for_the_source_straight_behind_the_body_holds_it(words: str, source: str | None) -> None:
    behind = f"<p class='source'><strong>{words}</strong></p>"
    assert read("", behind).source == source


def test_names_of_other_articles_behind_the_body_are_left_out() -> None:
    others = "<h3>Tin liên quan</h3><p>Tác giả: Minh Tuấn</p><p>Nguồn: Báo Ví Dụ</p>"
    found = read("", others)
    assert (found.authors, found.source) == ((), None)


def test_summary_that_is_hidden_above_the_one_shown_is_not_read_twice() -> None:
    assert read(f"<span class='hidden d-none'>{LEAD}</span><p>{LEAD}</p>").lead == LEAD


def test_poster_and_author_between_title_and_body_are_read_by_their_labels() -> None:
    found = read("<div><span>Người đăng: <b>quantri</b></span></div><p>Tác giả: Hồng Hạnh</p>")
    assert (found.poster, found.authors) == ("quantri", ("Hồng Hạnh",))
    assert read("<p>Hồng Hạnh</p>").authors == ()


def test_origin_stands_behind_the_files_of_an_article() -> None:
    files = "<div><h3>File đính kèm</h3><a href='/uploads/ke-hoach.pdf'>ke-hoach.pdf</a></div>"
    assert read("", f"{files}<p>Nguồn: Báo Nhân Dân</p>").source == "Báo Nhân Dân"


def undated(row: str, title: str = TITLE, text: str = TEXT) -> Article:
    """Return an article whose rules find neither day nor views, with a row of metadata below its title."""
    page = (
        "<html><head><meta name='generator' content='WordPress 4.9'></head><body class='single'>"
        f"<article class='post'><header><h1 class='entry-title'>{title}</h1>{row}</header>"
        f"<div class='entry-content'>{text}</div></article></body>"
    )
    url = f"{HOME}/hoi-nghi-so-ket-sau-thang-dau-nam/"
    portal = Portal("h", PortalFile(name="H", home=f"{HOME}/", platform="wordpress"), load_platforms())
    found = article_from_page(
        Page(url=url, body=page.encode(), content_type="text/html; charset=utf-8",
             capture=Capture(source="file", fetched_at=None)),
        portal,
    )  # fmt: skip
    assert isinstance(found, Article)
    return found


def test_day_and_views_are_read_from_a_row_of_links() -> None:
    row = "<p><a href='/2017/10/'>7 Tháng 10, 2017</a> <span><a href='/author/x'>Ban Biên tập</a></span></p>"
    found = undated(f"{row[:-4]} <span>Lượt xem: 1.632</span></p>")
    assert (str(found.published_date), found.view_count) == ("2017-10-07", 1632)


def test_day_behind_the_title_in_its_heading_is_the_article_s() -> None:
    found = undated("", f"{TITLE} <small>(24/08/2015 16:14)</small>")
    assert (found.title, found.published_raw) == (TITLE, "24/08/2015 16:14")


@pytest.mark.parametrize("text", ["{told}{text}", "{text}<p>Thanh Tùng</p>{told}"])
def test_day_in_the_first_or_last_line_of_a_body_is_read_without_a_second_look_at_the_page(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("archiver.extract.read.fields_in_general", lambda _: pytest.fail("looked twice"))
    told = "<p>Cập nhật lúc: 10:38 ngày 24/12/2016</p>"
    found = undated("", text=text.format(told=told, text=TEXT))
    assert (found.published_raw, "Cập nhật" in found.body) == ("10:38 ngày 24/12/2016", False)
