"""What portals of their own making print round an article: summaries, comments, tools, pagers."""

from __future__ import annotations

import datetime as dt

import pytest

from archiver.boilerplate import is_boilerplate
from archiver.extract.pagers import is_page_of
from archiver.models import Article
from tests.archiver.extract.test_general import TEXT, TITLE, article, read

SHORT_TEXT = "<p>Sáng 12/6, các đại biểu thảo luận về nâng cao chất lượng sinh hoạt chi bộ ở cơ sở.</p>"
DATED = "<p>Ngày đăng: 16/12/2017</p>"


def test_long_summary_is_not_taken_for_a_shorter_text_below_it() -> None:
    lead = "Bà con trong thôn cho biết trước đây con đường này lầy lội. " * 4
    body = f"<div class='detail-content'>{SHORT_TEXT}</div>"
    found = article(f"<div><h1>{TITLE}</h1>{DATED}<div class='detail-sapo'>{lead}</div>{body}</div>")
    assert found.lead == lead.strip()
    assert found.body.startswith("Sáng 12/6")


@pytest.mark.parametrize(
    "heading", ["3 bình luận", "Ý kiến của bạn (3)", "Bình luận (0)", "Ý kiến bạn đọc", "Để lại bình luận"]
)
def test_comments_begin_at_their_heading_whatever_their_number(heading: str) -> None:
    comment = "<div><b>Nguyễn Văn Bình</b> 15/4/2018 14:49<p>Bài viết xúc động quá, cảm ơn tác giả.</p></div>"
    found = read(f"<div><h1>{TITLE}</h1>{DATED}{TEXT}<h3>{heading}</h3>{comment * 3}</div>")
    assert isinstance(found, Article)
    assert "xúc động" not in found.body


@pytest.mark.parametrize(
    ("line", "is_one"),
    [
        ("Nghe nội dung bài viết", True),
        ("Bài viết có hữu ích với bạn không?", True),
        ("Bạn thấy bài viết này thế nào?", True),
        ("Bạn thấy bài viết này thế nào thì cứ nói", False),
        ("Thông tin này có hữu ích đối với bạn không?", True),
        ("Đánh giá bài viết: ★★★★★ (5/5, 12 lượt đánh giá)", True),
        ("Nghe nội dung báo cáo, các đại biểu thảo luận", False),
        ("Bài viết có hữu ích với bạn đọc", False),
        ("Đánh giá bài viết: tốt", False),
        ("★★★★☆ (4,2/5 - 15 đánh giá)", True),
        ("★ ★ ★ ☆ ☆", True),
        ("★ Những điểm mới của nghị quyết", False),
    ],
)
def test_tools_for_hearing_and_rating_are_none_of_the_text(line: str, is_one: bool) -> None:
    assert is_boilerplate(line) is is_one


@pytest.mark.parametrize(
    ("url", "is_page"),
    [
        ("http://p.vn/index.php?cat=5&mod=news&trang=3", True),
        ("http://p.vn/index.php?cat=5&mod=news", True),
        ("http://p.vn/index.php?act=view&id=4795&mod=news", False),
        ("http://p.vn/index.php?cat=5&id=4795&mod=news", False),
    ],
)
def test_pager_s_link_keeps_the_section_that_the_page_names(url: str, is_page: bool) -> None:
    assert is_page_of(url, "http://p.vn/index.php?cat=5&mod=news&trang=2") is is_page


OTHERS = "".join(
    f'<img src="/cham.gif"> <a href="/tin.asp?id={at}">{title}</a> ({at}/6/2005)<br>'
    for at, title in enumerate(
        ("Nông dân vùng lũ khôi phục sản xuất", "Trao nhà tình nghĩa cho người có công", "Tập huấn ở cơ sở"),
        1,
    )
)


