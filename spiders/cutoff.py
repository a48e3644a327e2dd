"""Answers that broke off: asked for again, then quarantined; the archive keeps each of them."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from archiver.cut import TRUNCATED, markup_ends, quarantined
from archiver.models import Page
from spiders.archive import ARCHIVED
from spiders.faults import Unusable, note_fault
from spiders.unpacking import CUT

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from archiver.warc.records import Written

_CAME_BEFORE = "cut_digest"


def was_cut(request: Request, response: Response) -> bool:
    """Return whether the answer broke off before its end.

    Where the server told no length, a page whose markup stays open broke off, unless it came so twice.
    """
    if CUT in response.flags:
        return True
    if not {"dataloss", "partial"} & set(response.flags) or markup_ends(response.body):
        return False
    digest = hashlib.sha256(response.body).hexdigest()
    before, request.meta[_CAME_BEFORE] = request.meta.get(_CAME_BEFORE), digest
    return "dataloss" in response.flags or digest != before


def note_cut(crawler: Crawler, request: Request, response: Response) -> Response:
    """Return a listing, whose first items are true; raise Unusable for anything that may be an article.

    An article's page is quarantined.
    """
    note_fault(crawler, TRUNCATED)
    spider = crawler.spider
    portal, store = spider.portal, spider.store  # type: ignore[union-attr]
    if portal.tells_articles_apart(response.url) and portal.address(response.url) is None:
        return response
    received = f"{len(response.body)} bytes came, then the answer broke off"
    written: Written | None = request.meta.get(ARCHIVED)
    if written is not None and response.status == 200 and portal.address(response.url):
        page = Page(url=response.url, body=response.body, capture=written.capture("live"))
        store.record(quarantined(page, portal, received))
        crawler.stats.inc_value("archiver/pages/quarantined")
    raise Unusable(f"{TRUNCATED}: {received}")
