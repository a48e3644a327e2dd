"""Wayback: the CDX server's captures of a portal, replayed raw (`id_`).

Speaks to web.archive.org and to any pywb collection.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from scrapy import Request

from archiver.warc.records import Exchange
from archiver.webarchives.cdx import LIMIT, MOST_ANSWERS, CdxAnswer, NoIndexAnswer, questions, read_cdx
from archiver.webarchives.replay import original_response, verdict
from spiders.pulling import ATTEMPTS, PullSpider

if TYPE_CHECKING:
    from scrapy.http import Response

    from archiver.webarchives.entries import IndexEntry


class WaybackSpider(PullSpider):
    """Pulls the captures of one portal from Wayback."""

    async def ask_index(self) -> None:
        """Ask for the captures of each of the portal's hosts, answer by answer."""
        begun, _, key = (self.index.next or "").partition(" ")
        hosts = self.hosts[self.hosts.index(begun) :] if begun in self.hosts else self.hosts
        for number, host in enumerate(hosts):
            following = hosts[number + 1] if number + 1 < len(hosts) else "."
            await self._ask_host(host, key if begun == host and key else None, f"{following} ")

    async def _ask_host(self, host: str, resume: str | None, following: str) -> None:
        """Ask for one host's captures; raises NoIndexAnswer where the answers lead on for ever."""
        met = {resume}
        while True:
            answer = await self._answer(host, resume)
            resume = answer.resume_key
            if resume is None:
                self.index.add(answer.entries, then=following)
                return
            if resume in met or len(met) > MOST_ANSWERS:
                raise NoIndexAnswer(f"its answers lead in circles, to {resume[:100]!r}")
            met.add(resume)
            self.index.add(answer.entries, then=f"{host} {resume}")

    async def _answer(self, host: str, resume: str | None) -> CdxAnswer:
        """Return one answer; a server without resume keys is asked for everything at once."""
        answer = await self._read(host, [("limit", str(LIMIT)), ("showResumeKey", "true")], resume)
        cut = len(answer.entries) + answer.damaged >= LIMIT and not answer.knows_resume_keys
        return await self._read(host, [], None) if cut else answer

    async def _read(self, host: str, more: list[tuple[str, str]], resume: str | None) -> CdxAnswer:
        asked = questions(host, since=self._setting("SINCE"), until=self._setting("UNTIL")) + more
        asked += [("resumeKey", resume)] if resume else []
        wrong = NoIndexAnswer("no answer")
        for _ in range(ATTEMPTS):
            response = await self.asked(f"{self.service.index}?{urlencode(asked)}")
            if response.status != 200:
                wrong = NoIndexAnswer(f"HTTP {response.status}")
                continue
            try:
                return read_cdx(response.body)
            except NoIndexAnswer as error:
                wrong = error
        raise wrong

    def request_for(self, entry: IndexEntry) -> Request:
        """Return the request for a raw capture."""
        return Request(self.service.address(entry))

    def exchange_of(self, entry: IndexEntry, response: Response) -> Exchange | None:
        """Return the original exchange of a replayed capture; what is none is noted."""
        headers = [
            (name.decode("latin-1"), value.decode("utf-8", "surrogateescape"))
            for name, values in response.headers.items()
            for value in values
        ]
        found = verdict(entry, response.status, headers)
        if found == "failed":
            self.not_now(entry, response.status, f"HTTP {response.status}")
        elif found != "capture":
            self.not_served(entry, response.status, found)
        if found != "capture":
            return None
        return Exchange(
            url=entry.url,
            fetched_at=entry.moment,
            request=b"",
            response=original_response(response.status, headers, response.body),
            truncated="disconnect" if "dataloss" in response.flags else None,
        )
