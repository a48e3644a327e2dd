"""Ways in which pages print what they tell of an article: icons, tooltips, columns, toolbars."""

from __future__ import annotations

import datetime as dt

import pytest

from archiver.boilerplate import is_boilerplate
from archiver.models import NotAnArticle
from tests.archiver.extract.test_general import read as read_in_crawl
from tests.archiver.extract.test_traps import DATED, MENU, OTHER, TEXT, TITLE, article, outcome

DAY = dt.date(2020, 6, 16)
LONG = TEXT * 3
METADATA = {
    "alt": '<p><img src="/l.png" alt="Ngày đăng"> 16/06/2020 <img src="/m.png" alt="Lượt xem"> 1.212 '
    '<img src="/n.png" alt="Người đăng"> Quản trị</p>',
    "tooltip": '<p><span title="Thời gian đăng">16/06/2020</span> <span title="Số lượt xem">1.212</span> '
    '<span title="Người đăng">Quản trị</span></p>',
    "icon font": '<p><mat-icon>calendar_today</mat-icon>16/06/2020<mat-icon>visibility</mat-icon>1.212</p>'
    "<p>Người đăng: Quản trị</p>",
    "icon class":
    '<p><i class="material-icons">event</i> 16/06/2020 <i class="material-icons">visibility</i> 1.212</p>'
    "<p>Người đăng: Quản trị</p>",
    "drawing":
    '<p>16/06/2020 <svg class="lucide lucide-eye"><path/></svg> 1.212</p><p>Người đăng: Quản trị</p>',
    "drawing by reference":
    '<p>16/06/2020 <svg><use href="#icon-eye"/></svg> 1.212</p><p>Người đăng: Quản trị</p>',
    "emoji": "<p><span>👁 1.212</span><span>🕒 16/06/2020</span></p><p>Người đăng: Quản trị</p>",
    "columns": "<table><tr><th>Ngày đăng</th><th>Lượt xem</th><th>Đánh giá</th><th>Người đăng</th></tr>"
    "<tr><td>16/06/2020</td><td>1.212</td><td>100%</td><td>Quản trị</td></tr></table>",
    "person": '<p>16/06/2020 <i class="fa fa-user-circle"></i> Quản trị <i class="fa fa-eye"></i> 1.212</p>',
    "person in letters": "<p><mat-icon>event</mat-icon>16/06/2020<mat-icon>visibility</mat-icon>1.212"
    "<mat-icon>person</mat-icon>Quản trị</p>",
    "account behind the day": "<p>16/06/2020 Đăng bởi Quản trị</p><p>Lượt xem: 1.212</p>",
    "label and link": "<div>Bởi</div><div><a href='/tac-gia/1'>Quản trị</a></div><div>16/06/2020</div>"
    "<div>1.212 lượt xem</div>",
}  # fmt: skip
BEHIND = {
    "list of labels and values":
    "<dl><dt>Ngày xuất bản</dt><dd>Ngày 16 tháng 6 năm 2020</dd><dt>Người đăng bài</dt><dd>Quản trị</dd>"
    "<dt>Lượt đọc</dt><dd>1.212</dd></dl>",
    "table with a head": "<table><tr><th>Người đăng</th><th>Ngày đăng</th><th>Lượt xem</th></tr>"
    "<tr><td>Quản trị</td><td>16/06/2020</td><td>1.212</td></tr></table>",
    "line without colons": "<p>Cập nhật ngày 16/06/2020 | Lượt xem 1.212</p><p>Người đăng: Quản trị</p>",
}  # fmt: skip


def read(metadata: str, behind: str = "", text: str = TEXT) -> tuple[dt.date | None, int | None, str | None]:
    printed = f'<div class="tin"><h1>{TITLE}</h1>{metadata}<div class="nd">{text}</div>{behind}</div>'
    found = article(f"{MENU}{printed}")
    assert found.title == TITLE
    assert found.body.startswith("Sáng 12/6")
    assert found.body.endswith("./.")
    return found.published_date, found.view_count, found.poster


@pytest.mark.parametrize("metadata", METADATA.values(), ids=METADATA)
def test_icons_tooltips_and_columns_are_labels(metadata: str) -> None:
    assert read(metadata) == (DAY, 1212, "Quản trị")


@pytest.mark.parametrize("behind", BEHIND.values(), ids=BEHIND)
def test_what_stands_behind_the_text_within_its_element_is_metadata(behind: str) -> None:
    assert read("", text=f"{TEXT}{behind}") == (DAY, 1212, "Quản trị")


