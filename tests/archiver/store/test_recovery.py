from __future__ import annotations

import shutil
import sqlite3
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archiver.errors import UsageError
from archiver.store import PortalStore
from tests.archiver.store.samples import (
    PORTAL,
    address,
    article,
    capture,
    known,
    opened,
    quarantined,
    withdrawn,
)

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from archiver.models import Outcome


def filled(data: Path) -> list[Any]:
    with opened(data) as store:
        for number in range(5):
            store.record(article(number))
        store.record(article(2, at=1, body="khác"))
        store.record(withdrawn(3, at=1))
        store.record(withdrawn(9, at=1))
        store.record(quarantined(7))
        store.observe(f"{PORTAL}:tin-4", capture(2), view_count=300, read=False)
        return known(store)


def test_deleted_index_is_rebuilt_from_the_logs(tmp_path: Path) -> None:
    before = filled(tmp_path)
    (tmp_path / PORTAL / "index.sqlite").unlink()
    with opened(tmp_path) as store:
        assert store.rebuilt
        assert known(store) == before
        assert len(store.notices) == 1
        assert "index.sqlite was missing" in store.notices[0]
        assert store.discover([address(1)]) == 0
    with opened(tmp_path) as store:
        assert not store.rebuilt
        assert store.notices == []


@pytest.mark.parametrize(
    "spoil",
    [
        lambda path: path.write_bytes(b"no database at all" * 1000),
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(path.read_bytes()[:5000]),
        lambda path: path.write_bytes(path.read_bytes()[:100] + b"\xff" * (path.stat().st_size - 100)),
        lambda path: _execute(path, "PRAGMA user_version = 99"),
        lambda path: _execute(path, "PRAGMA application_id = 1"),
        lambda path: _execute(path, "UPDATE meta SET value = x'00'"),
        lambda path: _execute(path, "UPDATE meta SET value = 7"),
    ],
)
def test_damaged_or_foreign_index_is_rebuilt(tmp_path: Path, spoil: Any) -> None:
    before = filled(tmp_path)
    spoil(tmp_path / PORTAL / "index.sqlite")
    with PortalStore.read(tmp_path, PORTAL) as reader:
        assert known(reader) == before
    with opened(tmp_path) as store:
        assert known(store) == before
        assert len(store.notices) == 1
        assert "rebuilt" in store.notices[0]


def _execute(path: Path, sql: str) -> None:
    connection = sqlite3.connect(path)
    with connection:
        connection.execute(sql)
    connection.close()


def test_index_of_other_logs_is_rebuilt(tmp_path: Path) -> None:
    filled(tmp_path)
    path = tmp_path / PORTAL / "articles.jsonl"
    path.write_bytes(
        path.read_bytes().replace("số".encode(), "sổ".encode()).replace(b'"problems":[]', b'"problems":[ ]')
    )
    with opened(tmp_path) as store:
        assert store.rebuilt
        assert all("sổ" in one.title for one in store.articles())


def test_log_that_was_cut_short_makes_the_index_new(tmp_path: Path) -> None:
    filled(tmp_path)
    path = tmp_path / PORTAL / "articles.jsonl"
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:3]))
    with opened(tmp_path) as store:
        assert store.counts().articles == 3


@pytest.mark.parametrize("log", ["articles.jsonl", "observations.jsonl", "quarantine.jsonl"])
@pytest.mark.parametrize("torn", [b"{", b'{"id":"demo:tin-1","tit', b"\0" * 9000])
def test_torn_tail_is_cut_and_told_in_one_sentence(tmp_path: Path, log: str, torn: bytes) -> None:
    before = filled(tmp_path)
    path = tmp_path / PORTAL / log
    whole = path.read_bytes()
    path.write_bytes(whole + torn)
    with PortalStore.read(tmp_path, PORTAL) as reader:
        assert known(reader) == before
    with opened(tmp_path) as store:
        assert known(store) == before
        (notice,) = store.notices
    assert path.read_bytes() == whole
    assert f"{log}: the last line was torn; {len(torn)} bytes from offset {len(whole)}" in notice


