"""A portal that is closed, moved or shut: the first run that meets it says so."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.spiders.growing import GrowingPortal
from tests.spiders.living import Archive


@pytest.fixture
def portal() -> Iterator[GrowingPortal]:
    with GrowingPortal() as server:
        server.publish(7)
        yield server


@pytest.fixture
def archive(portal: GrowingPortal, tmp_path: Path) -> Archive:
    archive = Archive(portal, tmp_path)
    archive.run()
    return archive


def found(report: dict[str, Any]) -> list[tuple[str, str]]:
    return list(zip(report["codes"], report["problems"], strict=True))


@pytest.mark.parametrize(
    ("front", "says"),
    [
        ((403, {}, "<h1>Forbidden</h1>"), "{home} was answered with HTTP 403"),
        ((404, {}, "<h1>Not Found</h1>"), "{home} was answered with HTTP 404"),
        ((301, {"Location": "http://phuong.invalid/"}, ""), "{home} leads to http://phuong.invalid/"),
        ((302, {"Location": "/c/portal/login"}, ""), "{home} leads to {home}c/portal/login"),
        ((200, {}, "<h1>Tên miền này đang được bán</h1>"), "no page that was read names an article"),
        ((200, {}, ""), "no page that was read names an article"),
    ],
)
def test_front_page_that_leads_to_no_article_any_more_needs_a_person(
    archive: Archive, front: tuple[int, dict[str, str], str], says: str
) -> None:
    archive.portal.front = front
    report = archive.run(code=1)
    assert found(report) == [("no-listing", says.format(home=f"{archive.portal.url}/"))]


def test_front_page_that_robots_txt_forbids_from_now_on_needs_a_person(archive: Archive) -> None:
    archive.portal.robots = "Disallow: /\n"
    home = f"{archive.portal.url}/"
    says = f"{home} is not to be read (forbidden by robots.txt)"
    assert found(archive.run(code=1)) == [("no-listing", says)]


def test_listing_of_the_file_that_is_gone_is_named_though_the_others_are_there(
    portal: GrowingPortal, tmp_path: Path
) -> None:
    listings = [f"{portal.url}/tin?danhmuc=1", f"{portal.url}/cam-truy-cap"]
    archive = Archive(portal, tmp_path, f"delay = 0\nlistings = {listings}\n")
    assert found(archive.run(code=1)) == [("no-listing", f"{listings[1]} was answered with HTTP 403")]


def test_listing_that_is_empty_is_nothing_to_be_told(portal: GrowingPortal, tmp_path: Path) -> None:
    listings = [f"{portal.url}/tin?danhmuc=1", f"{portal.url}/tin?danhmuc=2"]
    archive = Archive(portal, tmp_path, f"delay = 0\nlistings = {listings}\n")
    assert found(archive.run()) == found(archive.run()) == []


def test_unchanged_front_page_is_nothing_to_be_told(archive: Archive) -> None:
    archive.portal.has_validators = True
    assert found(archive.run()) == found(archive.run()) == []


@pytest.mark.parametrize("status", [401, 403, 451])
def test_articles_that_are_refused_need_a_person(archive: Archive, status: int) -> None:
    archive.portal.publish(6)
    archive.portal.shut = status
    says = f"6 pages were refused to us (HTTP {status} 6×)"
    assert found(archive.run(code=1)) == [("refused", says)]


def test_few_articles_that_are_refused_are_left_to_the_ledger(archive: Archive) -> None:
    archive.portal.publish(2)
    archive.portal.shut = 403
    assert found(archive.run()) == []
