from __future__ import annotations

import datetime as dt
import errno
import os
import sqlite3
from typing import TYPE_CHECKING

import pytest

from archiver.errors import StorageError
from archiver.store import PortalStore
from tests.archiver.store.samples import PORTAL, START, article, now, quarantined

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


class Disk:
    """A disk with so many bytes left: writes beyond them are partial, then fail."""

    def __init__(self, left: int, code: int = errno.ENOSPC) -> None:
        self._left = left
        self._code = code
        self._write = os.write

    def write(self, descriptor: int, content: memoryview) -> int:
        if not self._left:
            raise OSError(self._code, os.strerror(self._code))
        taken = self._write(descriptor, bytes(content)[: self._left])
        self._left -= taken
        return taken


def logs(store: PortalStore) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(store.folder.root.glob("*.jsonl"))}


def record_many(store: PortalStore, number: int) -> None:
    for one in range(number):
        store.record(article(one, at=store.counts().observations))


@pytest.mark.parametrize("left", [0, 1, 100, 800, 950])
def test_full_disk_leaves_no_half_record(
    store: PortalStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, left: int
) -> None:
    store.record(article(1))
    before = logs(store)
    with monkeypatch.context() as full:
        full.setattr(os, "write", Disk(left).write)
        with pytest.raises(StorageError, match="the disk is full; free some space") as caught:
            store.record(article(2))
    assert str(tmp_path / PORTAL) in str(caught.value)
    assert logs(store) == before
    assert store.record(article(2)).kind in {"new", "unchanged"}
    assert all(content.endswith(b"\n") for content in logs(store).values() if content)


def test_full_disk_spares_the_quarantine_log(store: PortalStore, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as full:
        full.setattr(os, "write", Disk(50).write)
        with pytest.raises(StorageError):
            store.record(quarantined())
    assert logs(store)["quarantine.jsonl"] == b""
    assert store.record(quarantined()).line


def test_disk_that_cannot_even_cut_back_bars_further_writes(
    store: PortalStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError(errno.EIO, "gone")

    store.record(article(1))
    with monkeypatch.context() as failing:
        failing.setattr(os, "write", Disk(100).write)
        failing.setattr(os, "ftruncate", fail)
        with pytest.raises(StorageError):
            store.record(article(2))
    with pytest.raises(StorageError, match="opening repairs it"):
        store.record(article(3))
    store.close()
    with PortalStore.open(tmp_path, PORTAL, now=now) as again:
        assert [one.id[-1] for one in again.articles()] == ["1"]
        assert "torn" in again.notices[0]


def test_failed_sync_leaves_the_commit_undone(
    store: PortalStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: int) -> None:
        raise OSError(errno.EIO, "gone")

    store.record(article(1))
    with monkeypatch.context() as failing:
        failing.setattr(os, "fsync", fail)
        with pytest.raises(StorageError, match="the disk fails"):
            store.commit()
    store.close()
    with PortalStore.open(tmp_path, PORTAL, now=now) as again:
        assert again.counts().articles == 1


def test_interruption_between_log_and_index_is_repaired_by_opening(
    store: PortalStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as interrupted:
        interrupted.setattr("archiver.store.index.Index.add_article", interrupt)
        with pytest.raises(KeyboardInterrupt):
            store.record(article(1))
    store.close()
    with PortalStore.open(tmp_path, PORTAL, now=now) as again:
        assert again.counts().articles == 1


def test_index_that_cannot_grow_is_told_and_caught_up_later(store: PortalStore, tmp_path: Path) -> None:
    store.commit()
    connection = store._index.database._connection
    connection.execute("PRAGMA cache_size=1")
    connection.execute(f"PRAGMA max_page_count={connection.execute('PRAGMA page_count').fetchone()[0]}")
    with pytest.raises(StorageError, match=r"index\.sqlite cannot be used: the disk is full"):
        record_many(store, 200)
    store.close()
    lines = (tmp_path / PORTAL / "articles.jsonl").read_bytes().count(b"\n")
    with PortalStore.open(tmp_path, PORTAL, now=now) as again:
        assert again.counts().articles == lines


def test_index_found_damaged_while_writing_is_rebuilt_next_time(store: PortalStore, tmp_path: Path) -> None:
    record_many(store, 300)
    store.commit()
    connection = sqlite3.connect(store.folder.index)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    size = store.folder.index.stat().st_size
    with store.folder.index.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * (size - 4096))
    store._index.database._connection.execute("PRAGMA shrink_memory")
    with pytest.raises(StorageError, match="is damaged"):
        record_many(store, 3000)
    store.close()
    with PortalStore.open(tmp_path, PORTAL, now=now) as again:
        assert again.rebuilt
        assert again.counts().articles >= 300


def _file_for_data(data: Path) -> None:
    data.rmdir()
    data.write_bytes(b"")


def _file_for_portal(data: Path) -> None:
    (data / PORTAL).write_bytes(b"")


def _file_for_runs(data: Path) -> None:
    (data / PORTAL).mkdir()
    (data / PORTAL / "runs").write_bytes(b"")


def _folder_for(name: str) -> Callable[[Path], None]:
    return lambda data: (data / PORTAL / name).mkdir(parents=True)


@pytest.mark.parametrize(
    ("spoil", "where"),
    [
        (_file_for_data, ""),
        (_file_for_portal, PORTAL),
        (_file_for_runs, "runs"),
        (_folder_for("lock"), "lock"),
        (_folder_for("articles.jsonl"), "articles.jsonl"),
        (_folder_for("index.sqlite"), "index.sqlite"),
    ],
)
def test_path_of_the_wrong_kind_is_named_with_what_to_do(
    tmp_path: Path, spoil: Callable[[Path], None], where: str
) -> None:
    data = tmp_path / "data"
    data.mkdir()
    spoil(data)
    for _ in range(2):
        with pytest.raises(StorageError) as caught:
            PortalStore.open(data, PORTAL, now=now)
        assert where in str(caught.value)
        assert str(caught.value).count("\n") == 0


@pytest.mark.parametrize(
    ("code", "advice"),
    [
        (errno.EROFS, "mount it writable"),
        (errno.EACCES, "permission denied"),
        (errno.EXDEV, "check the disk"),
    ],
)
def test_read_only_folder_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, advice: str
) -> None:
    real = os.open

    def refuse(path: os.PathLike[str], flags: int, *more: int) -> int:
        if flags & os.O_CREAT:
            raise OSError(code, os.strerror(code))
        return real(path, flags, *more)

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(StorageError, match=advice):
        PortalStore.open(tmp_path, PORTAL, now=now)


def test_commits_come_by_number_and_by_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    moment = [START]
    commits: list[int] = []
    monkeypatch.setattr("archiver.store.store.COMMIT_RECORDS", 10)
    with PortalStore.open(tmp_path, PORTAL, now=lambda: moment[0]) as store:
        store.before_commit = lambda: commits.append(store.counts().articles)
        for number in range(25):
            store.record(article(number))
        assert commits == [10, 20]
        moment[0] += dt.timedelta(seconds=6)
        store.record(article(26))
        assert commits == [10, 20, 26]
        store.record(article(27))
    assert commits == [10, 20, 26, 27]
