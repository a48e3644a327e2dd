"""Making snapshots for tests."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from archiver.export.gather import Archive
from archiver.export.manifest import Plan
from archiver.export.selection import Selection, as_of_moment, portals_in
from archiver.export.snapshot import make_snapshot
from tests.archiver.export.demo_archive import AFTER_SECOND, registry


def plan(
    data: Path, *, as_of: str = AFTER_SECOND, selection: dict[str, Any] | None = None, **more: Any
) -> Plan:
    """Return a plan for all portals of a data folder."""
    chosen = Selection(as_of=as_of_moment(as_of), **(selection or {}))
    return Plan(as_of=as_of, selection=chosen, portals=tuple(portals_in(data)), **more)


def snapshot(data: Path, out: Path, *, since: Path | None = None, jobs: int = 1, **more: Any) -> Path:
    """Make a snapshot and return its folder."""
    make_snapshot(Archive(data, registry(), jobs=jobs), out, plan(data, **more), since)
    return out


def files_of(folder: Path) -> dict[str, bytes]:
    """Return the content of every file by its path in the folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
