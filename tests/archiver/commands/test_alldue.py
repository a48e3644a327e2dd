"""`archiver crawl --all-due`: several portals in one process, within limits, one such run at a time."""

from __future__ import annotations

import contextlib
import logging
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from archiver.commands.alldue import due
from archiver.commands.logfile import LONGEST, LogFile
from archiver.demo.server import serve
from archiver.errors import PortalBusy, StorageError
from archiver.store import RunReport, last_report
from tests.commandline import archiver, complaints

FILE = 'name = "Cổng minh họa"\nhome = "{home}/"\nplatform = "dnict"\ndelay = {delay}\n'
IDS = ("mot", "hai", "ba")
HOSTS = ("127.0.0.2", "127.0.0.3", "127.0.0.3")


class Place:
    """Three portals, two of them on one host, and a data folder."""

    def __init__(self, root: Path, homes: list[str]) -> None:
        self.root, self.homes = root, homes
        self.data, self.portals = root / "data", root / "portals"
        self.portals.mkdir()
        self.slow(0)

    def slow(self, delay: float) -> None:
        for name, home in zip(IDS, self.homes, strict=True):
            text = FILE.format(home=home, delay=delay)
            (self.portals / f"{name}.toml").write_text(text, encoding="utf-8")

    def crawl(self, *options: str) -> subprocess.CompletedProcess[str]:
        words = ["crawl", *IDS, "--all-due", "--data", str(self.data), "--portals", str(self.portals)]
        return archiver(*words, *options)

    def report(self, portal: str) -> RunReport:
        report = last_report(self.data / portal / "runs")
        assert report is not None
        return report


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with contextlib.ExitStack() as served:
        homes = [served.enter_context(serve(host=host, port=0)).url for host in HOSTS]
        yield Place(tmp_path, homes)


def test_what_is_due_is_crawled_once_and_never_two_portals_of_one_host_at_a_time(place: Place) -> None:
    (place.portals / "hong.toml").write_text("name = 3\n", encoding="utf-8")
    ran = place.crawl("--limit", "12")
    assert (ran.returncode, ran.stderr.count("\n")) == (1, 3)
    assert "hong.toml: name: expected a text in quotes; found 3" in ran.stderr
    assert {line.split(":")[0] for line in ran.stdout.splitlines() if " new articles" in line} == {*IDS}
    first, second = sorted((place.report("hai"), place.report("ba")), key=lambda report: report.started)
    assert first.finished <= second.started
    assert place.report("mot").started < first.finished
    (place.portals / "hong.toml").unlink()
    again = place.crawl()
    assert (again.returncode, again.stdout) == (0, "nothing is due; the next portal is in 22 h\n")
    log = (place.data / "archiver.log").read_text(encoding="utf-8")
    assert re.search(r"^\d{4}-\d\d-\d\dT[\d:.]+Z INFO archiver\.report: \[hai\] ", log, re.MULTILINE)


def test_run_is_stopped_after_its_minutes_and_its_portals_stay_due(place: Place) -> None:
    place.slow(0.3)
    ran = place.crawl("--minutes", "0.05", "--at-most", "1")
    assert (ran.returncode, complaints(ran)) == (0, [])
    stopped = place.report("ba")
    assert (stopped.reason, stopped.problems) == ("window", ())
    assert [name for name in IDS if (place.data / name / "runs").exists()] == ["ba"]
    with due(place.data, [place.portals], IDS) as (portals, _):
        assert {portal.id for portal in portals} == {*IDS}


def test_second_such_run_exits_75_at_once(place: Place) -> None:
    with due(place.data, [place.portals], IDS):
        ran = place.crawl()
        with pytest.raises(PortalBusy, match="--all-due is busy: process"), due(place.data, [], IDS):
            pass
    assert ran.returncode == 75
    assert ran.stderr.startswith("archiver: crawl --all-due is busy: process")


def record(message: str, *arguments: object, **more: object) -> logging.LogRecord:
    found = logging.LogRecord("archiver", logging.WARNING, __file__, 1, message, arguments, None)
    found.__dict__.update(more)
    return found


def test_event_is_one_line_whatever_strangers_wrote(tmp_path: Path) -> None:
    log = LogFile.open(tmp_path / "logs" / "archiver.log")
    log.handle(record("no answer: %s", "http://x/\n2026-01-01 ERROR forged\x1b[2J\u2028\ud800"))
    log.handle(record("a" * 100_000))
    log.close()
    first, second = (tmp_path / "logs" / "archiver.log").read_text("utf-8").splitlines()
    assert first.endswith("WARNING archiver: no answer: http://x/ 2026-01-01 ERROR forged [2J ?")
    assert len(second) < LONGEST + 10


def test_traceback_follows_its_event_indented(tmp_path: Path) -> None:
    log = LogFile.open(tmp_path / "archiver.log")
    log.note(KeyError("x"))
    log.note(StorageError("The disk is full."))
    log.close()
    lines = (tmp_path / "archiver.log").read_text("utf-8").splitlines()
    assert [line for line in lines if not line.startswith("    ")] == [lines[0], lines[-1]]
    assert lines[1].strip().startswith("KeyError")
    assert lines[-1].endswith("ERROR archiver: The disk is full.")


def test_log_is_rotated(tmp_path: Path) -> None:
    log = LogFile.open(tmp_path / "archiver.log")
    log.maxBytes = 300
    for number in range(50):
        log.handle(record("event %d", number))
    log.close()
    assert len(list(tmp_path.iterdir())) == 6
    assert all(path.stat().st_size <= 300 for path in tmp_path.iterdir())


def test_log_that_cannot_be_opened_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(StorageError, match="file"):
        LogFile.open(tmp_path / "file" / "archiver.log")
