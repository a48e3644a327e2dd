"""The pages of a site that a proposal rests on: the front page, a few articles, and the sections it names.

Pure but for the questions, which whoever calls passes in.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping, Sequence
from urllib.parse import urlsplit

from archiver.adding.asked import Answer
from archiver.adding.platform import platform_shown
from archiver.address import is_named
from archiver.discover import leads_on
from archiver.extract.document import Document, parse_page
from archiver.facts import AUTO, PlatformFile, PortalFile
from archiver.flow import article_from_document
from archiver.models import Article, NotAnArticle, Page
from archiver.portal import Portal

Ask = Callable[[Sequence[str]], Iterable[Answer]]
MOST_ARTICLES = 4
MOST_SECTIONS = 12
FEW_SECTIONS = 3
"""So many of them are enough where a file names none, and articles were found."""
MOST_TRIED = 2 * MOST_ARTICLES
"""Addresses that may be articles' are asked for, at most: some are not, or cannot be had."""


@dataclasses.dataclass(slots=True, kw_only=True)
class Visit:
    """What was seen of a site."""

    pages: list[Page]
    """That which was given, then those that were followed."""
    left_out: list[Answer] = dataclasses.field(default_factory=list)
    """What was asked for besides and cannot be used, each with its reason."""

    @property
    def gone(self) -> frozenset[str]:
        """Return the addresses that a crawl would get no page from."""
        return frozenset(answer.url for answer in self.left_out if answer.is_final)


def home_of(url: str) -> str:
    """Return the front page of the site that an address belongs to."""
    split = urlsplit(url)
    return f"{split.scheme}://{split.netloc}/"


def portal_shown(documents: Iterable[Document], platforms: Mapping[str, PlatformFile], home: str) -> Portal:
    """Return a portal of no name, on the platform that its pages show."""
    platform, _ = platform_shown(documents, platforms, home)
    return Portal("neu", PortalFile(name="", home=home, platform=platform), platforms)


def visit(first: Page, platforms: Mapping[str, PlatformFile], ask: Ask) -> Visit:
    """Return a page of a site with its front page, a few articles and sections, each asked for once."""
    found = Visit(pages=[first])
    home = home_of(first.url)
    met, tried, sections = {first.url}, 0, 0
    if first.url != home:
        met.add(home)
        _take(ask([home]), home, found)
    while True:
        documents = [parse_page(page) for page in found.pages]
        portal = portal_shown(documents, platforms, home)
        outcomes = [article_from_document(document, portal) for document in documents]
        read = sum(isinstance(outcome, Article) for outcome in outcomes)
        enough = MOST_SECTIONS if portal.facts.platform != AUTO else FEW_SECTIONS
        may_be_articles, may_be_sections = _unmet(documents, portal, met)
        articles = may_be_articles[: max(0, min(MOST_ARTICLES - read, MOST_TRIED - tried))]
        if not articles and read < MOST_ARTICLES:
            enough = max(enough, min(MOST_SECTIONS, sections + FEW_SECTIONS))
        others = [url for url in may_be_sections if url not in articles][: max(0, enough - sections)]
        if not (articles or others):
            return found
        met.update(articles, others)
        tried, sections = tried + len(articles), sections + len(others)
        _take(ask([*articles, *others]), home, found)


def _take(answers: Iterable[Answer], home: str, found: Visit) -> None:
    """Note answers in a visit: pages of the same site, and why others are left out."""
    for answer in answers:
        if answer.page is None:
            found.left_out.append(answer)
        elif urlsplit(answer.page.url).netloc != urlsplit(home).netloc:
            why = f"{answer.url}: leads to another site, {answer.page.url}"
            found.left_out.append(Answer(url=answer.url, why=why, is_final=True))
        elif answer.page.url not in {page.url for page in found.pages}:
            found.pages.append(answer.page)


def _unmet(documents: Sequence[Document], portal: Portal, met: set[str]) -> tuple[list[str], list[str]]:
    """Return where the pages lead that was not asked for yet: to articles, and to sections."""
    leads = [leads_on(document, portal) for document in documents]
    articles = dict.fromkeys(url for each in leads for url in each.articles if url not in met)
    may_be_articles = sorted(articles, key=lambda url: not is_named(url))
    return may_be_articles, [url for url in sections_named(documents, portal) if url not in met]


def sections_named(documents: Sequence[Document], portal: Portal) -> list[str]:
    """Return the addresses that the pages name for sections but their own; the likeliest first.

    A list that goes on over several pages is named by its first.
    """
    first_of = first_pages(documents, portal)
    own = {_canonical(document.page.url, portal) for document in documents} | {portal.facts.home}
    leads = (url for document in documents for url in leads_on(document, portal).sections)
    found = dict.fromkeys(first_of.get(url, url) for url in (*leads, *first_of))
    others = (url for url in found if url not in own)
    return sorted(others, key=lambda url: not portal.addresses.is_listing(url))


def first_pages(documents: Iterable[Document], portal: Portal) -> dict[str, str]:
    """Return the first page of each list on the pages, by its own address and those that its pager names."""
    first_of: dict[str, str] = {}
    for document in documents:
        outcome = article_from_document(document, portal)
        listing = outcome.listing if isinstance(outcome, NotAnArticle) else None
        if listing and listing.items:
            pages = {_canonical(document.page.url, portal), *listing.next_pages}
            first = min({*pages, *(first_of[page] for page in pages & first_of.keys())}, key=_plainness)
            first_of |= dict.fromkeys(pages, first)
    return first_of


def _plainness(url: str) -> tuple[int, str]:
    return len(url), url


def _canonical(url: str, portal: Portal) -> str:
    return portal.addresses.canonical(url) or url