def test_one_cell_with_section_title_text_and_other_articles_is_read_as_its_article() -> None:
    """As pages of tables print it, parted by breaks and rules alone."""
    head = f"<font size=2><b>Tin từ cơ sở</b></font><hr><font size=3><b>{TITLE}</b></font><br>"
    day = "<font size=1>(Ngày 21/05/2005)</font><br><br>"
    name = "<p align=right><b>Trần Thu Lan</b></p>"
    cell = f"<td>{head}{day}{TEXT}{name}<hr><b>Các tin khác:</b><br>{OTHERS}</td>"
    found = article(f"<table><tr>{cell}</tr></table>", "<title>Trang tin Huyện ủy Ví Dụ</title>")
    assert (found.title, found.authors) == (TITLE, ("Trần Thu Lan",))
    assert found.published_date == dt.date(2005, 5, 21)
    assert found.body.startswith("Sáng 12/6")
    assert found.body.endswith("./.")


def test_lines_amid_the_text_are_kept_whatever_stands_in_its_element() -> None:
    text = f"{TEXT}Một dòng không có phần tử riêng của nó<br>{TEXT}"
    found = article(f"<div><h1>{TITLE}</h1>{DATED}<div>{text}<b>Các tin khác</b><br>{OTHERS}</div></div>")
    assert "Một dòng không có phần tử riêng của nó" in found.body
    assert "Các tin khác" not in found.body


def test_labelled_day_in_an_element_called_caption_is_no_words_for_a_picture() -> None:
    """As Vuetify calls small grey type."""
    days = "Ngày xuất bản: 10/09/2015 | Cập nhật lần cuối: 12/09/2015"
    told = f'<div class="caption">Tác giả: Thủy Thảo | {days}</div>'
    picture = '<figure><img src="/a.jpg"><figcaption>Vườn bưởi vào vụ thu hoạch</figcaption></figure>'
    found = article(f"<div><h1>{TITLE}</h1>{told}<div class='ck'>{TEXT}{picture}</div></div>")
    assert (found.published_date, found.authors) == (dt.date(2015, 9, 10), ("Thủy Thảo",))


def test_count_with_its_label_ends_where_the_next_part_begins() -> None:
    told = "<div><span>18/06/2015 02:44:41 PM</span><span>99 lượt xem</span><span>Aa</span></div>"
    assert article(f"<div><h1>{TITLE}</h1>{told}{TEXT}</div>").view_count == 99


def test_account_behind_by_is_the_poster_though_it_stands_in_a_part_of_its_own() -> None:
    told = "<p>Đăng lúc: <span>16/12/2017 08:30</span> bởi <span>quantri</span> · 55 lượt xem</p>"
    found = article(f"<div><h1>{TITLE}</h1>{told}{TEXT}</div>")
    assert (found.poster, found.view_count) == ("quantri", 55)


def test_tags_behind_the_text_are_no_text() -> None:
    tags = '<p>Thẻ: <a href="/the/luat">luật</a>, <a href="/the/phap-luat">pháp luật</a></p>'
    assert article(f"<div><h1>{TITLE}</h1>{DATED}{TEXT}{tags}</div>").body.endswith("./.")


FIRST, REST = TEXT.split("</p>", maxsplit=1)
BOX = (
    '<div class="khung"><strong>Tin liên quan:</strong><ul><li><a href="/tin/bai-7">Khánh thành nhà văn hóa'
    ' thôn Bình An</a></li><li><a href="/tin/bai-8">Nông dân vùng lũ khôi phục sản xuất</a></li></ul></div>'
)
GOES_ON = {
    "list": "<ul><li>Bước 1: Nhập mã định danh.</li><li>Bước 2: Chọn trường theo tuyến</li></ul>",
    "table": "<p>Kết quả một số tiêu chí:</p><table><tr><td>Thu nhập</td><td>68,5</td></tr></table>",
}


@pytest.mark.parametrize("more", GOES_ON.values(), ids=GOES_ON)
def test_list_or_table_straight_below_a_box_of_other_articles_is_text_where_text_follows(more: str) -> None:
    body = article(f"<div><h1>{TITLE}</h1>{DATED}<div>{FIRST}</p>{BOX}{more}{REST}</div></div>").body
    assert "Khánh thành" not in body
    assert "Bước 2: Chọn trường" in body or "Kết quả một số tiêu chí:" in body
    assert body.endswith("./.")


