"""Administrative units across the reform of 1 July 2025."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from typer.testing import CliRunner

from archiver.cli import app
from archiver.errors import PortalFileError
from archiver.portal import load_portals
from archiver.units import load_units, succession

REFORM = dt.date(2025, 7, 1)
UNITS = load_units()


def names(code: str) -> tuple[list[str], list[str]]:
    found = succession(code, UNITS)
    return [unit.name for unit in found.predecessors], [unit.name for unit in found.successors]


@pytest.mark.parametrize(
    ("code", "before", "after"),
    [
        ("495", [], ["Phường Cẩm Lệ", "Phường Hòa Xuân", "Phường An Khê"]),
        ("20320", ["Huyện Hòa Vang"], []),
        ("89", [], ["Tỉnh An Giang"]),
        ("12", [], []),
        ("99", [], []),
    ],
)
def test_unit_knows_those_before_and_after_the_reform(code: str, before: list[str], after: list[str]) -> None:
    assert names(code) == (before, after)


def test_code_that_passed_to_another_unit_is_told_apart_by_the_day() -> None:
    assert (succession("91", UNITS).own or UNITS.unit[0]).name == "Tỉnh Kiên Giang"
    found = succession("91", UNITS, REFORM)
    assert found.own
    assert found.own.name == "Tỉnh An Giang"
    assert [unit.name for unit in found.predecessors] == ["Tỉnh An Giang", "Tỉnh Kiên Giang"]


def test_every_district_ended_with_the_reform_and_every_commune_began_with_it() -> None:
    for unit in UNITS.unit:
        if len(unit.code) == 3:
            assert (unit.until, bool(unit.became)) == (REFORM, True)
        if len(unit.code) == 5:
            assert (unit.since, unit.until) == (REFORM, None)


def test_every_shipped_portal_names_a_unit_that_is_known() -> None:
    codes = {unit.code for unit in UNITS.unit}
    assert {portal.facts.unit for portal in load_portals().values() if portal.id != "demo"} <= codes


def test_show_prints_codes_successors_and_sources() -> None:
    shown = CliRunner().invoke(app, ["portals", "show", "quanuy_cam_le"]).output
    for words in ("495", "Phường An Khê", "20305", "19/2025/QĐ-TTg", "124/2004/QĐ-TTg", "2025-07-01"):
        assert words in shown


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('code = "4"', "code: '4' is no code"),
        ('became = ["20260"]', "became: no unit has the code '20260'"),
        ('sources = ["x"]', "sources: 'x' is not in [[source]]"),
        ("until = 2020-01-01\nsince = 2021-01-01", "until: 2020-01-01 is not after 2021-01-01"),
    ],
)
def test_mistake_in_the_file_of_units_is_told(tmp_path: Path, text: str, sentence: str) -> None:
    lines = {"code": '"495"', "name": '"Quận Mẫu"', "sources": "[]"}
    given = {line.partition(" = ")[0] for line in text.splitlines()}
    rest = [f"{key} = {value}" for key, value in lines.items() if key not in given]
    path = tmp_path / "units.toml"
    path.write_text("\n".join(["[[unit]]", *rest, text]) + "\n", encoding="utf-8")
    with pytest.raises(PortalFileError, match=r"units\.toml") as told:
        load_units(path)
    assert sentence in str(told.value)
