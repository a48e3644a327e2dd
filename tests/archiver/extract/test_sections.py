"""Short headings that are links of the page, too: names of sections, and titles in boxes of articles."""

from __future__ import annotations

import pytest

from archiver.boilerplate import starts_related
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


NEWEST = "<h4>Tin mới</h4><div>{}</div>"


def test_title_that_only_a_link_to_the_page_tells_is_the_article_s() -> None:
    """The page states no title, and its markup says nothing; a box of the newest articles does."""
    box = NEWEST.format(entries((HERE, LONG[0]), (THERE, LONG[1]), ("/tin/bai-3", LONG[2])))
    plain = f"<div>{LONG[0]}</div><div>Người đăng: Quản trị - 16/12/2017</div><div>{TEXT}</div>"
    found = read(f"{box}<div>{plain}</div>", "<title>Chi tiết tin</title>")
    assert isinstance(found, Article)
    assert (found.title, found.poster) == (LONG[0], "Quản trị")


def test_menu_s_link_to_the_page_tells_no_title() -> None:
    menu = entries(*((f"/muc/{at}", "Thông báo") for at in range(5)), (HERE, "Lịch làm việc"))
    plain = f"<div>Lịch làm việc</div><div>Ngày đăng: 16/12/2017</div><div>{TEXT}</div>"
    assert isinstance(read(f"<ul>{menu}</ul><div>{plain}</div>", "<title>Xem tin</title>"), NotAnArticle)


def test_title_that_begins_as_the_word_for_error_is_a_title() -> None:
    found = shown("Lời thề dưới cờ năm ấy", "")
    assert isinstance(found, Article)


@pytest.mark.parametrize("title", ["Lỗi 404", "Lỗi hệ thống", "Error 500"])
def test_page_that_tells_of_an_error_is_none(title: str) -> None:
    assert isinstance(shown(title, ""), NotAnArticle)


def test_short_title_is_read_with_the_day_in_its_line() -> None:
    title = f"<div class='ten-bai'>{SHORT} <span>(08:30 16/12/2017)</span></div>"
    found = read(f"<div>{title}<div>{TEXT}</div></div>", f"<title>{SHORT} - Huyện ủy Ví Dụ</title>")
    assert isinstance(found, Article)
    assert (found.title, found.published_raw) == (SHORT, "08:30 16/12/2017")


def test_greeting_above_the_menu_is_no_text_above_the_title() -> None:
    greeting = "Nhiệt liệt chào mừng quý vị đến với trang thông tin điện tử của chúng tôi"
    head = f"<div>{greeting}</div><div><a href='/'>Trang chủ</a> - <a href='/gt'>Giới thiệu</a></div>"
    told = f"<div class='tieude'>{LONG[0]}</div><div>16/12/2017 - Lượt đọc: 704</div><div>{TEXT}</div>"
    found = read(f"{head}<div>{told}</div>", "")
    assert isinstance(found, Article)
    assert found.title == LONG[0]


def test_other_articles_in_the_element_of_the_text_do_not_make_it_a_list() -> None:
    links = ((f"/tin/{at}.html", title) for at, title in enumerate(LONG))
    others = entries(*links, entry="<p>- <a href='{0}'>{1}</a></p>")
    told = f"<p class='tieude'>{LONG[0]}</p><p>16/12/2017 08:30 (71 lượt xem)</p>{TEXT * 2}"
    found = read(f"<div>{told}<p><b>Tin, bài liên quan:</b></p>{others}</div>", f"<title>{LONG[0]}</title>")
    assert isinstance(found, Article)
    assert "Tập huấn" not in found.body


def test_box_whose_first_link_leads_to_the_page_is_known_by_its_heading() -> None:
    others = ((f"/tin/{at}.html", title) for at, title in enumerate(LONG))
    links = entries((HERE, SHORT), *others, entry="<p><a href='{0}'>{1}</a></p>")
    text = (
        "<p>Ở tuổi 78, ông vẫn ngày ngày đạp xe tới từng nhà nhắc con cháu giữ nếp sống đẹp của cha ông.</p>"
    )
    article = f"<div><h1>{SHORT}</h1><p>Ngày đăng: 16/12/2017</p>{text}</div>"
    box = f"<div class='o'><div>Tin tức - Sự kiện nổi bật</div>{links}</div>"
    found = read(box + article, f"<title>{SHORT}</title>")
    assert isinstance(found, Article)


