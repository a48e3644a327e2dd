"""Programs that tests run beside us, in an environment of their own: `python -m tests.tools` installs them.

pywb's `brotlipy` would shadow `brotli` in ours, and its licence keeps it outside.
"""

from __future__ import annotations

import fcntl
import hashlib
import subprocess
import sys
from pathlib import Path

import pytest

from tests.shared import ROOT

FOLDER = ROOT / ".venv-tools"
LOCK = ROOT / "requirements-tools.lock"
_INSTALLED = FOLDER / "installed"


def install() -> str | None:
    """Install what the lock file names, once for each lock file; return why it cannot be done."""
    wanted = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    FOLDER.mkdir(exist_ok=True)
    with (FOLDER / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if _INSTALLED.exists() and _INSTALLED.read_text() == wanted:
            return None
        pip = [str(FOLDER / "bin" / "python"), "-m", "pip", "install", "--quiet", "--require-hashes"]
        for command in ([sys.executable, "-m", "venv", str(FOLDER)], [*pip, "-r", str(LOCK)]):
            done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
            if done.returncode:
                return done.stderr.strip().splitlines()[-1] if done.stderr else f"exit {done.returncode}"
        _INSTALLED.write_text(wanted)
    return None


def tool(name: str) -> Path:
    """Return a program of the tools' environment; skips the test with the reason where there is none."""
    wrong = install()
    if wrong:
        pytest.skip(f"{name} cannot be installed: {wrong}")
    return FOLDER / "bin" / name


if __name__ == "__main__":
    sys.exit(install())
