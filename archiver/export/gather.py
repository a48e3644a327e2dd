"""From the stores of portals to the tables of a snapshot, in stretches: one thread reads, others make of it.

Memory does not grow with the archive, but for the copies among its articles and for what is missing, and by
sixteen bytes an article while duplicates are sorted.
"""

from __future__ import annotations

import array
import contextlib
import functools
import gc
import itertools
from typing import TYPE_CHECKING, NamedTuple

from archiver.errors import UsageError
from archiver.export import stretches
from archiver.export.captures import Sorted, capture_rows, first_capture
from archiver.export.duplicates import Duplicates
from archiver.export.missing import missing_rows
from archiver.export.profile import Profile
from archiver.export.rows import PortalRow, UnitRow
from archiver.replay.parallel import in_order_by_threads
from archiver.replay.reading import Job
from archiver.store import PortalReader
from archiver.store.database import micros, moment
from archiver.store.histories import First
from archiver.store.recovery import damage_sentence
from archiver.units import load_units, succession

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from archiver.export.manifest import Plan
    from archiver.export.profile import PortalTally
    from archiver.export.selection import Selection
    from archiver.export.stretches import Part
    from archiver.export.writers import TableWriter
    from archiver.portal import Portal
    from archiver.store import Damage
    from archiver.store.histories import Stretch, Version
    from archiver.units import UnitFacts, UnitsFile

NOTHING = First(None, undated=False)
STRETCH = 1000
"""Articles that are read at once."""
STRETCH_BYTES = 4 << 20
"""Bytes of their lines, but for the last."""


class Archive(NamedTuple):
    """What snapshots are made of."""

    data: Path
    """The folder in which each portal has its own."""
    registry: Mapping[str, Portal]
    """The portals of which there is a file."""
    folders: tuple[Path, ...] = ()
    """Where files of one's own lie."""
    jobs: int = 1
    """How much is done at once; it changes nothing in what comes out."""

    def title_of(self, portal: str) -> str:
        """Return the portal's name; its id where there is no file of it."""
        return self.registry[portal].facts.name if portal in self.registry else portal


