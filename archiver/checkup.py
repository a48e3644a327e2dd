"""What a person should look at after a run, as far as its own statistics tell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

FEW = 0.02
"""The share of requests that may fail without anyone needing to look: networks are no better."""
ENDS = frozenset({"finished", "storage", "closespider_pagecount", "window", "resting", "robots"})
"""Why a crawl may end without being said to have been stopped: it was done, or something else says it."""

FAULTS: Final = "archiver/faults/"
"""What the keys of a crawl's statistics begin with that count requests given up, by the fault's name."""
STARTED: Final = "archiver/started"
"""Key for how many of the first addresses of a run brought a page."""
LOST: Final = "archiver/lost"
"""Key for sentences: which of them brought none, and why."""
LISTED: Final = "archiver/listed"
"""Key for how many pages name articles: listings, feeds, front pages."""
REFUSED: Final = "archiver/shut"
"""Key for how many other pages were refused to us, by their HTTP status."""
MANY_REFUSED = 5
"""Pages that are refused in one run before it looks like the portal and not like single pages."""
STORAGE_STAT = "archiver/storage_error"
"""Key of a crawl's statistics under which the sentence lies why nothing more could be written."""


class Finding(NamedTuple):
    """One thing that a person should look at."""

    code: str
    """Stable; docs/operations.md says what to do."""
    says: str
    """One sentence: what was found."""


def is_first_storage_error(stats: Any, error: Exception) -> bool:
    """Keep the sentence of a run's first failure in its statistics: what follows from it tells less."""
    if stats.get_value(STORAGE_STAT):
        return False
    stats.set_value(STORAGE_STAT, str(error))
    return True


def failures(stats: Mapping[str, Any], reason: str) -> Iterator[Finding]:
    """Yield what a crawl's statistics tell of failures, and whether it was stopped before its `reason`."""
    if reason not in ENDS:
        yield Finding("stopped", f"the crawl was stopped before its end ({reason}); the next run goes on")
    if "webarchive/problems" in stats:
        yield from (Finding("web-archive", sentence) for sentence in stats["webarchive/problems"])
        return
    if STORAGE_STAT in stats:
        yield Finding("storage", str(stats[STORAGE_STAT]))
        return
    answered = bool(stats.get("downloader/response_count"))
    if "archiver/rests" in stats:
        yield Finding("rests", str(stats["archiver/rests"]))
    if "archiver/robots" in stats and answered:
        yield Finding("robots", str(stats["archiver/robots"]))
    if answered or ("archiver/rests" not in stats and (reason in ENDS or _has_faults(stats))):
        yield from _unanswered(stats)
    yield from _server_errors(stats)
    yield from _shut(stats)
    if reason == "finished":
        yield from _no_listing(stats)
    errors = stats.get("log_count/ERROR", 0) - stats.get("archiver/told_errors", 0)
    if errors > 0 and any(key.startswith("spider_exceptions/") for key in stats):
        yield Finding("not-processed", f"{errors} pages could not be processed; the log names them")


def _has_faults(stats: Mapping[str, Any]) -> bool:
    """Return whether a request was given up; one that was under way when a run was stopped was not."""
    return any(key.startswith(FAULTS) for key in stats)


def _unanswered(stats: Mapping[str, Any]) -> Iterator[Finding]:
    failed, requests = stats.get("archiver/failed", 0), stats.get("downloader/request_count", 0)
    if not stats.get("downloader/response_count"):
        causes = _causes(stats)
        yield Finding("no-answer", f"the portal did not answer ({causes}); check its address and the network")
    elif failed:
        code = "unanswered" if failed > FEW * requests else "few-unanswered"
        yield Finding(code, f"{failed} requests brought no answer ({_causes(stats)}); the log names them")


def _server_errors(stats: Mapping[str, Any]) -> Iterator[Finding]:
    prefix = "downloader/response_status_count/5"
    errors = sum(count for key, count in stats.items() if key.startswith(prefix))
    if errors:
        many = errors > FEW * stats.get("downloader/response_count", 0)
        code = "server-errors" if many else "few-server-errors"
        yield Finding(code, f"{errors} answers were server errors (HTTP 5xx)")


def _shut(stats: Mapping[str, Any]) -> Iterator[Finding]:
    refused: Mapping[int, int] = stats.get(REFUSED, {})
    if sum(refused.values()) >= max(MANY_REFUSED, FEW * stats.get("downloader/response_count", 0)):
        statuses = ", ".join(f"HTTP {status} {count}×" for status, count in sorted(refused.items()))
        yield Finding("refused", f"{sum(refused.values())} pages were refused to us ({statuses})")


def _no_listing(stats: Mapping[str, Any]) -> Iterator[Finding]:
    """Yield what tells that a portal shows its articles no more where they were found.

    Single listings may well be empty; that no page of a run names an article is told.
    """
    lost = stats.get(LOST, ())
    if lost:
        others = f", and {len(lost) - 1} more like it" if len(lost) > 1 else ""
        yield Finding("no-listing", f"{lost[0]}{others}")
    elif stats.get(STARTED) and not stats.get(LISTED):
        yield Finding("no-listing", "no page that was read names an article")


def _causes(stats: Mapping[str, Any]) -> str:
    prefix = FAULTS if _has_faults(stats) else "downloader/exception_type_count/"
    causes = {
        key.removeprefix(prefix).rsplit(".", 1)[-1]: n for key, n in stats.items() if key.startswith(prefix)
    }
    return ", ".join(f"{name} {count}×" for name, count in sorted(causes.items())) or "no cause was told"