def test_labels_that_head_a_table_amid_the_text_stay_text() -> None:
    table = (
        "<table><tr><td>TT</td><td>Tác phẩm</td><td>Tác giả</td></tr>"
        "<tr><td>1</td><td>Mùa gặt</td><td>Hồng Hạnh</td></tr></table>"
    )
    found = article(f'{MENU}<div><h1>{TITLE}</h1>{DATED}<div class="nd">{TEXT}{table}{TEXT}</div></div>')
    assert "TT\tTác phẩm\tTác giả\n1\tMùa gặt\tHồng Hạnh" in found.body
    assert found.authors == ()


def test_leading_is_the_height_of_lines_and_no_lead() -> None:
    text = TEXT.replace("<p>", '<p class="mb-4 leading-7">')
    found = article(f'{MENU}<div><h1>{TITLE}</h1>{DATED}<div class="prose">{text}</div></div>')
    assert found.lead is None
    assert found.body.startswith("Sáng 12/6")


def test_text_of_which_each_paragraph_calls_itself_a_summary_is_the_text() -> None:
    text = LONG.replace("<p>", '<p class="sapo">')
    file = '<a href="/vb/12.pdf">Công văn số 12</a>'
    found = article(f"{MENU}<div><h1>{TITLE}</h1>{DATED}{text}{file}</div>")
    assert (found.kind, found.lead) == ("article", None)
    assert found.body.startswith("Sáng 12/6")


@pytest.mark.parametrize(
    "stated", ['datetime="2020-06-16T08:30:00+07:00"', 'title="16/06/2020 08:30"'], ids=["stated", "tooltip"]
)
def test_stated_time_counts_where_only_its_distance_is_printed(stated: str) -> None:
    found = article(f"{MENU}<div><h1>{TITLE}</h1><time {stated}>5 năm trước</time><div>{TEXT}</div></div>")
    assert found.published_date == DAY
    assert found.published_at == dt.datetime(2020, 6, 16, 8, 30, tzinfo=dt.timezone(dt.timedelta(hours=7)))


def test_author_in_microdata_is_read_where_it_is_shown() -> None:
    person = '<p itemprop="author" itemscope itemtype="http://schema.org/Person">{}</p>'
    shown = person.format('<b itemprop="name">Hà Nam</b>')
    hidden = person.format('<meta itemprop="name" content="Huyện ủy Sông Trà">')
    for author, authors in ((shown, ("Hà Nam",)), (hidden, ())):
        found = article(f"{MENU}<div><h1>{TITLE}</h1>{DATED}<div>{TEXT}</div>{author}</div>")
        assert found.authors == authors


def test_title_in_an_element_of_its_own_above_its_day_is_found() -> None:
    cell = f'<td class="tieu-de-tin">{TITLE}</td>'
    dated = "<table><tr><td>Thứ Ba, 16/06/2020, 08:30 (GMT+7)</td><td>Xem: 212 lần</td></tr></table>"
    rows = f"<tr>{cell}</tr><tr><td>{dated}</td></tr><tr><td>{TEXT}</td></tr>"
    found = article(f"{MENU}<table>{rows}</table>")
    assert (found.title, found.published_date, found.view_count) == (TITLE, DAY, 212)


def test_one_item_of_a_list_is_no_article() -> None:
    link = OTHER.replace("Đại hội", '<span class="t"></span>Đại hội')
    more = OTHER.replace("Đại hội điểm chi bộ thôn ba nhiệm kỳ mới", "")
    more = f'<a href="{more.split(chr(34))[1]}">Chi tiết »</a>'
    item = f"<article><h2>{link}</h2><div>Đăng ngày 16/06/2020 - 45 lượt xem</div>{TEXT}{more}</article>"
    assert isinstance(outcome(f"{MENU}{item}"), NotAnArticle)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("[ Quay lại ] [ In bài viết ] [ Gửi cho bạn bè ]", True),
        ("A- A A+ In trang Gửi email", True),
        ("Đọc bài | In | Gửi", True),
        ("Mặc định Cỡ chữ - +", True),
        ("Xem với cỡ chữ: T T", True),
        ("Tổng số điểm của bài viết là: 5 trong 1 đánh giá", True),
        ("Click để đánh giá bài viết", True),
        ("Bình luận đã bị tắt cho bài viết này.", True),
        ("Bình luận đã đóng", True),
        ("Bình luận đã được gửi tới ban tổ chức cuộc thi", False),
        ("Trở về", False),
        ("Gửi bài viết về Ban Tuyên giáo trước ngày 15/6", False),
        ("In ấn, phát hành sách", False),
        ("TT", False),
    ],
)
def test_toolbars_are_boilerplate_and_sentences_are_not(line: str, expected: bool) -> None:
    assert is_boilerplate(line) is expected


