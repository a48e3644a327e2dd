"""Where the output goes: any locale, a full disk, a closed pipe."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import termios
from pathlib import Path
from typing import Any

import msgspec
import pytest

from archiver.portal import load_portals
from archiver.printed import printable
from archiver.store import RunReport, write_report
from tests.archiver.archiving import START

COMMAND = [sys.executable, "-m", "archiver.cli"]


def run(
    *words: str | bytes, env: dict[str, str] | None = None, **where: Any
) -> subprocess.CompletedProcess[bytes]:
    environment = {**os.environ, **(env or {})}
    where = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **where}
    return subprocess.run([*COMMAND, *words], env=environment, timeout=60, check=False, **where)


@pytest.mark.parametrize(
    "words", [["portals", "list"], ["portals", "list", "--json"], ["status"], ["--help"]]
)
def test_output_on_a_full_disk_is_one_sentence_and_exits_1(words: list[str], tmp_path: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        ran = run(*words, env={"ARCHIVER_DATA": str(tmp_path)}, stdout=full)
    said = b"archiver: the output cannot be written (No space left on device); free some space\n"
    assert (ran.returncode, ran.stderr) == (1, said)


def test_closed_output_is_no_mistake(tmp_path: Path) -> None:
    words = " ".join([*COMMAND, "status", "--data", str(tmp_path)])
    ran = run_shell(f"{words} >&-")
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert run_shell(f"{words} >&- 2>&-").returncode == 0


def run_shell(line: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(["/bin/sh", "-c", line], capture_output=True, timeout=60, check=False)


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1258"])
def test_output_is_utf_8_in_any_locale(encoding: str) -> None:
    ran = run("portals", "show", "quanuy_cam_le", env={"PYTHONIOENCODING": encoding})
    assert ran.returncode == 0
    assert "Quận ủy Cẩm Lệ" in ran.stdout.decode()


def test_file_whose_name_is_no_text_is_read_and_imported(tmp_path: Path) -> None:
    page = os.fsencode(tmp_path) + b"/b\xff.html"
    Path(os.fsdecode(page)).write_text("<html><body><h1>Tin</h1></body></html>", encoding="utf-8")
    ran = run("extract", page)
    assert (ran.returncode, ran.stdout) == (0, b"")
    assert ran.stderr.endswith(b"/b\\udcff.html: no article\n")
    ran = run("import", "demo", page, "--data", str(tmp_path / "data"))
    assert ran.returncode == 0
    assert b"demo: 1 no article" in ran.stdout


def test_no_words_of_strangers_are_obeyed_by_a_terminal(tmp_path: Path) -> None:
    page = tmp_path / "\x1b]0;a\x07\x1b[2J\r\x9b2J\u202e.html"
    note = "<!-- saved from url=(0014)http://127.0.0.1:8730/\x1b[2J\x9b1m -->"
    page.write_text(f"<html>{note}<body><h1>Tin\x9b2J</h1><p>\x1b[2J[/red]</p></body></html>", "utf-8")
    warc = tmp_path / "a.warc"
    head = b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://\x1b[2J/\r\nContent-Length: 0"
    warc.write_bytes(head + b"\r\n" * 4)
    data = str(tmp_path / "data")
    for words in (
        ["extract", str(page), "--explain"],
        ["import", "demo", str(page), str(warc), "--data", data],
        ["portals", "add", str(page), "--url", "http://a.example/"],
        ["extract", str(tmp_path / "\x1b[2J")],
        ["portals", "show", "\x1b[2J"],
    ):
        ran = run(*words)
        said = (ran.stdout + ran.stderr).decode()
        assert said.strip()
        assert said == printable(said)
        assert "Traceback" not in said


def test_name_of_a_portal_is_no_markup(tmp_path: Path) -> None:
    text = 'name = "[/a] \\u001b[2J"\nhome = "https://a.example/"\nplatform = "auto"\n'
    (tmp_path / "mot.toml").write_text(text, "utf-8")
    ran = run("portals", "list", "--portals", str(tmp_path))
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert "[/a] �[2J" in ran.stdout.decode()


def test_records_on_stdout_stay_json(tmp_path: Path) -> None:
    page = tmp_path / "a.html"
    page.write_text("<html><h1>Tin</h1><p>Sáng nay họp.</p><p>16/12/2017</p></html>", "utf-8")
    ran = run("extract", str(page), "--portal", "demo", "--url", "http://127.0.0.1:8730/a\x9b.html")
    assert all(isinstance(msgspec.json.decode(line), dict) for line in ran.stdout.splitlines())


def on_terminal(width: int, *words: str, env: dict[str, str] | None = None) -> str:
    """Return what a command prints on a terminal of so many columns."""
    terminal, other = pty.openpty()
    fcntl.ioctl(other, termios.TIOCSWINSZ, struct.pack("HHHH", 24, width, 0, 0))
    ran = run(*words, env={"TERM": "xterm", "COLUMNS": "", **(env or {})}, stdin=other, stdout=other)
    os.close(other)
    assert ran.returncode == 0, ran.stderr
    printed = b""
    with contextlib.suppress(OSError):
        while piece := os.read(terminal, 65_536):
            printed += piece
    os.close(terminal)
    return printed.decode()


def test_no_color_is_respected(tmp_path: Path) -> None:
    root = tmp_path / "demo"
    (root / "runs").mkdir(parents=True)
    write_report(root / "runs", RunReport(portal="demo", started=START, finished=START, reason="finished"))
    words = ("status", "demo", "--data", str(tmp_path))
    assert "\x1b[32m" in on_terminal(100, *words)
    assert "\x1b[" not in on_terminal(100, *words, env={"NO_COLOR": "1"})


def test_list_of_portals_fits_a_terminal_of_80_columns_and_shows_front_pages_on_a_wide_one() -> None:
    lines = re.sub(r"\x1b\[[0-9;]*m", "", on_terminal(80, "portals", "list")).splitlines()
    assert max(map(len, lines)) <= 80
    assert not any("…" in line for line in lines)
    assert set(load_portals()) <= {line.partition(" ")[0] for line in lines}
    assert "https://camle.danang.gov.vn/" in on_terminal(160, "portals", "list")


def test_list_of_portals_names_them_on_a_very_narrow_terminal() -> None:
    printed = on_terminal(20, "portals", "list")
    assert "quanuy_cam_le" in printed
    assert "…" not in printed.split("quanuy_cam_le")[0].splitlines()[-1]
