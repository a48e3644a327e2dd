"""The demo portal crawled with its pictures and files, by the commands that people type."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

from archiver.demo.server import DemoServer
from tests.commandline import archiver

PORTAL = "minh_hoa"
FACTS = """name = "Cổng minh họa"
home = "{home}/"
platform = "dnict"
delay = 0
concurrency = 8
media = true
"""


class MediaCrawl:
    """A portal file, and the folder that crawls of it fill."""

    def __init__(self, server: DemoServer, folder: Path, *, more: str = "") -> None:
        self.server = server
        self.portals = folder / "portals"
        self.data = folder / "data"
        self.root = self.data / PORTAL
        self.warc = self.root / "warc"
        self.portals.mkdir(parents=True)
        (self.portals / f"{PORTAL}.toml").write_text(FACTS.format(home=server.url) + more, encoding="utf-8")

    def run(self, command: str, *options: str) -> subprocess.CompletedProcess[str]:
        """Run a command on the portal."""
        return archiver(command, PORTAL, "--data", self.data, "--portals", self.portals, *options)

    def crawl(self) -> None:
        """Crawl once, without a fault."""
        ran = self.run("crawl")
        assert ran.returncode == 0, ran.stdout + ran.stderr

    def articles(self) -> list[dict[str, Any]]:
        """Return the lines of the log of articles."""
        text = (self.root / "articles.jsonl").read_text(encoding="utf-8")
        return [json.loads(line) for line in text.splitlines()]
