"""The demo portal, archived twice at moments that never change: what docs/datasets.md asks about."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import msgspec

from archiver.demo import real_targets
from archiver.demo.site import DemoSite
from archiver.flow import article_from_page
from archiver.models import Article, Capture, Outcome, Page, Withdrawn
from archiver.portal import Portal, load_portal
from archiver.store import PortalStore
from archiver.validate import content_digest
from archiver.warc.cdxj import cdxj_line
from archiver.warc.digests import sha1_digest
from archiver.warc.records import Written

PORTAL = "demo"
FIRST = dt.datetime(2025, 6, 28, 1, 0, tzinfo=dt.UTC)
SECOND = dt.datetime(2025, 7, 15, 1, 0, tzinfo=dt.UTC)
AFTER_FIRST = "2025-06-30"
AFTER_SECOND = "2025-07-31"
EDITED = (3, 50, 120)
"""Places of articles whose text is another at the second visit."""
GONE = (7, 200)
"""Places of articles that are gone at the second visit."""


def make_archive(data: Path) -> None:
    """Record the demo portal as two crawls would have, with the CDXJ of a WARC file each."""
    portal = load_portal(PORTAL)
    with PortalStore.open(data, PORTAL, now=lambda: FIRST) as store:
        for start in (FIRST, SECOND):
            name, lines = f"{PORTAL}-{start:%Y%m%d%H%M%S}-00000.warc.gz", []
            outcomes = []
            for place, target in enumerate(real_targets()):
                page = _page(target, place, start, name)
                lines.append(_line(page))
                outcomes.append(article_from_page(page, portal))
            (data / PORTAL / "warc" / name.replace(".warc.gz", ".cdxj")).write_bytes(b"".join(sorted(lines)))
            for outcome in outcomes if start is FIRST else _later(outcomes):
                store.record(outcome)


def _page(target: str, place: int, start: dt.datetime, warc: str) -> Page:
    reply = DemoSite("127.0.0.1", 8730).respond("GET", target, {})
    capture = Capture(
        source="live",
        fetched_at=start + dt.timedelta(seconds=2 * place),
        http_status=reply.status,
        warc=warc,
        offset=5_000 * place,
        digest=sha1_digest(reply.body),
    )
    kind = dict(reply.headers).get("Content-Type", "")
    return Page(url=f"http://127.0.0.1:8730{target}", body=reply.body, content_type=kind, capture=capture)


def _line(page: Page) -> bytes:
    at, capture = page.capture.fetched_at, page.capture
    assert at is not None
    return cdxj_line(
        Written(
            url=page.url, fetched_at=at, digest=capture.digest or "", status=capture.http_status,
            content_type=page.content_type, file=capture.warc or "", offset=capture.offset or 0, length=5_000,
        )
    )  # fmt: skip


def _later(outcomes: list[Outcome]) -> list[Outcome]:
    """Return what the second visit finds: more views, some texts edited, some articles gone."""
    later: list[Outcome] = []
    place = 0
    for outcome in outcomes:
        if not isinstance(outcome, Article):
            later.append(outcome)
            continue
        later.append(_gone(outcome) if place in GONE else _read_again(outcome, place))
        place += 1
    return later


def _read_again(article: Article, place: int) -> Article:
    views = None if article.view_count is None else article.view_count + 1 + place * 7 % 50
    again = msgspec.structs.replace(article, view_count=views)
    if place in EDITED:
        again = msgspec.structs.replace(again, body=f"{again.body}\n\nBan biên tập đã sửa bài này.")
    return msgspec.structs.replace(again, content_sha256=content_digest(again))


def _gone(article: Article) -> Withdrawn:
    return Withdrawn(
        id=article.id,
        portal=article.portal,
        url=article.url,
        evidence="Bài viết không tồn tại",
        capture=article.capture,
    )


def registry() -> dict[str, Portal]:
    """Return the demo portal by its id."""
    return {PORTAL: load_portal(PORTAL)}
