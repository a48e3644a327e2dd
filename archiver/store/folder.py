"""The folder of one portal: its files' names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archiver.disk import storage_error
from archiver.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

ARTICLES = "articles.jsonl"
OBSERVATIONS = "observations.jsonl"
QUARANTINE = "quarantine.jsonl"
LOGS = (ARTICLES, OBSERVATIONS, QUARANTINE)

_PORTAL_ID = re.compile(r"[a-z0-9_]{1,64}")


def is_portal_id(word: str) -> bool:
    """Return whether a portal's folder may have this name."""
    return _PORTAL_ID.fullmatch(word) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """The paths of one portal's folder; nothing is opened."""

    root: Path
    portal: str

    @classmethod
    def of(cls, data: Path, portal: str) -> Folder:
        """Return the portal's folder in `data`.

        Raises `UsageError` for a portal id that is not 1 to 64 of a-z, 0-9 and _.
        """
        if not is_portal_id(portal):
            raise UsageError(f"{portal[:80]!r} is no portal id: use 1 to 64 of a-z, 0-9 and _.")
        return cls(root=data / portal, portal=portal)

    @property
    def warc(self) -> Path:
        """The folder of the WARC files."""
        return self.root / "warc"

    @property
    def runs(self) -> Path:
        """The folder of the run reports."""
        return self.root / "runs"

    @property
    def index(self) -> Path:
        """The SQLite file, rebuildable from the logs."""
        return self.root / "index.sqlite"

    @property
    def lock(self) -> Path:
        """The file whose lock the one writer holds."""
        return self.root / "lock"

    def log(self, name: str) -> Path:
        """Return the path of one of `LOGS`."""
        return self.root / name

    def make(self) -> None:
        """Make the folders that are missing; raises `StorageError` where that fails."""
        for path in (self.root, self.warc, self.runs):
            try:
                path.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise storage_error(path, error) from error
