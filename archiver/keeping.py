"""Opening a portal's folder for writing: its lock held, what a killed run left made whole."""

from __future__ import annotations

import datetime as dt
import logging
from pathlib import Path

from archiver.store import PortalStore
from archiver.warc.recovery import recover


def open_store(data: Path, portal_id: str) -> PortalStore:
    """Return the portal's store with its lock held; what was repaired is told in the log.

    Raises PortalBusy where another run holds the portal, StorageError where the disk fails.
    """
    store = PortalStore.open(data, portal_id, now=utc_now)
    try:
        repairs = recover(store.folder.warc)
        store.left_open = tuple(repair.file for repair in repairs if repair.captures)
    except BaseException:
        store.close()
        raise
    for notice in (*repairs, *store.notices):
        logging.getLogger("archiver").warning("%s: %s", portal_id, notice)
    return store


def utc_now() -> dt.datetime:
    """Return the present moment (UTC)."""
    return dt.datetime.now(dt.UTC)
