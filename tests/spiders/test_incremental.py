"""Runs that come back: what is new, changed, withdrawn; little asked where nothing happened; safe to kill."""

from __future__ import annotations

import datetime as dt
import json
import random
import shlex
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from archiver.store import PortalStore
from tests.commandline import archiver
from tests.spiders.growing import GrowingPortal, articles_asked_for
from tests.spiders.living import PORTAL, Archive


@pytest.fixture
def portal() -> Iterator[GrowingPortal]:
    with GrowingPortal() as server:
        server.publish(12, section=1)
        server.publish(3, section=2)
        yield server


@pytest.fixture
def archive(portal: GrowingPortal, tmp_path: Path) -> Archive:
    return Archive(portal, tmp_path)


def test_unchanged_portal_costs_at_most_two_requests_a_section_and_no_line(archive: Archive) -> None:
    assert archive.run()["new"] == 15
    before = {path.name: path.read_bytes() for path in archive.root.glob("*.jsonl")}
    again = archive.run()
    assert again["requests"] <= 2 * archive.portal.sections
    assert articles_asked_for(archive.portal) == Counter()
    assert {path.name: path.read_bytes() for path in archive.root.glob("*.jsonl")} == before


def test_new_articles_are_found_and_no_known_one_is_asked_for(archive: Archive) -> None:
    archive.run()
    made = archive.portal.publish(7, section=1)
    assert archive.run()["new"] == 7
    assert articles_asked_for(archive.portal) == {post.number: 1 for post in made}
    assert archive.portal.requests["/tin?danhmuc=1&p=2"] == 1
    assert archive.portal.requests["/tin?danhmuc=1&p=4"] == 0


def test_edit_makes_a_version_and_the_old_one_stays(archive: Archive) -> None:
    archive.run()
    archive.portal.posts[3].body = "Nội dung đã sửa lặng lẽ./."
    archive.make_due(3)
    assert archive.run()["changed"] == 1
    with archive.store() as store:
        bodies = [version.body for version in store.versions(f"{PORTAL}:dinhdanh-3")]
    assert bodies == ["Nội dung tin số 3./.", "Nội dung đã sửa lặng lẽ./."]


def test_raised_view_count_is_observed_and_is_no_version(archive: Archive) -> None:
    archive.run()
    archive.portal.posts[3].views = 25
    archive.make_due(3)
    assert archive.run()["unchanged"] == 1
    with archive.store() as store:
        readings = list(store.observations(f"{PORTAL}:dinhdanh-3"))
        assert len(list(store.versions(f"{PORTAL}:dinhdanh-3"))) == 1
    assert [(reading.view_count, reading.own_visits) for reading in readings] == [(10, 1), (25, 2)]


def test_unchanged_article_is_confirmed_by_a_conditional_request(archive: Archive) -> None:
    archive.run()
    archive.make_due(3, 4)
    archive.run()
    assert archive.portal.conditional == 2
    assert archive.statuses(3) == ["published", "published"]


def test_withdrawal_and_return_are_events_with_their_evidence(archive: Archive) -> None:
    archive.run()
    archive.portal.posts[3].gone = True
    archive.make_due(3)
    assert archive.run()["withdrawn"] == 1
    archive.portal.posts[3].gone = False
    archive.make_due(3)
    assert archive.run()["restored"] == 1
    assert archive.statuses(3) == ["published", "withdrawn", "published"]
    with archive.store() as store:
        withdrawn = list(store.observations(f"{PORTAL}:dinhdanh-3"))[1]
    assert withdrawn.evidence == "Bài viết đã bị gỡ."
    assert withdrawn.warc


def test_requests_are_a_second_apart_where_the_file_says_nothing(
    portal: GrowingPortal, tmp_path: Path
) -> None:
    Archive(portal, tmp_path, extra="").run("--limit", "4")
    gaps = len(portal.asked_at) - 1
    assert gaps >= 3
    late = 1.5  # the first may have come to the server later than it was sent
    assert portal.asked_at[-1] - portal.asked_at[0] > gaps - late


def test_full_run_reads_everything_again(archive: Archive) -> None:
    archive.run()
    assert archive.run("--full")["unchanged"] == 15


