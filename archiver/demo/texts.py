"""The words of an article: templates of `templates/themes.toml`, filled from `templates/words.toml`."""

from __future__ import annotations

import datetime as dt
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from archiver.demo.choose import choice, number, sample

TEMPLATES = Path(__file__).with_name("templates")


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """Sentence templates for one kind of news."""

    cat: int
    """The section it belongs to."""
    since: int
    """The first year that talks of it."""
    titles: tuple[str, ...]
    openings: tuple[str, ...]
    middles: tuple[str, ...]
    endings: tuple[str, ...]
    captions: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An article's words, before it is known how the page sets them."""

    title: str
    lead: str
    paragraphs: tuple[str, ...]
    captions: tuple[str, ...]


@cache
def words() -> dict[str, Any]:
    """Return names, places and the like, by kind."""
    return tomllib.loads((TEMPLATES / "words.toml").read_text(encoding="utf-8"))


@cache
def themes() -> dict[str, Theme]:
    """Return the themes by name; `chung` holds sentences that go with any of them."""
    text = (TEMPLATES / "themes.toml").read_text(encoding="utf-8")
    return {name: _theme(table) for name, table in tomllib.loads(text).items()}


def _theme(table: dict[str, Any]) -> Theme:
    cat, since = int(table.pop("cat")), int(table.pop("since", 0))
    return Theme(cat=cat, since=since, **{name: tuple(templates) for name, templates in table.items()})


def grouped(value: int) -> str:
    """Return a number with points between thousands, as in Vietnamese: 1.632."""
    return f"{value:,}".replace(",", ".")


def slots(seed: str, day: dt.date) -> dict[str, str]:
    """Return what the templates' braces stand for in one article: persons, places, figures, dates."""
    bank = words()
    leader, officer = choice(f"{seed}/nguoi", bank["lanh_dao"]), choice(f"{seed}/nguoi2", bank["can_bo"])
    person = choice(f"{seed}/dan", bank["dan"])
    return {
        "nguoi": leader[0],
        "chuc": leader[1],
        "nguoi2": officer[0],
        "chuc2": officer[1],
        "dan": person,
        "dan_hoa": person[0].upper() + person[1:],
        "phuong": choice(f"{seed}/phuong", bank["phuong"]),
        "noi": choice(f"{seed}/noi", bank["noi"]),
        "nq": choice(f"{seed}/nq", [name for since, name in bank["nghi_quyet"] if since < day.year]),
        "don_vi": choice(f"{seed}/don_vi", bank["don_vi"]),
        **_figures(f"{seed}/dau"),
        **_times(seed, day),
    }


def _figures(seed: str) -> dict[str, str]:
    million = number(f"{seed}/tien", 25, 980)
    return {
        "it": f"{number(f'{seed}/it', 2, 9):02d}",
        "nho": str(number(f"{seed}/nho", 11, 99)),
        "nho2": str(number(f"{seed}/nho2", 11, 79)),
        "vua": str(number(f"{seed}/vua", 104, 980)),
        "lon": grouped(number(f"{seed}/lon", 1012, 9870)),
        "phan_tram": f"{number(f'{seed}/phan', 61, 99)},{number(f'{seed}/le', 1, 9)}",
        "tien": f"{million} triệu đồng" if million < 700 else f"1,{million % 10} tỷ đồng",
    }


def _times(seed: str, day: dt.date) -> dict[str, str]:
    event = day - dt.timedelta(days=number(f"{seed}/truoc", 0, 2))
    after = event + dt.timedelta(days=1)
    part = choice(f"{seed}/buoi", ("Sáng", "Chiều"))
    return {
        "buoi": part,
        "buoi_thuong": part.lower(),
        "ngay": f"{event.day}/{event.month}",
        "ngay_sau": f"{after.day}/{after.month}",
        "nam": str(day.year),
        "quy": ("I", "II", "III", "IV")[(day.month - 1) // 3],
    }


def draft(seed: str, theme_name: str, day: dt.date) -> Draft:
    """Return the words of one article: the same seed gives the same words, but for the dates in them."""
    theme, fill = themes()[theme_name], slots(seed, day)
    story = number(f"{seed}/chuyen", 0, len(theme.titles) - 1)
    opening = theme.openings[story % len(theme.openings)].format_map(fill)
    rest = sample(f"{seed}/giua", theme.middles, number(f"{seed}/so", 2, 4))
    rest += sample(f"{seed}/chung", themes()["chung"].middles, number(f"{seed}/so2", 1, 3))
    rest.append(choice(f"{seed}/ket", theme.endings))
    captions = sample(f"{seed}/anh", theme.captions, 3)
    return Draft(
        title=theme.titles[story].format_map(fill),
        lead=choice(f"{seed}/tom", words()["tom_tat"]).format_map(fill),
        paragraphs=(opening, *(text.format_map(fill | _figures(f"{seed}/{text}")) for text in rest)),
        captions=tuple(text.format_map(fill) for text in captions),
    )
