from __future__ import annotations

import datetime as dt
import unicodedata
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.models import VIETNAM
from archiver.normalise.label_table import KIND_OF, PERSON
from archiver.normalise.labels import Metadata, read_metadata, strip_label
from tests.work import calls_of

SEEN = dt.datetime(2024, 11, 17, 23, 38, tzinfo=dt.UTC)  # 06:38 on Monday the 18th in Vietnam
DAY = dt.date(2017, 12, 16)
EIGHT_THIRTY = dt.datetime(2017, 12, 16, 8, 30, tzinfo=VIETNAM)

LINES: list[tuple[list[str], dict[str, Any]]] = [
    (["Người đăng tin: Admin Ngày đăng tin: 16/12/2017 Lượt xem: 107"],
     {"day": DAY, "views": 107, "poster": "Admin"}),
    (["Người đăng: Minh Đăng Ngày đăng: 16/12/2017 08:30 Lượt xem: 107"],
     {"at": EIGHT_THIRTY, "views": 107, "poster": "Minh Đăng"}),
    (["Người đăng: Minh Nghi | 16/12/2017 08:30"], {"at": EIGHT_THIRTY, "poster": "Minh Nghi"}),
    (["Bởi Ban Biên tập, 16/12/2017 08:30"], {"at": EIGHT_THIRTY, "poster": "Ban Biên tập"}),
    (["by admin", "Saturday, December 16, 2017 8:30 AM"], {"at": EIGHT_THIRTY, "poster": "admin"}),
    (["Ngày đăng: 16/12/2017", "Giờ đăng: 08:30", "Lượt xem: 107"], {"at": EIGHT_THIRTY, "views": 107}),
    (["Ngày: 16/12/2017", "08:30"], {"at": EIGHT_THIRTY}),
    (["Giờ: 8:30", "Ngày: 16/12/2017"], {"at": EIGHT_THIRTY}),
    (["Giờ: 08:30", "16/12/2017"], {"at": EIGHT_THIRTY}),
    (["Thứ: Thứ bảy, Ngày: 16/12/2017, Giờ: 08:30"], {"at": EIGHT_THIRTY}),
    (["08:30", "Ngày: 16/12/2017"], {"day": DAY}),
    (["16/12/2017", "Number of views (107)"], {"day": DAY, "views": 107}),
    (["16/12/2017", "107 reads"], {"day": DAY, "views": 107}),
    (["Đăng bởi: Phòng Văn hóa - Thông tin"], {"poster": "Phòng Văn hóa - Thông tin"}),
    (["Người đăng tin: Văn phòng HĐND - UBND | Lượt xem: 107"],
     {"views": 107, "poster": "Văn phòng HĐND - UBND"}),
    (["Đăng bởi: Admin - Ban Biên tập"], {"poster": "Admin"}),
    (["Người đăng bài", ": Hồng Hạnh", "Nguồn tin", ": TTXVN", "Lượt xem", ": 107"],
     {"views": 107, "poster": "Hồng Hạnh", "source": "TTXVN"}),
    (["Publish date 16/12/2017 | 08:30 AM  |  View count: 1108"], {"at": EIGHT_THIRTY, "views": 1108}),
    (["Lượt xem: 7370 | Gửi lúc: 16/12/2017 08:30:00"], {"at": EIGHT_THIRTY, "views": 7370}),
    (["Hồng Hạnh - 08:30 16/12/2017 GMT+7"], {"at": EIGHT_THIRTY, "authors": ("Hồng Hạnh",)}),
    (["MINH HẠNH - TRẦN BÌNH 16/12/2017 08:30"], {"at": EIGHT_THIRTY, "authors": ("MINH HẠNH", "TRẦN BÌNH")}),
    (["MINH HẠNH (thực hiện) 16/12/2017 08:30"], {"at": EIGHT_THIRTY, "authors": ("MINH HẠNH",)}),
    (["Hồng Hạnh 16/12/2017 - 08:30"], {"at": EIGHT_THIRTY, "authors": ("Hồng Hạnh",)}),
    (["16-12-2017 | Hồng Hạnh", "Lượt người xem: 400 100%"],
     {"day": DAY, "views": 400, "authors": ("Hồng Hạnh",)}),
    (["16/12/2017 107 lượt xem 412 từ"], {"day": DAY, "views": 107}),
    (["107 lượt xem 3 phút đọc"], {"views": 107}),
    (["Đăng bởi Admin 1.2K lượt xem"], {"poster": "Admin", "views": 1200}),
    (["Đăng bởi Admin @ 08:30 16/12/2017 :: 107 lượt xem :: 0 bình luận"],
     {"at": EIGHT_THIRTY, "views": 107, "poster": "Admin"}),
    (["Được xuất bản 16/12/2017 08:30", "Được viết bởi Hồng Hạnh"],
     {"at": EIGHT_THIRTY, "poster": "Hồng Hạnh"}),
    (["Xuất bản 16/12/2017 08:30", "Nguồn thông tin: TTXVN"], {"at": EIGHT_THIRTY, "source": "TTXVN"}),
    (["Posted 16/12/2017"], {"day": DAY}),
    (["Post by: Admin | 08:30 - 16/12/2017"], {"at": EIGHT_THIRTY, "poster": "Admin"}),
    (["Người đưa tin: Hồng Hạnh - 16/12/2017"], {"day": DAY, "poster": "Hồng Hạnh"}),
    (["Ngày gửi bài: 16/12/2017 - Lượt xem tin: 107"], {"day": DAY, "views": 107}),
    (["Nguồn: Theo TTXVN | 16/12/2017"], {"day": DAY, "source": "TTXVN"}),
    (["16/12/2017 131 0"], {"day": DAY, "views": 131}),
    (["16/12/2017 131"], {"day": DAY}),
    (["16/12/2017 08:30 74 lượt xem"], {"at": EIGHT_THIRTY, "views": 74}),
    (["16/12/2017 08:30", "Tổng số lần xem: 99.999", "Lần xem: 74"], {"at": EIGHT_THIRTY, "views": 74}),
    (
        ["Ban Biên tập đăng lúc 08:30 16/12/2017, Lượt xem bài viết: 74"],
        {"at": EIGHT_THIRTY, "views": 74, "poster": "Ban Biên tập"},
    ),
    (["Số lượt xem (74)/Bình luận (0)"], {"views": 74}),
    (["16/12/2017 08:30 | Lượt xem (74)"], {"at": EIGHT_THIRTY, "views": 74}),
    (["Thứ bảy, 16 Tháng 12 2017 08:30", "24114 Lượt xem"], {"at": EIGHT_THIRTY, "views": 24114}),
    (["Lượt xem: 107 16/12/2017"], {"day": DAY, "views": 107}),
    (["Đăng ngày 16 - 12 - 2017", "Lượt xem: 1.632", "100%"], {"day": DAY, "views": 1632}),
    (["Người đăng:", "Admin", "Ngày đăng", "16/12/2017", "Lượt xem", "107"],
     {"day": DAY, "views": 107, "poster": "Admin"}),
    (["Người đăng tin: Ngày đăng tin: 16/12/2017"], {"day": DAY}),
    (["Đăng bởi Admin lúc 08:30 ngày 16/12/2017"], {"at": EIGHT_THIRTY, "poster": "Admin"}),
    (["Author: Admin Updated: 16/12/2017 Views: 107"],
     {"day": DAY, "views": 107, "poster": "Admin", "problems": ("date-label-updated",)}),
    (["Cập nhật lúc: 08:30 |16/12/2017"], {"at": EIGHT_THIRTY, "problems": ("date-label-updated",)}),
    (["16/12/2017 08:30 | Tác giả: Hồng Hạnh | Nguồn: Báo Minh Hải | Lượt đọc: 12"],
     {"at": EIGHT_THIRTY, "authors": ("Hồng Hạnh",), "source": "Báo Minh Hải", "views": 12}),
    (["Bài: Hồng Hạnh - Ảnh: Minh Tuấn"], {"authors": ("Hồng Hạnh",), "photographers": ("Minh Tuấn",)}),
    (["(CTO) -", "Hồng Hạnh"], {"source": "CTO", "authors": ("Hồng Hạnh",)}),
    (["Chính trị | 16/12/2017 08:30"], {"at": EIGHT_THIRTY}),
    (["(16/12/2017)"], {"day": DAY}),
    (["16/12/2017Nhân kỷ niệm 20 năm, ngày 1/8/2003"], {"day": DAY}),
    (["Ngày ban hành: 12/12/2017", "Hiệu lực: 01/01/2018", "Ngày đăng: 16/12/2017"],
     {"day": DAY}),
    (["06:38 ICT Thứ hai, 18/11/2024", "Thứ bảy - 16/12/2017 08:30",
      "Minh Hải, ngày 29 tháng 01 năm 2017"],
     {"at": EIGHT_THIRTY}),
    (["Thứ 2, 18/11/2024, 06:37[GMT+7]", "Ngày đăng: 16/12/2017"], {"day": DAY}),
    (["16/12/2017 08:30", "20:00 , 30/10/2024"], {"at": EIGHT_THIRTY, "problems": ("date-several",)}),
    (["Đường dây nóng: 0237 3721150", "Đã truy cập: 123456", "Đang online: 12", "Hôm nay: 1.234",
      "Tổng lượt truy cập: 9"],
     {}),
    (["Đã truy cập:", "123456", "Trực tuyến", "12"], {}),
    (["Lượt xem: 5 | Đánh giá: 4"], {"views": 5}),
    (["bởi quantri —", "xuất bản 16/12/2017 08:30,", "sửa lần cuối 18/12/2017 10:00"],
     {"at": EIGHT_THIRTY, "poster": "quantri"}),
    (["Báo Xuân xuất bản 20/12/2017", "Ngày đăng: 16/12/2017 08:30"], {"at": EIGHT_THIRTY}),
    (["👤: Người đăng", "Ban Biên tập", "Lượt xem: Lượt xem", "107"],
     {"poster": "Ban Biên tập", "views": 107}),
    (["Author", "Hồng Hạnh", "Posted by", "admin"], {"authors": ("Hồng Hạnh",), "poster": "admin"}),
    (["Đã đăng 16/12/2017 08:30 bởi Ban Biên tập, 107 lượt xem"],
     {"at": EIGHT_THIRTY, "poster": "Ban Biên tập", "views": 107}),
    (["Author: Hồng Hạnh", "Posted by: Hồng Hạnh"], {"poster": "Hồng Hạnh"}),
    (["Author: Hồng Hạnh"], {"poster": "Hồng Hạnh"}),
    (["Author: Hồng Hạnh", "Source: TTXVN"], {"authors": ("Hồng Hạnh",), "source": "TTXVN"}),
    (["Author: quantri", "Source: TTXVN"], {"poster": "quantri", "source": "TTXVN"}),
    (["TRƯƠNG KIM SƠN 16/12/2017 08:30"], {"at": EIGHT_THIRTY, "authors": ("TRƯƠNG KIM SƠN",)}),
    (["MỘC LAN HƯƠNG GIANG XỨ 16/12/2017 08:30"], {"at": EIGHT_THIRTY}),
    (["Chung kết giải bóng chuyền 16/12/2017 08:30"], {}),
    (["✍ Hồng Hạnh, Minh Tuấn"], {"authors": ("Hồng Hạnh", "Minh Tuấn")}),
    (["Phóng viên: Hồng Hạnh – Quay phim: Minh Tuấn"], {"authors": ("Hồng Hạnh",)}),
    (["Nhóm PV: Hồng Hạnh, Minh Tuấn"], {"authors": ("Hồng Hạnh", "Minh Tuấn")}),
    (["Phóng viên", "Hồng Hạnh"], {"authors": ("Phóng viên",)}),
    (["Theo Ban Xây dựng Đảng", "16/12/2017"], {"source": "Ban Xây dựng Đảng", "day": DAY}),
    (["Các Album đã đăng", "Văn bản mới", "(phát sóng ngày 3/2/2020)"], {}),
    ([], {}),
]  # fmt: skip


