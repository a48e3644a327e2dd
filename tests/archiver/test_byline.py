"""Who signs: the last lines of a body that are names, whatever stands round them."""

from __future__ import annotations

import pytest

from archiver.byline import split_byline
from archiver.markup import Paragraph

TEXT = Paragraph(text="Hội nghị kết thúc sau một buổi làm việc khẩn trương, nghiêm túc./.")


def signed(text: str) -> Paragraph:
    return Paragraph(text=text, align="right", bold=True)


FILE = Paragraph(text="cv-12.pdf", linked=True)


def test_who_signs_an_official_document_is_no_author_and_stays_in_the_text() -> None:
    closing = [signed("TM. BAN THƯỜNG VỤ"), signed("BÍ THƯ"), signed("(Đã ký)"), signed("Hồ Hồng Nhung")]
    assert split_byline([TEXT, *closing]) == ((TEXT, *closing), ())


@pytest.mark.parametrize(
    ("closing", "authors"),
    [
        ([signed("Hồ Hồng Nhung"), FILE], ("Hồ Hồng Nhung",)),
        ([signed("ThS. TÔ THANH HIẾU"), signed("Văn phòng Huyện ủy")], ("TÔ THANH HIẾU",)),
        ([signed("Mai Thành Trang"), signed("Biên tập: Tô Văn Thủy")], ("Mai Thành Trang",)),
        ([signed("Phạm Tuấn"), signed("Ảnh: Đình Hoa")], ("Phạm Tuấn",)),
        ([signed("Đỗ Minh Hiền"), signed(";")], ("Đỗ Minh Hiền",)),
        ([signed("*\nAnh Minh")], ("Anh Minh",)),
        ([Paragraph(text="Lý Hữu Duyên", heading=True, bold=True)], ("Lý Hữu Duyên",)),
        ([signed("H.N")], ("H.N",)),
        ([signed("Hoàng Mai – Huyện đoàn")], ("Hoàng Mai",)),
        ([signed("Bích Long\nBan Tuyên giáo Huyện ủy")], ("Bích Long",)),
        ([signed("Bích Long"), signed("(Ban Tuyên giáo Huyện ủy)")], ("Bích Long",)),
        ([signed("ThS. Bích Long, Trưởng Ban Tổ chức Huyện ủy")], ("Bích Long",)),
        ([signed("CTV: Bích Long")], ("Bích Long",)),
        ([signed("ThS. Lê Công Hiếu\nTrưởng ban Tuyên giáo Đảng ủy")], ("Lê Công Hiếu",)),
        ([signed("Lê Công Hiếu"), signed("Phó Bí thư Đảng ủy xã")], ("Lê Công Hiếu",)),
        ([signed("Lý Bá Giang (Công chức Văn hóa - Xã hội)")], ("Lý Bá Giang",)),
        (
            [signed("Lý Bá Giang"), signed("Biên tập: Hà Lan"), signed("Kiểm duyệt: Cao Châu")],
            ("Lý Bá Giang",),
        ),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else None,
)
def test_name_leaves_the_text_with_what_stands_beside_it(
    closing: list[Paragraph], authors: tuple[str, ...]
) -> None:
    found = split_byline([TEXT, *closing])
    assert found.authors == authors
    assert found.paragraphs == (TEXT, *(one for one in closing if one.linked))


@pytest.mark.parametrize(
    "closing",
    [
        [signed("Văn phòng Huyện ủy")],
        [signed("Bí thư Đảng ủy xã")],
        [signed("CHỦ TỊCH\nLê Công Hiếu")],
        [FILE],
        [signed("***")],
        [Paragraph(text="Biên tập lại nội dung sau:")],
    ],
    ids=["a unit alone", "a position alone", "of a document", "a file alone", "marks alone", "a sentence"],
)
def test_what_stands_beside_names_stays_where_there_is_no_name(closing: list[Paragraph]) -> None:
    found = split_byline([TEXT, *closing])
    assert found.authors == ()
    assert found.paragraphs == (TEXT, *closing)


@pytest.mark.parametrize("name", ["Hà Đình Nga", "H.Đ.N", "Tin: Lê Giang; ảnh: Mạnh Yến"])
def test_name_on_the_last_line_of_a_paragraph_leaves_it(name: str) -> None:
    found = split_byline([TEXT, Paragraph(text=f"{TEXT.text}\n{name}")])
    assert found.paragraphs == (TEXT, TEXT)
    assert found.bylines


def test_line_of_verse_stays_in_its_paragraph() -> None:
    verse = Paragraph(text="Đảng là cuộc sống của tôi\nMãi mãi đi theo con đường Người")
    assert split_byline([TEXT, verse]).paragraphs == (TEXT, verse)
