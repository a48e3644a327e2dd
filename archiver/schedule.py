"""What is due, and the texts that make cron or systemd run it."""

from __future__ import annotations

import datetime as dt
import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path

from archiver.facts import PortalFile
from archiver.interval import interval, shortest
from archiver.models import Record
from archiver.store.runs import RunReport

DAILY = "1d"
FROZEN = "30d"
NEVER = "never"
LONG_AGO = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
"""When a portal that was never crawled was due."""
CUT_OFF = frozenset({"shutdown", "window", "storage"})
"""Why a run ended that the next one goes on with at once; after a rest, it goes on when that is over."""


def every(facts: PortalFile) -> dt.timedelta | None:
    """Return the time between two runs on a portal, null for never; raises ValueError for what is none."""
    usual = {"frozen": FROZEN, "redirected": NEVER, "closed": NEVER}.get(facts.status, DAILY)
    return interval(facts.every or usual)


def due_at(facts: PortalFile, last: RunReport | None) -> dt.datetime | None:
    """Return when the portal is to be crawled next, by the last run on the live portal; null for never."""
    length = every(facts)
    if length is None:
        return None
    if last is None:
        return LONG_AGO
    if last.resting_until:
        return last.resting_until
    return last.finished if last.reason in CUT_OFF else last.started + shortest(length)


def due_portals(
    portals: Mapping[str, PortalFile], reports: Mapping[str, RunReport | None], now: dt.datetime
) -> list[str]:
    """Return the ids of the portals that are due, the longest due first."""
    due = {portal: due_at(facts, reports.get(portal)) for portal, facts in portals.items()}
    ready = [(moment, portal) for portal, moment in due.items() if moment is not None and moment <= now]
    return [portal for _, portal in sorted(ready)]


class Limits(Record, frozen=True, kw_only=True):
    """How much may be done in one go."""

    at_once: int | None = None
    """Portals crawled at the same time; null for all."""
    minutes: float | None = None
    """After so long no portal is begun, and those under way are stopped; the next run goes on with them."""


ALL = Limits()
"""No limits: what a person names is crawled at once."""


class Job(Record, frozen=True, kw_only=True):
    """What is to be run by the clock; all paths are absolute."""

    archiver: Path
    """The installed command."""
    data: Path
    log: Path
    portals: tuple[Path, ...] = ()
    """Folders of portal files of one's own."""
    only: tuple[str, ...] = ()
    """Ids of the portals to crawl; all when empty."""
    crawl: tuple[str, ...] = ()
    """More options of `archiver crawl --all-due`."""
    status: tuple[str, ...] = ()
    """More options of `archiver status`."""

    def commands(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the words of the two commands: what is due is crawled, then all portals are looked at."""
        common = ["--data", str(self.data)]
        for folder in self.portals:
            common += ["--portals", str(folder)]
        crawl = [
            str(self.archiver),
            "crawl",
            *self.only,
            "--all-due",
            *common,
            "--log-file",
            str(self.log),
            *self.crawl,
        ]
        return tuple(crawl), (str(self.archiver), "status", *common, *self.status)


def cron_text(job: Job) -> str:
    """Return lines for a crontab; what needs a person is mailed by cron only if a notice cannot go out.

    Raises ValueError where a word holds a line break, which no crontab can.
    """
    crawl, status = (_cron_words(words) for words in job.commands())
    return (
        "# Crawls what is due, every hour, and looks at all portals; a run still at work is left alone.\n"
        f"17 * * * * {crawl} >/dev/null 2>&1; {status} >/dev/null\n"
    )


def _cron_words(words: Sequence[str]) -> str:
    """Return words quoted for /bin/sh, and `%` for cron, which would end the line there."""
    return shlex.join(_on_one_line(words)).replace("%", r"\%")


def systemd_texts(job: Job) -> dict[str, str]:
    """Return the units by their file names; raises ValueError where a word holds a line break."""
    crawl, status = (" ".join(map(_systemd_word, _on_one_line(words))) for words in job.commands())
    return {
        "archiver.service": SERVICE.format(crawl=crawl, status=status),
        "archiver.timer": TIMER,
    }


SERVICE = """\
[Unit]
Description=Crawl the portals that are due, and look at all
Wants=network-online.target
After=network-online.target

[Service]
Type=oneshot
# 1: something needs a person, of which the notice tells; 75: another run is still at work
ExecStart=-{crawl}
ExecStart=-{status}
TimeoutStartSec=infinity
TimeoutStopSec=60
Nice=10
NoNewPrivileges=yes
"""
TIMER = """\
[Unit]
Description=Crawl the portals that are due, every hour

[Timer]
OnCalendar=*:17
RandomizedDelaySec=120
Persistent=true

[Install]
WantedBy=timers.target
"""


def _systemd_word(word: str) -> str:
    """Return a word quoted for a unit: `%` and `$` stand for themselves, as do quotes and backslashes."""
    escaped = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return f'"{escaped}"' if escaped != word or not word or set(word) & set(" \t';") else word


def _on_one_line(words: Sequence[str]) -> Sequence[str]:
    for word in words:
        if not word.isprintable():
            raise ValueError(f"{word!r} holds a line break or a control character; use another name")
    return words
