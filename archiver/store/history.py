"""What one reading of an article adds to its history: pure, the store asks and writes.

The present version is the one read last by the time of its capture, not the one recorded last: an old capture
from a web archive may add a version, but does not take the place of what the portal shows today.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import structs

from archiver.store.database import micros, moment
from archiver.store.records import Reading

if TYPE_CHECKING:
    from archiver.models import Article, Capture
    from archiver.store.articles import Row
    from archiver.store.records import ChangeKind


def is_newer(row: Row | None, capture: Capture) -> bool:
    """Tell whether the capture shows the article as it is at present; an undated file never does."""
    return row is None or (capture.fetched_at is not None and micros(capture.fetched_at) >= row.last_seen)


def needs_version(article: Article, row: Row | None, version_with_content: int | None) -> bool:
    """Tell whether the reading makes a new version.

    A present reading does if the content differs from the present version or the article was withdrawn; an
    old one if no version has its content.
    """
    if row is None or not row.version:
        return True
    if is_newer(row, article.capture):
        return article.content_sha256 != row.content_sha256 or article.status != row.status
    return version_with_content is None


def next_line(article: Article, row: Row | None) -> Article:
    """Return the article as the line of its next version, first and last seen with its capture."""
    seen = article.capture.fetched_at
    version = 1 + (row.latest if row else 0)
    return structs.replace(article, version=version, first_seen=seen, last_seen=seen)


def withdrawn_line(present: Article, version: int, capture: Capture) -> Article:
    """Return the line that says that the article is gone: its last content, seen with the evidence."""
    seen = capture.fetched_at
    return structs.replace(present, version=version, status="withdrawn", first_seen=seen, last_seen=seen)


def lines_for(article: Article, row: Row | None) -> list[Article]:
    """Return the lines of a reading that makes a version: two if the article was found withdrawn before."""
    line = next_line(article, row)
    if row is None or row.version or is_newer(row, article.capture) or row.status == "published":
        return [line]
    return [line, gone_line(line, row, line.version + 1)]


def gone_line(article: Article, row: Row, version: int) -> Article:
    """Return the line that says that an article with this content was found gone when it was read last."""
    seen = moment(row.last_seen)
    return structs.replace(article, version=version, status="withdrawn", first_seen=seen, last_seen=seen)


def version_read(article: Article, row: Row | None, version_with_content: int | None) -> int:
    """Return which version a reading that makes none showed."""
    if row is None or article.content_sha256 == row.content_sha256:
        return row.version if row else 0
    return version_with_content or row.version


def kind_of(row: Row | None, capture: Capture, *, line: bool) -> ChangeKind:
    """Return the name of the change that a reading made; `line`: it made a new version."""
    if row is None or not row.version:
        return "new"
    if line and row.status == "withdrawn" and is_newer(row, capture):
        return "restored"
    return "changed" if line else "unchanged"


def reading_of(article_id: str, capture: Capture, visits: int, version: int | None) -> Reading:
    """Return the observation of one reading, as published and without a view count.

    Only a live reading of the article's page (`version`) adds to our own `visits` before it.
    """
    visit = capture.source == "live" and version is not None
    return Reading(
        id=article_id,
        time=capture.fetched_at,
        status="published",
        view_count=None,
        own_visits=visits + visit,
        source=capture.source,
        warc=capture.warc,
        offset=capture.offset,
        version=version,
    )
