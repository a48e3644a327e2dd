"""Pages of old templates: titles that type alone sets apart, labels and values behind the text."""

from __future__ import annotations

import datetime as dt

import pytest

from archiver.models import NotAnArticle
from tests.archiver.extract.test_traps import DATED, MENU, OTHER, TEXT, TITLE, article, outcome

BEHIND = {
    "bracket": "<p align=right><font size=1><i>(Cập nhật: 16/06/2020)</i></font></p>",
    "list": "<ul><li>Gửi lúc: Thứ ba, 16/06/2020 | 08:30:00</li><li>Số lần đọc: 212</li></ul>",
}
HEADLINES = {
    "centre": f"<center><font color=navy size=3><b>{TITLE}</b></font></center>",
    "paragraph": f'<p><font size="4">{TITLE}</font></p>',
    "bold": f"<div><b>{TITLE}</b></div>",
}


@pytest.mark.parametrize("behind", BEHIND.values(), ids=BEHIND)
@pytest.mark.parametrize("headline", HEADLINES.values(), ids=HEADLINES)
def test_title_that_only_its_type_sets_apart_is_read_with_the_date_behind_the_text(
    headline: str, behind: str
) -> None:
    cell = f"<td>{headline}<table><tr><td>{TEXT}</td></tr></table>{behind}</td>"
    found = article(f"{MENU}<table><tr>{cell}</tr></table>")
    assert (found.title, found.published_date) == (TITLE, dt.date(2020, 6, 16))
    assert found.body.startswith("Sáng 12/6")
    assert found.body.endswith("./.")


def test_bold_line_without_a_date_near_its_text_is_no_title() -> None:
    assert isinstance(outcome(f"{MENU}<div><p><b>{TITLE}</b></p>{TEXT}</div>"), NotAnArticle)


def test_bold_line_amid_the_text_is_no_title() -> None:
    inside = f"{TEXT}<p><b>Những kết quả nổi bật trong nửa năm</b></p>{TEXT}{BEHIND['list']}"
    found = outcome(f"{MENU}<div><p><b>{TITLE}</b></p>{inside}</div>")
    assert getattr(found, "title", None) == TITLE


def test_all_labels_behind_the_text_are_read_however_many_these_are() -> None:
    cells = {
        "Người đăng": "Ban Biên tập", "Nguồn tin": "Báo Sông Trà", "Ngày đăng": "16/06/2020 08:30",
        "Cập nhật": "20/06/2020 09:00", "Lượt đọc": "212", "Đánh giá": "0/5",
    }  # fmt: skip
    behind = "".join(f"<dt>{label}</dt><dd>{value}</dd>" for label, value in cells.items())
    found = article(f"{MENU}<div><h2>{TITLE}</h2><article>{TEXT}</article><dl>{behind}</dl></div>", TITLE)
    assert (found.poster, found.source, found.authors) == ("Ban Biên tập", "Báo Sông Trà", ())
    assert (found.published_date, found.view_count) == (dt.date(2020, 6, 16), 212)


def test_count_of_comments_in_a_part_of_its_own_is_no_part_of_the_views() -> None:
    parts = "<span>Ngày đăng</span><span>16/06/2020</span> <span>Lượt xem</span><span>63</span>"
    printed = f"<div>{parts} <span>0 bình luận</span></div>"
    assert article(f"{MENU}<div><h2>{TITLE}</h2>{printed}<div>{TEXT}</div></div>").view_count == 63


def test_one_link_amid_the_text_makes_no_listing_of_an_article() -> None:
    three = (OTHER.replace("388", str(number)).replace("Ba", name) for number, name in enumerate("ABC", 377))
    others = f"<ul>{''.join(f'<li>{each}</li>' for each in three)}</ul>"
    amid = TEXT.replace("</p><p>", f"</p><p>{OTHER.replace('388', '366').replace('Ba', 'Năm')}</p><p>", 1)
    found = article(f"{MENU}<div><h2>{TITLE}</h2>{others}{DATED}<div class='nd'>{amid}{TEXT}</div></div>")
    assert found.title == TITLE
    assert "Đại hội điểm" not in found.body


