"""The one road from a page to an article: extract, clean, normalise, validate.

Crawl, replay, import and tests all go this way. Nothing here opens, fetches or asks the time.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from lxml import etree

from archiver.address import ArticleAddress, is_named, key_of_page
from archiver.compose import article_from_fields
from archiver.discover import listing_from_document, portal_of_page
from archiver.extract.claims import is_named_after, states_title
from archiver.extract.document import TOO_LONG, Document, parse_page
from archiver.extract.fields import PLAIN_TEXT, RawFields
from archiver.extract.gone import LONGEST, is_sentence, words_alone, words_in_places
from archiver.extract.lines import up_from
from archiver.extract.lists import Lists, lists_on
from archiver.extract.ownaddress import address_without_noise
from archiver.extract.read import fields_by_layout, raw_fields
from archiver.extract.repeated import Item
from archiver.feeds import is_feed, listing_from_feed
from archiver.html import MAX_BYTES
from archiver.learned import Learned
from archiver.models import (
    Article,
    Extractor,
    Listing,
    NotAnArticle,
    Outcome,
    Page,
    Quarantined,
    Unmodified,
    Withdrawn,
)
from archiver.normalise.text import fold
from archiver.portal import Portal
from archiver.selector import Selector
from archiver.tree import Tree
from archiver.validate import quarantine_reason

READER_VERSION = "88"
"""Raised with every change that makes the same page and rules give another record."""

GONE_STATUSES = (404, 410)
LEAST_APART, LEAST_STATED = 300, 120
"""Characters of text from which on an article is one whatever lists stand round it; fewer where the page
prints its day, and its views or a title that it states."""


def article_from_page(page: Page, portal: Portal) -> Outcome:
    """Return what a page is: an article, a withdrawn one, none, or one that cannot be read (quarantined)."""
    return article_from_document(parse_page(page), portal)


def article_from_document(document: Document, portal: Portal) -> Outcome:
    """Return the same as `article_from_page`, for a page that is parsed already."""
    learned = portal.learned
    portal = portal_of_page(document, portal)
    address = portal.address(document.page.url)
    if address and document.page.capture.http_status == 304:
        article_id, url = identity(document.page, portal, document)
        return Unmodified(id=article_id, url=url, capture=document.page.capture)
    evidence = _evidence_in_place(document, portal)
    outcome = None
    if address and portal.layouts and not (evidence or _has_failed(document.page)):
        fields = raw_fields(document, portal)
        outcome = _article_or_quarantine(document, portal, fields, learned)
        if _stands_whole(outcome, fields, unsure=address.unsure):
            return _unless_of_another_type(outcome, document, portal)
    if address is None and not evidence and (apart := _apart_by_rules(document, portal, learned)):
        return _unless_of_another_type(apart, document, portal)
    evidence = evidence or words_alone(document)
    if evidence:
        told = address or _may_be_article(document.page.url, portal)
        return _withdrawn(document, portal, address, evidence) if told else _not_an_article(document, portal)
    if _is_no_article(document, portal, address):
        return _not_an_article(document, portal)
    outcome = outcome or _article_if_any(document, portal, address, learned)
    return _unless_of_another_type(outcome, document, portal)


def _unless_of_another_type(outcome: Outcome, document: Document, portal: Portal) -> Outcome:
    return _not_an_article(document, portal) if _is_of_another_type(outcome, document, portal) else outcome


def _is_of_another_type(outcome: Outcome, document: Document, portal: Portal) -> bool:
    """Return whether a page without a day of its own holds what on its platform those of another type do.

    A day in its text is none: of a reader's question, say. Not where a portal's own file tells articles by
    their addresses.
    """
    if document.tree is None or portal.facts.address.article:
        return False
    if isinstance(outcome, Article) and outcome.published_raw and outcome.published_raw not in outcome.body:
        return False
    return _holds(portal.others_in, document.tree)


def _holds(rule: tuple[Selector, ...], tree: Tree) -> bool:
    return any(selector.found(tree) for selector in rule)


def _apart_by_rules(document: Document, portal: Portal, learned: Learned | None) -> Article | None:
    """Return what rules find on a page whose address is not known for an article's, where no list matters.

    That is an article with one title, a day, and one body so long and so free of links that `_is_listing`
    would not take its page for a listing, whatever it lists besides; links may stand in it where the page
    shows that it is an article. The lists are not looked for.
    """
    shows_article = _shows_article(document, portal)
    may_be = shows_article or _may_be_read(document, portal)
    if not may_be or _has_failed(document.page) or is_feed(document.page.body):
        return None
    fields = fields_by_layout(document, portal)
    if fields is None and shows_article:
        return _apart_in_general(document, portal, learned)
    bodies = _bodies(fields) if fields and fields.looks_like_article else []
    if len(bodies) != 1 or (_has_links(bodies[0]) and not shows_article):
        return None
    outcome = _article_if_any(document, portal, None, learned)
    if not (isinstance(outcome, Article) and outcome.extractor.layout and outcome.published_date):
        return None
    return outcome if _is_long(outcome) else None


def _article_if_any(
    document: Document, portal: Portal, address: ArticleAddress | None, learned: Learned | None
) -> Outcome:
    is_apart = address is None and portal.tells_articles_apart(document.page.url)
    is_unruled = is_apart and fields_by_layout(document, portal) is None
    fields = None if is_unruled else raw_fields(document, portal)
    if is_apart and fields is None and (found := _apart_in_general(document, portal, learned)):
        return found
    if address is None and not (fields and fields.looks_like_article):
        return _not_an_article(document, portal)
    return _article_or_quarantine(document, portal, fields, learned)


def _apart_in_general(document: Document, portal: Portal, learned: Learned | None) -> Article | None:
    """Return what is read without rules on a page whose address is no known article's, where it is one.

    Themes are of other makings than the platform's rules know: such a page states its title for its own, and
    prints its day and a long text.
    """
    fields = raw_fields(document, portal)
    if fields is None or fields.layout is not None or fields.fallback or not fields.looks_like_article:
        return None
    outcome = _article_or_quarantine(document, portal, fields, learned)
    if not isinstance(outcome, Article) or outcome.published_date is None or document.root is None:
        return None
    return outcome if _is_long(outcome) and is_named_after(document.root, outcome.title) else None


def _stands_whole(outcome: Outcome, fields: RawFields | None, *, unsure: bool) -> bool:
    """Return whether rules found so whole an article that its page is no listing, nor says that it is gone.

    It has one title, a day, and one body (pictures beside it are not counted) with a file, a video, or more
    text than such words have; where the address is `unsure`, a whole sentence, or a long text that lists
    nothing. Its page is not looked at a second time.
    """
    if not (isinstance(outcome, Article) and outcome.published_date and fields and fields.layout):
        return False
    bodies = _bodies(fields)
    if len(bodies) != 1:
        return False
    if unsure:
        return any(map(is_sentence, outcome.body.split("\n\n"))) or _is_apart(outcome, bodies[0])
    return outcome.kind != "article" or len(outcome.body) > LONGEST or is_sentence(outcome.body)


def _is_apart(article: Article, body: etree._Element) -> bool:
    """Return whether an article is so long, and so free of links, that no list on its page is one in it."""
    return _is_long(article) and not _has_links(body)


def _is_long(article: Article) -> bool:
    return len(article.body) >= LEAST_APART and "date-several" not in article.problems


def _bodies(fields: RawFields) -> list[etree._Element]:
    return [element for element in fields.body if element.tag != "figure"]


def _has_links(element: etree._Element) -> bool:
    return next(element.iter("a"), None) is not None


def _may_be_article(url: str, portal: Portal) -> bool:
    """Return whether an address looks like an article's, where no rule tells them apart."""
    return not (portal.tells_articles_apart(url) or portal.addresses.is_listing(url)) and is_named(url)