def test_lines_beyond_the_last_commit_are_indexed(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        store.record(article(1))
    kept = tmp_path / "kept.sqlite"
    shutil.copy(tmp_path / PORTAL / "index.sqlite", kept)
    after = filled(tmp_path)
    shutil.copy(kept, tmp_path / PORTAL / "index.sqlite")
    with opened(tmp_path) as store:
        assert known(store) == after
        assert not store.rebuilt


def test_article_line_whose_observation_was_lost_is_observed_on_replay(tmp_path: Path) -> None:
    filled(tmp_path)
    (tmp_path / PORTAL / "observations.jsonl").write_bytes(b"")
    with opened(tmp_path) as store:
        change = store.record(article(1))
        assert (change.kind, change.line, change.observed) == ("unchanged", False, True)


def test_damaged_line_in_the_middle_is_skipped_and_named(tmp_path: Path) -> None:
    filled(tmp_path)
    path = tmp_path / PORTAL / "articles.jsonl"
    lines = path.read_bytes().splitlines(keepends=True)
    lines[1] = lines[1].replace(b'"id":', b'"xx":')
    path.write_bytes(b"".join(lines))
    with opened(tmp_path) as store:
        assert [one.id[-1] for one in store.articles()] == ["0", "2", "3", "4"]
        (damage,) = store.damage
        assert (damage.log, damage.line, damage.offset) == ("articles.jsonl", 2, len(lines[0]))
        assert store.damaged_lines == 1
        assert store.get(f"{PORTAL}:tin-1") is None


def test_line_damaged_under_a_sound_index_is_told_by_readers_and_the_index_stays(tmp_path: Path) -> None:
    filled(tmp_path)
    path = tmp_path / PORTAL / "articles.jsonl"
    content = bytearray(path.read_bytes())
    content[:3] = b"\0\0\0"
    path.write_bytes(content)
    with PortalStore.read(tmp_path, PORTAL) as reader:
        assert [one.id[-1] for one in reader.articles()] == ["1", "2", "3", "4"]
        assert [(damage.line, damage.offset) for damage in reader.damage] == [(1, 0)]


@pytest.mark.parametrize(
    "line",
    [
        b'{"id":"demo:x","time":"2025-01-01T00:00:00","status":"published","view_count":1,"own_visits":1}',
        b'{"id":"demo:x","time":null,"status":"published","view_count":1,"own_visits":1,"version":99999999999999999999}',
        b'{"id":"demo:x","time":null,"status":"published","view_count":1,"own_visits":1,"version":-1}',
    ],
)
def test_line_that_cannot_be_true_is_damage(tmp_path: Path, line: bytes) -> None:
    filled(tmp_path)
    with (tmp_path / PORTAL / "observations.jsonl").open("ab") as file:
        file.write(line + b"\n")
    with opened(tmp_path) as store:
        assert store.damaged_lines == 1
        assert "damaged lines were skipped" in store.notices[-1]


def test_observation_with_huge_numbers_is_indexed(tmp_path: Path) -> None:
    big = b"9" * 40
    line = b'{"id":"demo:x","time":null,"status":"published","view_count":%b,"own_visits":%b}\n' % (big, big)
    filled(tmp_path)
    with (tmp_path / PORTAL / "observations.jsonl").open("ab") as file:
        file.write(line)
    with opened(tmp_path) as store:
        assert store.damaged_lines == 0
        assert len(list(store.observations("demo:x"))) == 1


def test_reader_without_a_folder_is_told_which(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=f"{tmp_path}/{PORTAL} does not exist"):
        PortalStore.read(tmp_path, PORTAL)


def test_reader_of_a_folder_without_an_index_leaves_no_file(tmp_path: Path) -> None:
    before = filled(tmp_path)
    (tmp_path / PORTAL / "index.sqlite").unlink()
    with PortalStore.read(tmp_path, PORTAL) as reader:
        assert known(reader) == before
        assert "missing or damaged" in reader.notices[0]
    assert not (tmp_path / PORTAL / "index.sqlite").exists()


def test_reader_sees_the_last_commit_beside_a_writer(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        store.record(article(1))
        store.commit()
        store.record(article(2))
        with PortalStore.read(tmp_path, PORTAL) as reader:
            assert [one.id[-1] for one in reader.articles()] == ["1"]
            store.commit()
            assert [one.id[-1] for one in reader.articles()] == ["1", "2"]


ARTICLES = st.builds(
    article,
    st.integers(1, 2),
    at=st.integers(0, 5) | st.none(),
    body=st.sampled_from("ABC"),
    views=st.integers(0, 9) | st.none(),
    source=st.sampled_from(["live", "wayback"]),
)
GONE = st.builds(
    withdrawn, st.integers(1, 2), at=st.integers(0, 5), source=st.sampled_from(["live", "wayback"])
)


@given(outcomes=st.lists(ARTICLES | GONE, max_size=10), committed=st.integers(0, 12))
@settings(max_examples=40)
def test_index_from_the_logs_says_what_the_kept_one_says(
    tmp_path_factory: pytest.TempPathFactory, outcomes: list[Outcome], committed: int
) -> None:
    data = tmp_path_factory.mktemp("data")
    index, kept = data / PORTAL / "index.sqlite", data / "kept.sqlite"
    with opened(data) as store:
        for outcome in outcomes[:committed]:
            store.record(outcome)
    shutil.copy(index, kept)
    with opened(data) as store:
        for outcome in outcomes[committed:]:
            store.record(outcome)
        for outcome in outcomes:
            if outcome.capture.fetched_at is not None:  # type: ignore[union-attr]
                assert not store.record(outcome).observed
    with opened(data) as store:
        after = known(store)
    index.unlink()
    with opened(data) as store:
        assert known(store) == after
    shutil.copy(kept, index)
    with opened(data) as store:
        assert known(store) == after
