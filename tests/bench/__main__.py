"""Crawling with everything on (archive, extraction, store) against fetching the same pages and no more."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.request import urlopen

from archiver.portal import load_portal
from tests.bench.measure import Cost, cost_of, median

ROUNDS = 5
TARGET = 1.5
CRAWL = [sys.executable, "-m", "archiver.cli", "crawl", "demo", "--json", "--data"]
BARE = [sys.executable, "-m", "tests.bench.bare"]


def main() -> None:
    """Print pages a second, CPU seconds a thousand pages, peak memory, and the ratio to the bare spider."""
    home = load_portal("demo").facts.home
    server = subprocess.Popen([sys.executable, "-m", "archiver.cli", "demo", "--serve-only"])
    folder = Path(tempfile.mkdtemp(prefix="bench-"))
    try:
        _wait_for(home)
        addresses = _addresses(folder)
        pages = len(addresses.read_text(encoding="utf-8").split())
        ours, bare = [], []
        for number in range(ROUNDS):
            bare.append(cost_of([*BARE, str(addresses)]))
            ours.append(cost_of([*CRAWL, str(folder / f"round-{number}")]))
        _report(pages, median(ours), median(bare))
    finally:
        server.terminate()
        server.wait()
        shutil.rmtree(folder)


def _addresses(folder: Path) -> Path:
    """Crawl once, which also warms the server, and return a file with every address asked for."""
    cost_of([*CRAWL, str(folder / "first")])
    lines = [
        line for path in sorted((folder / "first").rglob("*.cdxj")) for line in path.open(encoding="utf-8")
    ]
    urls = [json.loads(line.split(" ", 2)[2])["url"] for line in lines if " {" in line]
    path = folder / "addresses.txt"
    path.write_text("\n".join(urls), encoding="utf-8")
    return path


def _wait_for(url: str) -> None:
    for _ in range(100):
        try:
            with urlopen(url, timeout=5):  # noqa: S310 - the demo portal on loopback
                return
        except OSError:
            time.sleep(0.1)
    sys.exit(f"{url} does not answer")


def _report(pages: int, ours: Cost, bare: Cost) -> None:
    print(f"{pages} responses, median of {ROUNDS} rounds, each a process of its own")
    print(f"{'':14}{'pages/s':>9}{'CPU s/1000':>12}{'peak MB':>9}")
    for name, cost in (("bare spider", bare), ("archiver", ours)):
        print(f"{name:14}{pages / cost.wall:9.0f}{1000 * cost.cpu / pages:12.2f}{cost.peak:9.0f}")
    wall, cpu = ours.wall / bare.wall, ours.cpu / bare.cpu
    verdict = "met" if wall <= TARGET else "missed"
    print(f"ratio: {wall:.2f}× the time (target ≤ {TARGET}: {verdict}), {cpu:.2f}× the CPU")


if __name__ == "__main__":
    main()
