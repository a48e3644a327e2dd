"""The rows of articles that are known to have existed and were not recovered, each with its reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archiver.export.rows import MissingRow

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archiver.export.selection import Selection
    from archiver.models import Quarantined
    from archiver.portal import Portal
    from archiver.store import PortalReader


def missing_rows(
    reader: PortalReader, portal: Portal | None, selection: Selection, withdrawn: list[MissingRow]
) -> list[MissingRow]:
    """Return all that is missing of a portal, in the order of ids and addresses.

    `withdrawn` are the articles that were gone before they were read. Memory grows with what is missing.
    """
    rows = {row.id or row.url or "": row for row in withdrawn}
    rows |= {name: _row(page) for name, page in _unread(reader, selection).items() if name not in rows}
    for row in _unanswered(reader, portal, selection) if portal else ():
        rows.setdefault(row.id or "", row)
    return sorted(rows.values(), key=lambda row: (row.id or "", row.url or ""))


def _unread(reader: PortalReader, selection: Selection) -> dict[str, Quarantined]:
    """Return the pages in quarantine of which no version is known; of one page, the last line."""
    return {
        page.id or page.url: page
        for page in reader.quarantined()
        if selection.in_time(page.capture.fetched_at) and not (page.id and reader.knows(page.id))
    }


def _row(page: Quarantined) -> MissingRow:
    return MissingRow(
        portal=page.portal,
        id=page.id,
        url=page.url or None,
        reason=page.reason,
        detail=page.detail,
        capture=page.capture,
    )


def _unanswered(reader: PortalReader, portal: Portal, selection: Selection) -> Iterator[MissingRow]:
    for found in reader.unanswered(selection.as_of):
        address = portal.address(found.url)
        article_id = f"{portal.id}:{address.key}" if address else None
        if address and article_id and not reader.knows(article_id):
            yield MissingRow(
                portal=portal.id,
                id=article_id,
                url=address.url,
                reason="no-answer" if found.asked else "not-fetched",
                detail=None,
                capture=None,
            )
