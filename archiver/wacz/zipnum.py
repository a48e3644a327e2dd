"""The index inside a package: sorted CDXJ in gzip blocks, and a small table of where each block begins.

The form is that of `wacz create`: pywb reads `index.cdx.gz` as a whole, ReplayWeb.page finds a capture by
`index.idx` and loads one block.
"""

from __future__ import annotations

import hashlib
import heapq
import itertools
import operator
import zlib
from collections.abc import Iterable, Iterator

import msgspec

from archiver.wacz.selection import Part, lines_of
from archiver.warc.cdxj import CdxjLine

LINES = 1024
"""Lines of a block."""
INDEX = "index.cdx.gz"
META = f'!meta 0 {{"format": "cdxj-gzip-1.0", "filename": "{INDEX}"}}\n'.encode()
_LEVEL, _GZIP = 6, 31


def index_lines(parts: Iterable[Part]) -> Iterator[bytes]:
    """Yield the CDXJ lines of all that is taken, sorted, each with its place in the package."""
    yield from heapq.merge(*map(placed_lines, parts))


def placed_lines(part: Part) -> Iterator[bytes]:
    """Yield the lines of one file; those of one address and second are put in order by their new places."""
    for _, same in itertools.groupby(lines_of(part.path), key=operator.itemgetter(0, 1)):
        yield from sorted(line for found in same if (line := _line(part, *found)))


def _line(part: Part, key: str, time: str, line: CdxjLine) -> bytes | None:
    place = part.place(int(line.offset))
    if place is None:
        return None
    fields = msgspec.structs.replace(line, offset=str(place), filename=part.path.name)
    return f"{key} {time} ".encode("utf-8", "surrogatepass") + msgspec.json.encode(fields) + b"\n"


def blocks(lines: Iterable[bytes]) -> Iterator[tuple[bytes, bytes]]:
    """Yield each block, as a gzip member, and its line for the table."""
    rest, offset = iter(lines), 0
    while block := list(itertools.islice(rest, LINES)):
        compressor = zlib.compressobj(_LEVEL, zlib.DEFLATED, _GZIP)
        member = compressor.compress(b"".join(block)) + compressor.flush()
        facts = {
            "offset": offset,
            "length": len(member),
            "digest": f"sha256:{hashlib.sha256(member).hexdigest()}",
            "filename": INDEX,
        }
        key = b" ".join(block[0].split(b" ", 2)[:2])
        yield member, key + b" " + msgspec.json.encode(facts) + b"\n"
        offset += len(member)
