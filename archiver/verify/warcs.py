"""One WARC file against itself, its CDXJ and its checksum."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from archiver.models import Record
from archiver.store.articles import hashed
from archiver.store.checksums import Sealed
from archiver.verify.cdxjs import cdxj_findings
from archiver.verify.findings import Finding
from archiver.verify.members import Member, members_of, odd_header
from archiver.verify.seals import seal_finding
from archiver.warc.cdxj import cdxj_path
from archiver.warc.digests import sha1_digest
from archiver.warc.messages import read_response
from archiver.warc.posts import is_request_of, query_of
from archiver.warc.raw import RawRecord
from archiver.warc.recovery import CAPTURES, line_of_record

_END = b"\r\n\r\n"


class Revisit(Record, frozen=True, kw_only=True):
    """A record whose payload lies in another one."""

    offset: int
    record: str | None
    """WARC-Record-ID."""
    url: str
    """Address of the capture that holds the payload."""
    key: int
    """Key of that capture."""


class WarcCheck(Record, frozen=True, kw_only=True):
    """What was found in one WARC file, and what it holds."""

    name: str
    findings: tuple[Finding, ...]
    captures: dict[int, str]
    """Payload digest of each capture, by the offset of its record."""
    payloads: frozenset[int] = frozenset()
    """Keys of the captures that hold a payload."""
    revisits: tuple[Revisit, ...] = ()


def check_warc(path: Path, seals: dict[str, Sealed]) -> WarcCheck:
    """Return what is wrong with one WARC file and its CDXJ."""
    name, findings = f"warc/{path.name}", list[Finding]()
    lines: dict[int, bytes] = {}
    captures: dict[int, str] = {}
    payloads: set[int] = set()
    revisits: list[Revisit] = []
    offsets: list[int] = []
    last: tuple[RawRecord, int] | None = None
    for member in members_of(path):
        if member.content is None:
            findings.append(_gap(name, member, path.stat().st_size))
            continue
        offsets.append(member.offset)
        record = _record_of(member)
        findings.extend(_record_findings(name, member, record))
        if record and last and is_request_of(record, last[0]):
            query = query_of(record.block)
            if query is not None:
                lines[last[0].offset] = line_of_record(*last, path.name, query)
        last = (record, member.length) if record and record.kind in CAPTURES else None
        if record and last:
            lines[member.offset] = line_of_record(*last, path.name)
            captures[member.offset] = _digest(record)
            if record.kind == "revisit":
                revisits.append(_revisit(record))
            else:
                payloads.add(_key(record.fields.get("warc-target-uri"), record.fields.get("warc-date")))
    findings.extend(_sealed(path, name, seals, offsets, sound=not findings))
    findings.extend(cdxj_findings(cdxj_path(path), lines, seals, warc_is_sound=not findings))
    return WarcCheck(
        name=path.name,
        findings=tuple(findings),
        captures=captures,
        payloads=frozenset(payloads),
        revisits=tuple(revisits),
    )


def _gap(name: str, member: Member, size: int) -> Finding:
    if member.offset + member.length == size:
        what = f"the last {member.length} bytes are no whole record: the file is torn"
        return Finding(file=name, offset=member.offset, what=what, remedy="tail")
    what = f"the record here is damaged: {member.length} bytes cannot be unpacked"
    return Finding(file=name, offset=member.offset, what=what, remedy="copy")


def _record_of(member: Member) -> RawRecord | None:
    head, end, rest = (member.content or b"").partition(_END)
    first, *lines = head.decode("utf-8", "replace").split("\r\n")
    pairs = [line.partition(":") for line in lines]
    fields = {key.strip().lower(): value.strip() for key, _, value in pairs}
    length = fields.get("content-length", "")
    if not (end and first.startswith("WARC/1.") and length.isdecimal() and len(length) < 16):
        return None
    if rest[int(length) :] != _END:
        return None
    return RawRecord(
        offset=member.offset, kind=fields.get("warc-type", ""), fields=fields, block=rest[: int(length)]
    )


def _record_findings(name: str, member: Member, record: RawRecord | None) -> Iterator[Finding]:
    if record is None:
        what = "the member here holds no whole WARC record, or more than one"
        yield Finding(file=name, offset=member.offset, what=what, remedy="copy")
        return
    for what in _wrong_with(record):
        known = record.fields.get("warc-record-id")
        yield Finding(file=name, offset=member.offset, record=known, what=what, remedy="copy")


def _wrong_with(record: RawRecord) -> Iterator[str]:
    fields = record.fields
    block_digest = fields.get("warc-block-digest", "")
    if block_digest.startswith("sha1:") and block_digest != sha1_digest(record.block):
        yield "the block's digest is not the one that the record states"
    stated = fields.get("warc-payload-digest", "")
    computed = _computed(record) if record.kind in {"response", "resource"} else stated
    if stated.startswith("sha1:") and stated != computed:
        yield "the payload's digest is not the one that the record states"


def _revisit(record: RawRecord) -> Revisit:
    fields = record.fields
    url = fields.get("warc-refers-to-target-uri", fields.get("warc-target-uri", ""))
    key = _key(url, fields.get("warc-refers-to-date"))
    return Revisit(offset=record.offset, record=fields.get("warc-record-id"), url=url, key=key)


def _key(url: str | None, date: str | None) -> int:
    return hashed(url or "", date or "")


def _computed(record: RawRecord) -> str:
    is_http = record.fields.get("content-type", "").startswith("application/http")
    return sha1_digest(read_response(record.block).payload if is_http else record.block)


def _digest(record: RawRecord) -> str:
    return record.fields.get("warc-payload-digest") or _computed(record)


def _sealed(
    path: Path, name: str, seals: dict[str, Sealed], offsets: list[int], *, sound: bool
) -> Iterator[Finding]:
    found = seal_finding(path, name, seals, remedy="seal" if sound else "copy")
    if found is None:
        return
    odd = odd_header(path, iter(offsets)) if sound and name in seals else None
    if odd is None:
        yield found
    else:
        what = f"{found.what}; every record is sound, the gzip header here is not like the others"
        yield Finding(file=name, offset=odd, what=what, remedy="seal")
