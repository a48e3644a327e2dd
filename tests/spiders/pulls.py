"""A portal crawled live and archived, and pulls of it from stand-ins, by the command that people type."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import msgspec

from archiver.demo.server import serve
from archiver.ledger import ledger_of
from archiver.replay.reading import Job
from archiver.store import PortalStore
from archiver.warc.cdxj import parse_line
from tests.commandline import COMMAND, archiver

PORTAL = "minh_hoa"
FACTS = """name = "Cổng minh họa"
home = "{home}/"
platform = "dnict"
delay = 0
concurrency = 8
"""
FAST = ["--rate", "400", "--index-rate", "60000"]


class Portal:
    """The folder of one portal's data, with the portal file beside it."""

    def __init__(self, folder: Path, portals: Path) -> None:
        self.data = folder
        self.root = folder / PORTAL
        self.portals = portals

    @property
    def warcs(self) -> Path:
        return self.root / "warc"

    def command(self, *options: str) -> list[str]:
        return [*COMMAND, *self._words(*options)]

    def crawl(self, *options: str) -> subprocess.CompletedProcess[str]:
        return archiver(*self._words(*options))

    def _words(self, *options: str) -> list[str]:
        return ["crawl", PORTAL, "--data", str(self.data), "--portals", str(self.portals), *options]

    def pull(self, source: str, service: str, *options: str) -> subprocess.CompletedProcess[str]:
        return self.crawl("--from", source, "--service", service, *FAST, *options)

    def records(self) -> dict[str, dict[str, Any]]:
        """Return each article's present version, without its capture and times."""
        with PortalStore.read(self.data, PORTAL) as store:
            articles = [msgspec.to_builtins(article) for article in store.articles()]
        return {
            article["id"]: {name: value for name, value in article.items() if name not in NOT_COMPARED}
            for article in articles
        }

    def lines(self, name: str) -> list[dict[str, Any]]:
        return [msgspec.json.decode(line) for line in (self.root / name).read_bytes().splitlines()]

    def ledger(self) -> dict[str, dict[str, Any]]:
        """Return what the ledger says of each article, by its key, and of each estimate, as JSON has it."""
        found = ledger_of(Job(data=self.data, portal=PORTAL, folders=(self.portals,)))
        assert found.skipped == []
        records = (*found.entries, *found.estimates)
        lines = [msgspec.json.decode(msgspec.json.encode(record)) for record in records]
        return {line.get("of") or line["id"].partition(":")[2]: line for line in lines}

    def quarantined(self) -> set[tuple[str, str]]:
        return {(line["url"], line["reason"]) for line in self.lines("quarantine.jsonl")}

    def withdrawn(self) -> set[tuple[str, str]]:
        lines = self.lines("observations.jsonl")
        return {(line["id"], line["evidence"]) for line in lines if line["status"] == "withdrawn"}

    def captures(self) -> list[tuple[str, str]]:
        """Return address and time of every capture that the archive holds."""
        lines = [line for path in self.warcs.glob("*.cdxj") for line in path.read_bytes().splitlines()]
        return sorted((parsed[2].url, parsed[1]) for line in lines if (parsed := parse_line(line)))


NOT_COMPARED = ("capture", "first_seen", "last_seen")


def crawled_portal(folder: Path) -> Portal:
    """Return the demo portal, crawled live into a folder; it is gone afterwards."""
    portals = folder / "portals"
    portals.mkdir()
    portal = Portal(folder / "live", portals)
    with serve(port=0) as server:
        (portals / f"{PORTAL}.toml").write_text(FACTS.format(home=server.url), encoding="utf-8")
        done = portal.crawl()
    assert done.returncode == 0, done.stderr
    return portal
