"""Capture: a download handler for HTTP/1.1 that keeps the bytes of each exchange as they were on the wire.

By the time a middleware sees a response of Scrapy's own handler, reason phrase, header order and chunk
framing are gone. Here the bytes come first: what Scrapy gets is read from them once, and the archive takes
them as they are.
"""

from __future__ import annotations

import asyncio
import functools
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from scrapy.core.downloader._idna_patch import _install_twisted_idna_fallbacks
from scrapy.core.downloader.handlers._base_http import BaseHttpDownloadHandler
from scrapy.exceptions import DownloadFailedError, DownloadTimeoutError
from scrapy.http import Headers
from scrapy.utils._download_handlers import make_response, normalize_bind_address, wrap_twisted_exceptions
from twisted.internet.endpoints import HostnameEndpoint, wrapClientTLS

from spiders.connections import Connections, NeverAnswered, WireCopy
from spiders.rebuilt import request_bytes

if TYPE_CHECKING:
    from urllib.parse import SplitResult

    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

WIRE = "wire"
"""Key of `request.meta` under which a request's copy lies until it is archived."""

_PORTS = {"http": 80, "https": 443}


class CapturingDownloadHandler(BaseHttpDownloadHandler):
    """Fetches by HTTP/1.1, with and without TLS; a WireCopy is in the meta of each request, failed ones too.

    Keeps to what Scrapy's own handler does and says: connections are used again, `download_timeout`,
    `download_maxsize` and `proxy` of the meta hold, an answer that breaks off is flagged. It sends no signal
    for each piece of a body.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        _install_twisted_idna_fallbacks()  # hosts that IDNA refuses
        settings = crawler.settings
        self._timeout = settings.getfloat("DOWNLOAD_TIMEOUT")
        self._bind = normalize_bind_address(settings.get("DOWNLOAD_BIND_ADDRESS"))
        self._connections = Connections(settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN"))

    @functools.cached_property
    def _contexts(self) -> Any:
        """What secures connections; loading it takes a tenth of a second, and some portals need none."""
        from scrapy.core.downloader.contextfactory import (  # noqa: PLC0415
            _load_context_factory_from_settings,
        )

        return _load_context_factory_from_settings(self.crawler)

    async def download_request(self, request: Request) -> Response:
        """Return the response; raises Scrapy's download errors."""
        proxy = request.meta.get("proxy")
        largest = request.meta.get("download_maxsize", self._default_maxsize)
        copy = WireCopy(request_bytes(request, through=proxy), largest)
        request.meta[WIRE] = copy
        seconds = request.meta.get("download_timeout") or self._timeout
        try:
            async with asyncio.timeout(seconds) as copy.limit:
                with wrap_twisted_exceptions():
                    await self._exchange(request, proxy, copy, seconds)
        except TimeoutError as error:
            raise DownloadTimeoutError(f"{request.url} took longer than {seconds} seconds") from error
        finally:
            copy.limit = None
        return _response(request, copy)

    async def close(self) -> None:
        """Close the connections that wait for another request."""
        self._connections.close()

    async def _exchange(self, request: Request, proxy: str | None, copy: WireCopy, seconds: float) -> None:
        """Make the exchange; on a new connection where the server had closed the one that was to be used."""
        url = urlsplit(request.url)
        server = (url.scheme, url.netloc, proxy)
        connection = self._connections.resting(server)
        if connection is not None:
            try:
                await connection.exchange(copy)
            except NeverAnswered:
                if request.method not in {"GET", "HEAD"}:
                    raise
            else:
                return
        endpoint = self._endpoint(url, proxy, request, seconds)
        connection = await self._connections.connected(server, endpoint)
        await connection.exchange(copy)

    def _endpoint(self, url: SplitResult, proxy: str | None, request: Request, seconds: float) -> Any:
        """Return the Twisted endpoint of the server, of its proxy, or of the server through its proxy."""
        from twisted.internet import reactor  # noqa: PLC0415 - chosen by the crawler

        (host, port), name = _host_and_port(url), (url.hostname or "").encode("ascii")
        if proxy is None:
            plain: Any = HostnameEndpoint(reactor, host, port, timeout=seconds, bindAddress=self._bind)
            secured = url.scheme == "https"
            return wrapClientTLS(self._contexts.creatorForNetloc(name, port), plain) if secured else plain
        proxy_host, proxy_port = _host_and_port(urlsplit(proxy if "//" in proxy else f"http://{proxy}"))
        if url.scheme == "http":
            return HostnameEndpoint(reactor, proxy_host, proxy_port, timeout=seconds, bindAddress=self._bind)
        from scrapy.core.downloader.handlers.http11 import (  # noqa: PLC0415 - few need it
            _TunnelingTCP4ClientEndpoint,
        )

        through = (proxy_host, proxy_port, request.headers.get("Proxy-Authorization"))
        return _TunnelingTCP4ClientEndpoint(reactor, name, port, through, self._contexts, seconds, self._bind)  # type: ignore[arg-type]


def _host_and_port(url: SplitResult) -> tuple[str, int]:
    return url.hostname or "", url.port or _PORTS.get(url.scheme, 80)


def _response(request: Request, copy: WireCopy) -> Response:
    """Return what Scrapy makes of a response, from the one reading of its bytes."""
    message, end = copy.message, copy.arriving.ended
    if message is None or message.status is None:
        raise DownloadFailedError("what came is no HTTP response")
    return make_response(
        url=request.url.partition("#")[0],
        status=message.status,
        headers=Headers(message.raw_headers),
        body=message.payload,
        flags=[end] if end in {"partial", "dataloss"} else None,
        ip_address=copy.address,
        protocol=message.head[:8].decode("latin-1"),
    )
