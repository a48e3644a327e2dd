"""The ledger held to the demo portal's truth: crawled while it lived, rebuilt in part after it was gone."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from archiver.demo.articles import SECTIONS, listed, truth
from archiver.demo.pages import CUT
from archiver.demo.records import DemoArticle
from tests.commandline import archiver, complaints
from tests.spiders.pulls import PORTAL, Portal
from tests.spiders.standins import Archive

STATES = {"published": "recovered", "withdrawn": "withdrawn", "quarantined": "error"}
NOT_KEPT = truth()[3::7]
"""Articles of which the web archive of these tests holds no capture: only its listings tell of them."""
Entries = dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def ledger(live: Portal, tmp_path_factory: pytest.TempPathFactory) -> Entries:
    portal = Portal(tmp_path_factory.mktemp("lived"), live.portals)
    shutil.copytree(live.root, portal.root)
    return portal.ledger()


@pytest.fixture(scope="module")
def pulled(live: Portal, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Portal, Archive]]:
    """Return what a pull left from a web archive that holds only a part of the portal."""
    portal = Portal(tmp_path_factory.mktemp("part"), live.portals)
    gone = tuple(article.path for article in NOT_KEPT)
    with Archive(live.warcs) as archive:
        archive.captures = [found for found in archive.captures if not found[2].url.endswith(gone)]
        done = portal.pull("wayback", archive.url)
        assert (done.returncode, complaints(done)) == (0, [])
        yield portal, archive


def articles(entries: Entries) -> Entries:
    return {key: entry for key, entry in entries.items() if entry["type"] == "article"}


def test_every_article_of_the_truth_has_the_state_of_what_became_of_it(ledger: Entries) -> None:
    expected = {article.key: STATES[article.status] for article in truth()}
    found = {key: entry["state"] for key, entry in articles(ledger).items() if entry["reason"] != "moved"}
    assert found == expected


def test_addresses_that_lead_elsewhere_are_told_and_counted_apart(ledger: Entries) -> None:
    moved = {key: entry for key, entry in articles(ledger).items() if entry["reason"] == "moved"}
    assert set(moved) == {f"dinhdanh-{number}" for number in range(990001, 990005)}
    assert {entry["state"] for entry in moved.values()} == {"withdrawn"}
    assert moved["dinhdanh-990002"]["detail"] == "leads to http://example.invalid/bai-viet/2024"


@pytest.mark.parametrize("article", [a for a in truth() if a.status != "published"], ids=lambda a: a.key)
def test_missing_article_keeps_what_its_listing_printed(ledger: Entries, article: DemoArticle) -> None:
    entry = ledger[article.key]
    assert article.title.startswith(entry["title"].removesuffix("…").rstrip(". "))
    assert len(entry["title"]) <= CUT + 4
    assert entry["published_date"] == article.published_date.isoformat()
    assert entry["section"] == [article.section.name]


def test_recovered_article_says_whether_anything_of_it_is_lacking(ledger: Entries) -> None:
    lacks = Counter(lack for entry in articles(ledger).values() for lack in entry["lacks"])
    kinds = Counter(article.kind for article in truth() if article.status == "published")
    assert lacks == {"file": kinds["document"], "video": kinds["video"]}
    complete = [entry for entry in articles(ledger).values() if entry["complete"]]
    assert len(complete) == kinds["article"]


def test_estimates_from_listings_hold_the_number_of_articles_of_each_section(ledger: Entries) -> None:
    estimates = {tuple(e["section"]): e for e in ledger.values() if e.get("basis") == "listing-pages"}
    assert set(estimates) == {(section.name,) for section in SECTIONS}
    for section in SECTIONS:
        estimate, count = estimates[section.name,], len(listed(section))
        assert estimate["at_least"] <= count <= estimate["at_most"] <= count + 9
        assert estimate["seen"] == count
        assert estimate["words"].startswith("Trang ")
        assert estimate["evidence"]["warc"]


def test_article_that_no_web_archive_has_is_a_stub_with_what_listings_printed(
    pulled: tuple[Portal, Archive],
) -> None:
    found = articles(pulled[0].ledger())
    expected = {article.key: STATES[article.status] for article in truth()}
    expected |= {article.key: "stub" for article in NOT_KEPT}
    assert {
        key: entry["state"] for key, entry in found.items() if not key.startswith("dinhdanh-99000")
    } == expected
    for article in NOT_KEPT:
        entry = found[article.key]
        assert entry["reason"] == "never-captured"
        assert entry["detail"].startswith("no capture in wayback")
        assert article.title.startswith(entry["title"].removesuffix("…").rstrip(". "))
        assert entry["published_date"] == article.published_date.isoformat()
        assert entry["section"] == [article.section.name]
        assert {one["kind"] for one in entry["evidence"]} >= {"listing"}
    kept = [entry for entry in found.values() if entry["state"] == "recovered"]
    assert {tuple(entry["sources"]) for entry in kept} == {("wayback",)}


def test_article_that_only_links_name_is_never_captured_and_one_that_is_refused_blocked(
    live: Portal, pulled: tuple[Portal, Archive]
) -> None:
    portal, archive = Portal(pulled[0].data.parent / "other", live.portals), pulled[1]
    every = archive.captures
    archive.captures = [found for found in every if "/chi-tiet-tin-tuc" in found[2].url]
    shown = {found[2].url for found in archive.captures if found[2].status == "200"}
    archive.refused = {min(url for url in shown if "dinhdanh=" in url)}
    portal.pull("wayback", archive.url)
    states = Counter(entry["state"] for entry in articles(portal.ledger()).values())
    assert states["blocked"] == len(archive.refused)
    assert states["never-captured"] > 10
    assert "stub" not in states
    archive.captures, archive.refused = every, set()


def test_ledger_is_the_same_without_its_own_files_and_after_a_rebuild(pulled: tuple[Portal, Archive]) -> None:
    portal = pulled[0]
    before = portal.ledger()
    assert portal.ledger() == before
    shutil.rmtree(portal.root / "ledger")
    assert portal.ledger() == before
    where = ["--data", str(portal.data), "--portals", str(portal.portals)]
    assert archiver("rebuild", PORTAL, *where, "--jobs", "1").returncode == 0
    assert portal.ledger() == before


def test_account_is_printed_by_section_and_year_with_estimates_apart(pulled: tuple[Portal, Archive]) -> None:
    where = ["--data", str(pulled[0].data), "--portals", str(pulled[0].portals)]
    done = archiver("ledger", PORTAL, *where)
    assert done.returncode == 0
    lines = [line.split() for line in done.stdout.splitlines()]
    (total,) = {tuple(line) for line in lines if line[:1] == ["all"]}
    assert total[2] == str(len(NOT_KEPT))
    years = {str(article.published_date.year) for article in truth()}
    assert years <= {line[0] for line in lines if line}
    named = [entry for entry in articles(pulled[0].ledger()).values() if entry["reason"] == "never-captured"]
    assert f"{len(named)} never-captured" in done.stdout
    assert "never-captured" in done.stdout.splitlines()[0]
    assert "Estimates" in done.stdout
    section = SECTIONS[0]
    of_year = [article for article in listed(section) if article.published_date.year == 2013]
    had = [article for article in of_year if article.status == "published" and article not in NOT_KEPT]
    rows = [line for line in done.stdout.splitlines() if line.startswith(section.name)]
    assert f" {len(had)}/{len(of_year)} " in rows[-1]


def test_export_holds_a_line_for_each_article_that_is_missing_and_each_estimate(
    pulled: tuple[Portal, Archive], tmp_path: Path
) -> None:
    where = ["--data", str(pulled[0].data), "--portals", str(pulled[0].portals), "--jobs", "1"]
    out = ["--missing", "--json", "--out", str(tmp_path / "missing.jsonl")]
    done = archiver("ledger", PORTAL, *where, *out)
    assert (done.returncode, complaints(done)) == (0, [])
    assert (tmp_path / "missing.jsonl").read_text(encoding="utf-8") == done.stdout
    told = [line for line in pulled[0].ledger().values() if line.get("state") != "recovered"]
    assert [msgspec.json.decode(line) for line in done.stdout.splitlines()] == told


def test_ledger_of_a_portal_that_was_never_archived_is_one_sentence(live: Portal) -> None:
    done = archiver("ledger", "quanuy_cam_le", "--data", live.data)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
