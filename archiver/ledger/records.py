"""What the portal's records and index tell of its articles, as of a moment."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re

from archiver.flow import page_id
from archiver.models import Article, Quarantined, Record, Source, Status
from archiver.portal import Portal
from archiver.store import PortalReader
from archiver.store.records import ALIAS, KnownUrl, Reading

_DOUBTS = frozenset({"fallback-body", "replacement-characters", "legacy-font"})
"""Problem codes that cast doubt on an article's text."""
_CAPTURE = re.compile(r"\d{14}id_/")


class Recovered(Record, frozen=True, kw_only=True):
    """What the ledger says of an article with a version."""

    url: str
    title: str
    published_date: dt.date | None
    published_raw: str | None
    view_count: int | None
    section: tuple[str, ...]
    status: Status
    lacks: tuple[str, ...]


@dataclasses.dataclass(slots=True)
class Recorded:
    """What the records tell, by article id where nothing else is said."""

    recovered: dict[str, Recovered] = dataclasses.field(default_factory=dict)
    readings: dict[str, dict[Source, Reading]] = dataclasses.field(default_factory=dict)
    """Of its readings the earliest from each source."""
    gone: dict[str, Reading] = dataclasses.field(default_factory=dict)
    """The last reading that says that an article is withdrawn of which no version is known."""
    unread: dict[str, Quarantined] = dataclasses.field(default_factory=dict)
    """The last page in quarantine."""
    addresses: dict[str, KnownUrl] = dataclasses.field(default_factory=dict)
    """What a crawl knows of the article's address."""
    pages: dict[str, KnownUrl] = dataclasses.field(default_factory=dict)
    """The same of addresses that do not tell whether they are an article's."""
    aliases: dict[str, str] = dataclasses.field(default_factory=dict)
    """Other addresses under which articles were met, and the id of the article at each."""
    pulls: dict[str, KnownUrl] = dataclasses.field(default_factory=dict)
    """What pulls know of captures, by `capture_key`."""


def recorded(store: PortalReader, portal: Portal, as_of: dt.datetime | None) -> Recorded:
    """Return what a portal's store tells, as of a moment or at present; memory grows with the articles."""
    found = Recorded()
    _read_observations(store, found, as_of)
    for article in store.articles():
        if article.id in found.readings:
            found.recovered[article.id] = _recovered(article, store.view_count(article.id))
    for page in store.quarantined():
        article_id = page.id or (page_id(portal.id, page.url.encode()) if page.url else None)
        if article_id and article_id not in found.recovered and not _later(page.capture.fetched_at, as_of):
            found.unread[article_id] = page
    for known in store.known_urls():
        if not _later(known.discovered_at or known.fetched_at, as_of):
            _note_address(found, known, portal)
    return found


def _read_observations(store: PortalReader, found: Recorded, as_of: dt.datetime | None) -> None:
    for reading in store.readings():
        if reading.version is None or _later(reading.time, as_of):
            continue
        if reading.status == "withdrawn":
            if reading.version == 0:
                found.gone[reading.id] = reading
            continue
        readings = found.readings.setdefault(reading.id, {})
        known = readings.get(reading.source)
        if known is None or (reading.time and (known.time is None or reading.time < known.time)):
            readings[reading.source] = reading


def _note_address(found: Recorded, known: KnownUrl, portal: Portal) -> None:
    if (key := capture_key(known.url)) is not None:
        found.pulls[key] = known
    elif known.what == ALIAS and known.article:
        found.aliases[known.url] = known.article
    elif address := portal.address(known.url):
        found.addresses[f"{portal.id}:{address.key}"] = known
    elif not portal.addresses.knows_articles:
        found.pages[page_id(portal.id, known.url.encode())] = known


def capture_key(address: str) -> str | None:
    """Return what, of the address by which a capture is fetched, does not change with the service's own.

    None for an address that is none of a capture.
    """
    if capture := _CAPTURE.search(address):
        return address[capture.start() :]
    return address.rpartition("/")[2] if "#" in address else None


def _later(time: dt.datetime | None, as_of: dt.datetime | None) -> bool:
    return time is not None and as_of is not None and time > as_of


def _recovered(article: Article, views: int | None) -> Recovered:
    return Recovered(
        url=article.url,
        title=article.title,
        published_date=article.published_date,
        published_raw=article.published_raw,
        view_count=views,
        section=article.section,
        status=article.status,
        lacks=lacking(article),
    )


def lacking(article: Article) -> tuple[str, ...]:
    """Return what a record lacks of its article: `body`, `date`, `file`, `video`, or a code of doubt.

    A document's content is its file, a video's its video; of the latter only the page is archived.
    """
    found = []
    if article.kind == "article" and not article.body:
        found.append("body")
    if article.published_date is None:
        found.append("date")
    if article.kind == "document" and not all(file.sha256 for file in article.attachments):
        found.append("file")
    if article.kind == "video":
        found.append("video")
    return (*found, *(code for code in article.problems if code in _DOUBTS))
