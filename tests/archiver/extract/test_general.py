"""Pages of no known platform: labels near the title are read, and what fools such reading is not."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archiver.flow import article_from_page
from archiver.models import Article, Capture, NotAnArticle, Outcome, Page, Withdrawn
from archiver.portal import portal_for_url
from tests.eval.samples import Sample, samples, without_platform
from tests.eval.scoring import Score, mean

TITLE = "Hội nghị sơ kết công tác xây dựng Đảng sáu tháng đầu năm"
TEXT = (
    "<p>Sáng 12/6, các đại biểu thảo luận về nâng cao chất lượng sinh hoạt chi bộ ở cơ sở.</p>"
    "<p>Báo cáo nêu rõ 48 đảng viên mới được kết nạp, đạt 61,5% chỉ tiêu; "
    "ngày ban hành nghị quyết là 01/02/2017.</p>"
    "<p>Kết luận hội nghị, đồng chí chủ trì đề nghị các cấp ủy bám sát cơ sở hơn nữa./.</p>"
)
CLOCK = '<div class="top">Thứ 2, 18/11/2024, 06:37[GMT+7]</div>'
ASIDE = (
    "<div class='cot-phai'><h3>Tin nổi bật</h3><ul><li><a href='/b'>Khánh thành nhà văn hóa thôn Bình An</a> "
    "(28/06/2024) Lượt xem: 954</li></ul><p>Đang truy cập: 17</p><p>Số lượng truy cập: 3.905.112</p></div>"
)
METADATA = {
    "one line": "<p>Ngày đăng: 16/12/2017 08:30 | Lượt xem: 1.632 | Người đăng: Quản trị</p>",
    "spans": "<div><span>Người đăng: <b>Quản trị</b></span><span>Ngày đăng: <b>16/12/2017 08:30</b></span>"
    "<span>Lượt xem: <b>1.632</b></span></div>",
    "list": "<ul class='thong-tin'><li>16/12/2017 08:30</li><li>1,632 lượt xem</li>"
    "<li>Người đăng: Quản trị</li></ul>",
    "table": "<table><tr><td>Ngày đăng:</td><td>16/12/2017 08:30</td></tr>"
    "<tr><td>Số lượt xem:</td><td>1632</td></tr>"
    "<tr><td>Người đăng:</td><td>Quản trị</td></tr></table>",
    "english": "<p>Author: Quản trị</p><p>Publish date: 16/12/2017 08:30</p><p>View count: 1632</p>",
    "eye": "<div><span>Người đăng: Quản trị</span> <span>16/12/2017 08:30</span> "
    "<i class='fa fa-eye'></i> 1.632</div>",
}


def page(body: str, head: str = f"<title>{TITLE} - Huyện ủy Ví Dụ</title>") -> Page:
    return Page(
        url="http://la.example.vn/tin/bai-12",
        body=f"<!doctype html><html><head>{head}</head><body>{body}</body></html>".encode(),
        content_type="text/html; charset=utf-8",
        capture=Capture(source="file", fetched_at=dt.datetime(2024, 11, 17, 23, 37, tzinfo=dt.UTC)),
    )


def read(body: str, head: str = f"<title>{TITLE} - Huyện ủy Ví Dụ</title>") -> Outcome:
    return article_from_page(page(body, head), without_platform("http://la.example.vn/"))


def article(body: str, head: str = f"<title>{TITLE} - Huyện ủy Ví Dụ</title>") -> Article:
    found = read(body, head)
    assert isinstance(found, Article)
    return found


@pytest.mark.parametrize("metadata", METADATA.values(), ids=METADATA)
@pytest.mark.parametrize("above", [False, True], ids=["below the title", "above the title"])
def test_labels_are_read_in_any_markup_on_either_side_of_the_title(metadata: str, above: bool) -> None:
    heading = f"<h2>{TITLE}</h2>"
    parts = (metadata, heading) if above else (heading, metadata)
    found = article(f"{CLOCK}<div class='chinh'>{''.join(parts)}<div class='x'>{TEXT}</div></div>{ASIDE}")
    assert found.title == TITLE
    assert str(found.published_at) == "2017-12-16 08:30:00+07:00"
    assert found.body.startswith("Sáng 12/6")
    assert found.body.endswith("./.")
    assert not found.extractor.fallback
    if not above:
        assert found.view_count == 1632
        assert found.poster == "Quản trị"


def test_clock_counter_related_items_and_text_give_no_date_and_no_views() -> None:
    found = article(
        f"{CLOCK}<div><h1>{TITLE}</h1><p>Người đăng: Quản trị</p><div>{TEXT}</div>"
        f"<div><h3>Tin liên quan</h3><p>Ngày đăng: 01/01/2016, Lượt xem: 12</p></div></div>{ASIDE}"
    )
    assert found.published_date is None
    assert found.view_count is None
    assert "Tin liên quan" not in found.body


def test_day_of_a_document_is_not_the_publication() -> None:
    found = article(
        f"<div><h1>{TITLE}</h1><p>Ngày ban hành: 01/02/2015</p><p>Ngày đăng: 16/12/2017</p>"
        f"<div>{TEXT}</div></div>"
    )
    assert str(found.published_date) == "2017-12-16"


def test_title_that_the_page_only_states_is_taken() -> None:
    head = f"<title>Huyện ủy Ví Dụ</title><meta property='og:title' content='{TITLE}'>"
    found = article(f"<h1>Huyện ủy Ví Dụ</h1><div><p>Ngày đăng: 16/12/2017</p><div>{TEXT}</div></div>", head)
    assert found.title == TITLE
    assert str(found.published_date) == "2017-12-16"


def test_text_beside_the_title_without_an_element_of_its_own_is_the_body() -> None:
    text = TEXT.replace("<p>", "").replace("</p>", "<br><br>")
    found = article(f"<div><h1>{TITLE}</h1>Ngày đăng: 16/12/2017<br>{text}</div>")
    assert found.body.split("\n\n")[0].startswith("Sáng 12/6")
    assert len(found.body.split("\n\n")) == 3


def test_tables_and_captions_of_the_text_are_kept() -> None:
    table = "<table><tr><td>TT</td><td>Đơn vị</td></tr><tr><td>1</td><td>Phường Hòa Bắc</td></tr></table>"
    picture = "<p><img src='/a.jpg'></p><p style='text-align:center'>Quang cảnh hội nghị</p>"
    found = article(f"<div><h1>{TITLE}</h1><p>16/12/2017</p><div>{picture}{TEXT}{table}</div></div>")
    assert "TT\tĐơn vị\n1\tPhường Hòa Bắc" in found.body
    assert found.images[0].caption == "Quang cảnh hội nghị"
    assert "Quang cảnh" not in found.body


def test_file_without_text_is_a_document() -> None:
    found = article(
        f"<div><div><h1>{TITLE}</h1><p>Ngày đăng: 16/12/2017</p></div><a href='/f/kh.pdf'>Tải về</a></div>"
    )
    assert found.kind == "document"
    assert found.attachments[0].url.endswith("/f/kh.pdf")


def test_title_and_metadata_in_one_line_are_told_apart() -> None:
    line = f"<div class='bt'><span>{TITLE}</span> <span>(16/12/2017)</span> <span>(490 lượt xem)</span></div>"
    found = article(f"{CLOCK}<div class='chinh'>{line}<div class='x'>{TEXT}</div></div>{ASIDE}")
    assert (found.title, str(found.published_date), found.view_count) == (TITLE, "2017-12-16", 490)


def test_metadata_in_a_box_behind_the_text_is_found() -> None:
    box = "<div class='hop'><h5>Thông tin bài viết</h5><p>Ngày đăng: 16/12/2017</p><p>Lượt xem: 73</p></div>"
    text = f"<div class='col-8'><p class='td'>{TITLE}</p><div class='x'>{TEXT}</div></div>"
    found = article(f"{CLOCK}<div class='row'>{text}<div class='col-4'>{box}</div></div>{ASIDE}")
    assert (str(found.published_date), found.view_count) == ("2017-12-16", 73)


def test_parts_of_a_line_without_spaces_between_them_are_read_apart() -> None:
    parts = ("18:12, 29/11/2019", "4 phút đọc", "5.260 lượt xem", "1 bình luận")
    line = "".join(f"<span>{part}</span>" for part in parts)
    found = article(f"{CLOCK}<h1>{TITLE}</h1><div>{line}</div><div class='x'>{TEXT}</div>{ASIDE}")
    assert (str(found.published_at), found.view_count) == ("2019-11-29 18:12:00+07:00", 5260)


def test_date_that_cannot_be_known_leaves_an_article_without_one() -> None:
    found = article(f"<div>02/03/2015 3:24:50 PM GMT+7</div><h1>{TITLE}</h1><div class='x'>{TEXT}</div>")
    assert found.published_date is None
    assert "date-ambiguous" in found.problems


def test_views_alone_above_the_title_are_found() -> None:
    found = article(f"<div><p>Lượt xem: 122</p><h4>{TITLE}</h4><p>22/11/2019</p><div>{TEXT}</div></div>")
    assert (str(found.published_date), found.view_count) == ("2019-11-22", 122)


def test_title_and_date_at_the_head_of_the_text_leave_it() -> None:
    text = TEXT.replace("<p>", "").replace("</p>", "<br><br>")
    found = article(f"<table><tr><td><b>{TITLE}</b><br>(12/05/2020)<br><br>{text}</td></tr></table>")
    assert found.body.startswith("Sáng 12/6")


def test_file_below_lead_and_metadata_is_a_document() -> None:
    top = f"<div><div class='tt'>Lượt xem: 51 | Gửi lúc: 04/01/2023 05:50:55</div><h1>{TITLE}</h1>"
    found = article(f"{CLOCK}{top}<p>File đính kèm: <a href='/f/kh.pdf'>Tải về kh.pdf</a></p></div>")
    assert (found.kind, found.view_count, str(found.published_date)) == ("document", 51, "2023-01-04")


def test_cells_above_a_file_hold_labels_and_values() -> None:
    cells = ("Ngày đăng:", "16/12/2017", "Lượt xem:", "437", "Người đăng:", "Quản trị")
    table = f"<table><tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr></table>"
    found = article(f"{CLOCK}<div><h1>{TITLE}</h1>{table}<p><a href='/f/kh.pdf'>kh.pdf</a></p></div>")
    assert (found.kind, found.view_count, found.poster) == ("document", 437, "Quản trị")


def test_number_before_its_label_in_cells_is_the_count_and_comments_do_not_end_the_text() -> None:
    cells = ("16/12/2017 08:30", "1.632", "lượt xem", "0", "bình luận")
    row = "".join(f"<td>{cell}</td>" for cell in cells)
    lead = "<h2 class='lead'>Sáng 12/6, các đại biểu thảo luận về nâng cao chất lượng sinh hoạt chi bộ.</h2>"
    found = article(f"<h4>{TITLE}</h4><table><tr>{row}</tr></table>{lead}<div class='fck'>{TEXT}</div>")
    assert (found.title, found.view_count, found.kind) == (TITLE, 1632, "article")
    assert found.lead == "Sáng 12/6, các đại biểu thảo luận về nâng cao chất lượng sinh hoạt chi bộ."
    assert found.body.startswith(
        "Sáng 12/6, các đại biểu thảo luận về nâng cao chất lượng sinh hoạt chi bộ ở"
    )


def test_heading_of_a_person_and_a_moment_begins_the_comments() -> None:
    head = "<h4>Lê Văn Nam <small>2018-01-02 08:30:15</small></h4>"
    told = f"<div class='media-body'>{head}Bài viết rất hay.</div>"
    found = article(f"<div><h1>{TITLE}</h1><p>16/12/2017 08:30</p><div>{TEXT}</div><hr>{told}</div>")
    assert "Lê Văn Nam" not in found.body
    assert "rất hay" not in found.body


def test_account_straight_above_the_title_of_a_page_without_a_day_posted_it() -> None:
    posted = "<div class='tren'><a href='#'><i class='fa fa-user'></i> Đăng bởi Lê Văn Nam </a></div>"
    found = article(f"<div>{posted}<h3>{TITLE}</h3><div class='noi-dung'>{TEXT * 4}</div></div>")
    assert (found.poster, found.published_date) == ("Lê Văn Nam", None)


def test_heading_between_keeps_the_account_of_another_article_from_the_title() -> None:
    other = "<h3>Khánh thành nhà văn hóa thôn Bình An</h3><p>Đăng bởi Lê Văn Nam</p><h4>Tin mới</h4>"
    found = article(f"<div>{other}<h1>{TITLE}</h1><p>16/12/2017</p><div class='noi-dung'>{TEXT}</div></div>")
    assert found.poster is None


def test_sentence_in_a_heading_is_no_title_where_the_page_states_another() -> None:
    sentence = "Sáng 12/6, các đại biểu thảo luận về nâng cao chất lượng sinh hoạt chi bộ ở cơ sở."
    found = read(f"<h2>{sentence}</h2><p>Ngày đăng: 16/12/2017</p><div>{TEXT}</div>")
    assert not isinstance(found, Article) or found.title != sentence


@pytest.mark.parametrize("name", ["widget-content", "content-sidebar-left", "comment-main", "menu-content"])
def test_text_in_an_element_named_as_if_beside_the_article_is_its_text(name: str) -> None:
    found = article(
        f"<h3>{TITLE}</h3><p>16/12/2017 08:30 | Số lượt xem: 1.632</p><div class='{name}'>{TEXT}</div>{ASIDE}"
    )
    assert found.body.endswith("bám sát cơ sở hơn nữa./.")
    assert (found.view_count, str(found.published_date)) == (1632, "2017-12-16")


@pytest.mark.parametrize(
    ("start", "end"),
    [("<article>", "</article>"), ("<div class='chi-tiet'>", "</div>")],
    ids=["tag", "class"],
)
def test_footer_of_the_article_tells_its_poster_and_that_of_the_page_nothing(start: str, end: str) -> None:
    own = "<footer class='thong-tin'><span>Người đăng: Quản trị</span><p>Chia sẻ với bạn bè</p></footer>"
    found = article(
        f"{CLOCK}{start}<h1>{TITLE}</h1><p>16/12/2017</p><div>{TEXT}</div>{own}{end}{ASIDE}"
        "<footer class='chan-trang'><p>Nguồn: Huyện ủy Ví Dụ</p></footer>"
    )
    assert (found.poster, found.source) == ("Quản trị", None)
    assert found.body.endswith("bám sát cơ sở hơn nữa./.")


@pytest.mark.parametrize(
    "markup",
    [
        "<p><font size='4' color='#FF0000'><b>{}</b></font><br><font size='1'>{}</font></p>",
        "<div><span style='font-size:18pt'>{}</span><br>{}</div>",
        "<p><strong>{}</strong></p><p>{}</p>",
    ],
)
def test_emphasised_line_beside_its_date_is_a_title_that_no_markup_names(markup: str) -> None:
    line = "(Ngày đăng: 16/12/2017 2:32:28 CH - Đã xem: 584)"
    text = TEXT.replace("<p>", "<p align=justify>").replace("</p>", "\n\n")
    found = article(
        f"<table><tr><td width=200>{ASIDE}</td><td>{markup.format(TITLE, line)}{text}</td></tr></table>",
        "<title>Huyện ủy Ví Dụ</title>",
    )
    assert (found.title, found.view_count) == (TITLE, 584)
    assert str(found.published_at) == "2017-12-16 14:32:28+07:00"
    assert found.body.startswith("Sáng 12/6")
    assert found.body.endswith("./.")


LONG = "".join(
    f"<p>Tại thôn {number}, các đại biểu nghe báo cáo về phong trào trồng cây và bàn cách làm năm tới.</p>"
    for number in range(1, 11)
)


def test_long_text_below_the_title_of_the_page_is_an_article_without_date() -> None:
    found = article(f"{CLOCK}<div><h1>{TITLE}</h1><div class='n'>{LONG}</div></div>{ASIDE}")
    assert (found.title, found.published_date, found.view_count) == (TITLE, None, None)
    assert "no-date" in found.problems


@pytest.mark.parametrize(
    ("title", "text", "head"),
    [
        ("Giới thiệu chung", LONG, "Giới thiệu chung"),
        (TITLE, TEXT, TITLE),
        (TITLE, LONG, "Huyện ủy Ví Dụ"),
        (TITLE, LONG.replace("<p>", "<p><a href='/x'>").replace("</p>", "</a></p>"), TITLE),
    ],
    ids=["a page of the menu", "a short text", "the title is not the page's", "links"],
)
def test_what_tells_nothing_of_an_article_is_none(title: str, text: str, head: str) -> None:
    found = read(f"{CLOCK}<div><h1>{title}</h1><div class='n'>{text}</div></div>", f"<title>{head}</title>")
    assert not isinstance(found, Article)


LEAD = "Sáng 12/6/2017, Huyện ủy Ví Dụ mở hội nghị sơ kết công tác xây dựng Đảng."


@pytest.mark.parametrize(
    "markup", ["<div class='td'>{}</div>", "<h2 class='sp'>{}</h2>", "<div class='g3'><em>{}</em></div>",
               "<p><b>{}</b>", "<blockquote>{}</blockquote>", "<div class='khung'><p><b>{}</b></p></div>"]
)  # fmt: skip
def test_running_text_between_metadata_and_body_is_the_lead(markup: str) -> None:
    found = article(
        f"{CLOCK}<div class='bai'><h1>{TITLE}</h1><div>Ngày đăng: 16/12/2017</div>{markup.format(LEAD)}"
        f"<div class='nd'>{TEXT}</div></div>{ASIDE}"
    )
    assert found.lead == LEAD
    assert found.body.startswith("Sáng 12/6, các đại biểu")
    assert str(found.published_date) == "2017-12-16"


def test_sidebar_alone_below_a_heading_is_no_article() -> None:
    assert not isinstance(read(f"<h1>{TITLE}</h1><p>Ngày đăng: 16/12/2017</p>{ASIDE}"), Article)


def test_leaf_of_a_calendar_is_the_date() -> None:
    leaf = "<div class='lich'><span>16</span><span>Tháng 12</span><span>2017</span></div>"
    found = article(f"{leaf}<h1>{TITLE}</h1><div>Số lượt xem: 1.632</div><div>{TEXT}</div>")
    assert (str(found.published_date), found.published_at) == ("2017-12-16", None)


def test_day_of_the_last_change_behind_the_text_is_none_of_it() -> None:
    last = "<div>Lần cập nhật cuối ( Thứ bảy, 16 Tháng 12 2017 08:30 )</div>"
    found = article(f"<h1>{TITLE}</h1><p>Ngày đăng: 15/12/2017</p><div>{TEXT}{last}</div>")
    assert found.body.endswith("hơn nữa./.")
    assert str(found.published_date) == "2017-12-15"


def test_list_of_articles_is_no_article() -> None:
    item = f"<div><h3><a href='/a'>{TITLE}</a></h3><p>Ngày đăng: 16/12/2017</p>{TEXT[:90]}...</p></div>"
    assert isinstance(read(f"<h1>Tin tức</h1><div>{item * 4}</div>", "<title>Tin tức</title>"), NotAnArticle)


def test_page_that_says_that_nothing_is_there_is_a_withdrawn_article() -> None:
    assert isinstance(read(f"<h1>Không tìm thấy trang</h1>{TEXT}{ASIDE}", "<title>404</title>"), Withdrawn)


@pytest.fixture(scope="module")
def made() -> list[Sample]:
    counts: Counter[str] = Counter()
    found = []
    for sample in samples():
        counts[sample.platform] += 1
        if counts[sample.platform] <= 30:
            found.append(sample)
    return found


def test_pages_whose_platform_is_taken_away_read_nearly_the_same(made: list[Sample]) -> None:
    score = Score()
    for sample in made:
        score.add(sample, "unknown")
    assert score.share("title", "published_date", "published_at", "view_count") >= 0.97
    assert not score.wrong["title"] + score.wrong["published_date"] + score.wrong["view_count"]
    assert mean(score.f1) >= 0.985
    assert mean(score.precision) >= 0.995


@settings(max_examples=60)
@given(st.text(alphabet="<>/=\"'&;#a1 :|.divphtmlờ\n", max_size=300))
def test_no_markup_makes_it_fail(markup: str) -> None:
    read(f"<h1>{TITLE}</h1>{markup}{TEXT}")
    read(markup)


ENGLISH = "".join(
    f"<p>The council met on day {day} and agreed to repair the old bridge before the rains begin.</p>"
    for day in range(1, 6)
)


def test_kept_page_of_no_portal_in_another_language_is_read_without_labels() -> None:
    text = f"<h1>Council agrees to repair the bridge</h1><article>{ENGLISH}</article>"
    kept = page(text, "<title>Council agrees to repair the bridge</title>")
    found = article_from_page(kept, portal_for_url(kept.url, {}, {}))
    assert isinstance(found, Article)
    assert found.extractor.fallback
    assert found.body.startswith("The council met on day 1")
    assert isinstance(article_from_page(kept, without_platform(kept.url)), NotAnArticle)
