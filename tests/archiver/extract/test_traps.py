"""What misled reading by structure: names of sites and sections, links amid the text, cells and colons."""

from __future__ import annotations

import datetime as dt

import pytest

from archiver.extract.titles import names_the_site
from archiver.flow import article_from_page
from archiver.models import Article, Capture, NotAnArticle, Outcome, Page
from archiver.normalise.labels import read_metadata
from archiver.portal import portal_for_url

HOME = "http://huyenuy.example"
URL = f"{HOME}/xay-dung-dang/lop-boi-duong-nghiep-vu-cho-can-bo-xa-421.html"
TITLE = "Lớp bồi dưỡng nghiệp vụ cho cán bộ xã khai giảng"
TEXT = (
    "<p>Sáng 12/6, hơn một trăm học viên của mười hai xã dự lễ khai giảng lớp học tại hội trường huyện.</p>"
    "<p>Chương trình gồm tám chuyên đề về công tác tổ chức, kiểm tra và dân vận, kéo dài trong năm ngày.</p>"
    "<p>Kết thúc khóa học, các học viên viết bài thu hoạch và được cấp giấy chứng nhận theo quy định./.</p>"
)
OTHER = (
    '<a href="/xay-dung-dang/dai-hoi-diem-chi-bo-thon-ba-nhiem-ky-moi-388.html">'
    "Đại hội điểm chi bộ thôn Ba nhiệm kỳ mới</a>"
)
MENU = '<ul class="menu"><li><a href="/">Trang chủ</a></li><li><a href="/xdd">Xây dựng Đảng</a></li></ul>'
DATED = "<div>Ngày đăng: 16/06/2020 08:30 - Lượt xem: 212</div>"


def outcome(body: str, title: str = "Huyện ủy Sông Trà", url: str = URL) -> Outcome:
    source = f"<html><head><title>{title}</title></head><body>{body}</body></html>"
    seen = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
    page = Page(
        url=url,
        body=source.encode(),
        content_type="text/html; charset=utf-8",
        capture=Capture(source="live", fetched_at=seen, http_status=200),
    )
    return article_from_page(page, portal_for_url(url, {}, {}))


def article(body: str, title: str = "Huyện ủy Sông Trà") -> Article:
    found = outcome(body, title)
    assert isinstance(found, Article)
    return found


@pytest.mark.parametrize(
    ("words", "is_name"),
    [
        ("Huyện ủy Sông Trà", True),
        ("HUYỆN ỦY SÔNG TRÀ", True),
        ("CỔNG THÔNG TIN ĐIỆN TỬ PHƯỜNG SÔNG TRÀ", True),
        ("CỔNG THÔNG TIN ĐIỆN TỬ HUYỆN SÔNG TRÀ CHÍNH THỨC HOẠT ĐỘNG", False),
        ("Trang thông tin điện tử Đảng bộ huyện Sông Trà", True),
        ("Trang thông tin điện tử Đảng bộ huyện Sông Trà – tỉnh Hải Bình (trang thử nghiệm)", True),
        ("Trang thông tin điện tử Đảng bộ huyện Sông Trà – tỉnh Hải Bình có giao diện mới", False),
        ("Ban Tuyên giáo Tỉnh ủy", True),
        ("Đảng ủy Khối các cơ quan và doanh nghiệp tỉnh Sông Trà", True),
        ("Đảng ủy Công an tỉnh", True),
        ("Đảng ủy Công an tỉnh thi hành kỷ luật", False),
        ("Huyện ủy Sông Trà tổng kết năm 2020", False),
        ("HUYỆN ỦY SÔNG TRÀ TỔNG KẾT CÔNG TÁC XÂY DỰNG ĐẢNG", False),
        ("Thông báo kết quả tuyển dụng", False),
        ("Huyện ủy", True),
        ("TRƯỜNG CHÍNH TRỊ TỈNH SÔNG TRÀ", True),
        ("Bộ Chỉ huy Quân sự tỉnh Sông Trà", True),
        ("Trường Chính trị tỉnh khai giảng hai lớp mới", False),
        ("Xã Sông Trà", True),
        ("Phường Sông Trà Đông", True),
        ("Xã Sông Trà ra mắt tổ tự quản", False),
        ("XÃ SÔNG TRÀ HỌP DÂN", False),
        (":: Hội Nông dân tỉnh Sông Trà ::", True),
        ("Đài Phát thanh - Truyền hình Sông Trà", True),
        ("Hội Nông dân tỉnh phát động", False),
        ("Đoàn Thanh niên xã tổ chức", False),
    ],
)
def test_name_of_a_site_is_told_from_a_headline(words: str, is_name: bool) -> None:
    assert names_the_site(words) is is_name


