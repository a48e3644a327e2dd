"""Bodies without their content encodings, as a replay of the archive unpacks them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from scrapy.responsetypes import responsetypes

from archiver.warc.decoding import TooLarge, Undecodable, unpacked
from spiders.faults import TOO_LARGE, UNDECODABLE, Unusable, note_fault

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

CUT = "cut"
"""The flag of a response whose packed body has no end."""


class UnpackingMiddleware:
    """Unpacks bodies; one larger than `DOWNLOAD_MAXSIZE`, or not packed as it says, is an error."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._largest = crawler.settings.getint("DOWNLOAD_MAXSIZE")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Return the middleware of a crawl."""
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Response:
        """Return the response unpacked, flagged where the packed body breaks off; raise Unusable."""
        named = response.headers.getlist("Content-Encoding")
        if not named or not response.body:
            return response
        encoding = b",".join(named).decode("latin-1")
        try:
            body, ended, left = unpacked(response.body, encoding, self._limit(request))
        except TooLarge as error:
            raise self._fault(TOO_LARGE, str(error)) from error
        except Undecodable as error:
            raise self._fault(UNDECODABLE, str(error)) from error
        return _with_body(response, body, left, [*response.flags, *([] if ended else [CUT])])

    def _limit(self, request: Request) -> int:
        limit: int = request.meta.get("download_maxsize", self._largest)
        return limit

    def _fault(self, name: str, why: str) -> Unusable:
        note_fault(self._crawler, name)
        return Unusable(f"{name}: {why}")


def _with_body(response: Response, body: bytes, left: tuple[str, ...], flags: list[str]) -> Response:
    """Return a response with another body, of the kind that this body is of."""
    headers = response.headers
    del headers["Content-Encoding"]
    if left:
        headers["Content-Encoding"] = ", ".join(left)
    kind = responsetypes.from_args(headers=headers, url=response.url, body=body)
    unpacked_one = kind(
        response.url,
        status=response.status,
        body=body,
        flags=flags,
        request=response.request,
        ip_address=response.ip_address,
        protocol=response.protocol,
    )
    unpacked_one.headers = headers  # as they are: the constructor would copy each
    return unpacked_one
