"""What the disk refuses, in sentences for those who can act; and names that survive a loss of power."""

from __future__ import annotations

import errno
import os
from contextlib import suppress
from pathlib import Path

from archiver.errors import StorageError

_ADVICE = {
    errno.ENOSPC: "the disk is full; free some space and run again",
    errno.EDQUOT: "the disk quota is used up; free some space and run again",
    errno.EROFS: "the disk is read-only; mount it writable or choose another --data folder",
    errno.EACCES: "permission denied; change the folder's owner or choose another --data folder",
    errno.EPERM: "permission denied; change the folder's owner or choose another --data folder",
    errno.ENOENT: "there is no such folder; make it, or choose another",
    errno.ENOTDIR: "a file stands where a folder should be; move it away or choose another --data folder",
    errno.EEXIST: "a file stands where a folder should be; move it away or choose another --data folder",
    errno.EISDIR: "a folder stands where a file should be; move it away and run again",
    errno.EMFILE: "too many files are open; crawl fewer portals at once or raise `ulimit -n`",
    errno.EIO: "the disk fails; check it, then run again",
}


def storage_error(path: Path | str, error: OSError) -> StorageError:
    """Return the one sentence that names the path, what the system said and what to do."""
    advice = _ADVICE.get(error.errno or 0, f"{error.strerror or error}; check the disk and run again")
    return StorageError(f"{path} cannot be used: {advice}.")


def sync_folder(folder: Path) -> None:
    """Bring a folder's names to the disk, where its file system can."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
