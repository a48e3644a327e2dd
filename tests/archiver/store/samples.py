"""Outcomes and clocks for the store's tests."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from msgspec import structs

from archiver.models import Article, Capture, Extractor, Quarantined, Source, Withdrawn
from archiver.store import PortalReader, PortalStore

if TYPE_CHECKING:
    from pathlib import Path

PORTAL = "demo"
DAY = dt.timedelta(days=1)
START = dt.datetime(2025, 7, 1, 8, 0, tzinfo=dt.UTC)
EXTRACTOR = Extractor(platform="dnict", layout="mới", version="1")


def now() -> dt.datetime:
    """Return a moment that stands still."""
    return START


def day(number: float) -> dt.datetime:
    """Return the moment `number` days after the start."""
    return START + number * DAY


def address(number: int) -> str:
    """Return the canonical address of an article."""
    return f"https://demo.example/tin/bai-{number}"


def capture(at: float | None, *, source: Source = "live") -> Capture:
    """Return a capture of its own for each moment; none in the archive for an undated file."""
    if at is None:
        return Capture(source=source, fetched_at=None)
    return Capture(
        source=source,
        fetched_at=day(at),
        http_status=200,
        warc=f"demo-{source}.warc.gz",
        offset=int(at * 1000),
        digest=f"sha1:{at}",
    )


def article(
    number: int = 1,
    *,
    at: float | None = 0,
    body: str = "Sáng ngày 1/7, Đảng ủy phường họp phiên đầu tiên./.",
    views: int | None = 107,
    source: Source = "live",
) -> Article:
    """Return an article as the road makes it, its content told by `body`."""
    return Article(
        id=f"{PORTAL}:tin-{number}", portal=PORTAL, url=address(number), kind="article",
        title=f"Bài viết số {number}", lead=None, body=body, authors=("Hồng Hạnh",), poster="Admin",
        source=None, section=("Tin tức",), tags=(), published_date=dt.date(2017, 12, 16), published_at=None,
        published_raw="16/12/2017", updated_date=None, updated_at=None, updated_raw=None, view_count=views,
        images=(), attachments=(), language="vi", status="published", version=1, content_sha256=f"sha-{body}",
        first_seen=None, last_seen=None, capture=capture(at, source=source), extractor=EXTRACTOR, problems=(),
    )  # fmt: skip


def withdrawn(number: int = 1, *, at: float = 1, source: Source = "live") -> Withdrawn:
    """Return the finding that an article is gone."""
    return Withdrawn(
        id=f"{PORTAL}:tin-{number}",
        portal=PORTAL,
        url=address(number),
        evidence="Bài viết đã bị gỡ",
        capture=capture(at, source=source),
    )


def quarantined(number: int = 1, *, at: float = 1, digest: str = "sha1:Q") -> Quarantined:
    """Return a page that should have been an article."""
    return Quarantined(
        id=f"{PORTAL}:tin-{number}",
        portal=PORTAL,
        url=address(number),
        reason="no-body",
        detail="Không có nội dung.",
        capture=structs.replace(capture(at), digest=digest),
        extractor=EXTRACTOR,
    )


def opened(data: Path) -> PortalStore:
    """Return the store of the sample portal."""
    return PortalStore.open(data, PORTAL, now=now)


def known(reader: PortalReader) -> list[Any]:
    """Return all that the index tells of articles."""
    counts = reader.counts()
    tally = (counts.articles, counts.withdrawn, counts.versions, counts.observations, counts.quarantined)
    told: list[Any] = [tally]
    for one in reader.articles():
        versions = [(each.version, each.first_seen, each.last_seen) for each in reader.versions(one.id)]
        seen = [each.time for each in reader.observations(one.id)]
        told.append((one, versions, seen, reader.own_visits(one.id), reader.view_count(one.id)))
    return told
