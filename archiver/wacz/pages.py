"""The pages list: the articles whose captures lie in a package, with title and time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import msgspec

from archiver.media import media_of
from archiver.models import Article, Record
from archiver.store import PortalReader
from archiver.wacz.heads import record_head
from archiver.wacz.selection import Part, Period

HEADER = {"format": "json-pages-1.0", "id": "pages", "title": "Articles", "hasText": False}


class PageLine(Record, frozen=True, kw_only=True):
    """One page that a reader may open."""

    id: str
    url: str
    """The address as it was asked for: what the index knows."""
    ts: str
    title: str


def articles_in(store: PortalReader, period: Period) -> Iterator[Article]:
    """Yield each version of each article that was read within the period, in the order of their ids."""
    for article in store.articles():
        versions = [article] if period.is_everything else store.versions(article.id)
        for version in versions:
            time = version.capture.fetched_at
            if time is not None and period.holds(f"{time.astimezone(dt.UTC):%Y%m%d%H%M%S}"):
                yield version


def page_lines(articles: Iterable[Article], folder: Path, parts: Mapping[str, Part]) -> Iterator[bytes]:
    """Yield the lines of `pages.jsonl`; articles whose capture is not in the package are left out."""
    yield msgspec.json.encode(HEADER) + b"\n"
    for article in articles:
        capture = article.capture
        part = parts.get(capture.warc or "")
        if part is None or capture.offset is None or part.place(capture.offset) is None:
            continue
        fields = record_head(folder / part.path.name, capture.offset)
        url = fields.get("warc-target-uri", "").removeprefix("<").removesuffix(">")
        if url:
            page = PageLine(
                id=f"{article.id}@{article.version}",
                url=url,
                ts=fields.get("warc-date", ""),
                title=article.title,
            )
            yield msgspec.json.encode(page) + b"\n"


def files_of(articles: Iterable[Article]) -> frozenset[str]:
    """Return the addresses of the pictures and files of articles, as captures of them are indexed."""
    return frozenset(url for article in articles for url in media_of(article))