def test_byline_with_its_origin_in_brackets_is_both() -> None:
    signed = '<p style="text-align:right"><b>Hồng Hạnh (Theo Báo Nhân Dân)</b></p>'
    found = article(f'{MENU}<div><h1>{TITLE}</h1>{DATED}<div class="nd">{TEXT}{signed}</div></div>')
    assert (found.authors, found.source) == (("Hồng Hạnh",), "Báo Nhân Dân")


def test_articles_listed_behind_the_text_neither_make_a_list_nor_are_text() -> None:
    teaser = (
        f"<div class='o'><h4>{OTHER}</h4><span>12/05/2020 09:00</span><p>Chiều 10/5, chi bộ thôn Ba tổ chức "
        "đại hội điểm, bầu ban chi ủy gồm ba đồng chí theo đúng điều lệ.</p></div>"
    )
    printed = f'<h1>{TITLE}</h1>{DATED}<div class="nd">{TEXT}</div>'
    for heading in ("<h3>TIN MỚI</h3>", "<h3>Hoạt động các xã</h3>"):
        found = article(f'{MENU}<div class="wrap">{printed}<div class="o">{heading}{teaser * 3}</div></div>')
        assert (found.title, found.published_date, found.view_count) == (TITLE, DAY, 212)
        assert found.body.endswith("./.")


def test_heading_of_a_box_of_articles_is_no_document() -> None:
    box = f"<div class='title'>Chuyện cơ sở</div><h4>{OTHER}</h4><div>24/05/2020 19:04</div>"
    files = '<table><tr><td>12-CT/HU</td><td><a href="/vb/12.pdf">Về phòng cháy</a></td></tr></table>'
    assert isinstance(
        outcome(f"{MENU}<div class='page'><div>{box}</div><div>{files}</div></div>"), NotAnArticle
    )


def test_short_text_is_an_article_beside_lists_where_the_page_states_its_title() -> None:
    text = TEXT.split("</p>", maxsplit=2)
    short = "</p>".join(text[:2]) + "</p>"
    lists = "".join(
        f"<div class='o'>{OTHER.replace('388', str(number))}<i>1{number}/05/2020</i></div>"
        for number in range(3)
    )
    page = f'<div>{lists}</div>{MENU}<div><h1>{TITLE}</h1>{DATED}<div class="nd">{short}</div></div>'
    assert article(page, title=f"{TITLE} - Huyện ủy Sông Trà").published_date == DAY


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("<p>Đăng trong <a href='/xdd'>Xây dựng Đảng</a> ngày 16/06/2020</p>", (DAY, None, None)),
        ("<p>Đăng bởi: Quản trị</p><p>Vào lúc: 16/06/2020 08:30</p>", (DAY, None, "Quản trị")),
        (
            "<p>16/06/2020 <i class='fa fa-eye'></i> 1.212 <i class='fa fa-comment'></i>0</p>",
            (DAY, 1212, None),
        ),
        ("<p>16/06/2020</p><p>Đã đọc: 1.212 lần</p>", (DAY, 1212, None)),
        ("<address>Bởi <a href='/u'>quantri</a></address><time>16/06/2020</time>", (DAY, None, "quantri")),
        (
            "<p>Bài viết được đăng ngày <b>16/06/2020</b> lúc <b>8h30</b>, đã có <b>1.212</b> lượt đọc</p>",
            (DAY, 1212, None),
        ),
        ("<p>Gửi lên: 16/06/2020 08:30. 1.212 người đã xem</p>", (DAY, 1212, None)),
        ("<p>16/06/2020</p><p>Có 1.212 người xem tin này</p>", (DAY, 1212, None)),
        ("<p>Ngày 16/06/2020 Bởi Quản trị</p>", (DAY, None, "Quản trị")),
        (
            "<div class='text-caption'>08:15 16/06/2020<i class='mdi-eye'></i> 1.212<img src='/a.png'></div>",
            (DAY, 1212, None),
        ),
    ],
    ids=[
        "section",
        "label on its own line",
        "comments",
        "times read",
        "account",
        "sentence",
        "people",
        "people of this article",
        "by",
        "small print",
    ],
)
def test_words_round_day_views_and_poster_are_read(
    line: str, expected: tuple[dt.date | None, int | None, str | None]
) -> None:
    assert read(line) == expected


def test_office_beside_the_title_is_no_author_where_people_sign() -> None:
    signed = '<p style="text-align:right"><b>Hồng Hạnh</b></p>'
    found = article(
        f"{MENU}<div><h1>{TITLE}</h1><div>Ban Biên tập</div>{DATED}<div class='nd'>{TEXT}{signed}</div></div>"
    )
    assert found.authors == ("Hồng Hạnh",)


