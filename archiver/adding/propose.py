"""A portal file proposed from pages: platform by its signs, listings that were read, else selectors."""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from urllib.parse import urlsplit

import msgspec

from archiver.adding.layout import with_layout
from archiver.adding.platform import platform_shown
from archiver.adding.visit import first_pages, home_of, sections_named
from archiver.discover import listing_from_document
from archiver.extract.document import Document, parse_page
from archiver.extract.titles import names_a_page, names_the_site
from archiver.facts import AUTO, PlatformFile, PortalFile
from archiver.flow import article_from_document
from archiver.models import Article, NotAnArticle, Outcome, Page, Quarantined
from archiver.normalise.text import tidy
from archiver.portal import Portal

LEAST_SOUND = 2
"""So many articles, read whole, make a file sure that names no platform."""
NOWHERE = "http://unknown.invalid/"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A portal file that was made of pages, and what it reads on them."""

    portal_id: str
    facts: PortalFile
    pages: tuple[tuple[Document, Outcome], ...]
    """Each page with what the proposed file makes of it."""
    doubts: tuple[str, ...]
    """Why it is not sure; empty where it is."""
    notes: tuple[str, ...] = ()
    """What the file leaves out, and why."""

    @property
    def is_sure(self) -> bool:
        """Return whether nothing speaks against the file."""
        return not self.doubts


def proposal(
    given: Sequence[Page],
    platforms: Mapping[str, PlatformFile],
    *,
    followed: Sequence[Page] = (),
    gone: Collection[str] = (),
) -> Proposal:
    """Return the portal file that the pages, all of one site, speak for.

    `followed` are pages that were asked for because those `given` lead to them, `gone` the addresses among
    these that brought none: what is `given` must be of use, of the others something.
    """
    documents = [parse_page(page) for page in (*given, *followed)]
    home = home_of(next((page.url for page in given if page.url), NOWHERE))
    facts = PortalFile(
        name=_name(documents, home) or urlsplit(home).hostname or home, home=home, platform=AUTO
    )
    platform, doubts = platform_shown(documents, platforms, home)
    named = msgspec.structs.replace(facts, platform=platform)
    notes: tuple[str, ...] = ()
    if platform == AUTO or not _reads(documents, Portal("neu", named, platforms)):
        facts = with_layout(facts, documents, platforms)
    else:
        listings, notes = _listings(documents, Portal("neu", named, platforms), gone)
        facts = msgspec.structs.replace(named, listings=listings)
    portal = Portal(_portal_id(home), facts, platforms)
    read = [(document, article_from_document(document, portal)) for document in documents]
    return Proposal(
        portal_id=portal.id,
        facts=facts,
        pages=tuple(read),
        doubts=(*doubts, *_doubts(read, len(given), portal)),
        notes=notes,
    )


def _portal_id(home: str) -> str:
    host = (urlsplit(home).hostname or "portal").removeprefix("www.")
    words = re.sub(r"[^a-z0-9]+", "_", host.lower()).strip("_")
    return (words if words[:1].isalpha() else f"p_{words}")[:64]


def _name(documents: Iterable[Document], home: str) -> str | None:
    """Return the site's name: as its pages state it, else a part of most titles or the front page's."""
    parts: Counter[str] = Counter()
    of_front: list[str] = []
    titles = 0
    for document in documents:
        for meta in document.root.iter("meta") if document.root is not None else ():
            if meta.get("property") == "og:site_name" and (name := tidy(meta.get("content") or "")):
                return name
        title = next(document.root.iter("title"), None) if document.root is not None else None
        if title is not None:
            titles += 1
            found = [tidy(part) for part in re.split(r"\s[-|–—»]\s", title.text or "") if tidy(part)]
            ends = dict.fromkeys((*found[-1:], *found[:1]))
            parts.update(ends.keys())
            of_front.extend(ends if _is_front(document.page.url, home) else ())
    names = [part for part, count in parts.most_common() if 2 * count > titles or part in of_front]
    names.sort(key=names_the_site, reverse=True)
    return next((name for name in names if not names_a_page(name)), None)


def _is_front(url: str, home: str) -> bool:
    return url.rstrip("/") == home.rstrip("/")


def _reads(documents: Iterable[Document], portal: Portal) -> bool:
    """Return whether more than its signs speaks for a platform: it reads an article, or knows its address."""
    outcomes = (article_from_document(document, portal) for document in documents)
    articles = (outcome for outcome in outcomes if isinstance(outcome, Article))
    return any(article.extractor.layout or portal.address(article.url) for article in articles)


def _listings(
    documents: Sequence[Document], portal: Portal, gone: Collection[str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the listings that were read, where all sections that the pages name were looked at, and notes.

    Where some were not, none is named: a crawl then finds them all from the menus.
    """
    read = {portal.addresses.canonical(document.page.url): document for document in documents}
    unseen = [url for url in sections_named(documents, portal) if url not in gone]
    if portal.facts.home not in read:
        return (), ("listings: the front page was not seen, so none is named; a crawl starts there",)
    if unseen:
        some = ", ".join(unseen[:3]) + (", …" if len(unseen) > 3 else "")
        why = f"{len(unseen)} sections were not looked at ({some})"
        return (), (f"listings: {why}, so none is named; a crawl finds them from the menus",)
    first = dict.fromkeys(first_pages(documents, portal).values())
    lists = [url for url in first if url in read and url != portal.facts.home]
    listed = {url: _listed_on(read[url], portal) for url in lists}
    often = Counter(listed.values())
    # What several pages list alike is a block at their side, on contacts and documents as well.
    return tuple(url for url in lists if often[listed[url]] == 1), ()


