"""`archiver status`, `schedule` and `show`: what a person types, sees, and gets as exit code."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from msgspec import structs

from archiver import keeping, prometheus
from archiver.cli import main
from archiver.commands import status
from archiver.health import Health
from archiver.store import PortalStore, RunReport, write_report
from tests.archiver.reporting import DAY, NOW, run
from tests.archiver.store.samples import article, day, now, withdrawn

FILE = 'name = "Cổng {name}"\nhome = "https://{name}.example/"\nplatform = "dnict"\n{more}\n'
Ran = tuple[int, str, str]
Run = Callable[..., Ran]


@pytest.fixture
def archiver(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """Run the command line in this process, at a moment that stands still."""
    for module in (keeping, status):
        monkeypatch.setattr(module, "utc_now", lambda: NOW)

    def command(*words: str | Path) -> Ran:
        monkeypatch.setattr("sys.argv", ["archiver", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = capfd.readouterr()
        return int(ended.value.code or 0), out, err

    return command


class Place:
    """A data folder and a folder of portal files."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.data = root / "data"
        self.portals = root / "portals"
        self.portals.mkdir()
        self.options = ("--data", self.data, "--portals", self.portals)

    def add(self, name: str, *runs: RunReport, more: str = "") -> None:
        text = FILE.format(name=name, more=more)
        (self.portals / f"{name}.toml").write_text(text, encoding="utf-8")
        folder = self.data / name / "runs"
        folder.mkdir(parents=True)
        for report in runs:
            write_report(folder, structs.replace(report, portal=name))


@pytest.fixture
def place(tmp_path: Path) -> Place:
    found = Place(tmp_path)
    found.add("khoe", run(0.5, new=1234))
    found.add("om", run(0.5, codes=("quarantine",), problems=("5 of 9 article pages could not be read",)))
    found.add("dong", run(90), more='status = "closed"\nstatus_since = 2025-07-01')
    found.add("moi")
    return found


def test_table_shows_each_portal_and_first_what_needs_a_person(archiver: Run, place: Place) -> None:
    code, out, err = archiver("status", "khoe", "om", "dong", "moi", *place.options)
    assert (code, err) == (1, "")
    assert out.splitlines() == [
        "portal  state      last run  next due    new  changed  gone  problems",
        "om      attention  12 h ago  in 11 h       2        0     0         1",
        "dong    closed     90 d ago  never         2        0     0         0",
        "khoe    ok         12 h ago  in 11 h   1,234        0     0         0",
        "moi     never run  –         now           –        –     –         –",
        "",
        "om: quarantine: 5 of 9 article pages could not be read",
        "",
        "4 portals, 1 needs a person; docs/operations.md says what to do",
    ]


def test_nothing_to_do_exits_0(archiver: Run, place: Place) -> None:
    assert archiver("status", "khoe", "dong", "moi", *place.options)[0] == 0


def test_programs_get_one_record_a_line(archiver: Run, place: Place) -> None:
    code, out, _ = archiver("status", "--json", "om", *place.options)
    (record,) = map(json.loads, out.splitlines())
    assert code == 1
    assert record["state"] == "attention"
    assert record["codes"] == ["quarantine"]
    assert list(record) == list(Health.__struct_fields__)


def test_unknown_portal_is_wrong_use(archiver: Run, place: Place) -> None:
    assert archiver("status", "khoee", *place.options)[0] == 2


def test_broken_portal_file_is_said_and_hides_no_other_portal(archiver: Run, place: Place) -> None:
    (place.portals / "hong.toml").write_text('name = "x"\nevery = 3\n', encoding="utf-8")
    (place.portals / "la.toml").write_text(FILE.format(name="la", more='every = "daily"'), encoding="utf-8")
    code, out, err = archiver("status", *place.options)
    assert code == 1
    assert "khoe" in out
    assert "hong.toml: every: expected a text in quotes; found 3" in err
    assert "la.toml: every: 'daily' is no interval" in err


@pytest.mark.parametrize(
    ("disk", "words"),
    [({"f_bavail": 1000}, "the disk is full"), ({"f_flag": os.ST_RDONLY}, "the disk is read-only")],
)
def test_disk_on_which_no_run_can_report_anything_needs_a_person(
    archiver: Run, place: Place, monkeypatch: pytest.MonkeyPatch, disk: dict[str, int], words: str
) -> None:
    roomy = {"f_flag": 0, "f_bavail": 1_000_000, "f_frsize": 4096}
    monkeypatch.setattr("archiver.watched.os.statvfs", lambda _: SimpleNamespace(**roomy))
    assert archiver("status", "khoe", *place.options)[::2] == (0, "")
    monkeypatch.setattr("archiver.watched.os.statvfs", lambda _: SimpleNamespace(**(roomy | disk)))
    code, _, err = archiver("status", "khoe", *place.options)
    assert code == 1
    assert words in err


