"""Pages that broke off before their end: they are never a new, shorter version of an article."""

from __future__ import annotations

from archiver.flow import READER_VERSION, identity
from archiver.models import Extractor, Page, Quarantined
from archiver.portal import Portal

TRUNCATED = "truncated"
"""The name of this error in logs, reports and quarantine."""

_TAIL = 65_536
_ENDS = (b"</html", b"</body", b"</rss", b"</feed", b"</urlset", b"</sitemapindex")


def markup_ends(body: bytes) -> bool:
    """Return whether the page's markup is closed: then it is whole, whatever its framing says."""
    # Most pages end where they close: the last kilobyte tells, and is read first.
    for length in (1024, _TAIL):
        tail = body[-length:].lower()
        if any(end in tail for end in _ENDS):
            return True
    return False


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
