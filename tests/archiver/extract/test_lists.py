"""Lists of articles found by structure: whatever they are built of, and what is none."""

from __future__ import annotations

import pytest

from archiver.address import Addresses
from archiver.extract.document import Document, parse_page
from archiver.extract.lists import Lists, lists_on
from archiver.models import Capture, Page

HOME = "http://xa.example/"
TITLES = [
    "Đảng bộ xã Minh Hòa tổ chức hội nghị học tập nghị quyết",
    "Hội Phụ nữ xã ra mắt câu lạc bộ gia đình hạnh phúc",
    "Khánh thành cầu dân sinh qua kênh Bảy Thước",
    "Tập huấn nghiệp vụ công tác kiểm tra, giám sát",
]
DAYS = ["12/03/2021", "11/03/2021", "9/3/2021", "01/03/2021"]
MENU = """<div id="top"><ul><li><a href="/">Trang chủ</a></li><li><a href="/gioi-thieu">Giới thiệu</a></li>
<li><a href="/hoc-va-lam-theo-bac">Học và làm theo Bác</a></li>
<li><a href="/kinh-te-xa-hoi">Kinh tế - Xã hội</a></li>
<li><a href="/lien-he">Liên hệ</a></li></ul></div>"""
PARAGRAPH = (
    "<p>" + "Đồng chí Bí thư Đảng ủy phát biểu khai mạc hội nghị và nhấn mạnh các nhiệm vụ. " * 4 + "</p>"
)


def items(form: str) -> str:
    return "".join(
        form.format(url=f"/tin-{number}.html", title=title, day=day, number=number)
        for number, (title, day) in enumerate(zip(TITLES, DAYS, strict=True), 1)
    )


FORMS = {
    "boxes": '<div class="bai"><h3><a href="{url}">{title}</a></h3><span>{day}</span></div>',
    "sections and accounts as links": (
        '<div class="bai"><p><a href="/muc/{number}" rel="category tag">Học tập và làm theo Bác</a></p>'
        '<h4><a href="{url}">{title}</a></h4><p><i>{day}</i> '
        '<a href="/tac-gia/x" rel="author">Phòng Văn hóa và Thông tin</a></p></div>'
    ),
    "list": '<li><a href="{url}">{title}</a> <i>({day})</i></li>',
    "picture first": (
        '<div class="bai"><a href="{url}"><img src="/a.jpg" alt=""/></a>'
        '<a href="{url}">{title}</a><p>{day}</p></div>'
    ),
    "date first": '<div class="bai"><em>{day}</em> <a href="{url}">{title}</a></div>',
    "label": '<div class="bai"><a href="{url}">{title}</a><p>Ngày đăng: {day} | Lượt xem: 1.024</p></div>',
    "cards with titles that are no links": (
        '<div class="cot"><div class="the"><a href="{url}"><img src="/a.jpg" alt=""/></a><div class="than">'
        '<h4>{title}</h4><small>{day}</small><a href="{url}" class="btn">Xem thêm</a></div></div></div>'
    ),
    "numbered cards with titles that are no links": (
        '<div class="cot cot-{number}"><h4 class="ten">{title}</h4><small>{day}</small>'
        '<a href="{url}">Xem thêm</a></div>'
    ),
    "numbered classes": '<div class="bai bai-{number}"><a href="{url}">{title}</a><p>{day}</p></div>',
}
WRAPPED = {
    **{name: items(form) for name, form in FORMS.items()},
    "table": "<table>" + items('<tr><td>{day}</td><td><a href="{url}">{title}</a></td></tr>') + "</table>",
    "definitions": "<dl>" + items('<dt><a href="{url}">{title}</a></dt><dd>{day}</dd>') + "</dl>",
    "flat": items('<a href="{url}">{title}</a> ({day})<br>'),
    "headings": items('<h3><a href="{url}">{title}</a></h3><p>{day}</p>'),
}


def lists(main: str, own: str = "tin-tuc", title: str = "Tin tức") -> Lists:
    body = f"<body>{MENU}<div id=m><h2>{title}</h2>{main}</div></body>"
    html = f"<html><head><title>{title}</title></head>{body}</html>"
    return lists_on(document(html, own), Addresses(HOME, (), ()))


def document(html: str, own: str) -> Document:
    capture = Capture(source="live", fetched_at=None, http_status=200)
    page = Page(url=HOME + own, body=html.encode(), content_type="text/html; charset=utf-8", capture=capture)
    return parse_page(page)


