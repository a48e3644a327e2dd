"""A small crawl without a network: pages of the demo portal into an archive and a store, as a crawl does."""

from __future__ import annotations

import dataclasses
import datetime as dt
import gzip
from collections.abc import Callable, Iterable
from http import HTTPStatus
from pathlib import Path

from msgspec import structs

from archiver.demo import truth
from archiver.demo.reply import DemoResponse
from archiver.demo.site import DemoSite
from archiver.flow import article_from_page
from archiver.models import Outcome
from archiver.portal import Portal
from archiver.recording import record_answer
from archiver.replay.pages import page_in
from archiver.replay.reading import Job, portal_of
from archiver.store import PortalStore
from archiver.warc import Exchange, WarcWriter, Written, locate_in
from archiver.warc.messages import last_header
from archiver.warc.reader import read_record
from archiver.warc.records import Earlier
from archiver.warc.writer import DEFAULT_MAX_BYTES

PORTAL = "minh_hoa"
HOST, PORT = "127.0.0.1", 8730
HOME = f"http://{HOST}:{PORT}"
FACTS = f"""name = "Cổng minh họa"
home = "{HOME}/"
platform = "dnict"
"""
START = dt.datetime(2025, 7, 1, 1, tzinfo=dt.UTC)
HEADERS = {"Accept-Encoding": "gzip", "Cookie": "GUEST_LANGUAGE_ID=vi_VN"}

Alter = Callable[[str, DemoResponse], DemoResponse]


def job_in(folder: Path) -> Job:
    """Return what reads the portal's archive below a folder; the portal's file is written."""
    portals = folder / "portals"
    portals.mkdir(exist_ok=True)
    (portals / f"{PORTAL}.toml").write_text(FACTS, encoding="utf-8")
    return Job(data=folder / "data", portal=PORTAL, folders=(portals,))


def paths() -> list[str]:
    """Return the path of every article, in a fixed order."""
    return ["/", *(article.path for article in truth())]


def raw(reply: DemoResponse) -> bytes:
    """Return a reply as it is on the wire, without chunks."""
    fields = [field for field in reply.headers if field[0] != "Transfer-Encoding"]
    lines = [f"HTTP/1.1 {reply.status} {HTTPStatus(reply.status).phrase}"]
    head = "\r\n".join([*lines, *(f"{name}: {value}" for name, value in fields)])
    return head.encode("latin-1") + b"\r\n\r\n" + reply.body


def as_it_is(_path: str, reply: DemoResponse) -> DemoResponse:
    return reply


def with_words(old: str, new: str) -> Alter:
    """Return what changes words in all pages, sent without compression."""

    def altered(_path: str, reply: DemoResponse) -> DemoResponse:
        zipped = reply.header("Content-Encoding") == "gzip"
        body = gzip.decompress(reply.body) if zipped else reply.body
        body = body.replace(old.encode(), new.encode())
        dropped = {"Content-Encoding", "Content-Length", "Transfer-Encoding", "ETag"}
        fields = tuple(field for field in reply.headers if field[0] not in dropped)
        fields = (*fields, ("Content-Length", str(len(body))))
        return dataclasses.replace(reply, headers=fields, body=body, chunked=False)

    return altered


def rightly(outcome: Outcome) -> Outcome:
    return outcome


def crawl(
    job: Job,
    asked: Iterable[str],
    *,
    day: int = 0,
    alter: Alter = as_it_is,
    read: Callable[[Outcome], Outcome | None] = rightly,
    max_bytes: int = DEFAULT_MAX_BYTES,
) -> None:
    """Archive what the demo portal answers to each path, one a second, and record what is read in it.

    `read` stands for other rules: what it makes of an outcome is recorded, None is not. A file that has
    `max_bytes` is followed by another.
    """
    portal = portal_of(job)
    begun = START + dt.timedelta(days=day)
    site = DemoSite(HOST, PORT)
    (job.warc).mkdir(parents=True, exist_ok=True)
    with (
        PortalStore.open(job.data, job.portal, now=lambda: begun) as store,
        _writer(job, store, begun, max_bytes) as writer,
    ):
        for number, path in enumerate(asked):
            reply = alter(path, site.respond("GET", path, HEADERS))
            written = writer.write_exchange(
                Exchange(
                    url=HOME + path,
                    fetched_at=begun + dt.timedelta(seconds=number),
                    request=f"GET {path} HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode(),
                    response=raw(reply),
                )
            )
            _record(store, job, portal, written, read)


def _writer(job: Job, store: PortalStore, begun: dt.datetime, max_bytes: int) -> WarcWriter:
    def earlier(digest: str | None, _url: str) -> Earlier | None:
        found = store.find_earlier(digest) if digest else None
        return Earlier(url=found.url, fetched_at=found.date) if found else None

    return WarcWriter(
        job.warc,
        job.portal,
        operator="tests",
        robots="ignore",
        now=lambda: begun,
        find_earlier=earlier,
        max_bytes=max_bytes,
    )


def _record(
    store: PortalStore,
    job: Job,
    portal: Portal,
    written: Written,
    read: Callable[[Outcome], Outcome | None],
) -> None:
    path = job.warc / f"{written.file}.open"
    response = read_record(path, written.offset, locate=locate_in(job.warc))
    if not written.revisit and written.status == 200:
        store.note_payload(
            written.digest,
            url=written.url,
            date=written.fetched_at,
            warc=written.file,
            offset=written.offset,
        )
    page = page_in(structs.replace(response, file=written.file), portal)
    outcome = read(article_from_page(page, portal)) if page is not None else None
    if outcome is not None:
        record_answer(
            store,
            outcome,
            written.capture("live"),
            asked_url=written.url,
            etag=last_header(response.headers, "etag") or None,
            last_modified=last_header(response.headers, "last-modified") or None,
            ages=portal.facts.reread,
        )
