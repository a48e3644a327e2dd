from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.normalise.views import read_view_count


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("107", 107), ("0", 0), ("1.632", 1632), ("1,632", 1632), ("1 632", 1632), ("1\u00a0632", 1632),
        ("1.632.000", 1_632_000), ("5,433 lượt xem", 5433), ("24114 Lượt xem", 24114), ("Đã xem: 12", 12),
        ("View count: 1108", 1108), ("Lượt xem : 7370", 7370), ("Số lượt xem: 9", 9), ("(107)", 107),
        ("1,2K", 1200), ("1.25k", 1250), ("12 nghìn", 12_000), ("1,5 triệu lượt xem", 1_500_000),
        ("107 lượt", 107), ("15971 views", 15971), ("(Đã xem 1.204 lần, 3 lần hôm nay)", 1204),
        ("(Visited 1,204 times, 1 visits today)", 1204), ("Có 1.204 người xem tin này", 1204),
        ("Đã có 12 lượt đọc", 12),
    ],
)  # fmt: skip
def test_a_count_is_a_whole_number_however_its_thousands_are_marked(text: str, count: int) -> None:
    assert read_view_count(text) == count


@pytest.mark.parametrize(
    "text",
    [
        "", "100%", "4.5", "4,5/5", "3/5", "12.34", "1,632.000", "1.632,5",
        "007", "131 0", "-5", "1234567890", "N",
        "1234 567", "16/12/2017", "08:30", "1.234K", "Đã truy cập: 99",
        "Trực tuyến: 3", "0237 3721150", "107 người",
        "450 lượt xe", "Có 48 người", "Có 2 lượt xem trong 3 ngày", "²", "١٢٣a",
    ],
)  # fmt: skip
def test_what_is_no_plain_count_is_null(text: str) -> None:
    assert read_view_count(text) is None


@given(st.integers(0, 999_999_999))
def test_both_thousands_marks_read_back_as_the_same_number(count: int) -> None:
    assert read_view_count(f"Lượt xem: {count:,}") == count
    assert read_view_count(f"{count:,}".replace(",", ".") + " lượt xem") == count


@given(st.one_of(st.text(), st.text("0123456789., kK%lượtxem:")))
def test_no_text_makes_reading_a_count_fail(text: str) -> None:
    count = read_view_count(text)
    assert count is None or 0 <= count <= 999_999_999


@pytest.mark.parametrize("unit", ["1", "1.", "1 ", "lượt xem ", "xem"])
def test_a_long_hostile_text_costs_no_more_than_its_length(unit: str) -> None:
    start = time.process_time()
    assert read_view_count(unit * 400_000) is None
    assert time.process_time() - start < 20
