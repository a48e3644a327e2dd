"""The requests of one run: each address once, in their order, noted in the store before it is asked for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from scrapy import Request

from archiver.posted import FORM_TYPE, body_for, form_address, is_posted
from spiders.starts import START

if TYPE_CHECKING:
    from twisted.python.failure import Failure

    from archiver.extract.document import Document
    from archiver.store import PortalStore
    from spiders.wanted import Wanted

FEED, LISTING, ARTICLE, AGAIN = 20, 10, 0, -10
"""Feeds and listings come first, so that a crawl soon knows how much there is; what is known comes last."""
AT_ONCE = dt.datetime(1971, 1, 1, tzinfo=dt.UTC)
"""When a listing is due that a run is about to ask for: the next one does, should this one not come to it."""
AS_FEED = "feed"
"""Key of `request.meta` under which the address lies, where it is asked for as that of a feed or sitemap."""
STEPS = "steps"
"""Key of `request.meta` for the steps that led to a section."""
POSTED = "posted"
"""Key of `request.meta` for the address by which a page is known that is posted for."""
MOST_POSTED = 5000
"""Pages that one run posts for."""


class Asking:
    """Makes the requests of one run for what is `wanted`; `failed` is told of those without an answer."""

    def __init__(self, store: PortalStore, wanted: Wanted, failed: Callable[[Failure], None]) -> None:
        self._store = store
        self._wanted = wanted
        self._failed = failed
        self._rereadings = 0
        self._posted = 0

    def first(self, listings: Iterable[str], *, swept_before: bool) -> Iterator[Request]:
        """Yield requests for listings, and for what earlier runs found and did not come to.

        `swept_before`: the sweep was begun by another run, whose listings are not read again.
        """
        pending = [*self._store.pending(), *self._store.forbidden()]
        posted_from = {form_address(url) for url in pending if is_posted(url)}
        for url in self._wanted.unasked(listings):
            if not (swept_before and self._wanted.is_swept(url)) or url in posted_from:
                asked = self.page(url, priority=LISTING)
                yield asked.replace(meta={**asked.meta, START: url})
        for url in list(self._wanted.unasked(map(form_address, pending))):
            yield self.page(url, priority=ARTICLE if self._is_article(url) else LISTING, steps=1)
        for url in list(self._wanted.unasked(map(form_address, self._store.due(AT_ONCE)))):
            yield self.page(url, priority=LISTING, steps=1)

    def feeds(self, urls: Iterable[str]) -> Iterator[Request]:
        """Yield requests for feeds and sitemaps."""
        for url in self._wanted.as_they_are(urls):
            yield self.page(url, priority=FEED, feed=url)

    def met(self, urls: Iterable[str], steps: int = 0, *, pages: bool = False) -> Iterator[Request]:
        """Yield requests for articles that are new and listings not read in this run.

        `pages`: they are further pages of a list that has something new.
        """
        urls = list(self._wanted.met(urls, pages=pages))
        self._store.discover(urls)
        for url in urls:
            is_article = self._is_article(url)
            if not is_article:
                # Due until it is answered: once the articles beside it are known, nothing leads there again.
                self._store.schedule(url, AT_ONCE)
            yield self.page(url, priority=ARTICLE if is_article else LISTING, steps=steps)

    def posts(self, document: Document, urls: Iterable[str], steps: int) -> Iterator[Request]:
        """Yield requests that post the page's own form for other pages of its list."""
        for url in self._wanted.met(urls, pages=True):
            body = None if document.root is None else body_for(document.root, url)
            if body is None or self._posted == MOST_POSTED:
                continue
            self._posted += 1
            self._store.discover([url])
            asked = self.page(form_address(url), priority=LISTING, steps=steps)
            yield asked.replace(
                method="POST",
                body=body,
                headers={"Content-Type": FORM_TYPE},
                meta={**asked.meta, POSTED: url},
            )

    def again(self, urls: Iterable[str]) -> Iterator[Request]:
        """Yield requests for articles to be read again, within what one run may."""
        for url in self._wanted.unasked(map(form_address, urls)):
            if self._rereadings == self._wanted.portal.facts.reread_most:
                return
            self._rereadings += 1
            yield self.page(url, priority=AGAIN)

    def page(
        self,
        url: str,
        *,
        priority: int = ARTICLE,
        steps: int = 0,
        feed: str | None = None,
        whole: bool = False,
    ) -> Request:
        """Return the request for an address; `whole`: again, without the conditions of one that is known."""
        return Request(
            url,
            errback=self._failed,
            priority=priority,
            headers={} if whole else self._wanted.validators(url),
            meta={STEPS: steps, AS_FEED: feed},
            dont_filter=whole,
        )

    def _is_article(self, url: str) -> bool:
        return self._wanted.portal.address(url) is not None
