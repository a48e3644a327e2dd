"""The gate: no request leaves for another host, a private address, or a page that is no page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from archiver.address import is_private
from archiver.media import is_wanted
from spiders.media import MEDIA

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from archiver.portal import Portal


class Refused(IgnoreRequest):
    """The request was not made; the message says why."""


class GateMiddleware:
    """Refuses requests that leave the portal, whoever made them: a listing, a redirect, a feed."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._portal: Portal = crawler.spider.portal  # type: ignore[union-attr]
        self._private_home = is_private(urlsplit(self._portal.facts.home).hostname or "")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Return the gate of a crawl."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Refuse a request to another host, and a redirect to what is never asked for."""
        if MEDIA in request.meta:
            if not is_wanted(request.url, self._portal):
                raise self._refused(request, "other-host")
            return
        addresses = self._portal.addresses
        if not addresses.holds(request.url):
            raise self._refused(request, "other-host")
        if request.meta.get("redirect_times") and addresses.canonical(request.url) is None:
            raise self._refused(request, "redirect-to-no-page")

    def process_response(self, request: Request, response: Response) -> Response:
        """Refuse an answer from a private address for a public portal: its name may have been rebound."""
        if not self._private_home and response.ip_address and is_private(str(response.ip_address)):
            raise self._refused(request, "private-address")
        return response

    def _refused(self, request: Request, reason: str) -> Refused:
        self._crawler.stats.inc_value(f"archiver/refused/{reason}")
        return Refused(f"{request.url}: refused ({reason})")
