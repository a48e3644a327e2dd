"""The health of a portal: a run beside what the portal's file expects and what earlier runs found.

A run is compared once, at its end, and its report keeps what was found. What only time tells, that a portal
is silent or that no run came, is told by the last report alone: so the health of thousands of portals is read
from one small file each.
"""

from __future__ import annotations

import datetime as dt
import itertools
import statistics
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

from archiver.checkup import Finding
from archiver.facts import Expect, PortalFile
from archiver.interval import in_words
from archiver.models import VIETNAM, Record
from archiver.schedule import due_at, every
from archiver.store.runs import RunReport

State = Literal["ok", "attention", "never run", "resting", "frozen", "closed"]

HISTORY = 100
"""Earlier runs that a run is compared with."""
ENOUGH = 20
"""Articles from which a share is told; of fewer, chance decides."""
FALLEN = 0.3
"""A field that is filled in so much less of the articles, of 1, has fallen."""
MANY = 10
"""Articles that change or vanish in one run before it looks like the portal and not like its editors."""
LIKE_RUNS = 5
"""Earlier runs of the same kind that tell how many requests are usual."""
REQUESTS_UP = 3
RHYTHM = 8
"""Earlier runs with new articles that tell a portal's own rhythm."""
QUIET = dt.timedelta(days=14)
"""A portal that was busy may be silent so long, whatever its rhythm: holidays."""
OVERDUE = 3
"""Intervals without a run before the schedule is said not to work."""
PASSING = frozenset({"stopped", "few-unanswered", "few-server-errors", "rests"})
"""Codes of what the next run puts right: said, and nobody is called."""
OF_THE_HOST = frozenset({"no-answer", "unanswered", "server-errors"})
"""Codes of what a rest may cure."""
RESTS = 4
"""Runs in a row that ended in a rest before somebody is called."""


def compare(report: RunReport, earlier: Sequence[RunReport], facts: PortalFile) -> Iterator[Finding]:
    """Yield what a run's numbers say beside `[expect]` and the earlier runs, the last of them first.

    The report's own `silent_after` is to be set before.
    """
    expect = facts.expect
    past = [run for run in earlier if run.source == report.source][:HISTORY]
    yield from _quarantine(report, past, expect)
    yield from _rests(report, past)
    if report.reason != "finished":
        return
    yield from _silence(facts, report, report.started)
    yield from _few_articles(report, expect)
    yield from _fields(report, past, expect)
    yield from _all_at_once(report, past)
    yield from _requests(report, past)


def _pages(runs: Iterable[RunReport]) -> int:
    return sum(run.new + run.changed + run.unchanged + run.restored + run.quarantined for run in runs)


def _recent(report: RunReport, past: Sequence[RunReport], pages: int) -> int:
    """Return how many of the past runs are needed beside this one for `pages` article pages."""
    count = 0
    while count < len(past) and _pages([report, *past[:count]]) < pages:
        count += 1
    return count


def _quarantine(report: RunReport, past: Sequence[RunReport], expect: Expect) -> Iterator[Finding]:
    runs = [report, *past[: _recent(report, past, ENOUGH)]]
    quarantined, read = sum(run.quarantined for run in runs), _pages(runs)
    if report.quarantined and quarantined > expect.quarantined * read:
        of_runs = f" of the last {len(runs)} runs" if len(runs) > 1 else ""
        yield Finding(
            "quarantine",
            f"{quarantined} of {read} article pages{of_runs} could not be read; quarantine.jsonl says why",
        )


def _rests(report: RunReport, past: Sequence[RunReport]) -> Iterator[Finding]:
    in_a_row = list(itertools.takewhile(lambda run: run.resting_until, (report, *past)))
    if len(in_a_row) >= RESTS:
        since = in_a_row[-1].started
        yield Finding("rests-again", f"the last {len(in_a_row)} runs ended in a rest, since {since:%Y-%m-%d}")


def _few_articles(report: RunReport, expect: Expect) -> Iterator[Finding]:
    if report.known is None:
        return
    if expect.articles is not None and report.known < expect.articles:
        yield Finding("few-articles", f"{report.known} articles are known, {expect.articles} were expected")
    elif not report.known and report.requests and report.source == "live":
        yield Finding("no-articles", f"no article was found on {report.requests} pages")


def _fields(report: RunReport, past: Sequence[RunReport], expect: Expect) -> Iterator[Finding]:
    """Compare the fields of the last articles read with the expectation and with those before."""
    count = next((n for n in range(len(past) + 1) if _read(report, *past[:n]) >= ENOUGH), len(past))
    runs, before = [report, *past[:count]], past[count:]
    read, read_before = _read(*runs), _read(*before)
    if not report.read:
        return
    for field in report.filled:
        share = _filled(field, runs) / read
        least = expect.filled.get(field)
        if least is not None and share < least:
            yield Finding(
                "field-missing",
                f"{field} is known of {share:.0%} of {read} articles, {least:.0%} were expected",
            )
        elif min(read, read_before) >= ENOUGH and share <= _filled(field, before) / read_before - FALLEN:
            was = _filled(field, before) / read_before
            yield Finding(
                "field-fallen",
                f"{field} is known of {share:.0%} of the last {read} articles, of {was:.0%} before",
            )


def _read(*runs: RunReport) -> int:
    return sum(run.read for run in runs)


def _filled(field: str, runs: Iterable[RunReport]) -> int:
    return sum(run.filled.get(field, 0) for run in runs)


