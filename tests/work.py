"""How much work something is, counted and not timed: calls of functions, Python's and C's."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

LINEAR = 2.6
"""Twice the input may take so many times the calls; what goes by the square takes four times as many."""


def calls_of(work: Callable[[], object]) -> int:
    """Return how many functions are called in some work; what one call does in C counts as one."""
    count = 0

    def counted(_frame: FrameType, event: str, _arg: Any) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(counted)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count


def is_linear(work: Callable[[int], object], size: int) -> bool:
    """Return whether work on twice as much takes no more calls than twice as many, and some."""
    work(1)  # what is made ready once
    return calls_of(lambda: work(2 * size)) <= LINEAR * calls_of(lambda: work(size))
