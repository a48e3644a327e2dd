"""The pages list: the articles whose captures lie in a package, with title and time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import msgspec

from archiver.media import media_of
from archiver.models import Article, Capture, Record
from archiver.store import PortalReader
from archiver.store.records import Reading
from archiver.wacz.heads import record_head
from archiver.wacz.selection import Part, Period

STRETCH, STRETCH_BYTES = 1000, 4 << 20
"""Articles that are read at once, and bytes of their lines."""
HEADER = {"format": "json-pages-1.0", "id": "pages", "title": "Articles", "hasText": False}


class PageLine(Record, frozen=True, kw_only=True):
    """One page that a reader may open."""

    id: str
    url: str
    """The address as it was asked for: what the index knows."""
    ts: str
    title: str


def articles_in(store: PortalReader, period: Period) -> Iterator[Article]:
    """Yield each version of each article that was read within the period, in the order of their ids.

    Its `capture` is the one that it was read from where that is of the period, else its first reading there.
    """
    if period.is_everything:
        yield from store.articles()
        return
    for stretch in store.stretches(STRETCH, STRETCH_BYTES):
        for history in store.histories(stretch):
            for version, article in zip(history.versions, store.lines(history.versions), strict=True):
                if article is None:
                    continue
                if _holds(period, article.capture.fetched_at):
                    yield article
                elif capture := _read_in(period, history.readings, version.number):
                    yield msgspec.structs.replace(article, capture=capture)


def _read_in(period: Period, readings: Iterable[Reading], version: int) -> Capture | None:
    """Return the first capture of the period that shows a version; null where none does."""
    found = [
        (reading.time, reading.warc, reading.offset, reading.source)
        for reading in readings
        if reading.version == version and reading.status == "published" and reading.warc is not None
        if reading.time is not None and _holds(period, reading.time)
    ]
    if not found:
        return None
    time, warc, offset, source = min(found)
    return Capture(source=source, fetched_at=time, warc=warc, offset=offset)


def _holds(period: Period, time: dt.datetime | None) -> bool:
    if time is None:
        return period.holds_undated
    return period.holds(f"{time.astimezone(dt.UTC):%Y%m%d%H%M%S}")


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
        if url.startswith(("http://", "https://")):
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