@pytest.mark.parametrize(
    "banner", ["<h1>Huyện ủy Sông Trà</h1>", '<div class="ten-trang">Huyện ủy Sông Trà</div>']
)
def test_banner_with_the_name_of_the_site_is_no_title_and_the_clock_no_date(banner: str) -> None:
    printed = f'<p><span class="tieude">{TITLE}</span></p>{DATED}<div class="nd">{TEXT}</div>'
    found = article(f"<div>01/03/2026 06:37:12</div>{banner}{MENU}<div class='tin'>{printed}</div>")
    assert (found.title, found.published_date, found.view_count) == (TITLE, dt.date(2020, 6, 16), 212)


def test_heading_that_the_menu_names_is_the_section() -> None:
    crumb = f"<div>Trang chủ » Xây dựng Đảng » {TITLE}</div>"
    body = f"{MENU}{crumb}<h1>Xây dựng Đảng</h1><div><p class='title'>{TITLE}</p>{DATED}{TEXT}</div>"
    assert article(body).title == TITLE


def test_short_headline_that_a_sidebar_links_to_is_still_the_title() -> None:
    short = "Xã Trà Tân đẩy mạnh dân vận khéo"
    aside = f"<div class='moi'><ul><li><a href='/tin/{short.count(' ')}'>{short}</a></li></ul></div>"
    found = article(f"{MENU}{aside}<div><h2>{short}</h2>{DATED}<div class='nd'>{TEXT}</div></div>")
    assert found.title == short


def test_day_in_brackets_behind_the_title_is_no_part_of_it() -> None:
    head = f'<td class="title"><b>{TITLE}</b> <span class="ngay">(16/06/2020)</span></td>'
    found = article(f"{MENU}<table><tr>{head}</tr><tr><td>{TEXT}</td></tr></table>")
    assert (found.title, found.published_date) == (TITLE, dt.date(2020, 6, 16))


def test_summary_in_a_heading_is_no_title() -> None:
    summary = "<h2>Từ thực tiễn ở cơ sở, nơi nào bí thư chi bộ sâu sát thì nơi đó phong trào lên đều.</h2>"
    found = article(f"{MENU}<div><h3>{TITLE}</h3>{DATED}{summary}<div class='nd'>{TEXT}</div></div>")
    assert found.title == TITLE


def test_labels_and_values_in_spans_without_a_space_are_parted() -> None:
    spans = "<span>Ngày đăng</span><span>Thứ Ba, 16/06/2020</span> <span>Lượt xem</span><span>63</span>"
    poster = "<span>Người đăng tin</span><span>Văn phòng Huyện ủy</span>"
    found = article(
        f"{MENU}<div><h2>{TITLE}</h2><div>{spans} {poster}</div><div class='nd'>{TEXT}</div></div>"
    )
    told = (found.published_date, found.view_count, found.poster)
    assert told == (dt.date(2020, 6, 16), 63, "Văn phòng Huyện ủy")


def test_count_of_comments_before_the_text_does_not_end_it() -> None:
    cells = "<dl><dt>Ngày đăng</dt><dd>16/06/2020</dd><dt>Bình luận</dt><dd>3</dd></dl>"
    found = article(f"{MENU}<div><h2>{TITLE}</h2>{cells}<div class='nd'>{TEXT}</div></div>")
    assert found.body.count("\n\n") == 2


@pytest.mark.parametrize(
    "others",
    [f"<p>&gt;&gt; {OTHER}</p>", f"<p><b>Đọc thêm:</b> {OTHER}</p>", f"<div><ul><li>{OTHER}</li></ul></div>"],
)
def test_links_to_other_articles_amid_the_text_are_left_out(others: str) -> None:
    first, rest = TEXT.split("</p>", 1)
    body = f"{MENU}<div><h2>{TITLE}</h2>{DATED}<div class='nd'>{first}</p>{others}{rest}</div></div>"
    found = article(body)
    assert "Đại hội điểm" not in found.body
    assert found.body.count("\n\n") == 2


def test_sentence_that_ends_in_a_link_stays_whole() -> None:
    words = f"<p>Trước đó, Báo Huyện đã đưa tin: {OTHER}</p>"
    body = f"{MENU}<div><h2>{TITLE}</h2>{DATED}<div class='nd'>{TEXT}{words}</div></div>"
    assert "Đại hội điểm" in article(body).body


