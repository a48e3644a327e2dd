"""From markup to paragraphs: order kept, no text lost, none invented."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.captions import with_captions
from archiver.clean import MOST_PICTURES, paragraphs_in, without_boilerplate
from archiver.html import parse_html, visible_text
from archiver.markup import Paragraph


def paragraphs(markup: str) -> tuple[Paragraph, ...]:
    root = parse_html(markup)
    return () if root is None else paragraphs_in([root], frozenset(), "http://portal.example/tin/")


def texts(markup: str) -> list[str]:
    return [paragraph.text for paragraph in paragraphs(markup) if paragraph.text]


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<p>Một</p><p>Hai</p>", ["Một", "Hai"]),
        ("Một<br>hai<br><br>ba", ["Một\nhai", "ba"]),
        ("<div>Một<p>hai</p>ba</div>", ["Một", "hai", "ba"]),
        ("<p>Một <b>hai</b> ba<span>, bốn</span>.</p>", ["Một hai ba, bốn."]),
        ("<p>Một\nhai&nbsp; ba</p>", ["Một hai ba"]),
        ("<p>Một<script>var x = 'hai';</script> ba</p>", ["Một ba"]),
        ("<p>Một</p><!-- hai --><p>ba</p>", ["Một", "ba"]),
        ("<p>Một</p><div style='display: none'>ẩn</div><p>ba</p>", ["Một", "ba"]),
        ("<ul><li>Một</li><li>hai</li></ul>", ["Một", "hai"]),
        ("<h2>Đề mục</h2><p>Một</p>", ["Đề mục", "Một"]),
        ("<p>Một<o:p></o:p><o:p>hai</o:p></p>", ["Mộthai"]),
        ("<p>Một<p>hai", ["Một", "hai"]),
        ("<p>Một &amp;ndash; hai</p>", ["Một – hai"]),
        ("<p>Một</p>\n<p>&nbsp;</p>\n<p>hai./.</p>", ["Một", "hai./."]),
        ("<p>Huyện ủy</p>", ["Huyện ủy"]),
        (
            "<table><tr><th>Tên</th><th>Số</th></tr><tr><td>Xã A</td><td>1.632</td></tr></table>",
            ["Tên\tSố\nXã A\t1.632"],
        ),
        ("<table><tr><td><p>Một</p><p>hai</p></td></tr></table>", ["Một", "hai"]),
        (
            "<table><tr><td>ngoài<table><tr><td>a</td><td>b</td></tr></table></td></tr></table>",
            ["ngoài", "a", "b"],
        ),
    ],
)
def test_markup_becomes_paragraphs(markup: str, expected: list[str]) -> None:
    assert texts(markup) == expected


@pytest.mark.parametrize(
    ("markup", "caption"),
    [
        ('<figure><img src="a.jpg"><figcaption>Quang cảnh</figcaption></figure>', "Quang cảnh"),
        ('<div><img src="a.jpg"><div class="chu-thich">Quang cảnh</div></div>', "Quang cảnh"),
        ('<div><img src="a.jpg"><div class="desc-img">Quang cảnh</div></div>', "Quang cảnh"),
        ('<div><img src="a.jpg"><p class="wp-caption-text">Quang cảnh</p></div>', "Quang cảnh"),
        ('<p><img src="a.jpg"></p><p style="text-align:center">Quang cảnh</p>', "Quang cảnh"),
        ('<p><img src="a.jpg"></p><p><em>Quang cảnh</em></p>', "Quang cảnh"),
        ('<p align="center"><img src="a.jpg"><br>Quang cảnh</p>', "Quang cảnh"),
        ('<p><img src="a.jpg"></p><p>Đoạn văn thường.</p>', None),
        ('<p><img src="a.jpg"></p><h3 style="text-align:center">Đề mục</h3>', None),
        (
            '<table><tr><td><img src="a.jpg"></td></tr><tr><td class="center">Quang cảnh</td></tr></table>',
            "Quang cảnh",
        ),
    ],
)
def test_caption_goes_to_its_picture(markup: str, caption: str | None) -> None:
    found, images = with_captions(paragraphs(markup + "<p>Đoạn cuối.</p>"))
    assert [(image.url, image.caption) for image in images] == [("http://portal.example/tin/a.jpg", caption)]
    assert caption not in [paragraph.text for paragraph in found]


def test_inline_data_and_counting_pixels_are_no_pictures() -> None:
    markup = '<p>Một<img src="data:image/png;base64,AA"><img src="/dem.gif" width="1" height="1"></p>'
    assert with_captions(paragraphs(markup))[1] == ()


def test_known_boilerplate_lines_are_left_out() -> None:
    markup = "<p>Một.</p><p>Quản lý video Quản lý video</p><p>// ]]&gt;</p><p>Chia sẻ bài viết</p>"
    assert [paragraph.text for paragraph in without_boilerplate(paragraphs(markup))] == ["Một."]


def test_closing_list_of_links_is_left_out_and_a_sentence_after_its_heading_is_not() -> None:
    related = "<p>Một.</p><p>Tin liên quan:</p><p><a href='/a'>Bài khác</a></p>"
    assert [p.text for p in without_boilerplate(paragraphs(related))] == ["Một."]
    kept = "<p>Một.</p><p>Xem thêm tại trụ sở phường.</p><p>Hai.</p>"
    assert [p.text for p in without_boilerplate(paragraphs(kept))] == [
        "Một.",
        "Xem thêm tại trụ sở phường.",
        "Hai.",
    ]


@given(
    st.lists(
        st.sampled_from(["<p>", "</p>", "<b>", "</i>", "<br>", "<td>", "chữ ", "<div>", "<table>", "<li>"])
    )
)
def test_no_word_is_lost_or_invented_whatever_the_markup(pieces: list[str]) -> None:
    markup = "".join(pieces)
    assert sum(text.count("chữ") for text in texts(markup)) == pieces.count("chữ ")


def test_two_thousand_nested_elements_are_read_and_more_do_no_harm() -> None:
    assert texts("<div>" * 2_000 + "sâu" + "</div>" * 2_000) == ["sâu"]
    assert texts("<p>Một</p>" + "<div>" * 100_000) == ["Một"]


@given(st.text(max_size=400))
def test_any_text_is_parsed_or_said_to_be_none(text: str) -> None:
    root = parse_html(text)
    assert root is None or isinstance(visible_text(root), str)


WRAPPED = '<div class="k1"><div><img src="a.jpg"></div><div class="k2">Các hộ nhận cây giống</div></div>'
LONG = "<p>" + "Bà con trong thôn cùng góp công làm lại con đường ra đồng trước mùa mưa. " * 3 + "</p>"


@pytest.mark.parametrize(
    ("held", "caption"),
    [
        ("<p><img src=a.jpg><br>Các hộ nhận cây giống</p>", "Các hộ nhận cây giống"),
        ("<p><a href=a.jpg><img src=a.jpg></a><br>Các hộ nhận <b>cây giống</b></p>", "Các hộ nhận cây giống"),
        ("<p><img src=a.jpg><br>Các hộ nhận cây giống.</p>", None),
        ("<p><img src=a.jpg>Các hộ nhận cây giống</p>", None),
        ("<p>Cây giống<img src=a.jpg><br>Các hộ nhận</p>", None),
        ("<p><img src=a.jpg><br>Các hộ nhận<br>cây giống</p>", None),
    ],
)
def test_one_line_below_a_break_in_the_paragraph_of_a_picture_is_its_caption(
    held: str, caption: str | None
) -> None:
    kept, images = with_captions(paragraphs(f"<body>{LONG}{held}{LONG}</body>"))
    assert [image.caption for image in images] == [caption]
    assert any("Các hộ nhận" in paragraph.text for paragraph in kept) is (caption is None)


def test_words_in_the_wrapper_of_a_picture_amid_the_text_are_its_caption() -> None:
    kept, images = with_captions(paragraphs(f"<body>{LONG}{WRAPPED}{LONG}</body>"))
    assert [image.caption for image in images] == ["Các hộ nhận cây giống"]
    assert len(kept) == 2


@pytest.mark.parametrize("body", ["{}", "<tbody>{}</tbody>"])
def test_words_in_the_row_below_that_of_a_picture_are_its_caption(body: str) -> None:
    rows = "<tr><td><p><img src='a.jpg'></p></td></tr><tr><td>Các hộ nhận cây giống</td></tr>"
    held = f"<table style='width: 100%'>{body.format(rows)}</table>"
    kept, images = with_captions(paragraphs(f"<body>{LONG}{held}{LONG}</body>"))
    assert [image.caption for image in images] == ["Các hộ nhận cây giống"]
    assert len(kept) == 2


def test_words_beside_a_picture_in_its_row_are_text() -> None:
    """As the summary is that old templates print to the right of it."""
    row = "<tr><td><img src='a.jpg'></td><td><b>Sáng 12/6, lớp học khai giảng tại hội trường</b></td></tr>"
    kept, images = with_captions(paragraphs(f"<body>{LONG}<table>{row}</table>{LONG}</body>"))
    assert [image.caption for image in images] == [None]
    assert len(kept) == 3


@pytest.mark.parametrize(
    "unseen",
    [f"<script>{'var x = 1; ' * 40}</script>", f"<div style='display:none'>{'ẩn ' * 90}</div>", " \n" * 200],
)
def test_what_no_reader_sees_beside_a_picture_is_no_text_that_it_stands_amid(unseen: str) -> None:
    held = "<div><img src='/a.jpg'><span>Đoàn viên ra quân</span></div>"
    assert texts(f"{held}<div>{unseen}</div>") == ["Đoàn viên ra quân"]
    body, _ = with_captions(paragraphs(f"{held}<div>{unseen}</div>"))
    assert [paragraph.text for paragraph in body] == ["Đoàn viên ra quân"]


@pytest.mark.parametrize(
    "markup",
    [
        WRAPPED,
        LONG + WRAPPED.replace("</div></div>", "</div><div>Câu thứ hai.</div></div>"),
        LONG + WRAPPED.replace("Các hộ", '<a href="/b">Các hộ</a>'),
        LONG + WRAPPED.replace("giống", "giống./."),
        LONG + WRAPPED.replace('<img src="a.jpg">', '<img src="a.jpg"><img src="b.jpg">'),
    ],
    ids=["all that the body has", "several lines", "a link", "the end of a text", "several pictures"],
)
def test_words_beside_a_picture_that_may_be_text_stay(markup: str) -> None:
    kept, _ = with_captions(paragraphs(f"<body>{markup}</body>"))
    assert "Các hộ nhận cây giống" in kept[-1].text + kept[-2 if len(kept) > 1 else -1].text


@pytest.mark.parametrize(
    "line", ["Quay lại | In ra", "In trang | Gửi email", "Đánh giá bài viết: 4,5/5 (12 lượt)"]
)
def test_tools_and_ratings_in_a_line_of_their_own_are_no_text(line: str) -> None:
    found = without_boilerplate((Paragraph("Một câu của bài."), Paragraph(line)))
    assert [paragraph.text for paragraph in found] == ["Một câu của bài."]


def test_sentence_with_words_of_a_tool_is_text() -> None:
    line = "Quay lại | In ra là hai nút cuối trang."
    assert without_boilerplate((Paragraph(line),)) == (Paragraph(line),)


def test_no_more_pictures_are_noted_than_an_article_has() -> None:
    (paragraph,) = paragraphs(
        "<p>" + "".join(f"<img src='/{number}.jpg'>" for number in range(9000)) + "</p>"
    )
    assert len(paragraph.images) == MOST_PICTURES
