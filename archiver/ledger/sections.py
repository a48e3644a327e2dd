"""Which pages make up one listing, and of which section it is, as the recovered articles on it tell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from archiver.ledger.sightings import Sighting

Section = tuple[str, ...]
AGREED = 0.9
"""Share of the recovered articles of a listing that must be of one section, for it to be the listing's."""


class Listings:
    """Pages of listings, joined by what their pagers name; each listing is called by its plainest address."""

    def __init__(self, sightings: Iterable[Sighting]) -> None:
        self._parent: dict[str, str] = {}
        self._sightings = tuple(sightings)
        for sighting in self._sightings:
            self._find(sighting.page)
            for page in sighting.pages:
                self._join(sighting.page, page)
        self._names: dict[str, str] = {}
        for page in self._parent:
            root = self._find(page)
            self._names[root] = min(self._names.get(root, page), page, key=lambda url: (len(url), url))

    def of(self, page: str) -> str:
        """Return the listing that a page belongs to."""
        return self._names[self._find(page)]

    def narrowest(self, pages: Iterable[str], sizes: Mapping[str, int]) -> str | None:
        """Return, of the listings to which pages belong, the one that names fewest articles."""
        return min(
            {self.of(page) for page in pages}, key=lambda name: (sizes.get(name, 0), name), default=None
        )

    def sizes(self, named: Mapping[str, Iterable[str]]) -> Mapping[str, int]:
        """Return how many articles each listing names; `named`: by article, the pages that list it."""
        return Counter(name for pages in named.values() for name in {self.of(page) for page in pages})

    def pages(self) -> dict[str, list[Sighting]]:
        """Return the sightings of each listing's pages."""
        found: dict[str, list[Sighting]] = {}
        for sighting in self._sightings:
            found.setdefault(self.of(sighting.page), []).append(sighting)
        return found

    def sections(
        self, named: Mapping[str, Iterable[str]], known: Mapping[str, Section]
    ) -> dict[str, Section]:
        """Return the section of each listing on which the recovered articles agree.

        `named`: by article, the pages that list it; `known`: by article, its section as its page says.
        """
        votes: dict[str, Counter[Section]] = {}
        for article_id, pages in named.items():
            if section := known.get(article_id):
                for listing in {self.of(page) for page in pages}:
                    votes.setdefault(listing, Counter())[section] += 1
        found = {}
        for listing, counted in votes.items():
            section, most = min(counted.items(), key=lambda vote: (-vote[1], vote[0]))
            if most >= AGREED * counted.total():
                found[listing] = section
        return found

    def _find(self, page: str) -> str:
        root = self._parent.setdefault(page, page)
        while root != self._parent[root]:
            root = self._parent[root]
        while page != root:
            self._parent[page], page = root, self._parent[page]
        return root

    def _join(self, one: str, other: str) -> None:
        self._parent[self._find(one)] = self._find(other)
