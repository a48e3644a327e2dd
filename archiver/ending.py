"""Being ended from outside: by SIGTERM, or by SIGHUP where a terminal was closed or cron's shell is gone."""

from __future__ import annotations

import os
import signal
import sys
from types import FrameType
from typing import NoReturn

_OUTPUTS = (1, 2)
"""Standard output and standard error."""


class Ended(BaseException):
    """Raised where a signal arrives: what is under way is left as it is where a person presses Ctrl-C."""

    def __init__(self, number: int) -> None:
        super().__init__(signal.Signals(number).name)
        self.number = number

    def end(self) -> NoReturn:
        """End this process by the signal itself, so that whoever began it sees by what."""
        signal.signal(self.number, signal.SIG_DFL)
        signal.raise_signal(self.number)
        sys.exit(128 + self.number)


def raise_when_ended() -> None:
    """Raise `Ended` from here on where SIGTERM or SIGHUP arrives; one that is ignored stays ignored."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _raise)


def _raise(number: int, frame: FrameType | None) -> NoReturn:  # noqa: ARG001 - as signals call it
    raise Ended(number)


def take_hangup_for_termination() -> None:
    """Do from here on what SIGTERM does where SIGHUP arrives; one that is ignored, by nohup, stays ignored.

    What is written to a terminal that is gone goes to nowhere. SIGHUP counts once: the kernel and the shell
    each send one, and a second SIGTERM would end a crawl before its report is written.
    """
    if signal.getsignal(signal.SIGHUP) is signal.SIG_IGN:
        return
    terminals = [number for number in _OUTPUTS if os.isatty(number)]

    def hung_up(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - as signals call it
        signal.signal(number, signal.SIG_IGN)
        for terminal in terminals:
            if not os.isatty(terminal):
                os.dup2(os.open(os.devnull, os.O_WRONLY), terminal)
        signal.raise_signal(signal.SIGTERM)

    signal.signal(signal.SIGHUP, hung_up)