def test_metadata_amid_the_line_breaks_of_a_body_is_no_text() -> None:
    parts = "<span>16/6/2020 8:30 SA</span> <span>Đăng bởi: bbt</span> <span>(212 lượt xem)</span>"
    found = article(f"{MENU}<div><span class='Head'>{TITLE}</span><br>{parts}{TEXT}</div>")
    assert (found.poster, found.view_count, found.published_date) == ("bbt", 212, dt.date(2020, 6, 16))
    assert found.body.startswith("Sáng 12/6")


def test_count_beside_an_eye_in_an_element_with_the_text_is_no_text() -> None:
    icons = (
        "<li>16/06/2020</li><li><i class='fa fa-eye'></i> 1.212</li><li><i class='fa fa-comments'></i> 0</li>"
    )
    found = article(f"{MENU}<article><header><h1>{TITLE}</h1><ul>{icons}</ul></header>{TEXT}</article>")
    assert found.view_count == 1212
    assert found.body.startswith("Sáng 12/6")


def test_title_that_links_to_its_own_page_is_one() -> None:
    heading = f"<h4 class='post-title'><a href='/xay-dung-dang/bai-421.html'>{TITLE}</a></h4>"
    posted = "<div>Posted on 16/06/2020 by <a href='/nguoi/1'>Quản trị viên</a> <span>Views: 212</span></div>"
    found = article(f"{MENU}<div>{heading}{posted}<div class='nd'>{TEXT}</div></div>")
    assert (found.title, found.poster, found.view_count) == (TITLE, "Quản trị viên", 212)


def test_row_of_labels_above_a_row_of_values_is_read_column_by_column() -> None:
    labels = "".join(f"<th>{label}</th>" for label in ("Ngày đăng", "Người đăng", "Lượt xem"))
    values = "".join(f"<td>{value}</td>" for value in ("16/06/2020 08:30", "Ban Biên tập", "1.212"))
    printed = f"<table><tr>{labels}</tr><tr>{values}</tr></table>"
    found = article(f"{MENU}<div><h1>{TITLE}</h1>{printed}<div class='nd'>{TEXT}</div></div>")
    assert (found.published_date, found.poster, found.authors) == (dt.date(2020, 6, 16), "Ban Biên tập", ())
    assert found.view_count == 1212


def test_bold_title_with_its_day_in_brackets_behind_it_is_read_without_a_title_that_the_page_states() -> None:
    printed = f"<td><font size=4><b>{TITLE}</b></font> <font size=1>(16/06/2020)</font></td>"
    found = article(f"{MENU}<table><tr>{printed}</tr><tr><td>{TEXT}</td></tr></table>")
    assert (found.title, found.published_date) == (TITLE, dt.date(2020, 6, 16))


def test_title_in_a_link_that_leads_nowhere_is_read_with_its_day_in_brackets_behind_it() -> None:
    day = "<a style='font-size:10px'>(16/06/2020 08:30)</a>"
    printed = f"<p><a href='#tin' class='dam'>{TITLE}</a> {day}</p>"
    body = f"{MENU}<p><a>Tin mới nhất</a></p><div class='hop'>{printed}{TEXT}</div>"
    found = article(body, f"{TITLE} - Huyện ủy Sông Trà")
    assert (found.title, found.published_date) == (TITLE, dt.date(2020, 6, 16))


def test_a_day_in_brackets_behind_words_that_no_type_sets_apart_makes_them_no_title() -> None:
    printed = f"<td>{TITLE} <font size=1>(16/06/2020)</font></td>"
    assert isinstance(
        outcome(f"{MENU}<table><tr>{printed}</tr><tr><td>{TEXT}</td></tr></table>"), NotAnArticle
    )


