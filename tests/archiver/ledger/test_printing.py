"""What `archiver ledger` prints fits a terminal of 80 columns and can be read there."""

from __future__ import annotations

import pytest
from rich.console import Console

from archiver.commands import ledger
from archiver.ledger.account import Account, Row

SITE = "https://demo.example"
YEARS = [*(str(year) for year in range(2004, 2027)), "unknown"]


def account(*sections: str) -> Account:
    rows = tuple(_row(name) for name in sections)
    cells = {name: dict.fromkeys(YEARS, (12, 345)) for name in sections}
    return Account(
        portal="demo", all=_row("all"), sections=rows, years=tuple(map(_row, YEARS)), cells=cells, sources={},
        reasons={}, captured=0, estimates=(),
    )  # fmt: skip


def _row(name: str) -> Row:
    return Row(name=name, states={"recovered": 12}, complete=12)


@pytest.mark.parametrize("name", ["Tin tức", "Học tập và làm theo tư tưởng, đạo đức, phong cách Hồ Chí Minh"])
def test_every_year_and_count_of_the_matrix_is_whole_on_a_terminal_of_80_columns(name: str) -> None:
    found = account(name)
    lots = list(ledger._in_lots(found, 80))
    assert [year for lot in lots for year in lot] == YEARS
    console = Console(width=80)
    for lot in lots:
        with console.capture() as printed:
            console.print(ledger._matrix(found, lot, ""))
        head, row, *_ = printed.get().splitlines()
        assert head.split() == ["section", *lot]
        assert row.count("12/345") == len(lot)
    assert 2 < len(lots) < 5


@pytest.mark.parametrize(
    ("sections", "site"),
    [
        ([f"{SITE}/", f"{SITE}/tin-tuc?p=1", "Tin tức", "unknown"], SITE),
        ([f"{SITE}/tin-tuc", "http://khac.example/tin-tuc"], ""),
        (["Tin tức"], ""),
    ],
)
def test_site_of_the_listings_that_stand_for_sections_is_told_once(sections: list[str], site: str) -> None:
    assert ledger._site_of(account(*sections)) == site
