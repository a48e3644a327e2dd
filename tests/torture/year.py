"""A year of a portal's life, crawled once in three days, the processes' clock set by libfaketime.

What must be found is told by a truth of its own: which articles are due on which day, by the ages in
docs/portal-files.md, and what the portal shows then. The records must tell the same readings, no more and no
fewer. What happens after an article's last due reading nobody can find before the next; it is counted apart.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import random
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from archiver.models import VIETNAM
from archiver.store import PortalStore
from tests.spiders.growing import PER_PAGE, GrowingPortal, Post, articles_asked_for

PORTAL = "nam"
BEGIN = dt.date(2025, 1, 1)
STEP, SWEEP = 3, 30
AGES = (1, 3, 7, 30, 90)
"""Days, as the default of `reread`."""
LIBRARIES = (
    "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1",
    "/usr/lib/aarch64-linux-gnu/faketime/libfaketime.so.1",
)
LIBRARY = next((path for path in LIBRARIES if Path(path).exists()), None)


class Shown(NamedTuple):
    """What an article's page shows on a day."""

    day: dt.date
    status: str
    views: int | None
    """Null where the server says that the page is as it was (HTTP 304), or the article is gone."""
    body: str


class Life:
    """The portal, what happens to it, and what a crawl that misses nothing would have read."""

    def __init__(self, portal: GrowingPortal, seed: int) -> None:
        self.portal = portal
        self.happened: Counter[str] = Counter()
        self.due: dict[int, list[Shown]] = defaultdict(list)
        """The readings that are due, by the article's number, with what they show."""
        self.least = 0
        """Requests that reading just that takes."""
        self._printed: dict[int, tuple[object, ...]] = {}
        """What each article's page printed when it was sent last."""
        self._chance = random.Random(seed)  # noqa: S311 - a fixed course of events
        self._swept: dt.date | None = None

    def live(self, day: dt.date) -> None:
        """Let things happen before the run of a day."""
        if not self.portal.posts:
            self.happened["published"] += len(self.portal.publish(3, day=day))
        self.happened["published"] += len(
            self.portal.publish(self._chance.randint(0, 2), section=self._chance.randint(1, 3), day=day)
        )
        posts = list(self.portal.posts.values())
        young = [post for post in posts if (day - post.day).days < 60 and not post.leads_to]
        events = (("edited", 0.25), ("withdrawn", 0.1), ("restored", 0.3), ("moved", 0.1))
        for name, likely in events:
            if self._chance.random() < likely:
                read = [post for post in young if self.due[post.number]]
                self._let(name, [post for post in read if post.gone == (name == "restored")], day)
        for post in young:
            post.views += self._chance.randint(0, 5)

    def _let(self, name: str, posts: list[Post], day: dt.date) -> None:
        if len(posts) < 2:
            return
        post, other = self._chance.sample(posts, 2)
        if name == "edited":
            post.body = f"{post.body} Sửa ngày {day:%d/%m/%Y}."
        elif name == "moved":
            post.leads_to = self._chance.choice((other.path, "/", "http://phuong.invalid/"))
        else:
            post.gone = name == "withdrawn"
        self.happened[name] += 1

    def expect(self, day: dt.date) -> None:
        """Note what a run of that day has to read, before it does."""
        for post in self.portal.posts.values():
            if self._is_due(post, day):
                self.due[post.number].append(self._shown(post, day))
                self.least += 1
                if not (post.gone or post.leads_to):
                    self._printed[post.number] = (post.views, post.body, self.portal.new_markup)
        self.least += 3 + self.portal.sections  # robots.txt, the feed, the home page, each listing
        if self._swept is None or (day - self._swept).days >= SWEEP:
            self._swept = day
            self.least += sum(pages - 1 for pages in self._pages())

    def _is_due(self, post: Post, day: dt.date) -> bool:
        readings = self.due[post.number]
        if not readings:
            return not post.gone
        born, moments = dt.datetime.combine(post.day, dt.time(), VIETNAM), (readings[-1].day, day)
        read, now = (dt.datetime.combine(each, HOUR, dt.UTC) for each in moments)
        return any(read < born + dt.timedelta(days=age) <= now for age in AGES)

    def _shown(self, post: Post, day: dt.date) -> Shown:
        if post.gone or post.leads_to:
            return Shown(day, "withdrawn", None, self.due[post.number][-1].body)
        printed = (post.views, post.body, self.portal.new_markup)
        is_as_it_was = self._printed.get(post.number) == printed
        return Shown(day, "published", None if is_as_it_was else post.views, post.body)

    def _pages(self) -> Iterator[int]:
        for section in range(1, self.portal.sections + 1):
            shown = sum(post.section == section and not post.gone for post in self.portal.posts.values())
            yield max(1, -(-shown // PER_PAGE))

    def unreadable(self) -> int:
        """Return how many changes came after the last due reading of their article."""
        today = max(readings[-1].day for readings in self.due.values())
        last = {number: readings[-1] for number, readings in self.due.items() if readings}
        posts = self.portal.posts
        return sum(self._shown(posts[number], today)[1::2] != shown[1::2] for number, shown in last.items())


HOUR = dt.time(2)
"""When the runs begin (UTC)."""


def a_year(folder: Path, days: int = 365, seed: int = 4) -> str:
    """Publish, edit, withdraw, restore, move and redesign; return what was found, missed and invented.

    `seed` chooses the course of events.
    """
    if LIBRARY is None:
        return "skipped: libfaketime is not installed (Debian's package libfaketime)"
    requests, days_of_runs = 0, [BEGIN + dt.timedelta(days=number) for number in range(0, days, STEP)]
    with GrowingPortal() as portal:
        portal.feed = "/rss"
        portal.write_facts(folder / "portals", PORTAL, f"delay = 0\nsweep_days = {SWEEP}\n")
        life = Life(portal, seed)
        for day in days_of_runs:
            portal.new_markup = (day - BEGIN).days > days // 2
            life.live(day)
            life.expect(day)
            ran = _crawl(folder, day, LIBRARY)
            if ran.returncode not in {0, 1}:
                return f"the run of {day} ended with {ran.returncode}: {ran.stderr[-300:]}"
            requests += json.loads(ran.stdout.splitlines()[-1])["requests"]
    found, printed = readings_in(folder / "data")
    wrong = [*differences(life.due, found), *_otherwise_rebuilt(folder)]
    visits = articles_asked_for(portal)
    wrong += [
        f"{number}: asked for {visits[number]} times"
        for number in found
        if visits[number] != len(found[number])
    ]
    happened = ", ".join(f"{count} {what}" for what, count in life.happened.items())
    verdict = "; ".join(wrong[:5]) or "all well, every reading as it was due, nothing invented"
    read = sum(map(len, found.values()))
    return (
        f"{verdict}: {len(days_of_runs)} runs, {happened}, one redesign; {read} readings of pages, {printed} "
        f"of views in feeds; {life.unreadable()} articles changed after their last due reading; {requests} "
        f"requests, {requests / life.least:.2f} times the least needed ({life.least})"
    )


def readings_in(data: Path) -> tuple[dict[int, list[Shown]], int]:
    """Return what the records say of each article's page, by reading, and how often a feed told views."""
    found, printed = dict[int, list[Shown]](), 0
    with PortalStore.read(data, PORTAL) as store:
        for article in store.articles():
            bodies = {version.version: version.body for version in store.versions(article.id)}
            readings = list(store.observations(article.id))
            found[int(article.id.rpartition("-")[2])] = [
                Shown(reading.time.date(), reading.status, reading.view_count, bodies[reading.version])
                for reading in readings
                if reading.version is not None and reading.time is not None
            ]
            printed += sum(reading.version is None for reading in readings)
    return found, printed


def differences(due: dict[int, list[Shown]], found: dict[int, list[Shown]]) -> list[str]:
    """Return in words what the records tell otherwise than the truth."""
    due = {number: readings for number, readings in due.items() if readings}
    said = [f"article {number} was invented" for number in found.keys() - due.keys()]
    for number, expected in due.items():
        if (read := found.get(number, [])) != expected:
            pairs = zip(expected, [*read, *[None] * len(expected)], strict=False)
            first = next((pair for pair in pairs if pair[0] != pair[1]), "more readings than were due")
            said.append(f"article {number}: {first}")
    return said


def _otherwise_rebuilt(folder: Path) -> list[str]:
    """Return in words which logs a rebuild from the archive makes otherwise."""
    ran = subprocess.run(_command(folder, "rebuild"), capture_output=True, text=True, timeout=600, check=True)
    return [
        f"a rebuild makes another {log['name']}" for log in json.loads(ran.stdout)["logs"] if not log["same"]
    ]


def _crawl(folder: Path, day: dt.date, library: str) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "LD_PRELOAD": library,
        "FAKETIME": f"@{day} {HOUR}",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "TZ": "UTC",
    }
    command = _command(folder, "crawl")
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)


def _command(folder: Path, name: str) -> list[str]:
    where = ["--data", str(folder / "data"), "--portals", str(folder / "portals")]
    return [sys.executable, "-m", "archiver.cli", name, PORTAL, "--json", *where]
