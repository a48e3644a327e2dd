from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.normalise.names import read_byline, read_dateline, split_names

AUTHORS = [
    ("Tác giả: Lê Thị Thu Thảo", ("Lê Thị Thu Thảo",)),
    ("Tin, ảnh: MINH TUẤN - THU HÀ - QUỐC VIỆT", ("MINH TUẤN", "THU HÀ", "QUỐC VIỆT")),
    ("Bài và ảnh: Trần Văn Bình", ("Trần Văn Bình",)),
    ("Tin bài: Hạnh", ("Hạnh",)),
    ("Thực hiện: M.Tâm - Q.Huy", ("M.Tâm", "Q.Huy")),
    ("MINH ĐOAN (thực hiện)", ("MINH ĐOAN",)),
    ("( Trung tâm VH-TT thực hiện )", ("Trung tâm VH-TT",)),
    ("ThS. Phạm Quốc Dũng", ("Phạm Quốc Dũng",)),
    ("PGS.TS Vũ Minh Châu", ("Vũ Minh Châu",)),
    ("Tiến sĩ Đỗ Thanh Phong", ("Đỗ Thanh Phong",)),
    ("Quốc Thuận (CTV)", ("Quốc Thuận",)),
    ("Tác giả: ThS. Hồng Hạnh, Phó Chủ nhiệm Ủy ban Kiểm tra", ("Hồng Hạnh",)),
    ("CTV: Hồng Hạnh", ("Hồng Hạnh",)),
    ("CTV", ("CTV",)),
    ("PV", ("PV",)),
    ("BBT", ("BBT",)),
    ("Phóng viên", ("Phóng viên",)),
    ("Hồng Hạnh", ("Hồng Hạnh",)),
    ("Hồng Hạnh ghi", ("Hồng Hạnh",)),
    ("Hồng Hạnh (ghi)", ("Hồng Hạnh",)),
    ("Hồng Hạnh - ghi", ("Hồng Hạnh",)),
    ("Tác giả: Nguyễn Thị Nghi", ("Nguyễn Thị Nghi",)),
    ("*** Hồng Hạnh ***", ("Hồng Hạnh",)),
    ("Minh Hiền – Ngọc Ánh", ("Minh Hiền", "Ngọc Ánh")),
    ("Minh Hiền-Ngọc Ánh", ("Minh Hiền", "Ngọc Ánh")),
    ("Minh Hiền và Ngọc Ánh", ("Minh Hiền", "Ngọc Ánh")),
    ("Nguyễn Văn Thành -", ("Nguyễn Văn Thành",)),
    ("Cẩm Vân – Văn phòng Huyện ủy", ("Cẩm Vân",)),
    ("Trần Thị Thu Hà (Văn phòng Huyện ủy)", ("Trần Thị Thu Hà",)),
    ("N.T", ("N.T",)),
    ("Đ.P", ("Đ.P",)),
    ("TN", ("TN",)),
    ("Hoà Bình Minh", ("Hoà Bình Minh",)),
    ("Nguyễn Thanh Liêm", ("Nguyễn Thanh Liêm",)),
    ("TRƯƠNG KIM SƠN", ("TRƯƠNG KIM SƠN",)),
    ("Hồng Hạnh (TH)", ("Hồng Hạnh",)),
    ("(TH)", ()),
    ("Hồng Hạnh - LĐLĐ huyện", ("Hồng Hạnh",)),
    ("Hồng Hạnh – Ban Chỉ huy Quân sự huyện", ("Hồng Hạnh",)),
    ("Sưu tầm: Hồng Hạnh", ()),
    ("Hồng Hạnh – Ban Xây dựng Đảng", ("Hồng Hạnh",)),
    ("Hồng Hạnh/CTV", ("Hồng Hạnh", "CTV")),
    ("Reported by Van Anh – Translated by Thu Ha", ("Van Anh",)),
]

