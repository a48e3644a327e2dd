r"""An append-only JSON Lines file: one record a line, UTF-8, ended by `\n`.

What is written when: each line goes to the operating system as it is appended, so it survives the death of
the process; `sync()` puts it on the disk, so it survives a loss of power. The store syncs all its logs before
each commit of its index and when it closes, so the index never knows more than the logs hold.

A write that fails is cut back, and so is what a kill left of a line: no reader meets half a line of ours.
"""

from __future__ import annotations

import contextlib
import json
import os
import zlib
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

import msgspec

from archiver.disk import storage_error
from archiver.store.records import Damage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

MAX_LINE = 256 << 20
"""Bytes; a longer line is damage."""
MAX_DAMAGE = 1000
"""Damaged lines that a log remembers by name; further ones are only counted."""
_BLOCK = 1 << 16
_TAIL = 1 << 20
_MARK = 64
_GAP = 1 << 12
"""Bytes between two lines that are read along rather than skipped."""
_STRETCH = 4 << 20
"""Bytes read in one go at most, but for a single line that is longer."""
_ENCODER = msgspec.json.Encoder()

R = TypeVar("R", bound=msgspec.Struct)


class Position(msgspec.Struct, frozen=True, kw_only=True):
    """How far a log was read, with a mark to tell another file of the same name."""

    size: int = 0
    """Bytes."""
    mark: int = 0
    """CRC-32 of the last 64 bytes before `size`."""


class Line(NamedTuple, Generic[R]):
    """One good line of a log."""

    record: R
    offset: int
    length: int


def encoded(record: msgspec.Struct) -> bytes:
    r"""Return the record's line, keys in the order of its fields, `\n` included.

    A lone surrogate, which UTF-8 cannot hold, becomes `?`.
    """
    try:
        return _ENCODER.encode(record) + b"\n"
    except UnicodeEncodeError:
        text = json.dumps(msgspec.to_builtins(record), ensure_ascii=False, separators=(",", ":"))
        return text.encode("utf-8", "replace") + b"\n"


