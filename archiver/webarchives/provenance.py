"""Where captures came from: the name of their WARC file says the source, a record beside them the rest."""

from __future__ import annotations

import datetime as dt
import re

from archiver.models import Source
from archiver.moments import moment_of_digits
from archiver.warc.cdxj import REVISIT_MIME, CdxjLine
from archiver.warc.records import warc_date, warc_uri
from archiver.webarchives.entries import IndexEntry

FIELDS = "application/warc-fields"
_SOURCES: dict[str, Source] = {"wayback": "wayback", "commoncrawl": "commoncrawl", "file": "file"}
_NAME = re.compile(r"[a-z][a-z0-9_]*-([a-z]+)-([0-9]{14})-")
_OPENING = dt.timedelta(seconds=2)
"""How long before its WARC file is opened a kept file may have been given its time there."""


def volume_name(portal_id: str, source: Source) -> str:
    """Return what the names of WARC files begin with that hold captures of a source.

    A live crawl's begin with the portal's id alone.
    """
    return portal_id if source == "live" else f"{portal_id}-{source}"


def source_of(file: str) -> Source:
    """Return the source of all captures in a WARC file of ours, by its name."""
    named = _NAME.match(file)
    return _SOURCES.get(named[1], "live") if named else "live"


def is_undated(line: CdxjLine, digits: str) -> bool:
    """Return whether nobody knows when a capture came: of a kept file WARC-Date then is when it was archived.

    `digits`: the 14 of its time in CDXJ. A file that says when it was saved says a time before its import.
    """
    named = _NAME.match(line.filename)
    if line.status or line.mime == REVISIT_MIME or named is None or _SOURCES.get(named[1]) != "file":
        return False
    try:
        return moment_of_digits(digits) >= moment_of_digits(named[2]) - _OPENING
    except ValueError:
        return False


def provenance(entry: IndexEntry, address: str, source: Source, *, now: dt.datetime) -> bytes:
    """Return the metadata record's text that says where a capture came from, in the form of `warc-fields`."""
    fields = {
        "source": source,
        "WARC-Source-URI": warc_uri(address),
        "fetched-from-source": warc_date(now),
        "digest-in-index": f"sha1:{entry.digest}" if entry.digest else "",
    }
    return "".join(f"{name}: {value}\r\n" for name, value in fields.items() if value).encode()
