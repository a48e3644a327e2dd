"""docs/portal-files.md describes every key of the files of facts, and no other."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any, get_args

import msgspec
import pytest

from archiver.address import AddressRules, ArticleRule
from archiver.factfile import Facts
from archiver.facts import (
    Expect,
    LayoutFacts,
    Level,
    LifeFacts,
    ListingFacts,
    PlatformFile,
    PortalFile,
)
from archiver.portal import load_platforms, read_portal
from archiver.units import SourceFacts, UnitFacts, UnitsFile
from tests.docs.documents import blocks, code_in, section, table, text_of
from tests.shared import ROOT

PAGE = text_of("portal-files.md")
TABLES: dict[str, type[msgspec.Struct]] = {
    "Portal file": PortalFile,
    "`[[life]]`": LifeFacts,
    "`[[unit]]`": UnitFacts,
    "`[[source]]`": SourceFacts,
    "Units file": UnitsFile,
    "Platform file": PlatformFile,
    "`[address]`": AddressRules,
    "`[[address.article]]`": ArticleRule,
    "`[listing]`": ListingFacts,
    "`[[layout]]`": LayoutFacts,
    "`[expect]`": Expect,
}
FIELDS = [(heading, field) for heading, kind in TABLES.items() for field in msgspec.structs.fields(kind)]


def names(heading: str) -> set[str]:
    return {field.encode_name for field in msgspec.structs.fields(TABLES[heading])}


def test_every_table_of_the_files_is_documented() -> None:
    assert set(TABLES.values()) == set(Facts.__subclasses__())


@pytest.mark.parametrize("heading", TABLES)
def test_every_key_is_documented_and_no_other(heading: str) -> None:
    assert set(table(section(PAGE, heading))) == names(heading)


@pytest.mark.parametrize(("heading", "field"), FIELDS, ids=lambda value: getattr(value, "name", value))
def test_documented_default_is_that_of_the_code(heading: str, field: msgspec.structs.FieldInfo) -> None:
    stated = table(section(PAGE, heading))[field.encode_name][1]
    assert (stated == "required") == field.required
    if not field.required:
        assert in_words(field) == (code_in(stated) or stated)


def in_words(field: msgspec.structs.FieldInfo) -> str:
    """Return a default as the page writes it: a TOML value, or a dash for nothing."""
    default: Any = field.default if field.default is not msgspec.NODEFAULT else None
    if isinstance(default, tuple) and len(default) == 1:
        default = default[0]
    if default is None or default == () or isinstance(default, msgspec.Struct):
        return "–"
    return msgspec.json.encode(default).decode()


@pytest.mark.parametrize("choice", [*get_args(Level), "live", "frozen", "redirected", "closed", "unknown"])
def test_every_choice_is_documented(choice: str) -> None:
    assert f"`{choice}`" in section(PAGE, "Portal file")


STATED_ONLY = [
    ("Portal file", "media", r"facts\.media\b"),
    ("Platform file", "feeds", r"platform\.feeds\b"),
    ("Platform file", "sitemaps", r"platform\.sitemaps\b"),
    ("`[[layout]]`", "structured", r"facts\.structured\b"),
]


@pytest.mark.parametrize(("heading", "key", "use"), STATED_ONLY)
def test_key_that_no_code_reads_is_said_to_have_no_effect(heading: str, key: str, use: str) -> None:
    sources = [
        path for folder in ("archiver", "spiders", "pipelines") for path in (ROOT / folder).rglob("*.py")
    ]
    is_read = any(re.search(use, path.read_text(encoding="utf-8")) for path in sources)
    assert ("Not acted upon" in table(section(PAGE, heading))[key][2]) != is_read


def test_every_shipped_platform_is_documented_and_no_other() -> None:
    assert set(table(section(PAGE, "Shipped platforms"))) == set(load_platforms())


def test_shown_portal_files_are_read_without_a_mistake(tmp_path: Path) -> None:
    shown = [
        block.text
        for name in ("portal-files.md", "add-a-portal.md")
        for block in blocks(text_of(name))
        if block.language == "toml"
    ]
    assert len(shown) == 3
    mistakes: list[str] = []
    for number, text in enumerate(shown):
        assert tomllib.loads(text)
        path = tmp_path / f"shown_{number}.toml"
        path.write_text(text, encoding="utf-8")
        read_portal(path, load_platforms(), mistakes)
    assert not mistakes


def test_portal_file_said_to_take_ten_lines_takes_no_more() -> None:
    shown = next(block for block in blocks(PAGE) if block.language == "toml")
    assert len(shown.text.splitlines()) <= 10
