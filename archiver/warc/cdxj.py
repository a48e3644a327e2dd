"""CDXJ: one line a capture, beside each WARC file, in the form that pywb and ReplayWeb.page read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import msgspec

from archiver.damage import NO_JSON
from archiver.models import Record
from archiver.warc.posts import with_query
from archiver.warc.records import Written, warc_uri
from archiver.warc.surt import surt

REVISIT_MIME = "warc/revisit"


class CdxjLine(Record, frozen=True, kw_only=True, omit_defaults=True):
    """What a line says of a capture besides its key; numbers are strings, as readers expect."""

    url: str
    mime: str
    """Media type without parameters; `warc/revisit` for a revisit, `unk` where the response names none."""
    status: str
    """HTTP status; empty for what was not fetched over HTTP."""
    digest: str
    length: str
    offset: str
    filename: str
    method: str = "GET"
    request_body: str = msgspec.field(default="", name="requestBody")
    """Of a posted request: its form, as `archiver.warc.posts` takes it."""


def cdxj_line(written: Written) -> bytes:
    """Return a whole line: SURT key, 14 digits of UTC time, JSON, line feed."""
    fields = CdxjLine(
        url=warc_uri(written.url),
        mime=REVISIT_MIME if written.revisit else media_type(written.content_type),
        status="" if written.status is None else str(written.status),
        digest=written.digest,
        length=str(written.length),
        offset=str(written.offset),
        filename=written.file,
        method="GET" if written.posted is None else "POST",
        request_body=written.posted or "",
    )
    asked = written.url if written.posted is None else with_query(written.url, written.posted)
    key = f"{surt(asked)} {written.fetched_at.astimezone(dt.UTC):%Y%m%d%H%M%S} "
    return key.encode("utf-8", "surrogatepass") + msgspec.json.encode(fields) + b"\n"


def media_type(content_type: str) -> str:
    """Return the media type that a Content-Type names, in lower case; `unk` where it names none."""
    name = content_type.partition(";")[0].partition(",")[0].strip().lower()
    return name if name and name.isascii() and name.isprintable() and " " not in name else "unk"


def cdxj_path(warc: Path) -> Path:
    """Return where the CDXJ of a WARC file lies: beside it, `x.warc.gz` → `x.cdxj`."""
    return warc.with_name(warc.name.removesuffix(".gz").removesuffix(".warc") + ".cdxj")


def parse_line(line: bytes) -> tuple[str, str, CdxjLine] | None:
    """Return SURT key, 14 digits of time, and the fields of a line; None where it is no such line."""
    key, _, rest = line.partition(b" ")
    time, _, fields = rest.partition(b" ")
    try:
        return key.decode("utf-8"), time.decode("ascii"), msgspec.json.decode(fields, type=CdxjLine)
    except NO_JSON:
        return None


def lines_of_url(path: Path, url: str) -> Iterator[tuple[str, CdxjLine]]:
    """Yield 14 digits of time and fields for each capture of an address in a sorted CDXJ, oldest first.

    Reads a few lines only, wherever they stand in the file: memory stays flat.
    """
    key = surt(url).encode("utf-8", "surrogatepass") + b" "
    with path.open("rb") as file:
        _seek_first_not_below(file, key, path.stat().st_size)
        for line in file:
            if not line.startswith(key):
                return
            if parsed := parse_line(line):
                yield parsed[1], parsed[2]


def _seek_first_not_below(file: BinaryIO, key: bytes, size: int) -> None:
    low, high = 0, size
    while low < high:
        middle = (low + high) // 2
        start = _line_start_from(file, middle)
        line = file.readline()
        if line and line < key:
            low = max(start + len(line), middle + 1)
        else:
            high = middle
    _line_start_from(file, low)


def _line_start_from(file: BinaryIO, position: int) -> int:
    if position == 0:
        file.seek(0)
    else:
        file.seek(position - 1)
        file.readline()
    return file.tell()
