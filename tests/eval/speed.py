"""Pages a second on the road, against a bare lxml parse and trafilatura: same process, same pages."""

from __future__ import annotations

import collections
import itertools
import logging
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import lxml.html
from rich.console import Console
from rich.table import Table

from archiver.flow import article_from_page
from archiver.models import Article
from archiver.portal import Portal
from tests.eval.portalsize import LARGE, portal_samples
from tests.eval.samples import DEMO, MODES, Sample, samples

ROUNDS = 5
SLOW_ROUNDS = 2
"""Rounds of what takes ten times as long."""
BARE, RIVAL = "bare lxml parse", "trafilatura"
KEPT = "bare lxml parse, trees kept"
"""Parsing is faster where no tree is freed before the next: the allocator then gives back no memory."""


def speeds(found: Sequence[Sample]) -> dict[str, float]:
    """Return pages a second of each way of reading: the median of rounds in which all take turns."""
    import trafilatura  # noqa: PLC0415 - half a second to load

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    bodies = [sample.page.body for sample in found]
    texts = [body.decode("utf-8", "replace") for body in bodies]
    ways: dict[str, Callable[[], Any]] = {
        BARE: lambda: collections.deque(map(lxml.html.document_fromstring, bodies), maxlen=0),
        KEPT: lambda: [lxml.html.document_fromstring(body) for body in bodies],
    }
    for mode in MODES:
        name = "road, no platform" if mode == "unknown" else f"road, platform {mode}"
        ways[name] = _road([(sample, sample.portal(mode)) for sample in found])
    ways[RIVAL] = lambda: [trafilatura.extract(text) for text in texts]
    spent: dict[str, list[float]] = {name: [] for name in ways}
    for number in range(ROUNDS):
        for name, work in ways.items():
            if number < (SLOW_ROUNDS if name == RIVAL else ROUNDS):
                spent[name].append(_seconds(work))
    return {name: len(found) / statistics.median(each) for name, each in spent.items()}


def _is_read_by_rules(sample: Sample) -> bool:
    outcome = article_from_page(sample.page, sample.portal("named"))
    return isinstance(outcome, Article) and outcome.extractor.layout is not None


def _road(pages: Sequence[tuple[Sample, Portal]]) -> Callable[[], Any]:
    return lambda: [article_from_page(sample.page, portal) for sample, portal in pages]


def _seconds(work: Callable[[], Any]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def speed_tables() -> Iterator[Table]:
    """Yield the table of the demo portal's pages and those of pages of a portal's size.

    Pages of themes that no rule of their platform knows, and that are read as those of no platform are, have
    a table of their own.
    """
    small = [sample for sample in samples() if sample.platform == DEMO][:120]
    large = list(portal_samples(LARGE))
    for name, found in (
        ("articles of the demo portal", small),
        ("portal-sized pages", list(filter(_is_read_by_rules, portal_samples()))),
        ("large pages", list(filter(_is_read_by_rules, large))),
        ("large pages of themes that no rule knows", list(itertools.filterfalse(_is_read_by_rules, large))),
    ):
        rates = speeds(found)
        kilobytes = sum(len(sample.page.body) for sample in found) / len(found) / 1000
        title = f"{len(found)} {name}, {kilobytes:.0f} KB"
        table = Table(title, "pages/s", "× time of lxml", "× pages/s of trafilatura", box=None)
        for way, rate in rates.items():
            table.add_row(way, f"{rate:.0f}", f"{rates[BARE] / rate:.2f}", f"{rate / rates[RIVAL]:.1f}")
        yield table


if __name__ == "__main__":
    for each in speed_tables():
        Console(width=150).print(each)
