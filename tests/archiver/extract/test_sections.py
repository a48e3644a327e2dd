"""Short headings that are links of the page, too: names of sections, and titles in boxes of articles."""

from __future__ import annotations

import pytest

from archiver.models import Article, NotAnArticle, Outcome
from tests.archiver.extract.test_general import TEXT, read

SHORT = "Bếp lửa giữa rừng chiều"
LONG = (
    "Nông dân vùng lũ khôi phục sản xuất vụ đông xuân",
    "Tập huấn nghiệp vụ công tác văn phòng cấp ủy cơ sở",
    "Trao nhà tình nghĩa cho gia đình người có công",
)
HERE, THERE = "/tin/bai-12", "/tin/bai-7"
MENU = "".join(
    f"<p><a href='/muc/{at}'>{name}</a></p>"
    for at, name in enumerate(("Trang chủ", "Giới thiệu", "Tổ chức Đảng", "Văn bản", "Thông báo", "Liên hệ"))
)


def shown(title: str, beside: str) -> Outcome:
    article = f"<div class='bai'><h1>{title}</h1><p>Ngày đăng: 16/12/2017 08:30</p><div>{TEXT}</div></div>"
    return read(f"<div>{MENU}</div>{article}<div>{beside}</div>", f"<title>{title} - Huyện ủy Ví Dụ</title>")


def entries(*links: tuple[str, str], entry: str = "<li><a href='{0}'>{1}</a></li>") -> str:
    return "".join(entry.format(*link) for link in links)


@pytest.mark.parametrize("entry", ["<li><a href='{0}'>{1}</a></li>", "<a href='{0}'><b>{1}</b></a><br>"])
def test_short_title_in_a_box_of_longer_ones_is_the_article_s(entry: str) -> None:
    others = ((f"/tin/bai-{at}", title) for at, title in enumerate(LONG))
    box = entries((THERE, SHORT), *others, entry=entry)
    found = shown(SHORT, f"<h4>Xem nhiều</h4><div>{box}</div>")
    assert isinstance(found, Article)
    assert found.title == SHORT


@pytest.mark.parametrize("here", [HERE, f"http://la.example.vn{HERE}", f"{HERE}#dau"])
def test_short_title_among_few_others_is_the_article_s_where_its_link_leads_to_the_page(here: str) -> None:
    box = entries((here, SHORT), ("/tin/bai-3", "Thư gửi tuổi trẻ"), ("/tin/bai-4", "Tiếng đàn quê"))
    found = shown(SHORT, f"<ul>{box}</ul>")
    assert isinstance(found, Article)
    assert found.title == SHORT


def test_short_heading_that_a_menu_leads_to_is_no_title_though_its_link_leads_to_the_page() -> None:
    menu = entries(*((f"/muc/{at}", "Thông báo") for at in range(5)), (HERE, SHORT))
    assert isinstance(shown(SHORT, f"<ul>{menu}</ul>"), NotAnArticle)
    few = entries(("/muc/1", "Thông báo"), (HERE, SHORT))
    assert isinstance(shown(SHORT, f"<div class='top-menu'><ul>{few}</ul></div>"), NotAnArticle)


def test_short_heading_whose_link_leads_to_another_page_is_no_title() -> None:
    """As the name of a section above the list of its articles does."""
    others = entries(*((f"/tin/bai-{at}", title) for at, title in enumerate(LONG)))
    box = f"<div><h3><a href='/muc/9'>{SHORT}</a></h3><ul>{others}</ul></div>"
    assert isinstance(shown(SHORT, box), NotAnArticle)
