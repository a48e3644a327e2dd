"""Why an article is not recovered: of all that is known, what tells most."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from archiver.flow import GONE_STATUSES
from archiver.ledger.drafts import Draft
from archiver.ledger.entry import State
from archiver.ledger.indexes import Indexed, Indexes
from archiver.ledger.records import Recorded
from archiver.recording import FAILED
from archiver.store.records import KnownUrl

_REFUSED = frozenset({401, 403, 451})


class Fate(NamedTuple):
    """What became of an article."""

    state: State
    reason: str
    detail: str | None = None


def fate_of(article_id: str, draft: Draft, records: Recorded, indexes: Indexes) -> Fate:
    """Return the state of an article of which no version is known, with the reason."""
    captures = indexes.captures.get(article_id, [])
    found = next(_told(article_id, draft, records), None) or next(_pulled(captures, records), None)
    known = records.addresses.get(article_id) or records.pages.get(article_id)
    if found is None and known is not None and known.state != "pending":
        found = _unanswered(known)
    if found is not None:
        return found
    reason = _unasked(captures, known, indexes)
    if draft.printed is not None:
        return Fate("stub", *reason)
    return Fate("never-captured" if reason[0] == "never-captured" else "not-fetched", *reason)


def _told(article_id: str, draft: Draft, records: Recorded) -> Iterator[Fate]:
    """Yield what the article's own address answered, the most telling first."""
    if article_id in records.gone:
        yield Fate("withdrawn", "gone", records.gone[article_id].evidence)
    if page := records.unread.get(article_id):
        yield Fate("error", page.reason, page.detail)
    answer = draft.answer
    if answer is None:
        return
    if answer.leads_to is not None:
        yield Fate("withdrawn", "moved", f"leads to {answer.leads_to[:300]}")
    elif answer.guard is not None:
        yield Fate("blocked", "guarded", f"a page of {answer.guard} came in its place")
    elif answer.status in GONE_STATUSES:
        yield Fate("withdrawn", "gone", f"HTTP {answer.status}")
    elif answer.status in _REFUSED:
        yield Fate("blocked", "refused", f"HTTP {answer.status}")
    else:
        yield Fate("error", "failed", f"HTTP {answer.status}")


def _pulled(captures: list[Indexed], records: Recorded) -> Iterator[Fate]:
    """Yield what web archives answered that were asked for captures."""
    asked = [(capture, known) for capture in captures if (known := records.pulls.get(capture.key or ""))]
    done = [(capture, known) for capture, known in asked if known.state == "done"]
    for capture, known in done:
        if known.http_status in _REFUSED:
            yield Fate("blocked", "not-shown", f"{capture.evidence.source} does not show its captures")
    if len(done) < sum(capture.is_page for capture in captures):
        for capture, known in asked:
            if known.state == "error":
                yield Fate("error", "no-answer", f"{capture.evidence.source} did not answer; run again")
        return
    for capture, _ in done:
        yield Fate("error", "not-served", f"{capture.evidence.source} has not what its index names")


def _unanswered(known: KnownUrl) -> Fate | None:
    """Return what the crawl noted of an address of which the archive holds no answer that tells more."""
    status = known.http_status
    if status in _REFUSED:
        return Fate("blocked", "refused", f"HTTP {status}")
    if status in GONE_STATUSES:
        return Fate("withdrawn", "gone", f"HTTP {status}")
    if known.state == "error":
        said = f"HTTP {status}, " if status else ""
        return Fate(
            "error", "failed" if status in FAILED else "no-answer", f"{said}{known.attempts} attempts"
        )
    if status is None:
        return Fate("blocked", "disallowed", "robots.txt, or the rules of the crawl, forbid to ask for it")
    return Fate("error", "no-article", f"HTTP {status}, and what came is no article")


def _unasked(captures: list[Indexed], known: KnownUrl | None, indexes: Indexes) -> tuple[str, str | None]:
    if known is not None:
        return "not-fetched", "the next crawl asks for it"
    if any(capture.is_page for capture in captures):
        return "not-fetched", "web archives have captures of it that were not pulled"
    if indexes.asked:
        asked = ", ".join(f"{source} ({day.isoformat()})" for source, day in indexes.asked.items())
        return "never-captured", f"no capture in {asked}"
    return "not-asked", "neither the portal nor a web archive was asked for it"
