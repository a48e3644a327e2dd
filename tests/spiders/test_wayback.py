"""Recovery from Wayback: a portal that is gone, rebuilt from stand-ins by the command that people type."""

from __future__ import annotations

import random
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from archiver.warc.raw import RawRecord
from tests.commandline import complaints
from tests.spiders.crawling import records_of
from tests.spiders.pulls import FAST, PORTAL, Portal
from tests.spiders.standins import Archive, pywb


@pytest.fixture(scope="module")
def archive(live: Portal) -> Iterator[Archive]:
    with Archive(live.warcs) as server:
        yield server


@pytest.fixture
def empty(live: Portal, archive: Archive, tmp_path: Path) -> Portal:
    """Return a folder to pull into; the archive has forgotten what it was asked."""
    archive.asked.clear()
    archive.turn_away = {}
    archive.always_away = False
    return Portal(tmp_path / "data", live.portals)


@pytest.fixture(scope="module")
def pulled(live: Portal, archive: Archive, tmp_path_factory: pytest.TempPathFactory) -> Portal:
    """Return what a pull left that was turned away three times."""
    portal = Portal(tmp_path_factory.mktemp("pulled"), live.portals)
    archive.turn_away = {1: (429, "1"), 20: (503, "0"), 40: (429, "1")}
    done = portal.pull("wayback", archive.url)
    assert (done.returncode, complaints(done)) == (0, [])
    return portal


def assert_rebuilt(portal: Portal, live: Portal) -> None:
    assert portal.records() == live.records()
    assert portal.quarantined() == live.quarantined()
    assert portal.withdrawn() == live.withdrawn()


def test_pywb_gives_back_every_record(live: Portal, tmp_path: Path) -> None:
    portal = Portal(tmp_path / "data", live.portals)
    with pywb(tmp_path / "pywb", live.warcs) as service:
        done = portal.pull("wayback", service)
    assert (done.returncode, complaints(done)) == (0, [])
    assert len(portal.records()) == 235
    assert_rebuilt(portal, live)


def test_dialect_of_web_archive_org_gives_back_every_record_after_it_turned_us_away(
    pulled: Portal, live: Portal
) -> None:
    assert_rebuilt(pulled, live)


def test_records_name_their_source_and_the_time_of_their_capture(pulled: Portal, live: Portal) -> None:
    times = {(line["id"], line["time"]) for line in live.lines("observations.jsonl")}
    observed = pulled.lines("observations.jsonl")
    assert {line["source"] for line in observed} == {"wayback"}
    assert {line["own_visits"] for line in observed} == {0}
    assert {(line["id"], line["time"]) for line in observed} == times


def records_by_kind(portal: Portal) -> dict[str, list[RawRecord]]:
    (path,) = portal.warcs.glob("*.warc.gz")
    kinds: dict[str, list[RawRecord]] = {}
    for record in records_of(path):
        kinds.setdefault(record.kind, []).append(record)
    return kinds


def test_archive_holds_the_original_exchange_and_says_where_it_came_from(
    pulled: Portal, archive: Archive
) -> None:
    kinds = records_by_kind(pulled)
    assert len(kinds["metadata"]) == len(kinds["response"]) + len(kinds.get("revisit", []))
    for about, response in zip(kinds["metadata"], kinds["response"], strict=False):
        assert f"WARC-Source-URI: {archive.url}/".encode() in about.block
        assert b"Apache-Coyote" in response.block
        assert b"X-Archive-Orig-Server" not in response.block
        assert b"Memento-Datetime" not in response.block


def test_each_capture_is_archived_once_and_only_pages_are(pulled: Portal) -> None:
    assert len(pulled.captures()) == len(set(pulled.captures()))
    assert not [url for url, _ in pulled.captures() if url.endswith("robots.txt")]


def test_second_pull_fetches_nothing(archive: Archive, pulled: Portal) -> None:
    archive.asked.clear()
    before = (pulled.root / "observations.jsonl").read_bytes()
    done = pulled.pull("wayback", archive.url, "--refresh")
    assert done.returncode == 0
    assert archive.fetched() == []
    assert (pulled.root / "observations.jsonl").read_bytes() == before
    assert f"nothing to pull from wayback: all {len(pulled.captures())} captures are known" in done.stderr


def test_pull_from_an_archive_without_captures_says_so(empty: Portal, tmp_path: Path) -> None:
    with Archive(tmp_path) as archive:
        done = empty.pull("wayback", archive.url)
    assert done.returncode == 0
    assert "wayback names no capture that would be pulled" in done.stderr


def test_estimate_fetches_nothing_and_says_what_a_pull_costs(empty: Portal, archive: Archive) -> None:
    done = empty.pull("wayback", archive.url, "--estimate")
    assert done.returncode == 0
    assert "captures to pull from wayback, about" in done.stdout
    assert archive.fetched() == []
    assert not list(empty.warcs.glob("*.warc.gz"))