def values_of(metadata: Metadata) -> dict[str, Any]:
    published = metadata.published
    found: dict[str, Any] = {
        "views": metadata.view_count,
        "poster": metadata.poster,
        "authors": metadata.authors,
        "source": metadata.source,
        "photographers": metadata.photographers,
        "problems": metadata.problems,
    }
    if published and published.moment:
        found["at"] = published.moment
    elif published and published.day:
        found["day"] = published.day
    return {name: value for name, value in found.items() if value not in (None, ())}


@pytest.mark.parametrize(("lines", "expected"), LINES)
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_metadata_lines_are_read_whatever_the_markup(
    lines: list[str], expected: dict[str, Any], form: Literal["NFC", "NFD"]
) -> None:
    metadata = read_metadata([unicodedata.normalize(form, line) for line in lines], seen_at=SEEN)
    found = values_of(metadata)
    if expected.get("problems") is None:
        assert set(found.pop("problems", ())) <= {"date-unlabelled"}
    assert found == expected


@pytest.mark.parametrize(
    ("lines", "views"),
    [
        (["742", "lượt xem", "0", "bình luận"], 742),
        (["5", "bình luận", "742", "lượt xem"], 742),
        (["Lượt xem", "742", "Bình luận", "0"], 742),
        (["742", "lượt xem"], 742),
        (["3", "lượt xem", "742"], None),
        (["Lượt tải", "3", "Lượt xem", "742"], 742),
        (["742", "Lượt xem 0", "Bình luận"], 742),
        (["742 Lượt xem 0 Bình luận"], 742),
        (["16/12/2017 08:30 742 Lượt xem 0 Bình luận 3 Chia sẻ"], 742),
        (["Lượt xem", ":", "742"], 742),
    ],
)
def test_count_in_a_cell_is_of_its_own_label_alone(lines: list[str], views: int | None) -> None:
    assert read_metadata(lines, seen_at=None).view_count == views


