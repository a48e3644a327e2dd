"""One writer at a time: an advisory lock (`flock`) on the portal's `lock` file.

The kernel drops the lock with its process, however that dies, so what a dead run left in the file is no
obstacle. The file says who holds it: `{"pid", "host", "started"}`; it is never removed, for removing a locked
file lets two writers in.
"""

from __future__ import annotations

import fcntl
import os
import socket
from typing import TYPE_CHECKING

import msgspec

from archiver.damage import NO_JSON
from archiver.disk import storage_error
from archiver.errors import PortalBusy

if TYPE_CHECKING:
    import datetime as dt

    from archiver.store.folder import Folder


class Holder(msgspec.Struct, frozen=True, kw_only=True):
    """Who holds, or last held, a portal's lock."""

    pid: int
    host: str
    started: str
    """UTC, ISO 8601."""


class Lock:
    """The portal's lock, held from construction until `release()` or the end of the process."""

    def __init__(self, folder: Folder, started: dt.datetime) -> None:
        """Take the lock at once or raise `PortalBusy`, naming the holder; or `StorageError`."""
        try:
            self._descriptor = os.open(folder.lock, os.O_RDWR | os.O_CREAT, 0o644)
        except OSError as error:
            raise storage_error(folder.lock, error) from error
        try:
            self._take(folder, started)
        except BaseException:
            os.close(self._descriptor)
            raise

    def _take(self, folder: Folder, started: dt.datetime) -> None:
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            os.ftruncate(self._descriptor, 0)
            me = Holder(pid=os.getpid(), host=socket.gethostname(), started=started.isoformat())
            os.pwrite(self._descriptor, msgspec.json.encode(me) + b"\n", 0)
        except BlockingIOError as error:
            who = _described(os.pread(self._descriptor, 4096, 0))
            raise PortalBusy(
                f"{folder.portal} is busy: {who} holds {folder.lock}; wait until it is done or stop it."
            ) from error
        except OSError as error:
            raise storage_error(folder.lock, error) from error

    def release(self) -> None:
        """Let the next writer in; the second call does nothing."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


def _described(content: bytes) -> str:
    try:
        holder = msgspec.json.decode(content, type=Holder)
    except NO_JSON:
        return "another run"
    return f"process {holder.pid} on {holder.host}, started {holder.started},"
