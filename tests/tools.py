"""Programs that tests run beside us, in environments of their own: `python -m tests.tools` installs them.

pywb's `brotlipy` would shadow `brotli` in ours, and its licence keeps it outside; what researchers load
snapshots with would be half a gigabyte in ours.
"""

from __future__ import annotations

import fcntl
import hashlib
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.shared import ROOT

FOLDER = ROOT / ".venv-tools"


class Environment(NamedTuple):
    """A virtual environment and the lock file that says what is in it."""

    folder: Path
    lock: Path

    def install(self) -> str | None:
        """Install what the lock file names, once for each lock file; return why it cannot be done."""
        wanted = hashlib.sha256(self.lock.read_bytes()).hexdigest()
        installed = self.folder / "installed"
        self.folder.mkdir(exist_ok=True)
        with (self.folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if installed.exists() and installed.read_text() == wanted:
                return None
            pip = [str(self.folder / "bin" / "python"), "-m", "pip", "install", "--quiet", "--require-hashes"]
            venv = [sys.executable, "-m", "venv", str(self.folder.resolve())]
            for command in (venv, [*pip, "-r", str(self.lock)]):
                done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
                if done.returncode:
                    said = done.stderr.strip().splitlines()
                    return said[-1] if said else f"exit {done.returncode}"
            installed.write_text(wanted)
        return None

    def program(self, name: str) -> Path:
        """Return a program of the environment; skips the test with the reason where there is none."""
        wrong = self.install()
        if wrong:
            pytest.skip(f"{name} cannot be installed: {wrong}")
        return self.folder / "bin" / name


TOOLS = Environment(FOLDER, ROOT / "requirements-tools.lock")
RESEARCHERS = Environment(ROOT / ".venv-researchers", ROOT / "requirements-researchers.lock")


def tool(name: str) -> Path:
    """Return a program of pywb's environment; skips the test with the reason where there is none."""
    return TOOLS.program(name)


if __name__ == "__main__":
    sys.exit(TOOLS.install() or RESEARCHERS.install())
