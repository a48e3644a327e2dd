"""The made pages and how they are read: as a page of a portal that consists of its host and its platform."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec

from archiver.discover import listing_from_document
from archiver.extract.document import Document, parse_page
from archiver.facts import PlatformFile, PortalFile
from archiver.flow import article_from_document
from archiver.models import Article, Capture, ListingItem, Page, Quarantined, Withdrawn
from archiver.portal import Portal, load_platforms

HERE = Path(__file__).parent
ENDING = ".expected.json"
FETCHED_AT = dt.datetime(2025, 6, 30, 2, 0, tzinfo=dt.UTC)
PORTAL_ID = "made"
PLATFORMS: dict[str, PlatformFile] = load_platforms()

FIELDS = (
    "id", "url", "kind", "title", "lead", "body", "authors", "poster", "source", "section", "tags",
    "published_date", "published_at", "published_raw", "updated_date", "updated_at", "updated_raw",
    "view_count", "images", "attachments", "language", "problems",
)  # fmt: skip
"""What an expected file says of an article: all that is read from its page."""
ATTACHMENT = ("url", "name", "media_type")
IMAGE = ("url", "caption")
ITEM = ("url", "id", "title", "published_date", "published_at", "view_count")


def page_paths() -> Iterator[Path]:
    """Yield every made page, platform by platform."""
    yield from sorted(HERE.glob("*/*.html"))


def expected_of(path: Path) -> dict[str, Any]:
    """Return what the file beside a page says that it becomes; raise FileNotFoundError without one."""
    expected: dict[str, Any] = msgspec.json.decode(path.with_suffix(ENDING).read_bytes())
    return expected


def document_of(path: Path, url: str, text: str | None = None) -> Document:
    """Return a made page, or `text` in its place, as fetched from `url`."""
    body = path.read_bytes() if text is None else text.encode()
    capture = Capture(source="file", fetched_at=FETCHED_AT, http_status=200)
    return parse_page(Page(url=url, body=body, content_type="text/html; charset=utf-8", capture=capture))


def portal_of(url: str, platform: str) -> Portal:
    """Return a portal of the address's host on a platform, or on `auto`."""
    split = urlsplit(url)
    facts = PortalFile(
        name="Cổng thử", home=f"{split.scheme}://{split.netloc}/", platform=platform, committee=None
    )
    return Portal(PORTAL_ID, facts, PLATFORMS)


def reading(document: Document, portal: Portal) -> dict[str, Any]:
    """Return what a page becomes, in the form of an expected file without its address."""
    outcome = article_from_document(document, portal)
    if isinstance(outcome, Article):
        return {"outcome": _article(outcome)}
    if isinstance(outcome, Withdrawn):
        return {"withdrawn": {"id": outcome.id, "url": outcome.url, "evidence": outcome.evidence}}
    listing = listing_from_document(document, portal)
    if isinstance(outcome, Quarantined):
        return {"quarantined": {"reason": outcome.reason, "detail": outcome.detail}}
    return {
        "listing": {
            "items": [_item(item) for item in listing.items],
            "next_pages": list(listing.next_pages),
            "total_pages": listing.total_pages,
            "total_items": listing.total_items,
        }
    }


def _article(article: Article) -> dict[str, Any]:
    said = msgspec.to_builtins(article)
    fields = {name: said[name] for name in FIELDS}
    fields["attachments"] = [{name: file[name] for name in ATTACHMENT} for file in said["attachments"]]
    fields["images"] = [{name: image[name] for name in IMAGE} for image in said["images"]]
    return _plain(fields)


def _item(item: ListingItem) -> dict[str, Any]:
    said = msgspec.to_builtins(item)
    return {name: said[name] for name in ITEM}


def _plain(fields: dict[str, Any]) -> dict[str, Any]:
    """Return `fields` as they come back from JSON: lists for tuples."""
    return msgspec.json.decode(msgspec.json.encode(fields), type=dict[str, Any])