def test_colons_in_cells_of_their_own_are_part_of_the_label() -> None:
    said = read_metadata(["Nguồn", ":", "Báo Đông Lam", "Người đăng", ":", "Quản trị"], seen_at=None)
    assert (said.source, said.poster) == ("Báo Đông Lam", "Quản trị")


def test_names_of_networks_to_share_on_are_no_authors() -> None:
    said = read_metadata(["Chia sẻ bài viết: Facebook Zalo", "Bài viết: Hồng Hạnh"], seen_at=None)
    assert said.authors == ("Hồng Hạnh",)


def test_values_parted_by_slashes_are_read() -> None:
    said = read_metadata(
        ["Đăng ngày: 09/01/2012, 07:05 / Số lượt xem: 14,198 / Người đăng: Administrator"], seen_at=None
    )
    assert (said.view_count, said.poster) == (14198, "Administrator")
    assert said.published is not None
    assert str(said.published.moment) == "2012-01-09 07:05:00+07:00"


def test_capitals_change_nothing() -> None:
    lines = ["NGƯỜI ĐĂNG TIN: Admin NGÀY ĐĂNG TIN: 16/12/2017 LƯỢT XEM: 107"]
    assert values_of(read_metadata(lines, seen_at=SEEN)) == {"day": DAY, "views": 107, "poster": "Admin"}


