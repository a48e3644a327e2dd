"""SHA-256 of every file of a portal's folder, in a file that `sha256sum -c` reads: `checksums.sha256`.

A file that is closed never changes, so its digest is taken once. A log only grows: its digest holds for the
bytes that were there when the folder was closed, whose number stands in the line before. Before a log's
digest is taken anew, the old one is checked on the way: damage is never sealed.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from archiver.models import Record
from archiver.store.folder import LOGS, storage_error
from archiver.warc.files import write_whole

NAME = "checksums.sha256"
INDEX = "index.sqlite"
HEADER = "# SHA-256 of the first so many bytes of each file; check with: sha256sum -c checksums.sha256\n"
_LINES = re.compile(r"# (\d{1,18}) bytes\n([0-9a-f]{64})  ([^\n\0]{1,300})\n")
_BLOCK = 1 << 20
_SEALED = ("warc/*.warc.gz", "warc/*.cdxj", "runs/*.json", *LOGS, INDEX)


class Sealed(Record, frozen=True, kw_only=True):
    """What is known of one file."""

    size: int
    """Bytes that the digest holds for: all of a file, the first of a log."""
    sha256: str


class Seals(Record, frozen=True, kw_only=True):
    """What the checksum file says."""

    files: dict[str, Sealed]
    """By path below the portal's folder."""
    damaged: str | None = None
    """What is wrong with the checksum file itself."""


def sealed_paths(root: Path) -> Iterator[str]:
    """Yield the paths, below a portal's folder, of the files that are sealed."""
    for pattern in _SEALED:
        yield from sorted(str(path.relative_to(root)) for path in root.glob(pattern) if path.is_file())


def read_seals(root: Path) -> Seals:
    """Return what the checksum file of a portal's folder says; nothing where it is missing or damaged."""
    try:
        text = (root / NAME).read_bytes().decode("utf-8", "replace")
    except FileNotFoundError:
        return Seals(files={}, damaged=f"{NAME} is missing")
    except OSError as error:
        raise storage_error(root / NAME, error) from error
    found = {match[3]: Sealed(size=int(match[1]), sha256=match[2]) for match in _LINES.finditer(text)}
    if rendered(found) != text:
        return Seals(files={}, damaged=f"{NAME} is damaged: its last line does not agree with those above")
    return Seals(files=found)


def rendered(files: dict[str, Sealed]) -> str:
    """Return the text of a checksum file."""
    lines = (f"# {sealed.size} bytes\n{sealed.sha256}  {path}\n" for path, sealed in sorted(files.items()))
    text = HEADER + "".join(lines)
    return f"{text}# all above: {hashlib.sha256(text.encode('utf-8', 'surrogateescape')).hexdigest()}\n"


def seal(root: Path) -> None:
    """Take the digests of what is new in a portal's folder, for the one who holds its lock.

    A closed file that is sealed keeps its digest, a log whose sealed bytes changed its old one: `verify`
    tells of them. Raises StorageError.
    """
    before = read_seals(root).files
    try:
        after = {path: _sealed(root / path, before.get(path)) for path in sealed_paths(root)}
        missing = {path: sealed for path, sealed in before.items() if path not in after}
        write_whole(root / NAME, rendered({**missing, **after}).encode())
    except OSError as error:
        raise storage_error(root, error) from error


def forget(root: Path, paths: Iterable[str]) -> None:
    """Drop the digests of files that were made anew or removed; the next `seal` takes them again."""
    gone = set(paths)
    if not (root / NAME).exists():
        return
    kept = {path: sealed for path, sealed in read_seals(root).files.items() if path not in gone}
    write_whole(root / NAME, rendered(kept).encode())


def _sealed(path: Path, before: Sealed | None) -> Sealed:
    if before is None or path.name == INDEX:
        return digest_of(path)
    return _grown(path, before) if path.name in LOGS else before


def _grown(path: Path, before: Sealed) -> Sealed:
    """Return the seal of a log that has grown, or the old one where its old bytes are not as they were."""
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        for block in _blocks(file, before.size):
            digest.update(block)
            size += len(block)
        if size < before.size or digest.hexdigest() != before.sha256:
            return before
        for block in _blocks(file, None):
            digest.update(block)
            size += len(block)
    return Sealed(size=size, sha256=digest.hexdigest())


def digest_of(path: Path, size: int | None = None) -> Sealed:
    """Return the digest of a file's first `size` bytes, or of all; `size` in it is how many there were."""
    digest, read = hashlib.sha256(), 0
    with path.open("rb") as file:
        for block in _blocks(file, size):
            digest.update(block)
            read += len(block)
    return Sealed(size=read, sha256=digest.hexdigest())


def _blocks(file: BinaryIO, size: int | None) -> Iterator[bytes]:
    """Yield the next `size` bytes of an open file, or all that are left, in pieces."""
    left = size
    while left is None or left > 0:
        block = file.read(_BLOCK if left is None else min(left, _BLOCK))
        if not block:
            return
        left = None if left is None else left - len(block)
        yield block
