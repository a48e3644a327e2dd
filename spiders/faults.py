"""What can be wrong with an answer, each by its name, and how it is counted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from OpenSSL import SSL
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from twisted.internet.error import ConnectError, ConnectionClosed

from archiver.checkup import FAULTS
from spiders.archive import ARCHIVED

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler

TOO_MANY, UNAVAILABLE, SERVER_ERROR = "too-many-requests", "unavailable", "server-error"
REFUSED, NO_SUCH_HOST, PRIVATE = "connection-refused", "no-such-host", "private-address"
TIMEOUT, TOO_SLOW, RESET, BROKEN = "timeout", "too-slow", "reset", "broken-answer"
CERTIFICATE, TOO_LARGE, LOOP, UNDECODABLE = "certificate", "too-large", "redirect-loop", "undecodable"

OF_THE_NETWORK = (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    ResponseDataLossError,
    ConnectError,
    ConnectionClosed,
    SSL.Error,
    OSError,
)
"""The errors that a request may end with before there is an answer."""
ASKED_ONCE = frozenset({CERTIFICATE, PRIVATE, TOO_LARGE})
"""Faults that a second try would meet again."""
OF_THE_PAGE = frozenset({SERVER_ERROR, TOO_SLOW, BROKEN, TOO_LARGE, PRIVATE})
"""Faults of one page: they neither slow down the crawl of its host nor end it."""


class Unusable(Exception):
    """The answer is none that can be read; the message says why."""


class NotAsked(IgnoreRequest):
    """The request is left for another run; what is known of its address stays as it was."""


def left_alone(request: Request, why: str) -> NotAsked:
    """Return the error that ends a request as if it had never been made: its errback is not told."""
    request.errback = None
    return NotAsked(f"{request.url}: not asked for, because {why}")


def note_fault(crawler: Crawler, fault: str) -> None:
    """Count a request that was given up."""
    crawler.stats.inc_value(f"{FAULTS}{fault}")


def fault_of(request: Request, error: BaseException, private_names: frozenset[str]) -> str:
    """Return the name of what kept a request from being answered."""
    if isinstance(error, DownloadCancelledError):
        return TOO_LARGE
    if isinstance(error, DownloadTimeoutError):
        return TOO_SLOW if ARCHIVED in request.meta else TIMEOUT
    if isinstance(error, CannotResolveHostError):
        return PRIVATE if any(name in str(error) for name in private_names) else NO_SUCH_HOST
    if isinstance(error, DownloadConnectionRefusedError):
        return REFUSED
    if "certificate" in _told_by(error).lower():
        return CERTIFICATE
    return BROKEN if ARCHIVED in request.meta else RESET


def _told_by(error: BaseException) -> str:
    """Return the words of an error and of those that led to it."""
    cause: Any = error.__cause__
    reasons = getattr(cause, "reasons", None) or getattr(error, "reasons", None) or ()
    told = " ".join(f"{type(r.value).__name__} {r.value!s}" for r in list(reasons)[:5])
    return f"{error!s} {type(cause).__name__} {cause!s} {told}"[:10_000]
