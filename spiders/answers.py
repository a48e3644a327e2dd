"""Redirects that lead nowhere are errors, where Scrapy's own middlewares fall silent.

One that leads away from an article that is known is not followed: it is the answer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from scrapy.downloadermiddlewares.redirect import (
    BaseRedirectMiddleware,
    MetaRefreshMiddleware,
    RedirectMiddleware,
)
from scrapy.exceptions import IgnoreRequest

from spiders.faults import LOOP, note_fault

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

LEADS_TO = "leads_to"
"""Key of `request.meta` for where an answer leads that is not followed there."""
_WINDOW = 16_384
"""Bytes at the beginning of a page in which a refresh is looked for: 4,096 characters, as Scrapy does."""


class _LoopCounter(BaseRedirectMiddleware):
    """Follows redirects; one that leads back, and one more than `REDIRECT_MAX_TIMES`, lead nowhere."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Return the middleware of a crawl, in which nobody sets a Referer."""
        middleware = cls(crawler.settings)
        middleware.crawler = crawler
        return middleware

    def _redirect(self, redirected: Request, request: Request, reason: Any) -> Request:
        before = (*request.meta.get("redirect_urls", ()), request.url)
        if redirected.url in before and redirected.method == request.method:
            raise self._loop(f"{redirected.url[:300]} leads back to itself")
        leads_away = getattr(self.crawler.spider, "leads_away", None)
        if leads_away is not None and leads_away(request, redirected.url):
            request.meta[LEADS_TO] = redirected.url
            raise _IsTheAnswer
        try:
            return super()._redirect(redirected, request, reason)
        except IgnoreRequest as error:
            raise self._loop(f"more than {self.max_redirect_times} in a row") from error

    def handle_referer(self, request: Request, response: Response) -> None:
        """Set no Referer: nobody needs to know."""

    def _loop(self, why: str) -> IgnoreRequest:
        note_fault(self.crawler, LOOP)
        return IgnoreRequest(f"{LOOP}: {why}")


class LoopingRedirect(_LoopCounter, RedirectMiddleware):
    """Follows redirects by status."""

    def process_response(
        self,
        request: Request,
        response: Response,
        spider: Any = None,  # noqa: ARG002
    ) -> Request | Response:
        """Return the response, or the request for what it leads to."""
        try:
            return super().process_response(request, response)
        except _IsTheAnswer:
            return response


class LoopingRefresh(_LoopCounter, MetaRefreshMiddleware):
    """Follows the refresh that a page asks for; a page that refreshes itself is the page."""

    def _redirect(self, redirected: Request, request: Request, reason: Any) -> Request:
        if redirected.url == request.url:
            raise _IsTheAnswer
        return super()._redirect(redirected, request, reason)

    def process_response(
        self,
        request: Request,
        response: Response,
        spider: Any = None,  # noqa: ARG002
    ) -> Request | Response:
        """Return the page, or the request for the one that it leads to."""
        window = response.body[:_WINDOW].lower()
        if b"http-equiv" not in window or b"refresh" not in window:
            return response
        try:
            return super().process_response(request, response)
        except _IsTheAnswer:
            return response


class _IsTheAnswer(Exception):
    """What leads on is to be read itself: a page that asks to be loaded again and again, or a move."""
