"""A stretch of a portal's articles: read by one thread, made into rows and columns by others.

Each stretch is read twice where duplicates are looked for: first its texts are signed, then, with the groups
known, its rows are made.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import msgspec
import pyarrow as pa

from archiver.export import asof
from archiver.export.asof import Known, PublishingOrder, Read
from archiver.export.pieces import Piece, pieces
from archiver.export.profile import Profile
from archiver.export.rows import ArticleRow, VersionRow
from archiver.export.tables import table_of
from archiver.export.texts import column, texts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from archiver.export.manifest import Plan
    from archiver.export.rows import ObservationRow
    from archiver.export.selection import Selection
    from archiver.export.texts import Text
    from archiver.store import PortalReader
    from archiver.store.histories import Stretch, Version
    from archiver.store.records import UnreadArticle

SHARED = frozenset(VersionRow.__struct_fields__) & frozenset(ArticleRow.__struct_fields__) - {"body"}
"""Fields that are the same in the row of an article and in that of its present version."""


class Part(NamedTuple):
    """What was read of a stretch: of each article taken in all that was known of it on the date."""

    portal: str
    articles: list[tuple[Known, list[Read], Read]]
    """With its versions, in the order of their numbers, and the one of them that is present."""
    groups: Mapping[str, str]
    """Article → the group of copies that it belongs to."""


class Rows(NamedTuple):
    """The rows of a stretch."""

    articles: list[ArticleRow]
    bodies: list[bytes]
    """Those of the articles, in UTF-8."""
    versions: list[VersionRow]
    observations: list[ObservationRow]


class Made(NamedTuple):
    """What was made of a stretch."""

    pieces: list[Piece]
    """Of the tables of articles, versions and observations."""
    profile: Profile


def texts_in(
    reader: PortalReader, stretch: Stretch, selection: Selection
) -> list[tuple[PublishingOrder, bytes]]:
    """Return the texts of the articles that the snapshot takes in, in their present versions."""
    histories = list(reader.versions_of(stretch))
    if any(asof.needs_readings(history, selection) for history in histories):
        histories = list(reader.histories(stretch))
    found = (asof.known(history, selection).present for history in histories)
    return [
        (asof.publishing_order(read), asof.text_of(read))
        for read in _lines(reader, [version for version in found if version is not None])
        if read is not None and selection.holds(read.article)
    ]


def read_in(reader: PortalReader, stretch: Stretch, selection: Selection, groups: Mapping[str, str]) -> Part:
    """Return the articles of a stretch that the snapshot takes in; one thread after the other may read."""
    known = [asof.known(history, selection) for history in reader.histories(stretch)]
    lines = iter(_lines(reader, [version for found in known for version in found.versions]))
    articles = []
    for found in known:
        whole = [read for _ in found.versions if (read := next(lines)) is not None]
        present = next((read for read in whole if read.version is found.present), None)
        if present is not None and selection.holds(present.article):
            articles.append((found, whole, present))
    return Part(reader.folder.portal, articles, groups)


def made(part: Part, plan: Plan) -> Made:
    """Return what a snapshot says of a part: its rows as pieces of tables, and counted."""
    rows = _rows(part)
    profile = Profile()
    profile.add_articles(part.portal, rows.articles)
    tally = profile.portals[part.portal]
    tally.versions, tally.observations = len(rows.versions), len(rows.observations)
    return Made(_pieces(rows, plan), profile)


def _rows(part: Part) -> Rows:
    rows = Rows([], [], [], [])
    for found, whole, present in part.articles:
        views = asof.last_views(found.readings)
        article, versions = asof.rows_of(whole, present, views, part.groups.get(present.article.id))
        rows.articles.append(article)
        rows.bodies.append(present.text.utf8)
        rows.versions.extend(versions)
        rows.observations.extend([asof.observation_row(reading, part.portal) for reading in found.readings])
    return rows


def _pieces(rows: Rows, plan: Plan) -> list[Piece]:
    versions, articles, observations = (
        table_of(plan, name) for name in ("versions", "articles", "observations")
    )
    done = list(pieces(versions, rows.versions, plan))
    known: dict[str, pa.Array] = {}
    if plan.partition is None and rows.versions and done[0].columns is not None:
        places = [place for place, row in enumerate(rows.versions) if row.present]
        of_present = done[0].columns
        if len(places) < len(rows.versions):
            of_present = of_present.take(pa.array(places, pa.int64()))
        known = {name: of_present[name] for name in articles.row.__struct_fields__ if name in SHARED}
        if "body" in articles.row.__struct_fields__:
            known["body"] = column(rows.bodies)
    done += pieces(articles, rows.articles, plan, known)
    done += pieces(observations, rows.observations, plan)
    return done


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
