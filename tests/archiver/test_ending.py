"""A command that is ended by a signal leaves nothing half done behind it, and ends by that signal."""

from __future__ import annotations

import signal
import subprocess
import sys

import pytest

from tests.shared import ROOT

ENDED = """
import signal, sys, time
from archiver import cli

signal.signal(signal.SIGHUP, signal.{before})

def working(**_):
    try:
        print("working", flush=True)
        time.sleep({seconds})
    finally:
        print("left in order")

cli.app = working
cli.main()
"""


def ran(number: int, before: str, seconds: float) -> tuple[int, str, str]:
    """Return the exit status of a command that was sent a signal at its work, and its output."""
    script = ENDED.format(before=before, seconds=seconds)
    with subprocess.Popen(
        [sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "working\n"
        process.send_signal(number)
        out, err = process.communicate(timeout=60)
    return process.returncode, out, err


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_command_that_is_ended_by_a_signal_leaves_its_work_in_order(number: int) -> None:
    assert ran(number, "SIG_DFL", 60) == (-number, "left in order\n", "")


def test_command_begun_with_nohup_outlives_its_terminal() -> None:
    assert ran(signal.SIGHUP, "SIG_IGN", 1) == (0, "left in order\n", "")