def test_views_on_the_last_line_of_the_text_are_no_text() -> None:
    found = article(f"{MENU}<div><h1>{TITLE}</h1><i>16/06/2020</i>{TEXT}<br><b>Số lượt đọc: 212</b></div>")
    assert found.view_count == 212
    assert found.body.endswith("./.")


@pytest.mark.parametrize(
    "line", ["Đăng lúc 08:30 16/06/2020 bởi Admin", "Created at 16/6/2020 08:30 by Admin"]
)
def test_moment_and_account_on_the_last_line_of_the_text_are_no_text(line: str) -> None:
    found = article(f"{MENU}<div><h1>{TITLE}</h1>{TEXT}<p>{line}</p></div>")
    assert (found.published_date, found.poster) == (dt.date(2020, 6, 16), "Admin")
    assert found.body.endswith("./.")


IMPRINT = (
    "<div><p>Cơ quan chủ quản: Đảng ủy xã Sông Trà</p><p>Giấy phép số: 12/GP-TTĐT cấp ngày 12/03/2015</p>"
    "<p>Chịu trách nhiệm chính: Ông Trần Văn Minh - Trưởng Ban Tuyên giáo Đảng ủy</p></div>"
)


NO_ARTICLES = {
    "box of links": f"<div><div>THÔNG BÁO</div><div>{OTHER}<em>16:29 05/11/2019</em></div><div>{OTHER}</div>"
    f"</div>{IMPRINT}",
    "table of procedures": "<h2>Thủ tục hành chính</h2><table><tr><th>STT</th><th>Tên thủ tục</th>"
    "<th>Ngày cập nhật</th></tr><tr><td>1</td><td>Đăng ký khai sinh tại xã</td><td>12/05/2019</td></tr>"
    "<tr><td>2</td><td>Chứng thực bản sao từ bản chính giấy tờ, văn bản</td><td>13/05/2019</td></tr></table>"
    f"{IMPRINT}",
    "forecast above": "<div>Thời tiết</div><div>18/11/2024</div><div>27°C</div><div>USD</div>"
    f"<h2>Giới thiệu chung về huyện</h2>{TEXT}{IMPRINT}",
}


@pytest.mark.parametrize("page", NO_ARTICLES.values(), ids=NO_ARTICLES)
def test_pages_of_no_article_are_none_in_a_crawl(page: str) -> None:
    assert isinstance(read_in_crawl(f"<div id='trang'>{MENU}{page}</div>", ""), NotAnArticle)


def test_pictures_part_a_poster_from_views_behind() -> None:
    line = (
        '<div><img src="/l.gif"> Ngày: 16/06/2020 <img src="/u.gif"> Đăng bởi: quantri <img src="/e.gif"> '
        "Xem: 1.212</div>"
    )
    assert read(line) == (DAY, 1212, "quantri")


@pytest.mark.parametrize(
    ("line", "expected"), [("Thích 12 Chia sẻ 3", True), ("A 12 T 3", False), ("In 200 bản", False)]
)
def test_counted_tools_are_boilerplate(line: str, expected: bool) -> None:
    assert is_boilerplate(line) is expected


@pytest.mark.parametrize(
    ("metadata", "behind", "expected"),
    [
        ("<p>16/06/2020</p>", "<div>1.212 lượt xem</div>", (DAY, 1212, None)),
        ("<p>16/06/2020</p>", "<p>Bình luận (0) | Lượt xem: 1.212 | Chia sẻ</p>", (DAY, 1212, None)),
        ("<p>16/06/2020</p>", f"<h4>Tin khác</h4><p>{OTHER}</p><p>1.212 lượt xem</p>", (DAY, None, None)),
    ],
    ids=["alone", "among tools", "of another article"],
)
def test_views_straight_behind_the_article_are_its_own(
    metadata: str, behind: str, expected: tuple[dt.date | None, int | None, str | None]
) -> None:
    printed = f"<div><h1>{TITLE}</h1>{metadata}<div class='nd'>{TEXT}</div></div>{behind}"
    found = article(f"{MENU}<div>{printed}</div>")
    assert (found.published_date, found.view_count, found.poster) == expected


def test_day_behind_the_section_above_the_title_is_the_articles() -> None:
    path = "<p class='loai'>Xây dựng Đảng / 16/06/2020 08:30</p>"
    found = article(f"{MENU}<div>{path}<h1>{TITLE}</h1><div class='nd'>{TEXT}</div></div>")
    assert found.published_date == DAY


