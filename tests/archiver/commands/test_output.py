"""Where the output goes: any locale, a full disk, a closed pipe."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

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
