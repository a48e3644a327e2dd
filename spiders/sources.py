"""Which feeds and sitemaps a run asks for: those that the portal's file names, else those that it finds."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Iterable, Iterator
from urllib.parse import urljoin

import msgspec

from archiver.discover import feeds_named_on
from archiver.extract.document import Document
from archiver.models import Listing
from archiver.plan import edited
from archiver.portal import Portal
from archiver.sources import MOST, Sources
from archiver.store import KnownUrl

logger = logging.getLogger(__name__)

MOST_SITEMAPS = 1000
"""Sitemaps that others name, and one run reads: a server can make up as many as it likes."""
Known = Callable[[str], KnownUrl | None]
"""Returns what the index knows of an address."""


class SourceFinder:
    """The feeds and sitemaps of one run.

    Of what the portal's file names, all are asked for in each run. Where it names none they are looked for in
    each sweep: the first feed of a page's head that names articles; the sitemaps of robots.txt, or else the
    first that answers where the platform has them.
    """

    def __init__(self, portal: Portal, known: Known, remembered: Sources, *, sweep: bool) -> None:
        self.found = Sources() if sweep else remembered
        """What is to be remembered."""
        self.portal = portal
        self._known = known
        self._sweep = sweep
        self._candidates: dict[str, list[str]] = {"feeds": [], "sitemaps": []}
        """Those that are not asked for yet, the likeliest first."""
        self._named = tuple[str, ...]()
        self._asked: dict[str, str] = {}
        """What each of the candidates asked for would be."""
        self._looked = False
        self._met = set[str]()
        """Sitemaps that others named."""
        self._told = False

    def first(self) -> Iterator[str]:
        """Yield what is asked for at once."""
        facts = self.portal.facts
        yield from self.found.feeds if facts.feeds is None else facts.feeds
        yield from self.found.sitemaps if facts.sitemaps is None else facts.sitemaps

    def robots_names(self, sitemaps: Iterable[str]) -> None:
        """Take the sitemaps that robots.txt names."""
        self._named = tuple(url for url in sitemaps if self.portal.addresses.holds(url))[:MOST]

    def named_on(self, document: Document) -> Iterator[str]:
        """Yield what is asked for once the first page of a sweep is there, which names the feeds."""
        if self._looked or not self._sweep:
            return
        self._looked = True
        facts = self.portal.facts
        if facts.feeds is None:
            self._candidates["feeds"] = list(feeds_named_on(document, self.portal))[:MOST]
            yield from self._next("feeds")
        if facts.sitemaps is None and self._named:
            self._asked |= dict.fromkeys(self._named, "sitemaps")
            yield from self._named
        elif facts.sitemaps is None:
            platform = self.portal.for_page(document.text).platform
            self._candidates["sitemaps"] = [urljoin(facts.home, path) for path in platform.sitemaps]
            yield from self._next("sitemaps")

    def answered(self, asked_url: str, listing: Listing | None) -> Iterator[str]:
        """Yield what else is to be asked for after an answer: further sitemaps, or the next candidate.

        `listing` is what a feed or sitemap names, None for an answer that is none.
        """
        kind = self._asked.pop(asked_url, None)
        if kind and not (listing and (listing.items or listing.next_pages)):
            yield from self._next(kind)
        elif kind:
            self.found = msgspec.structs.replace(
                self.found, **{kind: (*getattr(self.found, kind), asked_url)}
            )
        if listing:
            yield from self._further(listing)

    def _further(self, listing: Listing) -> Iterator[str]:
        """Yield the sitemaps that one names, as many as a run reads."""
        for url in listing.next_pages:
            if url in self._met or not self._is_worth_reading(url, listing):
                continue
            if len(self._met) == MOST_SITEMAPS:
                if not self._told:
                    logger.warning(
                        "%s names one more than the %d sitemaps of a run", listing.url, MOST_SITEMAPS
                    )
                self._told = True
                return
            self._met.add(url)
            yield url

    def edited(self, listing: Listing) -> list[str]:
        """Return the articles that changed after they were read, by what a sitemap says."""
        return edited(listing.changed, {url: at for url in listing.changed if (at := self._read_at(url))})

    def _next(self, kind: str) -> Iterator[str]:
        if self._candidates[kind]:
            url = self._candidates[kind].pop(0)
            self._asked[url] = kind
            yield url

    def _is_worth_reading(self, sitemap: str, listing: Listing) -> bool:
        """Return whether a further sitemap may hold what is not known: in a sweep, any may."""
        read, changed = self._read_at(sitemap), listing.changed.get(sitemap)
        return self._sweep or read is None or (changed is not None and changed > read)

    def _read_at(self, url: str) -> dt.datetime | None:
        known = self._known(url)
        return known.fetched_at if known and known.state == "done" else None
