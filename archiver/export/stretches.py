"""What one thread of an export does: a stretch of a portal's articles, read and made into rows.

Each stretch is read twice where duplicates are looked for: first its texts are signed, then, with the groups
known, its rows are made.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import msgspec
import pyarrow as pa

from archiver.export import asof
from archiver.export.asof import Read
from archiver.export.duplicates import Signed, signed
from archiver.export.pieces import pieces
from archiver.export.profile import Profile
from archiver.export.rows import ArticleRow, VersionRow
from archiver.export.tables import table_of
from archiver.export.texts import column, texts
from archiver.store import PortalReader

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from archiver.export.manifest import Plan
    from archiver.export.pieces import Piece
    from archiver.export.rows import ObservationRow
    from archiver.export.texts import Text
    from archiver.store import Damage
    from archiver.store.histories import Stretch, Version
    from archiver.store.records import UnreadArticle

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
        self.bodies: list[bytes] = []
        """Those of the articles, in UTF-8."""
        self.versions: list[VersionRow] = []
        self.observations: list[ObservationRow] = []


def signatures(task: Task) -> Signed:
    """Return the signatures of the texts of a stretch."""
    with PortalReader.open_beside(task.data, task.portal, task.index) as reader:
        return signed((asof.publishing_order(read), asof.text_of(read)) for read in _present(reader, task))


def _present(reader: PortalReader, task: Task) -> Iterator[Read]:
    """Yield the articles that the snapshot takes in, in their present versions."""
    histories = list(reader.versions_of(task.stretch))
    if any(asof.needs_readings(history, task.plan.selection) for history in histories):
        histories = list(reader.histories(task.stretch))
    found = (asof.known(history, task.plan.selection).present for history in histories)
    present = [version for version in found if version is not None]
    for read in _lines(reader, present):
        if read is not None and task.plan.selection.holds(read.article):
            yield read


def made(task: Task) -> Made:
    """Return a stretch as pieces of the tables of articles, versions and observations."""
    with PortalReader.open_beside(task.data, task.portal, task.index) as reader:
        rows = _rows(reader, task)
        damage = reader.damage
    profile = Profile()
    profile.add_articles(task.portal, rows.articles)
    tally = profile.portals[task.portal]
    tally.versions, tally.observations = len(rows.versions), len(rows.observations)
    return Made(task.portal, _pieces(rows, task.plan), profile, damage)


def _pieces(rows: Rows, plan: Plan) -> list[Piece]:
    versions, articles, observations = (
        table_of(plan, name) for name in ("versions", "articles", "observations")
    )
    done = list(pieces(versions, rows.versions, plan))
    made: dict[str, pa.Array] = {}
    if plan.partition is None and rows.versions and done[0].columns is not None:
        places = [place for place, row in enumerate(rows.versions) if row.present]
        of_present = done[0].columns.take(pa.array(places, pa.int64()))
        made = {name: of_present[name] for name in articles.row.__struct_fields__ if name in SHARED}
        if "body" in articles.row.__struct_fields__:
            made["body"] = column(rows.bodies)
    done += pieces(articles, rows.articles, plan, made)
    done += pieces(observations, rows.observations, plan)
    return done


def _rows(reader: PortalReader, task: Task) -> Rows:
    rows = Rows()
    known = [asof.known(history, task.plan.selection) for history in reader.histories(task.stretch)]
    lines = iter(_lines(reader, [version for found in known for version in found.versions]))
    for found in known:
        whole = [read for _ in found.versions if (read := next(lines)) is not None]
        present = next((read for read in whole if read.version is found.present), None)
        if present is not None and task.plan.selection.holds(present.article):
            views = asof.last_views(found.readings)
            article, versions = asof.rows_of(whole, present, views, task.groups.get(present.article.id))
            rows.articles.append(article)
            rows.bodies.append(present.text.utf8)
            rows.versions += versions
            rows.observations += [asof.observation_row(reading, task.portal) for reading in found.readings]
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
        None if line is None or body is None else _read(line, body, version)
        for version, line, body in zip(versions, lines, bodies, strict=True)
    ]


def _read(line: UnreadArticle, body: Text, version: Version) -> Read:
    if body.json is not line.body:
        line = msgspec.structs.replace(line, body=body.json)
    return Read(line, body, version)
