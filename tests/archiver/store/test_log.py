from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archiver.store import log as log_module
from archiver.store.log import Log, encoded

if TYPE_CHECKING:
    from pathlib import Path


class Word(msgspec.Struct, frozen=True):
    text: str


GOOD = [encoded(Word(text)) for text in ("xã", "phường", "huyện")]


def opened(path: Path, *, write: bool = False) -> Log[Word]:
    return Log(path, Word, lambda word: "cấm" if word.text == "cấm" else None, write=write)


def words(log: Log[Word], since: int = 0) -> list[str]:
    return [line.record.text for line in log.lines(since)]


@pytest.mark.parametrize(
    ("bad", "detail"),
    [
        (b"{\n", "truncated"),
        (b"\n", "truncated"),
        (b"\xff\xfe\n", "malformed"),
        (b'{"text":"\xff"}\n', "UTF-8"),
        (b'{"text":7}\n', "Expected `str`"),
        (b'{"text":"x","y":' + b"[" * 100_000 + b"\n", "deep"),
        ('{"text":"cấm"}\n'.encode(), "cấm"),
        (b"\0" * 50 + b"\n", "malformed"),
    ],
)
def test_damaged_line_in_the_middle_is_skipped_and_named(tmp_path: Path, bad: bytes, detail: str) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(GOOD[0] + GOOD[1] + bad + GOOD[2])
    log = opened(path)
    assert words(log) == ["xã", "phường", "huyện"]
    assert words(log) == ["xã", "phường", "huyện"]
    (damage,) = log.damage
    assert (damage.log, damage.line, damage.offset) == ("a.jsonl", 3, len(GOOD[0] + GOOD[1]))
    assert detail in damage.detail
    assert log.damaged == 1
    log.close()


def test_line_too_long_is_skipped_without_being_held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_module, "MAX_LINE", 30)
    path = tmp_path / "a.jsonl"
    path.write_bytes(GOOD[0] + encoded(Word("a" * 200_000)) + GOOD[1])
    log = opened(path)
    assert words(log) == ["xã", "phường"]
    assert [damage.line for damage in log.damage] == [2]
    log.close()


def test_damage_beyond_the_limit_is_counted_but_not_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log_module, "MAX_DAMAGE", 2)
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"x\n" * 5)
    log = opened(path)
    assert words(log) == []
    assert (len(log.damage), log.damaged) == (2, 5)
    log.close()


@given(content=st.binary(max_size=200), since=st.integers(0, 50))
@settings(max_examples=60)
def test_any_bytes_are_read_without_a_crash(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, since: int
) -> None:
    path = tmp_path_factory.mktemp("log") / "a.jsonl"
    path.write_bytes(content)
    log = opened(path)
    ends = content[since:].count(b"\n")
    assert len(words(log, since)) + log.damaged == ends
    assert log.end_of_last_line() == content.rfind(b"\n") + 1
    log.at(since, 20)
    log.close()


@given(st.lists(st.text(), max_size=20))
@settings(max_examples=40)
def test_what_is_appended_is_read_back(tmp_path_factory: pytest.TempPathFactory, texts: list[str]) -> None:
    path = tmp_path_factory.mktemp("log") / "a.jsonl"
    log = opened(path, write=True)
    offsets = [log.append(encoded(Word(text))) for text in texts]
    assert words(log) == texts
    for offset, text in zip(offsets, texts, strict=True):
        assert log.at(offset, len(encoded(Word(text)))) == Word(text)
    assert log.size == path.stat().st_size
    log.close()


def test_torn_tail_is_found_across_blocks(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(GOOD[0] + b"x" * 200_000)
    log = opened(path)
    assert log.end_of_last_line() == len(GOOD[0])
    log.close()


def test_lines_may_be_appended_while_they_are_read(tmp_path: Path) -> None:
    log = opened(tmp_path / "a.jsonl", write=True)
    for line in GOOD:
        log.append(line)
    seen = []
    for found in log.lines():
        seen.append(found.record.text)
        if len(seen) < 3:
            log.append(GOOD[0])
    assert seen == ["xã", "phường", "huyện", "xã", "xã"]
    log.close()


def test_missing_log_reads_as_empty(tmp_path: Path) -> None:
    log = opened(tmp_path / "nothing.jsonl")
    assert words(log) == []
    assert log.at(0, 10) is None
    log.close()
