"""Articles whose address leads elsewhere: the redirect is the reading, and none of what it leads to."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.commandline import archiver
from tests.spiders.growing import FORBIDDEN, GrowingPortal, articles_asked_for
from tests.spiders.living import PORTAL, Archive


@pytest.fixture
def portal() -> Iterator[GrowingPortal]:
    with GrowingPortal() as server:
        server.publish(4)
        yield server


@pytest.fixture
def archive(portal: GrowingPortal, tmp_path: Path) -> Archive:
    archive = Archive(portal, tmp_path)
    archive.run()
    return archive


def evidence(archive: Archive, number: int) -> list[str | None]:
    with archive.store() as store:
        return [reading.evidence for reading in store.observations(f"{PORTAL}:dinhdanh-{number}")]


def due(archive: Archive, number: int) -> dt.datetime | None:
    """Return when an article's own address is to be asked for again."""
    with archive.store() as store:
        known = store.known_url(archive.portal.url + archive.portal.posts[number].path)
    moment: dt.datetime | None = known and known.next_due
    return moment


def logs_that_a_rebuild_makes_otherwise(archive: Archive) -> list[str]:
    words = ["rebuild" if word == "crawl" else word for word in archive.words]
    ran = archiver(*words)
    assert ran.returncode == 0, ran.stderr
    return [log["name"] for log in json.loads(ran.stdout)["logs"] if not log["same"]]


def test_article_that_leads_to_another_has_moved_and_the_other_is_not_read(archive: Archive) -> None:
    archive.portal.posts[3].leads_to = archive.portal.posts[4].path
    archive.make_due(3)
    assert archive.run()["withdrawn"] == 1
    assert archive.statuses(3) == ["published", "withdrawn"]
    assert evidence(archive, 3)[-1] == f"moved to {archive.portal.url}{archive.portal.posts[4].path}"
    assert archive.statuses(4) == ["published"]
    assert articles_asked_for(archive.portal) == {3: 1}
    archive.make_due(4)
    archive.run()
    assert archive.statuses(3) == ["published", "withdrawn"]
    assert logs_that_a_rebuild_makes_otherwise(archive) == []


def test_moved_article_is_due_by_its_own_age(archive: Archive) -> None:
    archive.portal.posts[3].day = dt.datetime.now(dt.UTC).date()  # read as of then: 2020
    archive.portal.posts[4].day = dt.datetime.now(dt.UTC).date()
    archive.make_due(4)
    archive.run()
    archive.portal.posts[3].leads_to = archive.portal.posts[4].path
    archive.make_due(3)
    archive.run()
    later, sooner = due(archive, 3), due(archive, 4)
    assert later
    assert sooner
    assert later - sooner > dt.timedelta(days=360)


def test_article_that_leads_to_one_read_in_the_same_run_has_moved(archive: Archive) -> None:
    archive.portal.posts[3].leads_to = archive.portal.posts[4].path
    archive.make_due(4, 3)
    archive.run()
    assert archive.statuses(3) == ["published", "withdrawn"]
    assert due(archive, 3)
    assert articles_asked_for(archive.portal) == {3: 1, 4: 1}
    assert logs_that_a_rebuild_makes_otherwise(archive) == []


@pytest.mark.parametrize("elsewhere", ["/", "/tin?danhmuc=1", "http://phuong.invalid/", "/c/portal/login"])
def test_article_that_leads_away_from_all_articles_has_moved(archive: Archive, elsewhere: str) -> None:
    archive.portal.posts[3].leads_to = elsewhere
    archive.make_due(3)
    assert archive.run()["withdrawn"] == 1
    told = elsewhere if elsewhere.startswith("http") else archive.portal.url + elsewhere
    assert evidence(archive, 3) == [None, f"moved to {told}"]
    assert due(archive, 3)
    archive.portal.posts[3].leads_to = ""
    archive.make_due(3)
    assert archive.run()["restored"] == 1
    assert logs_that_a_rebuild_makes_otherwise(archive) == []


def test_article_whose_page_sends_its_reader_on_has_moved_and_shows_no_new_text(archive: Archive) -> None:
    archive.portal.posts[3].leads_to = archive.portal.posts[4].path
    archive.portal.posts[3].by_refresh = True
    archive.portal.posts[3].body = "Trang đã chuyển./."
    archive.make_due(3)
    report = archive.run()
    assert (report["withdrawn"], report["read"]) == (1, 0)
    assert archive.statuses(3) == ["published", "withdrawn"]
    with archive.store() as store:
        bodies = {version.body for version in store.versions(f"{PORTAL}:dinhdanh-3")}
    assert bodies == {"Nội dung tin số 3./."}
    assert logs_that_a_rebuild_makes_otherwise(archive) == []


def test_article_that_leads_to_an_unread_page_has_moved_once_that_is_read(archive: Archive) -> None:
    (new,) = archive.portal.publish(1)
    archive.portal.unlisted.add(new.number)
    archive.portal.posts[3].leads_to = new.path
    archive.make_due(3)
    archive.run()
    assert archive.statuses(new.number) == ["published"]
    archive.run()
    assert archive.statuses(3) == ["published", "withdrawn"]
    assert logs_that_a_rebuild_makes_otherwise(archive) == []


def test_article_that_leads_to_an_error_has_not_moved(archive: Archive) -> None:
    archive.portal.posts[3].leads_to = FORBIDDEN
    archive.make_due(3)
    for _ in range(3):
        archive.run()
    assert archive.statuses(3) == ["published"]
    assert archive.portal.requests[archive.portal.posts[3].path] == 1
