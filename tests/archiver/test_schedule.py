"""What is due, and units that cron and systemd take."""

from __future__ import annotations

import datetime as dt
import itertools
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from archiver.interval import in_words, interval
from archiver.schedule import LONG_AGO, Job, cron_text, due_at, due_portals, systemd_texts
from archiver.store.runs import RunReport
from tests.archiver.reporting import DAY, NOW, facts, run

HOUR = dt.timedelta(hours=1)


@pytest.mark.parametrize(
    ("text", "length"),
    [("6h", 6 * HOUR), ("1d", DAY), ("2w", 14 * DAY), ("10000d", 10_000 * DAY), ("never", None)],
)
def test_interval_is_read(text: str, length: dt.timedelta | None) -> None:
    assert interval(text) == length


@pytest.mark.parametrize(
    "text", ["", "0d", "1", "d", "1 d", "-1d", "1m", "10001d", "99999999w", "١d", "daily"]
)
def test_other_words_are_no_interval(text: str) -> None:
    with pytest.raises(ValueError, match="is no interval"):
        interval(text)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(-5, "0 min"), (59, "0 min"), (3600, "60 min"), (7200, "2 h"), (86400, "24 h"), (172800, "2 d")],
)
def test_length_of_time_is_told_shortly(seconds: int, words: str) -> None:
    assert in_words(dt.timedelta(seconds=seconds)) == words


DUE: list[tuple[dict[str, Any], RunReport | None, dt.timedelta | None]] = [
    ({}, run(), DAY - HOUR),
    ({"every": "1h"}, run(), dt.timedelta(minutes=54)),
    ({"every": "4w"}, run(), 28 * DAY - HOUR),
    ({"status": "frozen"}, run(), 30 * DAY - HOUR),
    ({"status": "frozen", "every": "1d"}, run(), DAY - HOUR),
    ({"status": "closed"}, run(), None),
    ({"status": "redirected"}, None, None),
    ({"every": "never"}, None, None),
    ({}, None, LONG_AGO - NOW),
    ({}, run(reason="window"), dt.timedelta(minutes=5)),
    ({}, run(reason="shutdown"), dt.timedelta(minutes=5)),
    ({}, run(reason="storage"), dt.timedelta(minutes=5)),
    ({}, run(resting_until=NOW + 3 * DAY), 3 * DAY),
    ({}, run(reason="resting", resting_until=NOW + HOUR), HOUR),
]


@pytest.mark.parametrize(("stated", "last", "later"), DUE)
def test_portal_is_due_by_its_file_and_its_last_run(
    stated: dict[str, Any], last: RunReport | None, later: dt.timedelta | None
) -> None:
    assert due_at(facts(**stated), last) == (None if later is None else NOW + later)


def test_portals_that_are_due_come_longest_due_first() -> None:
    portals = {name: facts() for name in ("b", "a", "new", "fresh", "gone")}
    portals["gone"] = facts(every="never")
    reports = {"a": run(2), "b": run(3), "fresh": run(0.5)}
    assert due_portals(portals, reports, NOW) == ["new", "b", "a"]


def test_run_started_by_the_clock_each_day_does_not_drift() -> None:
    yesterday = run(1, started=NOW - DAY + dt.timedelta(minutes=20))
    assert due_portals({"mau": facts()}, {"mau": yesterday}, NOW) == ["mau"]


def job(folder: Path, archiver: Path | None = None) -> Job:
    return Job(
        archiver=archiver or folder / "archiver",
        data=folder / "dữ liệu 100%",
        log=folder / "it's.log",
        portals=(folder / "cổng $HOME",),
        crawl=("--contact", 'a "b" \\ c'),
        status=("--webhook", "https://x.example/?a=%20&b=$c"),
    )


@pytest.fixture
def recorder(tmp_path: Path) -> Path:
    """Make a command that writes its words into a file, a line of JSON each time."""
    path = tmp_path / "archiver"
    path.write_text(
        "#!/usr/bin/env python3\nimport json, sys, pathlib\n"
        "with (pathlib.Path(__file__).parent / 'called').open('a') as file:\n"
        "    file.write(json.dumps(sys.argv) + '\\n')\n"
        "print('said')\nsys.exit(75)\n",
        encoding="utf-8",
    )
    path.chmod(0o755)
    return path


def test_line_for_cron_runs_both_commands_with_their_words(tmp_path: Path, recorder: Path) -> None:
    wanted = job(tmp_path, recorder)
    (line,) = [line for line in cron_text(wanted).splitlines() if not line.startswith("#")]
    *times, command = line.split(maxsplit=5)
    assert times == ["17", "*", "*", "*", "*"]
    assert all(before == "\\" for before, after in itertools.pairwise(command) if after == "%")
    shell = command.replace(r"\%", "%")  # as cron hands it over
    done = subprocess.run(["/bin/sh", "-c", shell], capture_output=True, text=True, check=False, timeout=30)
    assert (done.stdout, done.stderr) == ("", "")
    called = [tuple(json.loads(line)) for line in (tmp_path / "called").read_text("utf-8").splitlines()]
    assert tuple(called) == wanted.commands()


def test_units_are_what_systemd_takes(tmp_path: Path, recorder: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not installed")
    units = systemd_texts(job(tmp_path, recorder))
    for name, text in units.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *(tmp_path / name for name in units)],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    ours = [line for line in done.stderr.splitlines() if "archiver" in line]
    assert (done.returncode, ours) == (0, [])


def test_words_of_a_unit_stand_for_themselves(tmp_path: Path) -> None:
    service = systemd_texts(job(tmp_path))["archiver.service"]
    assert "100%%" in service
    assert "cổng $$HOME" in service
    assert '"a \\"b\\" \\\\ c"' in service


@pytest.mark.parametrize("text", [cron_text, systemd_texts])
def test_line_break_in_a_path_is_refused(text: Any) -> None:
    with pytest.raises(ValueError, match="line break"):
        text(job(Path("/var/a\nb")))
