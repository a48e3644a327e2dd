"""Text of PDFs: bounded in time and memory, whatever the file."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver import pdftext
from archiver.demo.files import pdf
from archiver.pdftext import paragraphs, pdf_text


def test_text_of_a_page_is_read() -> None:
    assert pdf_text(pdf("/van-ban/nghi-quyet.pdf")) == "Demo portal, invented document: nghi-quyet-pdf"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no pdf",
        b"%PDF-1.7",
        b"%PDF-1.4\n" + b"\0" * 5000,
        b"%PDF-1.4\n" + b"1 0 obj << " * 20_000,
        b"%PDF-1.4\n" + b"[" * 200_000,
        pdf("/a.pdf")[:-200],
        pdf("/a.pdf").replace(b"/Count 1", b"/Count 99999999"),
        pdf("/a.pdf").replace(b"[3 0 R]", b"[2 0 R]"),
    ],
)
def test_damaged_file_gives_text_or_none_and_never_an_error(data: bytes) -> None:
    assert pdf_text(data) is None or "invented document" in str(pdf_text(data))


def test_file_that_never_ends_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdftext, "PATIENCE", 0.001)
    assert pdf_text(pdf("/a.pdf")) is None


def test_too_large_a_file_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdftext, "LARGEST", 10)
    assert pdf_text(pdf("/a.pdf")) is None


def test_decomposed_letters_are_composed_and_blank_lines_part_paragraphs() -> None:
    assert (
        paragraphs("Đảng u\u031b\u0309 phu\u031bơ\u0300ng\n\n\n  \x00 hai \n dòng")
        == "Đảng ử phường\n\nhai\ndòng"
    )


@given(st.text())
def test_paragraphs_hold_no_control_characters(text: str) -> None:
    found = paragraphs(text)
    assert not set(found) & {chr(code) for code in range(32) if code != 10}
    assert "\n\n\n" not in found
