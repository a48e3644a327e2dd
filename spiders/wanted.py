"""Which addresses a run asks for: what is new, what a sweep has not read yet, each once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from archiver.portal import Portal
from archiver.posted import is_posted
from archiver.recording import ATTEMPTS
from archiver.store import PortalStore
from archiver.store.records import ALIAS
from archiver.sweep import Sweep


class Wanted:
    """What one run wants of a portal; `sweep` is the one that it begins or goes on with."""

    def __init__(self, portal: Portal, store: PortalStore, sweep: Sweep | None, *, begins: bool) -> None:
        self.portal = portal
        """With the platform that its pages showed."""
        self._store = store
        self._sweep = sweep
        self._since = sweep and _second_of(sweep, begins=begins)
        self._met: set[str] = set()
        """Articles and pages, each by its identity, of which it is decided whether they are asked for."""
        self._asked: set[str] = set()
        """Those that are asked for."""

    def as_they_are(self, urls: Iterable[str]) -> Iterator[str]:
        """Yield addresses of feeds, each once in a run."""
        for url in urls:
            if url not in self._asked:
                self._asked.add(url)
                yield url

    def unasked(self, urls: Iterable[str]) -> Iterator[str]:
        """Yield canonical addresses; those of each article and page once in a run."""
        for url in urls:
            identity, canonical = self._identity(url)
            if identity not in self._asked:
                self._met.add(identity)
                self._asked.add(identity)
                yield canonical

    def met(self, urls: Iterable[str], *, pages: bool = False) -> Iterator[str]:
        """Yield, of the articles and listings that a page leads to, those that are to be asked for.

        `pages`: they are further pages of a list that has something new.
        """
        for url in urls:
            identity, canonical = self._identity(url)
            if identity not in self._met:
                self._met.add(identity)
                if self.wants(canonical, pages=pages):
                    self._asked.add(identity)
                    yield canonical

    def _identity(self, url: str) -> tuple[str, str]:
        """Return what tells an article or page from others, and its canonical address."""
        address = self.portal.address(url)
        if address:
            return address.key, address.url
        canonical = self.portal.addresses.canonical(url) or url
        return canonical, canonical

    def wants(self, url: str, *, pages: bool = False) -> bool:
        """Return whether an article or listing that was met is to be asked for.

        What the address does not tell, the index does: whether it was an article, a listing or neither. What
        was given up after too many failures is tried again once in each sweep. Pages that are posted for are
        walked through again where a sweep was cut off: each leads to the next.
        """
        known = self._store.known_url(url)
        if known is None or known.state != "done":
            given_up = known is not None and known.attempts >= ATTEMPTS
            return not given_up or (self._sweep is not None and not self.is_swept(url))
        if known.what == ALIAS:
            return False
        if known.article or (self.portal.address(url) and known.what != "listing"):
            return bool(self._sweep and self._sweep.everything and not self.is_swept(url))
        if self._sweep:
            return is_posted(url) or not self.is_swept(url)
        leads_on = known.what == "listing" or (known.what is None and known.http_status == 200)
        return pages or leads_on

    def is_new(self, url: str) -> bool:
        """Return whether an article's address was never answered, and not given up."""
        known = self._store.known_url(url)
        return known is None or (known.state != "done" and known.attempts < ATTEMPTS)

    def is_swept(self, url: str) -> bool:
        """Return whether the sweep under way has read an address, before it was cut off."""
        known = self._store.known_url(url)
        return bool(known and known.fetched_at and self._since and known.fetched_at >= self._since)

    def validators(self, url: str) -> dict[str, str]:
        """Return the headers that let the server say that an address is unchanged; none in a sweep of it."""
        is_swept = self._sweep and (self._sweep.everything or not self.portal.address(url))
        known = None if is_swept else self._store.known_url(url)
        if known is None or known.state != "done":
            return {}
        headers = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
        return {name: value for name, value in headers.items() if value}


def _second_of(sweep: Sweep, *, begins: bool) -> dt.datetime:
    """Return since when what was fetched is the sweep's own; captures tell whole seconds.

    What was fetched in the second in which a sweep begins is an earlier run's; of one gone on with, its own.
    """
    return sweep.started.replace(microsecond=0) + dt.timedelta(seconds=begins)
