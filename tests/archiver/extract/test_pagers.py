"""Pagers: what their links say, and how the addresses of a list's pages differ."""

from __future__ import annotations

import pytest

from archiver.address import Addresses
from archiver.extract.pagers import Pager, pager_of
from archiver.html import parse_html

HOME = "http://xa.example/"
CALENDAR = "".join(
    "<tr>" + "".join(f'<td><a href="/tin?n={week * 7 + day}">{week * 7 + day}</a></td>' for day in range(7))
    + "</tr>"
    for week in range(4)
)  # fmt: skip


def pager(html: str, own: str) -> Pager:
    root = parse_html(f"<body>{html}</body>")
    assert root is not None
    return pager_of(root, HOME + own, Addresses(HOME, (), ()))


def pages(html: str, own: str) -> list[str]:
    return [url.removeprefix(HOME) for url in pager(html, own).pages]


def link(words: str, address: str) -> str:
    return f'<a href="/{address}">{words}</a>'


@pytest.mark.parametrize(
    ("own", "address"),
    [
        ("tin-tuc", "tin-tuc?page=2"),
        ("tin-tuc", "tin-tuc?trang=2"),
        ("tin-tuc?page=3", "tin-tuc"),
        ("tin-tuc", "tin-tuc/tabid/210/pg/2/Default.aspx"),
        ("list.aspx?cat=5", "list.aspx?cat=5&p=2"),
        ("list.aspx?cat=5&p=2", "list.aspx?cat=5&p=3"),
        ("tin?start=10", "tin?start=20"),
        ("tin", "tin?_x_INSTANCE_a_cur=2&p_p_id=x_INSTANCE_a"),
        ("tin/", "tin/page/2/"),
        ("tin", "tin/trang-2"),
        ("tin", "tin/page:2"),
        ("tin/page:2", "tin/page:3"),
        ("tin", "tin/PageId/2"),
        ("tin/trang-2", "tin/trang-3"),
        ("tin/trang-2", "tin"),
        ("tin.html", "tin/page-2.html"),
        ("tin.html", "tin-2.html"),
        ("tin.html", "tin,2.html"),
        ("tin.htm", "tin/p2.htm"),
        ("tin/tabid/60/Default.aspx", "tin/tabid/60/page/2/Default.aspx"),
        ("tin/index.php", "tin/page/2/index.php"),
        ("tabid/75/language/vi-VN/tin.aspx", "tabid/75/language/vi-VN/PageIndex/2/tin.aspx"),
        ("tabid/75/PageIndex/2/tin.aspx", "tabid/75/PageIndex/3/tin.aspx"),
        ("tabid/75/PageIndex/2/tin.aspx", "tabid/75/tin.aspx"),
    ],
)
def test_addresses_that_differ_by_a_page_are_pages_of_one_list(own: str, address: str) -> None:
    assert pages(link("2", address), own) == [address]


@pytest.mark.parametrize(
    ("own", "address"),
    [
        ("tin-tuc", "tin-tuc"),
        ("tin-tuc", "van-hoa?page=2"),
        ("tin?cat=5", "tin?cat=6"),
        ("tin?cat=le&p=1", "tin?cat=hoi&p=2"),
        ("tin", "tin?ngay=12"),
        ("tin", "tin?month=5"),
        ("tin", "tin?pagesize=50"),
        ("tin", "tin?sort=2"),
        ("tin", "tin/hop-mat-nam-moi"),
        ("tabid/75/tin.aspx", "tabid/75/PageIndex/2/le-hoi.aspx"),
        ("tabid/75/tin.aspx", "tabid/75/nam/2/tin.aspx"),
    ],
)
def test_other_addresses_are_none_of_its_pages(own: str, address: str) -> None:
    own_list = "tin?cat=5" if "cat=6" in address else own
    words = "Văn hóa" if "cat=6" in address else "2"
    assert pages(link(words, address), own_list) == []


@pytest.mark.parametrize(
    "words",
    ["2", "[2]", "Trang 2", "Trang sau", "TRANG SAU »", "Sau", "Tiếp", "Tiếp theo ›", "»", ">>", "Cuối »",
     "Next", "&larr; Older posts", "Cuối cùng &rarr;", "...", "&laquo; Mục cũ hơn", "&laquo; Older Entries"],
)  # fmt: skip
def test_words_of_pagers_are_known(words: str) -> None:
    assert pages(link(words, "tin?page=2"), "tin") == ["tin?page=2"]


