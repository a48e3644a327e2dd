"""Portals and platforms: the files of facts under `spiders/`, read strictly and made ready for use.

A platform file says how a content management system prints its pages; a portal file says what is true of
one website. docs/portal-files.md describes every key.
"""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

import msgspec

from archiver.address import Addresses, AddressRules, ArticleAddress
from archiver.errors import PortalFileError, UsageError
from archiver.factfile import Facts, read_facts, suggestion
from archiver.interval import NEVER, interval
from archiver.models import Article
from archiver.normalise.text import fold
from archiver.selector import Selector, SelectorMistake

HERE = Path(__file__).resolve().parents[1] / "spiders"
PORTALS = HERE / "portals"
PLATFORMS = HERE / "platforms"
PORTAL_ID = re.compile(r"[a-z][a-z0-9_]{0,63}")

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


class PlatformFile(Facts, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A platform file."""

    name: str
    signs: tuple[str, ...] = ()
    """Words in the source of its pages, each of them a sign of the platform."""
    runs_on: str | None = None
    """The platform under it, whose signs count for this one too once one of its own is found."""
    untested: str | None = None
    """What was never tried against a live site."""
    gone: tuple[str, ...] = ()
    """Words that a page of a withdrawn article prints, at whatever HTTP status."""
    gone_in: Rule = ()
    """Where those words stand; anywhere in a short main text when left out."""
    feeds: tuple[str, ...] = ()
    """CSS selectors of links to RSS or Atom feeds."""
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
    status: Literal["live", "frozen", "redirected", "closed", "unknown"] = "unknown"
    status_since: dt.date | None = None
    status_evidence: str | None = None
    """What the status rests on."""
    untested: str | None = None
    """What of this file was never tried against the live site."""
    hosts: tuple[str, ...] = ()
    """Other host names of the same portal, such as its `www.` form."""
    listings: tuple[str, ...] = ()
    """Listing addresses to start from; when left out the crawl starts at `home`."""
    feeds: tuple[str, ...] = ()
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
UNKNOWN_PLATFORM = PlatformFile(name=UNKNOWN)
"""The platform of pages that show no sign of a known one: they are read by their labels."""


class Layout:
    """A `[[layout]]` with its selectors compiled."""

    def __init__(self, facts: LayoutFacts) -> None:
        self.facts = facts
        self.name = facts.name
        self.rules = _compiled(facts)

    def __getitem__(self, rule: str) -> tuple[Selector, ...]:
        """Return the selectors of one rule; empty where the file gives none."""
        return self.rules[rule]


class Portal:
    """One portal, ready for use: its facts, its platform's, and all rules compiled."""

    def __init__(self, portal_id: str, facts: PortalFile, platforms: Mapping[str, PlatformFile]) -> None:
        """`platforms` holds the portal's platform, or all that may be meant where it is `auto`."""
        self.id = portal_id
        self.facts = facts
        self.platform_id = facts.platform if facts.platform in platforms else UNKNOWN
        self.platform = platforms.get(facts.platform, UNKNOWN_PLATFORM)
        self._choices = platforms if facts.platform == AUTO else {}
        self.layouts = tuple(Layout(layout) for layout in (*facts.layout, *self.platform.layout))
        self.listing = _compiled(facts.listing or self.platform.listing)
        self.gone_in = _selectors(self.platform.gone_in)
        self.gone_words = tuple(fold(words) for words in self.platform.gone)
        self.addresses = Addresses(facts.home, facts.hosts, (facts.address, self.platform.address))

    @functools.cached_property
    def rules_version(self) -> str:
        """Return 8 hex digits that change whenever a rule of the portal or its platform changes."""
        rules = (self.facts.address, self.facts.listing, self.facts.layout, self.platform)
        return hashlib.sha256(repr(rules).encode()).hexdigest()[:8]

    def address(self, url: str) -> ArticleAddress | None:
        """Return what the address says of an article, or None where it is no article's."""
        return self.addresses.article(url)

    def tells_articles_apart(self, url: str) -> bool:
        """Return whether the portal's rules say of this address whether it is an article's."""
        return self.addresses.holds(url) and self.addresses.knows_articles

    def for_page(self, source: str) -> Portal:
        """Return the portal on the platform that a page's source shows; itself where the file states one."""
        if not self._choices:
            return self
        own = {name: sum(sign in source for sign in facts.signs) for name, facts in self._choices.items()}
        under = {name: own.get(facts.runs_on or "", 0) for name, facts in self._choices.items()}
        best = max(own, key=lambda name: own[name] and own[name] + under[name])
        return self._on_platform(best) if own[best] else self

    @functools.cache  # noqa: B019 - a portal lives as long as the process
    def _on_platform(self, platform_id: str) -> Portal:
        facts = msgspec.structs.replace(self.facts, platform=platform_id)
        return Portal(self.id, facts, {platform_id: self._choices[platform_id]})


def _rule(rule: Rule) -> tuple[str, ...]:
    return (rule,) if isinstance(rule, str) else rule


def _selectors(rule: Rule) -> tuple[Selector, ...]:
    return tuple(Selector.of(css) for css in _rule(rule))


NOT_RULES = frozenset({"name", "until", "structured"})


def _compiled(facts: LayoutFacts | ListingFacts) -> Mapping[str, tuple[Selector, ...]]:
    return {
        name: _selectors(getattr(facts, name)) for name in facts.__struct_fields__ if name not in NOT_RULES
    }


def load_platforms(folder: Path = PLATFORMS) -> dict[str, PlatformFile]:
    """Return every platform by its id; raise PortalFileError with all mistakes in all files."""
    mistakes: list[str] = []
    platforms = {}
    for path in sorted(folder.glob("*.toml")):
        facts = read_facts(path, PlatformFile, mistakes)
        if facts:
            found = [f"{path.name}: {mistake}" for mistake in _platform_mistakes(facts)]
            mistakes.extend(found)
            platforms[path.stem] = facts
    if mistakes:
        raise PortalFileError(mistakes)
    return platforms


def portal_paths(folders: Iterable[Path] = ()) -> dict[str, Path]:
    """Return the file of every portal by its id; a file of one's own hides a shipped one of the same name."""
    paths: dict[str, Path] = {}
    for folder in (PORTALS, *folders):
        if not folder.is_dir():
            raise UsageError(f"{folder}: no such folder of portal files; check --portals")
        paths |= {path.stem: path for path in sorted(folder.glob("*.toml"))}
    return dict(sorted(paths.items()))


def load_portals(folders: Iterable[Path] = ()) -> dict[str, Portal]:
    """Return every portal by its id; raise PortalFileError with all mistakes in all files."""
    mistakes: list[str] = []
    platforms = load_platforms()
    loaded = {name: read_portal(path, platforms, mistakes) for name, path in portal_paths(folders).items()}
    if mistakes:
        raise PortalFileError(mistakes)
    return {name: portal for name, portal in loaded.items() if portal}


def load_facts(folders: Iterable[Path] = ()) -> tuple[dict[str, PortalFile], list[str]]:
    """Return what the file of each portal says, by its id, and the mistakes in files that cannot be used.

    Rules are not compiled: this is for those who only look at many portals.
    """
    mistakes: list[str] = []
    found: dict[str, PortalFile] = {}
    for name, path in portal_paths(folders).items():
        facts = read_facts(path, PortalFile, mistakes)
        wrong = list(_every_mistakes(facts.every)) if facts else []
        mistakes.extend(f"{path.name}: {mistake}" for mistake in wrong)
        if facts and not wrong:
            found[name] = facts
    return found, mistakes


def load_sound_portals(
    portal_ids: Iterable[str], folders: Iterable[Path] = ()
) -> tuple[list[Portal], list[str]]:
    """Return those portals whose files have no mistakes, and the mistakes in the others."""
    mistakes: list[str] = []
    paths, platforms = portal_paths(folders), load_platforms()
    portals = [read_portal(paths[name], platforms, mistakes) for name in portal_ids if name in paths]
    return [portal for portal in portals if portal], mistakes


def load_portal(portal_id: str, folders: Iterable[Path] = ()) -> Portal:
    """Return one portal; raise UsageError where there is none of that name, PortalFileError for mistakes."""
    paths = portal_paths(folders)
    if portal_id not in paths:
        raise UsageError(
            f"{portal_id}: no such portal{suggestion(portal_id, paths)}; 'archiver portals list' shows all"
        )
    mistakes: list[str] = []
    portal = read_portal(paths[portal_id], load_platforms(), mistakes)
    if portal is None:
        raise PortalFileError(mistakes)
    return portal


def read_portal(path: Path, platforms: Mapping[str, PlatformFile], mistakes: list[str]) -> Portal | None:
    """Return the portal of one file, or None after adding every mistake in it to `mistakes`."""
    facts = read_facts(path, PortalFile, mistakes)
    if facts is None:
        return None
    found = [f"{path.name}: {mistake}" for mistake in _portal_mistakes(path, facts, platforms)]
    mistakes.extend(found)
    return None if found else Portal(path.stem, facts, platforms)


def _portal_mistakes(path: Path, facts: PortalFile, platforms: Mapping[str, PlatformFile]) -> Iterator[str]:
    if not PORTAL_ID.fullmatch(path.stem):
        yield f"'{path.stem}' is no portal id; name the file with a-z, 0-9 and _, a letter first"
    if facts.platform != AUTO and facts.platform not in platforms:
        yield f"platform: '{facts.platform}' is unknown{suggestion(facts.platform, [*platforms, AUTO])}"
    if _host(facts.home) is None:
        yield f"home: '{facts.home}' is no http or https address"
    else:
        yield from _foreign_addresses(facts)
    if not 0 <= facts.delay <= LONGEST_DELAY:
        yield f"delay: {facts.delay} is out of range; give seconds from 0 to {LONGEST_DELAY}"
    if facts.concurrency < 1:
        yield f"concurrency: {facts.concurrency} is out of range; give 1 or more"
    if facts.media_most_bytes < SMALLEST_LIMIT:
        yield f"media_most_bytes: {facts.media_most_bytes} is out of range; give {SMALLEST_LIMIT} or more"
    if facts.max_page_bytes < SMALLEST_LIMIT:
        yield f"max_page_bytes: {facts.max_page_bytes} is out of range; give {SMALLEST_LIMIT} or more"
    if facts.status in {"redirected", "closed"} and facts.status_since is None:
        yield f"status_since: missing; a portal that is {facts.status} needs the day since when"
    yield from _every_mistakes(facts.every)
    yield from _expect_mistakes(facts.expect)
    yield from _rule_mistakes(facts)


LONGEST_DELAY = 3600
SMALLEST_LIMIT = 100_000


def _every_mistakes(every: str | None) -> Iterator[str]:
    try:
        interval(every or NEVER)
    except ValueError as error:
        yield f"every: {error}"


def _expect_mistakes(expect: Expect) -> Iterator[str]:
    if not 0 <= expect.quarantined <= 1:
        yield f"[expect] quarantined: {expect.quarantined} is no share; give a number from 0 to 1"
    for field, share in expect.filled.items():
        if field not in Article.__struct_fields__:
            known = suggestion(field, Article.__struct_fields__)
            yield f"[expect.filled] {field}: no field of an article{known}"
        elif not 0 <= share <= 1:
            yield f"[expect.filled] {field}: {share} is no share; give a number from 0 to 1"


def _host(url: str) -> str | None:
    """Return the host and port of an http or https address, in lower case; None where it is none."""
    try:
        split = urlsplit(url)
        split.port  # noqa: B018 - raises ValueError where the port is none
    except ValueError:
        return None
    return split.netloc.lower() if split.scheme in {"http", "https"} and split.hostname else None


def _foreign_addresses(facts: PortalFile) -> Iterator[str]:
    hosts = {_host(facts.home), *(host.lower() for host in facts.hosts)}
    for key, addresses in (("listings", facts.listings), ("feeds", facts.feeds)):
        for url in addresses:
            if _host(url) not in hosts:
                yield f"{key}: '{url}' is not on the portal's host; add its host to 'hosts' or remove it"


def _platform_mistakes(facts: PlatformFile) -> Iterator[str]:
    yield from _rule_mistakes(facts)
    yield from _selector_mistakes("", "gone_in", facts.gone_in)


def _rule_mistakes(facts: PortalFile | PlatformFile) -> Iterator[str]:
    yield from facts.address.mistakes()
    for layout in facts.layout:
        yield from _table_mistakes(f"layout {layout.name}", layout)
    if facts.listing:
        yield from _table_mistakes("listing", facts.listing)


def _table_mistakes(where: str, table: LayoutFacts | ListingFacts) -> Iterator[str]:
    for name in table.__struct_fields__:
        if name not in NOT_RULES:
            yield from _selector_mistakes(f"[{where}] ", name, getattr(table, name))


def _selector_mistakes(place: str, key: str, rule: Any) -> Iterator[str]:
    for css in _rule(rule):
        try:
            Selector.of(css)
        except SelectorMistake as error:
            yield f"{place}{key}: '{css}' is no CSS selector: {error}"


def portal_for_url(url: str, portals: Mapping[str, Portal], platforms: Mapping[str, PlatformFile]) -> Portal:
    """Return the portal whose host the address names, else one made up for saved pages of that host."""
    for portal in portals.values():
        if portal.addresses.holds(url):
            return portal
    split = urlsplit(url)
    home = (
        f"{split.scheme}://{split.netloc}/"
        if split.scheme in {"http", "https"}
        else "http://unknown.invalid/"
    )
    return Portal(UNKNOWN, PortalFile(name="saved pages", home=home, platform=AUTO), platforms)
