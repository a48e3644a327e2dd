"""A stretch of a portal's articles: read by one thread, made into rows and columns by others.

Each stretch is read twice where duplicates are looked for: first its texts are signed, then, with the groups
known, its rows are made.
"""

from __future__ import annotations

import array
from typing import TYPE_CHECKING, NamedTuple

import msgspec
import pyarrow as pa

from archiver.export import asof, duplicates
from archiver.export.asof import Known, Read
from archiver.export.captures import place_number
from archiver.export.pieces import Piece, pieces
from archiver.export.profile import Profile
from archiver.export.rows import ArticleRow, VersionRow
from archiver.export.tables import table_of
from archiver.export.texts import column, texts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from archiver.export.duplicates import Signed
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
    """What was read of a stretch."""

    portal: str
    known: list[Known]
    """All that was known of each article on the date."""
    lines: list[UnreadArticle | None]
    """Of each the lines of its versions, in the order of their numbers; null for a damaged one."""


class Rows(NamedTuple):
    """The rows of a stretch."""

    articles: list[ArticleRow]
    bodies: list[bytes]
    """Those of the articles, in UTF-8."""
    versions: list[VersionRow]
    observations: list[ObservationRow]


class Made(NamedTuple):
    """What was made of a stretch."""

    portal: str
    pieces: list[Piece]
    """Of the tables of articles, versions and observations."""
    profile: Profile
    damaged: list[Version]
    """Those whose line turned out to be damaged: its body is no text."""
    cited: array.array[int]
    """Where captures lie that rows cite and that are later than the date: see `place_number`."""


class Whole(NamedTuple):
    """An article that the snapshot takes in."""

    known: Known
    versions: list[Read]
    """In the order of their numbers."""
    present: Read
    """One of them."""


def read_in(reader: PortalReader, stretch: Stretch, selection: Selection) -> Part:
    """Return what the rows of a stretch are made of; one thread after the other may read."""
    known = [asof.known(history, selection) for history in reader.histories(stretch)]
    return _part(reader, known)


def present_in(reader: PortalReader, stretch: Stretch, selection: Selection) -> Part:
    """Return the same of the present versions alone, without readings."""
    histories = list(reader.versions_of(stretch))
    if any(asof.needs_readings(history, selection) for history in histories):
        histories = list(reader.histories(stretch))
    known = (asof.known(history, selection) for history in histories)
    present = (found._replace(versions=(found.present,)) for found in known if found.present)
    return _part(reader, [found._replace(readings=()) for found in present])


def _part(reader: PortalReader, known: list[Known]) -> Part:
    versions = [version for found in known for version in found.versions]
    return Part(reader.folder.portal, known, reader.unread_lines(versions))


def signed(part: Part, selection: Selection) -> Signed:
    """Return the signatures of the texts of the articles that the snapshot takes in."""
    present = [whole.present for whole in _whole(part, selection)[0]]
    return duplicates.signed((asof.publishing_order(read), asof.text_of(read)) for read in present)


def made(part: Part, plan: Plan, groups: Mapping[str, str]) -> Made:
    """Return what a snapshot says of a part: its rows as pieces of tables, and counted.

    `groups` tells of an article the group of copies that it belongs to.
    """
    articles, damaged = _whole(part, plan.selection)
    rows = _rows(part.portal, articles, groups)
    profile = Profile()
    profile.add_articles(part.portal, rows.articles)
    tally = profile.portals[part.portal]
    tally.versions, tally.observations = len(rows.versions), len(rows.observations)
    cited = _cited_later(rows.versions, plan.selection)
    return Made(part.portal, _pieces(rows, plan), profile, damaged, cited)


def _cited_later(versions: Sequence[VersionRow], selection: Selection) -> array.array[int]:
    """Return where the captures lie that versions rest on and that are later than the date.

    A version is cited from the capture that it was recorded from first; an older one may have been imported
    after it.
    """
    return array.array(
        "q",
        [
            place_number(capture.warc, capture.offset or 0)
            for capture in (row.capture for row in versions)
            if capture.warc is not None and not selection.in_time(capture.fetched_at)
        ],
    )


def _whole(part: Part, selection: Selection) -> tuple[list[Whole], list[Version]]:
    """Return the articles that the snapshot takes in, and the versions whose lines are damaged."""
    articles, damaged = [], []
    read = zip(part.lines, texts(part.lines), strict=True)
    for known in part.known:
        versions = []
        for version in known.versions:
            line, body = next(read)
            if line is not None and body is not None:
                is_gone = known.gone and version is known.present
                versions.append(_read(line, body, version, is_gone=is_gone))
            elif line is not None:
                damaged.append(version)
        present = next((found for found in versions if found.version is known.present), None)
        if present is not None and selection.holds(present.article):
            articles.append(Whole(known, versions, present))
    return articles, damaged


def _rows(portal: str, articles: list[Whole], groups: Mapping[str, str]) -> Rows:
    rows = Rows([], [], [], [])
    for known, found, present in articles:
        views = asof.last_views(known.readings)
        article, versions = asof.rows_of(found, present, views, groups.get(present.article.id))
        rows.articles.append(article)
        rows.bodies.append(present.text.utf8)
        rows.versions.extend(versions)
        rows.observations.extend([asof.observation_row(reading, portal) for reading in known.readings])
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


def _read(line: UnreadArticle, body: Text, version: Version, *, is_gone: bool) -> Read:
    if body.json is not line.body:
        line = msgspec.structs.replace(line, body=body.json)
    if is_gone:
        line = msgspec.structs.replace(line, status="withdrawn")
    return Read(line, body, version)
