"""Other articles on an article's page: boxes amid its text, lists behind it, items that are no article."""

from __future__ import annotations

import datetime as dt

import pytest

from archiver.address import is_named
from archiver.models import Article, NotAnArticle
from tests.archiver.extract.test_traps import DATED, HOME, MENU, OTHER, TEXT, TITLE, URL, article, outcome

FIRST, *REST = (f"{part}</p>" for part in TEXT.split("</p>") if part)
LONG = "".join(REST) * 3
LISTED = "".join(
    f'<li><a href="/xay-dung-dang/chi-bo-thon-{number}-ra-mat-to-tu-quan-{number}.html">'
    f"Chi bộ thôn Số {number} ra mắt tổ tự quản</a> (1{number}/05/2019)</li>"
    for number in range(4)
)
BOXES = {
    "aside": f"<aside><h4>Xem thêm</h4>{OTHER}</aside>",
    "named": f'<div class="tin-cung-muc"><b>Bài viết khác</b><ul><li>{OTHER}</li></ul></div>',
    "unnamed": f"<div><div>Tin liên quan</div><ul>{LISTED}</ul></div>",
    "table": f"<table><tr><th>Tin khác</th></tr><tr><td>{OTHER}</td></tr></table>",
}


@pytest.mark.parametrize("box", BOXES.values(), ids=BOXES)
def test_text_goes_on_below_a_box_of_other_articles_amid_it(box: str) -> None:
    found = article(
        f"{MENU}<div><h1>{TITLE}</h1>{DATED}<div class='nd'>{FIRST}{box}{LONG}</div></div>", TITLE
    )
    assert found.body.startswith("Sáng 12/6")
    assert found.body.endswith("./.")
    assert "Đại hội điểm" not in found.body
    assert "tổ tự quản" not in found.body


@pytest.mark.parametrize("box", BOXES.values(), ids=BOXES)
def test_text_goes_on_below_a_box_of_other_articles_under_a_picture(box: str) -> None:
    picture = "<figure><img src='/1.jpg'><figcaption>Học viên dự lễ khai giảng</figcaption></figure>"
    found = article(
        f"{MENU}<div><h1>{TITLE}</h1>{DATED}<div class='nd'>{FIRST}{picture}{box}{LONG}</div></div>", TITLE
    )
    assert found.body.endswith("./.")
    assert "tổ tự quản" not in found.body
    assert [image.caption for image in found.images] == ["Học viên dự lễ khai giảng"]


def test_text_does_not_go_on_below_a_heading_of_others_that_stands_beside_it() -> None:
    other = "<p>Chiều cùng ngày, bốn chi bộ khác của xã cũng hoàn thành đại hội theo đúng kế hoạch đề ra.</p>"
    behind = f"<h4>Tin liên quan</h4><p>{OTHER}</p>{other}"
    found = article(f"{MENU}<div><h1>{TITLE}</h1>{DATED}<div class='nd'>{TEXT}{behind}</div></div>", TITLE)
    assert found.body.endswith("./.")


def test_text_does_not_go_on_below_the_comments() -> None:
    comments = (
        f"<div><h4>Bình luận</h4><a href='/dang-nhap'>Đăng nhập</a></div>{FIRST.replace('Sáng', 'Tối')}"
    )
    found = article(f"{MENU}<div><h1>{TITLE}</h1>{DATED}<div class='nd'>{TEXT}{comments}</div></div>", TITLE)
    assert found.body.endswith("./.")


@pytest.mark.parametrize("heading", ["<h3>Xem thêm</h3>", "<h3>Mời đọc</h3>"])
def test_day_of_another_article_behind_the_text_is_not_the_article_s(heading: str) -> None:
    long_text = TEXT * 3
    found = outcome(
        f"{MENU}<div><h1>{TITLE}</h1><div>{long_text}</div>{heading}<ul>{LISTED}</ul></div>", TITLE
    )
    assert isinstance(found, Article)
    assert found.published_date is None


