"""Rebuild: records and index from the WARC files alone, put in the place of the old ones.

The new files are made in a folder beside them; the old ones are kept in a folder named for the moment.
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from archiver.cut import TRUNCATED
from archiver.disk import storage_error, sync_folder
from archiver.errors import StorageError, UsageError
from archiver.learning import learn
from archiver.media import complete_present
from archiver.models import NotAnArticle, Quarantined, Record, Withdrawn
from archiver.moved import withdrawn
from archiver.posted import is_posted
from archiver.recognised import NAME as PLATFORM
from archiver.recording import due_again, note_alias, note_response, record_answer
from archiver.replay.reading import Answer, Job, answers_in, portal_of, recognise_anew
from archiver.store import Folder, PortalStore
from archiver.store import index as index_file
from archiver.store.checksums import forget, seal
from archiver.store.folder import LOGS
from archiver.store.lock import Lock
from archiver.warc import Skipped, recover
from archiver.warc.reader import ignore

NOT_IN_ARCHIVE = (
    "requests that brought no answer: their number, and when they were made",
    "addresses that were discovered and never fetched, and when each was discovered",
)
"""What the archive does not tell: it leaves no bytes."""

_NEW = "rebuild.part"
_OLD = "before-rebuild-"


class RebuiltLog(Record, frozen=True, kw_only=True):
    """One log, as it was made anew."""

    name: str
    lines: int
    same: bool
    """Whether it equals the old one, byte for byte."""
    differs_from: int | None
    """Number of the first line that differs from the old one; None where none does."""


class Rebuilt(Record, frozen=True, kw_only=True):
    """What a rebuild made."""

    portal: str
    responses: int
    logs: tuple[RebuiltLog, ...]
    backup: str
    """The folder with the old files."""
    repairs: tuple[str, ...]
    """One sentence for each thing about the archive that was repaired first."""
    skipped: tuple[str, ...]
    """One sentence for each place of the archive that could not be read."""
    not_in_archive: tuple[str, ...] = NOT_IN_ARCHIVE


Clock = Callable[[], dt.datetime]


def rebuild(job: Job, *, jobs: int, now: Clock) -> Rebuilt:
    """Make a portal's logs and index anew from its archive, with `jobs` processes, and put them in place.

    Raises UsageError where there is no archive, PortalBusy where another run holds the portal, StorageError.
    """
    if not job.warc.is_dir():
        raise UsageError(f"{job.warc} does not exist: nothing of {job.portal} was archived there.")
    folder = Folder.of(job.data, job.portal)
    lock = Lock(folder, now())
    try:
        repairs = tuple(str(repair) for repair in recover(folder.warc))
        skipped: list[Skipped] = []
        if not (folder.root / PLATFORM).exists():
            recognise_anew(job)
        new = Folder.of(folder.root / _NEW, job.portal)
        responses = _made(job, new, jobs=jobs, now=now, on_skip=skipped.append)
        logs = tuple(_compared(new.log(name), folder.log(name)) for name in LOGS)
        backup = _put_in_place(new, folder, now())
    finally:
        lock.release()
    return Rebuilt(
        portal=job.portal,
        responses=responses,
        logs=logs,
        backup=str(backup),
        repairs=repairs,
        skipped=tuple(map(str, skipped)),
    )


def _made(job: Job, new: Folder, *, jobs: int, now: Clock, on_skip: Callable[[Skipped], None]) -> int:
    """Fill a new store and return how many responses there were; whatever ends it early, nothing is left."""
    _remove(new.root.parent)
    try:
        new.make()
        with PortalStore.open(new.root.parent, job.portal, now=now) as store:
            responses = read_into(store, job, jobs=jobs, on_skip=on_skip)
            learn(store, portal_of(job), Folder.of(job.data, job.portal))
    except BaseException:
        shutil.rmtree(new.root.parent, ignore_errors=True)  # on a full disk it is what fills it
        raise
    return responses


def read_into(store: PortalStore, job: Job, *, jobs: int, on_skip: Callable[[Skipped], None]) -> int:
    """Record all that a portal's archive holds in a store, and return how many responses that were.

    What the store knows already is not recorded twice, but for visits to pages that are no articles.
    """
    portal_of.cache_clear()
    portal = portal_of(job)
    answers = answers_in(job, store, jobs=jobs, on_skip=on_skip)
    number = 0
    for answer in answers:
        if answer.outcome is not None:
            complete_present(store, answer.outcome, portal, job.warc)
        number += note_answer(store, answer, portal.facts.reread)
    return number


def refill_index(store: PortalStore, job: Job, *, jobs: int) -> None:
    """Note in a portal's index what only the archive tells: payloads, and what each address answered."""
    portal_of.cache_clear()
    for answer in answers_in(job, store, jobs=jobs, on_skip=ignore):
        if answer.capture.source == "live":
            _note_response(store, answer)
    due_again(store, portal_of(job).facts.reread)


