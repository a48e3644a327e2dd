"""As large as it may become: 5,000 portals with their run reports, and an index of 5,000,000 articles."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec

from archiver.store import RunReport
from tests.bench.measure import Cost, cost_of, median
from tests.spiders.growing import GrowingPortal, Post
from tests.torture.large import FIRST, SEEN

PORTALS = 5_000
REPORTS = 10
ARTICLES = 5_000_000
ROUNDS = 5
ARCHIVER = [str(Path(sys.executable).with_name("archiver"))]


def many_portals(folder: Path) -> str:
    """Look at 5,000 portals with ten run reports each; return what that costs."""
    files, data = folder / "portals", folder / "data"
    files.mkdir()
    for number in range(PORTALS):
        _make_portal(files, data, f"cong_{number:04}")
    command = [*ARCHIVER, "status", "--json", "--data", str(data), "--portals", str(files)]
    return f"status over {PORTALS:,} portals: {_in_words([cost_of(command) for _ in range(ROUNDS)])}"


def large_index(folder: Path) -> str:
    """Crawl an unchanged portal with 5,000,000 known articles, and one with 15; return what each costs."""
    told = []
    for name, articles in (("nho", 15), ("lon", ARTICLES)):
        with GrowingPortal() as portal:
            portal.posts = {post.number: post for post in _newest(FIRST + articles - 15)}
            portal.write_facts(folder / "portals", name)
            make = [sys.executable, "-m", "tests.torture.large", str(folder / "data"), name, portal.url]
            subprocess.run([*make, str(articles)], check=True)  # apart: its memory would count as the crawl's
            command = [*ARCHIVER, "crawl", name, "--json", "--data", str(folder / "data")]
            command += ["--portals", str(folder / "portals")]
            for _ in range(2):  # the first sweeps all listings and takes the checksums of what was made
                report = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
            if (report["known"], report["new"], report["requests"]) != (articles, 0, 5):
                return f"the run found something else than what was made: {report}"
            told.append(f"{articles:,} articles: {_in_words([cost_of(command) for _ in range(ROUNDS)])}")
    size = (folder / "data" / "lon" / "index.sqlite").stat().st_size >> 20
    return f"a run of 5 requests that finds nothing new; {'; '.join(told)} (index of {size:,} MB)"


def _in_words(costs: list[Cost]) -> str:
    usual, most = median(costs), max(cost.wall for cost in costs)
    return f"{usual.wall:.2f} s (at most {most:.2f}), {usual.cpu:.2f} s of CPU, {usual.peak:.0f} MB"


def _make_portal(files: Path, data: Path, name: str) -> None:
    (files / f"{name}.toml").write_text(PORTAL_FILE.format(name=name), encoding="utf-8")
    runs = data / name / "runs"
    runs.mkdir(parents=True)
    now = dt.datetime.now(dt.UTC)
    for ago in range(REPORTS):
        report = RunReport(
            portal=name,
            started=now - dt.timedelta(days=ago, hours=1),
            finished=now - dt.timedelta(days=ago),
            reason="finished",
            requests=9,
            new=2,
            known=4_000,
            latest=now.date(),
            filled={"published_date": 2, "authors": 1},
            files=("articles.jsonl", "observations.jsonl"),
        )
        content = msgspec.json.encode(report)
        (runs / f"{report.started:%Y%m%dT%H%M%SZ}.json").write_bytes(content)


PORTAL_FILE = """\
name = "Huyện ủy {name}"
committee = "Huyện ủy {name}"
level = "district"
province = "Đà Nẵng"
home = "https://{name}.example/"
platform = "nukeviet"
hosts = ["www.{name}.example"]
listings = ["https://{name}.example/news/tin-tuc/", "https://{name}.example/news/thong-bao/"]
every = "1d"
untested = "Only the listings were looked at."

[expect]
articles = 400
filled = {{ published_date = 0.98, authors = 0.5 }}
"""


def _newest(first: int) -> Iterator[Post]:
    """Yield the fifteen articles that the three listings show."""
    for number in range(first, first + 15):
        yield Post(number, 1 + number % 3, f"Tin số {number}", f"Nội dung tin số {number}./.", SEEN.date())