def test_day_under_a_label_that_nobody_knows_is_neither_text_nor_the_articles() -> None:
    lines = "<p>Thứ ngày: 16/06/2020</p><p>Người đăng: Quản trị</p>"
    found = article(f"{MENU}<div><h1>{TITLE}</h1>{lines}{TEXT}</div>")
    assert (found.published_date, found.published_raw) == (None, "Thứ ngày: 16/06/2020")
    assert found.body.startswith("Sáng 12/6")


def test_day_and_views_in_a_column_before_the_article_are_its_own() -> None:
    column = "<div class='col-2'><p>16/06/2020</p><p>212 lượt đọc</p><a href='#fb'>Facebook</a></div>"
    printed = f"<div class='col-10'><h1>{TITLE}</h1><div class='nd'>{TEXT}</div></div>"
    found = article(f"{MENU}<div class='row'>{column}{printed}</div>")
    assert (found.published_date, found.view_count) == (DAY, 212)


@pytest.mark.parametrize(
    ("tag", "day"), [("article", DAY), ("div", None)], ids=["of an article", "of anything else"]
)
def test_day_alone_in_a_header_before_title_and_text_is_the_article_s(tag: str, day: dt.date | None) -> None:
    header = (
        "<header><span>Thứ ba, 16/06/2020<span> | </span>08:30</span><div><a href='#'>A+</a></div></header>"
    )
    printed = f"<div><h1>{TITLE}</h1><p>Lượt xem: 212</p><div class='nd'>{TEXT}</div></div>"
    found = article(f"<title>{TITLE}</title>{MENU}<{tag}>{header}{printed}</{tag}>")
    assert found.published_date == day


def test_a_table_of_labels_above_the_text_is_metadata() -> None:
    made = "<tr><td>Ngày tạo:</td><td>16/06/2020 08:30</td><td>Lần sửa cuối:</td><td>17/06/2020</td></tr>"
    by = "<tr><td>Người tạo:</td><td>quantri</td><td>Số lần xem:</td><td>212</td></tr>"
    rows = (f"<b>{TITLE}</b>", f"<table>{made}{by}</table>", TEXT)
    cells = "".join(f"<tr><td>{row}</td></tr>" for row in rows)
    found = article(f"<title>{TITLE}</title>{MENU}<table>{cells}</table>")
    assert (found.published_date, found.updated_date) == (DAY, dt.date(2020, 6, 17))
    assert (found.poster, found.view_count) == ("quantri", 212)
    assert found.body.startswith("Sáng 12/6")


@pytest.mark.parametrize(
    ("line", "is_one"),
    [
        ("*Mời bạn đọc vào chuyên mục Giáo dục xem các tin, bài liên quan.", True),
        ("Mời quý bạn đọc vào chuyên mục Chính trị để xem thêm tin, bài", True),
        ("Mời bạn đọc đến dự buổi giới thiệu sách tại thư viện huyện.", False),
    ],
)
def test_a_pointer_to_the_section_is_no_text(line: str, is_one: bool) -> None:
    assert is_boilerplate(line) is is_one


def test_list_before_the_article_lends_it_no_day() -> None:
    column = f"<div class='col-2'><p>16/06/2020</p><p>{OTHER}</p></div>"
    printed = f"<div class='col-10'><h1>{TITLE}</h1><p>212 lượt xem</p><div class='nd'>{TEXT}</div></div>"
    found = article(f"{MENU}<div class='row'>{column}{printed}</div>")
    assert (found.published_date, found.view_count) == (None, 212)


SHORT_TEXT = "<p>Lễ khai giảng lớp bồi dưỡng nghiệp vụ diễn ra sáng nay tại hội trường của huyện.</p>"


def test_a_row_of_parts_labelled_by_tooltips_above_a_short_text_is_metadata() -> None:
    printed = (
        '<div><span title="Người đăng"><i class="fa fa-user"></i> Quản trị</span>'
        '<span title="Ngày đăng"><i class="fa fa-calendar"></i> 16.06.2020 08:30</span>'
        '<span title="Lượt xem"><i class="fa fa-eye"></i> 1.212</span>'
        '<span title="Bình luận"><i class="fa fa-comment"></i> 0</span></div>'
    )
    lead = "<div>Hơn một trăm học viên của mười hai xã dự lễ, đông nhất từ nhiều năm nay.</div>"
    found = article(f"{MENU}<div><h1>{TITLE}</h1>{printed}{lead}<div>{SHORT_TEXT}</div></div>")
    assert (found.published_date, found.view_count, found.poster) == (DAY, 1212, "Quản trị")
    assert "1.212" not in found.body


