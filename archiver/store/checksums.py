"""SHA-256 of every file of a portal's folder, in a file that `sha256sum -c` reads: `checksums.sha256`.

A file that is closed never changes, so its digest is taken once. A log only grows: its digest holds for the
bytes that were there when the folder was closed, whose number stands in the line before. Before a log's
digest is taken anew, the old one is checked on the way: damage is never sealed. A long log has a digest for
each part of it, so that the end of a run reads its last part and no more; `sha256sum` passes over these.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePath
from typing import BinaryIO

from archiver.disk import storage_error
from archiver.models import Record
from archiver.store.folder import LOGS
from archiver.warc.files import write_whole

NAME = "checksums.sha256"
INDEX = "index.sqlite"
HEADER = "# SHA-256 of the first so many bytes of each file; check with: sha256sum -c checksums.sha256\n"
PART = 64 << 20
"""Bytes of a log that share a digest."""
LARGEST_INDEX = 256 << 20
"""Bytes; a larger index has no digest, which would be taken of all of it after each run."""
_LINES = re.compile(
    r"# (\d{1,18}) bytes\n([0-9a-f]{64})  ([^\n\0]{1,300})\n"
    r"|# (\d{1,18}) bytes, in parts of \d{1,18}: ([^\n\0]{1,300})\n((?:# [0-9a-f]{64}\n)+)"
)
_BLOCK = 1 << 20
BESIDE = ("webarchives/*.jsonl", "learned.json")
"""What indexes of web archives answered, and what pages taught: no archive holds it. Replaced as a whole,
its digest forgotten before."""
_SEALED = ("warc/*.warc.gz", "warc/*.cdxj", "runs/*.json", *BESIDE, *LOGS, INDEX)


class Sealed(Record, frozen=True, kw_only=True):
    """What is known of one file."""

    size: int
    """Bytes that the digests hold for: all of a file, the first of a log."""
    digests: tuple[str, ...]
    """SHA-256 of each `PART` of a log, the last of what is left; one of any other file."""


class Seals(Record, frozen=True, kw_only=True):
    """What the checksum file says."""

    files: dict[str, Sealed]
    """By path below the portal's folder."""
    damaged: str | None = None
    """What is wrong with the checksum file itself."""


def sealed_paths(root: Path) -> Iterator[str]:
    """Yield the paths, below a portal's folder, of the files that are sealed."""
    for pattern in _SEALED:
        yield from sorted(str(path.relative_to(root)) for path in root.glob(pattern) if _is_sealed(path))


def _is_beside(path: str) -> bool:
    """Return whether a person may remove a file, for the next run to do without."""
    return any(PurePath(path).match(pattern) for pattern in BESIDE)


def _is_sealed(path: Path) -> bool:
    return path.is_file() and (path.name != INDEX or is_small(path))


def is_small(index: Path) -> bool:
    """Return whether an index is small enough to have a digest."""
    return index.stat().st_size <= LARGEST_INDEX


def read_seals(root: Path) -> Seals:
    """Return what the checksum file of a portal's folder says; nothing where it is missing or damaged."""
    try:
        text = (root / NAME).read_bytes().decode("utf-8", "replace")
    except FileNotFoundError:
        return Seals(files={}, damaged=f"{NAME} is missing")
    except OSError as error:
        raise storage_error(root / NAME, error) from error
    found = dict(map(_read_seal, _LINES.finditer(text)))
    if rendered(found) != text:
        return Seals(files={}, damaged=f"{NAME} is damaged: its last line does not agree with those above")
    return Seals(files=found)


def _read_seal(match: re.Match[str]) -> tuple[str, Sealed]:
    size, digest, path, long, parted, digests = match.groups()
    if path is not None:
        return path, Sealed(size=int(size), digests=(digest,))
    return parted, Sealed(size=int(long), digests=tuple(digests.replace("# ", "").split()))


def rendered(files: dict[str, Sealed]) -> str:
    """Return the text of a checksum file."""
    text = HEADER + "".join(_lines(path, sealed) for path, sealed in sorted(files.items()))
    return f"{text}# all above: {hashlib.sha256(text.encode('utf-8', 'surrogateescape')).hexdigest()}\n"


def _lines(path: str, sealed: Sealed) -> str:
    if len(sealed.digests) == 1:
        return f"# {sealed.size} bytes\n{sealed.digests[0]}  {path}\n"
    digests = "".join(f"# {digest}\n" for digest in sealed.digests)
    return f"# {sealed.size} bytes, in parts of {PART}: {path}\n{digests}"


def seal(root: Path) -> None:
    """Take the digests of what is new in a portal's folder, for the one who holds its lock.

    A closed file that is sealed keeps its digest, also when it is gone, a log whose sealed bytes changed its
    old one: `verify` tells of them. Raises StorageError.
    """
    before = read_seals(root).files
    try:
        after = {path: _sealed(root / path, before.get(path)) for path in sealed_paths(root)}
        gone = (path for path in before if path not in after and not _is_beside(path))
        missing = {path: before[path] for path in gone}
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
    if path.stat().st_size <= before.size:
        return before
    whole = before.size // PART
    if digest_of(path, before.size, since=whole * PART).digests != before.digests[whole:]:
        return before
    now = digest_of(path, since=whole * PART)
    return Sealed(size=now.size, digests=(*before.digests[:whole], *now.digests))


def digest_of(path: Path, size: int | None = None, *, since: int = 0) -> Sealed:
    """Return the digests of a file's first `size` bytes, or of all; only those of the parts from `since` on.

    `size` in it is how many bytes there were, with those before `since`.
    """
    with path.open("rb") as file:
        there = os.fstat(file.fileno()).st_size
        end = there if size is None else min(size, there)
        part = PART if path.name in LOGS else max(end, 1)
        file.seek(since)
        starts = range(since, max(end, 1), part)
        return Sealed(size=end, digests=tuple(_digest(file, min(part, end - start)) for start in starts))


def _digest(file: BinaryIO, length: int) -> str:
    """Return the digest of the next `length` bytes of an open file."""
    digest = hashlib.sha256()
    while length > 0 and (block := file.read(min(length, _BLOCK))):
        digest.update(block)
        length -= len(block)
    return digest.hexdigest()
