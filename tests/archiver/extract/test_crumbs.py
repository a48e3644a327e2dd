"""The section above a title: a path from the front page, or words that a menu leads to, too."""

from __future__ import annotations

import pytest

from tests.archiver.extract.test_general import TEXT, TITLE, article

NAMES = ("Trang chủ", "Giới thiệu", "Tin hoạt động", "Xây dựng Đảng", "Liên hệ")
LIST = "<ul>" + "".join(f"<li><a href='/m/{at}'>{name}</a></li>" for at, name in enumerate(NAMES)) + "</ul>"
ROW = "<div>" + " | ".join(f"<a href='/m/{at}'>{name}</a>" for at, name in enumerate(NAMES)) + "</div>"
NEWS = f"<h1>{TITLE}</h1><p>Ngày đăng: 16/12/2017</p><div>{TEXT}</div>"
HOME, PARTY = "<a href='/'>Trang chủ</a>", "<a href='/m/3'>Xây dựng Đảng</a>"


@pytest.mark.parametrize(
    ("path", "section"),
    [
        (f"{HOME} &raquo; {PARTY}", ("Xây dựng Đảng",)),
        (f"Bạn đang ở: {HOME} / {PARTY} / {TITLE}", ("Xây dựng Đảng",)),
        (
            f"{HOME}<span>&gt;</span><a href='/t'>Tin tức</a><span>&gt;</span>{PARTY}",
            ("Tin tức", "Xây dựng Đảng"),
        ),
        (f"<a href='/'><i class='fa fa-home'></i></a><span>/</span>{PARTY}", ("Xây dựng Đảng",)),
        (f"<a href='/'><i class='fa fa-home'></i></a>{PARTY}", ()),
        (f"<a href='/in'><i class='fa fa-print'></i></a><span>/</span>{PARTY}", ()),
        (f"{HOME} | {PARTY}", ()),
        (f"{HOME} {PARTY}", ()),
        (f"{PARTY} &raquo; <a href='/x'>Tin khác hẳn</a>", ()),
    ],
)
def test_path_from_the_front_page_names_the_section(path: str, section: tuple[str, ...]) -> None:
    assert article(f"<div><div class='dd'>{path}</div>{NEWS}</div>").section == section


@pytest.mark.parametrize("menu", [LIST, ROW])
@pytest.mark.parametrize("name", ["Xây dựng Đảng", PARTY])
def test_words_above_the_title_that_a_menu_leads_to_are_the_section(menu: str, name: str) -> None:
    assert article(f"{menu}<div><div class='ten'>{name}</div>{NEWS}</div>").section == ("Xây dựng Đảng",)
    beside = f"{menu}<div class='ten'>{name}</div><div>{NEWS}</div>"
    assert article(f"<div>{beside}</div>").section == ("Xây dựng Đảng",)


@pytest.mark.parametrize("menu", [LIST, ROW])
@pytest.mark.parametrize(
    "above", ["", "<p>Trang chủ</p>", "<p>Một mục khác</p>", "<p><a href='/q'>Góp ý</a></p>"]
)
def test_entries_of_a_menu_and_words_that_none_leads_to_are_no_section(menu: str, above: str) -> None:
    assert article(f"{menu}<div>{above}{NEWS}</div>").section == ()
