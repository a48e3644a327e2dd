"""From the stores of portals to the tables of a snapshot, in two passes over the logs.

The first reads every history, writes all tables but that of articles, and notes where each article's line
lies; the second reads those lines again and writes the articles with their duplicates. Memory does not grow
with the archive, but for eight bytes an article while duplicates are sorted.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import struct
import tempfile
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

import msgspec

from archiver.export import asof
from archiver.export.captures import capture_rows
from archiver.export.duplicates import Duplicates
from archiver.export.missing import missing_rows
from archiver.export.profile import PortalTally, Profile
from archiver.export.rows import ArticleRow, PortalRow
from archiver.export.source import Version, opened
from archiver.store.database import micros, moment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from archiver.export.manifest import Plan
    from archiver.export.rows import MissingRow, VersionRow
    from archiver.export.source import Source
    from archiver.models import Article
    from archiver.portal import Portal

    Add = Callable[[Any], None]

_AT_ONCE = 1000
_PLACE = struct.Struct("<QIIqqIq?q32sI")


class Place(NamedTuple):
    """Where the line of an article's present version lies, and what the snapshot adds to it."""

    offset: int
    length: int
    number: int
    first_seen: int
    last_seen: int
    versions: int
    views: int
    has_views: bool
    viewed_at: int
    text_sha256: bytes
    text_characters: int

    @classmethod
    def of(cls, present: Version, row: VersionRow, versions: int, views: asof.Views) -> Place:
        """Return the place of an article's present version."""
        return cls(
            present.offset, present.length, present.number, present.first_seen, present.last_seen, versions,
            views.printed or 0, views.printed is not None, micros(views.at),
            bytes.fromhex(row.text_sha256 or ""), row.text_characters,
        )  # fmt: skip

    def row(self, article: Article) -> ArticleRow:
        """Return the article's row, duplicates not looked for."""
        version = Version(self.number, self.first_seen, self.last_seen, self.offset, self.length)
        views = asof.Views(self.views if self.has_views else None, moment(self.viewed_at))
        text = asof.Measures(self.text_sha256 if self.text_characters else b"", self.text_characters)
        return asof.article_row(article, version, text, self.versions, views)


class Gathering:
    """One run over the portals of a plan; `add` takes the rows of each table."""

    def __init__(
        self, data: Path, plan: Plan, registry: Mapping[str, Portal], add: Mapping[str, Add], scratch: Path
    ) -> None:
        """`registry` holds the portals of which there is a file; `scratch` takes files without a name."""
        self.profile = Profile()
        self.notices: list[str] = []
        """One sentence for each thing that was found damaged."""
        self._data = data
        self._plan = plan
        self._registry = registry
        self._add = add
        self._scratch = scratch

    def run(self) -> None:
        """Read everything and hand over every row."""
        with contextlib.ExitStack() as files:
            places = _Places(files.enter_context(tempfile.TemporaryFile(dir=self._scratch)))
            duplicates = files.enter_context(Duplicates(self._scratch))
            for portal in self._plan.portals:
                self._survey(portal, places, duplicates)
            self._write_articles(places, duplicates.groups())
        for portal in self._plan.portals:
            self._add["portals"](
                _portal_row(portal, self._registry.get(portal), self.profile.portals[portal])
            )

    def _survey(self, portal: str, places: _Places, duplicates: Duplicates) -> None:
        """Write what one portal holds but its articles, and note where those lie."""
        gone: list[MissingRow] = []
        places.begin(portal)
        with opened(self._data, portal) as source:
            for history in source.histories():
                found = asof.known(history, self._plan.selection)
                if found.present is not None:
                    self._survey_article(source, found, places, duplicates)
                elif row := asof.never_read(history, found.readings, portal):
                    gone.append(row)
            self._survey_rest(source, gone)
            self.notices += source.notices

    def _survey_article(
        self, source: Source, found: asof.Known, places: _Places, duplicates: Duplicates
    ) -> None:
        lines = [(source.logs.articles.at(one.offset, one.length), one) for one in found.versions]
        whole = [(article, version) for article, version in lines if article is not None]
        at = next((place for place, (_, version) in enumerate(whole) if version is found.present), None)
        if at is None or not self._plan.selection.holds(whole[at][0]):
            return
        rows = asof.version_rows(whole)
        for row in rows:
            self._add["versions"](row)
        for reading in found.readings:
            self._add["observations"](asof.observation_row(reading, source.portal))
        tally = self.profile.portals[source.portal]
        tally.versions += len(whole)
        tally.observations += len(found.readings)
        if self._plan.duplicates:
            duplicates.add(places.count, asof.text_of(rows[at]))
        places.append(Place.of(whole[at][1], rows[at], len(whole), asof.last_views(found.readings)))

    def _survey_rest(self, source: Source, gone: list[MissingRow]) -> None:
        selection, portal = self._plan.selection, source.portal
        for capture in capture_rows(source.folder, selection):
            self.profile.portals[portal].captures += 1
            self._add["captures"](capture)
        for row in missing_rows(source, self._registry.get(portal), selection, gone):
            self.profile.add_missing(row)
            self._add["missing"](row)

    def _write_articles(self, places: _Places, groups: list[list[int]]) -> None:
        marks = self._marks(places, groups)
        number = 0
        for portal, count in places.by_portal.items():
            with opened(self._data, portal) as source:
                for place in places.read(number, count):
                    article = source.logs.articles.at(place.offset, place.length)
                    if article is not None:
                        row = place.row(article)
                        group = marks.get(number)
                        self._write_article(_marked(row, group) if group else row)
                    number += 1

    def _write_article(self, row: ArticleRow) -> None:
        self.profile.add_article(row)
        self._add["articles"](row)

    def _marks(self, places: _Places, groups: list[list[int]]) -> dict[int, str]:
        """Return the group's name, its first publisher's id, for each row that is in one."""
        wanted = sorted(number for group in groups for number in group)
        orders: dict[int, tuple[Any, ...]] = {}
        for portal, numbers in places.parted(wanted):
            with opened(self._data, portal) as source:
                for number in numbers:
                    (place,) = places.read(number, 1)
                    article = source.logs.articles.at(place.offset, place.length)
                    orders[number] = _publishing_order(article, place)
        firsts = [min(group, key=lambda number: orders[number]) for group in groups]
        return {
            number: orders[first][-1] for first, group in zip(firsts, groups, strict=True) for number in group
        }