def test_a_day_alone_belongs_to_the_month_and_year_below_it() -> None:
    leaf = "<div><span>16</span><span>Thg 6, 2020</span></div>"
    by = "<small>Đăng bởi <a href='/u/1'>Quản trị</a></small>"
    found = article(f"{MENU}<div>{leaf}<div><h1>{TITLE}</h1>{by}</div><div>{TEXT}</div></div>", TITLE)
    assert found.published_date == DAY


def test_the_title_of_a_drawing_is_the_label_of_the_count_behind_it() -> None:
    drawn = "<svg><title>Lượt xem</title><path/></svg>"
    printed = f"<div><time>16/06/2020</time> <span>{drawn}1.212</span></div><p>Người đăng: Quản trị</p>"
    assert read(printed) == (DAY, 1212, "Quản trị")


def test_links_to_others_behind_who_signs_are_no_text_though_no_heading_stands_above_them() -> None:
    signed = "<div>Tác giả: Hồng Hạnh</div>"
    other = OTHER.replace("thôn Ba", "thôn Tư").replace("388", "389")
    rows = "".join(
        f"<tr><td>{link} <span>(0{day}/03/2018)</span></td></tr>" for day, link in [(3, OTHER), (4, other)]
    )
    lead = "<div>Hơn một trăm học viên của mười hai xã dự lễ, đông nhất từ nhiều năm nay.</div>"
    text = f"{lead}<div>{SHORT_TEXT}</div>{signed}<table>{rows}</table>"
    found = article(f'{MENU}<div><span class="title">{TITLE}</span>{DATED}{text}</div>', TITLE)
    assert "Đại hội điểm" not in found.body
    assert found.authors == ("Hồng Hạnh",)


SUMMARY = "Hơn một trăm học viên của mười hai xã dự lễ khai giảng, đông nhất từ nhiều năm nay."


@pytest.mark.parametrize(
    ("summary", "box", "lead"),
    [
        ("p class='chu-dam'", "div class='nd'", SUMMARY),
        ("div class='chu-dam'", "div id='nd'", SUMMARY),
        ("p", "div class='nd'", None),
        ("p class='MsoNormal'", "div class='nd'", None),
        ("div class='nd'", "div class='nd'", None),
        ("div class='noidung'", "div class='tac-gia-khac'", None),
    ],
)
def test_one_line_in_a_named_element_above_a_short_text_in_another_is_the_summary(
    summary: str, box: str, lead: str | None
) -> None:
    line = f"<{summary}>{SUMMARY}</{summary.split(maxsplit=1)[0]}>"
    found = article(f"{MENU}<div><h1>{TITLE}</h1>{DATED}{line}<{box}>{SHORT_TEXT}</div></div>")
    assert found.lead == lead
    assert (SUMMARY in found.body) is (lead is None)


COLUMN = (
    "<dl><dt>Ngày đăng</dt><dd>16-06-2020</dd><dt>Người đăng</dt><dd>Quản trị</dd><dt>Tác giả</dt>"
    "<dd>Lê Văn Bình</dd><dt>Lượt đọc</dt><dd>1.212</dd></dl>"
)


def test_labels_in_an_aside_before_title_and_text_are_the_article_s() -> None:
    found = article(
        f"{MENU}<div><aside>{COLUMN}</aside><section><h2>{TITLE}</h2>{TEXT}</section></div>", TITLE
    )
    assert (found.published_date, found.view_count) == (DAY, 1212)
    assert (found.poster, found.authors) == ("Quản trị", ("Lê Văn Bình",))


@pytest.mark.parametrize(
    "aside",
    [
        "<p>16/06/2020</p><p>1.212 lượt xem</p>",
        f"<p>{OTHER}</p><p>Ngày đăng: 16/06/2020 - Lượt xem: 1.212</p>",
    ],
)
def test_day_in_an_aside_before_title_and_text_is_not_the_article_s(aside: str) -> None:
    behind = "<p>Người đăng: Quản trị</p>"
    body = f"{MENU}<div><aside>{aside}</aside><section><h2>{TITLE}</h2>{TEXT}{behind}</section></div>"
    assert article(body, TITLE).published_date is None


def test_strokes_part_what_is_told_in_one_line() -> None:
    printed = "<p>16/06/2020 8h30' / Lượt xem 1.212 / Nguồn: Báo Sông Trà</p>"
    found = article(f"{MENU}<div><h2>{TITLE}</h2>{printed}<div>{TEXT}</div></div>")
    assert (found.published_date, found.view_count, found.source) == (DAY, 1212, "Báo Sông Trà")


@pytest.mark.parametrize("tag", ["b", "strong", "span"])
def test_label_and_value_that_the_style_sheet_alone_parts_are_read(tag: str) -> None:
    printed = f"<div><span>Tác giả</span><{tag}>Lê Văn Bình</{tag}></div>"
    found = article(f"{MENU}<div><h2>{TITLE}</h2>{DATED}<div>{TEXT}</div>{printed}</div>")
    assert found.authors == ("Lê Văn Bình",)