def test_article_with_lists_round_it_is_no_listing() -> None:
    links = "".join(
        f"<li><a href='/tin-tuc/ban-tin-so-{number}-cua-huyen-uy-{number}.html'>"
        f"Bản tin số {number} của Ban Tuyên giáo huyện</a></li>"
        for number in range(1, 3)
    )
    lists = f"<ul class='tin-lq'>{links}</ul>"
    text = f"<div class='nd'>{TEXT}{TEXT}</div>"
    found = outcome(f"{MENU}<div><p class='title'>{TITLE}</p>{DATED}{lists}{text}</div>")
    assert isinstance(found, Article)


def test_last_page_of_a_listing_with_one_item_is_no_article() -> None:
    item = f"<li>{OTHER} (16/06/2020)</li>"
    found = outcome(
        f"{MENU}<div><h2>Quốc phòng - An ninh</h2><ul>{item}</ul></div>", url=f"{HOME}/qpan?start=20"
    )
    assert isinstance(found, NotAnArticle)


@pytest.mark.parametrize(
    ("lines", "poster"),
    [
        (["Người đăng bài", ": Trịnh Thị Lam"], "Trịnh Thị Lam"),
        (["Đăng bởi: Văn phòng HĐND - UBND | 12 lượt xem"], "Văn phòng HĐND - UBND"),
        (["Đăng bởi: Phòng Văn hóa - Thông tin"], "Phòng Văn hóa - Thông tin"),
        (["Người đăng: Lê Lam - 16/06/2020"], "Lê Lam"),
    ],
)
def test_posters_are_read_as_printed(lines: list[str], poster: str) -> None:
    assert read_metadata(lines, seen_at=None).poster == poster


def test_number_behind_a_poster_belongs_to_the_label_of_views() -> None:
    said = read_metadata(["Đăng bởi: Ban Biên tập | 4.130 lượt xem"], seen_at=None)
    assert (said.poster, said.view_count) == ("Ban Biên tập", 4130)


@pytest.mark.parametrize(
    "section",
    [
        '<a href="/xdd">Xây dựng Đảng</a>',
        '<b>Chuyên mục: <a href="/xdd">Xây dựng Đảng</a></b>',
        '<a href="/">Trang chủ</a> &raquo; <a href="/xdd">Xây dựng Đảng</a>',
    ],
)
@pytest.mark.parametrize("others", [True, False])
def test_row_of_the_section_between_title_and_day_is_no_item_of_a_list_nor_text(
    section: str, *, others: bool
) -> None:
    rows = [f'<span class="tieude">{TITLE}</span>', section, "Thứ ba, 16/06/2020 08:30", TEXT]
    if others:
        link = '<a href="/xdd/bai-{0}.html">Chi bộ thôn {0} tổ chức đại hội nhiệm kỳ mới</a> (1{0}/06/2020)'
        rows += ["<b>Các tin khác</b>", *map(link.format, range(1, 5))]
    table = "".join(f"<tr><td>{row}</td></tr>" for row in rows)
    found = article(f"{MENU}<table>{table}</table>")
    assert (found.title, found.published_date) == (TITLE, dt.date(2020, 6, 16))
    assert (found.body[:9], found.body[-3:]) == ("Sáng 12/6", "./.")


def test_list_whose_first_title_has_few_words_is_a_listing_all_the_same() -> None:
    links = [
        "Tết Trung thu",
        *(f"Chi bộ thôn {number} tổ chức đại hội nhiệm kỳ mới" for number in range(1, 6)),
    ]
    lead = "Sáng 12/6, hơn một trăm học viên của mười hai xã dự lễ khai giảng lớp học tại hội trường."
    row = '<tr><td><a href="/xdd/bai-{0}.html">{1}</a> (1{0}/06/2020)<p>{2} {2}</p></td></tr>'
    rows = "".join(row.format(number, title, lead) for number, title in enumerate(links))
    found = outcome(f"{MENU}<table>{rows}</table>", url=f"{HOME}/xdd")
    assert isinstance(found, NotAnArticle)
    assert found.listing is not None
    assert len(found.listing.items) == len(links)


@pytest.mark.parametrize("title", ["Thư ngỏ", "Tết"])
def test_title_of_one_or_two_words_is_one_where_the_page_states_it(title: str) -> None:
    body = f"{MENU}<div><h1>{title}</h1>{DATED}{TEXT}</div>"
    stated = outcome(body, f"{title} - Huyện ủy Sông Trà")
    assert isinstance(stated, Article) == (len(title) > 3)
    assert isinstance(outcome(body), NotAnArticle)