class Log(Generic[R]):
    """One log, open for reading and, if `write`, for appending."""

    def __init__(self, path: Path, kind: type[R], flaw: Callable[[R], str | None], *, write: bool) -> None:
        """Open the file, or make it if `write`; for reading it may be missing: empty.

        `flaw` says what is wrong with a record that has the right fields. Raises `StorageError`.
        """
        self.path = path
        self.damaged = 0
        self._flaw = flaw
        self._decoder = msgspec.json.Decoder(kind)
        self._damage: dict[int, Damage] = {}
        self._counted = (0, 0)
        self._unsynced = write
        self._position = Position()
        flags = os.O_RDWR | os.O_CREAT | os.O_APPEND if write else os.O_RDONLY
        self._descriptor = -1
        try:
            self._descriptor = os.open(path, flags, 0o644)
            self.size = os.fstat(self._descriptor).st_size
        except FileNotFoundError as error:
            if write:
                raise storage_error(path, error) from error
            self.size = 0
        except OSError as error:
            raise storage_error(path, error) from error

    @property
    def damage(self) -> tuple[Damage, ...]:
        """The damaged lines met so far, at most `MAX_DAMAGE` of them."""
        return tuple(self._damage.values())

    def append(self, line: bytes) -> int:
        """Add one encoded line and return its offset; raises `StorageError`, the file then as it was."""
        start, rest = self.size, memoryview(line)
        self._unsynced = True
        try:
            while rest:
                rest = rest[os.write(self._descriptor, rest) :]
        except OSError as error:
            self.cut(start)
            raise storage_error(self.path, error) from error
        self.size = start + len(line)
        return start

    def cut(self, size: int) -> None:
        """Cut the file to `size` bytes; raises `StorageError`."""
        with self._failures():
            os.ftruncate(self._descriptor, size)
        self.size = size
        self._position = Position()
        self._unsynced = True

    def sync(self) -> None:
        """Put on the disk what was appended; raises `StorageError`."""
        if self._unsynced:
            with self._failures():
                os.fsync(self._descriptor)
            self._unsynced = False

    def close(self) -> None:
        """Close the file; the second call does nothing."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def end_of_last_line(self) -> int:
        r"""Return the offset after the last `\n`, 0 if there is none; reads back from the end only."""
        end = self.size
        while end > 0:
            start = max(0, end - _BLOCK)
            found = self._read(end - start, start).rfind(b"\n")
            if found >= 0:
                return start + found + 1
            end = start
        return 0

    def mark(self, size: int) -> int:
        """Return the CRC-32 of the last 64 bytes before `size`, 0 for an empty or missing file."""
        start = max(0, size - _MARK)
        return zlib.crc32(self._read(size - start, start)) if size else 0

    def at(self, offset: int, length: int) -> R | None:
        """Return the record of the line there; null, and the damage noted, where there is no good line."""
        content = self._read(length, offset)
        record = self._decoded(content)
        if isinstance(record, str):
            self._note(offset, record)
            return None
        return record

    def many(self, places: Sequence[tuple[int, int]]) -> list[R | None]:
        """Return the record at each offset and length, as `at` does; neighbours are read in one go."""
        found: list[R | None] = [None] * len(places)
        for start, end, numbers in _spans(places):
            block = self._read(end - start, start)
            for number in numbers:
                offset, length = places[number]
                record = self._decoded(block[offset - start : offset - start + length])
                if isinstance(record, str):
                    self._note(offset, record)
                else:
                    found[number] = record
        return found

    def position(self, size: int) -> Position:
        """Return the position after the line that ends at `size`."""
        if size != self._position.size:
            self._position = Position(size=size, mark=self.mark(size))
        return self._position

    def lines(self, since: int = 0) -> Iterator[Line[R]]:
        """Yield each good line from the offset `since` on; a damaged one is noted, a torn last one left."""
        for offset, length, content in self._raw_lines(since):
            record = self._decoded(content)
            if isinstance(record, str):
                self._note(offset, record)
            else:
                yield Line(record, offset, length)

    def last_lines(self) -> Iterator[Line[R]]:
        """Yield the good lines of about the last megabyte."""
        start = max(0, self.size - _TAIL)
        if start:
            start += 1 + self._read(_TAIL, start).find(b"\n")
        return self.lines(start)

    def _raw_lines(self, offset: int) -> Iterator[tuple[int, int, bytes]]:
        """Yield offset, length and bytes of each ended line; of one beyond `MAX_LINE`, only its beginning."""
        if self._descriptor < 0:
            return
        with self._failures(), self.path.open("rb") as file:
            file.seek(offset)
            while content := file.readline(MAX_LINE):
                length, last = len(content), content
                while not last.endswith(b"\n") and (last := file.readline(_BLOCK)):
                    length += len(last)
                if not last:
                    return
                yield offset, length, content
                offset += length

    def _decoded(self, content: bytes) -> R | str:
        if not content.endswith(b"\n"):
            return "the line does not end where it should"
        try:
            record = self._decoder.decode(content)
        except UnicodeDecodeError:
            return "not UTF-8"
        except RecursionError:
            return "nested too deeply"
        except msgspec.DecodeError as error:
            return str(error)
        return self._flaw(record) or record

    def _note(self, offset: int, detail: str) -> None:
        if offset in self._damage:
            return
        self.damaged += 1
        if len(self._damage) < MAX_DAMAGE:
            line = 1 + self._newlines_before(offset)
            self._damage[offset] = Damage(log=self.path.name, line=line, offset=offset, detail=detail[:300])

    def _read(self, length: int, offset: int) -> bytes:
        with self._failures():
            return os.pread(self._descriptor, length, offset) if self._descriptor >= 0 else b""

    @contextlib.contextmanager
    def _failures(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise storage_error(self.path, error) from error

    def _newlines_before(self, offset: int) -> int:
        start, count = self._counted if self._counted[0] <= offset else (0, 0)
        while start < offset:
            block = self._read(min(_BLOCK, offset - start), start)
            if not block:
                break
            count += block.count(b"\n")
            start += len(block)
        self._counted = (start, count)
        return count


def _spans(places: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int, list[int]]]:
    """Yield start and end of each stretch to read, with the numbers of the places in it."""
    start = end = 0
    numbers: list[int] = []
    for number in sorted(range(len(places)), key=places.__getitem__):
        offset, length = places[number]
        if numbers and (offset - end > _GAP or offset + length - start > _STRETCH):
            yield start, end, numbers
            numbers = []
        if not numbers:
            start = end = offset
        numbers.append(number)
        end = max(end, offset + length)
    if numbers:
        yield start, end, numbers


AnyLog = Log[Any]