@pytest.mark.parametrize(
    ("line", "is_one"),
    [
        ("Tải về: van-ban.docx", True),
        ("Tải xuống tệp: KH_12.pdf", True),
        ("Không có tệp đính kèm", True),
        ("Trở về trang chủ", True),
        ("Tải về: mẫu số 2 kèm theo hướng dẫn", False),
        ("Không có tệp nào mất", False),
    ],
)
def test_tools_for_files_are_none_of_the_text(line: str, is_one: bool) -> None:
    assert is_boilerplate(line) is is_one


PICTURES = {
    "amp": "<figure><amp-img src='/a.jpg'></amp-img><figcaption>Quang cảnh lớp học</figcaption></figure>",
    "named": "<p class='img'><img src='/a.jpg'></p><p class='imgcap'>Quang cảnh lớp học</p>",
}


@pytest.mark.parametrize("picture", PICTURES.values(), ids=PICTURES)
def test_words_below_a_picture_are_its_caption(picture: str) -> None:
    found = article(f"{MENU}<div><h2>{TITLE}</h2>{DATED}<div class='nd'>{TEXT}{picture}{TEXT}</div></div>")
    assert [image.caption for image in found.images] == ["Quang cảnh lớp học"]
    assert "Quang cảnh" not in found.body


def test_line_of_many_labelled_parts_above_a_short_text_is_none_of_it() -> None:
    told = {"Ngày đăng": "16/06/2020", "Lượt xem": "1.212", "Người đăng": "Ban Biên tập", "Tác giả": "Lê Lan"}
    parts = "".join(f'<span title="{label}"><svg></svg>{value}</span>' for label, value in told.items())
    first = TEXT.split("</p>")[0]
    lead = "<div class='tom-tat'>Hơn một trăm học viên dự lễ khai giảng tại hội trường huyện.</div>"
    body = (
        f"<div class='ten'>{TITLE}</div><div class='bar'>{parts}</div>{lead}<div class='html'>{first}</div>"
    )
    found = article(f"{MENU}<div class='chi-tiet'>{body}</div>", TITLE)
    assert (found.poster, found.view_count, found.published_date) == ("Ban Biên tập", 1212, DAY)
    assert found.body.startswith("Sáng 12/6")


def test_day_that_its_label_tells_behind_the_text_is_the_articles_and_not_the_clock_above_the_title() -> None:
    path = "<a href='/'>Trang chủ</a> » <a href='/xdd'>Tin tức</a>"
    clock = f"<div>{path} <span>Thứ ba, 03/12/2024 09:15</span></div>"
    behind = "<div>Ngày đăng: 16/06/2020. Số lần đọc: 1.212. Bình chọn: 8 / Tổng điểm: 32</div>"
    found = article(f"{MENU}<div>{clock}<h1>{TITLE}</h1><div>{TEXT}</div>{behind}</div>")
    assert (found.published_date, found.view_count) == (DAY, 1212)
    unlabelled = article(f"{MENU}<div>{clock}<h1>{TITLE}</h1><div>{TEXT}</div><p>Lượt xem: 1.212</p></div>")
    assert unlabelled.published_date == dt.date(2024, 12, 3)


def test_day_above_the_title_is_that_of_posting_where_one_below_it_is_called_an_update() -> None:
    above = "<ul><li>Hà Thu Lan</li><li>16 thg 6, 2020</li><li>3 phút đọc</li></ul>"
    updated = "<p>Đã cập nhật: 18 thg 6, 2020</p>"
    found = article(f"{MENU}<div>{above}<h1>{TITLE}</h1>{updated}<div>{TEXT}</div></div>")
    assert (found.published_date, found.updated_date) == (DAY, dt.date(2020, 6, 18))
    assert found.authors == ("Hà Thu Lan",)
    clock = "<div>Thứ ba, 03/12/2024 09:15</div>"
    late = article(f"{MENU}<div>{clock}<h1>{TITLE}</h1>{updated}<div>{TEXT}</div></div>")
    assert late.published_date == dt.date(2020, 6, 18)


def test_labels_and_values_in_a_column_behind_the_text_are_the_article_s() -> None:
    pairs = {
        "Đăng lúc": "19:11 ngày 16/06/2020",
        "Chuyên mục": "Đoàn thể",
        "Tác giả": "Hà Thu Lan",
        "Lượt đọc": "75",
    }
    column = "".join(f"<dt>{label}</dt><dd>{value}</dd>" for label, value in pairs.items())
    text = f"<div class='trai'><h1>{TITLE}</h1><div class='nd'>{LONG}</div></div>"
    found = article(f"{MENU}<div>{text}<div class='phai'><dl>{column}</dl></div></div>")
    assert (found.published_date, found.view_count, found.authors) == (DAY, 75, ("Hà Thu Lan",))


