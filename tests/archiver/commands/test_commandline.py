"""A command that tests run in a forked process does what it does in one that people start."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.commandline import COMMAND, archiver, complaints


@pytest.mark.parametrize(
    "words",
    [["portals", "show", "quanuy_cam_le"], ["crawl", "khong-co"], ["status", "--data", "."], ["crawl"]],
    ids=" ".join,
)
def test_output_and_exit_code_are_those_of_a_process_of_its_own(
    words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    alone = subprocess.run([*COMMAND, *words], capture_output=True, text=True, check=False)
    forked = archiver(*words)
    assert (forked.returncode, forked.stdout, forked.stderr) == (alone.returncode, alone.stdout, alone.stderr)


def test_environment_is_that_of_the_moment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert archiver("portals", "show", "cua_toi").returncode == 2
    (tmp_path / "cua_toi.toml").write_text(
        'name = "Của tôi"\nhome = "http://toi.example/"\nplatform = "dnict"\n', encoding="utf-8"
    )
    monkeypatch.setitem(os.environ, "ARCHIVER_PORTALS", str(tmp_path))
    assert "Của tôi" in archiver("portals", "show", "cua_toi").stdout


def test_how_far_a_crawl_is_is_no_complaint() -> None:
    far = "song: 12 requests, 0.1 MB, 3 articles\nminh_hoa: 9 of 282 captures, 4.7 MB, 0 minutes left\n"
    ran = subprocess.CompletedProcess([], 0, "", f"{far}WARNING song: 12 requests, too many\n")
    assert complaints(ran) == ["WARNING song: 12 requests, too many"]
