"""What a run's first addresses answer: there it shows that a portal closed, moved or shuts us out."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from archiver.checkup import LISTED, LOST, REFUSED, STARTED

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.http import Response
    from scrapy.statscollectors import StatsCollector

START = "start"
"""Key of `request.meta` under which the address lies, where it is the front page or a listing of the file."""
_SHUT = frozenset({401, 403, 429, 451})
"""Statuses of answers that say that we are not to have the page, whatever it holds."""


class Starts:
    """Notes in a crawl's statistics what its first addresses answered, and which pages name articles."""

    def __init__(self, stats: StatsCollector) -> None:
        self._stats = stats

    def answered(self, response: Response) -> None:
        """Note the status of an answer; server errors are counted elsewhere."""
        start, status = response.meta.get(START), response.status
        if start and 400 <= status < 500:
            self._lost(f"{start} was answered with HTTP {status}")
        elif start and status < 400:
            self._stats.inc_value(STARTED)
        elif status in _SHUT:
            self._stats.set_value(REFUSED, Counter(self._stats.get_value(REFUSED, {})) + Counter({status: 1}))

    def refused(self, request: Request, why: str) -> None:
        """Note a request that was not made, or led nowhere."""
        start = request.meta.get(START)
        if start and request.meta.get("redirect_urls"):
            self._lost(f"{start} leads to {request.url[:300]}")
        elif start:
            self._lost(f"{start} is not to be read ({why.removeprefix(f'{request.url}: ')})")

    def named_articles(self) -> None:
        """Note that a page names articles, known or not."""
        self._stats.inc_value(LISTED)

    def _lost(self, sentence: str) -> None:
        self._stats.set_value(LOST, (*self._stats.get_value(LOST, ()), sentence))
