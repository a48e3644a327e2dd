"""A crawl that is told to end by a signal ends with its report, and a closed terminal is such a signal."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import time
from pathlib import Path

import pytest

from archiver.demo import truth
from tests.shared import ROOT
from tests.spiders.faults import AilingServer, ailing, answering, simple
from tests.spiders.watched import PORTAL, crawling

FIRST = next(article.path for article in truth() if article.case == "plain")
SOON = 60
"""Seconds in which a run must end that is told to: far fewer than those for which its server holds it."""
WAIT = answering(simple(b"429 Too Many Requests", b"", b"Retry-After: 500\r\n"))


def reason(folder: Path) -> str:
    reports = list((folder / "data" / PORTAL / "runs").glob("*.json"))
    assert len(reports) == 1
    return json.loads(reports[0].read_text(encoding="utf-8"))["reason"]  # type: ignore[no-any-return]


def waiting(server: AilingServer, process: subprocess.Popen[bytes]) -> None:
    """Return once the crawl waits for its host."""
    while not server.times[FIRST] and process.poll() is None:
        time.sleep(0.05)
    time.sleep(1)


def begun(command: list[str], *, hangup: str) -> subprocess.Popen[bytes]:
    """Begin a command to which SIGHUP is as told, however these tests were begun: `default`, `ignore`."""
    return subprocess.Popen(
        ["/usr/bin/env", f"--{hangup}-signal=HUP", *command],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip


@pytest.mark.parametrize("times", [1, 2])
def test_hangup_ends_a_crawl_with_its_report(times: int, tmp_path: Path) -> None:
    with ailing({FIRST: WAIT}) as server:
        process = begun(crawling(server.url, tmp_path, ARCHIVER_FIRST_PAUSE=1), hangup="default")
        waiting(server, process)
        for _ in range(times):
            process.send_signal(signal.SIGHUP)
            time.sleep(0.01)
        out, _ = process.communicate(timeout=SOON)
    assert (process.returncode, reason(tmp_path)) == (1, "shutdown"), out
    assert b"Traceback" not in out


def test_hangup_that_is_ignored_ends_nothing(tmp_path: Path) -> None:
    with ailing({FIRST: "too-many-once"}) as server:
        process = begun(crawling(server.url, tmp_path), hangup="ignore")
        waiting(server, process)
        process.send_signal(signal.SIGHUP)
        out, _ = process.communicate(timeout=SOON)
    assert (process.returncode, reason(tmp_path)) == (0, "finished"), out


def test_terminal_that_is_closed_ends_a_crawl_with_its_report_and_log(tmp_path: Path) -> None:
    with ailing({FIRST: WAIT}) as server:
        command = crawling(server.url, tmp_path, ARCHIVER_FIRST_PAUSE=1)
        terminal, other = pty.openpty()
        # A process that leads a session is of the first terminal that it opens.
        words = ["/bin/sh", "-c", 'exec "$@" <"$0" >"$0" 2>&1', os.ttyname(other)]
        process = subprocess.Popen(
            [*words, "/usr/bin/env", "--default-signal=HUP", *command], cwd=ROOT, start_new_session=True
        )
        waiting(server, process)
        os.close(other)
        os.close(terminal)
        assert process.wait(timeout=SOON) == 1
    assert reason(tmp_path) == "shutdown"
    log = (tmp_path / "data" / "archiver.log").read_text(encoding="utf-8")
    assert f"[{PORTAL}] shutdown: " in log
    assert "Traceback" not in log