def _publishing_order(article: Article | None, place: Place) -> tuple[Any, ...]:
    if article is None:
        return (True, dt.date.max, micros(None), 0, "")
    day, at = article.published_date, article.published_at
    return (day is None, day or dt.date.max, micros(at), place.first_seen, article.id)


def _marked(row: ArticleRow, group: str) -> ArticleRow:
    return msgspec.structs.replace(row, duplicate_group=group, duplicate_first=row.id == group)


class _Places:
    """The places of all articles in a file, by the numbers of their rows."""

    def __init__(self, file: BinaryIO) -> None:
        self.by_portal: dict[str, int] = {}
        """Portal → number of its articles, in the order of the rows."""
        self.count = 0
        self._file = file
        self._portal = ""

    def begin(self, portal: str) -> None:
        self._portal = portal
        self.by_portal[portal] = 0

    def append(self, place: Place) -> None:
        self._file.write(_PLACE.pack(*place))
        self.by_portal[self._portal] += 1
        self.count += 1

    def read(self, number: int, count: int) -> Iterator[Place]:
        """Yield `count` places from a row on."""
        for start in range(number, number + count, _AT_ONCE):
            many = min(_AT_ONCE, number + count - start)
            self._file.seek(start * _PLACE.size)
            for fields in _PLACE.iter_unpack(self._file.read(many * _PLACE.size)):
                yield Place._make(fields)

    def parted(self, numbers: list[int]) -> Iterator[tuple[str, list[int]]]:
        """Yield each portal that has some of the rows, with their numbers; `numbers` are sorted."""
        end = 0
        rest = iter([*numbers, self.count])
        number = next(rest)
        for portal, count in self.by_portal.items():
            end += count
            own = []
            while number < end:
                own.append(number)
                number = next(rest)
            if own:
                yield portal, own


def _portal_row(portal_id: str, portal: Portal | None, tally: PortalTally) -> PortalRow:
    facts = portal.facts if portal else None
    names = (
        "name", "home", "platform", "committee", "level", "province", "successor", "successor_home", "status",
        "status_since", "status_evidence",
    )  # fmt: skip
    return PortalRow(
        id=portal_id,
        **{name: getattr(facts, name) if facts else None for name in names},
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
