"""A CDXJ file against the records that it should name."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from archiver.store.checksums import Sealed
from archiver.verify.findings import Finding
from archiver.verify.seals import grown, seal_finding
from archiver.warc.cdxj import parse_line


def cdxj_findings(
    path: Path, expected: dict[int, bytes], seals: dict[str, Sealed], *, warc_is_sound: bool
) -> Iterator[Finding]:
    """Yield what is wrong with a CDXJ; `expected` holds each record's line by the record's offset.

    Each of its lines must be one of these, each of these must be there, and all in the order of their bytes.
    """
    name = f"warc/{path.name}"
    if not path.is_file():
        yield Finding(file=name, what="it is missing", remedy="cdxj")
        return
    lines = path.read_bytes().splitlines(keepends=True)
    wrong = list(_wrong_lines(name, lines, expected))
    yield from wrong
    if not wrong and warc_is_sound:
        if found := seal_finding(path, name, seals, remedy="cdxj"):
            yield found
        elif grown(path, seals.get(name)):
            yield Finding(file=name, what="it has grown since it was closed", remedy="cdxj")


def _wrong_lines(name: str, lines: list[bytes], expected: dict[int, bytes]) -> Iterator[Finding]:
    right, there, position = set(expected.values()), set(lines), 0
    for number, line in enumerate(lines, 1):
        if line not in right:
            yield _wrong(name, position, number, _why(line, expected))
        elif number > 1 and lines[number - 2] >= line:
            yield _wrong(name, position, number, "the line is not in its place: lines are not sorted")
        position += len(line)
    for offset, line in expected.items():
        if line not in there:
            yield _wrong(name, None, None, f"the record at byte {offset} of the WARC file has no such line")


def _why(line: bytes, expected: dict[int, bytes]) -> str:
    parsed = parse_line(line)
    if parsed is None:
        return "it is no CDXJ line"
    offset = parsed[2].offset
    if not offset.isdecimal() or int(offset[:18]) not in expected:
        return f"no capture begins at byte {offset[:18]} of the WARC file"
    return f"the record at byte {offset} of the WARC file says otherwise"


def _wrong(name: str, offset: int | None, number: int | None, what: str) -> Finding:
    record = None if number is None else f"line {number}"
    return Finding(file=name, offset=offset, record=record, what=what, remedy="cdxj")
