"""Answers that lead nowhere or cannot be unpacked are errors, where Scrapy's own middlewares fall silent."""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING, Any

from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.downloadermiddlewares.redirect import (
    BaseRedirectMiddleware,
    MetaRefreshMiddleware,
    RedirectMiddleware,
)
from scrapy.exceptions import IgnoreRequest

from archiver.cut import encoding_ends
from spiders.faults import LOOP, TOO_LARGE, UNDECODABLE, Unusable, note_fault

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.http import Response

CUT = "cut"
"""The flag of a response whose compressed body has no end."""


class _LoopCounter(BaseRedirectMiddleware):
    """Follows redirects; one that leads back, and one more than `REDIRECT_MAX_TIMES`, lead nowhere."""

    def _redirect(self, redirected: Request, request: Request, reason: Any) -> Request:
        before = (*request.meta.get("redirect_urls", ()), request.url)
        if redirected.url in before and redirected.method == request.method:
            raise self._loop(f"{redirected.url[:300]} leads back to itself")
        try:
            return super()._redirect(redirected, request, reason)
        except IgnoreRequest as error:
            raise self._loop(f"more than {self.max_redirect_times} in a row") from error

    def _loop(self, why: str) -> IgnoreRequest:
        note_fault(self.crawler, LOOP)
        return IgnoreRequest(f"{LOOP}: {why}")


class LoopingRedirect(_LoopCounter, RedirectMiddleware):
    """Follows redirects by status."""


class LoopingRefresh(_LoopCounter, MetaRefreshMiddleware):
    """Follows the refresh that a page asks for; a page that refreshes itself is the page."""

    def _redirect(self, redirected: Request, request: Request, reason: Any) -> Request:
        if redirected.url == request.url:
            raise _RefreshesItself
        return super()._redirect(redirected, request, reason)

    def process_response(
        self,
        request: Request,
        response: Response,
        spider: Any = None,  # noqa: ARG002
    ) -> Request | Response:
        """Return the page, or the request for the one that it leads to."""
        try:
            return super().process_response(request, response)
        except _RefreshesItself:
            return response


class _RefreshesItself(Exception):
    """The page asks to be loaded again and again."""


class BoundedCompression(HttpCompressionMiddleware):
    """Unpacks bodies; one larger than `DOWNLOAD_MAXSIZE`, or not packed as it says, is an error."""

    @classmethod
    def from_crawler(cls, crawler: Any) -> Any:
        """Return the middleware of a crawl."""
        middleware: Any = super().from_crawler(crawler)
        middleware.crawler = crawler
        return middleware

    def process_response(
        self,
        request: Request,
        response: Response,
        spider: Any = None,  # noqa: ARG002
    ) -> Request | Response:
        """Return the response unpacked, flagged where the packed body breaks off."""
        encoding = (response.headers.get("Content-Encoding") or b"").decode("latin-1")
        if not encoding or not response.body:
            return response
        if not encoding_ends(response.body, encoding, self._max_size):
            response = response.replace(flags=[*response.flags, CUT])
        try:
            return super().process_response(request, response)
        except IgnoreRequest as error:
            raise self._fault(TOO_LARGE, str(error)) from error
        except (OSError, EOFError, struct.error, zlib.error) as error:
            raise self._fault(UNDECODABLE, f"the body is not packed as {encoding[:40]}") from error

    def _fault(self, name: str, why: str) -> Unusable:
        note_fault(self.crawler, name)  # type: ignore[attr-defined]
        return Unusable(f"{name}: {why}")
