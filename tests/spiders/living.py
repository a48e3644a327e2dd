"""A growing portal and what is archived of it, crawled by the command line."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

from archiver.store import PortalStore
from tests.commandline import COMMAND, archiver
from tests.spiders.growing import GrowingPortal

PORTAL = "song"


class Archive:
    """A growing portal and what is archived of it."""

    def __init__(self, portal: GrowingPortal, folder: Path, extra: str = "delay = 0\n") -> None:
        self.portal = portal
        self.data = folder / "data"
        self.root = self.data / PORTAL
        portal.write_facts(folder / "portals", PORTAL, extra)
        self.words = ["crawl", PORTAL, "--json", "--data", str(self.data)]
        self.words += ["--portals", str(folder / "portals")]
        self.command = [*COMMAND, *self.words]
        """That of a crawl, to be started otherwise than to its end."""

    def run(self, *options: str, code: int = 0) -> dict[str, Any]:
        """Crawl once and return the run's report; the command is to exit with `code`."""
        self.portal.requests.clear()
        ran = archiver(*self.words, *options)
        assert ran.returncode == code, ran.stdout + ran.stderr
        report: dict[str, Any] = json.loads(ran.stdout)
        return report

    def store(self) -> Any:
        return PortalStore.read(self.data, PORTAL)

    def make_due(self, *numbers: int) -> None:
        """Set articles to be read again in the next run."""
        past = dt.datetime(2021, 1, 1, tzinfo=dt.UTC)
        with PortalStore.open(self.data, PORTAL, now=lambda: dt.datetime.now(dt.UTC)) as store:
            for number in numbers:
                store.schedule(self.portal.url + self.portal.posts[number].path, past)

    def statuses(self, number: int) -> list[str]:
        with self.store() as store:
            return [reading.status for reading in store.observations(f"{PORTAL}:dinhdanh-{number}")]
