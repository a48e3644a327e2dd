"""Writing the store of one portal: what the road made of a page becomes log lines and index rows.

Order of writing: the WARC record (by the archive) → log lines → index. Log lines go to the operating system
with each call, so they survive the death of the process at any instant. A commit puts the archive
(`before_commit`), then the logs on the disk (fsync), then commits the index: after a loss of power each layer
holds at least what the next one says. Opening the store again cuts torn lines and reads into the index what
the logs hold beyond it.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from archiver.disk import sync_folder
from archiver.errors import StorageError
from archiver.store import index as index_file
from archiver.store.checksums import forget, seal
from archiver.store.folder import Folder
from archiver.store.lock import Lock
from archiver.store.reader import PortalReader
from archiver.store.recorder import Recorder
from archiver.store.records import ALIAS, FORBIDDEN, Earlier
from archiver.store.recovery import Logs, catch_up, cut_torn_tails, damage_said, open_index
from archiver.store.urls import Fetch

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from archiver.models import Article, Capture, Outcome, Source
    from archiver.store.index import Index
    from archiver.store.records import Change, UrlState

    Clock = Callable[[], dt.datetime]

COMMIT_RECORDS = 500
COMMIT_SECONDS = 5.0


class PortalStore(PortalReader):
    """The store of one portal, open for its one writer; a context manager.

    Commits by itself every `COMMIT_RECORDS` changes and with the first change after `COMMIT_SECONDS`.
    Failures of the disk are raised as `StorageError`; the logs are then cut back to their last good line.
    """

    def __init__(self, folder: Folder, lock: Lock, logs: Logs, index: Index, now: Clock) -> None:
        super().__init__(folder, logs, index, [])
        self.rebuilt = False
        """True where the index was rebuilt: validators, payload digests and addresses that were not fetched
        are to be noted again from the archive."""
        self.left_open: tuple[str, ...] = ()
        """WARC files that a killed run left open: they may hold what it did not come to record."""
        self.before_commit: Callable[[], None] = lambda: None
        """Called before each commit: puts the WARC file on the disk, of which the logs tell."""
        self._lock = lock
        self._recorder = Recorder(logs, index)
        self._now = now
        self._changed = 0
        self._committed_at = now()
        self._open = True

    @classmethod
    def open(cls, data: Path, portal: str, *, now: Clock) -> PortalStore:
        """Return the store of a portal for writing, repaired if need be, its folder made if it is missing.

        `now` gives the present moment (UTC). Raises `PortalBusy` at once where another process writes,
        `UsageError` for a bad portal id, `StorageError`.
        """
        folder = Folder.of(data, portal)
        folder.make()
        with contextlib.ExitStack() as undo:
            lock = Lock(folder, now())
            undo.callback(lock.release)
            logs = Logs.open(folder, write=True)
            undo.callback(logs.close)
            cut = cut_torn_tails(logs)
            index, wrong = open_index(folder.index, logs.by_name())
            undo.callback(index.database.close)
            catch_up(index, logs)
            sync_folder(folder.root)
            # The index changes from here on: after a kill its old digest would look like damage.
            forget(folder.root, [folder.index.name])
            store = cls(folder, lock, logs, index, now)
            undo.pop_all()
        store.rebuilt = wrong is not None
        store.notices = [*cut, *([wrong] if wrong else []), *damage_said(logs)]
        return store

    @staticmethod
    def read(data: Path, portal: str) -> PortalReader:
        """Return the store of a portal for reading, without the lock; `UsageError` where there is none."""
        return PortalReader.open_for_reading(data, portal)

    def record(self, outcome: Outcome, *, source: Source = "live") -> Change:
        """Record what the road made of a page, and return what that changed.

        `source` is that of a page that is no article; the other outcomes carry their capture. A capture that
        was recorded before adds no observation, so the archive can be replayed.
        """
        self._check()
        change = self._recorder.record(outcome, source)
        self._count_changes()
        return change

    def reread(self, article: Article) -> None:
        """Record what other rules read in a version that is known: a line of the same number, no edit.

        The last line of a version is the one that holds.
        """
        self._check()
        self._recorder.reread(article)
        self._count_changes()

    def observe(self, article_id: str, capture: Capture, *, view_count: int | None, read: bool) -> Change:
        """Record an observation of an article without its content; of an unknown one once it is read.

        `read`: the article's page was asked for and is unchanged (304). Otherwise the view count comes from a
        listing or feed (whose capture it is): no visit of ours, and `last_seen` stays.
        """
        self._check()
        change = self._recorder.observe(article_id, capture, view_count, read=read)
        self._count_changes()
        return change

    def discover(self, urls: Iterable[str]) -> int:
        """Note canonical addresses, pending if they are unknown; return how many were."""
        self._check()
        new = self._index.urls.discover(urls, self._now())
        self._count_changes(new)
        return new

    def fetched(  # noqa: PLR0913 - what an address answered, by name
        self,
        url: str,
        *,
        at: dt.datetime | None,
        status: int | None,
        state: UrlState = "done",
        etag: str | None = None,
        last_modified: str | None = None,
        digest: str | None = None,
        next_due: dt.datetime | None = None,
    ) -> None:
        """Note the answer of an address, and when to ask it again, null for never.

        State `error` counts an attempt, `done` starts them from 0. A 304 keeps the validators and the digest.
        """
        self._check()
        fetch = Fetch(at, status, etag, last_modified, digest)
        self._index.urls.response(url, fetch, state, next_due)
        self._count_changes()

    def failed(self, url: str, *, next_due: dt.datetime | None = None) -> None:
        """Note a request that brought no answer, and when to ask again."""
        self.fetched(url, at=self._now(), status=None, state="error", next_due=next_due)

    def note_alias(self, url: str, article_id: str, at: dt.datetime | None) -> None:
        """Note that an address shows a known article whose own address is another; an unknown one is left."""
        self._check()
        row = self._index.articles.find(article_id)
        if row is not None:
            self._index.urls.page(url, ALIAS, row.key, at)
            self._count_changes()

    def note_forbidden(self, url: str) -> None:
        """Note that robots.txt forbids a known address; one that was read before stays what it was."""
        self._check()
        known = self._index.urls.find(url)
        if known is not None and known.what is None:
            self._index.urls.page(url, FORBIDDEN, None, known.fetched_at)
            self._count_changes()

    def schedule(self, url: str, due: dt.datetime | None) -> None:
        """Set when a known address is to be asked for again; null for never."""
        self._check()
        self._index.urls.schedule(url, due)
        self._count_changes()

    def note_payload(self, digest: str, *, url: str, date: dt.datetime, warc: str, offset: int) -> None:
        """Note a capture of the payload with this digest; `find_earlier` tells the earliest."""
        self._check()
        self._index.urls.note_payload(digest, Earlier(url=url, date=date, warc=warc, offset=offset))
        self._count_changes()

    def commit(self) -> None:
        """Make everything lasting; raises `StorageError`."""
        self._check()
        self.before_commit()
        self._index.database.broken = True
        for log in self._logs:
            log.sync()
        self._index.database.broken = False
        self._index.commit({name: log.position(log.size) for name, log in self._logs.by_name().items()})
        self._changed = 0
        self._committed_at = self._now()

    def now(self) -> dt.datetime:
        """Return the present moment (UTC), by the clock that the store was given."""
        return self._now()

    def keep(self) -> None:
        """Make what was recorded survive the death of the process; a loss of power may still take it back."""
        self._check()
        self._index.commit({name: log.position(log.size) for name, log in self._logs.by_name().items()})

    def close(self) -> None:
        """Commit, close all files, take their checksums and let the next writer in; again, do nothing."""
        with contextlib.ExitStack() as last:
            last.callback(self._lock.release)
            last.callback(self._seal)
            last.callback(self._discard_if_damaged)
            last.callback(super().close)
            if self._changed and not self._index.database.broken:
                self.commit()

    def _check(self) -> None:
        if self._index.database.broken:
            raise StorageError(
                f"{self.folder.root} cannot be written to after a failure; run again: opening repairs it."
            )

    def _count_changes(self, number: int = 1) -> None:
        self._changed += number
        due = (self._now() - self._committed_at).total_seconds() >= COMMIT_SECONDS
        if self._changed >= COMMIT_RECORDS or (due and self._changed):
            self.commit()

    def _seal(self) -> None:
        if self._open and not self._index.database.broken:
            self._open = False
            seal(self.folder.root)

    def _discard_if_damaged(self) -> None:
        if self._index.database.damaged:
            with contextlib.suppress(OSError):
                index_file.remove(self.folder.index)
