"""The feeds and sitemaps that were found on a portal whose file names none, remembered from run to run.

A small file in the portal's folder. They are looked for with each sweep, so nothing is lost with it.
"""

from __future__ import annotations

from pathlib import Path

import msgspec

from archiver.damage import NO_JSON
from archiver.models import Record
from archiver.warc.files import write_whole

NAME = "sources.json"
"""Name of the file in the portal's folder."""
MOST = 5
"""Feeds, or sitemaps, that are tried on one portal."""


class Sources(Record, frozen=True, kw_only=True):
    """Where a portal tells what is new."""

    feeds: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()


def read_sources(folder: Path) -> Sources:
    """Return what is remembered; nothing where the file is missing or unreadable."""
    try:
        return msgspec.json.decode((folder / NAME).read_bytes(), type=Sources)
    except (OSError, *NO_JSON):
        return Sources()


def write_sources(folder: Path, sources: Sources) -> None:
    """Remember it for the next runs; raises StorageError."""
    if sources != read_sources(folder):
        write_whole(folder / NAME, msgspec.json.encode(sources) + b"\n")