@pytest.mark.parametrize("name", WRAPPED)
def test_each_item_of_a_list_is_found_with_its_date(name: str) -> None:
    found = lists(WRAPPED[name])
    main = [item for block in found.main for item in block.items]
    assert [item.title for item in main] == TITLES
    assert [item.url for item in main] == [f"{HOME}tin-{number}.html" for number in range(1, 5)]
    assert all(day in " ".join(item.metadata) for item, day in zip(main, DAYS, strict=True))
    assert found.is_listing


def test_the_title_of_few_words_among_others_is_an_item() -> None:
    form = '<li><a href="{url}">{title}</a> <i>({day})</i></li>'
    short = form.format(url="/ngan.html", title="Thông báo", day="02/03/2021")
    found = lists(f"<ul>{items(form)}{short}</ul>")
    assert f"{HOME}ngan.html" in {item.url for block in found.main for item in block.items}


@pytest.mark.parametrize(("day", "is_item"), [("<i>(02/03/2021)</i>", True), ("", False)])
def test_a_title_of_few_words_beside_two_others_is_an_item_where_it_has_a_day(
    day: str, is_item: bool
) -> None:
    form = '<li><a href="{url}">{title}</a> <i>({day})</i></li>'
    two = "".join(form.format(url=f"/tin-{at}.html", title=TITLES[at], day=DAYS[at]) for at in (0, 1))
    found = lists(f'<ul>{two}<li><a href="/ngan.html">Thông báo</a> {day}</li></ul>')
    assert (f"{HOME}ngan.html" in {item.url for block in found.main for item in block.items}) is is_item


def test_a_menu_is_no_list_of_articles() -> None:
    assert not lists("<p>Đang cập nhật</p>").main
    assert not lists("<p>Đang cập nhật</p>").is_listing


def test_the_last_page_with_one_item_is_a_listing_by_its_pager() -> None:
    one = FORMS["boxes"].format(url="/tin-9.html", title=TITLES[0], day=DAYS[0])
    found = lists(f'{one}<a href="/tin-tuc">1</a> <a href="/tin-tuc?page=2">2</a>', own="tin-tuc?page=3")
    assert found.is_listing
    assert found.pages == (f"{HOME}tin-tuc", f"{HOME}tin-tuc?page=2")


PAGER = '<div class="pager"><a href="/tin-tuc">1</a> <a href="/tin-tuc?page=2">2</a></div>'


def test_the_last_page_with_one_title_alone_is_a_listing_by_its_pager() -> None:
    one = f'<div class="bai"><a href="/tin-9.html">{TITLES[0]}</a></div>'
    found = lists(f"{one}{PAGER}", own="tin-tuc?page=3")
    assert found.is_listing
    assert [item.url for block in found.main for item in block.items] == [f"{HOME}tin-9.html"]


def test_items_alone_that_call_themselves_others_are_the_list_of_a_page_with_a_pager() -> None:
    item = '<div class="news-other-item"><p><a href="{url}">{title}</a></p><p>{day}</p></div>'
    box = f"<div><h3>Chuyên mục</h3>{items(item)}{PAGER}</div>"
    found = lists(box)
    assert found.is_listing
    shown = [item.url for block in found.blocks for item in block.items]
    assert len(shown) == len(set(shown))
    beside = f"<div><h3>Tin khác</h3>{items(item)}</div>"
    assert not lists(f"<div>{PARAGRAPH * 2}</div>{beside}{PAGER}").is_listing
    assert not lists(f'<div class="sidebar">{items(item)}</div>{PAGER}').is_listing


def test_an_item_alone_that_is_built_as_the_element_round_a_menu_is_found_by_the_pager() -> None:
    menu = '<div class="m"><a href="/hoc-va-lam-theo-bac">Học và làm theo Bác</a></div>'
    one = f'<div class="m"><ul><li><a href="/tin-9.html">{TITLES[0]}</a></li></ul>{PAGER}</div>'
    html = f"<html><body>{menu}{one}</body></html>"
    found = lists_on(document(html, "tin-tuc?page=3"), Addresses(HOME, (), ()))
    assert [item.url for block in found.main for item in block.items] == [f"{HOME}tin-9.html"]


CARD = '<div class="the"><h3>{title}</h3><p>{day}</p><a href="{url}">Xem chi tiết</a></div>'


def test_one_card_with_a_title_that_is_no_link_is_a_listing_only_by_its_pager() -> None:
    one = CARD.format(url="/tin-9.html", title=TITLES[0], day=DAYS[0])
    found = lists(f"{one}{PAGER}", own="tin-tuc?page=3")
    assert [item.title for block in found.main for item in block.items] == [TITLES[0]]
    assert not lists(one).main


