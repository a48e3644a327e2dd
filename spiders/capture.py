"""Capture: a download handler that keeps a copy of the bytes of each exchange, as they were on the wire.

Scrapy's own HTTP/1.1 handler, with a connection pool whose connections copy what they send and receive, HTTP
and HTTPS alike. By the time a middleware sees a response, reason phrase, header order and chunk framing are
gone: only here are they still there. This leans on names that Scrapy and Twisted keep to themselves; tests
hold them.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from scrapy.core.downloader.handlers.http11 import (
    HTTP11DownloadHandler,
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
)
from twisted.web.client import HTTPConnectionPool

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from twisted.internet.defer import Deferred
    from twisted.internet.interfaces import IAddress, IStreamClientEndpoint
    from twisted.web._newclient import HTTP11ClientProtocol
    from twisted.web._newclient import Request as WireRequest
    from twisted.web.iweb import IResponse

WIRE = "wire"
"""Key of `request.meta` under which a request's copy lies until it is archived."""

_FRAMING_ALLOWANCE = 1 << 20
_COPY = "wire_copy"


class WireCopy:
    """The bytes of one exchange, as they went over the network."""

    def __init__(self, limit: int = 0) -> None:
        """Begin an empty copy that keeps at most `limit` received bytes; 0 for no limit."""
        self._limit = limit
        self.begin(None)

    def begin(self, ip: str | None) -> None:
        """Forget what a failed attempt left: the request is about to be written to `ip`."""
        self.ip = ip
        self.started_at = dt.datetime.now(dt.UTC)
        self.cut = False
        self._sent: list[bytes] = []
        self._received: list[bytes] = []
        self._size = 0

    def add_sent(self, data: bytes) -> None:
        """Keep what was written."""
        self._sent.append(data)

    def add_received(self, data: bytes) -> bool:
        """Keep what was received; False once there is more than the limit, of which nothing more is kept."""
        self._size += len(data)
        self.cut = self.cut or bool(self._limit and self._size > self._limit)
        if not self.cut:
            self._received.append(data)
        return not self.cut

    @property
    def request(self) -> bytes:
        """The request as written."""
        return b"".join(self._sent)

    @property
    def response(self) -> bytes:
        """The response as received, interim heads included."""
        return b"".join(self._received)


class CapturingDownloadHandler(HTTP11DownloadHandler):
    """Scrapy's handler for HTTP and HTTPS; leaves a WireCopy in the meta of each request, failed ones too."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._copying_pool = _CopyingPool(self._pool)
        self._pool = self._copying_pool

    async def download_request(self, request: Request) -> Response:
        """Return the response as Scrapy's handler does."""
        largest = request.meta.get("download_maxsize", self._default_maxsize)
        copy = WireCopy(limit=2 * largest + _FRAMING_ALLOWANCE if largest else 0)
        request.meta[WIRE] = copy
        self._copying_pool.next_copy = copy
        return await super().download_request(request)


class _CopyingPool(HTTPConnectionPool):
    """A pool whose connections write into the copy that was laid out before one was asked for.

    Scrapy's handler asks for a connection before it first waits, so that no other request can come between.
    """

    next_copy: WireCopy | None = None

    def __init__(self, pool: HTTPConnectionPool) -> None:
        reactor = pool._reactor  # noqa: SLF001 - the reactor that Scrapy chose
        super().__init__(reactor, persistent=pool.persistent)  # type: ignore[no-untyped-call]
        self.maxPersistentPerHost = pool.maxPersistentPerHost
        self._factory = _CopyingFactory

    def getConnection(self, key: Any, endpoint: IStreamClientEndpoint) -> Deferred[Any]:  # noqa: N802
        copy, self.next_copy = self.next_copy, None
        return super().getConnection(key, endpoint).addCallback(_Connection, copy)


class _Connection:
    """What the agent makes its one request on: marks the request with its copy."""

    def __init__(self, connection: Any, copy: WireCopy | None) -> None:
        self._connection = connection
        self._copy = copy

    def request(self, request: WireRequest) -> Deferred[IResponse]:
        setattr(request, _COPY, self._copy)
        answer: Deferred[IResponse] = self._connection.request(request)
        return answer


class _CopyingProtocol(_LenientHTTP11ClientProtocol):
    """A connection that copies what it writes for a request and what it receives in answer."""

    _copy: WireCopy | None = None

    def request(self, request: WireRequest) -> Deferred[IResponse]:
        copy: WireCopy | None = getattr(request, _COPY, None)
        if copy is not None and self.state == "QUIESCENT":
            wire: Any = self.transport
            copy.begin(getattr(wire.getPeer(), "host", None))
            write_to: Any = type(request).writeTo
            setattr(request, "writeTo", lambda transport: write_to(request, _Tee(transport, copy)))  # noqa: B010
            self._copy = copy
        return super().request(request)

    def dataReceived(self, data: bytes) -> None:  # noqa: N802
        # The copy comes first: the last bytes of a response set off everything that reads it.
        copy = self._copy
        if copy is not None and not copy.add_received(data):
            self._copy = None
            wire: Any = self.transport
            wire.abortConnection()
            return
        super().dataReceived(data)  # type: ignore[no-untyped-call]
        if self._parser is None and self._copy is copy:
            self._copy = None


class _Tee:
    """A transport that also copies what is written to it."""

    def __init__(self, transport: Any, copy: WireCopy) -> None:
        self._transport = transport
        self._copy = copy

    def write(self, data: bytes) -> None:
        self._copy.add_sent(data)
        self._transport.write(data)

    def writeSequence(self, data: Iterable[bytes]) -> None:  # noqa: N802
        self.write(b"".join(data))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)


class _CopyingFactory(_LenientHTTP11ClientFactory):
    """Makes the connections that copy."""

    def buildProtocol(self, addr: IAddress | None) -> HTTP11ClientProtocol:  # noqa: ARG002, N802
        return _CopyingProtocol(self._quiescentCallback)  # type: ignore[no-untyped-call]