def _is_no_article(document: Document, portal: Portal, address: ArticleAddress | None) -> bool:
    """Return whether a page's answer, address or, where that is not sure, its lists say it is no article."""
    if _has_failed(document.page) or (address is None and is_feed(document.page.body)):
        return True
    if address is None and not _may_be_read(document, portal):
        return True
    return (address is None or address.unsure) and _is_listing(document, portal)


def _is_listing(document: Document, portal: Portal) -> bool:
    """Return whether a page's lists make it a listing: not where it is read as an article apart from them.

    Such an article has one day, where nobody kept its page for one, and a long text, and none of the page's
    main lists stands in the text, nor the text in an item; one link amid it is no list. Where the page states
    its title for its own, less text will do, or a poster or views for the day; less text, too, where it
    prints day and views.
    """
    lists = lists_on(document, portal.addresses)
    if not lists.is_listing:
        return False
    fields = raw_fields(document, portal)
    outcome = _article_or_quarantine(document, portal, fields, None)
    if (
        not isinstance(outcome, Article)
        or fields is None
        or (fields.fallback and not (fields.kept or fields.is_placed))
    ):
        return True
    stated = document.root is not None and states_title(document.root, outcome.title)
    told = outcome.published_date is not None or (stated and _tells_of_one(outcome))
    if not fields.kept and (not told or "date-several" in outcome.problems):
        return True
    is_told_apart = outcome.published_date is not None and (stated or outcome.view_count is not None)
    if len(outcome.body) < (LEAST_STATED if is_told_apart else LEAST_APART):
        return True
    items = [item for block in lists.main if len(block.items) > 1 for item in block.items]
    if fields.body_text:
        return not {item.title for item in items}.isdisjoint(fields.body_text)
    is_summary = any(_is_summed_up(item, outcome.title, fields) for item in _listed_apart(lists))
    return is_summary or any(_stands_in_text(item, fields) for item in items)


