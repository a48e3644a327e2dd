from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from archiver.errors import ProcessLost
from archiver.replay.parallel import in_order
from tests.shared import ROOT


def ended(number: int) -> int:
    if number == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def test_process_that_is_killed_is_told_in_a_sentence() -> None:
    with pytest.raises(ProcessLost, match="try with --jobs 1"):
        list(in_order(ended, range(20), jobs=2))


INTERRUPTED = """
import signal
import time
from archiver.replay.parallel import in_order

if __name__ != "__main__":
    time.sleep(1)  # a process that starts
else:
    signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored where whoever began us runs unseen
    try:
        list(in_order(time.sleep, [0.1] * 100, jobs=3))
    except KeyboardInterrupt:
        print("interrupted")
"""


@pytest.mark.parametrize("started", [1, 3])
def test_ctrl_c_while_processes_start_ends_all_without_a_word(started: int, tmp_path: Path) -> None:
    script = tmp_path / "interrupted.py"
    script.write_text(INTERRUPTED, encoding="utf-8")
    with subprocess.Popen(
        [sys.executable, script],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
    ) as parent:  # fmt: skip
        children = Path(f"/proc/{parent.pid}/task/{parent.pid}/children")
        while len(children.read_text().split()) < 1 + started:  # with the tracker of their semaphores
            time.sleep(0.001)
        time.sleep(0.5)
        os.killpg(parent.pid, signal.SIGINT)
        try:
            said = parent.communicate(timeout=20)
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(parent.pid, signal.SIGKILL)
    assert said == ("interrupted\n", "")


KILLED = """
import time
from archiver.replay.parallel import in_order

if __name__ == "__main__":
    list(in_order(time.sleep, [1] * 100, jobs=2))
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_processes_do_not_outlive_the_one_that_started_them(number: int, tmp_path: Path) -> None:
    script = tmp_path / "killed.py"
    script.write_text(KILLED, encoding="utf-8")
    with subprocess.Popen(
        [sys.executable, script],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE, start_new_session=True,
    ) as parent:  # fmt: skip
        children = Path(f"/proc/{parent.pid}/task/{parent.pid}/children")
        while len(children.read_text().split()) < 3:  # with the tracker of their semaphores
            time.sleep(0.01)
        time.sleep(1)
        parent.send_signal(number)
        try:
            parent.communicate(timeout=20)  # until the last that can write there has ended
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(parent.pid, signal.SIGKILL)
