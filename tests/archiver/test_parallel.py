from __future__ import annotations

import os
import signal

import pytest

from archiver.errors import ProcessLost
from archiver.replay.parallel import in_order


def ended(number: int) -> int:
    if number == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def test_process_that_is_killed_is_told_in_a_sentence() -> None:
    with pytest.raises(ProcessLost, match="try with --jobs 1"):
        list(in_order(ended, range(20), jobs=2))
