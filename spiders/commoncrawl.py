"""Common Crawl: one index a crawl, and the records of a portal by ranges of its WARC files."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from scrapy import Request

from archiver.errors import UnreadableInput
from archiver.webarchives.cdx import CdxAnswer, NoIndexAnswer, page_count, questions, read_cdx
from archiver.webarchives.columnar import entries_in, files_of
from archiver.webarchives.members import Crawl, byte_range, crawls_in, exchange_in, is_range_of
from spiders.pulling import ATTEMPTS, IndexAnswer, PullSpider

if TYPE_CHECKING:
    from scrapy.http import Response

    from archiver.warc.records import Exchange
    from archiver.webarchives.entries import IndexEntry

SPARE = 1_000_000
"""Bytes by which an answer may be larger than its range; a server that knows no ranges sends it all."""


class CommonCrawlSpider(PullSpider):
    """Pulls the captures of one portal from Common Crawl."""

    async def ask_index(self) -> None:
        """Ask the index of each crawl for each of the portal's hosts, page by page."""
        if columnar := self._setting("COLUMNAR"):
            await self._read_columnar(Path(columnar))
            return
        collinfo = await self.asked(self.service.index)
        crawls = crawls_in(collinfo.body, since=self._setting("SINCE"), until=self._setting("UNTIL"))
        calls = {f"{crawl.id} {host}": (crawl, host) for crawl in crawls for host in self.hosts}
        last, _, page = (self.index.next or "").partition("#")
        if page and last in calls:
            await self._ask_crawl(*calls[last], name=last, first=int(page))
        for name in _after(last, list(calls)):
            await self._ask_crawl(*calls[name], name=name, first=0)

    async def _read_columnar(self, folder: Path) -> None:
        """Read the captures of the portal's hosts from Parquet files, one after the other."""
        asked = {"since": self._setting("SINCE"), "until": self._setting("UNTIL")}
        for file in _after(self.index.next or "", list(map(str, files_of(folder)))):
            found: list[IndexEntry] = []
            for entries in entries_in(Path(file), self.hosts, **asked):
                found += entries
                await asyncio.sleep(0)
            self.index.add(found, then=file)

    async def _ask_crawl(self, crawl: Crawl, host: str, *, name: str, first: int) -> None:
        counted = page_count((await self._asked(crawl, host, [("showNumPages", "true")])).body)
        pages = 1 if counted is None else counted
        for page in range(first, pages):
            answer = await self._answer(crawl, host, page)
            then = f"{name}#{page + 1}" if page + 1 < pages else name
            self.index.add(answer.entries, then=then)

    async def _answer(self, crawl: Crawl, host: str, page: int) -> CdxAnswer:
        wrong = NoIndexAnswer("no answer")
        for _ in range(ATTEMPTS):
            response = await self._asked(crawl, host, [("page", str(page))])
            try:
                return CdxAnswer() if response.status == 404 else read_cdx(response.body)
            except NoIndexAnswer as error:
                wrong = error
        raise wrong

    async def _asked(self, crawl: Crawl, host: str, more: list[tuple[str, str]]) -> IndexAnswer:
        asked = questions(host, since=self._setting("SINCE"), until=self._setting("UNTIL")) + more
        response = await self.asked(f"{crawl.api}?{urlencode(asked)}")
        if response.status not in {200, 404}:
            raise NoIndexAnswer(f"HTTP {response.status} from {crawl.id}")
        return response

    def request_for(self, entry: IndexEntry) -> Request | None:
        """Return the request for a record's range."""
        span = byte_range(entry)
        if span is None:
            return None
        url = self.service.address(entry).partition("#")[0]
        return Request(
            url,
            headers={"Range": span, "Accept-Encoding": "identity"},
            meta={"download_maxsize": entry.length + SPARE},
        )

    def exchange_of(self, entry: IndexEntry, response: Response) -> Exchange | None:
        """Return the exchange that a range holds; what is none is noted."""
        if response.status in {404, 410, 416}:
            self.not_served(entry, response.status, "the file is not there")
            return None
        if response.status != 206:
            self.not_now(entry, response.status, "a range was asked for")
            return None
        if not is_range_of(
            entry, (response.headers.get("Content-Range") or b"").decode("latin-1"), response.body
        ):
            self.not_now(entry, response.status, "another range came, or less of it")
            return None
        try:
            return exchange_in(response.body, entry)
        except UnreadableInput as error:
            self.not_served(entry, response.status, str(error))
            return None


def _after(last: str, names: list[str]) -> list[str]:
    """Return the names behind the last that was asked to its end, in their order; all where it is none."""
    return names[names.index(last) + 1 :] if last in names else names