NO_BYLINES = """
Tin Tức|TIN TỨC|CHÍNH TRỊ|Chính Trị|Đô thị|Hoạt động cơ sở|Văn Hóa - Xã Hội|Kinh Tế|Trang chủ|Liên hệ
Huyện Kim Sơn|Thị Xã Thanh Liêm
Hà Nội|Đà Nẵng|Hải Châu|UBND|HĐND|TP|Comment|Trả lời|Print|Hồ Chí Minh|CHỦ TỊCH|BÍ THƯ|Bí Thư|KT. CHỦ TỊCH
Nơi nhận:|Đoàn Thanh Niên|Thành Đoàn|Công ty Phân bón Bình Minh|Trưởng Phòng Quản lý đào tạo
Quang cảnh buổi lễ|Đồng chí Lê Văn Nam phát biểu|Đồng chí Lê Văn Nam|Lê Văn Nam – Phó Bí thư Thường trực
Ban Tuyên giáo Huyện ủy tổ chức hội nghị|Tin: Học tập và làm theo Bác|Bài 1: Hồng Hạnh
Theo Nghị quyết 12 của Đảng|Ảnh: Đoàn viên tham gia dọn vệ sinh|Nguồn nhân lực chất lượng cao
Tác giả bài thơ|Hồng Hạnh.|Hồng Hạnh nói|hồng hạnh|Hồng Hạnh 2017|Hồng Hạnh?
(Video do Đài Truyền hình cung cấp)|Học tập và làm theo Bác|Đời đời nhớ ơn các anh hùng liệt sĩ
Người Tốt Việc Tốt|VĂN BẢN MỚI|TIN LIÊN QUAN|Tin liên quan|Xem thêm|Mùa Xuân|HĐ Đảng - Đoàn thể
CỔNG THÔNG TIN ĐIỆN TỬ|Radio and Television|Ngày đăng: 16/12/2017|Người đăng: Admin|Lượt xem: 107
quang-canh.jpg|-|;|*|Ban Biên tập 938 0|PV: Thưa đồng chí|Nguyễn Văn Thành, Bí thư Huyện ủy
"""


@pytest.mark.parametrize(("line", "authors"), AUTHORS)
def test_a_byline_names_its_authors(line: str, authors: tuple[str, ...]) -> None:
    for form in (line, unicodedata.normalize("NFD", line)):
        byline = read_byline(form)
        assert byline is not None
        assert (byline.authors, byline.source, byline.photographers) == (authors, None, ())
        assert byline.raw == line


@pytest.mark.parametrize("line", NO_BYLINES.strip().replace("\n", "|").split("|"))
def test_a_line_that_is_no_byline_stays_in_the_text(line: str) -> None:
    assert read_byline(line) is None


@pytest.mark.parametrize(
    ("line", "source"),
    [
        ("Theo Báo Đà Nẵng", "Báo Đà Nẵng"),
        ("Theo TTXVN", "TTXVN"),
        ("(Theo baodanang.vn)", "baodanang.vn"),
        ("(Nguồn: Báo Nhân Dân)", "Báo Nhân Dân"),
        ("Nguồn: Cổng TTĐT quận", "Cổng TTĐT quận"),
        ("Nguồn: Theo Báo Đà Nẵng", "Báo Đà Nẵng"),
        ("Trung tâm VHTT&TT huyện Minh Hải", "Trung tâm VHTT&TT huyện Minh Hải"),
    ],
)
def test_an_origin_is_no_author(line: str, source: str) -> None:
    byline = read_byline(line)
    assert byline is not None
    assert (byline.authors, byline.source) == ((), source)


@pytest.mark.parametrize("agency", ["TTXVN", "VOV", "BNEWS"])
def test_an_agency_behind_names_and_a_stroke_is_their_origin(agency: str) -> None:
    byline = read_byline(f"Hồng Hạnh - Minh Hiền/{agency}")
    assert byline is not None
    assert (byline.authors, byline.source) == (("Hồng Hạnh", "Minh Hiền"), agency)


@pytest.mark.parametrize(
    ("line", "source"),
    [("Theo Trí Thức Trẻ", "Trí Thức Trẻ"), ("THEO TTXVN", "TTXVN"), ("Theo Lao động", "Lao động")],
)
def test_an_origin_where_signatures_stand_is_no_author(line: str, source: str) -> None:
    byline = read_byline(line, placed=True)
    assert byline is not None
    assert (byline.authors, byline.source) == ((), source)


@pytest.mark.parametrize("behind", ["CC Văn hóa xã", "CBVHTT xã", "VHXH"])
def test_position_behind_a_name_where_signatures_stand_is_no_name(behind: str) -> None:
    byline = read_byline(f"Hồng Hạnh – {behind}", placed=True)
    assert byline is not None
    assert byline.authors == ("Hồng Hạnh",)


@pytest.mark.parametrize("line", ["Báo Minh Hải", "Tạp chí Xây dựng Đảng", "Đài PT-TH tỉnh", "TTXVN"])
def test_a_newspaper_that_signs_alone_where_signatures_stand_is_the_origin(line: str) -> None:
    byline = read_byline(line, placed=True)
    assert byline is not None
    assert (byline.authors, byline.source) == ((), line)


@pytest.mark.parametrize("line", ["Báo cáo tổng kết năm", "Báo cáo viên", "Đài tưởng niệm", "Tạp chí đã ra"])
def test_words_that_begin_as_newspapers_do_are_no_origin(line: str) -> None:
    assert read_byline(line, placed=True) is None


@pytest.mark.parametrize("line", ["Theo Đảng trọn đời", "Theo chân Bác", "Theo Luật Đất đai"])
def test_words_behind_theo_that_are_no_name_say_nothing(line: str) -> None:
    assert read_byline(line, placed=True) is None


