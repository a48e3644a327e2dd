"""A portal file proposed from pages: platform by its signs, listings by their addresses, else selectors."""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import parse_qsl, urljoin, urlsplit

from lxml import etree

from archiver.adding.selectors import stable_selector
from archiver.address import AddressRules, ArticleRule
from archiver.extract.document import Document, parse_page
from archiver.extract.general import place_on
from archiver.extract.places import Place
from archiver.extract.titles import names_a_page
from archiver.facts import AUTO, UNKNOWN, LayoutFacts, PlatformFile, PortalFile
from archiver.flow import article_from_document
from archiver.html import visible_text
from archiver.models import Article, NotAnArticle, Outcome, Page, Quarantined
from archiver.normalise.text import fold, tidy
from archiver.portal import Portal

MOST_LISTINGS = 20
LEAST_PAGES = 2
"""A layout is proposed from so many articles at least: one page does not show what is the same on all."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A portal file that was made of pages, and what it reads on them."""

    portal_id: str
    facts: PortalFile
    pages: tuple[tuple[Page, Outcome], ...]
    """Each page with what the proposed file makes of it."""
    doubts: tuple[str, ...]
    """Why it is not sure; empty where it is."""

    @property
    def is_sure(self) -> bool:
        """Return whether nothing speaks against the file."""
        return not self.doubts


def proposal(pages: Sequence[Page], platforms: Mapping[str, PlatformFile]) -> Proposal:
    """Return the portal file that the pages, all of one site, speak for."""
    documents = [parse_page(page) for page in pages]
    home = _home(pages)
    platform, doubts = _platform(documents, platforms, home)
    facts = PortalFile(name=_name(documents) or urlsplit(home).hostname or home, home=home, platform=platform)
    if platform == AUTO:
        facts, more = _with_layout(facts, documents)
        doubts += more
    else:
        listings = _listings(documents, Portal("neu", facts, platforms))
        facts = PortalFile(name=facts.name, home=home, platform=platform, listings=listings)
    portal_id = _portal_id(home)
    portal = Portal(portal_id, facts, platforms if platform != AUTO else {})
    read = tuple((document.page, article_from_document(document, portal)) for document in documents)
    return Proposal(portal_id=portal_id, facts=facts, pages=read, doubts=(*doubts, *_doubts(pages, read)))


def _home(pages: Sequence[Page]) -> str:
    split = urlsplit(next((page.url for page in pages if page.url), "http://unknown.invalid/"))
    return f"{split.scheme}://{split.netloc}/"


def _portal_id(home: str) -> str:
    host = (urlsplit(home).hostname or "portal").removeprefix("www.")
    words = re.sub(r"[^a-z0-9]+", "_", host.lower()).strip("_")
    return (words if words[:1].isalpha() else f"p_{words}")[:64]


def _platform(
    documents: Iterable[Document], platforms: Mapping[str, PlatformFile], home: str
) -> tuple[str, list[str]]:
    """Return the platform that every page shows, and doubts where they show several."""
    auto = Portal("neu", PortalFile(name="", home=home, platform=AUTO), platforms)
    votes = Counter(auto.for_page(document.text).platform_id for document in documents)
    known = [name for name, _ in votes.most_common() if name != UNKNOWN]
    if not known:
        return AUTO, []
    others = [f"{count} pages show '{name}'" for name, count in votes.items() if name != known[0]]
    return known[0], [f"platform: '{known[0]}' is proposed, but {', '.join(others)}"] if others else []


def _name(documents: Iterable[Document]) -> str | None:
    """Return the site's name: as its pages state it, else what their titles end or begin with."""
    titles = []
    for document in documents:
        for meta in document.root.iter("meta") if document.root is not None else ():
            if meta.get("property") == "og:site_name" and (name := tidy(meta.get("content") or "")):
                return name
        title = next(document.root.iter("title"), None) if document.root is not None else None
        if title is not None:
            titles.append([tidy(part) for part in re.split(r"\s[-|–—»]\s", title.text or "") if tidy(part)])
    parts = Counter(part for parts in titles for part in {*parts[-1:], *parts[:1]})
    names = (part for part, count in parts.most_common() if count > 1 or len(titles) == 1)
    return next((name for name in names if not names_a_page(name)), None)


def _listings(documents: Iterable[Document], portal: Portal) -> tuple[str, ...]:
    """Return the addresses of listings that the pages link to most, none of them a further page."""
    found: Counter[str] = Counter()
    for document in documents:
        for link in document.root.iter("a") if document.root is not None else ():
            url = portal.addresses.canonical(link.get("href") or "", document.base)
            if (
                url
                and portal.addresses.is_listing(url)
                and tidy(visible_text(link))
                and not portal.address(url)
            ):
                found[url] += 1
    first = [url for url in found if not re.search(r"[?&/](?:p|page|start|trang)[=-]\d|_cur=\d|page-\d", url)]
    return tuple(sorted(first, key=lambda url: -found[url]))[:MOST_LISTINGS]


