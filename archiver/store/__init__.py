"""The store of one portal: append-only JSON Lines logs, and a SQLite index built from them."""

from archiver.store.folder import Folder
from archiver.store.reader import PortalReader
from archiver.store.records import Change, Counts, Damage, Earlier, KnownUrl, Reading
from archiver.store.runs import RunReport, last_report, write_report
from archiver.store.store import PortalStore

__all__ = [
    "Change",
    "Counts",
    "Damage",
    "Earlier",
    "Folder",
    "KnownUrl",
    "PortalReader",
    "PortalStore",
    "Reading",
    "RunReport",
    "last_report",
    "write_report",
]
