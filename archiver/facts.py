"""What a platform file and a portal file may say: their tables and keys, with the meaning of each.

docs/portal-files.md describes them for those who write the files.
"""

from __future__ import annotations

import datetime as dt
from typing import Literal

import msgspec

from archiver.address import AddressRules
from archiver.factfile import Facts

Rule = str | tuple[str, ...]
"""One CSS selector, or several of which the first that finds something holds."""

Level = Literal["district", "city", "town", "ward", "commune", "province", "department", "other"]


class ListingFacts(Facts, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How listing pages are marked up."""

    item: Rule = ()
    """One item of the list; the other rules are read inside it."""
    link: Rule = ("a",)
    title: Rule = ()
    lead: Rule = ()
    published: Rule = ()
    views: Rule = ()
    metadata: Rule = ()
    """An element whose labelled words hold date, views and the like."""
    pager: Rule = ()
    """Links to the other pages of the listing."""
    total: Rule = ()
    """The element that says "Trang 1 trong 37" or "Hiển thị 1 - 20 of 429"."""


class LayoutFacts(Facts, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How article pages are marked up, in one period or one variant."""

    name: str
    when: Rule = ()
    """Holds only for pages where this finds something."""
    until: dt.date | None = None
    """Holds only for pages fetched before this day."""
    title: Rule = ()
    lead: Rule = ()
    body: Rule = ()
    authors: Rule = ()
    poster: Rule = ()
    source: Rule = ()
    published: Rule = ()
    updated: Rule = ()
    views: Rule = ()
    metadata: Rule = ()
    """Elements whose labelled words hold poster, date, views and the like."""
    section: Rule = ()
    tags: Rule = ()
    attachments: Rule = ()
    video: Rule = ()
    related: Rule = ()
    """Links to other articles, followed to find older ones."""
    drop: Rule = ()
    """Elements inside the body that are not the article's."""
    structured: bool = False
    """Trust JSON-LD and microdata of the page where a rule finds nothing."""


class Expect(Facts, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a healthy crawl of the portal finds; a crawl that finds less says so and exits 1."""

    articles: int | None = None
    """At least so many articles known after a crawl."""
    silent_days: int | None = None
    """A new article at least every so many days."""
    quarantined: float = 0.05
    """The largest share of a run's article pages that may be quarantined; more looks like a redesign."""
    filled: dict[str, float] = msgspec.field(default_factory=dict)
    """The least share of articles in which a field is not null, by field name."""


Life = Literal["live", "frozen", "redirected", "closed", "unknown"]


class LifeFacts(Facts, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A state that the portal was in before its present one."""

    status: Life
    since: dt.date | None = None
    until: dt.date | None = None
    """The first day on which it was no longer so."""
    evidence: str
    """What this rests on."""


class PlatformFile(Facts, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A platform file."""

    name: str
    signs: tuple[str, ...] = ()
    """Words in the source of its pages, each of them a sign of the platform."""
    hints: tuple[str, ...] = ()
    """Words that pages of others hold too: signs only where two of them stand together, or beside a sign."""
    runs_on: str | None = None
    """The platform under it, whose signs count for this one too once one of its own is found."""
    untested: str | None = None
    """What was never tried against a live site."""
    gone: tuple[str, ...] = ()
    """Words that a page of a withdrawn article prints, at whatever HTTP status."""
    gone_in: Rule = ()
    """Where those words stand; anywhere in a short main text when left out."""
    articles_in: Rule = ()
    """Elements that pages of articles alone hold, whatever their address."""
    others_in: Rule = ()
    """Elements that pages of another type hold: such a page that prints no day is no article."""
    feeds: tuple[str, ...] = ()
    """CSS selectors of links to RSS or Atom feeds."""
    sitemaps: tuple[str, ...] = ()
    """Paths at which it may have its sitemap, the likeliest first."""
    address: AddressRules = AddressRules()
    listing: ListingFacts = ListingFacts()
    layout: tuple[LayoutFacts, ...] = ()


class PortalFile(Facts, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A portal file: what is true of one website."""

    name: str
    """The portal's name, as people call it."""
    home: str
    """Its front page."""
    platform: str
    """Name of a platform file, or `auto`."""
    committee: str | None = None
    """The Party committee or authority that publishes it."""
    level: Level | None = None
    province: str | None = None
    successor: str | None = None
    """Who took over after 1 July 2025."""
    successor_home: str | None = None
    status: Life = "unknown"
    status_since: dt.date | None = None
    status_evidence: str | None = None
    """What the status rests on."""
    life: tuple[LifeFacts, ...] = ()
    """The states before that, the earliest first."""
    unit: str | None = None
    """Official code of the administrative unit that the portal was made for."""
    untested: str | None = None
    """What of this file was never tried against the live site."""
    hosts: tuple[str, ...] = ()
    """Other host names of the same portal, such as its `www.` form."""
    listings: tuple[str, ...] = ()
    """Listing addresses to start from; when left out the crawl starts at `home`."""
    feeds: tuple[str, ...] | None = None
    """RSS or Atom feeds that each run reads first; looked for where left out."""
    sitemaps: tuple[str, ...] | None = None
    """Likewise, sitemaps and indexes of them."""
    delay: float = 1.0
    """Seconds between two requests."""
    concurrency: int = 1
    """Requests under way at once."""
    obey_robots: bool = True
    verify_tls: bool = True
    """Whether the certificate must be valid."""
    max_page_bytes: int = 8_000_000
    """A larger answer is broken off."""
    follow_related: bool = True
    """Follow an article's links to related ones."""
    every: str | None = None
    """How often it is due for `archiver crawl --all-due`: `12h`, `1d`, `2w` or `never`."""
    sweep_days: float = 30
    """A run reads every page of every listing when the last that did so began so many days ago."""
    reread: tuple[int, ...] = (1, 3, 7, 30, 90)
    """An article is read again at these ages, in days, then once a year; none: never."""
    reread_most: int = 200
    """At most so many articles are read again in one run."""
    media: bool = False
    """Fetch the pictures and files of articles into the archive."""
    media_hosts: tuple[str, ...] = ()
    """Hosts beside the portal's own from which they may be fetched."""
    media_most_bytes: int = 20_000_000
    """A larger file is broken off."""
    requisites: bool = False
    """Fetch style sheets and pictures of the layout too, so that a replay looks right."""
    address: AddressRules = AddressRules()
    listing: ListingFacts | None = None
    layout: tuple[LayoutFacts, ...] = ()
    expect: Expect = Expect()


AUTO = "auto"
"""The platform of a portal file that leaves it to the signs on the pages."""
UNKNOWN = "unknown"
UNKNOWN_PLATFORM = PlatformFile(
    name=UNKNOWN,
    feeds=('link[type="application/rss+xml"]', 'link[type="application/atom+xml"]'),
    sitemaps=("/sitemap.xml",),
    address=AddressRules(
        skip=(
            r"(?i)/(?:tags?|tu-khoa|keywords?|search|tim-kiem|timkiem|rss|feeds?|sitemap|so-do-(?:site|trang|cong))(?:[/.?]|$)",
            r"(?i)[?&](?:tags?|keywords?|tu-?khoa|s|search\w*|sort\w*|order\w*|dir|sapxep|filter\w*|rss|comment\w*)=",
            r"(?i)[?&]q=(?![a-z][\w-]*(?:/|%2f)[\w-])",  # "?q=node/12" is a path
            r"(?i)\.(?:rss|xml|ashx|axd|asmx|json|ics)(?:\?|$)",
            r"(?i)[?&](?:lang|language|locale)=(?!v)|[?&](?:font-?size|theme|mobile)=",
            r"(?i)/(?:rss|search|tim-?kiem|dang-?nhap|login)\w*\.\w{2,5}(?:\?|$)",
            r"(?i)/(?:lich|calendar)/\d{4}/",
            r"(?i)[?&](?:(?:tu|den)?-?ngay|thang|nam|day|month|year|date)=",
        ),
        noise=("PHPSESSID", "token", "csrf*", "rand", "random*", "nocache", "ts", "timestamp"),
    ),
)
"""The platform of pages that show no sign of a known one: they are read by their labels, their links followed
but for tags, searches, feeds, and other orders of the same."""
NOT_RULES = frozenset({"name", "until", "structured"})
"""Keys of a listing or layout that hold no selectors."""


def selectors_of(rule: Rule) -> tuple[str, ...]:
    """Return the selectors of a rule, in their order."""
    return (rule,) if isinstance(rule, str) else rule
