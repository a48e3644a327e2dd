"""Feeds (RSS, Atom) and sitemaps: lists in XML of what a portal has, read as listings are."""

from __future__ import annotations

import contextlib
import datetime as dt
import email.utils
import io
import re
import zlib
from collections.abc import Iterator
from typing import NamedTuple

from lxml import etree

from archiver.address import is_named, key_of_page
from archiver.models import VIETNAM, Listing, ListingItem, Page
from archiver.moments import EARLIEST, LATEST
from archiver.normalise.labels import read_metadata
from archiver.normalise.text import tidy
from archiver.portal import Portal

MAX_ENTRIES = 50_000
"""Of one file; the sitemap protocol allows no more."""
MAX_UNPACKED = 52_428_800
"""Bytes of one file; likewise."""
MAX_BETWEEN = 4_000_000
"""Bytes between the ends of two entries; reading ends where there are more, as it does at damage."""
END_OF_DAY = dt.time(23, 59, 59)
_ROOT = re.compile(rb"<(?:[a-zA-Z][\w.-]*:)?(?:rss|feed|RDF|urlset|sitemapindex)[\s>]")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_PACKED = b"\x1f\x8b"
_HEAD = 2000
"""Bytes in which the root element of a feed begins, after declarations and comments."""
_ENTRIES = ("{*}item", "{*}entry", "{*}url", "{*}sitemap")


class Entry(NamedTuple):
    """What one entry of a feed or sitemap says."""

    kind: str
    """`item`, `entry`, `url` or, for another sitemap, `sitemap`."""
    link: str
    title: str
    published: str
    """As printed."""
    changed: dt.datetime | None
    words: str
    """Its summary as text."""


def is_feed(body: bytes) -> bool:
    """Return whether a page is a feed or sitemap, packed by gzip or not."""
    if body.startswith(_PACKED):
        body = _unpacked(body, _HEAD)
    return _ROOT.search(body[:_HEAD]) is not None


def listing_from_feed(page: Page, portal: Portal) -> Listing:
    """Return what a feed or sitemap names: articles as items, further sitemaps as pages."""
    body = _unpacked(page.body, MAX_UNPACKED) if page.body.startswith(_PACKED) else page.body
    items, sitemaps, changed = dict[str, ListingItem](), dict[str, None](), dict[str, dt.datetime]()
    for entry in _entries(body):
        url = _address(entry, page.url, portal)
        if url is None:
            continue
        if entry.kind == "sitemap":
            sitemaps[url] = None
        else:
            items.setdefault(url, _item(entry, url, portal))
        if entry.changed:
            changed[url] = max(entry.changed, changed.get(url, entry.changed))
    return Listing(url=page.url, items=tuple(items.values()), next_pages=tuple(sitemaps), changed=changed)


def _address(entry: Entry, base: str, portal: Portal) -> str | None:
    """Return the canonical address of an entry's article, or that of a sitemap; None for what is neither.

    Where the portal's rules tell no articles, an entry's address is taken that may be one's.
    """
    if entry.kind == "sitemap":
        return entry.link if portal.addresses.holds(entry.link) else None
    canonical = portal.addresses.canonical(entry.link, base)
    address = portal.address(canonical) if canonical else None
    if address or canonical is None or portal.addresses.knows_articles:
        return address.url if address else None
    # A sitemap names sections, too; a feed names articles alone.
    return canonical if entry.kind != "url" or is_named(canonical) else None


def _item(entry: Entry, url: str, portal: Portal) -> ListingItem:
    address, said = portal.address(url), _moment(entry.published)
    moment = said.astimezone(VIETNAM) if said and said.tzinfo else None
    day = moment or said
    return ListingItem(
        url=url,
        id=f"{portal.id}:{address.key if address else key_of_page(url.encode())}",
        title=entry.title,
        published_date=day.date() if day else None,
        published_at=moment,
        published_raw=entry.published or None,
        view_count=read_metadata([entry.words], seen_at=None).view_count if entry.words else None,
    )


def _unpacked(body: bytes, most: int) -> bytes:
    """Return at most so many bytes of what gzip packed; of a damaged body what comes before the damage."""
    with contextlib.suppress(zlib.error):
        return zlib.decompressobj(31).decompress(body, most)
    return b""


class _Hasty(io.BytesIO):
    """A file that ends where the reader found no entry in `MAX_BETWEEN` bytes."""

    left = MAX_BETWEEN

    def read(self, size: int | None = -1, /) -> bytes:
        """Return the next bytes, of those that are left."""
        found = super().read(self.left if size is None or size < 0 else min(size, self.left))
        self.left -= len(found)
        return found


def _entries(body: bytes) -> Iterator[Entry]:
    """Yield the entries, of a damaged file those before the damage; the tree is never larger than one."""
    file = _Hasty(body)
    reading = etree.iterparse(
        file,
        events=("end",),
        tag=_ENTRIES,
        resolve_entities=False,
        no_network=True,
        recover=True,
        huge_tree=False,
    )
    with contextlib.suppress(etree.XMLSyntaxError):
        for number, (_, element) in enumerate(reading):
            file.left = MAX_BETWEEN
            if number == MAX_ENTRIES:
                return
            if found := _entry(element):
                yield found
            element.clear(keep_tail=False)
            parent = element.getparent()
            while parent is not None and element.getprevious() is not None:
                del parent[0]


def _entry(element: etree._Element) -> Entry | None:
    kind = _name(element)
    said = {name: child for child in reversed(element) if (name := _name(child))}
    link = _link(element, said)
    if not link:
        return None
    return Entry(
        kind=kind,
        link=link,
        title=_text(said, "title"),
        published=_text(said, "pubdate", "published", "date"),
        changed=_change(_text(said, "lastmod", "updated")),
        words=re.sub(r"<[^<>]{0,500}>", " ", _text(said, "description", "summary"))[:5000],
    )


def _link(element: etree._Element, said: dict[str, etree._Element]) -> str:
    """Return the address of what an entry tells of: that of Atom stands in an attribute."""
    for child in element:
        if _name(child) == "link" and child.get("href") and child.get("rel", "alternate") == "alternate":
            return child.get("href", "")
    return _text(said, "loc", "link", "guid")


def _name(element: etree._Element) -> str:
    """Return the name without its namespace, in lower case; empty for comments.

    Of damaged feeds the parser makes names that are none, such as `http:`.
    """
    return element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""


def _text(said: dict[str, etree._Element], *names: str) -> str:
    found = (tidy("".join(said[name].itertext())) for name in names if name in said)
    return next((text for text in found if text), "")


def _change(words: str) -> dt.datetime | None:
    """Return when a change was made: at the end of a day without time, in Vietnam without zone."""
    moment = _moment(words)
    if moment and _DAY.fullmatch(words):
        return dt.datetime.combine(moment, END_OF_DAY, VIETNAM)
    return moment.replace(tzinfo=VIETNAM) if moment and not moment.tzinfo else moment


def _moment(words: str) -> dt.datetime | None:
    """Return the moment that words name in the form of ISO 8601 or e-mail; null where they name none."""
    for read in (dt.datetime.fromisoformat, email.utils.parsedate_to_datetime):
        with contextlib.suppress(ValueError, TypeError, IndexError, OverflowError):
            moment = read(words)
            return moment if EARLIEST < moment.year < LATEST else None
    return None
