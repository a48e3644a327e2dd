"""What one process of an export does: a stretch of a portal's articles, read and made into rows.

Each stretch is read twice where duplicates are looked for: first its texts are signed, then, with the groups
known, its rows are made.
"""

from __future__ import annotations

import contextlib
import gc
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import pyarrow as pa

from archiver.export import asof
from archiver.export.asof import Read
from archiver.export.duplicates import Signed, signed
from archiver.export.pieces import columns_of, is_parted, pieces
from archiver.export.profile import Profile
from archiver.export.rows import ArticleRow, VersionRow
from archiver.export.tables import table_of
from archiver.export.texts import texts
from archiver.store import PortalReader

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from archiver.export.manifest import Plan
    from archiver.export.pieces import Piece
    from archiver.export.rows import ObservationRow
    from archiver.store import Damage
    from archiver.store.histories import Stretch, Version

SHARED = frozenset(VersionRow.__struct_fields__) & frozenset(ArticleRow.__struct_fields__) - {"body"}
"""Fields that are the same in the row of an article and in that of its present version."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A stretch of a portal's articles, and what is to be made of it."""

    data: Path
    portal: str
    index: Path
    stretch: Stretch
    plan: Plan
    groups: dict[str, str]
    """Article → the group of copies that it belongs to; of the stretch, those that belong to one."""


class Made(NamedTuple):
    """What was made of a stretch."""

    portal: str
    pieces: list[Piece]
    profile: Profile
    damage: tuple[Damage, ...]


class Rows:
    """The rows of a stretch."""

    def __init__(self) -> None:
        self.articles: list[ArticleRow] = []
        self.versions: list[VersionRow] = []
        self.observations: list[ObservationRow] = []


def signatures(task: Task) -> Signed:
    """Return the signatures of the texts of a stretch."""
    with PortalReader.open_beside(task.data, task.portal, task.index) as reader:
        return signed(
            (asof.publishing_order(article, version), asof.text_of(article))
            for article, version in _present(reader, task)
        )


def _present(reader: PortalReader, task: Task) -> Iterator[tuple[Read, Version]]:
    """Yield the articles that the snapshot takes in, in their present versions."""
    found = (asof.known(history, task.plan.selection).present for history in reader.histories(task.stretch))
    present = [version for version in found if version is not None]
    for article, version in zip(_lines(reader, present), present, strict=True):
        if article is not None and task.plan.selection.holds(article):
            yield article, version


def made(task: Task) -> Made:
    """Return a stretch as pieces of the tables of articles, versions and observations."""
    with _without_collector():
        return _made(task)


@contextlib.contextmanager
def _without_collector() -> Iterator[None]:
    """Keep the collector of cycles from walking thousands of records, which have none: it took a tenth."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _made(task: Task) -> Made:
    with PortalReader.open_beside(task.data, task.portal, task.index) as reader:
        rows = _rows(reader, task)
        damage = reader.damage
    profile = Profile()
    profile.add_articles(task.portal, rows.articles)
    tally = profile.portals[task.portal]
    tally.versions, tally.observations = len(rows.versions), len(rows.observations)
    done = _pieces(rows, task.plan)
    return Made(task.portal, done, profile, damage)


def _pieces(rows: Rows, plan: Plan) -> list[Piece]:
    versions, articles, observations = (
        table_of(plan, name) for name in ("versions", "articles", "observations")
    )
    done = list(pieces(versions, rows.versions, plan))
    made = {}
    if len(done) == 1 and done[0].columns is not None and not is_parted(versions, plan.partition):
        present = [place for place, row in enumerate(rows.versions) if row.present]
        columns = columns_of(done[0], versions).take(pa.array(present, pa.int64()))
        made = {name: columns[name] for name in articles.row.__struct_fields__ if name in SHARED}
    done += pieces(articles, rows.articles, plan, made)
    done += pieces(observations, rows.observations, plan)
    return done


def _rows(reader: PortalReader, task: Task) -> Rows:
    rows = Rows()
    known = [asof.known(history, task.plan.selection) for history in reader.histories(task.stretch)]
    lines = iter(_lines(reader, [version for found in known for version in found.versions]))
    for found in known:
        whole = [(line, version) for version in found.versions if (line := next(lines)) is not None]
        if found.present is not None:
            _add(rows, task, found, found.present, whole)
    return rows


def _lines(reader: PortalReader, versions: list[Version]) -> list[Read | None]:
    """Return the articles as they were written; null for a damaged line."""
    lines = reader.unread_lines(versions)
    bodies = texts(lines)
    damaged = [
        version
        for version, line, body in zip(versions, lines, bodies, strict=True)
        if body is None and line is not None
    ]
    reader.lines(damaged)  # which says what is wrong with them
    return [
        None if line is None or body is None else Read.of(line, body)
        for line, body in zip(lines, bodies, strict=True)
    ]


def _add(
    rows: Rows, task: Task, found: asof.Known, present: Version, whole: list[tuple[Read, Version]]
) -> None:
    at = next((place for place, (_, version) in enumerate(whole) if version is present), None)
    if at is None or not task.plan.selection.holds(whole[at][0]):
        return
    article = whole[at][0]
    versions = asof.version_rows(whole, present)
    views = asof.last_views(found.readings)
    rows.articles.append(
        asof.article_row(article, versions[at], len(versions), views, task.groups.get(article.id))
    )
    rows.versions += versions
    rows.observations += [asof.observation_row(reading, task.portal) for reading in found.readings]