@pytest.mark.parametrize(
    "lead", ["", "<h2 class='lead'>Hơn một trăm học viên của mười hai xã dự lễ khai giảng sáng 12/6.</h2>"]
)
def test_short_first_heading_above_metadata_is_a_title_where_the_page_states_none(lead: str) -> None:
    found = article(f"{MENU}<div><h1>Sức trẻ Sông Trà</h1>{DATED}{lead}<div>{TEXT}</div></div>")
    assert found.title == "Sức trẻ Sông Trà"
    named = f"{MENU}<div><h1>Xây dựng Đảng</h1>{DATED}{TEXT}</div>"
    assert isinstance(outcome(named), NotAnArticle)


def test_summary_in_a_heading_is_no_title_where_that_has_too_few_letters() -> None:
    lead = "<h2 class='lead'>Hơn một trăm học viên của mười hai xã dự lễ khai giảng sáng 12/6.</h2>"
    assert isinstance(
        outcome(f"{MENU}<div><h1>Thư ngỏ</h1>{DATED}{lead}<div>{TEXT}</div></div>"), NotAnArticle
    )


def test_short_line_that_calls_itself_a_title_above_metadata_is_one_where_the_page_states_none() -> None:
    title = '<div class="tieu-de"><span>Sức trẻ Sông Trà</span></div>'
    assert article(f"{MENU}<div>{title}{DATED}{TEXT}</div>").title == "Sức trẻ Sông Trà"
    assert isinstance(outcome(f"{MENU}<div>{title}{TEXT}{DATED}</div>"), NotAnArticle)


def test_short_text_below_day_and_views_is_an_article_whatever_lists_stand_round_it() -> None:
    others = "".join(f"<tr><td>{OTHER.replace('388', str(number))}</td></tr>" for number in range(4))
    text = f"{TEXT.split('</p>', maxsplit=1)[0]}</p><p>Lớp học có mười hai buổi, buổi cuối kiểm tra.</p>"
    told = f"<table><tr><td><b>{TITLE}</b></td></tr><tr><td>Cập nhật: 16/06/2020 (Đã xem: 92)</td></tr>"
    page = f"{MENU}{told}<tr><td>{text}</td></tr></table><table>{others}</table>"
    assert article(page).view_count == 92
    assert isinstance(outcome(page.replace(" (Đã xem: 92)", "")), NotAnArticle)


def test_text_parted_into_elements_of_one_name_is_one_text() -> None:
    first, second, third = (f"{part}</p>" for part in TEXT.split("</p>")[:3])
    column = '<div class="wpb_text_column wpb_content_element">{}</div>'
    parts = f"{column.format(first + second)}{column.format(third)}"
    body = article(f"{MENU}<div class='wpb_wrapper'><h1>{TITLE}</h1>{DATED}{parts}</div>").body
    assert body.startswith("Sáng 12/6")
    assert body.endswith("./.")


def test_text_below_a_longer_summary_in_an_element_of_the_same_name_is_not_lost() -> None:
    column = '<div class="wpb_text_column wpb_content_element"><p>{}</p></div>'
    summary = "Sáng 12/6, hơn một trăm học viên của mười hai xã dự lễ khai giảng lớp học tại hội trường."
    text = "Lớp học kéo dài năm ngày, có kiểm tra cuối khóa."
    parts = f"{column.format(summary)}{column.format(text)}"
    assert article(f"{MENU}<div><h1>{TITLE}</h1>{DATED}{parts}</div>").body.endswith(text)


@pytest.mark.parametrize(
    "box",
    [
        "<div><p>Mục lục</p>{}</div>",
        "<div class='khung'><div><span>Nội dung bài viết</span> [Ẩn]</div><nav>{}</nav></div>",
        "{}",
    ],
)
def test_table_of_contents_amid_the_text_is_left_out(box: str) -> None:
    links = '<ul><li><a href="#mot">1. Khai giảng</a></li><li><a href="#hai">2. Chương trình</a></li></ul>'
    first, rest = TEXT.split("</p>", maxsplit=1)
    body = article(
        f"{MENU}<div><h1>{TITLE}</h1>{DATED}<div>{first}</p>{box.format(links)}{rest}</div></div>"
    ).body
    assert body.split("\n\n") == [part.removeprefix("<p>") for part in TEXT.split("</p>") if part]


def test_list_with_words_of_its_own_beside_links_to_places_on_the_page_stays() -> None:
    note = '<ul><li><a href="#n1">[1]</a> Theo báo cáo.</li><li><a href="#n2">[2]</a> Theo đề án.</li></ul>'
    body = article(f"{MENU}<div><h1>{TITLE}</h1>{DATED}<div>{TEXT}{note}</div></div>").body
    assert "Theo đề án." in body


