"""Which captures of a portal are pulled: those of its articles and listings, each once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Literal
from urllib.parse import urlsplit

from archiver.portal import Portal
from archiver.webarchives.entries import IndexEntry

Choice = Literal["all", "changed", "last"]
"""All captures of a page; those whose payload differs from the one before; or only the last."""

STATUSES = frozenset({"200", "404", "410", "-", ""})
"""Pages, words that a page is gone, and revisits. Redirects are left out: what they lead to is a capture of
its own, and one to a successor's portal is no page of this one."""
_FEEDS = ("application/rss", "application/atom", "application/rdf")
_FEED_WORDS = re.compile(r"rss|feed|atom|sitemap")
_NO_PAGE = ("image/", "video/", "audio/", "font/", "text/css", "application/javascript", "text/javascript")


def own_url(url: str, portal: Portal) -> str | None:
    """Return the address as one of the portal's own, `www.` added or taken off; None for another site's."""
    if portal.addresses.holds(url):
        return url
    try:
        split = urlsplit(url)
    except ValueError:
        return None
    host = split.netloc.lower()
    other = host.removeprefix("www.") if host.startswith("www.") else f"www.{host}"
    renamed = split._replace(netloc=other).geturl()
    return renamed if portal.addresses.holds(renamed) else None


def identity_of(entry: IndexEntry, portal: Portal) -> str | None:
    """Return the article's key or the listing's canonical address; None for what is never pulled."""
    if entry.status not in STATUSES or entry.mime.startswith(_NO_PAGE):
        return None
    url = own_url(entry.url, portal)
    canonical = portal.addresses.canonical(url) if url else None
    if url is None or canonical is None:
        return None
    if address := portal.address(url):
        return address.key
    if entry.status in {"404", "410"}:
        return None
    return canonical if _may_be_page(canonical, portal) or _may_be_feed(entry) else None


def _may_be_page(canonical: str, portal: Portal) -> bool:
    addresses, facts = portal.addresses, portal.facts
    starts = (addresses.canonical(url) for url in (facts.home, *facts.listings))
    return not addresses.knows_articles or addresses.is_listing(canonical) or canonical in starts


def _may_be_feed(entry: IndexEntry) -> bool:
    """Return whether a capture is one of a feed or sitemap, which name articles with titles and days."""
    if not entry.mime.endswith("xml"):
        return False
    return entry.mime.startswith(_FEEDS) or _FEED_WORDS.search(entry.url.lower()) is not None


def chosen(entries: Iterable[IndexEntry], portal: Portal, choice: Choice) -> list[IndexEntry]:
    """Return the captures to pull, oldest first.

    Of a page captured on one day under several addresses (a locale appended, a session id) only those under
    the address nearest to its canonical one.
    """
    found: dict[tuple[str, str], IndexEntry] = {}
    pages: dict[tuple[str, str], str] = {}
    identities: dict[tuple[str, str], str] = {}
    for entry in entries:
        identity = identity_of(entry, portal)
        if identity is None:
            continue
        capture = (entry.url, entry.timestamp)
        found[capture], identities[capture] = entry, identity
        day = (identity, entry.timestamp[:8])
        pages[day] = min(pages.get(day, entry.url), entry.url, key=lambda url: (len(url), url))
    kept = [
        entry
        for capture, entry in found.items()
        if pages[identities[capture], entry.timestamp[:8]] == entry.url
    ]
    kept.sort(key=lambda entry: (entry.timestamp, entry.url))
    return list(_thinned(kept, [identities[entry.url, entry.timestamp] for entry in kept], choice))


def _thinned(entries: list[IndexEntry], identities: list[str], choice: Choice) -> Iterator[IndexEntry]:
    if choice == "all":
        yield from entries
        return
    last = {identity: number for number, identity in enumerate(identities)}
    digests: dict[str, str] = {}
    for number, (entry, identity) in enumerate(zip(entries, identities, strict=True)):
        if choice == "last" and last[identity] == number:
            yield entry
        elif choice == "changed" and (not entry.digest or digests.get(identity) != entry.digest):
            digests[identity] = entry.digest
            yield entry
