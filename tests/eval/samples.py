"""Pages whose right reading is known: the made pages of every platform, and those of the demo portal."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from archiver.demo import truth
from archiver.demo.site import DemoSite
from archiver.facts import PortalFile
from archiver.models import Capture, Page
from archiver.portal import Portal
from tests.platforms.saved import PLATFORMS, document_of, expected_of, page_paths, portal_of

MODES = ("named", "auto", "unknown")
"""The platform stated, recognised by its signs, and taken away."""
DEMO = "demo"
SEEN_AT = dt.datetime(2026, 6, 30, 2, 0, tzinfo=dt.UTC)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One article page and what it says."""

    name: str
    platform: str
    """A platform's id, or `demo`."""
    page: Page
    truth: dict[str, Any]
    """By field, as JSON has it."""

    def portal(self, mode: str) -> Portal:
        """Return the portal as which the page is read."""
        platform = "dnict" if self.platform == DEMO else self.platform
        if mode == "unknown":
            return without_platform(self.page.url)
        return portal_of(self.page.url, platform if mode == "named" else "auto")


def without_platform(url: str) -> Portal:
    """Return a portal of the address's host that knows no platform."""
    split = urlsplit(url)
    facts = PortalFile(name="Cổng lạ", home=f"{split.scheme}://{split.netloc}/", platform="auto")
    return Portal("la", facts, {})


def samples() -> Iterator[Sample]:
    """Yield every made article page, then those of the demo portal."""
    yield from _made()
    yield from _demo()


def _made() -> Iterator[Sample]:
    for path in page_paths():
        expected = expected_of(path)
        if "outcome" in expected and path.parent.name in PLATFORMS:
            yield Sample(
                name=f"{path.parent.name}/{path.stem}",
                platform=path.parent.name,
                page=document_of(path, expected["url"]).page,
                truth=expected["outcome"],
            )


def _demo() -> Iterator[Sample]:
    site = DemoSite("127.0.0.1", 8730)
    for article in truth():
        if article.status != "published":
            continue
        found = site.respond("GET", article.path, {"accept-language": "vi"})
        capture = Capture(source="live", fetched_at=SEEN_AT, http_status=200)
        page = Page(
            url=site.base + article.path,
            body=found.body,
            content_type="text/html; charset=utf-8",
            capture=capture,
        )
        said = {
            "kind": article.kind,
            "title": article.title,
            "lead": article.lead,
            "body": "\n\n".join(article.body),
            "authors": list(article.authors),
            "poster": article.poster,
            "source": None,
            "published_date": article.published_date.isoformat(),
            "published_at": None,
            "view_count": article.view_count,
        }
        yield Sample(name=f"demo/{article.key[:60]} ({article.case})", platform=DEMO, page=page, truth=said)
