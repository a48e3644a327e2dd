"""Replay: a portal's archive compared with its records, and the differences written if asked to."""

from __future__ import annotations

import functools
from collections import Counter
from pathlib import Path

import msgspec

from archiver.errors import UsageError
from archiver.models import Article, NotAnArticle, Outcome, Record
from archiver.replay.chunks import Chunk, chunks_of
from archiver.replay.comparing import Difference, Summary, Tally, differences
from archiver.replay.parallel import in_order
from archiver.replay.reading import Answer, Following, Job, portal_of, read_chunk
from archiver.store import PortalReader, PortalStore
from archiver.warc import Skipped
from archiver.warc.volume import OPEN


class Compared(Record, frozen=True, kw_only=True):
    """An answer and how it differs from the records."""

    answer: Answer
    """With no more of its outcome than that there is one: what matters of it is in the differences."""
    is_article: bool
    differences: tuple[Difference, ...]


def replay(job: Job, *, jobs: int, store: PortalStore | None = None) -> Summary:
    """Read a portal's archive anew with `jobs` processes and return what differs from its records.

    With the portal's open `store` the differences are written: a version that reads otherwise gets a line of
    the same number, an article or edit that no record knows a version of its own. Nothing is ever removed.
    Raises UsageError where there is no archive, StorageError.
    """
    if not job.warc.is_dir():
        raise UsageError(f"{job.warc} does not exist: nothing of {job.portal} was archived there.")
    portal_of.cache_clear()
    tally, following = Tally(job.portal), Following()
    for warc, readings in _missing(job).items():
        tally.miss(warc, readings)
    work, taking = functools.partial(compare_chunk, job), _Taking(tally, store)
    try:
        for compared, skipped in in_order(work, chunks_of(job.warc), jobs=jobs):
            for skip in skipped:
                tally.skip(skip)
            for one in compared:
                tally.count("responses")
                if following.followed(one.answer).outcome is not None:
                    taking.take(one)
    finally:
        _close_readers()
    return tally.summary()


def _missing(job: Job) -> dict[str, int]:
    """Return how many readings are of each WARC file that the records name and that is not there."""
    with PortalReader.open_for_reading(job.data, job.portal) as store:
        named = Counter(reading.warc for reading in store.readings() if reading.warc)
    files = {path.name.removesuffix(OPEN) for path in job.warc.iterdir()}
    return {warc: count for warc, count in sorted(named.items()) if warc not in files}


def compare_chunk(job: Job, chunk: Chunk) -> tuple[list[Compared], list[Skipped]]:
    """Return how the answers of one piece of the archive differ from the records."""
    answers, skipped = read_chunk(job, chunk)
    store = _reader(job.data, job.portal)
    return [_compared(answer, store) for answer in answers], skipped


def _compared(answer: Answer, store: PortalReader) -> Compared:
    outcome = answer.outcome if answer.cut == "whole" else None
    found = tuple(differences(outcome, answer.capture, store)) if outcome else ()
    return Compared(answer=_without_text(answer), is_article=isinstance(outcome, Article), differences=found)


class _Taking:
    """Takes what differs in, in the order of the archive."""

    def __init__(self, tally: Tally, store: PortalStore | None) -> None:
        self._tally = tally
        self._store = store
        self._read: set[tuple[str, str]] = set()

    def take(self, compared: Compared) -> None:
        """Count a page, and count and write what differs in it."""
        self._tally.count("pages")
        self._tally.count("articles", compared.is_article)
        for difference in compared.differences:
            if self._is_new(difference):
                if self._store is not None:
                    self._tally.count("applied", _written(difference, self._store))
                self._tally.add(difference)

    def _is_new(self, difference: Difference) -> bool:
        """Return False for a visit that shows what another one, read anew as well, shows."""
        outcome = difference.outcome
        if not isinstance(outcome, Article):
            return True
        content = (outcome.id, outcome.content_sha256)
        known = content in self._read
        self._read.add(content)
        return not (known and difference.kind == "edit")


def _written(difference: Difference, store: PortalStore) -> bool:
    """Write a difference and return whether that made a line."""
    outcome: Outcome = difference.outcome
    if difference.kind == "reread" and isinstance(outcome, Article):
        store.reread(outcome)
        return True
    if difference.kind == "edit" and isinstance(outcome, Article):
        versions = store.versions(outcome.id)
        if any(version.content_sha256 == outcome.content_sha256 for version in versions):
            return False
    change = store.record(outcome)
    return change.line or change.observed


def _without_text(answer: Answer) -> Answer:
    """Return an answer with no more of its outcome than that there is one."""
    if answer.outcome is None:
        return answer
    return msgspec.structs.replace(answer, outcome=NotAnArticle(url=answer.url, what="other"), if_cut=None)


_readers: dict[tuple[Path, str], PortalReader] = {}
"""The records that this process reads; kept open from one piece of the archive to the next."""


def _reader(data: Path, portal: str) -> PortalReader:
    if (data, portal) not in _readers:
        _readers[data, portal] = PortalStore.read(data, portal)
    return _readers[data, portal]


def _close_readers() -> None:
    while _readers:
        _readers.popitem()[1].close()
