"""A layout for pages of no known platform: selectors for what structure finds, kept if they lose nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import parse_qsl, urlsplit

import msgspec
from lxml import etree

from archiver.adding.selectors import stable_selector
from archiver.address import AddressRules, ArticleRule
from archiver.discover import leads_on
from archiver.extract.document import Document
from archiver.extract.general import place_on
from archiver.extract.places import Place
from archiver.facts import LayoutFacts, PlatformFile, PortalFile
from archiver.flow import article_from_document
from archiver.models import Article, NotAnArticle, Outcome
from archiver.portal import Portal

LEAST_PAGES = 2
"""A layout is proposed from so many articles at least: one page does not show what is the same on all."""
MOST_METADATA = 6
"""Elements with metadata, at most."""
COMPARED = (
    "kind", "title", "lead", "body", "authors", "poster", "source", "section", "tags", "published_date",
    "published_at", "updated_date", "updated_at", "view_count", "images", "attachments",
)  # fmt: skip
"""Fields of an article that a layout must read as they are read without it."""


def with_layout(
    facts: PortalFile, documents: Sequence[Document], platforms: Mapping[str, PlatformFile]
) -> PortalFile:
    """Return the facts with a layout and the form of the articles' addresses; without what loses anything.

    What is lost shows on the pages themselves: each is read with the layout and without, and compared.
    """
    placed = [(document, place) for document in documents if (place := place_on(document)) is not None]
    layout = _layout([(document.root, place) for document, place in placed if document.root is not None])
    if len(placed) < LEAST_PAGES or layout is None:
        return facts
    rule = _article_address([document.page.url for document, _ in placed])
    rules = [AddressRules(article=(rule,))] if rule else []
    for address in (*rules, facts.address):
        proposed = msgspec.structs.replace(facts, layout=(layout,), address=address)
        if not _loses(documents, Portal("neu", facts, platforms), Portal("neu", proposed, platforms)):
            return proposed
    return facts


def _layout(placed: Sequence[tuple[etree._Element, Place]]) -> LayoutFacts | None:
    """Return selectors that find title, body and metadata on each page; None where one is not found."""
    titles = [(root, place.title_block) for root, place in placed if place.title_block is not None]
    bodies = [(root, place.body) for root, place in placed if place.body is not None]
    title, body, metadata = stable_selector(titles), stable_selector(bodies), tuple(_metadata(placed))
    if title is None or body is None or not metadata:
        return None
    return LayoutFacts(name="bai_viet", title=(title,), body=(body,), metadata=metadata)


def _metadata(placed: Sequence[tuple[etree._Element, Place]]) -> Iterator[str]:
    """Yield a selector for each of the elements with metadata that stand on every page."""
    most = min((len(place.blocks) for _, place in placed), default=0)
    found = (
        stable_selector([(root, place.blocks[number]) for root, place in placed])
        for number in range(min(most, MOST_METADATA))
    )
    yield from dict.fromkeys(css for css in found if css)


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


def _loses(documents: Sequence[Document], before: Portal, after: Portal) -> bool:
    """Return whether any page tells more to the portal as it is `before` than as it is `after`."""
    outcomes = [article_from_document(document, before) for document in documents]
    if any(map(_differ, outcomes, (article_from_document(document, after) for document in documents))):
        return True
    listings = {outcome.url for outcome in outcomes if _items(outcome)}
    led = {url for document in documents for url in leads_on(document, before).sections} & listings
    return not led <= {url for document in documents for url in leads_on(document, after).sections}


def _differ(before: Outcome, after: Outcome) -> bool:
    """Return whether what a page became is lost, in part or whole, or is another."""
    if not isinstance(before, Article):
        return type(before) is not type(after) or _items(before) != _items(after)
    if not isinstance(after, Article) or set(after.problems) - set(before.problems):
        return True
    pairs = ((getattr(before, name), getattr(after, name)) for name in COMPARED)
    return any(had != has for had, has in pairs if had not in (None, (), ""))


def _items(outcome: Outcome) -> list[str]:
    listing = outcome.listing if isinstance(outcome, NotAnArticle) else None
    return [item.url for item in listing.items] if listing else []
