"""Pages that broke off before their end: they are never a new, shorter version of an article."""

from __future__ import annotations

import zlib

from archiver.flow import READER_VERSION, identity
from archiver.models import Extractor, Page, Quarantined
from archiver.portal import Portal

TRUNCATED = "truncated"
"""The name of this error in logs, reports and quarantine."""

_TAIL = 65_536
_ENDS = (b"</html", b"</body", b"</rss", b"</feed", b"</urlset", b"</sitemapindex")
_PIECE = 65_536
_FORMATS = {"gzip": (31,), "x-gzip": (31,), "deflate": (15, -15)}


def markup_ends(body: bytes) -> bool:
    """Return whether the page's markup is closed: then it is whole, whatever its framing says."""
    tail = body[-_TAIL:].lower()
    return any(end in tail for end in _ENDS)


def encoding_ends(body: bytes, encoding: str, limit: int) -> bool:
    """Return whether a compressed body reaches the end of its stream; true for what cannot be told.

    At most `limit` bytes are unpacked, none of them kept.
    """
    return all(
        _reaches_end(body, window, limit) is not False
        for window in _FORMATS.get(encoding.strip().lower(), ())
    )


def _reaches_end(body: bytes, window: int, limit: int) -> bool | None:
    """Return whether the stream ends; None where it is none of this format, or longer than the limit."""
    unpacking, waiting, size = zlib.decompressobj(window), body, 0
    try:
        while waiting and not unpacking.eof:
            size += len(unpacking.decompress(waiting, _PIECE))
            waiting = unpacking.unconsumed_tail
            if size > limit:
                return None
        size += len(unpacking.flush(_PIECE))
    except zlib.error:
        return None
    return unpacking.eof


def quarantined(page: Page, portal: Portal, received: str) -> Quarantined:
    """Return what is noted of an article's page that broke off; `received` says in words what came."""
    article_id, url = identity(page, portal)
    return Quarantined(
        id=article_id if portal.address(page.url) else None,
        portal=portal.id,
        url=url,
        reason=TRUNCATED,
        detail=f"a whole page was expected; {received}",
        capture=page.capture,
        extractor=Extractor(
            platform=portal.platform_id, layout=None, version=f"{READER_VERSION}.{portal.rules_version}"
        ),
    )