def _listed_apart(lists: Lists) -> Iterator[Item]:
    """Yield the items of a page's main lists; of one alone only where the page has a pager."""
    for block in lists.main:
        if len(block.items) > 1 or lists.pages:
            yield from block.items


def _is_summed_up(item: Item, title: str, fields: RawFields) -> bool:
    """Return whether title and body are those of an item, whose link leads to the article: its summary."""
    return fold(item.title) == fold(title) and any(item.element in up_from(body) for body in fields.body)


def _stands_in_text(item: Item, fields: RawFields) -> bool:
    """Return whether an item of a list stands in the body, and in nothing that is left out of it."""
    if any(item.title in line for line in fields.loose):
        return False
    steps = up_from(item.element)
    return next(
        (step in fields.body for step in steps if step in fields.body or step in fields.dropped), False
    )


def _tells_of_one(article: Article) -> bool:
    """Return whether a page prints an account or a count, as it does for one article."""
    return article.poster is not None or article.view_count is not None


def _may_be_read(document: Document, portal: Portal) -> bool:
    """Return whether a page may be an article though its address is not known for one's.

    Never the front page or a listing; where its own file tells articles by their addresses, no other page.
    """
    url = portal.addresses.canonical(document.page.url)
    if url is None:
        return not portal.tells_articles_apart(document.page.url)
    if portal.addresses.is_listing(url) or url == portal.addresses.canonical(portal.facts.home):
        return False
    return portal.has_addresses_of_platform or not portal.addresses.knows_articles


def _shows_article(document: Document, portal: Portal) -> bool:
    """Return whether a page holds what on its platform those of articles alone do: never the front page."""
    tree, split = document.tree, urlsplit(document.page.url)
    if tree is None or portal.facts.address.article or split.query or len(split.path) < 2:
        return False
    return _holds(portal.articles_in, tree)


def _article_or_quarantine(
    document: Document, portal: Portal, fields: RawFields | None, learned: Learned | None
) -> Outcome:
    if fields is None or fields.layout is not None:
        learned = None
    page, extractor = document.page, _extractor(portal, fields, learned)
    article = None
    if fields is None:
        reason: tuple[str, str] | None = ("no-layout", "no layout of the platform fits the page")
    elif len(fields.titles) > 1:
        found = "; ".join(f"'{title[:80]}'" for title in fields.titles[:3])
        reason = ("title-ambiguous", f"one title was expected; found {found}")
    else:
        article = article_from_fields(
            fields,
            page,
            portal_id=portal.id,
            identity=identity(page, portal, document),
            by=extractor,
            learned=learned,
        )
        reason = quarantine_reason(article)
    if article and not reason:
        return article
    listing = listing_from_document(document, portal)
    if _is_listing_under_article_address(document, portal, listing):
        return _listed(document.page, listing)
    reason = reason or ("no-article", "nothing was found")
    if TOO_LONG in document.problems:
        reason = (reason[0], f"{reason[1]}; the page is read as far as {MAX_BYTES:,} bytes only")
    return _quarantined(document, portal, extractor, reason)


