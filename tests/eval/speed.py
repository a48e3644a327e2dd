"""Pages a second on the road, against a bare lxml parse and trafilatura: same process, same pages."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from typing import Any

from archiver.flow import article_from_page
from archiver.html import parse_html
from tests.eval.samples import Sample

ROUNDS = 5


def speeds(found: Sequence[Sample]) -> dict[str, float]:
    """Return pages a second of each way of reading, the best of five rounds (trafilatura: of two)."""
    import trafilatura  # noqa: PLC0415 - half a second to load

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    texts = [sample.page.body.decode("utf-8", "replace") for sample in found]
    named = [(sample.page, sample.portal("named")) for sample in found]
    auto = [(sample.page, sample.portal("auto")) for sample in found]
    unknown = [(sample.page, sample.portal("unknown")) for sample in found]
    count = len(found)
    return {
        "bare lxml parse": count / _seconds(lambda: [parse_html(text) for text in texts]),
        "road, platform named": count / _seconds(lambda: [article_from_page(*each) for each in named]),
        "road, platform auto": count / _seconds(lambda: [article_from_page(*each) for each in auto]),
        "road, no platform": count / _seconds(lambda: [article_from_page(*each) for each in unknown]),
        "trafilatura": count / _seconds(lambda: [trafilatura.extract(text) for text in texts], rounds=2),
    }


def _seconds(work: Callable[[], Any], rounds: int = ROUNDS) -> float:
    best = float("inf")
    for _ in range(rounds):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return best