def test_page_of_a_list_with_one_item_is_no_article() -> None:
    title = f'<div class="news_title">{OTHER}</div>'
    item = f'<div class="news_item">{title}<div>16/06/2020</div><div class="news_sum">{FIRST}</div></div>'
    url = f"{HOME}/danh-muc?ma=7&trang=2"
    assert isinstance(outcome(f"{MENU}{item}", url=url), NotAnArticle)


@pytest.mark.parametrize("link", [URL, "#", "javascript:void(0)"])
def test_title_that_is_a_link_to_nowhere_else_is_one(link: str) -> None:
    heading = f'<h2 class="title"><a href="{link}">{TITLE}</a></h2>'
    assert article(f"{MENU}<div>{heading}{DATED}<div>{TEXT}</div></div>").title == TITLE


@pytest.mark.parametrize("title", ["Thư ngỏ", "Tri ân", "Giữ rừng"])
def test_title_of_few_letters_is_one_where_the_page_states_it(title: str) -> None:
    body = f"{MENU}<div><h2>{title}</h2>{DATED}<div><p><b>{TEXT[3:60]}</b></p>{TEXT}</div></div>"
    assert article(body, title).title == title
    assert article(body, f"{title} - Huyện ủy Sông Trà").title == title
    assert article(body, f"{title} « Huyện ủy Sông Trà").title == title


def test_name_of_a_section_of_few_letters_is_no_title() -> None:
    menu = MENU.replace("Xây dựng Đảng", "Tin tức")
    found = outcome(f"{menu}<div><h2>Tin tức</h2>{DATED}<div>{TEXT}</div></div>", "Tin tức")
    assert getattr(found, "title", None) != "Tin tức"


def test_bold_sentence_below_the_day_is_no_title() -> None:
    sentence = "<div><b>Hội trường vỗ tay hồi lâu khi danh sách được xướng lên.</b></div>"
    found = outcome(f"{MENU}<div><div>Thư ngỏ</div>{DATED}{sentence}<div>{TEXT}</div></div>")
    assert not getattr(found, "title", "").startswith("Hội trường")


@pytest.mark.parametrize(
    ("path", "named"),
    [
        ("/2020/06/khai-giang-lop-boi-duong/", True),
        ("/2020/06/khai-giang-lop-boi-duong", True),
        ("/bai-viet/421/", True),
        ("/tin-tuc/", False),
        ("/", False),
    ],
)
def test_address_with_a_stroke_at_its_end_is_named_as_without(path: str, named: bool) -> None:
    assert is_named(f"{HOME}{path}") is named


TABS = (
    '<ul class="nav"><li><a href="#nd">Nội dung</a></li><li><a href="#tep">Tệp đính kèm</a></li>'
    '<li><a href="#bl">Bình luận (1)</a></li></ul>'
)
REMARK = "<b>Lê Văn Bình</b> (20/11/2025 10:11): Rất phấn khởi trước những đổi thay của quê hương."


def test_names_of_tabs_above_a_text_do_not_end_it_and_their_comments_are_none_of_it() -> None:
    panes = (
        f"<div id='nd'>{TEXT}</div><div id='tep'>Không có tệp đính kèm</div>"
        f"<div id='bl'><div class='c'>{REMARK}</div></div>"
    )
    found = article(f"{MENU}<div><h1>{TITLE}</h1>{TABS}{DATED}<div>{panes}</div></div>", TITLE)
    assert found.body.startswith("Sáng 12/6")
    assert found.body.endswith("./.")


def test_summaries_of_other_articles_do_not_dwarf_a_short_text() -> None:
    items = "".join(
        f'<div><a href="/xdd/chi-bo-thon-so-{number}-ra-mat-{number}.html">Chi bộ thôn {number} ra mắt tổ</a>'
        f"<p>{'Bà con trong thôn cho biết trước đây con đường này rất lầy lội. ' * 5}</p></div>"
        for number in range(4)
    )
    box = f'<div class="doc-tiep"><h3>Tin liên quan</h3>{items}</div>'
    found = article(f"{MENU}<div><h1>{TITLE}</h1>{DATED}<div class='nd'>{FIRST}</div>{box}</div>", TITLE)
    assert found.body == FIRST[3:-4]


