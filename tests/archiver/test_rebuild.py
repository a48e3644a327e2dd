from __future__ import annotations

import datetime as dt
import json
import shutil
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from archiver.demo import truth
from archiver.demo.reply import DemoResponse
from archiver.demo.server import DemoServer, serve
from archiver.errors import PortalBusy, StorageError, UsageError
from archiver.rebuild import rebuild, refill_index
from archiver.replay.reading import Job
from archiver.store import PortalStore
from archiver.store.folder import LOGS
from tests.archiver.archiving import PORTAL, START, crawl, job_in, paths, with_words
from tests.commandline import COMMAND, archiver

FEW = paths()[:40]
SUMS = "checksums.sha256"
TABLES = {
    "articles": "id, url, version, latest, status, last_seen, own_visits, view_count, viewed_at",
    "urls": "url, what, state, fetched_at, http_status, etag, last_modified, digest, next_due",
    "digests": "digest, url, date, warc, offset",
}


def now() -> dt.datetime:
    return START + dt.timedelta(days=30)


def logs_of(root: Path) -> dict[str, list[str]]:
    return {name: (root / name).read_text(encoding="utf-8").splitlines() for name in LOGS}


def rows_of(root: Path, *, fetched_only: bool = False) -> dict[str, set[Any]]:
    import sqlite3  # noqa: PLC0415 - the test looks into the file itself

    connection = sqlite3.connect(root / "index.sqlite")
    try:
        where = {"urls": " WHERE state = 'done'" if fetched_only else ""}
        return {
            table: set(connection.execute(f"SELECT {columns} FROM {table}{where.get(table, '')}"))  # noqa: S608
            for table, columns in TABLES.items()
        }
    finally:
        connection.close()


@pytest.fixture
def job(tmp_path: Path) -> Job:
    job = job_in(tmp_path)
    crawl(job, FEW)
    crawl(job, FEW[10:], day=1, alter=with_words("ủy", "ỦY"))
    crawl(job, FEW, day=2)
    return job


def test_records_and_index_come_again_from_the_archive_alone(job: Job) -> None:
    root = job.data / job.portal
    logs, rows = logs_of(root), rows_of(root)
    for path in root.iterdir():
        if path.name != "warc":
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    done = rebuild(job, jobs=1, now=now)
    assert logs_of(root) == logs
    assert rows_of(root) == rows
    assert not done.skipped
    assert len(logs["articles.jsonl"]) > len(FEW)


def test_rebuild_keeps_the_old_files_and_says_that_nothing_differs(job: Job) -> None:
    root = job.data / job.portal
    logs = logs_of(root)
    done = rebuild(job, jobs=2, now=now)
    assert [log.same for log in done.logs] == [True, True, True]
    assert logs_of(Path(done.backup)) == logs
    assert Path(done.backup).parent == root
    assert not (root / "rebuild.part").exists()
    command = ["sha256sum", "-c", "--quiet", SUMS]
    ran = subprocess.run(command, cwd=root, check=False, capture_output=True)
    assert ran.returncode == 0, ran.stdout


def test_rebuild_names_the_first_line_that_differs(job: Job) -> None:
    path = job.data / job.portal / "articles.jsonl"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    lines[6] = lines[6].replace('"title":"', '"title":"Sửa tay ')
    path.write_text("".join(lines), encoding="utf-8")
    (articles, *others) = rebuild(job, jobs=1, now=now).logs
    assert (articles.same, articles.differs_from) == (False, 7)
    assert all(log.same for log in others)


def test_rebuild_that_a_full_disk_ends_leaves_the_folder_as_it_was(
    job: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = job.data / job.portal
    before = {
        path.name: path.read_bytes() for path in root.iterdir() if path.is_file() and path.name != "lock"
    }

    def full(*_: object, **__: object) -> None:
        raise StorageError("the disk is full")

    monkeypatch.setattr(PortalStore, "record", full)
    with pytest.raises(StorageError):
        rebuild(job, jobs=1, now=now)
    assert not (root / "rebuild.part").exists()
    after = {
        path.name: path.read_bytes() for path in root.iterdir() if path.is_file() and path.name != "lock"
    }
    assert after == before


def test_second_rebuild_of_a_second_keeps_both_backups(job: Job) -> None:
    assert rebuild(job, jobs=1, now=now).backup != rebuild(job, jobs=1, now=now).backup


def test_next_crawl_goes_on_after_a_rebuild(job: Job) -> None:
    rebuild(job, jobs=1, now=now)
    before = logs_of(job.data / job.portal)
    crawl(job, FEW, day=40)
    after = logs_of(job.data / job.portal)
    assert after["articles.jsonl"] == before["articles.jsonl"]
    assert len(after["observations.jsonl"]) > len(before["observations.jsonl"])


def test_lost_index_is_refilled_with_payloads_and_validators(job: Job) -> None:
    root = job.data / job.portal
    rows = rows_of(root)
    (root / "index.sqlite").unlink()
    with PortalStore.open(job.data, job.portal, now=now) as store:
        refill_index(store, job, jobs=1)
    found = rows_of(root)
    assert found["digests"] == rows["digests"]
    assert {row[:8] for row in found["urls"]} == {row[:8] for row in rows["urls"]}


def test_portal_without_an_archive_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="nothing of minh_hoa was archived"):
        rebuild(job_in(tmp_path), jobs=1, now=now)