def test_of_two_dates_each_goes_where_its_label_says() -> None:
    for line in (
        "Ngày đăng: 16/12/2017 | Cập nhật: 17/12/2017 08:30",
        "16/12/2017 (Cập nhật: 17/12/2017 08:30)",
    ):
        metadata = read_metadata([line], seen_at=SEEN)
        assert metadata.published is not None
        assert metadata.updated is not None
        assert (metadata.published.day, metadata.published.raw) == (DAY, "16/12/2017")
        assert (metadata.updated.day, metadata.updated.raw) == (dt.date(2017, 12, 17), "17/12/2017 08:30")
        assert metadata.problems == ()


@pytest.mark.parametrize(
    ("line", "raw", "problem"),
    [
        ("Ngày đăng: 32/13/2017", "32/13/2017", "date-impossible"),
        ("Ngày đăng: dd/mm/yyyy", "dd/mm/yyyy", "date-placeholder"),
        ("dd/mm/yyyy", "dd/mm/yyyy", "date-placeholder"),
        ("Ngày đăng: 12/10/20", "12/10/20", "date-ambiguous"),
        ("Thứ 2, 18/11/2024, 06:37[GMT+7]", "Thứ 2, 18/11/2024, 06:37[GMT+7]", "date-clock"),
        ("Print Thứ Bảy, 16/12/2017 08:30", None, None),
        ("Minh Hải, ngày 16 tháng 12 năm 2017", "Minh Hải, ngày 16 tháng 12 năm 2017", "date-unlabelled"),
    ],
)
def test_a_date_that_may_be_wrong_is_null_with_its_words(
    line: str, raw: str | None, problem: str | None
) -> None:
    metadata = read_metadata([line], seen_at=SEEN)
    if raw is None:
        assert metadata.published is None
        return
    assert metadata.published is not None
    assert (metadata.published.day, metadata.published.raw, metadata.problems) == (None, raw, (problem,))


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        (["Lượt xem: abc"], "views-unreadable"),
        (["Lượt xem: 1.63"], "views-unreadable"),
        (["Lượt xem: 100", "Đã xem: 200"], "views-several"),
    ],
)
def test_views_that_may_be_wrong_are_null(lines: list[str], problem: str) -> None:
    metadata = read_metadata(lines, seen_at=SEEN)
    assert (metadata.view_count, metadata.problems) == (None, (problem,))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Người đăng tin: Admin", ("poster", "Admin")),
        ("Tác giả bài viết: Hồng Hạnh", ("author", "Hồng Hạnh")),
        ("Nguồn tin: Báo Minh Hải", ("source", "Báo Minh Hải")),
        ("Ngày đăng : 16/12/2017", ("published", "16/12/2017")),
        ("Cập nhật lúc 16/12/2017", ("updated", "16/12/2017")),
        ("Lượt xem", ("views", "")),
        ("107 lượt xem", ("views", "107")),
        ("Ngày ban hành: 16/12/2017", ("other_date", "16/12/2017")),
        ("Hồng Hạnh", (None, "Hồng Hạnh")),
        ("", (None, "")),
    ],
)
def test_a_cell_is_parted_into_label_and_value(text: str, expected: tuple[str | None, str]) -> None:
    assert strip_label(text) == expected