def test_entry_of_a_register_of_documents_is_no_article_though_it_prints_views() -> None:
    cells = {
        "Số ký hiệu": "118-KH/ĐU", "Ngày ban hành": "18/06/2018", "Ngày có hiệu lực": "18/06/2018",
        "Người ký": "Lò Văn Hặc", "Lượt xem": "101",
    }  # fmt: skip
    told = "".join(f"<li><b>{label}:</b> {value}</li>" for label, value in cells.items())
    title = "Kế hoạch về việc thành lập tổ công tác dân vận ở cơ sở"
    entry = f"<div><h3>{title}</h3><ul>{told}<li><a href='/documents/vb.pdf'>Tải về</a></li></ul></div>"
    assert isinstance(outcome(f"{MENU}{entry}", title), NotAnArticle)
    assert isinstance(outcome(f"{MENU}{entry.replace('<ul>', f'{DATED}{TEXT}<ul>')}", title), Article)


@pytest.mark.parametrize("asked", ["Hỏi: {}", "Câu hỏi 12: {}"])
def test_questions_of_readers_are_no_titles(asked: str) -> None:
    question = asked.format("Đảng viên nghỉ sinh hoạt ba tháng thì xử lý ra sao?")
    sent = "<div>Người hỏi: Lê Văn Tám (16/06/2020)</div>"
    answers = f"<h4>{question}</h4>{sent}<div>Trả lời: {TEXT}</div>" * 3
    assert isinstance(outcome(f"{MENU}<div><h1>Hỏi đáp</h1>{answers}</div>"), NotAnArticle)


def test_album_without_text_is_no_article_by_what_stands_round_it() -> None:
    pictures = "".join(f"<td><img src='/al/{number}.jpg'/><br/>Ảnh {number}</td>" for number in range(6))
    titles = (
        "Khánh thành nhà văn hóa thôn Phú Lương",
        "Vĩnh Lạc đẩy nhanh tiến độ xóa nhà tạm",
        "Mùa vải ngọt",
    )
    links = "".join(f"<div>» <a href='/tin-{len(title)}.html'>{title}</a></div>" for title in titles)
    album = f"<h2>Album: Lễ ra quân đầu xuân</h2><i>Ngày 27/03/2019</i><table><tr>{pictures}</tr></table>"
    menu = "<a href='/'>Trang chủ</a> | <a href='/dv'>Dân vận</a> | <a href='/kt'>Kinh tế</a>"
    counter = "<div>Trực tuyến: <b>25</b><br/>Lượt truy cập: <b>3,514,882</b></div>"
    columns = f"<td>{counter}</td><td><div>{album}</div></td><td>{links}</td>"
    clock = "<td colspan=3>Thứ năm, 26/02/2026 | 21:15 GMT+7</td>"
    foot = "Cổng thông tin điện tử Huyện ủy Sông Trà<br/>Địa chỉ: Sông Trà<br/>Email: bbt@songtra.vn"
    cells = (f"<td colspan=3>{menu}</td>", clock, columns, f"<td colspan=3>{foot}</td>")
    rows = "".join(f"<tr>{row}</tr>" for row in cells)
    assert isinstance(outcome(f"<form action=''><table>{rows}</table></form>"), NotAnArticle)


EVENTS = {
    "first": "<p>Thời gian: 8 giờ 00, ngày 20/11/2020</p><p>Địa điểm: Hội trường huyện</p>{text}",
    "numbered": "{text}<p>1. Thời gian: 14h00 ngày 20/11/2020</p><p>2. Địa điểm: Hội trường huyện</p>",
    "dashed": "{text}<p>- Thời gian: 20/11/2020</p><p>- Thành phần: Bí thư các chi bộ</p>",
    "table": "<table><tr><td>Thời gian</td><td>8h30 ngày 20/11/2020</td></tr>"
    "<tr><td>Địa điểm</td><td>Hội trường huyện</td></tr></table>{text}",
    "one line": "<p>Thời gian: 8h00, ngày 20/11/2020; địa điểm: Hội trường huyện</p>{text}",
}


@pytest.mark.parametrize("printed", ["<p>16/06/2020</p>", "<p>Ngày đăng: 16/06/2020</p>"])
@pytest.mark.parametrize("event", EVENTS.values(), ids=EVENTS)
def test_time_of_what_an_article_invites_to_is_text_and_not_its_date(event: str, printed: str) -> None:
    body = f"<div><h1>{TITLE}</h1>{printed}<div class='nd'>{event.format(text=TEXT)}</div></div>"
    found = article(f"{MENU}{body}", TITLE)
    assert found.published_date == dt.date(2020, 6, 16)
    assert "20/11/2020" in found.body


