"""What differs between two versions, so that both can be read from it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.changes import LONG, Paragraph, changed_fields, paragraphs, words
from tests.archiver.store.samples import article

TEXT = st.text(alphabet="aă â\n.", max_size=60)


def read(pieces: Paragraph, left_out: str) -> str:
    return "".join(piece.text for piece in pieces if piece.kind != left_out)


@given(before=TEXT, after=TEXT)
def test_words_hold_both_texts(before: str, after: str) -> None:
    pieces = words(before, after)
    assert read(pieces, "new").split() == before.split()
    assert read(pieces, "gone") == after


def test_word_at_the_end_of_a_text_is_the_same_word_before_others() -> None:
    assert [(piece.kind, piece.text) for piece in words("vì người nghèo", "vì người nghèo năm 2025")] == [
        ("same", "vì người nghèo "),
        ("new", "năm 2025"),
    ]


def test_paragraphs_far_from_a_change_are_left_out() -> None:
    before = [f"Đoạn {number}." for number in range(9)]
    after = [*before[:4], "Đoạn đã sửa.", *before[5:]]
    found = list(paragraphs("\n\n".join(before), "\n\n".join(after)))
    assert found[0] is None
    assert found[-1] is None
    shown = [read(pieces, "gone") for pieces in found if pieces]
    assert shown == ["Đoạn 3.", "Đoạn đã sửa.", "Đoạn 5."]


def test_same_texts_have_no_paragraphs_to_show() -> None:
    assert list(paragraphs("Một.\n\nHai.", "Một.\n\nHai.")) == []


@pytest.mark.parametrize("parting", [" ", "\n\n"])
def test_very_long_texts_are_shown_as_a_whole(parting: str) -> None:
    before, after = parting.join(["a"] * (LONG + 1)), parting.join(["a", "b"] * LONG)
    (found,) = paragraphs(before, after)
    assert found is not None
    assert [piece.kind for piece in found] == ["gone", "new"]


def test_fields_that_differ_are_named() -> None:
    assert changed_fields(article(body="Cũ."), article(body="Mới.", views=9)) == ("body",)
