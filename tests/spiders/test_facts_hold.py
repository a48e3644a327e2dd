"""What a portal's file says holds in a crawl of it."""

from __future__ import annotations

import datetime as dt
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from archiver.recording import ATTEMPTS
from archiver.store import PortalStore
from tests.spiders.growing import GrowingPortal, articles_asked_for
from tests.spiders.living import PORTAL, Archive


@pytest.fixture
def portal() -> Iterator[GrowingPortal]:
    with GrowingPortal(sections=1) as server:
        server.publish(8)
        yield server


def ids(archive: Archive) -> set[str]:
    with archive.store() as store:
        return {article.id.rpartition("-")[2] for article in store.articles()}


def test_robots_txt_is_unasked_only_where_the_file_says_so(portal: GrowingPortal, tmp_path: Path) -> None:
    portal.robots = "Disallow: /tin\nDisallow: /chi-tiet-tin-tuc\n"
    archive = Archive(portal, tmp_path)
    assert subprocess.run(archive.command, capture_output=True, timeout=60, check=False).returncode == 1
    assert portal.requests["/robots.txt"] == 1
    assert articles_asked_for(portal).total() == 0
    portal.write_facts(tmp_path / "portals", PORTAL, "delay = 0\nobey_robots = false\n")
    assert archive.run("--full")["new"] == 8
    assert portal.requests["/robots.txt"] == 0


def test_larger_page_is_broken_off_archived_and_no_article(portal: GrowingPortal, tmp_path: Path) -> None:
    portal.posts[3].body = f"{'Một câu dài. ' * 20_000}./."
    archive = Archive(portal, tmp_path, "delay = 0\nmax_page_bytes = 100_000\n")
    ran = subprocess.run(archive.command, capture_output=True, text=True, timeout=60, check=False)
    assert ran.returncode == 1
    assert "too-large 1×" in ran.stdout
    assert ids(archive) == {"1", "2", "4", "5", "6", "7", "8"}
    assert articles_asked_for(portal)[3] == 1


def test_no_more_articles_are_read_again_in_a_run_than_the_file_allows(
    portal: GrowingPortal, tmp_path: Path
) -> None:
    archive = Archive(portal, tmp_path, "delay = 0\nreread_most = 2\n")
    archive.run()
    archive.make_due(1, 2, 3, 4, 5)
    for left in (2, 2, 1):
        archive.run()
        assert articles_asked_for(portal).total() == left


@pytest.mark.parametrize(("days", "sweeps"), [("30", False), ("0.000001", True)])
def test_every_listing_page_is_read_again_as_often_as_the_file_says(
    portal: GrowingPortal, tmp_path: Path, days: str, sweeps: bool
) -> None:
    archive = Archive(portal, tmp_path, f"delay = 0\nsweep_days = {days}\n")
    assert archive.run()["sweep"]
    assert archive.run()["sweep"] is sweeps
    assert portal.requests["/tin?danhmuc=1&p=2"] == sweeps


def test_article_that_was_given_up_is_tried_again_once_in_each_sweep(
    portal: GrowingPortal, tmp_path: Path
) -> None:
    archive = Archive(portal, tmp_path)
    archive.run()
    (post,) = portal.publish(1)
    with PortalStore.open(archive.data, PORTAL, now=lambda: dt.datetime(2021, 1, 1, tzinfo=dt.UTC)) as store:
        for _ in range(ATTEMPTS):
            store.failed(portal.url + post.path)
    assert archive.run()["new"] == 0
    assert articles_asked_for(portal)[post.number] == 0
    assert archive.run("--full")["new"] == 1
    assert articles_asked_for(portal)[post.number] == 1
