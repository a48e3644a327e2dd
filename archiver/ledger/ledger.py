"""The ledger of a portal: every article that was ever seen, with its state.

Made anew whenever it is asked for: from records and index, sightings in the archive, and what indexes of web
archives answered.
"""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from msgspec.structs import replace

from archiver.ledger.drafts import Draft, Drafts
from archiver.ledger.entry import Estimate, Evidence, LedgerEntry
from archiver.ledger.estimates import estimates_of
from archiver.ledger.fate import fate_of
from archiver.ledger.indexes import Indexes, indexes_of
from archiver.ledger.records import Recorded, Recovered, recorded
from archiver.ledger.scan import sightings_in
from archiver.ledger.sections import Listings, Section
from archiver.models import ListingItem, Source
from archiver.portal import load_portal
from archiver.replay.reading import Job
from archiver.store import PortalStore


class Ledger(NamedTuple):
    """The account of one portal."""

    entries: list[LedgerEntry]
    """In the order of their ids."""
    estimates: list[Estimate]
    skipped: list[str]
    """One sentence for each place of the archive that could not be read."""


def ledger_of(job: Job, *, jobs: int = 1, as_of: dt.datetime | None = None) -> Ledger:
    """Return the ledger of a portal, at present or as of a moment; `jobs` processes look through the archive.

    Memory grows with the articles. Raises UsageError where nothing of the portal was archived, StorageError.
    """
    portal, skipped = load_portal(job.portal, job.folders), list[str]()
    with PortalStore.read(job.data, job.portal) as store:
        records = recorded(store, portal, as_of)
    indexes = indexes_of(job.data / job.portal, portal, as_of)
    drafts = Drafts(portal, records.aliases)
    listings = Listings(drafts.add_all(sightings_in(job, jobs=jobs, on_skip=skipped.append), as_of))
    _add_what_no_page_names(drafts, records, indexes)
    found = {
        article_id: draft
        for article_id, draft in sorted(drafts.found.items())
        if not _is_no_article(article_id, draft, drafts, records)
    }
    named = {article_id: draft.listings for article_id, draft in found.items()}
    known = {article_id: article.section for article_id, article in records.recovered.items()}
    sections = listings.sections(named, known)
    sizes = listings.sizes(named)
    entries = [
        replace(
            _entry(article_id, draft, records, indexes, _section(draft, listings, sections)),
            listing=listings.narrowest(draft.listings, sizes),
        )
        for article_id, draft in found.items()
    ]
    return Ledger(entries, estimates_of(portal.id, listings, sections, named), skipped)


def _add_what_no_page_names(drafts: Drafts, records: Recorded, indexes: Indexes) -> None:
    for article_id, captures in indexes.captures.items():
        draft = drafts.of(article_id, captures[0].url)
        for capture in captures:
            draft.note(capture.evidence)
    for article_id, known in records.addresses.items():
        drafts.of(article_id, known.url)
    for article_id, found in records.recovered.items():
        draft = drafts.of(article_id, found.url)
        for reading in records.readings[article_id].values():
            draft.note(_of_capture(found.url, reading.source, reading.time, reading.warc, reading.offset))
    for article_id, reading in records.gone.items():
        draft = drafts.of(article_id, "")
        draft.note(_of_capture(draft.url, reading.source, reading.time, reading.warc, reading.offset))
    for article_id, page in records.unread.items():
        own = page.capture
        drafts.of(article_id, page.url).note(
            _of_capture(page.url, own.source, own.fetched_at, own.warc, own.offset)
        )


def _of_capture(
    url: str, source: Source, time: dt.datetime | None, warc: str | None, offset: int | None
) -> Evidence:
    return Evidence(kind="archive", source=source, url=url, time=time, warc=warc, offset=offset)


def _is_no_article(article_id: str, draft: Draft, drafts: Drafts, records: Recorded) -> bool:
    """Return whether what lies under an article's address is a listing, or a page that is none of both.

    Some portals name sections as they name articles; of others the addresses tell nothing. An answer that is
    an error does not tell what the address holds.
    """
    if article_id in records.recovered or article_id in records.gone or article_id in records.unread:
        return False
    known, page = records.addresses.get(article_id), records.pages.get(article_id)
    if (article_id, draft.url) in drafts.showing_listings or (known and known.what == "listing"):
        return True
    if page is None or page.what not in {"listing", "other"}:
        return False
    return page.what == "listing" or (page.http_status or 200) < 400


def _section(draft: Draft, listings: Listings, sections: dict[str, Section]) -> Section:
    """Return the section of the listings that name an article; none where they differ."""
    found = {sections[name] for page in draft.listings if (name := listings.of(page)) in sections}
    return found.pop() if len(found) == 1 else ()


def _entry(
    article_id: str, draft: Draft, records: Recorded, indexes: Indexes, section: Section
) -> LedgerEntry:
    found = records.recovered.get(article_id)
    fate = None if found else fate_of(article_id, draft, records, indexes)
    printed = _printed(found, draft.printed[0] if draft.printed else None)
    evidence = [draft.evidence[kind] for kind in sorted(draft.evidence)]
    if draft.printed and draft.printed[1] not in evidence:
        evidence.append(draft.printed[1])
    return LedgerEntry(
        id=article_id,
        portal=article_id.partition(":")[0],
        url=found.url if found else draft.url,
        state=fate.state if fate else "recovered",
        reason=fate.reason if fate else None,
        detail=fate.detail if fate else None,
        status=found.status if found else None,
        complete=not found.lacks if found else None,
        lacks=found.lacks if found else (),
        sources=tuple(sorted(records.readings[article_id])) if found else (),
        title=printed.title,
        published_date=printed.published_date,
        published_raw=printed.published_raw,
        view_count=printed.view_count,
        section=(found.section if found else ()) or section,
        captures=sum(capture.is_page for capture in indexes.captures.get(article_id, ())),
        first_seen=min((one.time for one in evidence if one.time), default=None),
        evidence=tuple(evidence),
    )


class _Printed(NamedTuple):
    title: str | None
    published_date: dt.date | None
    published_raw: str | None
    view_count: int | None


def _printed(found: Recovered | None, item: ListingItem | None) -> _Printed:
    """Return what the record says, and what of it only a listing or feed prints."""
    title = found.title if found else item.title if item else None
    dated = found if found and found.published_date else item or found
    views = found.view_count if found else None
    if views is None and item:
        views = item.view_count
    day, raw = (dated.published_date, dated.published_raw) if dated else (None, None)
    return _Printed(title or None, day, raw, views)
