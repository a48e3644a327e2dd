"""A year of a portal's life, crawled once in three days, the processes' clock set by libfaketime."""

from __future__ import annotations

import datetime as dt
import json
import os
import random
import subprocess
import sys
from collections import Counter
from pathlib import Path

from archiver.store import PortalStore
from tests.spiders.growing import GrowingPortal, articles_asked_for

PORTAL = "nam"
BEGIN = dt.date(2025, 1, 1)
STEP = 3
LIBRARIES = (
    "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1",
    "/usr/lib/aarch64-linux-gnu/faketime/libfaketime.so.1",
)


def a_year(folder: Path) -> str:
    """Publish, edit, withdraw and redesign for a year; return which events were found and which invented."""
    library = next((path for path in LIBRARIES if Path(path).exists()), None)
    if library is None:
        return "skipped: libfaketime is not installed (Debian's package libfaketime)"
    chance = random.Random(4)  # noqa: S311 - a fixed course of events
    happened: Counter[str] = Counter()
    requests = 0
    with GrowingPortal() as portal:
        portal.write_facts(folder / "portals", PORTAL, "delay = 0\nsweep_days = 30\n")
        for day in (BEGIN + dt.timedelta(days=number) for number in range(0, 365, STEP)):
            happened["published"] += len(
                portal.publish(chance.randint(0, 2), section=chance.randint(1, 3), day=day)
            )
            _change(portal, day, chance, happened)
            ran = _crawl(folder, day, library)
            if ran.returncode not in {0, 1}:
                return f"the run of {day} ended with {ran.returncode}: {ran.stderr[-300:]}"
            requests += json.loads(ran.stdout.splitlines()[-1])["requests"]
        found = _found(folder / "data")
    asked = sum(articles_asked_for(portal).values())
    runs = -(-365 // STEP)
    least = runs * (2 + portal.sections) + asked
    return f"happened {dict(happened)}, recorded {dict(found)}; {requests} requests, least needed {least}"


def _change(portal: GrowingPortal, day: dt.date, chance: random.Random, happened: Counter[str]) -> None:
    """Let one thing happen to an article that will be read again within the year."""
    young = [
        post
        for post in portal.posts.values()
        if (day - post.day).days < 20 and not post.gone and not post.edited
    ]
    if young and chance.random() < 0.15:
        post = chance.choice(young)
        post.body, post.edited = f"{post.body} Sửa ngày {day}.", True
        happened["edited"] += 1
    elif young and chance.random() < 0.05:
        chance.choice(young).gone = True
        happened["withdrawn"] += 1
    for post in young:
        post.views += chance.randint(0, 5)


def _crawl(folder: Path, day: dt.date, library: str) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "LD_PRELOAD": library,
        "FAKETIME": f"@{day} 02:00:00",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "TZ": "UTC",
    }
    command = [
        sys.executable,
        "-m",
        "archiver.cli",
        "crawl",
        PORTAL,
        "--json",
        "--data",
        str(folder / "data"),
    ]
    command += ["--portals", str(folder / "portals")]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)


def _found(data: Path) -> Counter[str]:
    found: Counter[str] = Counter()
    with PortalStore.read(data, PORTAL) as store:
        for article in store.articles():
            versions = list(store.versions(article.id))
            found["published"] += 1
            found["edited"] += len({version.content_sha256 for version in versions}) - 1
            found["withdrawn"] += article.status == "withdrawn"
    return found
