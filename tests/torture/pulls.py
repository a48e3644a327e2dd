"""A pull from a web archive, killed again and again, on a portal that is gone."""

from __future__ import annotations

import random
import re
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from archiver.warc.raw import raw_records
from archiver.warc.reader import ignore
from tests.spiders.pulls import FAST, Portal, crawled_portal
from tests.spiders.standins import Archive

UNDER_WAY = 8
"""Captures that a pull asks for at once: so many may have to be fetched again after a kill."""


def killed_pulls(folder: Path, number: int = 50) -> str:
    """Kill a pull at random instants until so many kills hit, let it end, and return what came of it."""
    live = crawled_portal(folder)
    portal = Portal(folder / "pulled", live.portals)
    with Archive(live.warcs) as archive:
        most = len(archive.captures) // (number + 1)
        again = sum(_killed(portal, archive, most, instants) for instants in _chances(number))
        done = portal.pull("wayback", archive.url)
        asked = Counter(archive.fetched())
    twice = sum(asked.values()) - len(asked)
    wrong = {
        "records that differ": sum(portal.records().get(key) != one for key, one in live.records().items()),
        "records too many": len(portal.records().keys() - live.records().keys()),
        "withdrawals that differ": len(portal.withdrawn() ^ live.withdrawn()),
        "captures archived twice": len(portal.captures()) - len(set(portal.captures())),
        "archived captures fetched again": again,
        "fetched twice beyond what was under way": max(0, twice - UNDER_WAY * number),
    }
    told = ", ".join(f"{count} {what}" for what, count in wrong.items() if count) or "all well"
    return (
        f"{number} × SIGKILL, last exit {done.returncode}: {told}; "
        f"{len(portal.records())} articles, {len(asked)} captures, {twice} fetched twice"
    )


def _chances(number: int) -> list[random.Random]:
    return [random.Random(seed) for seed in range(number)]  # noqa: S311 - a fixed choice of instants


def _held(portal: Portal) -> Iterator[str]:
    """Yield the paths by which whole captures were fetched that the archive holds, an open file's too."""
    for warc in portal.warcs.glob("*.warc.gz*"):
        with warc.open("rb") as file:
            for record in raw_records(file, warc.name, on_skip=ignore, limit=1 << 30):
                if record.kind in {"response", "revisit"}:
                    moment = re.sub(r"\D", "", record.fields["warc-date"])
                    yield f"/{moment}id_/{record.fields['warc-target-uri']}"


def _killed(portal: Portal, archive: Archive, most: int, instants: random.Random) -> int:
    """Kill one pull after a few captures; return how many of those asked for were in the archive before."""
    held = set(_held(portal))
    before = len(archive.fetched())
    enough = before + instants.randrange(1, max(2, most))
    command = portal.command("--from", "wayback", "--service", archive.url, *FAST)
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as run:
        while run.poll() is None and len(archive.fetched()) < enough:
            time.sleep(0.002)
        run.send_signal(signal.SIGKILL)
    return sum(path in held for path in archive.fetched()[before:])
