"""The sightings of a portal's archive: each closed WARC file is looked through once, for it never changes.

What was found in one lies in `<portal>/ledger/<WARC file>.jsonl`, and is made anew where the reader or the
rules of the portal changed. The folder can be deleted at any time, and where it cannot be written the ledger
does without.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import functools
import hashlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import msgspec
from msgspec.structs import replace

from archiver import flow
from archiver.damage import NO_JSON
from archiver.errors import StorageError, UnreadableInput
from archiver.ledger.sightings import Sighting, sightings_of
from archiver.models import Record
from archiver.portal import Portal
from archiver.replay.chunks import warc_files
from archiver.replay.parallel import in_order
from archiver.replay.reading import Job, portal_of
from archiver.warc import Skipped, locate_in, read_records
from archiver.warc.files import write_whole

FOLDER = "ledger"
VERSION = 1
"""Raised with every change of what is noted of a response, beside those that `READER_VERSION` tells of."""


NEVER = dt.datetime.max.replace(tzinfo=dt.UTC)
"""Where an unknown time stands in order: last."""


class Looked(Record, frozen=True, kw_only=True):
    """The first line of a file of sightings: what was looked through, by which rules."""

    version: int
    rules: str
    size: int
    """Bytes of the WARC file."""
    skipped: tuple[str, ...] = ()
    """One sentence for each place that could not be read."""
    digest: str = ""
    """SHA-256 (hex) of the lines after it: what was damaged is looked for again."""


def sightings_in(job: Job, *, jobs: int, on_skip: Callable[[str], None]) -> Iterator[Sighting]:
    """Yield the sightings of a portal's archive, file by file in the order of writing; `jobs` processes look.

    May raise StorageError.
    """
    portal_of.cache_clear()
    work, files = functools.partial(_look, job), warc_files(job.warc)
    unknown = sum(not _is_known(_kept_at(job, warc), _expected(job, warc)) for warc in files)
    for skipped, sightings in in_order(work, files, jobs=min(jobs, unknown)):
        for sentence in skipped:
            on_skip(sentence)
        yield from sightings


def _look(job: Job, warc: Path) -> tuple[tuple[str, ...], list[Sighting]]:
    kept, expected = _kept_at(job, warc), _expected(job, warc)
    known = _known(kept, expected)
    if known is not None:
        return known
    skipped: list[Skipped] = []
    every = _sightings(warc, portal_of(job), skipped)
    found = list(_only_news(sorted(every, key=lambda sighting: sighting.time or NEVER)))
    lines = b"".join(msgspec.json.encode(line) + b"\n" for line in found)
    told = tuple(str(skip) for skip in skipped)
    looked = replace(expected, skipped=told, digest=hashlib.sha256(lines).hexdigest())
    with contextlib.suppress(StorageError, OSError):  # what cannot be kept is looked for again
        kept.parent.mkdir(exist_ok=True)
        write_whole(kept, msgspec.json.encode(looked) + b"\n" + lines)
    return looked.skipped, found


def _kept_at(job: Job, warc: Path) -> Path:
    return job.data / job.portal / FOLDER / f"{warc.name}.jsonl"


def _expected(job: Job, warc: Path) -> Looked:
    rules = f"{flow.READER_VERSION}.{portal_of(job).rules_version}"
    return Looked(version=VERSION, rules=rules, size=warc.stat().st_size)


def _is_known(path: Path, expected: Looked) -> bool:
    """Return whether a file was looked through; what was found in it may still turn out to be damaged."""
    try:
        with path.open("rb") as file:
            looked = msgspec.json.decode(file.readline(), type=Looked)
    except (OSError, ValueError, *NO_JSON):
        return False
    return _is_of(looked, expected)


def _is_of(looked: Looked, expected: Looked) -> bool:
    return replace(looked, skipped=(), digest="") == expected


def _known(path: Path, expected: Looked) -> tuple[tuple[str, ...], list[Sighting]] | None:
    try:
        first, _, lines = path.read_bytes().partition(b"\n")
        looked = msgspec.json.decode(first, type=Looked)
        if not _is_of(looked, expected) or hashlib.sha256(lines).hexdigest() != looked.digest:
            return None
        found = [_decoder.decode(line) for line in lines.splitlines()]
    except (OSError, ValueError, *NO_JSON):
        return None
    return looked.skipped, found


_decoder = msgspec.json.Decoder(Sighting)


def _sightings(warc: Path, portal: Portal, skipped: list[Skipped]) -> Iterator[Sighting]:
    try:
        for response in read_records(warc, locate=locate_in(warc.parent), on_skip=skipped.append):
            yield from sightings_of(response, portal)
    except UnreadableInput as error:
        raise StorageError(str(error)) from error


def _only_news(sightings: Iterable[Sighting]) -> Iterator[Sighting]:
    """Yield sightings, earliest first, with what none before told: the same links stand on every page."""
    told: set[object] = set()

    def is_news(*what: object) -> bool:
        new = what not in told
        told.add(what)
        return new

    for sighting in sightings:
        urls = tuple(url for url in sighting.urls if is_news(sighting.kind, url))
        items = tuple(item for item in sighting.items if is_news(sighting.page, item))
        total = (sighting.page, sighting.total_raw, sighting.listed)
        if urls or items or sighting.kind == "answer" or is_news("total", *total):
            yield replace(sighting, urls=urls, items=items)
