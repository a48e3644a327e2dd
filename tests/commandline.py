"""The command line, run to its end in processes of its own that need not load the code again.

Each is forked off one that has loaded it and done nothing else, and ends as any process of Python ends. Two
of those take turns: what one command wrote, the next one reads under another seed of hashes. Where loading,
being killed or outputs are what is tested, `COMMAND` starts it as people do.
"""

from __future__ import annotations

import atexit
import functools
import gc
import importlib
import itertools
import os
import pkgutil
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import msgspec

from tests.shared import ROOT

COMMAND = [sys.executable, "-m", "archiver.cli"]
LONGEST = 180
"""Seconds until a command that does not end is killed."""
_LATE = (
    "typer._adapters", "scrapy.core.downloader.contextfactory", "scrapy.core.engine", "scrapy.dupefilters",
    "scrapy.pqueues", "scrapy.squeues", "scrapy.utils.project",
)  # fmt: skip
"""What Typer and Scrapy load once a command begins."""
_UNLOADED = frozenset({"archiver.commands.export", "archiver.commands.diff"})
"""Commands whose libraries begin threads, of which none comes along into a forked process."""


_HOW_FAR = re.compile(r"\w+: \d+(?: of \d+)? (?:requests|captures), ")


class Order(msgspec.Struct, frozen=True):
    """A command to run, where, and the files for its outputs."""

    words: list[str]
    folder: str
    out: str
    err: str

    def become(self) -> None:
        """Make this process that of the command."""
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        os.chdir(self.folder)
        for number, path in enumerate((os.devnull, self.out, self.err)):
            opened = os.open(path, os.O_RDWR)
            os.dup2(opened, number)
            os.close(opened)
        sys.argv = ["archiver", *self.words]


def archiver(*words: str | Path) -> subprocess.CompletedProcess[str]:
    """Run `archiver` with these words and return what it printed and its exit code."""
    with tempfile.TemporaryDirectory() as folder:
        out, err = Path(folder, "out"), Path(folder, "err")
        out.touch()
        err.touch()
        order = Order([str(word) for word in words], str(Path.cwd()), str(out), str(err))
        environment = {name: value for name, value in os.environ.items() if name != "PYTEST_CURRENT_TEST"}
        server = next(_servers(tuple(sorted(environment.items()))))
        assert server.stdin
        assert server.stdout
        server.stdin.write(msgspec.json.encode(order) + b"\n")
        server.stdin.flush()
        code = int(server.stdout.readline())
        printed, said = (path.read_text(encoding="utf-8") for path in (out, err))
    return subprocess.CompletedProcess([*COMMAND, *order.words], code, printed, said)


def complaints(ran: subprocess.CompletedProcess[str]) -> list[str]:
    """Return the lines on stderr but those that say how far a crawl is: one that lasts has them."""
    return [line for line in ran.stderr.splitlines() if not _HOW_FAR.match(line)]


@functools.cache
def _servers(environment: tuple[tuple[str, str], ...]) -> Iterator[subprocess.Popen[bytes]]:
    """Return processes that have loaded the code in an environment, by turns and without end."""
    return itertools.cycle([_loaded(dict(environment)) for _ in range(2)])


def _loaded(environment: dict[str, str]) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "tests.commandline"]
    server = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    atexit.register(server.communicate)  # it ends when nothing can be ordered any more
    return server


def _load() -> None:
    for package in ("archiver.commands", "spiders", "pipelines"):
        found = importlib.import_module(package)
        for module in pkgutil.iter_modules(found.__path__, f"{package}."):
            if not module.ispkg and module.name not in _UNLOADED:
                importlib.import_module(module.name)
    for name in ("archiver.cli", "archiver.crawl", *_LATE):
        importlib.import_module(name)
    gc.freeze()


def _serve() -> Order:
    """Run each command that is ordered in a process of its own; return its order in there."""
    child = 0
    signal.signal(signal.SIGALRM, lambda _number, _frame: os.kill(child, signal.SIGKILL))
    for line in sys.stdin.buffer:
        child = os.fork()
        if not child:
            return msgspec.json.decode(line, type=Order)
        signal.alarm(LONGEST)
        _, status = os.waitpid(child, 0)
        signal.alarm(0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()
    raise SystemExit


if __name__ == "__main__":
    _load()
    _serve().become()
    importlib.import_module("archiver.cli").main()
