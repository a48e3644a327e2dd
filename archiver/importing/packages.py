"""The WARC files inside a WACZ package: a zip file, which may lie about all that it holds.

https://specs.webrecorder.net/wacz/1.1.1/ wants them stored as they are; those that were packed once more are
unpacked into a temporary file, for a packed entry cannot be read from its middle but by all before it.
"""

from __future__ import annotations

import io
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, cast

from archiver.errors import UnreadableInput

MOST_TIMES = 100
"""Times its size that a packed WARC file may unpack to; pages come to a tenth of that."""
LONGEST_NAME = 200
_BROKEN = (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError, zlib.error)
_ENTRY, _HEAD, _LENGTHS_AT = b"PK\x03\x04", 30, (26, 28)
"""What an entry's head begins with, how long it is, and where it says how long name and extra field are."""
_STEP = 1 << 20


class Package:
    """An open package."""

    def __init__(self, path: Path, package: zipfile.ZipFile, file: BinaryIO) -> None:
        self._path = path
        self._package = package
        self._file = file

    def archives(self) -> list[zipfile.ZipInfo]:
        """Return the entries that are WARC files, by name; raises UnreadableInput where entries overlap."""
        entries = self._package.infolist()
        if sum(about.compress_size for about in entries) > self._path.stat().st_size:
            raise UnreadableInput(f"{self._path}: is no WACZ package that can be read (its entries overlap)")
        found = (about for about in entries if about.filename.startswith("archive/"))
        return sorted(
            (about for about in found if about.filename.endswith((".warc", ".warc.gz"))),
            key=lambda about: about.filename,
        )

    def name_of(self, about: zipfile.ZipInfo) -> str:
        """Return how an entry is called in messages and places."""
        return f"{self._path.name}/{about.filename[:LONGEST_NAME]}"

    @contextmanager
    def opened(self, about: zipfile.ZipInfo) -> Iterator[BinaryIO]:
        """Open a WARC file; raises UnreadableInput where it is packed or coded in a way that is not read."""
        if about.flag_bits & 1:
            raise UnreadableInput("it is encrypted")
        if about.compress_type == zipfile.ZIP_STORED:
            yield cast("BinaryIO", io.BufferedReader(self._stored(about)))
            return
        with tempfile.TemporaryFile() as file:
            for piece in self._unpacked(about):
                file.write(piece)
                if file.tell() > MOST_TIMES * about.compress_size:
                    raise UnreadableInput(f"it unpacks to more than {MOST_TIMES} times its size")
            file.seek(0)
            yield cast("BinaryIO", file)

    def _stored(self, about: zipfile.ZipInfo) -> io.RawIOBase:
        self._file.seek(about.header_offset)
        head = self._file.read(_HEAD)
        if not head.startswith(_ENTRY) or len(head) < _HEAD:
            raise UnreadableInput("it is not where the package says")
        lengths = (int.from_bytes(head[at : at + 2], "little") for at in _LENGTHS_AT)
        return _Part(self._file, about.header_offset + _HEAD + sum(lengths), about.compress_size)

    def _unpacked(self, about: zipfile.ZipInfo) -> Iterator[bytes]:
        if about.compress_type != zipfile.ZIP_DEFLATED:  # others unpack all of a piece at once
            raise UnreadableInput("it is packed in a way that WACZ does not know")
        try:
            with self._package.open(about) as packed:
                while piece := packed.read(_STEP):
                    yield piece
        except _BROKEN as error:
            raise UnreadableInput(f"it cannot be unpacked ({str(error) or type(error).__name__})") from error


@contextmanager
def opened_package(path: Path) -> Iterator[Package]:
    """Open a package; raises UnreadableInput where the file is no zip that can be read."""
    try:
        package = zipfile.ZipFile(path)
    except _BROKEN as error:
        raise UnreadableInput(f"{path}: is no WACZ package that can be read ({error})") from error
    with package, path.open("rb") as file:
        yield Package(path, package, file)


class _Part(io.RawIOBase):
    """A stretch of a file as a file of its own."""

    def __init__(self, file: BinaryIO, start: int, length: int) -> None:
        self._file, self._start, self._length, self._at = file, start, length, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        self._at = max(0, offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._length}[whence])
        return self._at

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer: Any, /) -> int:
        self._file.seek(self._start + self._at)
        found = self._file.read(max(0, min(len(buffer), self._length - self._at)))
        buffer[: len(found)] = found
        self._at += len(found)
        return len(found)