@pytest.mark.parametrize(
    "inside",
    ["<span class='sr-only'>Trang</span>2", "<span>Page</span>2", "<img src='next.gif' alt='Tiếp theo'>",
     "<img src='next.gif' alt='Next'>", "<i aria-label='x'></i>›"],
)  # fmt: skip
def test_words_for_those_who_do_not_see_a_pager_are_known(inside: str) -> None:
    assert pages(f"<a href='tin?page=2'>{inside}</a>", "tin") == ["tin?page=2"]


@pytest.mark.parametrize("name", ["Đi tới trang 2", "Trang sau", "Go to next page", "Chuyển đến trang 2"])
def test_link_without_words_is_a_pagers_by_what_it_is_called(name: str) -> None:
    assert pages(f"<a href='tin?page=2' aria-label='{name}'><i></i></a>", "tin") == ["tin?page=2"]
    assert pages(f"<a href='tin?page=2' title='{name}'><i></i></a>", "tin") == ["tin?page=2"]


def test_picture_of_a_link_that_is_called_something_else_is_no_pager() -> None:
    assert pages("<a href='tin?page=2'><img src='a.jpg' alt='Hội nghị sơ kết'></a>", "tin") == []


@pytest.mark.parametrize(
    "words", ["Tin thứ 2", "Hội nghị sơ kết 6 tháng", "", "2020 - 2025", "Đọc tiếp bài này"]
)
def test_other_words_are_no_pager(words: str) -> None:
    assert pages(link(words, "tin?page=2"), "tin") == []


def test_days_of_a_calendar_are_no_pages() -> None:
    assert pages(f"<table>{CALENDAR}</table>{link('2', 'tin?page=2')}", "tin") == ["tin?page=2"]


@pytest.mark.parametrize("words", ["Xem thêm", "Tải thêm »", "Load more"])
def test_list_that_grows_has_its_next_page_under_a_greater_number_of_items(words: str) -> None:
    assert pages(link(words, "tin?limit=10"), "tin") == ["tin?limit=10"]
    assert pages(link(words, "tin?limit=15"), "tin?limit=10") == ["tin?limit=15"]
    assert pages(link(words, "tin?limit=5"), "tin?limit=10") == []


@pytest.mark.parametrize(
    ("own", "links", "counts_from"),
    [
        ("tin", {"2": "tin?page=1", "3": "tin?page=2"}, 0),
        ("tin", {"1": "tin?page=0", "2": "tin?page=1"}, 0),
        ("tin?muc=5", {"2": "tin?muc=5&page=1", "»": "tin?muc=5&page=9"}, 0),
        ("tin?page=1", {"1": "tin", "3": "tin?page=2"}, 0),
        ("tin?page=1", {"«": "tin?page=0", "Sau": "tin?page=2"}, 0),
        ("tin", {"Trang sau": "tin?page=1"}, 0),
        ("tin", {"Trang sau": "tin?page=2"}, 1),
        ("tin", {"1": "tin?page=1", "2": "tin?page=2"}, 1),
        ("tin?page=2", {"1": "tin", "3": "tin?page=3"}, 1),
        ("tin?page=2", {"Trang sau": "tin?page=1"}, 1),
        ("tin?page=2", {"1": "tin?page=1", "Đầu": "tin?page=0"}, 1),
        ("tin", {"2": "tin?start=10", "3": "tin?start=20"}, 1),
        ("tin", {"2": "tin/trang-2"}, 1),
        ("tin", {"«": "tin?page=1", "2": "tin?page=2"}, 1),
        ("tin", {}, 1),
    ],
)
def test_number_of_the_first_page_is_told_by_words_beside_addresses(
    own: str, links: dict[str, str], counts_from: int
) -> None:
    assert pager("".join(link(*pair) for pair in links.items()), own).counts_from == counts_from


@pytest.mark.parametrize(
    "numbered",
    [
        """<a href="#" onclick="self.location = '/tin-tuc?page=2';">2</a>""",
        """<a href="javascript:;" onclick="window.location.href='?page=2'">2</a>""",
        """<a href="javascript:location='/tin-tuc?page=2'">2</a>""",
    ],
)
def test_page_that_a_script_in_its_link_goes_to_is_one_of_the_list(numbered: str) -> None:
    assert pages(f"<div>{link('1', 'tin-tuc')} {numbered}</div>", "tin-tuc") == ["tin-tuc?page=2"]


def test_script_beside_an_address_does_not_change_it() -> None:
    counted = """<a href="/tin-tuc?page=2" onclick="location='/dem?page=2'">2</a>"""
    assert pages(f"<div>{counted}</div>", "tin-tuc") == ["tin-tuc?page=2"]
