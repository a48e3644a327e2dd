"""The archive: WARC files of what servers sent, with their CDXJ; writing, reading, recovery."""

from archiver.warc.locations import locate_in
from archiver.warc.raw import Skipped
from archiver.warc.reader import ArchivedResponse, Reference, read_record, read_records
from archiver.warc.records import Earlier, Exchange, Written
from archiver.warc.recovery import Repair, recover
from archiver.warc.writer import WarcWriter

__all__ = [
    "ArchivedResponse",
    "Earlier",
    "Exchange",
    "Reference",
    "Repair",
    "Skipped",
    "WarcWriter",
    "Written",
    "locate_in",
    "read_record",
    "read_records",
    "recover",
]
