"""One WARC file while it grows: its members, its CDXJ lines, and how both become whole."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from isal import isal_zlib

from archiver.disk import storage_error, sync_folder
from archiver.errors import StorageError
from archiver.warc.cdxj import cdxj_path
from archiver.warc.files import AppendFile, write_whole

OPEN = ".open"
"""What the names of growing files end with."""

_LEVEL = 2
_GZIP = 31


class Volume:
    """A file that is being written: `….warc.gz.open`, with its `….cdxj.open` beside it."""

    def __init__(self, folder: Path, portal: str, moment: dt.datetime, serial: int) -> None:
        """Open the first name at or after `serial` that is free. May raise StorageError."""
        self.serial = serial
        try:
            folder.mkdir(parents=True, exist_ok=True)
            while _taken(path := folder / f"{portal}-{moment:%Y%m%d%H%M%S}-{self.serial:05d}.warc.gz"):
                self.serial += 1
        except OSError as error:
            raise storage_error(folder, error) from error
        self.path = path
        """Where the file lies once it is closed."""
        self._warc = AppendFile(opened(path))
        self._cdxj = AppendFile(opened(cdxj_path(path)))

    @property
    def name(self) -> str:
        """Name of the file once it is closed."""
        return self.path.name

    @property
    def size(self) -> int:
        """Bytes written so far."""
        return self._warc.size

    def add(self, members: list[bytes], cdxj_line: bytes) -> None:
        """Append members at `size`, and the CDXJ line of the first; an empty line is none.

        All or nothing: where one part cannot be written, the files are as before and StorageError is raised.
        """
        before = self._warc.append(b"".join(members))
        try:
            self._cdxj.append(cdxj_line)
        except StorageError:
            self._warc.cut_back(before)
            raise

    def sync(self) -> None:
        """Bring what was added to the disk itself. May raise StorageError."""
        self._warc.sync()

    def close(self) -> None:
        """Sort the CDXJ and give both files their final names. May raise StorageError; recovery ends it."""
        self._warc.close()
        self._cdxj.close()
        finish(self.path, self._cdxj.path.read_bytes())


def gzip_member(record: bytes) -> bytes:
    """Return a record as one gzip member."""
    member: bytes = isal_zlib.compress(record, _LEVEL, _GZIP)
    return member


def opened(path: Path) -> Path:
    """Return what a file is called while it grows."""
    return path.with_name(path.name + OPEN)


def finish(path: Path, cdxj: bytes) -> None:
    """Write the sorted CDXJ of an open WARC file, then rename the file: a closed one always has its CDXJ."""
    write_whole(cdxj_path(path), b"".join(sorted(cdxj.splitlines(keepends=True))))
    try:
        opened(path).rename(path)
        opened(cdxj_path(path)).unlink(missing_ok=True)
        sync_folder(path.parent)
    except OSError as error:
        raise storage_error(path, error) from error


def _taken(path: Path) -> bool:
    return (
        path.exists() or opened(path).exists() or cdxj_path(path).exists() or opened(cdxj_path(path)).exists()
    )