@pytest.mark.parametrize("label", sorted(KIND_OF))
def test_every_label_of_the_table_is_found_with_a_colon(label: str) -> None:
    assert strip_label(f"{label.upper()}: x")[0] == KIND_OF[label]


PARTS = st.lists(
    st.sampled_from(
        [
            "Người đăng tin",
            "Ngày đăng",
            "Lượt xem",
            "Cập nhật",
            "Nguồn",
            "Tác giả",
            ": ",
            " ",
            " | ",
            "16/12/2017",
            "08:30",
            "107",
            "1.6",
            "Hồng Hạnh",
            "- ",
            "(CTO) -",
            "100%",
        ]
    ),
    max_size=12,
).map("".join)


@given(st.lists(st.one_of(st.text(), PARTS), max_size=5), st.sampled_from([None, SEEN]))
def test_no_lines_make_reading_metadata_fail(lines: list[str], seen_at: dt.datetime | None) -> None:
    metadata = read_metadata(lines, seen_at=seen_at)
    assert metadata.view_count is None or metadata.view_count >= 0
    assert all(metadata.authors)
    for line in lines:
        strip_label(line)


@pytest.mark.parametrize("unit", ["Lượt xem: ", "16/12/2017 ", "1 ", "| ", "Hồng Hạnh - ", "đăng ", "a"])
def test_long_hostile_lines_are_read_to_their_end(unit: str) -> None:
    read_metadata([unit * 20_000] * 50, seen_at=SEEN)
    strip_label(unit * 10_000)


@pytest.mark.parametrize(
    ("name", "poster", "authors"),
    [
        ("Ban Biên tập", "Ban Biên tập", ()),
        ("bbt", "bbt", ()),
        ("PV", None, ("PV",)),
        ("Nguyễn Thị Lan", None, ("Nguyễn Thị Lan",)),
    ],
)
def test_office_behind_the_picture_of_a_person_is_who_posted(
    name: str, poster: str | None, authors: tuple[str, ...]
) -> None:
    said = read_metadata([f"{PERSON}: {name} 07:09 20/01/2024"], seen_at=None)
    assert (said.poster, said.authors) == (poster, authors)


