"""Connections to servers: a request at a time goes out, its answer comes in and is kept as it comes."""

from __future__ import annotations

import asyncio
import datetime as dt
import functools
import ipaddress
from collections import defaultdict
from contextlib import suppress
from time import monotonic
from typing import TYPE_CHECKING, Any

from scrapy.exceptions import DownloadCancelledError, DownloadFailedError
from twisted.internet.protocol import Factory, Protocol, connectionDone

from archiver.warc.arriving import Arriving, Unreadable

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from twisted.internet.interfaces import IAddress
    from twisted.python.failure import Failure

    from archiver.warc.messages import HttpResponse

    Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_LONGEST_REST = 60.0
"""Seconds after which an unused connection is not used again; many servers close theirs about then."""
_FRAMING_ALLOWANCE = 1 << 20


class NeverAnswered(DownloadFailedError):
    """The connection ended before a byte of the answer had come."""


class WireCopy:
    """The bytes of one exchange, as they went over the network."""

    def __init__(self, request: bytes, largest: int = 0) -> None:
        """Begin the copy of an exchange whose body may have `largest` bytes; 0 for no limit."""
        self.request = request
        """The request as written."""
        self.largest = largest
        self.limit: asyncio.Timeout | None = None
        """How long the exchange may take, while it is under way."""
        self.begin(None)

    def begin(self, address: Address | None) -> None:
        """Forget what a failed attempt left: the request is about to be written to `address`."""
        self.address = address
        self.started_at = dt.datetime.now(dt.UTC)
        self.cut = False
        """Whether it was larger than the limit, of which nothing more is kept."""
        self.arriving = Arriving()

    def give_up(self) -> None:
        """End the exchange as if its time were over."""
        if self.limit is not None and not self.limit.expired():
            self.limit.reschedule(asyncio.get_running_loop().time())

    @property
    def ip(self) -> str | None:
        """The server's address; None before there is a connection."""
        return str(self.address) if self.address else None

    @functools.cached_property
    def response(self) -> bytes:
        """The response as received, interim heads included; to be asked for once it has ended."""
        return bytes(self.arriving.received)

    @functools.cached_property
    def message(self) -> HttpResponse | None:
        """The response, cut into its parts; to be asked for once it has ended."""
        return self.arriving.message

    def add(self, data: bytes) -> bool:
        """Keep what was received, and return whether the answer has ended.

        Raises Unreadable, and DownloadCancelledError once the answer is larger than the limit.
        """
        arriving, largest = self.arriving, self.largest
        if largest and len(arriving.received) + len(data) > 2 * largest + _FRAMING_ALLOWANCE:
            self.cut = True
            raise DownloadCancelledError(f"more than {len(arriving.received)} bytes came")
        ended = arriving.add(data)
        size = max(arriving.body_size, arriving.announced or 0, arriving.claimed)
        if largest and size > largest:
            raise DownloadCancelledError(f"its body has {size} bytes or more; {largest} are allowed")
        return ended


class Connection(Protocol):
    """One connection, on which one exchange follows another."""

    def __init__(self, rests: Callable[[Connection], None], lost: Callable[[Connection], None]) -> None:
        self._rests = rests
        self._lost = lost
        self._copy: WireCopy | None = None
        self._told: asyncio.Future[None] | None = None
        self.is_lost = False
        self.rests_since = 0.0

    def connectionMade(self) -> None:  # noqa: N802
        """Note whom the connection leads to."""
        wire: Any = self.transport
        self.wire = wire
        self.address: Address | None = None
        with suppress(AttributeError, ValueError):
            self.address = ipaddress.ip_address(wire.getPeer().host)

    async def exchange(self, copy: WireCopy) -> None:
        """Send the request; the answer is in the copy. Raises what Scrapy's handlers raise where it fails."""
        copy.begin(self.address)
        self._copy = copy
        self._told = asyncio.get_running_loop().create_future()
        self.wire.write(copy.request)
        try:
            await self._told
        except BaseException:
            self._copy = None
            if not self.is_lost:
                self.wire.abortConnection()
            raise
        if copy.arriving.leaves_connection_usable and not self.is_lost:
            self.rests_since = monotonic()
            self._rests(self)
        elif not self.is_lost:
            self.wire.loseConnection()

    def dataReceived(self, data: bytes) -> None:  # noqa: N802
        """Add to the copy; what nobody asked for ends the connection."""
        if self._copy is None:
            self.wire.abortConnection()
            return
        try:
            if self._copy.add(data):
                self._tell(None)
        except Unreadable as error:
            self._tell(DownloadFailedError(str(error)))
        except DownloadCancelledError as error:
            self._tell(error)

    def connectionLost(self, reason: Failure = connectionDone) -> None:  # noqa: N802
        """End the answer, as far as it came."""
        self.is_lost = True
        self._lost(self)
        if self._copy is None:
            return
        kind = DownloadFailedError if self._copy.arriving.received else NeverAnswered
        try:
            self._copy.arriving.close()
        except Unreadable as error:
            failed = kind(f"{error} ({type(reason.value).__name__}: {reason.value})")
            failed.__cause__ = reason.value
            self._tell(failed)
        else:
            self._tell(None)

    def _tell(self, error: Exception | None) -> None:
        told, self._copy = self._told, None
        if told is None or told.done():
            return
        if error is None:
            told.set_result(None)
        else:
            told.set_exception(error)


class Connections:
    """The open connections, to be used again: at most so many rest for each server."""

    def __init__(self, most_resting: int) -> None:
        self._most = most_resting
        self._resting: defaultdict[Hashable, list[Connection]] = defaultdict(list)
        self._open: set[Connection] = set()

    def resting(self, server: Hashable) -> Connection | None:
        """Return a connection to a server that rests; None where there is none."""
        waiting = self._resting[server]
        while waiting:
            connection = waiting.pop()
            if monotonic() - connection.rests_since < _LONGEST_REST:
                return connection
            connection.wire.loseConnection()
        return None

    async def connected(self, server: Hashable, endpoint: Any) -> Connection:
        """Return a new connection by a Twisted endpoint; raises what that raises."""
        factory = _ConnectionFactory(lambda: Connection(self._take_back(server), self._forget(server)))
        connecting: Any = endpoint.connect(factory)
        connection: Connection = await connecting.asFuture(asyncio.get_running_loop())
        self._open.add(connection)
        return connection

    def close(self) -> None:
        """Close all."""
        for connection in list(self._open):
            connection.wire.abortConnection()

    def _take_back(self, server: Hashable) -> Callable[[Connection], None]:
        def take_back(connection: Connection) -> None:
            if len(self._resting[server]) < self._most:
                self._resting[server].append(connection)
            else:
                connection.wire.loseConnection()

        return take_back

    def _forget(self, server: Hashable) -> Callable[[Connection], None]:
        def forget(connection: Connection) -> None:
            self._open.discard(connection)
            if connection in self._resting[server]:
                self._resting[server].remove(connection)

        return forget


class _ConnectionFactory(Factory):
    """Makes connections for an endpoint."""

    noisy = False

    def __init__(self, make: Callable[[], Connection]) -> None:
        self._make = make

    def buildProtocol(self, addr: IAddress | None) -> Connection:  # noqa: ARG002, N802
        return self._make()
