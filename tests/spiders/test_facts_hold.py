"""What a portal's file says holds in a crawl of it."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from archiver.recording import ATTEMPTS
from archiver.store import PortalStore
from archiver.warc import locate_in, read_record
from archiver.warc.locations import captures_of
from tests.commandline import archiver
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
    assert archiver(*archive.words).returncode == 1
    assert portal.requests["/robots.txt"] == 1
    assert articles_asked_for(portal).total() == 0
    portal.write_facts(tmp_path / "portals", PORTAL, "delay = 0\nobey_robots = false\n")
    assert archive.run("--full")["new"] == 8
    assert portal.requests["/robots.txt"] == 0


def test_larger_page_is_broken_off_archived_and_no_article(portal: GrowingPortal, tmp_path: Path) -> None:
    portal.posts[3].body = f"{'Một câu dài. ' * 20_000}./."
    archive = Archive(portal, tmp_path, "delay = 0\nmax_page_bytes = 100_000\n")
    ran = archiver(*archive.words)
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


@pytest.mark.parametrize("follows", [True, False])
def test_related_articles_are_read_that_nothing_else_names_unless_the_file_says_no(
    portal: GrowingPortal, tmp_path: Path, *, follows: bool
) -> None:
    portal.unlisted = {2, 3}
    portal.related = {1: (2, 8), 2: (3,)}
    archive = Archive(portal, tmp_path, f"delay = 0\nfollow_related = {str(follows).lower()}\n")
    assert archive.run()["new"] == (8 if follows else 6)
    assert set(articles_asked_for(portal).values()) == {1}
    assert ids(archive) == set("12345678") - (set() if follows else {"2", "3"})


def test_sitemaps_that_the_file_names_are_read_in_each_run_and_no_others(
    portal: GrowingPortal, tmp_path: Path
) -> None:
    portal.unlisted = set(range(1, 100))
    portal.sitemap, portal.robots = "/sitemap-rieng.xml", f"Sitemap: {portal.url}/sitemap-robots.xml\n"
    facts = f'delay = 0\nsitemaps = ["{portal.url}/sitemap-rieng.xml"]\n'
    archive = Archive(portal, tmp_path, facts)
    assert archive.run()["new"] == 8
    assert {target for target in portal.requests if "sitemap" in target} == {
        "/sitemap-rieng.xml",
        "/sitemap-1.xml",
    }
    portal.posts[8].changed = dt.datetime.now(dt.UTC) + dt.timedelta(minutes=1)
    portal.publish(1)
    assert archive.run()["new"] == 1
    assert portal.requests["/sitemap-rieng.xml"] == 1
    assert articles_asked_for(portal) == {8: 1, 9: 1}


def test_no_sitemap_is_asked_for_where_the_file_says_so(portal: GrowingPortal, tmp_path: Path) -> None:
    portal.sitemap = "/sitemap.xml"
    portal.robots = f"Sitemap: {portal.url}/sitemap.xml\n"
    archive = Archive(portal, tmp_path, "delay = 0\nsitemaps = []\n")
    assert archive.run()["new"] == 8
    assert not [target for target in portal.requests if "sitemap" in target]
    portal.write_facts(tmp_path / "portals", PORTAL)
    archive.run("--full")
    assert portal.requests["/sitemap.xml"] == 1


def test_larger_file_of_an_article_is_broken_off_archived_and_not_named(
    portal: GrowingPortal, tmp_path: Path
) -> None:
    portal.pictures = {"/anh/nho.jpg": "n" * 99_000, "/anh/lon.jpg": "l" * 400_000}
    pictures = "".join(f'<img src="{path}" alt="">' for path in portal.pictures)
    portal.posts[3].body = f"Nội dung tin số 3.</p><p>{pictures}</p><p>Hết./."
    archive = Archive(portal, tmp_path, "delay = 0\nmedia = true\nmedia_most_bytes = 100_000\n")
    assert archive.run()["new"] == 8
    assert [portal.requests[path] for path in portal.pictures] == [1, 1]
    with archive.store() as store:
        article = store.get(f"{PORTAL}:dinhdanh-3")
    small, large = article.images
    assert small.sha256 == hashlib.sha256(portal.pictures["/anh/nho.jpg"].encode()).hexdigest()
    assert (large.sha256, large.warc) == (None, None)
    (found,) = captures_of(archive.root / "warc", large.url)
    kept = read_record(found.path, int(found.line.offset), locate=locate_in(archive.root / "warc"))
    assert kept.truncated
    assert len(kept.payload) < 400_000  # none of it, where the server told the length in time
    assert archive.run()["changed"] == 0
    assert portal.requests["/anh/lon.jpg"] == 0
