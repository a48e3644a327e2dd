"""Packages of public pages: what is known of their bodies is read from them, and counted."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.eval.public import public_pages, rates

TEST = """
MOCK_PAGES = {"http://a.example/x": "x.html"}
def test_pages():
    result = load_mock_page("http://a.example/x")
    assert "the first words" in result and "a menu" not in result and "<p>" in result
"""


def test_pieces_that_a_test_asserts_are_counted(tmp_path: Path) -> None:
    place = tmp_path / "trafilatura-0.3.0/tests"
    (place / "cache").mkdir(parents=True)
    (place / "cache/x.html").write_text("<p>the first words</p>", "utf-8")
    (place / "unit_tests.py").write_text(TEST, "utf-8")
    ((name, pages),) = public_pages(tmp_path)
    assert (name, pages[0].inside, pages[0].outside) == (
        "trafilatura-0.3.0",
        ("the first words",),
        ("a menu",),
    )
    assert rates(pages, ["So: the first words."])[:3] == (1, 1, 1)
    assert rates(pages, ["the first words of a menu"])[2] == pytest.approx(2 / 3)
