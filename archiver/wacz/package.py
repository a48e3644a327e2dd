"""The zip file: entries stored as they are, their SHA-256 taken on the way, the same bytes each time."""

from __future__ import annotations

import datetime as dt
import hashlib
import zipfile
from collections.abc import Iterable
from pathlib import Path

from archiver.models import Record

LARGE = 2_000_000_000
"""Bytes from which an entry needs the fields of Zip64."""


class Resource(Record, frozen=True, kw_only=True):
    """One entry, as `datapackage.json` names it."""

    name: str
    path: str
    hash: str
    bytes: int


class Package:
    """A WACZ that is being written, entry by entry; a context manager."""

    def __init__(self, path: Path, moment: dt.datetime) -> None:
        """Begin the file; `moment` is the time that every entry bears."""
        self._zip = zipfile.ZipFile(path, "w", zipfile.ZIP_STORED, allowZip64=True)
        self._time = moment.astimezone(dt.UTC).timetuple()[:6]
        self.resources: list[Resource] = []

    def add(self, path: str, pieces: Iterable[bytes], *, size: int = 0) -> None:
        """Write one entry piece by piece; `size` is what is expected of it."""
        about = zipfile.ZipInfo(path, date_time=self._time)
        about.external_attr = 0o644 << 16
        digest, length = hashlib.sha256(), 0
        with self._zip.open(about, "w", force_zip64=size >= LARGE) as entry:
            for piece in pieces:
                entry.write(piece)
                digest.update(piece)
                length += len(piece)
        self.resources.append(
            Resource(
                name=path.rpartition("/")[2], path=path, hash=f"sha256:{digest.hexdigest()}", bytes=length
            )
        )

    def __enter__(self) -> Package:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()
