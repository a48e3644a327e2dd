"""One crawl of a portal in a process of its own, by `scrapy crawl`, with its time and memory."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, NamedTuple

from archiver.models import Article
from archiver.store import PortalStore
from tests.shared import ROOT

PORTAL = "minh_hoa"
FACTS = """name = "Cổng minh họa"
home = "{home}/"
platform = "dnict"
delay = {delay}
concurrency = 8
reread = []
{more}
"""


class Ran(NamedTuple):
    """What a crawl left."""

    code: int
    out: str
    err: str
    megabytes: float
    root: Path

    @property
    def report(self) -> dict[str, Any]:
        """Return the report of the last run."""
        path = max((self.root / "runs").glob("*.json"))
        return json.loads(path.read_text(encoding="utf-8"))  # type: ignore[no-any-return]

    def lines(self, name: str) -> list[dict[str, Any]]:
        """Return the lines of a log."""
        path = self.root / name
        return (
            [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
            if path.exists()
            else []
        )

    def articles(self) -> dict[str, Article]:
        """Return the last version of each article, by its key."""
        with PortalStore.read(self.root.parent, PORTAL) as store:
            return {article.id.split(":", 1)[1]: article for article in store.articles()}


def crawling(home: str, folder: Path, *, more: str = "", delay: float = 0, **settings: object) -> list[str]:
    """Return the command that crawls the portal at `home` into `folder`; `more` are lines of its file."""
    portals, data = folder / "portals", folder / "data"
    portals.mkdir(exist_ok=True)
    facts = FACTS.format(home=home, delay=delay, more=more)
    (portals / f"{PORTAL}.toml").write_text(facts, encoding="utf-8")
    changed = {"ARCHIVER_DATA": data, "ARCHIVER_PORTALS": portals, "ARCHIVER_FIRST_PAUSE": 0.05, **settings}
    options = [part for name, value in changed.items() for part in ("-s", f"{name}={value}")]
    return [sys.executable, "-m", "scrapy", "crawl", PORTAL, *options]


def crawl(home: str, folder: Path, **changed: Any) -> Ran:
    """Crawl as `crawling` says, to the end, and return what that left."""
    return watched(crawling(home, folder, **changed), folder)


def watched(command: list[str], folder: Path) -> Ran:
    """Run a command that crawls into `folder`, and return what it left."""
    with (folder / "out").open("wb") as out, (folder / "err").open("wb") as err:
        process = subprocess.Popen(command, cwd=ROOT, stdout=out, stderr=err)
        peak = 0.0
        while process.poll() is None:
            peak = max(peak, _peak(process.pid))
            time.sleep(0.05)
    return Ran(
        code=process.returncode,
        out=(folder / "out").read_text(encoding="utf-8"),
        err=(folder / "err").read_text(encoding="utf-8"),
        megabytes=peak,
        root=folder / "data" / PORTAL,
    )


def _peak(process: int) -> float:
    """Return the most memory that a process has held so far (MB); 0 where it has ended."""
    try:
        status = Path(f"/proc/{process}/status").read_text(encoding="ascii", errors="replace")
    except OSError:
        return 0.0
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    return int(found[1]) / 1024 if found else 0.0