def test_what_stands_below_a_box_of_other_articles_at_the_end_is_no_text() -> None:
    more = "<p>Đường dây nóng của tòa soạn</p><ul><li>Gửi bài</li></ul>"
    body = article(f"<div><h1>{TITLE}</h1>{DATED}<div>{TEXT}{BOX}{more}</div></div>").body
    assert body.endswith("./.")


@pytest.mark.parametrize(
    ("url", "own", "is_page"),
    [
        ("http://p.vn/tin?page=2&size=10", "http://p.vn/tin", True),
        ("http://p.vn/tin?page=3&size=10", "http://p.vn/tin?page=2&size=10", True),
        ("http://p.vn/tin?page=1&size=20", "http://p.vn/tin", False),
        ("http://p.vn/tin?page=2&size=20", "http://p.vn/tin?page=2&size=10", False),
        ("http://p.vn/tin?page=2&sort=1", "http://p.vn/tin", False),
        ("http://p.vn/tin/hoat-dong.36/2", "http://p.vn/tin/hoat-dong.36", True),
        ("http://p.vn/tin/hoat-dong.36/2", "http://p.vn/tin/hoat-dong.37", False),
    ],
)
def test_pages_of_a_list_may_tell_its_size_and_stand_below_an_address_with_a_number(
    url: str, own: str, is_page: bool
) -> None:
    assert is_page_of(url, own) is is_page


def test_bar_with_links_above_a_clock_is_no_headline() -> None:
    """On a page that states no title, whose headline only its place tells."""
    links = '<a href="/dang-nhap">Đăng nhập</a> | <a href="/rss">RSS</a>'
    bar = f'<div class="bar">Xin chào, Khách đến thăm {links}</div>'
    clock = '<div class="gio">Thứ hai, 18/11/2024, 14:22:10</div>'
    told = f'<div class="x1">{TITLE}</div><div class="x2">Ngày đăng : 16/12/2017</div><div>{TEXT}</div>'
    found = article(f"<div>{bar}{clock}<div>{told}</div></div>", "<title>Huyện ủy Ví Dụ</title>")
    assert (found.title, found.published_date) == (TITLE, dt.date(2017, 12, 16))


def test_clock_is_no_title() -> None:
    """On a page that has no other but the name of a section that the menu leads to."""
    bar = '<a href="/dang-nhap">Đăng nhập</a> | <a href="/rss">RSS</a>'
    clock = "<span>Thứ hai, 18/11/2024, 06:22:10</span>"
    clocks = f"<div><span>Xin chào, Khách</span> {bar} {clock}</div><div>Thứ hai, 18/11/2024</div>"
    names = ("Trang chủ", "Giới thiệu chung", "Kinh tế", "Văn hóa - Xã hội", "Hỏi đáp")
    menu = "".join(f'<a href="/muc-{at}">{name}</a>' for at, name in enumerate(names))
    head = "<title>Giới thiệu chung - Huyện ủy Ví Dụ</title>"
    found = read(f"{clocks}<div>{menu}</div><div><h1>Giới thiệu chung</h1>{TEXT}</div>", head)
    assert not (isinstance(found, Article) and "18/11" in found.title)


@pytest.mark.parametrize("tag", ["marquee", "div"])
def test_welcome_that_runs_above_a_page_without_a_title_is_no_headline(tag: str) -> None:
    words = "Chào mừng quý vị đến với trang thông tin điện tử Huyện ủy Ví Dụ"
    welcome = f"<{tag}><font color=white>{words}</font></{tag}><div>Thứ hai, 18/11/2024</div>"
    told = f"<font size=4><b>{TITLE}</b></font><br><font size=1>Cập nhật ngày 16/12/2017</font><br>{TEXT}"
    found = article(
        f"<table><tr><td>{welcome}</td></tr><tr><td>{told}</td></tr></table>", "<title>Huyện ủy</title>"
    )
    assert (found.title, found.published_date) == (TITLE, dt.date(2017, 12, 16))
