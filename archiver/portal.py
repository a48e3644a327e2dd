"""Portals and platforms: the files of facts under `spiders/`, read strictly and made ready for use.

A platform file says how a content management system prints its pages; a portal file says what is true of
one website. docs/portal-files.md describes every key.
"""

from __future__ import annotations

import copy
import functools
import hashlib
import itertools
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from archiver.address import Addresses, AddressRules, ArticleAddress, path_and_query
from archiver.errors import PortalFileError, UsageError
from archiver.factfile import read_facts, suggestion
from archiver.facts import (
    AUTO,
    NOT_RULES,
    UNKNOWN,
    UNKNOWN_PLATFORM,
    LayoutFacts,
    ListingFacts,
    PlatformFile,
    PortalFile,
    Rule,
    selectors_of,
)
from archiver.learned import Learned
from archiver.mistakes import every_mistakes, platform_mistakes, portal_mistakes
from archiver.normalise.text import fold
from archiver.selector import Selector
from archiver.tree import Tree

HERE = Path(__file__).resolve().parents[1] / "spiders"
PORTALS = HERE / "portals"
PLATFORMS = HERE / "platforms"


MOST_KINDS = 100
"""Kinds of pages remembered, by the classes on them that rules name."""
FOREIGN_SIGNS = 2
"""So many signs of another platform than the portal's make a page one of that platform."""


class Layout:
    """A `[[layout]]` with its selectors compiled."""

    def __init__(self, facts: LayoutFacts) -> None:
        self.facts = facts
        self.name = facts.name
        self.rules = _compiled(facts)
        self._on: dict[frozenset[str], Mapping[str, tuple[Selector, ...]]] = {}

    def __getitem__(self, rule: str) -> tuple[Selector, ...]:
        """Return the selectors of one rule; empty where the file gives none."""
        return self.rules[rule]

    def on(self, tree: Tree) -> Mapping[str, tuple[Selector, ...]]:
        """Return the rules without the selectors that need a class which the page lacks.

        A portal's pages are of few kinds: what is left is found once for each.
        """
        classes = frozenset(tree.classes)
        if classes not in self._on:
            if len(self._on) >= MOST_KINDS:
                self._on.clear()
            self._on[classes] = {
                name: tuple(selector for selector in selectors if selector.may_match(classes))
                for name, selectors in self.rules.items()
            }
        return self._on[classes]


class Portal:
    """One portal, ready for use: its facts, its platform's, and all rules compiled."""

    def __init__(
        self,
        portal_id: str,
        facts: PortalFile,
        platforms: Mapping[str, PlatformFile],
        *,
        recognised: str | None = None,
        shown: bool = False,
    ) -> None:
        """`platforms` holds the portal's platform, or all that may be meant where it is `auto`.

        `recognised` is the one of these that the portal's pages showed before: that of pages without signs.
        `shown` says that the platform of `facts` is not stated, but that which one page shows.
        """
        self.id = portal_id
        self.facts = facts
        stated = (recognised or UNKNOWN) if facts.platform == AUTO else facts.platform
        self.platform_id = stated if stated in platforms else UNKNOWN
        self.platform = platforms.get(self.platform_id, UNKNOWN_PLATFORM)
        self._choices = platforms if facts.platform == AUTO else {}
        self.layouts = tuple(Layout(layout) for layout in (*facts.layout, *self.platform.layout))
        self.listing = _compiled(facts.listing or self.platform.listing)
        self.gone_in = _selectors(self.platform.gone_in)
        self.articles_in = _selectors(self.platform.articles_in)
        self.others_in = _selectors(self.platform.others_in)
        self.gone_words = tuple(fold(words) for words in self.platform.gone)
        rules = [facts.address, self._asking_for_listings(self.platform.address)]
        if shown or facts.platform == AUTO:
            # What runs on a platform shows its own signs on its own pages alone: its articles lead to them.
            guests = (each for each in platforms.values() if each.runs_on == self.platform_id)
            rules += [AddressRules(article=guest.address.article) for guest in guests]
        self.addresses = Addresses(facts.home, facts.hosts, rules)
        self._shown: dict[str, Portal] = {}
        self._recognised: dict[str, Portal] = {}
        self.learned: Learned | None = None
        """Lines that its own pages showed to be no text of an article."""

    def _asking_for_listings(self, rules: AddressRules) -> AddressRules:
        """Return a platform's rules without those that would skip the further pages of a named listing."""
        named = [path_and_query(listing) for listing in self.facts.listings]
        asked = tuple(
            pattern for pattern in rules.skip if not any(re.search(pattern, address) for address in named)
        )
        return rules if asked == rules.skip else msgspec.structs.replace(rules, skip=asked)

    def knowing(self, learned: Learned) -> Portal:
        """Return the portal with what its own pages taught."""
        portal = copy.copy(self)
        portal.learned = learned
        return portal

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
        if not self._choices or self._shows_itself(source):
            return self
        own = {name: _signs_of(facts, source) for name, facts in self._choices.items()}
        under = {name: own.get(facts.runs_on or "", 0) for name, facts in self._choices.items()}
        best = max(own, key=lambda name: own[name] and own[name] + under[name])
        if not own[best] or best in {self.platform_id, self.platform.runs_on}:
            return self
        near = self.platform_id in {UNKNOWN, self._choices[best].runs_on}
        return self._on_platform(best) if near or own[best] + under[best] >= FOREIGN_SIGNS else self

    def _shows_itself(self, source: str) -> bool:
        """Return whether a page plainly is of the platform that pages before showed: no other is looked for.

        It shows so many signs as a page of another platform must, and none of one that runs on it.
        """
        signs = itertools.islice((sign for sign in self.platform.signs if sign in source), FOREIGN_SIGNS)
        if sum(1 for _ in signs) < FOREIGN_SIGNS:
            return False
        above = [facts for facts in self._choices.values() if facts.runs_on == self.platform_id]
        return not any(_signs_of(facts, source) for facts in above)

    @property
    def has_addresses_of_platform(self) -> bool:
        """Return whether articles are told by addresses of the platform's, and none of the file's own."""
        return self.addresses.knows_articles and not self.facts.address.article

    @functools.cached_property
    def without_article_addresses(self) -> Portal:
        """Return the portal without the forms that articles' addresses have on its platform."""
        portal = copy.copy(self)
        address = msgspec.structs.replace(self.platform.address, article=())
        platform = map(self._asking_for_listings, (address, UNKNOWN_PLATFORM.address))
        rules = (self.facts.address, *platform)
        portal.addresses = Addresses(self.facts.home, self.facts.hosts, rules)
        return portal

    @property
    def is_to_be_recognised(self) -> bool:
        """Return whether the file leaves the platform to the signs on the pages."""
        return bool(self._choices)

    def recognised_as(self, platform_id: str) -> Portal:
        """Return the portal with the platform that its pages showed; itself where the file states another."""
        if platform_id not in self._choices or platform_id == self.platform_id:
            return self
        if platform_id not in self._recognised:
            self._recognised[platform_id] = Portal(self.id, self.facts, self._choices, recognised=platform_id)
        portal = self._recognised[platform_id]
        return portal.knowing(self.learned) if self.learned else portal

    def _on_platform(self, platform_id: str) -> Portal:
        if platform_id not in self._shown:
            facts = msgspec.structs.replace(self.facts, platform=platform_id)
            self._shown[platform_id] = Portal(self.id, facts, self._choices, shown=True)
        return self._shown[platform_id]