@pytest.mark.parametrize(
    ("lines", "moment"),
    [
        (["20/01/2024", "07:09"], "2024-01-20T07:09:00+07:00"),
        (["07:09:31", "20-01-2024", "8 lượt xem"], "2024-01-20T07:09:31+07:00"),
        (["🕒 07:09", "📅 20/01/2024"], "2024-01-20T07:09:00+07:00"),
        (["Thứ Bảy, 20/01/2024", "07:09"], "2024-01-20T07:09:00+07:00"),
        (["20 Tháng Một, 2024", "07:09"], "2024-01-20T07:09:00+07:00"),
        (["20 tháng 1 năm 2024", "07:09"], "2024-01-20T07:09:00+07:00"),
        (["Đăng lúc 11:58' ngày 20/01/2024 - 309 lượt xem"], "2024-01-20T11:58:00+07:00"),
        (["Thứ Bảy, 20/01/2024", "Tác giả: Lê Lan", "Đăng lúc 07:09 bởi Admin"], "2024-01-20T07:09:00+07:00"),
        (["20/01/2024", "Đăng lúc 07:09 bởi Admin", "21/01/2024"], None),
        (["20/01/2024", "Khai mạc lúc 07:09 tại xã"], None),
        (["20/01/2024", "8 lượt xem", "07:09"], None),
        (["07:09 sáng nay, hội nghị khai mạc", "20/01/2024"], None),
    ],
)
def test_time_in_a_cell_beside_the_day_is_the_day_s(lines: list[str], moment: str | None) -> None:
    published = read_metadata(lines, seen_at=None).published
    assert published is not None
    assert published.day == dt.date(2024, 1, 20)
    assert (published.moment and published.moment.isoformat()) == moment


def test_mark_that_parts_the_poster_from_the_day_is_no_part_of_the_name() -> None:
    said = read_metadata(["Đăng bởi Quản trị viên / 22/07/2020 /", "220 lượt xem /"], seen_at=None)
    assert (said.poster, said.view_count) == ("Quản trị viên", 220)


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ("Tác giả: PGS, TS. Lê Minh Kiên", ("Lê Minh Kiên",)),
        ("Tác giả: GS, TS Lê Văn An - ThS, BS Trần Thị Lan", ("Lê Văn An", "Trần Thị Lan")),
        ("Tác giả: TS", ("TS",)),
    ],
)
def test_degrees_parted_by_commas_are_no_authors(line: str, authors: tuple[str, ...]) -> None:
    assert read_metadata([line], seen_at=None).authors == authors


@pytest.mark.parametrize(
    ("line", "poster", "authors"),
    [
        ("Hồng Thu 16/12/2017 08:30", None, ("Hồng Thu",)),
        ("Người đăng: Hoài Thu | 16/12/2017 08:30", "Hoài Thu", ()),
        ("Tác giả: Nguyễn Thị Thu, 16/12/2017 08:30", None, ("Nguyễn Thị Thu",)),
        ("Đăng bởi Lê Thu lúc 08:30 16/12/2017", "Lê Thu", ()),
        ("Người đăng: Ngọc Mon - 16/12/2017 08:30", "Ngọc Mon", ()),
    ],
)
def test_names_before_a_day_that_are_short_for_english_weekdays_stay_names(
    line: str, poster: str | None, authors: tuple[str, ...]
) -> None:
    said = read_metadata([line], seen_at=None)
    assert (said.poster, said.authors) == (poster, authors)
    assert said.published is not None
    assert said.published.moment == EIGHT_THIRTY


@pytest.mark.parametrize(
    "line",
    [
        "Sat, 16/12/2017 08:30",
        "Published: Sat, 16/12/2017 08:30",
        "Submitted by Hồng Hạnh on Sat, 16/12/2017 - 08:30",
    ],
)
def test_english_weekdays_before_a_day_are_part_of_it(line: str) -> None:
    published = read_metadata([line], seen_at=None).published
    assert published is not None
    assert published.moment == EIGHT_THIRTY


@pytest.mark.parametrize(
    ("line", "poster"),
    [
        ("Viết bởi quantri vào ngày", "quantri"),
        ("Đăng bởi Admin, vào hồi 08:30 16/12/2017", "Admin"),
        ("Đăng bởi: Admin lúc 08:30", "Admin"),
        ("Đăng bởi quantri hôm 16/12/2017", "quantri"),
        ("Đăng bởi Admin trong Tin tức ngày 16/12/2017", "Admin"),
        ("Posted by admin in News on 16/12/2017", "admin"),
        ("Đăng bởi: Hội Nông dân xã Đoài Lên", "Hội Nông dân xã Đoài Lên"),
        ("Đăng bởi: Văn hóa - Thể thao | 16/12/2017", "Văn hóa - Thể thao"),
        ("Đăng bởi: Ban Tuyên giáo - Dân vận lúc 08:30 16/12/2017", "Ban Tuyên giáo - Dân vận"),
        ("Người đăng: Đăng bởi Hồng Hạnh", "Hồng Hạnh"),
        ("👤: Đăng bởi Hồng Hạnh", "Hồng Hạnh"),
        ("👤: Author : Hồng Hạnh", "Hồng Hạnh"),
        ("[Xây dựng Đảng] Đăng bởi Hồng Hạnh, vào lúc 2017-12-16 08:30:00, có 107 lượt xem.", "Hồng Hạnh"),
    ],
)
def test_words_between_the_account_and_the_day_are_no_part_of_its_name(line: str, poster: str) -> None:
    assert read_metadata([line], seen_at=None).poster == poster


