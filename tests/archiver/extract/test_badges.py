"""Titles as they are printed: without a badge in their heading, and without the site's name behind them."""

from __future__ import annotations

import pytest

from archiver.extract.badges import without_badge
from archiver.extract.fields import RawFields
from archiver.extract.structured import with_stated_title
from archiver.html import parse_html
from tests.work import calls_of

TITLE = "Người giữ lửa"


def shown(heading: str, stated: str = TITLE) -> str:
    root = parse_html(f'<meta property="og:title" content="{stated}"><h1>{heading}</h1>')
    assert root is not None
    words = " ".join(str(text) for text in root.xpath("//h1//text()"))
    return without_badge(" ".join(words.split()), root)


@pytest.mark.parametrize(
    "heading",
    [f"<span>Tin mới</span> {TITLE}", f"{TITLE} <span>Nổi bật</span>", f"<a>Nóng:</a> {TITLE}", TITLE],
)
def test_badge_in_a_heading_is_no_part_of_the_title(heading: str) -> None:
    assert shown(heading) == TITLE


@pytest.mark.parametrize(
    ("heading", "stated"),
    [
        (f"<span>Bài 2:</span> {TITLE}", f"Bài 2: {TITLE}"),
        (f"<span>Tin mới</span> {TITLE}", "Huyện ủy Hòa Vang"),
        (f"Tin mới {TITLE}", TITLE),
    ],
)
def test_words_of_a_title_that_the_page_does_not_state_without_them_stay(heading: str, stated: str) -> None:
    assert shown(heading, stated).endswith(TITLE)
    assert shown(heading, stated) != TITLE


@pytest.mark.parametrize(
    ("heading", "stated", "title"),
    [
        (TITLE, f"{TITLE} - Đảng ủy phường Tân Sơn", TITLE),
        (TITLE, f"{TITLE} | hoavang.example", TITLE),
        ("Huyện ủy Hòa Vang", f"Huyện ủy Hòa Vang - {TITLE}", f"Huyện ủy Hòa Vang - {TITLE}"),
        ("Người giữ", TITLE, TITLE),
    ],
)
def test_stated_title_ends_where_its_heading_does(heading: str, stated: str, title: str) -> None:
    root = parse_html(f'<meta property="og:title" content="{stated}"><h1>{heading}</h1>')
    assert root is not None
    assert with_stated_title(RawFields(layout="single"), root).titles == (title,)


def test_headings_in_one_another_are_not_read_whole_each() -> None:
    def looked_at(count: int) -> int:
        root = parse_html("<h2><i>a</i> " * count)
        assert root is not None
        return calls_of(lambda: without_badge(TITLE, root))

    assert looked_at(1500) < 1.2 * looked_at(750)


@pytest.mark.parametrize("day", ["(24/08/2015 16:14)", "[24/08/2015]"])
def test_day_in_brackets_behind_a_title_is_no_part_of_it(day: str) -> None:
    assert shown(f"{TITLE} <small>{day}</small>", "Huyện ủy Hòa Vang") == TITLE
    assert shown(f"{TITLE} <small>(Bài 2)</small>", "Huyện ủy Hòa Vang") == f"{TITLE} (Bài 2)"
