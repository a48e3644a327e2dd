"""robots.txt by RFC 9309: asked for once a run and host; where nobody can tell, nothing is asked for."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

from protego import Protego
from scrapy import Request
from scrapy.exceptions import IgnoreRequest, NotConfigured
from scrapy.http.request import NO_CALLBACK
from scrapy.utils.defer import deferred_from_coro

from spiders.faults import NotAsked, Unusable, left_alone

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response

logger = logging.getLogger(__name__)

UNKNOWN_RULES = "archiver/robots"
"""Key of the crawl's statistics: why a robots.txt could not be read, so that nothing was asked for."""
LONGEST_DELAY = 30.0
"""Seconds between two requests, at most, that a Crawl-delay brings about; no portal needs more."""
_LARGEST = 512_000
"""Bytes that are read; RFC 9309 asks for 500 KiB."""
_FIRST_OF_ALL = 1000


class Forbidden(IgnoreRequest):
    """robots.txt forbids to ask for an address."""


class Rules:
    """What one host's robots.txt says; without one all is allowed, nothing where it could not be had."""

    def __init__(self, parser: Protego | None = None, *, unknown: str | None = None) -> None:
        self.parser = parser
        self.unknown = unknown

    def allows(self, url: str, agent: str) -> bool:
        """Return whether the address may be asked for."""
        return self.parser is None or bool(self.parser.can_fetch(url, agent))

    def delay(self, agent: str) -> float | None:
        """Return the seconds of its Crawl-delay, bounded; None where it names none."""
        named = self.parser.crawl_delay(agent) if self.parser else None
        return None if named is None else min(max(float(named), 0.0), LONGEST_DELAY)


def rules_of(status: int, body: bytes) -> Rules:
    """Return the rules of an answer: RFC 9309, 2.3.1; 429 is no "unavailable" but a plea to stay away."""
    if 200 <= status < 300:
        return Rules(Protego.parse(body[:_LARGEST].decode("utf-8-sig", "replace")))
    if status >= 500 or status == 429:
        return Rules(unknown=f"robots.txt was answered with HTTP {status}")
    return Rules()


class RobotsMiddleware:
    """Refuses what robots.txt forbids, and everything of a host whose robots.txt cannot be had."""

    def __init__(self, crawler: Crawler) -> None:
        if not crawler.settings.getbool("ROBOTSTXT_OBEY"):
            raise NotConfigured
        self._crawler = crawler
        self._agent: str = crawler.settings["USER_AGENT"]
        self._asked: dict[str, asyncio.Future[Rules]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Return the middleware of a crawl."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Let the request pass, or refuse it."""
        if request.meta.get("dont_obey_robotstxt"):
            return
        rules = await self._rules(request)
        if rules.unknown:
            raise left_alone(request, rules.unknown)
        if not rules.allows(request.url, self._agent):
            self._crawler.stats.inc_value("robotstxt/forbidden")
            raise Forbidden(f"{request.url}: forbidden by robots.txt")

    async def _rules(self, request: Request) -> Rules:
        split = urlsplit(request.url)
        site = f"{split.scheme}://{split.netloc}"
        if site in self._asked:
            return await asyncio.shield(self._asked[site])
        told: asyncio.Future[Rules] = asyncio.get_running_loop().create_future()
        self._asked[site] = told
        try:
            told.set_result(await self._ask(f"{site}/robots.txt"))
        finally:
            told.cancel()  # does nothing to what has a result
        return told.result()

    async def _ask(self, url: str) -> Rules:
        asked = Request(url, callback=NO_CALLBACK, priority=_FIRST_OF_ALL, meta={"dont_obey_robotstxt": True})
        engine = self._crawler.engine
        if engine is None:
            raise RuntimeError("a request came before the engine was started")
        try:
            response = await engine.download_async(asked)
        except NotAsked:
            return Rules(unknown="its host is left alone")
        except IgnoreRequest:
            return Rules()
        except Unusable as error:
            return self._told(Rules(unknown=f"robots.txt could not be had ({error})"))
        rules = self._told(rules_of(response.status, response.body))
        self._slow_down(response, rules)
        if rules.parser and (names := getattr(self._crawler.spider, "robots_names", None)):
            names(rules.parser.sitemaps)
        return rules

    def _told(self, rules: Rules) -> Rules:
        """Return the rules; where they are unknown, end the crawl, as no request could pass."""
        if rules.unknown and self._crawler.engine is not None:
            logger.warning("%s", rules.unknown)
            sentence = f"{rules.unknown}; nothing is asked for until it says what is allowed"
            self._crawler.stats.set_value(UNKNOWN_RULES, sentence)
            deferred_from_coro(self._crawler.engine.close_spider_async(reason="robots"))
        return rules

    def _slow_down(self, response: Response, rules: Rules) -> None:
        """Let the host's requests keep the distance that it asks for."""
        delay, engine = rules.delay(self._agent), self._crawler.engine
        if delay is None or engine is None:
            return
        key = response.meta.get("download_slot", urlsplit(response.url).hostname or "")
        usual = self._crawler.settings.getfloat("DOWNLOAD_DELAY")
        engine.downloader.per_slot_settings[key] = {"delay": max(delay, usual)}
        if key in engine.downloader.slots:
            engine.downloader.slots[key].delay = max(delay, usual)