def test_text_that_is_too_short_is_not_filled_up_with_other_articles() -> None:
    item = (
        f"<div>{OTHER}<p>{'Bà con trong thôn cho biết trước đây con đường này rất lầy lội. ' * 5}</p></div>"
    )
    box = f'<div class="doc-tiep"><h3>Tin liên quan</h3>{item * 3}</div>'
    text = "<div class='nd'><p>Sáng 12/6, lớp học khai giảng tại hội trường.</p></div>"
    found = outcome(f"{MENU}<div><h1>{TITLE}</h1>{DATED}{text}{box}</div>", TITLE)
    assert "lầy lội" not in getattr(found, "body", "")


def test_heading_and_tools_round_a_list_that_is_left_out_are_no_text() -> None:
    behind = (
        f'<hr><b>Các tin đã đưa:</b><ul>{LISTED}</ul><a href="#">Quay lại</a> | <a href="/in">In trang</a>'
    )
    cell = f"<td>{DATED}<br>{TEXT}<p align=right><b>Lê Văn Bình</b></p>{behind}</td>"
    found = article(f"{MENU}<table><tr><td><h2>{TITLE}</h2></td></tr><tr>{cell}</tr></table>", TITLE)
    assert found.body.endswith("./.")
    assert found.authors == ("Lê Văn Bình",)


SUMMARY = "<p>Bà con trong thôn cho biết trước đây con đường này rất lầy lội mỗi khi mưa xuống.</p>"
ITEMS = "".join(
    f'<div class="y"><a href="/xdd/chi-bo-thon-{number}77.html">Chi bộ thôn {number} ra mắt tổ tự quản</a>'
    f"{SUMMARY}<span>1{number}/05/2019</span></div>"
    for number in range(5)
)


def test_summaries_of_a_list_without_a_heading_do_not_dwarf_a_short_text_above_them() -> None:
    own = f"<div class='bai'><h3>{TITLE}</h3>{DATED}<div class='nd'>{FIRST}</div></div>"
    found = article(f"{MENU}<div>{own}<div class='ds'>{ITEMS}</div></div>", TITLE)
    assert (found.title, found.body) == (TITLE, FIRST[3:-4])


def test_heading_in_one_line_with_links_ends_a_short_text() -> None:
    link = '<a href="/xdd/{0}.html">Chi bộ thôn {0} ra mắt tổ tự quản</a>'
    others = f"<div><span>Tin tức khác</span>{link.format(377)}{link.format(378)}</div>"
    short = "<div class='w4'><p>Lớp học kéo dài trong năm ngày.</p></div>"
    body = f"<h1>{TITLE}</h1>{DATED}<div class='w3'>{FIRST[3:-4]}</div>{short}{others}"
    found = article(f"{MENU}<div>{body}</div>", TITLE)
    assert "tổ tự quản" not in found.body


def test_list_straight_below_the_name_of_a_section_makes_no_article() -> None:
    heading = "<h2>Tin từ các chi bộ thôn</h2>"
    found = outcome(f"{MENU}<div>{heading}<div class='ds'>{ITEMS}</div></div>", url=f"{HOME}/danh-sach/1")
    assert isinstance(found, NotAnArticle)


@pytest.mark.parametrize("title", ["Thư ngỏ", "Kế hoạch năm 2025"])
def test_title_of_few_words_above_a_file_is_one_where_the_page_states_it(title: str) -> None:
    file = '<div><embed src="/files/12.pdf"><p><a href="/files/12.pdf">Tải tệp toàn văn</a></p></div>'
    found = article(f"{MENU}<div><h1>{title}</h1>{DATED}{file}</div>", f"{title} - Huyện ủy Sông Trà")
    assert (found.title, found.kind) == (title, "document")


PICTURED = OTHER.replace('">', '"><img src="/anh/388.jpg">')
SUMMARY = "<p>Chiều cùng ngày, bốn chi bộ khác của xã cũng hoàn thành đại hội theo đúng kế hoạch đề ra.</p>"
TEASERS = {
    "picture and title in one link": f"<div>{PICTURED}{SUMMARY}</div>",
    "a heading of its own": f"<div>{PICTURED}<h4>{OTHER}</h4>{SUMMARY}</div>",
}


