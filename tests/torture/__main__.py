"""Kills, full disks, a year of crawls and archives of millions, on a portal that lives, over real HTTP."""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from archiver.store import PortalStore
from archiver.warc.cdxj import parse_line
from tests.spiders.growing import GrowingPortal, articles_asked_for
from tests.torture.flips import flipped_bytes
from tests.torture.pulls import killed_pulls
from tests.torture.scale import large_index, many_portals
from tests.torture.year import a_year

PORTAL = "song"
ARTICLES = 400


class Trial:
    """One portal, its archive, and the command that crawls it."""

    def __init__(self, folder: Path, data: Path | None = None) -> None:
        self.portal = GrowingPortal()
        for section in (1, 2, 3):
            self.portal.publish(ARTICLES // 3, section=section)
        self.portal.write_facts(folder / "portals", PORTAL)
        self.data = data or folder / "data"
        self.command = [sys.executable, "-m", "archiver.cli", "crawl", PORTAL, "--json"]
        self.command += ["--data", str(self.data), "--portals", str(folder / "portals")]

    def run(self) -> subprocess.CompletedProcess[str]:
        """Crawl to the end."""
        return subprocess.run(self.command, capture_output=True, text=True, timeout=600, check=False)

    def start(self) -> subprocess.Popen[bytes]:
        """Begin a crawl."""
        return subprocess.Popen(self.command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def verdict(self, allowed_twice: int) -> str:
        """Return what is wrong with the archive, or that all is well, with the figures."""
        with PortalStore.read(self.data, PORTAL) as store:
            found = [article.id for article in store.articles()]
            damage, pending = store.damage, list(store.pending())
        log = (self.data / PORTAL / "articles.jsonl").read_text(encoding="utf-8").splitlines()
        lines = Counter(json.loads(line)["id"] for line in log)
        twice = sum(count - 1 for count in articles_asked_for(self.portal).values())
        checks = [_check(path) for path in sorted((self.data / PORTAL / "warc").glob("*.warc.gz"))]
        wrong = {
            "articles missing": len(self.portal.posts) - len(found),
            "recorded twice": sum(count > 1 for count in lines.values()),
            "damaged lines": len(damage),
            "left pending": len(pending),
            "WARC files that warcio refuses": sum(not passed for passed in checks),
            "fetched twice beyond what was in flight": max(0, twice - allowed_twice),
            "addresses done whose bytes are nowhere": self._without_bytes(),
            "places that verify names": len(json.loads(self._ran("verify").stdout)["report"]["findings"]),
            "logs that a rebuild makes otherwise": sum(not log["same"] for log in self._rebuilt()),
        }
        failed = ", ".join(f"{count} {what}" for what, count in wrong.items() if count)
        return (
            f"{failed or 'all well'}; {len(found)} articles, {len(checks)} WARC files, {twice} fetched twice"
        )

    def _ran(self, command: str) -> subprocess.CompletedProcess[str]:
        words = [command if word == "crawl" else word for word in self.command]
        return subprocess.run(words, capture_output=True, text=True, timeout=1200, check=False)

    def _rebuilt(self) -> list[dict[str, Any]]:
        logs: list[dict[str, Any]] = json.loads(self._ran("rebuild").stdout)["logs"]
        return logs

    def _without_bytes(self) -> int:
        """Return how many addresses the index calls done with a payload that no line of a CDXJ names."""
        lines = [line for path in (self.data / PORTAL / "warc").glob("*.cdxj") for line in path.open("rb")]
        archived = {parsed[2].digest for line in lines if (parsed := parse_line(line))}
        with contextlib.closing(sqlite3.connect(self.data / PORTAL / "index.sqlite")) as index:
            done = index.execute("SELECT digest FROM urls WHERE state = 'done' AND digest IS NOT NULL")
            return sum(digest not in archived for (digest,) in done)


def kills(folder: Path, number: int = 200, *, sign: signal.Signals = signal.SIGKILL) -> str:
    """Kill one crawl at random instants until so many kills hit, then let it end."""
    trial, instants, hit = Trial(folder), random.Random(1), 0  # noqa: S311 - a fixed choice of instants
    slowest = 0.0
    with trial.portal:
        while hit < number:
            process = trial.start()
            if not _wait(process, trial.portal, instants):
                trial.portal.publish(40, section=1 + hit % 3)
                continue
            process.send_signal(sign)
            sent = time.monotonic()
            process.wait()
            slowest = max(slowest, time.monotonic() - sent)
            hit += 1
        ended = trial.run()
        ends = f"slowest end {slowest:.1f} s, last exit {ended.returncode}"
        return f"{hit} × {sign.name}, {ends}: {trial.verdict(hit)}"


def _wait(process: subprocess.Popen[bytes], portal: GrowingPortal, instants: random.Random) -> bool:
    """Wait for a random instant of a crawl, after up to 30 requests; return whether it still runs then."""
    awaited = sum(portal.requests.values()) + instants.randint(0, 30)
    while sum(portal.requests.values()) < awaited and process.poll() is None:
        time.sleep(0.002)
    time.sleep(0.05 * instants.random())
    return process.poll() is None


def disk(folder: Path) -> str:
    """Fill a small disk with a crawl, then make room and let it end."""
    if os.geteuid() or not shutil.which("mount"):
        return "skipped: mounting a small disk needs root"
    small = folder / "small"
    small.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=700k", "tmpfs", str(small)], check=True)
    try:
        trial = Trial(folder, small)
        with trial.portal:
            full = [trial.run() for _ in range(3)]
            subprocess.run(["mount", "-o", "remount,size=60m", str(small)], check=True)
            ended = trial.run()
            codes = [ran.returncode for ran in full]
            told = all("Traceback" not in ran.stderr for ran in full)
            verdict = trial.verdict(allowed_twice=3)
            return f"exits while full {codes}, no traceback: {told}, then {ended.returncode}: {verdict}"
    finally:
        subprocess.run(["umount", str(small)], check=False)


class Said(NamedTuple):
    """What the command line says of the trials."""

    times: int
    seed: int


TRIALS: dict[str, tuple[str, Callable[[Path, Said], str]]] = {
    "kills": ("SIGKILL at random instants of a crawl", lambda folder, said: kills(folder, said.times)),
    "terminate": (
        "SIGTERM likewise, 40 at most",
        lambda folder, said: kills(folder, min(said.times, 40), sign=signal.SIGTERM),
    ),
    "flips": ("a bit flipped in each of 1,000 WARC files", lambda folder, _: flipped_bytes(folder)),
    "disk": ("a small disk that fills up; needs root", lambda folder, _: disk(folder)),
    "year": (
        "a year of runs three days apart; needs libfaketime",
        lambda folder, said: a_year(folder, seed=said.seed),
    ),
    "portals": ("status over 5,000 portals", lambda folder, _: many_portals(folder)),
    "index": ("a run with 5,000,000 articles known; needs 15 GB", lambda folder, _: large_index(folder)),
    "pulls": (
        "SIGKILL at random instants of a pull, 50 at most",
        lambda folder, said: killed_pulls(folder, min(said.times, 50)),
    ),
}
"""Each trial by its name: what it is, and what runs it in a folder and returns what came of it."""


def main(words: list[str]) -> None:
    """Run the trials named, or all."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.torture",
        description=__doc__,
        epilog="\n".join(f"{name:10} {what}" for name, (what, _) in TRIALS.items()),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "trials", nargs="*", metavar="TRIAL", help="one of those below; all where none is named"
    )
    parser.add_argument("--times", type=int, default=200, help="how often to kill (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=4, help="the course of the year (default: %(default)s)")
    said = parser.parse_args(words)
    if unknown := set(said.trials) - TRIALS.keys():
        parser.error(f"no such trial: {', '.join(sorted(unknown))}")
    for name in said.trials or TRIALS:
        _, run = TRIALS[name]
        with tempfile.TemporaryDirectory(prefix="torture-") as folder:
            started = time.monotonic()
            told = run(Path(folder), Said(said.times, said.seed))
            print(f"{name}: {told} ({time.monotonic() - started:.0f} s)", flush=True)


def _check(path: Path) -> bool:
    check = [str(Path(sys.executable).with_name("warcio")), "check", str(path)]
    return subprocess.run(check, capture_output=True, check=False).returncode == 0


if __name__ == "__main__":
    main(sys.argv[1:])