def _signs_of(facts: PlatformFile, source: str) -> int:
    """Return how many signs of a platform a page's source shows."""
    signs = sum(sign in source for sign in facts.signs)
    hints = sum(hint in source for hint in facts.hints)
    return signs + hints if signs or hints > 1 else 0


def _selectors(rule: Rule) -> tuple[Selector, ...]:
    return tuple(Selector.of(css) for css in selectors_of(rule))


def _compiled(facts: LayoutFacts | ListingFacts) -> Mapping[str, tuple[Selector, ...]]:
    return {
        name: _selectors(getattr(facts, name)) for name in facts.__struct_fields__ if name not in NOT_RULES
    }


def load_platforms(folder: Path = PLATFORMS, *, stated: str | None = None) -> dict[str, PlatformFile]:
    """Return every platform by its id, or only the stated one, which a portal needs no other beside.

    All are returned where it is none of them. Raises PortalFileError with all mistakes in the files read.
    """
    mistakes: list[str] = []
    platforms = {}
    paths = {path.stem: path for path in sorted(folder.glob("*.toml"))}
    for name, path in paths.items() if stated not in paths else [(stated, paths[stated])]:
        facts = read_facts(path, PlatformFile, mistakes)
        if facts:
            found = [f"{path.name}: {mistake}" for mistake in platform_mistakes(facts)]
            mistakes.extend(found)
            platforms[name] = facts
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
        wrong = list(every_mistakes(facts.every)) if facts else []
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
    path = paths[portal_id]
    facts = read_facts(path, PortalFile, mistakes)
    portal = _portal_of(path, facts, load_platforms(stated=facts.platform), mistakes) if facts else None
    if portal is None:
        raise PortalFileError(mistakes)
    return portal


def read_portal(path: Path, platforms: Mapping[str, PlatformFile], mistakes: list[str]) -> Portal | None:
    """Return the portal of one file, or None after adding every mistake in it to `mistakes`."""
    facts = read_facts(path, PortalFile, mistakes)
    return _portal_of(path, facts, platforms, mistakes) if facts else None


def _portal_of(
    path: Path, facts: PortalFile, platforms: Mapping[str, PlatformFile], mistakes: list[str]
) -> Portal | None:
    found = [f"{path.name}: {mistake}" for mistake in portal_mistakes(path, facts, platforms)]
    mistakes.extend(found)
    return None if found else Portal(path.stem, facts, platforms)


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
