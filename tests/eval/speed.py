"""Pages a second on the road, against a bare lxml parse and trafilatura: same process, same pages."""

from __future__ import annotations

import itertools
import logging
import random
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import lxml.html
from rich.console import Console
from rich.table import Table

from archiver.flow import article_from_page
from archiver.models import Article
from tests.eval.portalsize import LARGE, portal_samples
from tests.eval.samples import DEMO, MODES, Sample, samples

ROUNDS = 5
SLOW_ROUNDS = 2
"""Rounds of what takes ten times as long."""
BARE, RIVAL = "bare lxml parse", "trafilatura"


def speeds(found: Sequence[Sample]) -> dict[str, float]:
    """Return pages a second of each way of reading, by the median of rounds for each page.

    All ways take turns at one page, in an order drawn anew for each: neither what disturbs the machine for
    seconds nor what stands in its caches then favours one.
    """
    import trafilatura  # noqa: PLC0415 - half a second to load

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    ways: dict[str, Callable[[Sample], Any]] = {
        BARE: lambda sample: lxml.html.document_fromstring(sample.page.body),
        **{_called(mode): _road(mode, found) for mode in MODES},
        RIVAL: lambda sample: trafilatura.extract(sample.page.body.decode("utf-8", "replace")),
    }
    drawn = random.Random(0)  # noqa: S311 - no secret
    spent: dict[str, list[list[float]]] = {name: [[] for _ in found] for name in ways}
    for number in range(ROUNDS):
        taken = [name for name in ways if name != RIVAL or number < SLOW_ROUNDS]
        for at, sample in enumerate(found):
            for name in drawn.sample(taken, len(taken)):
                spent[name][at].append(_seconds(ways[name], sample))
    return {name: len(found) / sum(map(statistics.median, each)) for name, each in spent.items()}


def _called(mode: str) -> str:
    return "road, no platform" if mode == "unknown" else f"road, platform {mode}"


def _road(mode: str, found: Sequence[Sample]) -> Callable[[Sample], Any]:
    portals = {sample.name: sample.portal(mode) for sample in found}
    return lambda sample: article_from_page(sample.page, portals[sample.name])


def _seconds(work: Callable[[Sample], Any], sample: Sample) -> float:
    """Return the processor time that one page takes, its tree given back."""
    start = time.process_time()
    work(sample)
    return time.process_time() - start


def _is_read_by_rules(sample: Sample) -> bool:
    outcome = article_from_page(sample.page, sample.portal("named"))
    return isinstance(outcome, Article) and outcome.extractor.layout is not None


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
