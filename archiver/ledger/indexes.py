"""What the indexes of web archives tell of a portal's articles: their captures, and when each was asked."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path

from archiver.ledger.entry import Evidence
from archiver.ledger.records import capture_key
from archiver.models import Record, Source
from archiver.portal import Portal
from archiver.webarchives.choice import STATUSES, own_url
from archiver.webarchives.entries import IndexEntry
from archiver.webarchives.indexlog import entries_of, question_of
from archiver.webarchives.services import SERVICES, place_of

FOLDER = "webarchives"


class Indexed(Record, frozen=True, kw_only=True):
    """One capture of an article."""

    url: str
    """The article's canonical address."""
    key: str | None
    """By which pulls know it, see `capture_key`."""
    is_page: bool
    """True where a pull would fetch it."""
    evidence: Evidence


@dataclasses.dataclass(slots=True)
class Indexes:
    """What all indexes tell that were asked to their end."""

    asked: dict[Source, dt.date] = dataclasses.field(default_factory=dict)
    """When each was asked about all years."""
    captures: dict[str, list[Indexed]] = dataclasses.field(default_factory=dict)
    """By article id."""


def indexes_of(root: Path, portal: Portal, as_of: dt.datetime | None) -> Indexes:
    """Return what the index logs in a portal's folder tell; raises StorageError where one cannot be read."""
    found = Indexes()
    for source, service in SERVICES.items():
        path = root / FOLDER / f"{source}.jsonl"
        question = question_of(path)
        if question is None or (as_of is not None and question.asked_at > as_of):
            continue
        if question.since is None and question.until is None:
            found.asked[service.source] = question.asked_at.date()
        for entry in entries_of(path):
            url = own_url(entry.url, portal)
            address = portal.address(url) if url else None
            if address:
                captures = found.captures.setdefault(f"{portal.id}:{address.key}", [])
                captures.append(_indexed(entry, address.url, service.source))
    return found


def _indexed(entry: IndexEntry, url: str, source: Source) -> Indexed:
    return Indexed(
        url=url,
        key=capture_key("/" + place_of(source, entry)),
        is_page=entry.status in STATUSES,
        evidence=Evidence(kind="index", source=source, url=entry.url, time=entry.moment),
    )
