from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.normalise.text import fold, lowered, tidy, tidy_lines, tone_key, unescape_once

TIDY = [
    ("  Quận\u00a0ủy \t Hải\u2003Châu\n", "Quận ủy Hải Châu"),
    ("Hu\u200byện\u00ad \ufeffủy", "Huyện ủy"),
    (unicodedata.normalize("NFD", "Đảng ủy phường Hòa An"), "Đảng ủy phường Hòa An"),
    ("Ðảng bộ, HÐND và Ðoàn", "Đảng bộ, HĐND và Đoàn"),
    ("Sigurður", "Sigurður"),
    ("", ""),
]


@pytest.mark.parametrize(("text", "expected"), TIDY)
def test_tidy_text_is_composed_and_plainly_spaced(text: str, expected: str) -> None:
    assert tidy(text) == expected


def test_tidy_lines_leaves_out_empty_lines() -> None:
    assert tidy_lines("Một\r\n \u200b\n\u00a0Hai\u2028Ba\r") == ["Một", "Hai", "Ba"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A&nbsp;B &amp; C", "A\u00a0B & C"),
        ("&amp;nbsp;", "&nbsp;"),
        ("?a=1&copy=2&para;", "?a=1&copy=2¶"),
        ("&#272;ảng &#x110;", "Đảng Đ"),
        ("&khônggìcả;", "&khônggìcả;"),
    ],
)
def test_entities_are_resolved_once_and_only_when_well_formed(text: str, expected: str) -> None:
    assert unescape_once(text) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [("Huyện uỷ", "huyện ủy"), ("HOÀ  VANG", "Hòa Vang"), ("Ðảng bộ", "đảng bộ"), ("Khoá", "khóa")],
)
def test_folded_spellings_of_one_word_are_equal(one: str, other: str) -> None:
    assert fold(one) == fold(other) == fold(unicodedata.normalize("NFD", one))


def test_tone_placement_does_not_change_the_key_and_tones_do() -> None:
    assert tone_key("hoà") == tone_key("Hòa")
    assert tone_key("hạnh") != tone_key("hành")


@given(st.text())
def test_tidy_is_stable_and_never_raises(text: str) -> None:
    once = tidy(text)
    assert tidy(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert "\n" not in once
    assert len(lowered(text)) == len(text)


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert all(line == tidy(line) for line in tidy_lines(text))
    unescape_once(text)