def test_run_goes_on_with_the_listing_page_that_the_one_before_did_not_reach(archive: Archive) -> None:
    archive.run()
    made = archive.portal.publish(12, section=1)
    archive.run("--limit", "4")
    at = dt.datetime.now(dt.UTC)
    with PortalStore.open(archive.data, PORTAL, now=lambda: at) as store:
        for post in made[-5:]:  # all that the first page shows; the second was known before
            store.fetched(archive.portal.url + post.path, at=at, status=200)
    archive.run()
    assert articles_asked_for(archive.portal) == {post.number: 1 for post in made[:-5]}


def test_addresses_that_were_forbidden_for_a_while_are_read_once_they_are_not(archive: Archive) -> None:
    archive.run("--limit", "4")
    archive.portal.robots = "Disallow: /\n"
    archive.portal.requests.clear()
    archiver(*archive.words)
    assert archive.portal.requests == {"/robots.txt": 1}
    archive.portal.robots = ""
    archive.run()
    with archive.store() as store:
        assert len(list(store.articles())) == 15
    archive.run()
    assert articles_asked_for(archive.portal) == Counter()


def test_article_that_was_forbidden_for_a_while_is_read_again_at_its_age_and_not_before(
    archive: Archive,
) -> None:
    archive.run()
    archive.make_due(3)
    archive.portal.robots = "Disallow: /*dinhdanh\n"
    archive.run()
    archive.portal.robots = ""
    archive.run()
    assert articles_asked_for(archive.portal) == Counter()
    with archive.store() as store:
        known = store.known_url(archive.portal.url + archive.portal.posts[3].path)
        assert (known.what, list(store.forbidden())) == ("article", [])


def test_never_reading_again_is_obeyed(portal: GrowingPortal, tmp_path: Path) -> None:
    archive = Archive(portal, tmp_path, extra="delay = 0\nreread = []\n")
    archive.run()
    with archive.store() as store:
        assert list(store.due(dt.datetime(2100, 1, 1, tzinfo=dt.UTC))) == []


def test_articles_are_due_again_after_the_index_was_lost(archive: Archive) -> None:
    far = dt.datetime(2100, 1, 1, tzinfo=dt.UTC)
    archive.run()
    with archive.store() as store:
        due = {url: store.known_url(url).next_due for url in store.due(far)}
    assert len(due) == 15
    (archive.root / "index.sqlite").unlink()
    archive.run()
    with archive.store() as store:
        assert {url: store.known_url(url).next_due for url in store.due(far)} == due


def test_run_that_the_disk_ended_is_reported_and_gone_on_with(archive: Archive) -> None:
    archive.portal.publish(100, section=3)
    small = ["bash", "-c", f"ulimit -f 200; exec {shlex.join(archive.command)}"]  # files of 200 KiB at most
    ran = subprocess.run(small, capture_output=True, text=True, timeout=60, check=False)
    assert (ran.returncode, "Traceback" in ran.stderr) == (1, False)
    (report,) = (json.loads(path.read_text(encoding="utf-8")) for path in archive.root.glob("runs/*.json"))
    assert (report["reason"], report["codes"]) == ("storage", ["storage"])
    archive.run()
    with archive.store() as store:
        assert len(list(store.articles())) == 115


def test_killed_at_random_instants_every_article_is_recorded_once_and_fetched_once(
    portal: GrowingPortal, tmp_path: Path
) -> None:
    portal.publish(60, section=3)
    archive = Archive(portal, tmp_path)
    instants = random.Random(7)  # noqa: S311 - a fixed choice of instants, told by requests
    kills = 0
    for _ in range(8):
        enough = len(portal.asked_at) + instants.randrange(1, 25)
        with subprocess.Popen(
            archive.command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as process:
            while process.poll() is None and len(portal.asked_at) < enough:
                time.sleep(0.002)
            kills += process.poll() is None
            process.send_signal(signal.SIGKILL)
    asked = articles_asked_for(portal)
    requests = Counter(portal.requests)
    archive.run()
    asked += articles_asked_for(portal)
    assert kills >= 5
    with archive.store() as store:
        found = [article.id for article in store.articles()]
        assert store.damage == ()
        assert list(store.pending()) == []
    assert len(found) == len(set(found)) == 75
    log = (archive.root / "articles.jsonl").read_text(encoding="utf-8")
    lines = [json.loads(line)["id"] for line in log.splitlines()]
    assert len(lines) == 75
    twice = {number: count for number, count in asked.items() if count > 1}
    assert sum(count - 1 for count in twice.values()) <= kills, (twice, requests)