def test_time_above_the_text_is_the_article_s_where_no_place_follows_it() -> None:
    found = article(f"{MENU}<div><h1>{TITLE}</h1><p>Thời gian: 08:30 16/06/2020</p><div>{TEXT}</div></div>")
    assert found.published_date == dt.date(2020, 6, 16)


def test_name_of_the_site_in_a_link_to_the_front_page_is_no_title_though_the_page_states_it() -> None:
    """As behind the name of a section that the menu leads to, on a page without a title of its own."""
    site = "Đoàn Thanh niên thành phố Sông Trà"
    menu = MENU.replace("Xây dựng Đảng", "Lịch tuần")
    page = f'<div><a href="/">{site}</a>{menu}</div><div><h1>Lịch tuần</h1>{DATED}{TEXT}</div>'
    found = outcome(page, f"Lịch tuần - {site}")
    assert not (isinstance(found, Article) and found.title == site)


def test_linked_name_of_the_site_beside_its_clock_is_no_title_with_its_day() -> None:
    named, moment = "Cổng thông tin Hội Nghề đá mỹ nghệ", "Chủ nhật, ngày 01/03/2026 08:15:22 (GMT+7)"
    clock = f"<div><a href='/'><span>{named}</span></a><span id='dong-ho'>{moment}</span></div>"
    page = f"{clock}{MENU}<div><h4>Giới thiệu</h4>{TEXT}</div>"
    assert isinstance(outcome(page, named, f"{HOME}/gioi-thieu.htm"), NotAnArticle)
    found = article(
        f"{clock}{MENU}<div><h1>Mùa chiếu mới</h1>{DATED}{TEXT}</div>", f"Mùa chiếu mới - {named}"
    )
    assert (found.title, found.published_date) == ("Mùa chiếu mới", dt.date(2020, 6, 16))


def test_title_that_is_a_link_to_nowhere_is_read_with_the_day_in_its_line() -> None:
    back = "<p><a href='/'>Trở về</a></p>"
    head = f"<div><a href='#' class='lien-ket'>{TITLE}</a>&nbsp; <span>16/06/2020</span>{back}</div>"
    links = "".join(
        f"<li><a href='/tin?id={at}'>Đại hội chi bộ thôn số {at} khóa mới</a> <span>0{at}/06/2020</span></li>"
        for at in range(3, 7)
    )
    box = f"<table><tr><td><ul>{links}</ul></td></tr></table>"
    page = f"{MENU}{box}<div>{head}<div>{TEXT}</div></div><div><p>Các tin đã đưa</p><ul>{links}</ul></div>"
    found = article(page, f"{TITLE} - Huyện ủy Sông Trà")
    assert (found.title, found.published_date) == (TITLE, dt.date(2020, 6, 16))
    assert found.body.startswith("Sáng 12/6")


@pytest.mark.parametrize("day", ["16/06/2020", "(16/06/2020)", "08:30 16/06/2020", "Thứ ba, 16/6/2020"])
@pytest.mark.parametrize(
    "line", ["<h1>{} <span class='ngay'>{}</span></h1>", "<div class='title'><b>{}</b> <span>{}</span></div>"]
)
@pytest.mark.parametrize("number", ["năm 2020", "đợt 7/11", "lần thứ nhất, nhóm 2"])
def test_title_that_ends_in_a_number_is_cut_from_the_day_in_its_line(
    line: str, day: str, number: str
) -> None:
    title = f"Tuyên dương gương sáng học tập và làm theo Bác {number}"
    page = f"{MENU}<div>{line.format(title, day)}<div>{TEXT}</div></div>"
    for named in ("Huyện ủy Sông Trà", f"{title} - Huyện ủy Sông Trà"):
        found = article(page, named)
        assert (found.title, found.published_date) == (title, dt.date(2020, 6, 16))


@pytest.mark.parametrize(
    "parts",
    [
        "Ngày 16 tháng 6 năm 2020 <span>08:30</span>",
        "8 giờ 30 <span>16/06/2020</span>",
        "Thứ 3 <span>16/06/2020</span> <span>08:30</span>",
    ],
)
def test_parts_of_a_moment_stay_together(parts: str) -> None:
    line = f"<p>{parts}</p>"
    found = article(f"{MENU}<div><h1>{TITLE}</h1>{line}<div>{TEXT}</div></div>")
    assert str(found.published_at) == "2020-06-16 08:30:00+07:00"