def _with_layout(facts: PortalFile, documents: Sequence[Document]) -> tuple[PortalFile, list[str]]:
    """Return the facts with a layout whose selectors find on each article what its structure shows."""
    placed = [
        (document.root, place)
        for document in documents
        if document.root is not None and (place := place_on(document)) is not None
    ]
    if len(placed) < LEAST_PAGES:
        return facts, [f"articles: {len(placed)} found; give {LEAST_PAGES} or more for a layout"]
    layout = LayoutFacts(
        name="bai_viet",
        title=_rule(
            stable_selector(
                [(root, place.title_block) for root, place in placed if place.title_block is not None]
            )
        ),
        body=_rule(stable_selector([(root, place.body) for root, place in placed if place.body is not None])),
        metadata=_metadata(placed),
    )
    missing = [name for name in ("title", "body", "metadata") if not getattr(layout, name)]
    doubts = [f"layout: no selector finds the {name} on every page" for name in missing]
    address = _article_address([document.page.url for document, _ in _articles(documents)])
    rules = AddressRules(article=(address,)) if address else AddressRules()
    found = PortalFile(
        name=facts.name, home=facts.home, platform=AUTO, address=rules, layout=() if missing else (layout,)
    )
    return found, doubts


def _articles(documents: Iterable[Document]) -> list[tuple[Document, Place]]:
    return [(document, place) for document in documents if (place := place_on(document)) is not None]


def _rule(css: str | None) -> tuple[str, ...]:
    return (css,) if css else ()


def _metadata(placed: Sequence[tuple[etree._Element, Place]]) -> tuple[str, ...]:
    """Return a selector for each of the elements with metadata that stand on every page."""
    most = max((len(place.blocks) for _, place in placed), default=0)
    found = []
    for number in range(min(most, 6)):
        pairs = [(root, place.blocks[number]) for root, place in placed if number < len(place.blocks)]
        css = stable_selector(pairs) if len(pairs) == len(placed) else None
        found.extend([css] if css else [])
    return tuple(dict.fromkeys(found))


def _article_address(urls: Sequence[str]) -> ArticleRule | None:
    """Return the form that the addresses of all articles have: a number in the query or at the path's end."""
    if len(set(urls)) < LEAST_PAGES:
        return None
    queries = [dict(parse_qsl(urlsplit(url).query)) for url in urls]
    for name in queries[0]:
        values = [query.get(name, "") for query in queries]
        if all(map(str.isdecimal, values)) and len(set(values)) == len(set(urls)):
            return ArticleRule(pattern=rf"[?&]{re.escape(name)}=(?P<id>\d+)", key=f"{name}-{{id}}")
    for pattern in (r"[-/](?P<id>\d{2,})(?:\.\w{2,5})?/?$", r"-(?:a|post|d|n)?(?P<id>\d{2,})(?:\.\w{2,5})?$"):
        if all(re.search(pattern, urlsplit(url).path) for url in urls):
            return ArticleRule(pattern=pattern, key="{id}")
    return None


def _doubts(pages: Sequence[Page], read: Sequence[tuple[Page, Outcome]]) -> list[str]:
    """Return what speaks against a file: pages that it does not read, or reads in part."""
    doubts = []
    if not all(page.url for page in pages):
        doubts.append("address: a page does not tell its own; give it with --url")
    if len({urlsplit(page.url).netloc for page in pages if page.url}) > 1:
        doubts.append("address: the pages are of several hosts; give those of one portal")
    if not any(isinstance(outcome, Article) for _, outcome in read):
        doubts.append("articles: none of the pages is read as one; give two articles and a listing")
    for page, outcome in read:
        doubts.extend(f"{page.url or 'a page'}: {why}" for why in _wrong_with(outcome))
    return doubts


def _wrong_with(outcome: Outcome) -> list[str]:
    if isinstance(outcome, Quarantined):
        return [f"should be an article and is not: {outcome.detail}"]
    if isinstance(outcome, NotAnArticle) and outcome.what == "other":
        return ["neither an article nor a listing is found on it"]
    if not isinstance(outcome, Article):
        return []
    wrong = ["the body was found by the fallback"] if outcome.extractor.fallback else []
    return wrong + (["no date is found"] if outcome.published_date is None else [])


def links_to_read(page: Page, portal: Portal, most: int) -> list[str]:
    """Return addresses on a front page worth reading: those that the portal's rules call articles first."""
    document = parse_page(page)
    if document.root is None:
        return []
    portal = portal.for_page(document.text)
    found: dict[str, int] = {}
    for link in document.root.iter("a"):
        words = fold(visible_text(link))
        url = portal.addresses.canonical(urljoin(page.url, link.get("href") or ""), page.url)
        if url and url != page.url and portal.addresses.holds(url):
            rank = 0 if portal.address(url) else 2 if len(words) < 30 else 1
            found.setdefault(url, rank)
    listing = [url for url in found if portal.addresses.is_listing(url) and not portal.address(url)][:1]
    articles = sorted((url for url in found if found[url] < 2 and url not in listing), key=found.__getitem__)
    return [*listing, *articles][:most]
