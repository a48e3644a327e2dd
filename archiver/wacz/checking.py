"""Checking a package: its checksums, and that each line of its index opens the capture that it names."""

from __future__ import annotations

import hashlib
import io
import itertools
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from archiver.damage import NO_JSON
from archiver.errors import UnreadableInput
from archiver.wacz.zipnum import INDEX
from archiver.warc.cdxj import REVISIT_MIME, CdxjLine, parse_line
from archiver.warc.decoding import DEFAULT_LIMIT
from archiver.warc.digests import sha1_digest
from archiver.warc.messages import read_response
from archiver.warc.raw import RawRecord, Skipped, raw_records

_STEP = 1 << 20
_LARGEST_LINE = 1 << 20
_LENGTHS_AT = 26
"""Where an entry's local head says how long its name and its extra field are."""


def problems_in(path: Path) -> Iterator[str]:
    """Yield one sentence for each thing that is wrong with a WACZ file; memory stays flat.

    Raises UnreadableInput where the file is no zip at all.
    """
    try:
        with zipfile.ZipFile(path) as package:
            yield from _wrong_sums(package)
            yield from _wrong_lines(package)
            yield from _wrong_pages(package)
    except (OSError, zipfile.BadZipFile) as error:
        raise UnreadableInput(f"{path}: is no WACZ file ({error})") from error


def _wrong_sums(package: zipfile.ZipFile) -> Iterator[str]:
    names = set(package.namelist())
    missing = {"datapackage.json", "datapackage-digest.json", "pages/pages.jsonl"} - names
    yield from (f"{name} is missing" for name in sorted(missing))
    if "datapackage.json" not in names:
        return
    seal = _json(package, "datapackage-digest.json")
    if seal.get("hash") != _sum(package, "datapackage.json")[0]:
        yield "datapackage.json: its SHA-256 is not that of datapackage-digest.json"
    listed = {
        resource.get("path"): resource for resource in _json(package, "datapackage.json").get("resources", [])
    }
    for name in sorted(names - {"datapackage.json", "datapackage-digest.json"} - set(listed)):
        yield f"{name}: is not named in datapackage.json"
    for name, resource in listed.items():
        if name not in names:
            yield f"{name}: is named in datapackage.json and missing"
        elif (resource.get("hash"), resource.get("bytes")) != _sum(package, name):
            yield f"{name}: its SHA-256 or length is not that of datapackage.json"
        elif package.getinfo(name).compress_type != zipfile.ZIP_STORED:
            yield f"{name}: is compressed; a browser cannot read parts of it"


def _sum(package: zipfile.ZipFile, name: str) -> tuple[str, int]:
    digest, length = hashlib.sha256(), 0
    try:
        with package.open(name) as file:
            while piece := file.read(_STEP):
                digest.update(piece)
                length += len(piece)
    except zipfile.BadZipFile:
        return "damaged", length
    return f"sha256:{digest.hexdigest()}", length


def _json(package: zipfile.ZipFile, name: str) -> dict[str, Any]:
    try:
        return msgspec.json.decode(package.read(name), type=dict[str, Any])
    except (KeyError, zipfile.BadZipFile, *NO_JSON):
        return {}


def _index(package: zipfile.ZipFile) -> Iterator[bytes]:
    """Yield the lines of the index, unpacked piece by piece."""
    rest, data, decompressor = b"", b"", zlib.decompressobj(31)
    with package.open(f"indexes/{INDEX}") as file:
        while data := data or file.read(_STEP):
            lines = (rest + decompressor.decompress(data, _STEP)).split(b"\n")
            rest = lines.pop()[:_LARGEST_LINE]
            yield from lines
            data = decompressor.unconsumed_tail
            if decompressor.eof:
                data, decompressor = decompressor.unused_data, zlib.decompressobj(31)


def _wrong_lines(package: zipfile.ZipFile) -> Iterator[str]:
    last = b""
    try:
        for number, text in enumerate(_index(package), 1):
            parsed = parse_line(text)
            wrong = _wrong_line(package, parsed[2]) if parsed else "is no CDXJ"
            if text < last:
                yield f"indexes/{INDEX}: line {number} is not in its order"
            if wrong:
                yield f"indexes/{INDEX}: line {number} {wrong}"
            last = text
    except (KeyError, zlib.error, zipfile.BadZipFile) as error:
        yield f"indexes/{INDEX}: cannot be read ({error})"


def _wrong_line(package: zipfile.ZipFile, line: CdxjLine) -> str | None:
    """Return what is wrong with what a line points to: one member with its address and digest is right."""
    if not (line.offset.isdigit() and line.length.isdigit() and int(line.length) < DEFAULT_LIMIT):
        return "has no offset and length"
    try:
        data = _read(package, f"archive/{line.filename}", int(line.offset), int(line.length))
    except (KeyError, OSError, zipfile.BadZipFile) as error:
        return f"names a place that cannot be read ({error})"
    skipped: list[Skipped] = []
    found = list(raw_records(io.BytesIO(data), line.filename, on_skip=skipped.append, limit=DEFAULT_LIMIT))
    if skipped or len(found) != 1 or len(data) != int(line.length):
        return f"does not open one record, but {len(found)}"
    return _wrong_record(found[0], line)


def _read(package: zipfile.ZipFile, name: str, offset: int, length: int) -> bytes:
    """Return bytes of a stored entry by one seek; `ZipExtFile` would read all that lies before them."""
    about, file = package.getinfo(name), package.fp
    if file is None or offset + length > about.file_size or about.compress_type != zipfile.ZIP_STORED:
        return b""
    file.seek(about.header_offset + _LENGTHS_AT)
    lengths = file.read(4)
    head = _LENGTHS_AT + 4 + int.from_bytes(lengths[:2], "little") + int.from_bytes(lengths[2:], "little")
    file.seek(about.header_offset + head + offset)
    return file.read(length)


def _wrong_record(record: RawRecord, line: CdxjLine) -> str | None:
    uri = record.fields.get("warc-target-uri", "").removeprefix("<").removesuffix(">")
    if uri != line.url:
        return f"names {line.url} and opens {uri}"
    if (record.kind == "revisit") != (line.mime == REVISIT_MIME):
        return f"calls a {record.kind} {line.mime}"
    found = _digest(record)
    return None if found in {None, line.digest} else f"names the digest {line.digest} and opens {found}"


def _digest(record: RawRecord) -> str | None:
    if record.kind == "revisit":
        return record.fields.get("warc-payload-digest")
    if record.fields.get("content-type", "").startswith("application/http"):
        return sha1_digest(read_response(record.block).payload)
    return sha1_digest(record.block)


def _wrong_pages(package: zipfile.ZipFile) -> Iterator[str]:
    try:
        with package.open("pages/pages.jsonl") as file:
            yield from filter(None, map(_wrong_page, itertools.count(1), file))
    except (KeyError, zipfile.BadZipFile) as error:
        yield f"pages/pages.jsonl: cannot be read ({error})"


def _wrong_page(number: int, line: bytes) -> str | None:
    try:
        page = msgspec.json.decode(line, type=dict[str, Any])
    except NO_JSON:
        return f"pages/pages.jsonl: line {number} is no JSON"
    if number > 1 and not (page.get("url") and page.get("ts")):
        return f"pages/pages.jsonl: line {number} names no address or time"
    return None
