"""What archiving costs: CPU of the crawling process, the same pages from nginx, packed and plain.

`python -m tests.bench.archive [--pages N] [--rounds N]` prints medians of alternating rounds: plain Scrapy
with default settings that only fetches, the same with capture, WARC and CDXJ, and the whole crawl.
"""

from __future__ import annotations

import argparse
import contextlib
import gzip
import json
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from scrapy.crawler import CrawlerProcess

from archiver import settings
from archiver.demo import truth
from archiver.demo.site import DemoSite
from tests.bench.bare import BareSpider
from tests.bench.measure import Cost, cost_of
from tests.spiders.crawl_once import CAPTURE_SETTINGS

ROUNDS = 5
PAGES = 1500
PAGE_BYTES = 40_000
"""About the size of a real portal's pages."""
KINDS = ("bare", "lean", "capture", "whole")
TARGETS = {"packed": (1.12, 1.25), "plain": (1.20, 1.25)}
"""Archiving, and the whole crawl, at most so many times plain Scrapy."""
HEADERS = {"Accept-Encoding": "gzip"}
ME = [sys.executable, "-m", "tests.bench.archive", "--run"]
CRAWL = [sys.executable, "-m", "archiver.cli", "crawl", "bench", "--json"]
LEAN: dict[str, Any] = {
    **{
        name: getattr(settings, name)
        for name in (
            "CONCURRENT_ITEMS", "STATS_CLASS", "LOG_FORMATTER", "EXTENSIONS_BASE", "EXTENSIONS",
            "SPIDER_MIDDLEWARES_BASE", "DOWNLOADER_MIDDLEWARES_BASE", "DOWNLOAD_HANDLERS_BASE",
            "DOWNLOAD_HANDLERS", "DEFAULT_REQUEST_HEADERS",
        )
    },
    "DOWNLOADER_MIDDLEWARES": {"spiders.unpacking.UnpackingMiddleware": 590},
}  # fmt: skip
"""What makes fetching itself cheaper: our settings and handler, without archive, gate and manners."""
NGINX = """daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{ worker_connections 256; }}
http {{
  access_log off; default_type text/html; charset utf-8; keepalive_requests 100000;
  client_body_temp_path {folder}/t1; proxy_temp_path {folder}/t2; fastcgi_temp_path {folder}/t3;
  uwsgi_temp_path {folder}/t4; scgi_temp_path {folder}/t5;
  types {{ text/html html; text/plain txt; }}
  server {{ listen 127.0.0.1:{port}; root {folder}/www;
            gzip {packed}; gzip_min_length 0; gzip_comp_level 5; }}
}}
"""
FACTS = """name = "Đo lường"
home = "http://127.0.0.1:{port}/"
platform = "dnict"
delay = 0
concurrency = 8
follow_related = false
reread = []
[[address.article]]
pattern = '^/bai-(?P<id>\\d+)\\.html$'
key = "bai-{{id}}"
"""


def write_pages(folder: Path, count: int) -> None:
    """Write a front page that leads to `count` different articles of the demo portal's form."""
    site = DemoSite("127.0.0.1", 80)
    replies = [
        site.respond("GET", article.path, HEADERS) for article in truth() if article.status == "published"
    ]
    pages = [gzip.decompress(reply.body) for reply in replies if reply.header("Content-Encoding") == "gzip"]
    folder.mkdir()
    for number in range(count):
        page = pages[number % len(pages)]
        filling = b"<!-- %d -->" % number + page[: max(0, PAGE_BYTES - len(page))].replace(b"-->", b"")
        (folder / f"bai-{number}.html").write_bytes(page + b"<!--" + filling.replace(b"<!--", b"") + b"-->")
    links = "".join(f'<p><a href="/bai-{number}.html">Bài số {number}</a></p>' for number in range(count))
    (folder / "index.html").write_text(f"<html><body>{links}</body></html>", encoding="utf-8")
    (folder / "robots.txt").write_text("User-agent: *\nAllow: /\n", encoding="utf-8")


