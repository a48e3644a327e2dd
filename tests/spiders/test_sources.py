"""Feeds and sitemaps: named by the portal's file or found, read first, and cheap where nothing changed."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from archiver.models import Listing
from archiver.portal import load_portal
from archiver.rebuild import rebuild
from archiver.replay.reading import Job
from archiver.sources import Sources
from spiders.sources import MOST_SITEMAPS, SourceFinder
from tests.spiders.growing import GrowingPortal, articles_asked_for
from tests.spiders.living import PORTAL, Archive

ROOT_MAP, FEED = "/sitemap.xml", "/rss"


@pytest.fixture
def portal() -> Iterator[GrowingPortal]:
    with GrowingPortal(sections=2) as server:
        server.publish(12, section=1)
        server.publish(3, section=2)
        server.feed = FEED
        yield server


@pytest.fixture
def archive(portal: GrowingPortal, tmp_path: Path) -> Archive:
    return Archive(portal, tmp_path)


def remembered(archive: Archive) -> dict[str, list[str]]:
    content = json.loads((archive.root / "sources.json").read_text("utf-8"))
    return {kind: [url.removeprefix(archive.portal.url) for url in urls] for kind, urls in content.items()}


def test_feed_that_page_heads_name_is_found_and_read_first_from_then_on(archive: Archive) -> None:
    archive.run()
    assert remembered(archive) == {"feeds": [FEED], "sitemaps": []}
    made = archive.portal.publish(2, section=2)
    assert archive.run()["new"] == 2
    assert articles_asked_for(archive.portal) == {post.number: 1 for post in made}
    order = [target for target in archive.portal.requests if target != "/robots.txt"]
    assert order[0] == FEED


def test_unchanged_portal_with_a_feed_costs_one_request_more_and_few_bytes(archive: Archive) -> None:
    archive.portal.has_validators = True
    whole = archive.run()["bytes"]
    archive.portal.conditional = 0
    again = archive.run()
    del archive.portal.requests["/robots.txt"]
    assert archive.portal.requests == {FEED: 1, "/": 1, "/tin?danhmuc=1": 1, "/tin?danhmuc=2": 1}
    assert archive.portal.conditional == 4
    assert again["bytes"] < whole / 10


def test_listing_that_is_confirmed_as_unchanged_still_leads_to_the_others(archive: Archive) -> None:
    archive.portal.has_validators = True
    archive.run()
    for _ in range(2):
        assert archive.run()["new"] == 0
        assert archive.portal.requests["/tin?danhmuc=2"] == 1
    made = archive.portal.publish(7, section=2)
    archive.portal.feed = ""
    (archive.root / "sources.json").unlink()
    assert archive.run()["new"] == 7
    assert articles_asked_for(archive.portal) == {post.number: 1 for post in made}


def test_unchanged_listing_that_the_archive_lacks_is_asked_for_without_conditions(archive: Archive) -> None:
    archive.portal.has_validators = True
    archive.run()
    for path in (archive.root / "warc").iterdir():
        path.unlink()
    archive.portal.publish(1, section=2)
    assert archive.run()["new"] == 1
    assert archive.portal.requests["/"] == 2


def test_feed_whose_first_candidate_names_no_article_gives_way_to_the_next(
    portal: GrowingPortal, archive: Archive
) -> None:
    portal.named = ("/rss-comments", "/no-feed", FEED)
    archive.run()
    assert remembered(archive)["feeds"] == [FEED]


def test_articles_that_only_a_sitemap_names_are_found(portal: GrowingPortal, archive: Archive) -> None:
    portal.sitemap, portal.robots = (
        ROOT_MAP,
        f"Sitemap: {portal.url}{ROOT_MAP}\nSitemap: http://x.example/s.xml\n",
    )
    hidden = portal.publish(2, section=2)
    portal.unlisted = {post.number for post in hidden}
    portal.feed = ""
    assert archive.run()["new"] == 17
    assert remembered(archive) == {"feeds": [], "sitemaps": [ROOT_MAP]}
    archive.run()
    assert {target for target in portal.requests if "sitemap" in target} == {ROOT_MAP}


def test_sitemaps_of_the_platform_are_tried_until_one_answers(portal: GrowingPortal, tmp_path: Path) -> None:
    portal.sitemap = "/sitemap-2.xml"
    extra = f'delay = 0\nfeeds = []\nsitemaps = ["{portal.url}/khong-co.xml", "{portal.url}/sitemap-2.xml"]\n'
    archive = Archive(portal, tmp_path, extra)
    archive.run()
    assert portal.requests[FEED] == 0
    archive.run()
    assert portal.requests["/sitemap-2.xml"] == 1


def test_edit_that_a_sitemap_tells_of_is_read_in_the_next_run(
    portal: GrowingPortal, archive: Archive
) -> None:
    portal.sitemap, portal.robots = ROOT_MAP, f"Sitemap: {portal.url}{ROOT_MAP}\n"
    archive.run()
    post = portal.posts[3]
    post.body, post.changed = "Nội dung đã sửa lặng lẽ./.", dt.datetime.now(dt.UTC) + dt.timedelta(seconds=2)
    assert archive.run()["changed"] == 1
    assert articles_asked_for(portal) == {3: 1}
    assert portal.requests["/sitemap-1.xml"] == 1
    assert portal.requests["/sitemap-2.xml.gz"] == 0


def test_sitemap_that_calls_every_page_changed_is_not_believed(
    portal: GrowingPortal, archive: Archive
) -> None:
    portal.sitemap, portal.robots = ROOT_MAP, f"Sitemap: {portal.url}{ROOT_MAP}\n"
    portal.publish(9, section=2)
    archive.run()
    for post in portal.posts.values():
        post.changed = dt.datetime.now(dt.UTC) + dt.timedelta(days=1)
    archive.run()
    assert articles_asked_for(portal) == {}


def test_views_that_a_feed_prints_are_observed_without_a_visit_and_rebuilt_so(
    portal: GrowingPortal, archive: Archive
) -> None:
    archive.run()
    portal.posts[15].views = 99
    archive.run()
    assert articles_asked_for(portal) == {}
    with archive.store() as store:
        readings = list(store.observations(f"{PORTAL}:dinhdanh-15"))
    assert [(reading.view_count, reading.own_visits) for reading in readings] == [(10, 1), (99, 1)]
    job = Job(data=archive.data, portal=PORTAL, folders=(archive.data.parent / "portals",))
    assert all(log.same for log in rebuild(job, jobs=1, now=lambda: dt.datetime.now(dt.UTC)).logs)


def test_sitemaps_that_lead_on_for_ever_are_read_as_far_as_a_run_reads(
    caplog: pytest.LogCaptureFixture,
) -> None:
    finder = SourceFinder(load_portal("demo"), lambda _: None, Sources(), sweep=True)
    asked = [f"http://127.0.0.1:8730/{number}.xml" for number in range(3 * MOST_SITEMAPS)]
    first = Listing(url=asked[0], items=(), next_pages=(*asked[1:], asked[1]))
    assert list(finder.answered(asked[0], first)) == asked[1 : MOST_SITEMAPS + 1]
    assert not list(finder.answered(asked[1], Listing(url=asked[1], items=(), next_pages=(asked[-1],))))
    assert len(caplog.records) == 1
