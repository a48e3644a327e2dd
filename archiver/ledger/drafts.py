"""Sightings brought together: all that names one article, in one place; and listings with their pages."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping

from msgspec.structs import replace

from archiver.flow import page_id
from archiver.ledger.entry import Evidence, EvidenceKind
from archiver.ledger.scan import NEVER
from archiver.ledger.sightings import Sighting
from archiver.models import ListingItem
from archiver.portal import Portal

_KINDS: dict[str, EvidenceKind] = {"listing": "listing", "feed": "feed", "related": "related", "link": "link"}


@dataclasses.dataclass(slots=True)
class Draft:
    """What names one article."""

    url: str
    evidence: dict[EvidenceKind, Evidence] = dataclasses.field(default_factory=dict)
    """The earliest of each kind."""
    printed: tuple[ListingItem, Evidence] | None = None
    """What the latest listing or feed printed, and where."""
    listings: set[str] = dataclasses.field(default_factory=set)
    """Pages of listings that name it."""
    answer: Sighting | None = None
    """The latest answer that brought no page."""

    def note(self, found: Evidence) -> None:
        """Keep the earliest evidence of each kind."""
        known = self.evidence.get(found.kind)
        if known is None or (found.time or NEVER) < (known.time or NEVER):
            self.evidence[found.kind] = found


class Drafts:
    """All articles that sightings name, by id."""

    def __init__(self, portal: Portal, aliases: Mapping[str, str] | None = None) -> None:
        self.found: dict[str, Draft] = {}
        self.showing_listings: set[tuple[str, str]] = set()
        """Id and address of those under whose own address a listing is shown."""
        self._portal = portal
        self._aliases = aliases or {}
        """Ids of articles by the addresses that are not their own."""

    def add_all(self, sightings: Iterable[Sighting], as_of: dt.datetime | None) -> list[Sighting]:
        """Note what sightings tell, and return those of listings, without what they name."""
        listed = []
        for sighting in sightings:
            if as_of is None or sighting.time is None or sighting.time <= as_of:
                self._add(sighting)
                if sighting.kind == "listing":
                    listed.append(replace(sighting, items=(), urls=()))
        return listed

    def of(self, article_id: str, url: str) -> Draft:
        """Return the draft of an article, a new one where nothing named it before."""
        return self.found.setdefault(article_id, Draft(url))

    def id_of(self, url: str) -> str | None:
        """Return the id of the article at an address; None where it is no article's."""
        address = self._portal.address(url)
        return f"{self._portal.id}:{address.key}" if address else None

    def id_of_item(self, item: ListingItem) -> str | None:
        """Return the id of what a listing names; None where the addresses tell that it is no article.

        Where they tell nothing, what a listing names is taken for an article.
        """
        if article_id := self._aliases.get(item.url):
            return article_id
        if item.id or self._portal.addresses.knows_articles:
            return item.id
        return page_id(self._portal.id, item.url.encode())

    def _add(self, sighting: Sighting) -> None:
        evidence = evidence_of(sighting)
        own = self.id_of(sighting.page)
        if sighting.kind == "answer" and own:
            draft = self.of(own, sighting.page)
            draft.note(evidence)
            if draft.answer is None or (sighting.time or NEVER) >= (draft.answer.time or NEVER):
                draft.answer = sighting
        if sighting.kind == "listing" and own:
            self.showing_listings.add((own, sighting.page))
        for item in sighting.items:
            if article_id := self.id_of_item(item):
                self._add_item(article_id, item, sighting, evidence)
        named = replace(evidence, kind="redirect") if sighting.kind == "answer" else evidence
        for url in sighting.urls:
            if article_id := self.id_of(url):
                self.of(article_id, url).note(named)

    def _add_item(self, article_id: str, item: ListingItem, sighting: Sighting, evidence: Evidence) -> None:
        draft = self.of(article_id, item.url)
        draft.note(evidence)
        if sighting.kind == "listing":
            draft.listings.add(sighting.page)
        if item.title and (draft.printed is None or _at(evidence) >= _at(draft.printed[1])):
            draft.printed = (item, evidence)


def evidence_of(sighting: Sighting) -> Evidence:
    """Return where a sighting is from."""
    return Evidence(
        kind=_KINDS.get(sighting.kind, "archive"),
        source=sighting.source,
        url=sighting.page,
        time=sighting.time,
        warc=sighting.warc,
        offset=sighting.offset,
    )


def _at(evidence: Evidence) -> dt.datetime:
    return evidence.time or dt.datetime.min.replace(tzinfo=dt.UTC)
