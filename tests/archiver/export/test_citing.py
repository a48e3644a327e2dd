from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.export.citing import MOST, cited_in


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Nghị quyết số 18-NQ/TW, ngày 25/10/2017; 18-NQ/TW và (05/CT-TTg).", ("18-NQ/TW", "05/CT-TTg")),
        ("Nghị định 30/2021/NĐ-CP của Chính phủ", ("30/2021/NĐ-CP",)),
        ("Nghị quyết số:1654/NQ-UBTVQH15.", ("1654/NQ-UBTVQH15",)),
        ("Nghị quyết 202/2025/QH15\n128/2024/NQ-HĐND", ("202/2025/QH15", "128/2024/NQ-HĐND")),
        ("Quy định “102-QĐ/TW”, 38-Ctr/TU, 01-KH/ĐU", ("102-QĐ/TW", "38-Ctr/TU", "01-KH/ĐU")),
        ("ngày 25/10/2017, 60 km/h, 3/4, a/b, /, 18 - NQ/TW", ()),
        ("https://vi-du.example/18-NQ/TW 18-NQ/TW/x 12-HD/BTCTW-x", ()),
    ],
)
def test_numbers_of_documents_are_found_and_nothing_else(text: str, numbers: tuple[str, ...]) -> None:
    assert cited_in(text.encode()) == numbers


@given(st.text())
def test_any_text_has_a_bounded_number_of_them(text: str) -> None:
    assert len(cited_in((text + " 18-NQ/TW" * 3).encode("utf-8", "replace"))) <= MOST


def test_endless_lists_are_cut() -> None:
    assert len(cited_in(" ".join(f"{number}-NQ/TW" for number in range(1000)).encode())) == MOST