def _listed_on(document: Document, portal: Portal) -> frozenset[str]:
    return frozenset(item.url for item in listing_from_document(document, portal).items)


def _doubts(read: Sequence[tuple[Document, Outcome]], given: int, portal: Portal) -> Iterator[str]:
    """Yield what speaks against a file: pages that it does not read, or reads in part."""
    urls = [document.page.url for document, _ in read]
    if not all(urls):
        yield "address: a page does not tell its own; give it with --url"
    if len({urlsplit(url).netloc for url in urls if url}) > 1:
        yield "address: the pages are of several hosts; give those of one portal"
    articles = [outcome for _, outcome in read if isinstance(outcome, Article)]
    if not articles:
        yield "articles: none of the pages is read as one; give two articles and a listing"
    elif portal.facts.platform == AUTO and (sound := sum(map(_is_sound, articles))) < LEAST_SOUND:
        problems = ", ".join(dict.fromkeys(code for article in articles for code in article.problems))
        found = f"articles: {sound} read with title, day, text and no problem"
        yield f"{found}{f' ({problems})' if problems else ''}; give {LEAST_SOUND} or more"
    yield from _same_titles(articles)
    for number, (document, outcome) in enumerate(read):
        wrong = _wrong_with(outcome, is_given=number < given and document.page.url != portal.facts.home)
        if wrong:
            yield f"{document.page.url or 'a page'}: {wrong}"


def _same_titles(articles: Sequence[Article]) -> Iterator[str]:
    """Yield what tells that different articles are read with one title, such as the site's name."""
    texts = {(article.title, article.body) for article in articles if article.body}
    for title, count in Counter(title for title, _ in texts).items():
        if count > 1:
            yield f"title: {count} articles are all read with '{title[:100]}'; give a rule for theirs"


def _is_sound(article: Article) -> bool:
    return bool(article.title and article.published_date and article.body and not article.problems)


def _wrong_with(outcome: Outcome, *, is_given: bool) -> str | None:
    match outcome:
        case Quarantined():
            return f"should be an article and is not: {outcome.detail}"
        case NotAnArticle(what="other") if is_given:
            return "neither an article nor a listing is found on it"
        case Article() if outcome.extractor.fallback:
            return "the body was found by the fallback"
        case Article(published_date=None):
            return "no date is found"
    return None