@contextlib.contextmanager
def served(folder: Path, *, packed: bool) -> Iterator[int]:
    """Serve the pages by nginx, and yield its port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    config = folder / "nginx.conf"
    config.write_text(NGINX.format(folder=folder, port=port, packed="on" if packed else "off"))
    with subprocess.Popen(
        ["nginx", "-c", str(config), "-p", str(folder)], stderr=subprocess.DEVNULL
    ) as server:
        try:
            _wait_for(port)
            yield port
        finally:
            server.terminate()


def _wait_for(port: int) -> None:
    for _ in range(100):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=5):
            return
        time.sleep(0.1)
    sys.exit("nginx does not answer")


def run(kind: str, addresses: Path, data: Path) -> None:
    """Fetch the addresses in this process: `bare`, `lean` (with our settings) or `capture`."""
    more = {"bare": {}, "lean": LEAN, "capture": CAPTURE_SETTINGS}[kind]
    process = CrawlerProcess({"LOG_LEVEL": "ERROR", "ARCHIVER_DATA": str(data), **more})
    process.crawl(BareSpider, addresses=addresses)
    process.start()


def measure(folder: Path, port: int, rounds: int) -> list[dict[str, Cost]]:
    """Return what each kind of run cost in each round; the kinds alternate."""
    portals = folder / f"portals-{port}"
    portals.mkdir()
    (portals / "bench.toml").write_text(FACTS.format(port=port), encoding="utf-8")
    crawl = [*CRAWL, "--portals", str(portals), "--data"]
    addresses = _addresses(folder / f"first-{port}", crawl)
    found: list[dict[str, Cost]] = []
    for number in range(rounds):
        costs: dict[str, Cost] = {}
        for kind in KINDS:
            data = folder / f"{kind}-{port}-{number}"
            own = [*crawl, str(data)] if kind == "whole" else [*ME, kind, str(addresses), str(data)]
            costs[kind] = cost_of(own)
            shutil.rmtree(data, ignore_errors=True)
        found.append(costs)
    return found


def _addresses(data: Path, crawl: list[str]) -> Path:
    """Crawl once, and return a file with every address that was asked for."""
    cost_of([*crawl, str(data)])
    lines = [line for path in data.rglob("*.cdxj") for line in path.read_text(encoding="utf-8").splitlines()]
    path = data / "addresses.txt"
    path.write_text("\n".join(json.loads(line.split(" ", 2)[2])["url"] for line in lines), encoding="utf-8")
    return path


def report(name: str, rounds: list[dict[str, Cost]], pages: int) -> None:
    """Print what each kind of run costs a thousand pages, and the median of its ratios to plain Scrapy."""
    archiving, whole = TARGETS[name]
    said = {"capture": f"target ≤ {archiving}", "whole": f"target ≤ {whole}"}
    for kind in KINDS:
        cpu = statistics.median(costs[kind].cpu for costs in rounds)
        ratios = [costs[kind].cpu / costs["bare"].cpu for costs in rounds]
        spread = f"{min(ratios):.2f} to {max(ratios):.2f}"
        line = f"{name:7} {kind:8} {1000 * cpu / pages:6.2f} s CPU/1000 {statistics.median(ratios):5.2f}×"
        print(f"{line} ({spread}) {said.get(kind, '')}", flush=True)


def main() -> None:
    """Print the figures, or do one run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=PAGES)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--run", nargs=3, metavar=("KIND", "ADDRESSES", "DATA"), help="one run alone")
    asked = parser.parse_args()
    if asked.run:
        run(asked.run[0], Path(asked.run[1]), Path(asked.run[2]))
        return
    if shutil.which("nginx") is None:
        sys.exit("nginx is not installed; .ci/install-tools installs it")
    folder = Path(tempfile.mkdtemp(prefix="bench-archive-"))
    folder.chmod(0o755)
    try:
        write_pages(folder / "www", asked.pages)
        for name, packed in (("packed", True), ("plain", False)):
            with served(folder, packed=packed) as port:
                report(name, measure(folder, port, asked.rounds), asked.pages)
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