def test_an_origin_behind_a_name_is_both() -> None:
    byline = read_byline("Hồng Hạnh, Theo Lao động")
    assert byline is not None
    assert (byline.authors, byline.source) == (("Hồng Hạnh",), "Lao động")
    assert read_byline("Hồng Hạnh, Theo dòng sự kiện") is None


def test_a_photographer_is_no_author() -> None:
    alone, beside = read_byline("Ảnh: Bá Bính"), read_byline("Hồng Hạnh - Ảnh: Minh Tuấn")
    assert alone is not None
    assert (alone.authors, alone.photographers) == ((), ("Bá Bính",))
    assert beside is not None
    assert (beside.authors, beside.photographers) == (("Hồng Hạnh",), ("Minh Tuấn",))


def test_a_labelled_value_is_parted_at_dashes_commas_and_words() -> None:
    assert split_names("ThS. Hồng Hạnh - Minh Tuấn, Thu Hà và Quốc Việt (CTV)") == (
        "Hồng Hạnh",
        "Minh Tuấn",
        "Thu Hà",
        "Quốc Việt",
    )


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Phòng Văn hóa - Xã hội", ("Phòng Văn hóa - Xã hội",)),
        ("Ban Tuyên giáo - Dân vận", ("Ban Tuyên giáo - Dân vận",)),
        ("Văn hóa - Thể thao", ("Văn hóa - Thể thao",)),
        ("Phòng Tài nguyên và Môi trường", ("Phòng Tài nguyên và Môi trường",)),
        ("Văn phòng HĐND - UBND, Hồng Hạnh", ("Văn phòng HĐND - UBND", "Hồng Hạnh")),
        ("Ban Tuyên giáo - Hồng Hạnh", ("Ban Tuyên giáo", "Hồng Hạnh")),
        ("Hội Nông dân - Đoàn Thanh niên", ("Hội Nông dân", "Đoàn Thanh niên")),
        ("Đoàn Văn Nam - Y Moan Niê", ("Đoàn Văn Nam", "Y Moan Niê")),
    ],
)
def test_office_whose_name_holds_a_dash_is_one(text: str, names: tuple[str, ...]) -> None:
    assert split_names(text) == names


@pytest.mark.parametrize(
    ("text", "source", "rest"),
    [
        ("(CTO) - Sáng 5/6, đoàn công tác", "CTO", "Sáng 5/6, đoàn công tác"),
        ("(Baominhhai.vn) -", "Baominhhai.vn", ""),
        ("(TN&MT) - Sáng 5/6, đoàn", "TN&MT", "Sáng 5/6, đoàn"),
        ("(TTXVN/Vietnam+) - Sáng 5/6", "TTXVN/Vietnam+", "Sáng 5/6"),
        ("(GLO)- Ngày 29", "GLO", "Ngày 29"),
        ("(Mặt trận) - Chiều 16/6", "Mặt trận", "Chiều 16/6"),
        ("HNP - Chiều 5/6", "HNP", "Chiều 5/6"),
        ("LCĐT -", "LCĐT", ""),
        ("MHO.VN - Chiều 5/6", "MHO.VN", "Chiều 5/6"),
        ("(CMO)", "CMO", ""),
    ],
)
def test_a_dateline_is_parted_from_its_paragraph(text: str, source: str, rest: str) -> None:
    assert read_dateline(text) == (source, rest)


@pytest.mark.parametrize(
    "text",
    [
        "HĐND - UBND quận họp",
        "(TH)",
        "(Ảnh: X) - y",
        "(Kèm theo Quyết định) - abc",
        "KT-XH phát triển",
        "Sáng 5/6",
        "(UBND) - x",
        "",
    ],
)
def test_a_paragraph_without_a_dateline_stays_as_it_is(text: str) -> None:
    assert read_dateline(text) == (None, text)


PIECES = st.lists(
    st.sampled_from(
        [
            "Hồng",
            "Hạnh",
            "Nguyễn",
            "N.T",
            "(",
            ")",
            "-",
            " - ",
            " ",
            ",",
            "Ảnh:",
            "Bài:",
            "Tác giả",
            ":",
            "thực hiện",
            "PV",
            "ThS.",
            "(CTV)",
            "Theo ",
        ]
    ),
    max_size=30,
).map("".join)


@given(st.one_of(st.text(), PIECES))
def test_no_text_makes_reading_names_fail(text: str) -> None:
    byline = read_byline(text)
    assert byline is None or all(byline.authors)
    assert len(split_names(text)) <= 8
    source, rest = read_dateline(text)
    assert source is not None or rest == text


@pytest.mark.parametrize("unit", ["Hồng Hạnh - ", "(", "A.", "ThS. ", "và ", "- ", "Bài: ", "A"])
def test_a_long_hostile_text_is_read_to_its_end(unit: str) -> None:
    read_byline(unit * 20_000)
    read_byline((unit * 100)[:119])
    split_names(unit * 20_000)
    read_dateline(unit * 20_000)
