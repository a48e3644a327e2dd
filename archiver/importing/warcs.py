"""WARC (gzip, zstd or uncompressed), WET, and the WARC files inside a WACZ package."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from archiver.errors import UnreadableInput
from archiver.importing.kept import MAX_BYTES, Kept, undated_page
from archiver.importing.packages import opened_package
from archiver.models import Capture, Page
from archiver.warc.decoding import Undecodable
from archiver.warc.messages import is_http, read_response
from archiver.warc.raw import OnSkip, RawRecord, Skipped, raw_records
from archiver.warc.reader import warc_moment
from archiver.warc.records import Exchange
from archiver.webarchives.entries import without_default_port
from archiver.webarchives.members import truncated_as, without_lies

Wanted = Callable[[str], bool]
"""Tells whether an address is one of those that are imported."""

MOST_KEPT = 256_000_000
"""Bytes of payloads that revisits may refer to, of the captures read last."""
_BESIDE = 500
"""Bytes that keeping a payload takes beside its own."""


def captures_of_warc(path: Path, wanted: Wanted, on_skip: OnSkip) -> Iterator[Kept]:
    """Yield the wanted captures of a WARC file; `on_skip` is told of each that cannot be read."""
    with path.open("rb") as file:
        yield from _captures(file, path.name, wanted, on_skip)


def captures_of_wacz(path: Path, wanted: Wanted, on_skip: OnSkip) -> Iterator[Kept]:
    """Yield the wanted captures of a WACZ package; raises UnreadableInput where it is none.

    `on_skip` is told of each WARC file in it that cannot be read, as of each capture.
    """
    with opened_package(path) as package:
        for about in package.archives():
            name = package.name_of(about)
            try:
                with package.opened(about) as file:
                    yield from _captures(file, name, wanted, on_skip)
            except UnreadableInput as error:
                on_skip(Skipped(file=name, offset=0, reason=str(error)))


class _Payloads:
    """The payloads of the captures read last, by digest; what is kept has a bound."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._size = 0

    def keep(self, digest: str, payload: bytes) -> None:
        """Keep a payload; the earliest go where they are too much together."""
        self._size -= self._weight(self._kept.pop(digest, None))
        self._kept[digest] = payload
        self._size += self._weight(payload)
        while self._size > MOST_KEPT:
            self._size -= self._weight(self._kept.popitem(last=False)[1])

    def of(self, digest: str) -> bytes:
        """Return a payload; raises UnreadableInput where it is not kept."""
        if digest not in self._kept:
            raise UnreadableInput("the payload that it refers to was not found before it")
        return self._kept[digest]

    @staticmethod
    def _weight(payload: bytes | None) -> int:
        return 0 if payload is None else len(payload) + _BESIDE


def _captures(file: BinaryIO, name: str, wanted: Wanted, on_skip: OnSkip) -> Iterator[Kept]:
    payloads = _Payloads()
    for record in raw_records(file, name, on_skip=on_skip, limit=MAX_BYTES):
        url = without_default_port(record.fields.get("warc-target-uri", "").strip("<>"))
        if record.kind not in {"response", "revisit", "resource", "conversion"} or not wanted(url):
            continue
        try:
            yield _kept(record, url, f"{name}#{record.offset}", payloads)
        except (Undecodable, UnreadableInput) as error:
            on_skip(Skipped(file=name, offset=record.offset, reason=str(error)))


def _kept(record: RawRecord, url: str, place: str, payloads: _Payloads) -> Kept:
    """Return what a record holds; raises Undecodable, or UnreadableInput where its payload is lost."""
    moment = warc_moment(record.fields.get("warc-date", ""))
    if not is_http(record.block):
        capture = Capture(source="file", fetched_at=moment)
        kind = record.fields.get("content-type", "")
        kind = "text/plain" if record.kind == "conversion" else kind
        return Kept(place=place, page=Page(url=url, body=record.block, content_type=kind, capture=capture))
    message = _whole(record, payloads)
    if moment is None:
        return Kept(place=place, page=undated_page(message, url))
    exchange = Exchange(
        url=url,
        fetched_at=moment.replace(microsecond=0),
        request=b"",
        response=without_lies(message),
        ip=record.fields.get("warc-ip-address"),
        truncated=truncated_as(record.fields.get("warc-truncated", "")),
    )
    return Kept(place=place, exchange=exchange)


def _whole(record: RawRecord, payloads: _Payloads) -> bytes:
    """Return a record's message, a revisit's with the body that it refers to.

    Raises UnreadableInput where that is lost.
    """
    digest = record.fields.get("warc-payload-digest", "")
    response = read_response(record.block)
    if record.kind == "revisit":
        return response.head + payloads.of(digest)
    if digest:
        payloads.keep(digest, response.body)
    return record.block