def test_ids_are_cut_on_a_narrow_terminal_and_nothing_else() -> None:
    long = [Health(portal="a" * 60, name="x", state="attention", last_run=NOW - DAY, next_due=NOW, new=99999)]
    lines = list(status.table(long, NOW, width=80, colours=False))
    assert max(map(len, lines)) <= 80
    assert "…  attention  24 h ago" in lines[1]
    assert "\x1b" in "".join(status.table(long, NOW, width=80, colours=True))


def test_only_the_last_report_of_each_portal_is_read(
    archiver: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "fsync", lambda _: None)
    place = Place(tmp_path)
    for number in range(500):
        place.add(f"cong_{number}", *(run(days_ago) for days_ago in (3, 2, 0.5)))
    opened, listed = [], []
    read_bytes, listdir = Path.read_bytes, os.listdir

    def counted_read(path: Path) -> bytes:
        opened.append(str(path))
        return read_bytes(path)

    def counted_list(path: Path) -> list[str]:
        listed.append(str(path))
        return listdir(path)

    monkeypatch.setattr(Path, "read_bytes", counted_read)
    monkeypatch.setattr(os, "listdir", counted_list)
    code, out, _ = archiver("status", *place.options)
    assert (code, out.count("cong_")) == (0, 500)
    assert sum(path.startswith(str(tmp_path)) and "/runs/" in path for path in opened) == 500
    assert not [path for path in opened if path.endswith((".jsonl", ".sqlite"))]
    assert sum("cong_" in path for path in listed) == 500


def test_notice_goes_out_once_and_a_failure_is_said(archiver: Run, place: Place, tmp_path: Path) -> None:
    out = tmp_path / "told"
    writer = f"{sys.executable} -c \"import sys; open(r'{out}', 'a').write(sys.stdin.read())\""
    for _ in range(2):
        assert archiver("status", *place.options, "--notify-command", writer)[0] == 1
    assert [change["portal"] for change in json.loads(out.read_text("utf-8"))["changes"]] == ["om"]
    code, _, err = archiver("status", "khoe", *place.options, "--webhook", "http://127.0.0.1:9/")
    assert code == 1
    assert err.startswith("archiver: --webhook: 127.0.0.1 did not take the notice")


def test_measures_are_written_for_prometheus(archiver: Run, place: Place, tmp_path: Path) -> None:
    target = tmp_path / "archiver.prom"
    archiver("status", *place.options, "--prometheus", target)
    lines = target.read_text("utf-8").splitlines()
    assert 'archiver_needs_person{portal="om"} 1' in lines
    assert 'archiver_last_run_new{portal="khoe"} 1234' in lines
    assert not [line for line in lines if line.startswith('archiver_last_run_new{portal="moi"')]
    assert lines.count("# TYPE archiver_needs_person gauge") == 1
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith("archiver.prom")] == [
        "archiver.prom"
    ]


def test_label_of_a_measure_is_escaped() -> None:
    odd = Health(portal='a"b\\c\nd', name="x", state="ok")
    assert '{portal="a\\"b\\\\c\\nd"} 0' in prometheus.exposition([odd], NOW)


