"""`scrapy list` and `scrapy crawl`, for those who know Scrapy."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from archiver.demo.server import serve
from archiver.portal import load_portals
from tests.shared import ROOT
from tests.spiders.pulls import FACTS, PORTAL


def scrapy(data: Path, *words: str) -> subprocess.CompletedProcess[str]:
    folders = {"ARCHIVER_DATA": str(data / "data"), "ARCHIVER_PORTALS": str(data)}
    return subprocess.run(
        [sys.executable, "-m", "scrapy", *words],
        cwd=ROOT,
        env=os.environ | folders,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_list_names_every_portal(tmp_path: Path) -> None:
    assert scrapy(tmp_path, "list").stdout.split() == list(load_portals())


def test_crawl_reports_and_exits_as_the_archiver_does(tmp_path: Path) -> None:
    with serve(port=0) as server:
        facts = FACTS.format(home=server.url) + "[expect]\narticles = 1000\n"
        (tmp_path / f"{PORTAL}.toml").write_text(facts, encoding="utf-8")
        done = scrapy(tmp_path, "crawl", PORTAL)
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.startswith(f"{PORTAL}: 235 new articles, ")
    assert "  ! 235 articles are known, 1000 were expected" in done.stdout
    assert (tmp_path / "data" / PORTAL / "articles.jsonl").is_file()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nirgendwo"], "archiver: nirgendwo: no such portal"),
        (["demo", "-o", "out.json"], "what is found is recorded in the data folder"),
        (["demo", "-a", "x=1"], "-a, -o and -O do nothing here"),
    ],
)
def test_wrong_use_is_told_in_one_sentence(tmp_path: Path, words: list[str], said: str) -> None:
    done = scrapy(tmp_path, "crawl", *words)
    assert done.returncode == 2
    assert said in done.stdout + done.stderr
    assert not (tmp_path / "data").exists()
