"""SharePoint's own form of a list's item (DispForm.aspx), which its rules alone tell from other forms."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from archiver.flow import article_from_document
from archiver.models import VIETNAM, Article, Outcome
from tests.platforms.saved import document_of, portal_of

URL = "http://xa.example.vn/BanTin/Lists/TinBai/DispForm.aspx?ID=318"
TITLE = "Đội chiếu bóng lưu động về bản Huổi Một"
LEAD = "Lần đầu sau ba năm, bà con Huổi Một lại được xem phim màn ảnh rộng ngay giữa sân bản."
TEXT = (
    "Xe của đội đi từ trưa, đến chân dốc thì phải tháo máy ra gùi.",
    "Phim được cán bộ văn hóa xã thuyết minh bằng tiếng Khơ Mú, cụ già nào cũng ngồi đến phút cuối.",
)
TABLE = "<table><tr><td>Ngày</td></tr></table>"
BODY = f"<div class='ExternalClass5B2C'><p>{TEXT[0]}</p>{TABLE}<p>{TEXT[1]}</p></div>"


def row(label: str, value: str, name: str = "") -> str:
    anchor = f'<a name="SPBookmark_{name}"></a>' if name else ""
    head = f'<td class="ms-formlabel"><h3 class="ms-standardheader">{anchor}{label}</h3></td>'
    return f'<tr>{head}<td class="ms-formbody">{value}</td></tr>'


def read(rows: str, below: str) -> Outcome:
    page = f"""<html><head><meta name="GENERATOR" content="Microsoft SharePoint"><title>Bản tin</title></head>
    <body>
    <div id="s4-workspace"><table class="ms-formtable">{rows}</table><table><tr>{below}</tr></table></div>
    </body></html>"""
    return article_from_document(document_of(Path(), URL, page), portal_of(URL, "sharepoint"))


def test_row_of_each_field_is_read_by_the_name_in_its_anchor() -> None:
    file = '<a href="/BanTin/Lists/TinBai/Attachments/318/lich.pdf">lich.pdf</a>'
    rows = [
        row("Thứ tự", "12"),
        row("Tiêu đề", TITLE, "Title"),
        row("Tóm tắt", f"<div>{LEAD}</div>", "TomTat"),
        row("Nội dung", BODY, "Body"),
        row("Ngày đăng", "05/11/2019"),
        row("Tệp đính kèm", file, "Attachments"),
    ]
    below = "<td class='ms-descriptiontext'>Được tạo lúc 05/11/2019 09:12 bởi Văn phòng xã</td>"
    changed = "<td class='ms-descriptiontext'>Sửa đổi lần cuối lúc 06/11/2019 15:40 bởi Văn phòng xã</td>"
    found = read("".join(rows), below + changed)
    assert isinstance(found, Article)
    assert (found.title, found.lead, found.poster) == (TITLE, LEAD, "Văn phòng xã")
    assert found.body == f"{TEXT[0]}\n\nNgày\n\n{TEXT[1]}"
    assert (found.published_date, found.published_at) == (dt.date(2019, 11, 5), None)
    assert found.updated_at == dt.datetime(2019, 11, 6, 15, 40, tzinfo=VIETNAM)
    assert [file.name for file in found.attachments] == ["lich.pdf"]


def test_first_row_holds_the_title_where_no_anchor_names_the_rows() -> None:
    rows = (
        row("Tiêu đề", TITLE) + row("Tóm tắt", LEAD) + row("Nội dung", BODY) + row("Ngày đăng", "05/11/2019")
    )
    found = read(rows, "<td></td>")
    assert isinstance(found, Article)
    assert (found.title, found.lead) == (TITLE, LEAD)
    assert found.body == f"{TEXT[0]}\n\nNgày\n\n{TEXT[1]}"
    assert found.published_date == dt.date(2019, 11, 5)


def test_english_words_below_the_form_tell_who_made_it_and_when() -> None:
    who = "<a href='/_layouts/15/userdisp.aspx?ID=5'>Bích Liên</a>"
    times = f"<span>Created at 4/9/2019 16:20 by </span>{who}<br>Last modified at 5/9/2019 08:02 by {who}"
    rows = row("Title", TITLE, "Title") + row("Body", BODY) + row("Expires", "")
    found = read(rows, f"<td class='ms-toolbar'>{times}</td>")
    assert isinstance(found, Article)
    assert (found.title, found.lead, found.poster) == (TITLE, None, "Bích Liên")
    assert found.published_at == dt.datetime(2019, 9, 4, 16, 20, tzinfo=VIETNAM)
    assert found.updated_at == dt.datetime(2019, 9, 5, 8, 2, tzinfo=VIETNAM)


def test_day_of_which_the_order_is_not_known_is_null() -> None:
    below = "<td class='ms-toolbar'>Created at 4/9/2019 4:20 PM by Bích Liên</td>"
    found = read(row("Title", TITLE, "Title") + row("Body", BODY), below)
    assert isinstance(found, Article)
    assert (found.published_date, found.published_raw) == (None, "4/9/2019 4:20 PM")
    assert "date-ambiguous" in found.problems