@pytest.mark.parametrize(
    ("line", "poster"),
    [
        ("by Admin", "Admin"),
        ("By bbt", "bbt"),
        ("16/12/2017 8:30 am | by quantri| Post in Tin tức", "quantri"),
        ("by Hồng Hạnh", None),
    ],
)
def test_account_behind_by_is_who_posted_and_other_words_are_not(line: str, poster: str | None) -> None:
    assert read_metadata([line], seen_at=None).poster == poster


@pytest.mark.parametrize(
    ("line", "poster"),
    [
        ("Đăng bởi Minh Đăng lúc 08:30 16/12/2017", "Minh Đăng"),
        ("Đăng bởi Nguyễn Hải Đăng ngày 16/12/2017 08:30", "Nguyễn Hải Đăng"),
        ("ĐĂNG BỞI MINH ĐĂNG LÚC 08:30 16/12/2017", "MINH ĐĂNG"),
        ("Người đăng: Hải Đăng lúc 08:30 16/12/2017", "Hải Đăng"),
        ("Người đăng: Hồng Hạnh Đăng lúc 08:30 16/12/2017", "Hồng Hạnh"),
        ("Người đăng: Admin Đăng lúc 08:30 16/12/2017", "Admin"),
        ("Đăng bởi Minh đăng lúc 08:30 16/12/2017", "Minh"),
        ("Đăng bởi Minh Đăng lúc: 08:30 16/12/2017", "Minh"),
    ],
)
def test_name_that_ends_like_the_label_of_a_day_begins_stays_whole(line: str, poster: str) -> None:
    said = read_metadata([line], seen_at=None)
    assert said.poster == poster
    assert said.published is not None
    assert said.published.moment == EIGHT_THIRTY


def test_text_that_is_no_cell_is_not_cut_at_its_labels() -> None:
    text = "Đăng bởi Minh Đăng lúc 08:30 " * 50_000
    assert calls_of(lambda: strip_label(text)) < 10_000


@pytest.mark.parametrize(
    ("lines", "poster", "authors"),
    [
        (["Tác giả: bientap02"], "bientap02", ()),
        (["Tác giả: Quản trị viên"], "Quản trị viên", ()),
        (["Tác giả: admin", "Người đăng: Hồng Hạnh"], "Hồng Hạnh", ()),
        (["Tác giả: Hồng Hạnh"], None, ("Hồng Hạnh",)),
        (["Tác giả: BBT"], None, ("BBT",)),
        (["Tác giả: baominhhai.vn"], None, ()),
        (["Tác giả: Phòng Tài nguyên và Môi trường"], None, ("Phòng Tài nguyên và Môi trường",)),
    ],
)
def test_account_that_a_label_calls_an_author_is_who_posted(
    lines: list[str], poster: str | None, authors: tuple[str, ...]
) -> None:
    said = read_metadata(lines, seen_at=None)
    assert (said.poster, said.authors) == (poster, authors)


@pytest.mark.parametrize("label", ["Ngày phát", "Ngày phát sóng"])
def test_a_bulletin_is_of_the_day_on_which_it_was_broadcast(label: str) -> None:
    found = read_metadata([f"{label}: 15/06/2024 18:21", "Thời lượng: 05:32"], seen_at=None)
    assert found.published is not None
    assert found.published.day == dt.date(2024, 6, 15)


@pytest.mark.parametrize("line", ["Ngày phát hành: 15/06/2024", "Ngày phát động: 15/06/2024"])
def test_a_day_on_which_something_else_began_is_not_the_article_s(line: str) -> None:
    found = read_metadata([line], seen_at=None)
    assert found.published is None or "date-unlabelled" in found.published.problems