def test_headings_beside_links_that_lead_apart_are_no_cards() -> None:
    form = '<div class="the"><h3>{title}</h3><a href="{url}">Bản in</a> <a href="{url}&f=1">Tải về</a></div>'
    assert not lists(items(form)).main


@pytest.mark.parametrize(
    ("before", "is_item"),
    [
        ('<span class="badge">Quốc phòng - An ninh</span>', True),
        ('<span class="badge">Công tác xây dựng Đảng</span> ', True),
        ("<span>Thực hiện kế hoạch của</span>", False),
        ('<span class="x">Thực hiện kế hoạch năm 2021 của huyện về</span>', False),
        ('<span class="x">Mời bạn đọc thêm bài:</span>', False),
    ],
)
def test_the_name_of_a_section_before_a_title_is_no_sentence(before: str, is_item: bool) -> None:
    form = f'<div class="bai">{before}<a href="{{url}}">{{title}}</a></div>'
    found = lists(items(form))
    assert bool(found.main) is is_item


@pytest.mark.parametrize("heading", ["Tin liên quan", "Các tin khác", "TIN NỔI BẬT", "Xem nhiều nhất"])
def test_articles_under_the_heading_of_others_make_no_listing(heading: str) -> None:
    found = lists(f"<p>Ngày đăng: 12/03/2021</p><video></video><h4>{heading}</h4><ul>{WRAPPED['list']}</ul>")
    assert not found.is_listing
    assert [block.aside for block in found.blocks if block.is_listing] == [True]


def test_a_list_below_running_text_leaves_the_page_an_article() -> None:
    assert not lists(f"{PARAGRAPH}<div>{WRAPPED['list']}</div>").is_listing


def test_a_list_below_a_line_of_metadata_leaves_the_page_an_article() -> None:
    assert not lists(f"<p>Ngày đăng: 12/03/2021 - Lượt xem: 15</p><div>{WRAPPED['list']}</div>").is_listing


def test_a_list_that_names_the_page_itself_is_as_much_aside_as_its_heading_says() -> None:
    own = "<li><a href='/tin-tuc'>Hội nghị tổng kết năm của Đảng bộ xã</a></li>"
    found = lists(f"<h3>Tin nổi bật</h3><ul>{own}{items(FORMS['list'])}</ul>")
    assert not found.is_listing


@pytest.mark.parametrize("name", ["sidebar-1", "widget-content"])
def test_running_text_in_an_element_of_a_wrong_name_leaves_the_page_an_article(name: str) -> None:
    assert not lists(f"<div class='{name}'>{PARAGRAPH}</div><ul>{items(FORMS['list'])}</ul>").is_listing


def test_links_inside_a_sentence_are_no_items() -> None:
    link = '<a href="/ke-hoach">Ban Thường vụ Đảng ủy xã Minh Hòa</a>'
    text = f"<p>Thực hiện kế hoạch năm 2021 của {link} về việc này</p>{PARAGRAPH}"
    assert not [block for block in lists(text * 3).main if block.is_listing]


def test_views_in_an_element_behind_the_time_are_read_without_a_space_between() -> None:
    printed = "<time>{day} | 16:54:52</time><em>5,433 lượt xem</em>"
    form = f"<article><h3><a href='{{url}}'>{{title}}</a></h3>{printed}</article>"
    block = lists(items(form)).main[0]
    assert all("5,433 lượt xem" in item.metadata for item in block.items)


@pytest.mark.parametrize("main", ["<main id=noi-dung>{}</main>", "<div id=content>{}</div>"])
def test_a_box_round_the_main_part_is_not_beside_it_however_it_is_called(main: str) -> None:
    found = lists(f"<div class='container right-sidebar'>{main.format(WRAPPED['boxes'])}</div>")
    assert [len(block.items) for block in found.main] == [4]
    assert not lists(f"<div class='right-sidebar'>{WRAPPED['boxes']}</div>").main


def test_a_day_that_leads_to_an_archive_is_no_title() -> None:
    form = """<div class="bai"><div class="trong"><h4><a href="{url}">{title}</a></h4>
    <p><a href="/luu-tru-{number}/">Tháng Ba {number}, 2021</a></p></div></div>"""
    found = lists(f"<h1>Tin tức</h1>{items(form)}")
    assert [item.title for block in found.main for item in block.items] == TITLES