@pytest.mark.parametrize(
    ("heading", "is_one"),
    [
        ("Thông báo khác", True),
        ("CÁC BÀI VIẾT CÙNG CHUYÊN MỤC:", True),
        ("Bài viết cùng chủ đề", True),
        ("Các tin khác cùng mục", True),
        ("Tin, bài liên quan", True),
        ("Phóng sự ảnh khác", True),
        ("Tin tức - Sự kiện nổi bật", True),
        ("Thông báo", False),
        ("Tin tức", False),
        ("Các vấn đề liên quan", False),
        ("Một số nội dung khác", False),
        ("Bài học khác", False),
        ("Thông báo khác thường", False),
    ],
)
def test_headings_of_other_articles_are_told_by_their_words(heading: str, is_one: bool) -> None:
    assert starts_related(heading) is is_one


def test_day_and_count_that_only_the_style_sheet_parts_are_read_apart() -> None:
    line = "<div><span><span>16/12/2017</span></span><span><span>406 lượt xem</span></span></div>"
    found = read(f"<div><h1>{LONG[0]}</h1>{line}{TEXT}</div>", f"<title>{LONG[0]}</title>")
    assert isinstance(found, Article)
    assert (found.published_raw, found.view_count) == ("16/12/2017", 406)


def test_heading_that_a_menu_in_one_line_leads_to_is_no_title() -> None:
    """As that of a register of documents is, whose rows print days."""
    names = ("Trang chủ", "Giới thiệu", "Tổ chức Đảng", "Văn bản", "Thông báo", "Liên hệ")
    menu = "".join(f"<a href='/muc/{at}'>{name}</a>" for at, name in enumerate(names))
    rows = "".join(
        f"<tr><td>{at}-KH/ĐU</td><td>1{at}/09/2022</td><td><a href='/vb/{at}.pdf'>{title}</a></td></tr>"
        for at, title in enumerate(LONG)
    )
    register = f"<h1>Văn bản</h1><table>{rows}</table>"
    head = "<title>Văn bản - Huyện ủy Ví Dụ</title>"
    assert isinstance(read(f"<div>{menu}</div><div>{register}</div>", head), NotAnArticle)


@pytest.mark.parametrize("named", ["Huyện ủy Ví Dụ | {}", "Trang thông tin Đảng bộ huyện Ví Dụ - {}"])
def test_short_title_behind_the_site_s_name_is_the_one_that_the_page_states(named: str) -> None:
    banner = "<h1 class='logo'><a href='/'>Huyện ủy Ví Dụ</a></h1>"
    page = f"{banner}<div><h1>{SHORT}</h1><p>16/12/2017</p>{TEXT}</div>"
    found = read(page, f"<title>{named.format(SHORT)}</title>")
    assert isinstance(found, Article)
    assert found.title == SHORT


@pytest.mark.parametrize("row", ["<div class='tags'>Từ khóa: {}</div>", "<p>Chủ đề: {}</p>", "<div>{}</div>"])
def test_title_that_is_a_keyword_of_its_article_is_one(row: str) -> None:
    words = ("Nông thôn mới", SHORT, "Bầu cử đại biểu", "Đại hội Đảng")
    links = ", ".join(f"<a href='/tu-khoa/{at}'>{word}</a>" for at, word in enumerate(words))
    article = f"<h1>{SHORT}</h1><p>16/12/2017 08:30</p><div>{TEXT}</div>{row.format(links)}"
    found = read(f"<div>{MENU}</div><div>{article}</div>", f"<title>{SHORT} - Huyện ủy Ví Dụ</title>")
    assert isinstance(found, Article)
    assert found.title == SHORT