def test_heading_of_a_box_amid_the_text_and_a_tool_behind_it_are_no_text() -> None:
    box = f"<table class='khung'><tr><td><b>Đọc thêm</b></td></tr><tr><td>{OTHER}</td></tr></table>"
    tools = "<ul><li><a href='javascript:in_trang()'>Bản in</a></li><li><a href='#'>Quay lại</a></li></ul>"
    found = article(f"{MENU}<div><h1>{TITLE}</h1>{DATED}<div>{TEXT}{box}{TEXT}{tools}</div></div>")
    assert "Đọc thêm" not in found.body
    assert found.body.endswith("./.")


def test_labels_without_accents_are_read() -> None:
    told = "<p>Ngay dang: 16/06/2020 08:30</p><p>Luot xem: 212</p><p>Nguoi dang: Ban Biên tập</p>"
    behind = "<p>Tac gia: Lê Thị Lan</p><p>Nguon: Công an xã</p>"
    found = article(f"{MENU}<div><h1>{TITLE}</h1>{told}<div>{TEXT}</div>{behind}</div>")
    assert (found.published_date, found.view_count) == (dt.date(2020, 6, 16), 212)
    assert (found.poster, found.authors, found.source) == ("Ban Biên tập", ("Lê Thị Lan",), "Công an xã")


SUMMARY = (
    "Sáng 12/6, huyện khai giảng lớp bồi dưỡng nghiệp vụ cho hơn một trăm cán bộ của mười hai xã vùng cao."
)
ONE_LINE = "<p>Lớp học diễn ra trong năm ngày, với tám chuyên đề do giảng viên của tỉnh truyền đạt.</p>"
HEADS = {
    "beside its head": f"<div class='dau-bai'><h1>{TITLE}</h1>{DATED}<div class='desc'>{SUMMARY}</div></div>"
    f"<div class='noi-dung'>{ONE_LINE}</div>",
    "above a toolbar": f"<div class='tieu-de'><div class='title'>{TITLE}</div>{DATED}<h2>{SUMMARY}</h2></div>"
    f"<div class='news-content'>{ONE_LINE}</div><div class='chia-se'><b>Chia sẻ:</b></div>",
    "in its box": f"<h3 class='title'>{TITLE}</h3>{DATED}<div class='des-detail'>{SUMMARY}</div>"
    f"<div class='content-detail'>{ONE_LINE}</div>",
}


@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS)
def test_text_that_is_shorter_than_its_summary_is_the_articles(head: str) -> None:
    found = article(f"{MENU}<main><div class='tin'>{head}</div></main>", TITLE)
    assert (found.title, found.published_date) == (TITLE, dt.date(2020, 6, 16))
    assert found.body.endswith("truyền đạt.")
    assert SUMMARY in (found.lead, found.body.partition("\n\n")[0])


def test_text_of_one_line_is_all_of_its_article_where_a_box_stands_behind_it() -> None:
    text = f"<div class='bai'><h1>{TITLE}</h1>{DATED}<div class='noi-dung'><p>{SUMMARY}</p></div></div>"
    box = f"<div class='box-content'>{ONE_LINE}</div>"
    assert article(f"{MENU}<div>{text}{box}</div>", TITLE).body == SUMMARY


@pytest.mark.parametrize(("stated", "updated"), [("16", dt.date(2020, 6, 20)), ("20", None)])
def test_change_is_stated_well_only_beside_the_day_of_publication_that_is_printed(
    stated: str, updated: dt.date | None
) -> None:
    data = (
        '<script type="application/ld+json">{"@type":"NewsArticle","datePublished":"2020-06-%s",'
        '"dateModified":"2020-06-20"}</script>'
    )
    found = article(f"{data % stated}{MENU}<main><h1>{TITLE}</h1>{DATED}<div>{TEXT}</div></main>", TITLE)
    assert (found.published_date, found.updated_date) == (dt.date(2020, 6, 16), updated)


ENTRY = (
    "<div class='news-item'><h3 class='news-title'><a href='/4/469/60012/5199{day}/lop.aspx'>{title}</a></h3>"
    "<div class='news-date'>({day}/06/2020)</div><div class='news-desc'>{summary}</div></div>"
)


