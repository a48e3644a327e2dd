"""How hosts are treated after what they answered, and what is remembered of them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.errors import StorageError
from archiver.hosts import (
    FILE,
    HEALTHY,
    Failure,
    Host,
    Limits,
    after_answer,
    after_failure,
    read_hosts,
    rest_in_words,
    rest_left,
    retry_after,
    write_hosts,
)

NOW = dt.datetime(2025, 7, 1, 8, tzinfo=dt.UTC)
LIMITS = Limits()


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120.0),
        (" 0 ", 0.0),
        ("Tue, 01 Jul 2025 08:01:30 GMT", 90.0),
        ("Tue, 01 Jul 2025 15:01:30 +0700", 90.0),
        ("Tue, 01 Jul 2025 07:00:00 GMT", 0.0),
        ("Tue, 01 Jul 2025 08:00:10", 10.0),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("1.5", None),
        ("²", None),
        ("9" * 400, 999_999_999.0),
        ("Tue, 99 Jul 2025 08:01:30 GMT", None),
    ],
)
def test_retry_after_is_read_as_seconds_and_as_a_date(value: str, seconds: float | None) -> None:
    assert retry_after(value, NOW) == seconds


@given(st.text())
def test_retry_after_of_a_stranger_is_no_error(value: str) -> None:
    found = retry_after(value, NOW)
    assert found is None or found >= 0


def failing(times: int, host: Host = HEALTHY) -> list[tuple[Host, float]]:
    seen = []
    for _ in range(times):
        host, pause = after_failure(host, Failure(why="it answered HTTP 503"), NOW, LIMITS)
        seen.append((host, pause))
    return seen


def test_pauses_double_up_to_the_longest() -> None:
    assert [pause for _, pause in failing(7)] == [2.0, 4.0, 8.0, 16.0, 32.0, 60.0, 60.0]


def test_host_rests_after_eight_pages_in_a_row() -> None:
    seen = failing(8)
    assert all(host.rests_until is None for host, _ in seen[:7])
    assert seen[7][0].rests_until == NOW + dt.timedelta(hours=1)


def test_each_break_without_a_good_answer_doubles_the_rest_up_to_a_day() -> None:
    host, rests = HEALTHY, []
    for _ in range(7):
        while host.rests_until is None:
            host, _pause = after_failure(host, Failure(why="timeout"), NOW, LIMITS)
        rests.append(rest_left(host, NOW) / 3600)
        host = msgspec.structs.replace(host, rests_until=None)
    assert rests == [1, 2, 4, 8, 16, 24, 24]


def test_good_answer_forgets_all_failures() -> None:
    assert after_answer(failing(7)[-1][0]) == HEALTHY


def test_further_tries_of_one_page_do_not_bring_about_a_break() -> None:
    host = failing(1)[0][0]
    for tries in range(2, 30):
        host, pause = after_failure(host, Failure(why="timeout", tries=tries), NOW, LIMITS)
        assert pause <= LIMITS.longest_pause
    assert host.rests_until is None


@pytest.mark.parametrize(("asked", "rests"), [(0.0, False), (600.0, False), (601.0, True), (1e9, True)])
def test_wait_that_is_asked_for_is_kept_or_ends_the_run(asked: float, rests: bool) -> None:
    host, pause = after_failure(HEALTHY, Failure(why="HTTP 429", asked_for=asked), NOW, LIMITS)
    assert pause == asked
    assert (host.rests_until is not None) == rests
    assert rest_left(host, NOW) <= LIMITS.longest_rest


def test_rest_ends_by_the_clock_and_is_told_with_its_reason() -> None:
    host = failing(8)[-1][0]
    assert rest_left(host, NOW + dt.timedelta(minutes=59)) == 60
    assert rest_left(host, NOW + dt.timedelta(hours=2)) == 0
    told = "quan.vn is left alone until 2025-07-01 09:00 UTC, because it answered HTTP 503"
    assert rest_in_words("quan.vn", host) == told


def test_what_is_written_is_read_again_and_healthy_hosts_leave_no_file(tmp_path: Path) -> None:
    hosts = {"quan.vn": failing(8)[-1][0], "www.quan.vn": HEALTHY}
    write_hosts(tmp_path, hosts)
    assert read_hosts(tmp_path) == {"quan.vn": hosts["quan.vn"]}
    write_hosts(tmp_path, {"quan.vn": HEALTHY})
    assert not list(tmp_path.iterdir())
    write_hosts(tmp_path, {})


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b'{"a": {"rests_until": "2025-07-01T08:00:00"}}', b"\xff"]
)
def test_damaged_file_is_as_none(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE).write_bytes(content)
    assert read_hosts(tmp_path) == {}


def test_file_that_cannot_be_read_or_written_is_a_storage_error(tmp_path: Path) -> None:
    (tmp_path / FILE).mkdir()
    with pytest.raises(StorageError):
        read_hosts(tmp_path)
    with pytest.raises(StorageError):
        write_hosts(tmp_path, {"quan.vn": failing(1)[0][0]})