@pytest.mark.parametrize("teaser", TEASERS.values(), ids=TEASERS)
def test_teaser_of_another_article_amid_the_text_is_none_of_it(teaser: str) -> None:
    parts = f"<div class='doan'>{FIRST}{FIRST}</div>{teaser}<div class='doan'>{LONG}</div>"
    found = article(f"{MENU}<div><h1>{TITLE}</h1>{DATED}{parts}</div>", TITLE)
    assert "Chiều cùng ngày" not in found.body
    assert "Đại hội điểm" not in found.body
    assert found.body.count("\n\n") == 7


def test_picture_that_links_to_its_file_and_words_below_it_stay() -> None:
    linked = (
        "<div><a href='/anh/12.jpg'><img src='/anh/12.jpg'></a><p>Các học viên lắng nghe báo cáo.</p></div>"
    )
    found = article(f"{MENU}<div><h1>{TITLE}</h1>{DATED}<div>{FIRST}{linked}{LONG}</div></div>", TITLE)
    assert "lắng nghe" in found.body


def test_heading_in_the_text_stays_below_a_box_of_other_articles() -> None:
    box = f"<div class='cung-muc'><p>Tin liên quan</p>{OTHER}</div>"
    body = f"<div class='nd'>{FIRST}{box}<h3>Kết quả nổi bật</h3>{LONG}</div>"
    found = article(f"{MENU}<div><h1>{TITLE}</h1>{DATED}{body}</div>", TITLE)
    assert "Kết quả nổi bật" in found.body
    assert "Đại hội điểm" not in found.body


@pytest.mark.parametrize("heading", ["Đừng bỏ lỡ", "Sự kiện khác", "<h4>Các bài viết cùng danh mục</h4>"])
def test_dated_links_that_end_a_text_of_no_element_of_its_own_are_other_articles(heading: str) -> None:
    found = article(f"{MENU}<div><h1>{TITLE}</h1>{DATED}{TEXT}<p>{heading}</p><ul>{LISTED}</ul></div>", TITLE)
    assert found.body.endswith("./.")


def test_files_that_end_a_text_stay_in_it() -> None:
    files = "".join(
        f"<li><a href='/vb/{at}.pdf'>Kế hoạch số {at} về công tác tổ chức hội nghị</a></li>"
        for at in range(3)
    )
    body = f"{TEXT}<p>Các văn bản gồm có</p><ul>{files}</ul>"
    found = article(f"{MENU}<div><h1>{TITLE}</h1>{DATED}<div class='nd'>{body}</div></div>", TITLE)
    assert "Kế hoạch số 2" in found.body


@pytest.mark.parametrize(
    "labels", [("Bài trước", "Bài viết tiếp theo"), ("Trước", "Sau"), ("Previous", "Next")]
)
def test_links_to_the_articles_before_and_behind_in_one_line_are_no_text(labels: tuple[str, str]) -> None:
    links = " ".join(OTHER.replace('">', f'">{label}: ') for label in labels)
    found = article(f"{MENU}<div><h1>{TITLE}</h1>{DATED}{TEXT}<div>{links}</div></div>", TITLE)
    assert found.body.endswith("./.")


def test_names_of_several_authors_that_are_links_are_no_item_of_a_list() -> None:
    sentence = "Sáng 12/6, học viên của mười hai xã dự lễ khai giảng lớp học. "
    lead = f"<p class='excerpt'>{sentence * 4}</p>"
    names = "<h4 class='author-name'><a href='/a/1'>Hồng Hạnh</a>, <a href='/a/2'>Trần Minh Tuấn</a></h4>"
    head = f"<header><h1>{TITLE}</h1>{lead}{names}<time>16/06/2020</time></header>"
    found = article(f"{MENU}<article>{head}<section class='gh-content'>{FIRST}</section></article>", TITLE)
    assert (found.authors, found.published_date) == (("Hồng Hạnh", "Trần Minh Tuấn"), dt.date(2020, 6, 16))
    assert found.body.startswith("Sáng 12/6, hơn một trăm học viên")