@pytest.mark.parametrize("number", [1, 3])
def test_item_of_a_list_with_a_long_summary_makes_no_article_of_its_page(number: int) -> None:
    titles = (TITLE, "Đại hội điểm chi bộ thôn Ba nhiệm kỳ mới", "Ra quân làm sạch đường làng ngõ xóm")
    said = "Huyện ủy mở lớp bồi dưỡng cho {0} cán bộ của {0} xã. Buổi học thứ {0} bàn về công tác dân vận."
    entries = "".join(
        ENTRY.format(day=day, title=title, summary=" ".join(said.format(day + part) for part in range(parts)))
        for day, title, parts in zip((11, 12, 13), titles[:number], (5, 1, 1), strict=False)
    )
    section = f"{HOME}/4/469/60012/xay-dung-dang/p"
    pager = (
        f"<div class='trang'><a href='{section}/1.aspx'>1</a> <a href='{section}/2.aspx'>2</a> <b>3</b></div>"
    )
    found = outcome(f"{MENU}<div>{entries}{pager}</div>", "Xây dựng Đảng", f"{section}/3.aspx")
    assert isinstance(found, NotAnArticle)


LABELS = "<div>Người đăng: Văn phòng</div><div>Ngày đăng: 12/06/2020</div>"
BANNER = (
    "<div class='tren'>Trang thông tin điện tử Đảng bộ huyện Sông Trà</div><div>Thứ Hai, 18/11/2024</div>"
)


@pytest.mark.parametrize("stated", ["", "<meta property='og:title' content='Huyện ủy Sông Trà'/>"])
def test_line_that_nothing_marks_is_the_title_straight_above_labels(stated: str) -> None:
    title = "Khai mạc hội thi bí thư chi bộ giỏi năm nay"
    found = article(f"{stated}{BANNER}<div><div>{title}</div>{LABELS}{TEXT}</div>", "Chi tiết tin tức")
    assert (found.title, found.poster, str(found.published_date)) == (title, "Văn phòng", "2020-06-12")


LEAD = (
    "<h2 class='lead'>Sáng 12/6, các đại biểu thảo luận về nâng cao chất lượng sinh hoạt chi bộ ở cơ sở.</h2>"
)


@pytest.mark.parametrize("title", ["<span class='news-title'>{0}</span><br>", "<p><strong>{0}</strong></p>"])
def test_summary_in_a_heading_is_no_title_where_none_marks_the_title(title: str) -> None:
    body = f"<div class='trai'>{title.format(TITLE)}{LEAD}<div>{TEXT}</div>{DATED}</div>"
    assert article(body, "Chi tiết tin").title == TITLE


@pytest.mark.parametrize("title", ["<h4>{0}</h4>", "<span class='news-title'>{0}</span><br>"])
def test_title_without_metadata_near_is_read_where_the_page_states_none(title: str) -> None:
    body = f"<div class='trai'>{title.format(TITLE)}{LEAD}<div class='nd'>{TEXT}</div>{DATED}</div>"
    found = article(body, "Chi tiết tin")
    assert (found.title, str(found.published_date), found.view_count) == (TITLE, "2020-06-16", 212)


def test_all_rows_of_labels_above_a_title_are_read() -> None:
    told = (("Lượt xem", "268"), ("Đăng vào", "12/06/2020"), ("Người đăng", "quantri01"), ("Nguồn", "TTXVN"))
    rows = "".join(f"<tr><td>{label}:</td><td>{value}</td></tr>" for label, value in told)
    found = article(
        f"<div class='trai'><table>{rows}</table><p><b>{TITLE}</b></p><div>{TEXT}</div></div>", "Tin"
    )
    said = (found.title, found.view_count, str(found.published_date), found.poster, found.source)
    assert said == (TITLE, 268, "2020-06-12", "quantri01", "TTXVN")


@pytest.mark.parametrize("account", ["Ban Biên tập", "quantri"])
@pytest.mark.parametrize(
    "link", ["<a href='/author/bbt/'>{0}</a>", "<a href='/nguoi/3' rel='author'>{0}</a>"]
)
def test_account_whose_link_leads_to_what_it_wrote_is_who_posted(account: str, link: str) -> None:
    told = f"<div class='dong'>{link.format(account)} <span>16/06/2020</span></div>"
    found = article(f"{MENU}<div><h1>{TITLE}</h1>{told}<div class='nd'>{TEXT}</div></div>")
    assert (found.poster, found.authors, str(found.published_date)) == (account, (), "2020-06-16")


def test_label_before_such_a_link_says_what_it_is() -> None:
    told = "<div>Tác giả: <a href='/author/lan/'>Nguyễn Thị Lan</a> | <span>16/06/2020</span></div>"
    found = article(f"{MENU}<div><h1>{TITLE}</h1>{told}<div class='nd'>{TEXT}</div></div>")
    assert (found.poster, found.authors) == (None, ("Nguyễn Thị Lan",))
