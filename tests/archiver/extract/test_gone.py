"""Words of withdrawal count where they stand alone, on pages of no known platform too."""

from __future__ import annotations

import pytest

from archiver.models import Article, NotAnArticle, Withdrawn
from tests.archiver.extract.test_general import ASIDE, TEXT, TITLE, read

MENU = (
    "<div class='menu'><ul><li><a href='/'>Trang chủ</a></li><li><a href='/gt'>Giới thiệu</a></li></ul></div>"
)


@pytest.mark.parametrize(
    "words",
    [
        "Bài viết đã bị gỡ.", "Bài viết ngừng xuất bản", "Không có bài viết với định danh trên",
        "Bài viết này không tồn tại", "Không tìm thấy nội dung yêu cầu", "Tin bài đã được xóa",
        "The requested article was not found.",
    ],
)  # fmt: skip
def test_page_that_says_nothing_else_is_a_withdrawn_article(words: str) -> None:
    found = read(
        f"<h1>Huyện ủy Ví Dụ</h1>{MENU}</div><div id='main'><p>{words}</p></div>{ASIDE}", "<title>x</title>"
    )
    assert isinstance(found, Withdrawn)
    assert found.evidence == words


def test_article_with_such_words_beside_its_text_is_one() -> None:
    long = TEXT.replace("Sáng 12/6", "Sáng 12/6, tại hội trường trung tâm, trước đông đủ đại biểu của các xã")
    page = f"<h1>{TITLE}</h1><p>Ngày đăng: 16/12/2017</p><div class='x'>{long}</div><p>Bài viết đã bị gỡ.</p>"
    assert isinstance(read(page), Article)


@pytest.mark.parametrize("words", ["Không có dữ liệu", "Tin giả về dịch bệnh lan truyền trên mạng xã hội"])
def test_other_short_words_say_nothing_of_an_article(words: str) -> None:
    assert isinstance(read(f"<div id='main'><p>{words}</p></div>", "<title>x</title>"), NotAnArticle)


def test_short_article_that_says_such_words_of_something_else_is_one() -> None:
    said = ("Nội dung này không còn phát sinh tại cơ sở.", "Cả huyện rà soát xong trước ngày hẹn./.")
    text = "".join(f"<p>{line}</p>" for line in said * 2)
    page = f"<h1>{TITLE}</h1><p>Ngày đăng: 16/12/2017</p><div class='x'>{text}</div>"
    assert isinstance(read(page), Article)
