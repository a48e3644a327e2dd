"""Notices go out once for each change, by each channel, and a failure is one sentence."""

from __future__ import annotations

import http.server
import json
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from archiver import notify
from archiver.errors import NetworkError, UsageError
from archiver.health import Health, State
from archiver.notify import Told, changes, tell, to_command, to_webhook
from tests.archiver.reporting import NOW


def health(state: State = "ok", *codes: str, portal: str = "mau") -> Health:
    says = tuple(f"Điều {number} cần xem." for number, _ in enumerate(codes))
    return Health(portal=portal, name="Đảng ủy phường Mẫu", state=state, codes=codes, says=says)


def told(state: str, *codes: str) -> dict[str, Told]:
    return {"mau": Told(state=state, codes=codes)}


TELLING: list[tuple[dict[str, Told], Health, bool]] = [
    ({}, health("ok"), False),
    ({}, health("never run"), False),
    ({}, health("attention", "silent"), True),
    (told("ok"), health("attention", "silent"), True),
    (told("attention", "silent"), health("attention", "silent"), False),
    (told("attention", "silent"), health("attention", "silent", "overdue"), True),
    (told("attention", "silent"), health("attention", "silent", "few-unanswered"), False),
    (told("attention", "silent"), health("ok"), True),
    (told("attention", "silent"), health("frozen"), True),
    (told("never run"), health("ok"), False),
    (told("ok"), health("resting"), False),
    (told("resting"), health("attention", "no-answer"), True),
]


@pytest.mark.parametrize(("before", "now", "tells"), TELLING)
def test_only_changes_that_concern_a_person_are_told(
    before: dict[str, Told], now: Health, *, tells: bool
) -> None:
    assert bool(changes(before, [now])) == tells


class Channel:
    """Takes notices, or fails."""

    def __init__(self) -> None:
        self.took: list[dict[str, Any]] = []
        self.fails = False

    def __call__(self, body: bytes) -> None:
        if self.fails:
            raise NetworkError("nobody answers")
        self.took.append(json.loads(body))


def test_change_is_told_once_and_its_end_too(tmp_path: Path) -> None:
    channel = Channel()
    for now in ("attention", "attention", "ok", "ok"):
        sick = ("silent",) if now == "attention" else ()
        state: State = "attention" if sick else "ok"
        assert list(tell(tmp_path / "data", [health(state, *sick)], {"command": channel}, NOW)) == []
    assert [notice["changes"][0]["state"] for notice in channel.took] == ["attention", "ok"]
    assert channel.took[0]["text"] == "mau: attention\n  Điều 0 cần xem."
    assert channel.took[1]["text"] == "mau: ok (was: attention)"


def test_notice_that_was_not_delivered_is_tried_again_on_that_channel_alone(tmp_path: Path) -> None:
    good, bad = Channel(), Channel()
    bad.fails = True
    sick = [health("attention", "silent")]
    both = {"command": good, "webhook": bad}
    assert list(tell(tmp_path, sick, both, NOW)) == ["nobody answers"]
    bad.fails = False
    assert list(tell(tmp_path, sick, both, NOW)) == []
    assert (len(good.took), len(bad.took)) == (1, 1)


@pytest.mark.parametrize("content", [b"", b"{", b"\xff", b'{"command": 3}', b"[" * 100_000])
def test_damaged_memory_is_taken_for_none(tmp_path: Path, content: bytes) -> None:
    (tmp_path / notify.NAME).write_bytes(content)
    channel = Channel()
    assert list(tell(tmp_path, [health("attention", "silent")], {"command": channel}, NOW)) == []
    assert len(channel.took) == 1


def test_command_reads_the_notice_and_no_shell_sees_its_words(tmp_path: Path) -> None:
    code = "import sys; open(sys.argv[1], 'wb').write(sys.stdin.buffer.read())"
    out = tmp_path / "$(touch x); >y"
    to_command(f"{sys.executable} -c \"{code}\" '{out}'")(b'{"text": "m\xe1\xba\xabu"}')
    assert out.read_text(encoding="utf-8") == '{"text": "mẫu"}'
    assert list(tmp_path.iterdir()) == [out]


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("/no/such/command", "/no/such/command failed: .*No such file"),
        ("false", "false exited with 1: it said nothing"),
        ("ls /no/such/folder", "ls exited with 2: ls: .*folder"),
    ],
)
def test_command_that_fails_is_said(line: str, sentence: str) -> None:
    with pytest.raises(NetworkError, match=sentence):
        to_command(line)(b"{}" * 100_000)


def test_command_that_hangs_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notify, "TIMEOUT", 0.2)
    with pytest.raises(NetworkError, match="timed out"):
        to_command("sleep 60")(b"{}")


@pytest.mark.parametrize("line", ["", "  ", "mail 'open"])
def test_words_that_are_no_command_are_wrong_use(line: str) -> None:
    with pytest.raises(UsageError, match="--notify-command"):
        to_command(line)


class _Hook(http.server.BaseHTTPRequestHandler):
    took: list[tuple[str | None, bytes]] = []  # noqa: RUF012 - one server a test

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        self.took.append((self.headers["Content-Type"], self.rfile.read(length)))
        self.send_response(500 if "fails" in self.path else 204)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def hook() -> Iterator[str]:
    _Hook.took.clear()
    with http.server.HTTPServer(("127.0.0.1", 0), _Hook) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_web_address_is_posted_the_notice(hook: str) -> None:
    to_webhook(hook)(b"{}")
    assert _Hook.took == [("application/json; charset=utf-8", b"{}")]


def test_web_address_that_fails_is_said_without_its_secrets(hook: str) -> None:
    with pytest.raises(NetworkError, match=r"127\.0\.0\.1 did not take the notice: HTTP 500") as failed:
        to_webhook(f"{hook}/fails?token=geheim")(b"{}")
    assert "geheim" not in str(failed.value)


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/t", "http://127.0.0.1:9/khóa bí\nmật", "http://[::1"])
def test_web_address_that_does_not_answer_is_said(url: str) -> None:
    with pytest.raises((NetworkError, UsageError), match="--webhook"):
        to_webhook(url)(b"{}")


@pytest.mark.parametrize("url", ["file:///etc/passwd", "x.example", "", "http://"])
def test_only_web_addresses_are_posted_to(url: str) -> None:
    with pytest.raises(UsageError, match="no http or https address"):
        to_webhook(url)