def test_portal_that_another_run_holds_is_left_alone(job: Job) -> None:
    with PortalStore.open(job.data, job.portal, now=now), pytest.raises(PortalBusy):
        rebuild(job, jobs=1, now=now)


class Edited:
    """A served portal whose pages change between two crawls."""

    def __init__(self, server: DemoServer, folder: Path) -> None:
        self._folder = folder
        self.job = Job(data=folder / "data", portal=PORTAL, folders=(folder / "portals",))
        (folder / "portals").mkdir()
        facts = f'name = "Cổng"\nhome = "{server.url}/"\nplatform = "dnict"\ndelay = 0\nconcurrency = 8\n'
        (folder / "portals" / f"{PORTAL}.toml").write_text(facts, encoding="utf-8")

    def _words(self, *options: str) -> list[str]:
        words = ["crawl", PORTAL, "--json", *options]
        return [*words, "--data", str(self.job.data), "--portals", str(self._folder / "portals")]

    def kill_after(self, requests: int, server: DemoServer) -> None:
        """Begin a crawl, and kill it once it has made so many requests."""
        before = len(server.log)
        with subprocess.Popen(
            [*COMMAND, *self._words()], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as run:
            while run.poll() is None and len(server.log) < before + requests:
                time.sleep(0.002)
            run.kill()
        assert run.returncode == -signal.SIGKILL

    def crawl_to_its_end(self) -> None:
        ran = archiver(*self._words())
        assert ran.returncode == 0, ran.stderr

    def crawl(self) -> None:
        ran = archiver(*self._words("--full"))
        assert ran.returncode in {0, 1}, ran.stderr
        assert json.loads(ran.stdout)["requests"] > 250, ran.stderr


def test_records_of_a_crawl_that_was_killed_come_again(tmp_path: Path) -> None:
    with serve(port=0, counting=True) as server:
        portal = Edited(server, tmp_path)
        for requests in (40, 60, 90):
            portal.kill_after(requests, server)
        portal.crawl_to_its_end()
        asked = server.requests
    root = portal.job.data / PORTAL
    logs = logs_of(root)
    recorded = [json.loads(line)["id"] for line in logs["articles.jsonl"]]
    assert len(set(recorded)) == len({article.key for article in truth() if article.status == "published"})
    assert sum(asked[path] for path in paths()) - len(set(paths())) <= 3 * 9, "more than what was in flight"
    done = rebuild(portal.job, jobs=2, now=now)
    assert logs_of(root) == logs, done.logs


def test_records_of_two_crawls_of_a_portal_that_changes_come_again(tmp_path: Path) -> None:
    with serve(port=0, counting=True) as server:
        portal = Edited(server, tmp_path)
        portal.crawl()
        answer, gone = server.site.respond, paths()[40:45]

        def respond(method: str, target: str, headers: Any) -> DemoResponse:
            altered = with_words("ủy", "ỦY")(target, answer(method, target, headers))
            return answer(method, "/khong-co", headers) if target in gone else altered

        server.site.respond = respond  # type: ignore[method-assign]
        portal.crawl()
    root = portal.job.data / PORTAL
    logs, rows = logs_of(root), rows_of(root, fetched_only=True)
    for name in (*LOGS, "index.sqlite", SUMS):
        (root / name).unlink()
    rebuild(portal.job, jobs=2, now=now)
    assert len(logs["articles.jsonl"]) > 300
    assert logs_of(root) == logs
    assert rows_of(root, fetched_only=True)["digests"] == rows["digests"]
    assert rows_of(root, fetched_only=True)["articles"] == rows["articles"]