def identity(page: Page, portal: Portal, document: Document | None = None) -> tuple[str, str]:
    """Return the article's id and canonical address; where the address tells no key, one is made of it.

    Then a page that states its address without parameters that name no article is believed, so that an
    article linked in several ways has one id.
    """
    address = portal.address(page.url)
    if address:
        return f"{portal.id}:{address.key}", address.url
    url = portal.addresses.canonical(page.url) or page.url
    if document is not None:
        url = address_without_noise(document, url, portal.addresses) or url
    return page_id(portal.id, url.encode() or page.body), url


def page_id(portal_id: str, told_by: bytes) -> str:
    """Return the id of an article without a key: made of its canonical address, else of its body."""
    return f"{portal_id}:{key_of_page(told_by)}"


def _evidence_in_place(document: Document, portal: Portal) -> str | None:
    status = document.page.capture.http_status
    if status in GONE_STATUSES:
        return f"HTTP {status}"
    return words_in_places(document.tree, portal) if document.tree else None


def _has_failed(page: Page) -> bool:
    status = page.capture.http_status
    return status is not None and not 200 <= status < 300


def _not_an_article(document: Document, portal: Portal) -> NotAnArticle:
    page = document.page
    if _has_failed(page):
        return NotAnArticle(url=page.url, what="other", capture=page.capture)
    if is_feed(page.body):
        return _listed(page, listing_from_feed(page, portal))
    listing = listing_from_document(document, portal)
    if not listing.items:
        return NotAnArticle(url=page.url, what="other", capture=page.capture)
    return _listed(page, listing)


def _listed(page: Page, listing: Listing) -> NotAnArticle:
    return NotAnArticle(url=page.url, what="listing", listing=listing, capture=page.capture)


def _is_listing_under_article_address(document: Document, portal: Portal, listing: Listing) -> bool:
    """Return whether a page under an article's address is a listing.

    Liferay answers an article's address with a locale appended by the listing that the article belongs to; on
    other platforms the addresses of sections have the form of those of articles.
    """
    url = document.page.url
    items = listing.items
    canonical = portal.addresses.canonical(url) or url
    if urlsplit(url).path != urlsplit(canonical).path:
        return bool(items)
    return sum(item.id is not None for item in items) > 1 and all(item.url != canonical for item in items)


def _withdrawn(
    document: Document, portal: Portal, address: ArticleAddress | None, evidence: str
) -> Withdrawn:
    article_id, url = identity(document.page, portal, document)
    return Withdrawn(
        id=article_id,
        portal=portal.id,
        url=url,
        evidence=evidence,
        capture=document.page.capture,
        unsure=address is None or address.unsure,
    )


def _quarantined(
    document: Document, portal: Portal, extractor: Extractor, reason: tuple[str, str]
) -> Quarantined:
    article_id, url = identity(document.page, portal, document)
    return Quarantined(
        id=article_id if portal.address(document.page.url) else None,
        portal=portal.id,
        url=url,
        reason=reason[0],
        detail=reason[1],
        capture=document.page.capture,
        extractor=extractor,
    )


def _extractor(portal: Portal, fields: RawFields | None, learned: Learned | None) -> Extractor:
    version = f"{READER_VERSION}.{portal.rules_version}"
    return Extractor(
        platform=PLAIN_TEXT if fields and fields.layout == PLAIN_TEXT else portal.platform_id,
        layout=fields.layout if fields else None,
        version=f"{version}.{learned.version}" if learned and learned.lines else version,
        fallback=bool(fields and fields.fallback),
    )
