"""Work spread over processes, its results in the order of the tasks."""

from __future__ import annotations

import contextlib
import multiprocessing
import multiprocessing.connection
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import TypeVar

from archiver.errors import ProcessLost

AHEAD = 3
"""Tasks under way for each process or thread: none waits, and no more results are held than these."""

Task = TypeVar("Task")
Result = TypeVar("Result")


def in_order(work: Callable[[Task], Result], tasks: Iterable[Task], *, jobs: int) -> Iterator[Result]:
    """Yield what `work` makes of each task, in their order; `jobs` processes, or this one alone for 1.

    Tasks are drawn and results held only a few at a time. Where the caller stops or is interrupted, what is
    under way ends, and nothing further begins. Raises `ProcessLost` where a process was ended from outside.
    """
    if jobs <= 1:
        yield from map(work, tasks)
        return
    # Processes that were forked would share open files and locks of this one.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, mp_context=context, initializer=leave_ending_to_parent) as pool:
        try:
            yield from _results(pool, work, tasks, AHEAD * jobs)
        except BrokenProcessPool as error:
            raise ProcessLost(
                "a process that shared in the work was ended, mostly for want of memory; try with --jobs 1"
            ) from error


def in_order_by_threads(
    work: Callable[[Task], Result], tasks: Iterable[Task], *, jobs: int
) -> Iterator[Result]:
    """Yield what `work` makes of each task, as `in_order` does, in `jobs` threads of this process.

    For work that is mostly done outside of the interpreter, or whose results are large: they stay where they
    are made.
    """
    with ThreadPoolExecutor(jobs) as pool:
        yield from _results(pool, work, tasks, 2 * jobs)


def _results(
    pool: Executor, work: Callable[[Task], Result], tasks: Iterable[Task], most: int
) -> Iterator[Result]:
    under_way: deque[Future[Result]] = deque()
    try:
        for task in tasks:
            with _interrupts_held():
                under_way.append(pool.submit(work, task))
            if len(under_way) >= most:
                yield under_way.popleft().result()
        while under_way:
            yield under_way.popleft().result()
    finally:
        for future in under_way:
            future.cancel()


@contextlib.contextmanager
def _interrupts_held() -> Iterator[None]:
    """Hold back what ends us: a process that is started meanwhile never gets it, this one gets it afterwards.

    One that Ctrl-C ended before it could ignore it would leave a traceback, and a pool that waits for ever.
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _OF_THE_TERMINAL)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def cores() -> int:
    """Return how many processes this one may run at once."""
    return len(os.sched_getaffinity(0))


_OF_THE_TERMINAL = {signal.SIGINT, signal.SIGHUP}
"""What a terminal sends to all processes at once: Ctrl-C, and that it was closed."""


def leave_ending_to_parent() -> None:
    """Ignore in this process what the one that started it answers, and end with that one, however it ends."""
    for number in _OF_THE_TERMINAL:
        signal.signal(number, signal.SIG_IGN)
    if parent := multiprocessing.parent_process():
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()


def _end_with(parent: int) -> None:
    """End with the parent: a pool's process would wait for ever for tasks of one that was killed."""
    multiprocessing.connection.wait([parent])
    os._exit(1)