def note_answer(store: PortalStore, answer: Answer, ages: Sequence[int]) -> int:
    """Record one answer as the crawl does: its payload, its page, its address; return 1."""
    capture, outcome = answer.capture, answer.moved or answer.outcome
    if _has_payload(answer):
        _note_payload(store, answer)
    if isinstance(outcome, Quarantined) and outcome.reason == TRUNCATED:
        store.record(outcome)
    elif outcome is not None:
        record_answer(
            store,
            outcome,
            capture,
            asked_url=answer.asked_url,
            etag=answer.etag,
            last_modified=answer.last_modified,
            ages=ages,
        )
    return 1


def _note_response(store: PortalStore, answer: Answer) -> None:
    if _has_payload(answer):
        _note_payload(store, answer)
    outcome = withdrawn(answer.moved) if answer.moved else answer.outcome
    if isinstance(outcome, NotAnArticle) or (
        isinstance(outcome, Withdrawn)
        and (store.was_read(outcome.id, outcome.capture) or not store.is_of_article(outcome))
    ):
        store.record(outcome)
    if outcome is not None:
        note_alias(store, outcome, answer.asked_url)
        note_response(
            store,
            answer.capture,
            asked_url=answer.asked_url,
            etag=answer.etag,
            last_modified=answer.last_modified,
        )


def _has_payload(answer: Answer) -> bool:
    capture = answer.capture
    if is_posted(answer.url):
        return False
    return capture.source != "file" and not answer.revisit and capture.http_status == 200


def _note_payload(store: PortalStore, answer: Answer) -> None:
    capture = answer.capture
    if capture.digest and capture.fetched_at and capture.warc is not None and capture.offset is not None:
        store.note_payload(
            capture.digest,
            url=answer.url,
            date=capture.fetched_at,
            warc=capture.warc,
            offset=capture.offset,
        )


def _compared(new: Path, old: Path) -> RebuiltLog:
    lines, differs = 0, None
    for lines, (line, before) in enumerate(zip(_lines(new), _then_none(_lines(old)), strict=False), 1):
        if differs is None and line != before:
            differs = lines
    same = differs is None and _size(new) == _size(old)
    if differs is None and not same:
        differs = lines + 1
    return RebuiltLog(name=new.name, lines=lines, same=same, differs_from=differs)


def _lines(path: Path) -> Iterator[bytes]:
    if path.exists():
        with path.open("rb") as file:
            yield from file


def _then_none(lines: Iterator[bytes]) -> Iterator[bytes | None]:
    yield from lines
    while True:
        yield None


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _put_in_place(new: Folder, folder: Folder, moment: dt.datetime) -> Path:
    """Keep the old files in a folder of their own, put each new one in its place, and return the folder."""
    backup = _free(folder.root / f"{_OLD}{moment.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}")
    try:
        backup.mkdir()
        for name in LOGS:
            if folder.log(name).exists():
                os.link(folder.log(name), backup / name)
        if folder.index.exists():
            os.link(folder.index, backup / folder.index.name)
        # An index that is missing is made anew from the logs: whatever ends this halfway, nothing is lost.
        index_file.remove(folder.index)
        for name in LOGS:
            new.log(name).replace(folder.log(name))
        new.index.replace(folder.index)
        sync_folder(folder.root)
    except OSError as error:
        raise storage_error(folder.root, error) from error
    _remove(new.root.parent)
    forget(folder.root, (*LOGS, folder.index.name))
    seal(folder.root)
    return backup


def _free(path: Path) -> Path:
    number, free = 1, path
    while free.exists():
        number += 1
        free = path.with_name(f"{path.name}_{number}")
    return free


def _remove(path: Path) -> None:
    try:
        shutil.rmtree(path)
    except FileNotFoundError:
        return
    except OSError as error:
        raise StorageError(
            f"{path} cannot be removed ({error.strerror}); remove it and run again."
        ) from error
