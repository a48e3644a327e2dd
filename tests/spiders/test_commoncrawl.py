"""Recovery from Common Crawl: a portal that is gone, rebuilt by index calls and ranges of WARC files."""

from __future__ import annotations

from pathlib import Path

from archiver.webarchives.provenance import source_of
from tests.spiders.pulls import Portal
from tests.spiders.standins import Archive, pywb


def test_ranges_of_warc_files_give_back_every_record_and_nothing_is_fetched_twice(
    live: Portal, tmp_path: Path
) -> None:
    portal = Portal(tmp_path / "data", live.portals)
    with Archive(live.warcs, page=90) as archive:
        files = ["--files", f"{archive.url}/files"]
        done = portal.pull("commoncrawl", archive.url, *files)
        assert (done.returncode, done.stderr) == (0, "")
        assert len(archive.fetched()) == len(set(archive.fetched())) == len(portal.captures())
        assert [path for path in archive.asked if "page=3" in path]
        archive.asked.clear()
        assert portal.pull("commoncrawl", archive.url, *files).returncode == 0
        assert archive.asked == []
    assert portal.records() == live.records()
    assert portal.quarantined() == live.quarantined()
    assert portal.withdrawn() == live.withdrawn()
    assert {line["source"] for line in portal.lines("observations.jsonl")} == {"commoncrawl"}
    assert {source_of(path.name) for path in portal.warcs.glob("*.warc.gz")} == {"commoncrawl"}


def test_index_of_pywb_in_the_form_of_common_crawl_is_read_page_by_page(live: Portal, tmp_path: Path) -> None:
    portal = Portal(tmp_path / "data", live.portals)
    with pywb(tmp_path / "pywb", live.warcs, zipnum=True) as index, Archive(live.warcs) as archive:
        archive.api = f"{index}/cdx"
        done = portal.pull("commoncrawl", archive.url, "--files", f"{archive.url}/files")
    assert (done.returncode, done.stderr) == (0, "")
    assert portal.records() == live.records()


def test_index_that_answers_with_errors_is_told_and_exits_1(live: Portal, tmp_path: Path) -> None:
    portal = Portal(tmp_path / "data", live.portals)
    with Archive(live.warcs) as archive:
        archive.turn_away = dict.fromkeys(range(1, 50), (400, ""))
        done = portal.pull("commoncrawl", archive.url)
    assert done.returncode == 1
    assert "the index of commoncrawl did not answer" in done.stdout
