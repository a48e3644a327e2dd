"""Administrative units with their official codes, across the reform of 1 July 2025, each with its source.

`spiders/units.toml` holds those of the portals known here; docs/portal-files.md describes it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path

import msgspec

from archiver.errors import PortalFileError
from archiver.factfile import Facts, read_facts
from archiver.models import Record

UNITS = Path(__file__).resolve().parents[1] / "spiders" / "units.toml"
_CODE = re.compile(r"\d{2}|\d{3}|\d{5}")


class UnitFacts(Facts, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One unit under one code."""

    code: str
    """2 digits: a province; 3: a district; 5: a ward or commune."""
    name: str
    """With its kind: "Quận Cẩm Lệ"."""
    committee: str | None = None
    """Its Party committee, where its name is known."""
    province: str | None = None
    """Code of its province."""
    since: dt.date | None = None
    """The first day on which it was there, where the reform made it."""
    until: dt.date | None = None
    """The first day on which it was no more."""
    became: tuple[str, ...] = ()
    """Codes of the units made of it."""
    sources: tuple[str, ...]
    """Ids of what code, days and succession rest on."""
    note: str | None = None


class SourceFacts(Facts, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What facts about units rest on."""

    id: str
    says: str


class UnitsFile(Facts, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The file of units."""

    source: tuple[SourceFacts, ...] = ()
    unit: tuple[UnitFacts, ...] = ()


class Succession(Record, frozen=True, kw_only=True):
    """A unit between those before and after it; empty where nothing is known."""

    own: UnitFacts | None = None
    predecessors: tuple[UnitFacts, ...] = ()
    successors: tuple[UnitFacts, ...] = ()
    sources: dict[str, str] = msgspec.field(default_factory=dict)
    """The words of all sources that these units name, by id."""


def code_mistakes(key: str, code: str) -> Iterator[str]:
    """Yield what is wrong with an official code."""
    if not _CODE.fullmatch(code):
        yield f"{key}: '{code}' is no code; give 2, 3 or 5 digits as text, such as \"01\""


def load_units(path: Path = UNITS) -> UnitsFile:
    """Return the file of units; raise PortalFileError with all mistakes in it."""
    mistakes: list[str] = []
    found = read_facts(path, UnitsFile, mistakes) or UnitsFile()
    mistakes += [f"{path.name}: {mistake}" for mistake in _mistakes(found)]
    if mistakes:
        raise PortalFileError(mistakes)
    return found


def _mistakes(file: UnitsFile) -> Iterator[str]:
    sources, codes = {source.id for source in file.source}, {unit.code for unit in file.unit}
    for unit in file.unit:
        where = f"[[unit]] {unit.name}:"
        for key, code in (("code", unit.code), ("province", unit.province)):
            yield from (f"{where} {mistake}" for mistake in (code_mistakes(key, code) if code else ()))
        yield from (
            f"{where} became: no unit has the code '{code}'" for code in unit.became if code not in codes
        )
        yield from (
            f"{where} sources: '{name}' is not in [[source]]" for name in unit.sources if name not in sources
        )
        if unit.since and unit.until and unit.until <= unit.since:
            yield f"{where} until: {unit.until} is not after {unit.since}"


def succession(code: str | None, file: UnitsFile, day: dt.date | None = None) -> Succession:
    """Return the unit of a code with those before and after it.

    A code may have passed to another unit: the one before the reform is meant where there is one, or, with
    `day`, the one of that day.
    """
    own = next((unit for unit in file.unit if unit.code == code and _was_there(unit, day)), None)
    if own is None:
        return Succession()
    before = tuple(
        unit for unit in file.unit if own.since and own.since == unit.until and own.code in unit.became
    )
    after = tuple(
        unit for unit in file.unit if own.until and own.until == unit.since and unit.code in own.became
    )
    named = {name for unit in (own, *before, *after) for name in unit.sources}
    said = {source.id: source.says for source in file.source if source.id in named}
    return Succession(own=own, predecessors=before, successors=after, sources=said)


def _was_there(unit: UnitFacts, day: dt.date | None) -> bool:
    if day is None:
        return True
    return not (unit.since and day < unit.since) and not (unit.until and day >= unit.until)