@pytest.mark.parametrize(
    "site", ["Xã Sông Trà", "Xã Sông Trà - Trang thông tin điện tử", "Trang thông tin điện tử | Xã Sông Trà"]
)
def test_title_above_its_day_is_read_where_the_page_states_the_name_of_its_site_alone(site: str) -> None:
    found = article(
        f"{MENU}<div><div class='t1'>{TITLE}</div><div class='t2'>{DATED}</div><div>{TEXT}</div></div>", site
    )
    assert found.title == TITLE


LEAD = "Huyện ủy Sông Trà mở lớp bồi dưỡng cho cán bộ làm công tác Đảng ở mười hai xã trong huyện."
ROWS = "<table><tr><td>{title}</td></tr><tr><td><i>{told}</i></td></tr>{rows}<tr><td>{text}</td></tr></table>"


def test_row_above_the_row_of_text_in_a_table_round_the_title_is_the_lead() -> None:
    rows = f"<tr><td><b>{LEAD}</b></td></tr>"
    table = ROWS.format(title=TITLE, told="Ngày đăng: 16/06/2020", rows=rows, text=TEXT)
    found = article(f"{MENU}{table}", TITLE)
    assert (found.lead, found.body.startswith("Sáng 12/6"), found.published_raw) == (LEAD, True, "16/06/2020")


def test_rows_that_each_hold_some_of_the_text_are_all_text() -> None:
    rows = "".join(f"<tr><td>{TEXT.replace('12/6', f'{day}/6')}</td></tr>" for day in (13, 14))
    found = article(f"{MENU}{ROWS.format(title=TITLE, told='16/06/2020', rows=rows, text=TEXT)}", TITLE)
    assert found.body.count("hơn một trăm học viên") == 3
    assert found.lead is None


def test_sign_before_a_title_is_no_part_of_it_and_its_day_stands_in_the_row_above() -> None:
    row = f"<tr><td><p><span>» {TITLE}</span><br></p>{TEXT}</td></tr>"
    table = f"<table><tr><td align=right>16/06/2020 08:30</td></tr>{row}</table>"
    found = article(f"{MENU}<table><tr><td>{table}</td></tr></table>", f"{TITLE} - Huyện ủy Sông Trà")
    assert (found.title, found.published_raw) == (TITLE, "16/06/2020 08:30")


def test_clock_in_a_row_of_the_page_s_own_table_is_no_day_of_an_article() -> None:
    row = f"<tr><td><h2>{TITLE}</h2>{TEXT}<p>Lượt xem: 5</p></td></tr>"
    found = outcome(f"<table><tr><td>Thứ ba, 16/06/2020</td></tr>{row}</table>", TITLE)
    assert getattr(found, "published_date", None) is None


def test_account_and_count_behind_the_text_are_read_though_the_day_stands_above() -> None:
    parts = ("Đăng bởi: <a href='/a/7'>quantri</a>", "Số lượt xem (4849)", "Bình luận (0)")
    told = f"<div class='meta'>{'<span>/</span>'.join(parts)}</div>"
    inside = f"<div class='tin'><h1>{TITLE}</h1><div>Thứ ba, 16/06/2020</div>{TEXT}</div>"
    found = article(f"{MENU}<div>{inside}{told}</div>", TITLE)
    assert (found.poster, found.view_count) == ("quantri", 4849)


@pytest.mark.parametrize(("words", "source"), [("Báo Sông Trà", "Báo Sông Trà"), ("Hồng Hạnh", None)])
def test_element_for_the_source_behind_the_text_holds_it_without_a_label(
    words: str, source: str | None
) -> None:
    behind = f"<div class='nguon'>{words}</div>"
    found = article(f"{MENU}<div><h2>{TITLE}</h2>{DATED}<div class='nd'>{TEXT}</div>{behind}</div>", TITLE)
    assert (found.source, words in found.body) == (source, False)