def test_crontab_and_units_hold_absolute_paths(
    archiver: Run, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(place.root)
    code, out, _ = archiver("schedule", "--cron", "khoe", "--data", "data", "--portals", "portals")
    assert code == 0
    assert f" crawl khoe --all-due --data {place.data} --portals {place.portals} " in out
    assert f"--log-file {place.data / 'archiver.log'}" in out
    code, out, _ = archiver("schedule", "--systemd", "--out", "units", *place.options)
    assert out.split() == ["units/archiver.service", "units/archiver.timer"]
    assert (place.root / "units" / "archiver.service").read_text("utf-8").count("ExecStart=-/") == 2


@pytest.mark.parametrize("words", [[], ["--cron", "--systemd"], ["--cron", "--out", "x"], ["--cron", "la"]])
def test_schedule_called_wrongly_exits_2(archiver: Run, words: list[str]) -> None:
    assert archiver("schedule", *words)[0] == 2


@pytest.fixture
def shown(tmp_path: Path) -> tuple[str | Path, ...]:
    """Make a store with one article that was changed, then withdrawn."""
    with PortalStore.open(tmp_path, "demo", now=now) as store:
        store.record(article(at=0, body="Sáng nay họp.\n\nĐoạn hai.", views=107))
        store.record(article(at=3, body="Sáng nay đã họp.\n\nĐoạn hai.", views=1300))
        store.record(withdrawn(at=9))
        (found,) = store.articles()
    return ("show", found.id, "--data", tmp_path)


def test_article_is_shown_as_of_now(archiver: Run, shown: Any) -> None:
    code, out, _ = archiver(*shown)
    assert code == 0
    assert "status    withdrawn" in out
    assert "Sáng nay đã họp." in out.splitlines()


def test_history_tells_each_reading(archiver: Run, shown: Any) -> None:
    lines = archiver(*shown, "--history")[1].splitlines()[1:]
    assert [line.split()[:5] for line in lines] == [
        [f"{day(0):%Y-%m-%d}", "15:00", "live", "1", "107"],
        [f"{day(3):%Y-%m-%d}", "15:00", "live", "2", "1,300"],
        [f"{day(9):%Y-%m-%d}", "15:00", "live", "3", "–"],
    ]
    assert "first version" in lines[0]
    assert "changed: body" in lines[1]


def test_history_tells_withdrawal_and_return_with_all_of_the_evidence(
    archiver: Run, shown: Any, tmp_path: Path
) -> None:
    leads_to = f"https://demo.example/{'rất-dài-' * 20}"
    with PortalStore.open(tmp_path, "demo", now=now) as store:
        store.record(article(at=12, body="Sáng nay đã họp.\n\nĐoạn hai.", views=1301))
        store.record(structs.replace(withdrawn(at=15), evidence=f"moved to {leads_to}"))
        store.record(article(at=18, body="Đã sửa.", views=1302))
    lines = archiver(*shown, "--history")[1].splitlines()[1:]
    told = [line for line in lines if line.startswith("2025")]
    assert [line.rstrip().split("  ")[-1] for line in (told[3], told[5])] == [
        "restored",
        "restored; changed: body",
    ]
    assert leads_to in "".join(line.strip() for line in lines)


def test_diff_marks_words_without_needing_colours(archiver: Run, shown: Any) -> None:
    out = archiver(*shown, "--diff")[1]
    assert "Sáng nay {+đã +}họp." in out
    assert "[-published-]{+withdrawn+}" in out


def test_diff_tells_when_an_earlier_content_came_back(archiver: Run, tmp_path: Path) -> None:
    with PortalStore.open(tmp_path, "demo", now=now) as store:
        store.record(article(at=9))
        store.record(article(at=0, source="wayback"))
        store.record(article(at=3, body="Đã sửa.", source="wayback"))
    out = archiver("show", article().id, "--data", tmp_path, "--diff")[1]
    assert [line for line in out.splitlines() if line.startswith("version ")] == [
        f"version 1 → 2, read {day(3):%Y-%m-%d} 15:00",
        f"version 2 → 1, read {day(9):%Y-%m-%d} 15:00",
    ]


def test_program_gets_article_history_and_changes(archiver: Run, shown: Any) -> None:
    assert json.loads(archiver(*shown, "--json")[1])["version"] == 3
    told = json.loads(archiver(*shown, "--json", "--history", "--diff")[1])
    assert [change["fields"] for change in told["changes"]] == [["body"], ["status"]]
    assert (len(told["versions"]), len(told["observations"])) == (3, 3)


def test_text_from_the_web_cannot_steer_the_terminal(archiver: Run, tmp_path: Path) -> None:
    with PortalStore.open(tmp_path, "demo", now=now) as store:
        store.record(article(body="Một\x1b[2J\u202ehai\x9b31m"))
        (found,) = store.articles()
    out = archiver("show", found.id, "--data", tmp_path)[1]
    assert not set(out) & {"\x1b", "\u202e", "\x9b"}


@pytest.mark.parametrize("name", ["demo:khac", "khac:1", "../x", ""])
def test_article_that_is_not_there_is_wrong_use(archiver: Run, shown: Any, name: str) -> None:
    code, _, err = archiver("show", name, *shown[2:])
    assert code == 2
    assert len(err.splitlines()) == 1