def test_counts_without_a_space_between_them_in_an_article_s_footer_are_parted() -> None:
    counts = "<footer><span>235 lượt xem</span><span>0 bình luận</span></footer>"
    found = article(
        f"{MENU}<article><h1>{TITLE}</h1><p>16/06/2020</p><section>{TEXT}</section>{counts}</article>"
    )
    assert found.view_count == 235


def test_first_paragraph_of_a_text_in_one_font_is_read_once() -> None:
    text = f"<font color='#333'><b>{LEAD}</b><br><br>{TEXT}</font>"
    found = article(f"{MENU}<div><p class='tieu-de'>{TITLE}</p>{DATED}<div class='nd'>{text}</div></div>")
    assert f"{found.lead}\n\n{found.body}".count(LEAD) == 1


LEAD = "Hơn một trăm học viên đã có mặt từ sớm để dự buổi khai giảng lớp bồi dưỡng nghiệp vụ của huyện."


def test_name_of_a_person_behind_the_picture_of_one_is_the_author_s() -> None:
    line = "<p>16/06/2020 <i class='bi bi-person'></i> Hà Thu Lan <i class='bi bi-eye'></i> 1.212</p>"
    found = article(f"{MENU}<div><h1>{TITLE}</h1>{line}<div>{TEXT}</div></div>")
    assert (found.authors, found.poster, found.view_count) == (("Hà Thu Lan",), None, 1212)


@pytest.mark.parametrize(
    ("words", "expected"),
    [("Theo Báo Nhân Dân", (None, "Báo Nhân Dân")), ("Đăng nhập", (None, None)), ("12", (None, None))],
)
def test_what_else_stands_behind_the_picture_of_a_person_is_no_account(
    words: str, expected: tuple[str | None, str | None]
) -> None:
    line = f"<p><i class='fa fa-user'></i> {words} <i class='fa fa-clock-o'></i> 16/06/2020</p>"
    found = article(f"{MENU}<div><h1>{TITLE}</h1>{line}<div>{TEXT}</div></div>")
    assert (found.poster, found.source) == expected
    assert found.authors == ()


@pytest.mark.parametrize(
    "behind",
    [
        "<div class='ui right aligned segment'><em>Nguồn tin: Báo Sông Trà</em></div>",
        "<p class='right aligned'><b>Hồng Hạnh</b></p><p class='right aligned'>Nguồn tin: Báo Sông Trà</p>",
        "<div style='text-align:right'><strong>Báo Sông Trà</strong></div>",
    ],
    ids=["label", "behind a name", "newspaper alone"],
)
def test_what_is_set_right_behind_the_text_names_its_origin(behind: str) -> None:
    found = article(f"{MENU}<div><h1>{TITLE}</h1>{DATED}<div class='nd'>{TEXT}</div>{behind}</div>")
    assert found.source == "Báo Sông Trà"
    assert found.body.endswith("./.")


def test_label_of_a_summary_is_no_part_of_it() -> None:
    lead = f"<div class='tomtat'><strong>Tóm tắt</strong>: {SUMMARY}</div>"
    found = article(f"{MENU}<div><h1>{TITLE}</h1>{DATED}{lead}<div class='nd'>{TEXT}</div></div>")
    assert found.lead == SUMMARY


def test_short_title_in_a_banner_of_its_own_is_one_where_the_page_states_it() -> None:
    banner = "<div id='banner'><h1>Mùa xuân biên giới</h1></div>"
    page = f"{MENU}<div>{banner}<div class='nd'>{TEXT}</div><p>16/06/2020</p></div>"
    assert article(page, "Mùa xuân biên giới - Công đoàn Sông Trà").title == "Mùa xuân biên giới"


@pytest.mark.parametrize("joint", [": ", " | ", " - "])
def test_short_title_behind_the_name_of_the_site_is_one_where_a_link_to_the_front_page_tells_that(
    joint: str,
) -> None:
    site = "Tuổi trẻ Sông Trà"
    post = f"<h3 class='post-title'>Mùa xuân biên giới</h3><div class='nd'>{TEXT}</div>"
    page = f"<h1><a href='/'>{site}</a></h1>{MENU}<div>{post}<p>Đăng ngày 16/06/2020</p></div>"
    assert article(page, f"{site}{joint}Mùa xuân biên giới").title == "Mùa xuân biên giới"
