"""Making an archive of millions of articles in minutes: its logs by template, its index row by row.

Usage: python -m tests.torture.large DATA PORTAL URL ARTICLES
"""

from __future__ import annotations

import contextlib
import datetime as dt
import itertools
import sqlite3
import sys
from pathlib import Path
from typing import BinaryIO, NamedTuple

import msgspec

from archiver.models import Article, Capture, Extractor
from archiver.store import Folder, PortalStore, Reading
from archiver.store.articles import hashed
from archiver.store.database import micros
from archiver.store.index import State
from archiver.store.log import encoded
from archiver.store.recovery import Logs
from archiver.validate import content_digest

FIRST = 10_000_001
"""Number of the first article: all have eight digits, so that rows come in the order of their keys."""
SEEN = dt.datetime(2025, 7, 1, tzinfo=dt.UTC)
CHUNK = 50_000
APART = 6_000_000
"""Microseconds between two articles' next readings: 5,000,000 of them fill a year."""
BODY = "Sáng ngày 1/7, Đảng ủy phường họp phiên đầu tiên, bàn việc của quý sau. " * 12


class Made(NamedTuple):
    """What one article adds, written for `FIRST`."""

    url: str
    article: Article
    reading: Reading


def make_archive(data: Path, name: str, url: str, articles: int) -> None:
    """Make logs and index of a portal, every article read once and due again within the year to come.

    `url` is that of the portal, whose articles have the addresses of `tests.spiders.growing`.
    """
    with PortalStore.open(data, name, now=lambda: SEEN):
        pass
    folder, made = Folder.of(data, name), _made(name, f"{url}/chi-tiet-tin-tuc?dinhdanh={FIRST}")
    with contextlib.closing(sqlite3.connect(folder.index)) as index:
        for setting in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-200000"):
            index.execute(f"PRAGMA {setting}")
        with (
            folder.log("articles.jsonl").open("ab") as texts,
            folder.log("observations.jsonl").open("ab") as seen,
        ):
            left = iter(range(FIRST, FIRST + articles))
            while numbers := tuple(itertools.islice(left, CHUNK)):
                _add(index, numbers, made, (texts, seen))
        _note_state(index, folder, articles)


def _made(name: str, url: str) -> Made:
    capture = Capture(
        source="live",
        fetched_at=SEEN,
        http_status=200,
        warc=f"{name}-00000.warc.gz",
        offset=FIRST,
        digest=None,
    )
    article = Article(
        id=f"{name}:dinhdanh-{FIRST}", portal=name, url=url, kind="article", title=f"Tin số {FIRST}",
        lead=None, body=BODY, authors=("Hồng Hạnh",), poster="Admin", source=None, section=("Tin tức",),
        tags=(), published_date=SEEN.date(), published_at=None, published_raw="01/07/2025", updated_date=None,
        updated_at=None, updated_raw=None, view_count=10, images=(), attachments=(), language="vi",
        status="published", version=1, content_sha256="", first_seen=SEEN, last_seen=SEEN, capture=capture,
        extractor=Extractor(platform="dnict", layout="tintuc", version="1"), problems=(),
    )  # fmt: skip
    article = msgspec.structs.replace(article, content_sha256=content_digest(article))
    reading = Reading(
        id=article.id, time=SEEN, status="published", view_count=10, own_visits=1, version=1, offset=FIRST
    )
    return Made(url, article, reading)


def _add(
    index: sqlite3.Connection, numbers: tuple[int, ...], made: Made, logs: tuple[BinaryIO, BinaryIO]
) -> None:
    """Append the lines of some articles and add their rows."""
    (texts, lines), (seen, readings) = (
        (log, _Template(encoded(record)))
        for log, record in zip(logs, (made.article, made.reading), strict=True)
    )
    urls, ids = _Template(made.url.encode()), _Template(made.article.id.encode())
    at, read_at, time = texts.tell(), seen.tell(), micros(SEEN)
    due = micros(dt.datetime.now(dt.UTC) + dt.timedelta(days=1))
    keys = [number - FIRST + 1 for number in numbers]
    named = [
        (key, urls.of(number).decode(), ids.of(number).decode())
        for key, number in zip(keys, numbers, strict=True)
    ]
    texts.write(b"".join(map(lines.of, numbers)))
    seen.write(b"".join(map(readings.of, numbers)))
    index.executemany(
        "INSERT INTO articles VALUES (?, ?, ?, 1, 1, 'published', ?, 1, 10, ?)",
        ((key, name, url, time, time) for key, url, name in named),
    )
    index.executemany(
        "INSERT INTO versions VALUES (?, 1, ?, ?, ?, ?, ?)",
        (
            (key, made.article.content_sha256, time, time, at + n * lines.length, lines.length)
            for n, key in enumerate(keys)
        ),
    )
    index.executemany(
        "INSERT INTO observations VALUES (?, ?, ?, ?)",
        (
            (key, read_at + n * readings.length, readings.length, hashed(str(key)))
            for n, key in enumerate(keys)
        ),
    )
    index.executemany(
        """INSERT INTO urls (key, url, what, state, discovered_at, fetched_at, http_status, etag, digest,
           article, next_due) VALUES (?, ?, 'article', 'done', ?, ?, 200, '"1f3a"', ?, ?, ?)""",
        ((key, url, time, time, f"sha1:{key:032}", key, due + key * APART) for key, url, _ in named),
    )
    index.executemany(
        "INSERT INTO digests VALUES (?, ?, ?, ?, ?)",
        ((f"sha1:{key:032}", url, time, made.article.capture.warc, key) for key, url, _ in named),
    )


class _Template:
    """Bytes in which the first article's number stands for that of any other."""

    def __init__(self, content: bytes) -> None:
        self.length = len(content)
        self._parts = content.split(b"%d" % FIRST)

    def of(self, number: int) -> bytes:
        """Return the bytes for another article, as many as those for the first."""
        return (b"%d" % number).join(self._parts)


def _note_state(index: sqlite3.Connection, folder: Folder, articles: int) -> None:
    logs = Logs.open(folder, write=False)
    positions = {name: log.position(log.size) for name, log in logs.by_name().items()}
    logs.close()
    tally = dict.fromkeys(("articles", "versions", "observations", "urls", "done"), articles)
    state = msgspec.json.encode(State(logs=positions, tally=tally))
    index.execute("INSERT OR REPLACE INTO meta VALUES ('state', ?)", (state,))
    index.commit()


if __name__ == "__main__":
    make_archive(Path(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4]))
