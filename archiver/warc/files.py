"""Files that grow at their end: what was appended is with the operating system before the caller goes on."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from archiver.disk import storage_error, sync_folder


class AppendFile:
    """A new file that only grows; a write that fails part-way is cut back, so that no torn end is left."""

    def __init__(self, path: Path) -> None:
        """Make the file, which must not exist yet (FileExistsError). May raise StorageError."""
        self.path = path
        self.size = 0
        try:
            self._descriptor = os.open(
                path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND | os.O_CLOEXEC, 0o644
            )
        except FileExistsError:
            raise
        except OSError as error:
            raise storage_error(path, error) from error

    def append(self, data: bytes) -> int:
        """Write `data` at the end and return its offset; StorageError leaves the file as it was."""
        offset = self.size
        if not data:
            return offset
        try:
            written = os.write(self._descriptor, data)
            while written < len(data):
                written += os.write(self._descriptor, memoryview(data)[written:])
        except OSError as error:
            self.cut_back(offset)
            raise storage_error(self.path, error) from error
        self.size = offset + len(data)
        return offset

    def cut_back(self, size: int) -> None:
        """Drop everything beyond `size` bytes, as far as the disk lets us."""
        with suppress(OSError):
            os.ftruncate(self._descriptor, size)
        self.size = size

    def sync(self) -> None:
        """Bring what was appended to the disk itself. May raise StorageError."""
        try:
            os.fsync(self._descriptor)
        except OSError as error:
            raise storage_error(self.path, error) from error

    def close(self) -> None:
        """Bring the file to the disk and close it; closing twice does nothing."""
        if self._descriptor < 0:
            return
        descriptor, self._descriptor = self._descriptor, -1
        try:
            os.fsync(descriptor)
        except OSError as error:
            raise storage_error(self.path, error) from error
        finally:
            os.close(descriptor)

    def __enter__(self) -> AppendFile:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def write_whole(path: Path, data: bytes) -> None:
    """Put `data` in place of a file at once: readers see the old or the new one. May raise StorageError."""
    part = path.with_name(path.name + ".part")
    try:
        part.unlink(missing_ok=True)
        with AppendFile(part) as file:
            file.append(data)
        part.replace(path)
    except OSError as error:
        raise storage_error(path, error) from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
    sync_folder(path.parent)