@pytest.mark.parametrize(
    ("lines", "poster", "day"),
    [
        (["👤: Ban Biên tập", "22/07/2017"], "Ban Biên tập", "2017-07-22"),
        (
            ["bởi", "Ban Biên tập | 30 Tháng Bảy, 2019 | Xây dựng Đảng | 0 Lời bình"],
            "Ban Biên tập",
            "2019-07-30",
        ),
        (["Đăng ngày 09 Tháng 7 2015 bởi Ban Biên tập. Chuyên mục Tin tức."], "Ban Biên tập", "2015-07-09"),
        (["Được tạo ngày 22 Tháng 10 2011"], None, "2011-10-22"),
    ],
)
def test_office_in_a_row_of_metadata_is_who_posted_and_no_author(
    lines: list[str], poster: str | None, day: str
) -> None:
    said = read_metadata(lines, seen_at=None)
    assert said.published is not None
    assert (said.poster, said.authors, str(said.published.day)) == (poster, (), day)


def test_account_on_the_line_below_by_is_who_posted() -> None:
    assert read_metadata(["May 3, 2020", "By", "Ban Biên tập"], seen_at=None).poster == "Ban Biên tập"
    assert read_metadata(["May 3, 2020", "By", "admin"], seen_at=None).poster == "admin"
    assert read_metadata(["May 3, 2020", "By", "Hồng Hạnh"], seen_at=None).authors == ("Hồng Hạnh",)


@pytest.mark.parametrize(
    ("line", "poster", "source"),
    [
        ("Người đăng: Quản trị. Ngày đăng: 16/12/2017. Lượt xem: 12", "Quản trị", None),
        ("Người đăng: Lê V.A.", "Lê V.A.", None),
        ("Nguồn: Báo Nhân Dân. Lượt xem: 12", None, "Báo Nhân Dân"),
        ("Nguồn: baochinhphu.vn.", None, "baochinhphu.vn"),
    ],
)
def test_full_stop_behind_a_name_is_no_part_of_it(line: str, poster: str | None, source: str | None) -> None:
    said = read_metadata([line], seen_at=SEEN)
    assert (said.poster, said.source) == (poster, source)


def test_day_of_a_revision_is_an_update() -> None:
    said = read_metadata(["Ngày tạo: 16/12/2017 08:30", "Ngày sửa đổi: 18/12/2017 09:00"], seen_at=SEEN)
    assert said.published
    assert said.updated
    assert (said.published.day, said.updated.day) == (dt.date(2017, 12, 16), dt.date(2017, 12, 18))


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Người đăng: bientap Đọc: 693", ("bientap", (), None, 693, None)),
        ("Người đăng: bientap Source: TTXVN Ngày: 16/12/2017", ("bientap", (), "TTXVN", None, DAY)),
        ("Đăng bởi: admin / Tác giả Trần Bình", ("admin", ("Trần Bình",), None, None, None)),
        ("Post by: btv.xa Tác giả Trần Bình", ("btv.xa", ("Trần Bình",), None, None, None)),
        ("Tác giả Trần Bình | 16/12/2017", (None, ("Trần Bình",), None, None, DAY)),
        ("Tác giả của bài thơ kể lại | 16/12/2017", (None, (), None, None, DAY)),
        ("Người đăng: Ban Biên tập – Đã có 12 lượt xem", ("Ban Biên tập", (), None, 12, None)),
        ("Nguồn: Báo Quảng Nam / 12 lượt xem", (None, (), "Báo Quảng Nam", 12, None)),
        ("Đăng bởi: admin / 53 người xem / 16/12/2017", ("admin", (), None, 53, DAY)),
        ("Nguồn: qdnd.vn 98,578 views / 16/12/2017", (None, (), "qdnd.vn", 98578, DAY)),
        ("Nguồn: qdnd.vn 98,578 views", (None, (), "qdnd.vn", 98578, None)),
        ("Theo: TTXVN | 16/12/2017", (None, (), "TTXVN", None, DAY)),
        ("Lượt truy cập: 30,731 / 16/12/2017", (None, (), None, None, DAY)),
    ],
)
def test_labels_end_the_value_before_them(line: str, expected: tuple[object, ...]) -> None:
    said = read_metadata([line], seen_at=SEEN)
    day = said.published.day if said.published else None
    assert (said.poster, said.authors, said.source, said.view_count, day) == expected