class Gathering:
    """One run over the portals of a plan; `tables` takes the rows of each table."""

    def __init__(
        self, archive: Archive, plan: Plan, tables: Mapping[str, TableWriter], scratch: Path
    ) -> None:
        """`scratch` takes files without a name."""
        self.profile = Profile()
        self.notices: list[str] = []
        """One sentence for each thing that whoever made the snapshot may want to know."""
        self.problems: list[str] = []
        """One sentence for each thing that is not in the snapshot and should be."""
        self._archive = archive
        self._plan = plan
        self._tables = tables
        self._scratch = scratch
        self._open = contextlib.ExitStack()
        self._kept: dict[str, PortalReader] = {}
        self._damage: dict[str, dict[tuple[str, int], Damage]] = {portal: {} for portal in plan.portals}
        self._damaged: dict[str, list[Version]] = {portal: [] for portal in plan.portals}
        """Versions whose lines turned out to be damaged while rows were made of them."""
        self._cited: dict[str, array.array[int]] = {portal: array.array("q") for portal in plan.portals}
        """Where captures lie that rows cite and that are later than the date."""

    def run(self) -> None:
        """Read everything and hand over every row.

        Raises `UsageError` for a date before any capture, and a folder of another portal's articles.
        """
        with self._open:
            self._check()
            with _without_collector():
                groups = self._groups() if self._plan.duplicates else {}
                make = functools.partial(stretches.made, plan=self._plan, groups=groups)
                parts = self._parts(stretches.read_in)
                for made in in_order_by_threads(make, parts, jobs=self._archive.jobs):
                    self.profile.add(made.profile)
                    self._damaged[made.portal] += made.damaged
                    self._cited[made.portal] += made.cited
                    for piece in made.pieces:
                        self._tables[piece.table].put(piece)
            for portal in self._plan.portals:
                with self._reader(portal) as reader:
                    self._add_rest(reader)
        if not self.profile.articles:
            self.notices.append("no article is as asked for: the tables of articles are empty")
        units = load_units()
        self._tables["portals"].add(
            [
                _portal_row(portal, self._archive.registry.get(portal), self.profile.portals[portal], units)
                for portal in self._plan.portals
            ]
        )

    @contextlib.contextmanager
    def _reader(self, portal: str) -> Iterator[PortalReader]:
        """Give a portal's store; one whose index had to be made elsewhere stays open, for it to stay."""
        if portal in self._kept:
            yield self._kept[portal]
            return
        reader = PortalReader.open_for_reading(self._archive.data, portal)
        if reader.index_path == reader.folder.index:
            with reader:
                yield reader
            return
        self._kept[portal] = self._open.enter_context(reader)
        yield reader

    def _check(self) -> None:
        found = []
        for portal in self._plan.portals:
            with self._reader(portal) as reader:
                _check_ids(reader)
                first = reader.first_reading()
                found.append(first if first != NOTHING else first_capture(reader.folder))
        earliest = min((first.moment for first in found if first.moment is not None), default=None)
        if earliest is None or micros(self._plan.selection.as_of) > earliest:
            return
        said = f"--as-of: {self._plan.as_of} lies before the first capture"
        when = f"{moment(earliest):%Y-%m-%dT%H:%M:%SZ}"
        if not any(first.undated for first in found):
            raise UsageError(f"{said}, {when}; choose that day or a later one")
        self.notices.append(f"{said} of known time, {when}: only what has no time is in the snapshot")

    def _groups(self) -> dict[str, str]:
        """Return the group of each article whose text is not alone, in the order of ids."""
        with Duplicates(self._scratch) as duplicates:
            sign = functools.partial(stretches.signed, selection=self._plan.selection)
            parts = self._parts(stretches.present_in)
            for found in in_order_by_threads(sign, parts, jobs=self._archive.jobs):
                duplicates.add(found)
            return duplicates.groups()

    def _parts(self, read: Callable[[PortalReader, Stretch, Selection], Part]) -> Iterator[Part]:
        for portal in self._plan.portals:
            with self._reader(portal) as reader:
                for stretch in reader.stretches(STRETCH, STRETCH_BYTES):
                    yield read(reader, stretch, self._plan.selection)
                self._damage[portal] |= {(one.log, one.offset): one for one in reader.damage}

    def _add_rest(self, reader: PortalReader) -> None:
        """Write captures and what is missing of a portal, and say what was damaged."""
        selection, portal = self._plan.selection, reader.folder.portal
        cited = Sorted(self._cited[portal])
        captures = self._tables["captures"].add(capture_rows(reader.folder, selection, cited))
        self.profile.portals[portal].captures = captures
        if portal in self._archive.registry:
            self._add_missing(portal)
        else:
            self.notices.append(
                f"{portal}: no portal file of that name was found (see --portals); its name and what is "
                "missing of it are left out"
            )
        self.notices += reader.notices
        reader.lines(self._damaged[portal])  # which finds out what is wrong with them
        self.problems += self._damage_said(reader)
        if reader.unindexed:
            self.problems.append(
                f"{reader.folder.root}: a run is writing; {reader.unindexed} bytes of its records are not in "
                "the index yet: they were left out; export again when it is done"
            )

    def _add_missing(self, portal: str) -> None:
        job = Job(data=self._archive.data, portal=portal, folders=self._archive.folders)
        missing = list(
            missing_rows(job, self._plan.selection.as_of, jobs=self._archive.jobs, problems=self.problems)
        )
        for row in missing:
            self.profile.add_missing(row)
        self._tables["missing"].add(missing)

    def _damage_said(self, reader: PortalReader) -> Iterator[str]:
        found = self._damage[reader.folder.portal] | {(one.log, one.offset): one for one in reader.damage}
        by_place = sorted(found.items())
        for log, own in itertools.groupby(by_place, key=lambda item: item[0][0]):
            damaged = [damage for _, damage in own]
            yield damage_sentence(reader.folder.log(log), len(damaged), damaged[0])


@contextlib.contextmanager
def _without_collector() -> Iterator[None]:
    """Keep the collector of cycles from walking thousands of records, which have none: it took a tenth."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _check_ids(reader: PortalReader) -> None:
    """Raise `UsageError` where a folder holds articles of another portal, such as a copy of its folder."""
    portal = reader.folder.portal
    for article_id in reader.first_and_last() or ():
        if not article_id.startswith(f"{portal}:"):
            raise UsageError(
                f"{reader.folder.root}: holds articles of '{article_id.partition(':')[0][:64]}', not of "
                f"{portal}; move it out of the data folder, or choose others with --portal"
            )


def _portal_row(portal_id: str, portal: Portal | None, tally: PortalTally, units: UnitsFile) -> PortalRow:
    facts = portal.facts if portal else None
    around = succession(facts.unit if facts else None, units)
    names = (
        "name", "home", "platform", "committee", "level", "province", "successor", "successor_home", "status",
        "status_since", "status_evidence", "unit",
    )  # fmt: skip
    return PortalRow(
        id=portal_id,
        **{name: getattr(facts, name) if facts else None for name in names},
        predecessors=tuple(map(_unit_row, around.predecessors)),
        successors=tuple(map(_unit_row, around.successors)),
        articles=tally.articles,
        withdrawn=tally.withdrawn,
        versions=tally.versions,
        observations=tally.observations,
        captures=tally.captures,
        missing=tally.missing,
        first_published=min(tally.published, default=None),
        last_published=max(tally.published, default=None),
        first_seen=min(tally.seen, default=None),
        last_seen=max(tally.seen, default=None),
    )


def _unit_row(unit: UnitFacts) -> UnitRow:
    return UnitRow(code=unit.code, name=unit.name, committee=unit.committee)