def _all_at_once(report: RunReport, past: Sequence[RunReport]) -> Iterator[Finding]:
    again = report.changed + report.unchanged
    usual = sum(run.changed for run in past) / max(1, sum(run.changed + run.unchanged for run in past))
    if report.changed >= MANY and report.changed > again / 2 and usual < 0.25:
        yield Finding(
            "all-changed", f"{report.changed} of {again} articles read again changed at once: a redesign?"
        )
    known = again + report.withdrawn + report.restored
    if past and report.withdrawn >= MANY and report.withdrawn > (known + report.new) / 2:
        yield Finding("all-withdrawn", f"{report.withdrawn} of {known} articles vanished at once")


def _requests(report: RunReport, past: Sequence[RunReport]) -> Iterator[Finding]:
    """Compare the requests that brought no article with those of earlier runs of the same kind."""
    like = [run for run in past if run.sweep == report.sweep and run.reason == "finished"]
    if len(like) < LIKE_RUNS:
        return
    usual = statistics.median(_overhead(run) for run in like)
    if _overhead(report) > REQUESTS_UP * usual + 100:
        articles = report.requests - _overhead(report)
        yield Finding(
            "requests-up",
            f"{report.requests} requests for {articles} article pages; {usual:.0f} beside them are usual",
        )


def _overhead(run: RunReport) -> int:
    return max(0, run.requests - _pages([run]) - run.withdrawn)


def silent_after(report: RunReport, earlier: Sequence[RunReport], expect: Expect) -> dt.date | None:
    """Return the last day by which a new article is expected, by the portal's file or its own rhythm.

    Null where neither tells: a portal needs `RHYTHM` runs with new articles before it has a rhythm.
    """
    if expect.silent_days is not None:
        return report.latest + dt.timedelta(days=expect.silent_days) if report.latest else None
    found = [run.started for run in (report, *earlier[:HISTORY]) if run.source == "live" and run.new]
    if len(found) < RHYTHM:
        return None
    longest = max(later - before for later, before in itertools.pairwise(found))
    return (found[0] + max(QUIET, REQUESTS_UP * longest)).date()


class Health(Record, frozen=True, kw_only=True):
    """How a portal does: what `archiver status` tells of it."""

    portal: str
    name: str
    state: State
    codes: tuple[str, ...] = ()
    """One for each of `says`: docs/operations.md says what to do."""
    says: tuple[str, ...] = ()
    """One sentence for each thing that a person may want to look at."""
    last_run: dt.datetime | None = None
    """When the last run on the live portal began (UTC)."""
    next_due: dt.datetime | None = None
    """Null for never."""
    new: int = 0
    """By the last run, like the other numbers."""
    changed: int = 0
    withdrawn: int = 0
    quarantined: int = 0
    requests: int = 0
    known: int | None = None

    @property
    def needs_person(self) -> bool:
        """Whether somebody should look."""
        return self.state == "attention"


def health_of(portal: str, facts: PortalFile, last: RunReport | None, now: dt.datetime) -> Health:
    """Return a portal's health at a moment, by its last run on the live portal."""
    due = due_at(facts, last)
    if last is None:
        state = _ended(facts) or "never run"
        return Health(portal=portal, name=facts.name, state=state, next_due=due)
    found = [*_reported(last), *_with_time(facts, last, now)]
    return Health(
        portal=portal,
        name=facts.name,
        state=_state(facts, last, found),
        codes=tuple(finding.code for finding in found),
        says=tuple(finding.says for finding in found),
        last_run=last.started,
        next_due=due,
        new=last.new,
        changed=last.changed,
        withdrawn=last.withdrawn,
        quarantined=last.quarantined,
        requests=last.requests,
        known=last.known,
    )


def _ended(facts: PortalFile) -> State | None:
    if facts.status == "frozen":
        return "frozen"
    return "closed" if facts.status in {"closed", "redirected"} else None


def _state(facts: PortalFile, last: RunReport, found: Sequence[Finding]) -> State:
    ended = _ended(facts)
    if ended:
        return ended
    passing = PASSING | OF_THE_HOST if last.resting_until else PASSING
    if any(finding.code not in passing for finding in found):
        return "attention"
    return "resting" if last.resting_until else "ok"


def _reported(last: RunReport) -> Iterator[Finding]:
    """Yield what the run reported; a report without codes gives its sentences the code `problem`."""
    codes = last.codes if len(last.codes) == len(last.problems) else ("problem",) * len(last.problems)
    found = map(Finding, codes, last.problems)
    yield from (finding for finding in found if finding.code != "silent")


def _silence(facts: PortalFile, last: RunReport, now: dt.datetime) -> Iterator[Finding]:
    today = now.astimezone(VIETNAM).date()
    if last.silent_after and today > last.silent_after and not _ended(facts):
        since = f"the latest is of {last.latest}" if last.latest else "none has a date"
        yield Finding("silent", f"no new article, though one was expected by {last.silent_after}; {since}")


def _with_time(facts: PortalFile, last: RunReport, now: dt.datetime) -> Iterator[Finding]:
    yield from _silence(facts, last, now)
    length = None if _ended(facts) else every(facts)
    if length and now - last.started > OVERDUE * length:
        ago = in_words(now - last.started)
        yield Finding("overdue", f"the last run began {ago} ago; one is due every {in_words(length)}")