def test_pull_stops_after_the_minutes_given_goes_on_in_the_next_run_and_keeps_a_log(
    empty: Portal, live: Portal, archive: Archive, tmp_path: Path
) -> None:
    options = ["--service", archive.url, "--index-rate", "60000", "--rate", "20", "--minutes", "0.05"]
    done = empty.crawl("--from", "wayback", *options, "--log-file", str(tmp_path / "pull.log"))
    assert done.returncode == 0, done.stderr
    assert 0 < len(archive.fetched()) < len(live.captures())
    assert f"[{PORTAL}] window: " in (tmp_path / "pull.log").read_text(encoding="utf-8")
    before = len(archive.fetched())
    assert empty.pull("wayback", archive.url).returncode == 0
    assert before < len(archive.fetched()) == len(set(archive.fetched()))
    assert_rebuilt(empty, live)
    assert f"[{PORTAL}] finished: " in (empty.data / "archiver.log").read_text(encoding="utf-8")


def test_pull_that_is_to_end_does_not_sit_out_a_pause(empty: Portal, archive: Archive) -> None:
    archive.turn_away = dict.fromkeys(range(10, 3000), (429, "600"))
    done = empty.pull("wayback", archive.url, "--minutes", "0.05")
    assert (done.returncode, complaints(done)) == (0, [])
    assert 0 < len(empty.captures()) < 10


def test_killed_again_and_again_it_ends_the_same_and_fetches_nothing_twice(
    empty: Portal, live: Portal, archive: Archive
) -> None:
    chance = random.Random(20250701)  # noqa: S311
    kills = 0
    for _ in range(5):
        command = empty.command("--from", "wayback", "--service", archive.url, *FAST)
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as run:
            before = len(archive.fetched())
            enough = before + chance.randrange(1, 50)
            while run.poll() is None and len(archive.fetched()) < enough:
                time.sleep(0.005)
            kills += run.poll() is None
            run.send_signal(signal.SIGKILL)
    done = empty.pull("wayback", archive.url)
    assert done.returncode == 0, done.stderr
    assert kills >= 3
    assert_rebuilt(empty, live)
    assert len(empty.captures()) == len(set(empty.captures()))
    underway = 8 * kills
    assert len(archive.fetched()) <= len(set(archive.fetched())) + underway
    observed = [(line["id"], line["time"]) for line in empty.lines("observations.jsonl")]
    assert len(observed) == len(live.lines("observations.jsonl"))


def test_rate_limited_is_never_finished(live: Portal, tmp_path: Path) -> None:
    portal = Portal(tmp_path / "data", live.portals)
    with Archive(live.warcs, page=20) as archive:
        archive.captures = archive.captures[:60]
        archive.turn_away = dict.fromkeys(range(30, 3000), (429, "0"))
        done = portal.pull("wayback", archive.url)
        assert done.returncode == 1
        assert "rate-limited" in done.stdout
        assert "wayback limits how much it is asked (HTTP 429)" in done.stdout
        had = len(portal.captures())
        archive.turn_away = {}
        archive.asked.clear()
        assert portal.pull("wayback", archive.url).returncode == 0
        assert len(archive.asked) == len(portal.captures()) - had > 0


def test_archive_that_shuts_us_out_is_left_alone(empty: Portal, archive: Archive) -> None:
    archive.turn_away = {1: (429, "7200")}
    done = empty.pull("wayback", archive.url)
    assert done.returncode == 1
    assert len(archive.asked) == 1


def test_archive_that_does_not_answer_is_told(empty: Portal) -> None:
    done = empty.pull("wayback", "http://127.0.0.1:9")
    assert done.returncode == 1
    assert "the index of wayback did not answer" in done.stdout
    assert "Traceback" not in done.stderr + done.stdout


def test_index_that_leads_in_circles_is_told(empty: Portal, live: Portal) -> None:
    with Archive(live.warcs, page=20) as circle:
        circle.leads_in_circles = True
        done = empty.pull("wayback", circle.url)
        assert done.returncode == 1
        assert "the index of wayback did not answer (its answers lead in circles, to '0')" in done.stdout
        assert len(circle.asked) == 2
        circle.leads_in_circles = False
        assert empty.pull("wayback", circle.url).returncode == 0
    assert empty.records() == live.records()


def test_capture_of_another_time_is_not_taken_for_the_one_asked_for(empty: Portal, live: Portal) -> None:
    with Archive(live.warcs) as moved:
        served = moved.captures
        key, _, line = next(
            found for found in served if "dinhdanh" in found[2].url and found[2].status == "200"
        )
        moved.captures = [(key, "20010101000000", line)]
        assert "1 captures to pull" in empty.pull("wayback", moved.url, "--estimate").stdout
        moved.captures = served
        done = empty.pull("wayback", moved.url)
        assert done.returncode == 0, done.stdout
        assert empty.captures() == []
        asked = len(moved.asked)
        empty.pull("wayback", moved.url)
        assert len(moved.asked) == asked
