"""What a person should look at after a run: what the portal's file expects and the run did not find."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

from archiver.models import Article
from archiver.portal import Expect

EMPTY: tuple[Any, ...] = (None, (), "")


def unmet_expectations(expect: Expect, articles: Iterable[Article], now: dt.datetime) -> Iterator[str]:
    """Yield one sentence for each line of `[expect]` that the portal's articles do not meet."""
    count, latest = 0, None
    filled = dict.fromkeys(expect.filled, 0)
    for article in articles:
        count += 1
        for field in filled:
            filled[field] += getattr(article, field) not in EMPTY
        if article.published_date and (latest is None or article.published_date > latest):
            latest = article.published_date
    if expect.articles is not None and count < expect.articles:
        yield f"{count} articles are known, {expect.articles} were expected"
    if expect.silent_days is not None and latest and (now.date() - latest).days > expect.silent_days:
        yield f"no article since {latest}, one was expected every {expect.silent_days} days"
    for field, least in expect.filled.items():
        if count and filled[field] < least * count:
            yield f"{field} is known of {filled[field]} in {count} articles, {least:.0%} were expected"


def quarantine_grown(expect: Expect, stats: dict[str, Any]) -> Iterator[str]:
    """Yield one sentence where more article pages than expected could not be read."""
    quarantined = stats.get("archiver/pages/quarantined", 0)
    read = quarantined + sum(stats.get(f"archiver/pages/{kind}", 0) for kind in READ)
    if quarantined > expect.quarantined * read:
        yield f"{quarantined} of {read} article pages could not be read; quarantine.jsonl says why"


READ = ("new", "changed", "unchanged", "restored")


def failures(stats: dict[str, Any]) -> Iterator[str]:
    """Yield one sentence for each kind of failure that a crawl's statistics tell of."""
    for key in ("archiver/storage_error", "archive/storage_error"):
        if key in stats:
            yield str(stats[key])
            return
    failed = stats.get("archiver/failed", 0)
    if not stats.get("downloader/response_count"):
        yield f"the portal did not answer ({_causes(stats)}); check its address and the network"
    elif failed:
        yield f"{failed} requests brought no answer ({_causes(stats)}); the log names them"
    errors = sum(
        count for key, count in stats.items() if key.startswith("downloader/response_status_count/5")
    )
    if errors:
        yield f"{errors} answers were server errors (HTTP 5xx)"
    bugs = stats.get("log_count/ERROR", 0) - stats.get("archiver/told_errors", 0)
    if bugs > 0 and any(key.startswith("spider_exceptions/") for key in stats):
        yield f"{bugs} pages could not be processed; the log names them"


def _causes(stats: dict[str, Any]) -> str:
    prefix = "downloader/exception_type_count/"
    causes = {
        key.removeprefix(prefix).rsplit(".", 1)[-1]: n for key, n in stats.items() if key.startswith(prefix)
    }
    return ", ".join(f"{name} {count}×" for name, count in sorted(causes.items())) or "no cause was told"
