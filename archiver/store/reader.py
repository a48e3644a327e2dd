"""Reading the store of one portal: never waits for a writer and never makes one wait."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Self

from msgspec import structs

from archiver.disk import storage_error
from archiver.errors import StorageError, UsageError
from archiver.store import histories
from archiver.store.articles import reading_key
from archiver.store.database import Database, moment
from archiver.store.folder import ARTICLES, Folder
from archiver.store.histories import Stretch
from archiver.store.index import Index
from archiver.store.log import Log
from archiver.store.records import UnreadArticle
from archiver.store.recovery import Logs, article_flaw, catch_up, damage_said

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence
    from types import TracebackType

    from archiver.models import Article, Capture, Quarantined, Withdrawn
    from archiver.store.articles import Place
    from archiver.store.histories import First, History, Unanswered, Version
    from archiver.store.records import Counts, Damage, Earlier, KnownUrl, Reading


class PortalReader:
    """What the folder of one portal holds, as of its last commit.

    Iterators read in chunks: memory does not grow with the archive, and the store may be written to in
    between. A damaged line is skipped and named in `damage`. Failures of the disk raise `StorageError`.
    """

    def __init__(self, folder: Folder, logs: Logs, index: Index, notices: list[str]) -> None:
        self.folder = folder
        self.notices = notices
        """One sentence for each thing that was repaired or found damaged while opening."""
        self._logs = logs
        self._index = index
        self._unread: Log[UnreadArticle] | None = None

    @classmethod
    def open_for_reading(cls, data: Path, portal: str) -> PortalReader:
        """Return the store of a portal without its lock; raises `UsageError` where it has no folder."""
        folder = Folder.of(data, portal)
        if not folder.root.is_dir():
            raise UsageError(f"{folder.root} does not exist: nothing of {portal} was archived there.")
        index = _sound_index(folder)
        logs = Logs.open(folder, write=False)
        if index and index.agrees_with(logs.by_name()):
            return cls(folder, logs, index, [])
        if index:
            index.database.close()
        return _TemporaryReader(folder, logs)

    @property
    def index_path(self) -> Path:
        """Where the index lies that is read; elsewhere than in the folder where that has no sound one."""
        return self._index.database.path

    @property
    def unindexed(self) -> int:
        """Bytes of the logs that the index does not tell of yet, because a writer is at work."""
        return sum(log.size - self._index.position(log.path.name).size for log in self._logs)

    def stretches(self, most: int, most_bytes: int) -> Iterator[Stretch]:
        """Yield all articles in stretches of at most so many and about so many bytes of lines."""
        return histories.stretches(self._index.database, most, most_bytes)

    def histories(self, part: Stretch = Stretch()) -> Iterator[History]:  # noqa: B008 - frozen
        """Yield all that is known of each article of a stretch, in the order of ids."""
        return histories.histories(self._index.database, self._logs.observations, part)

    def versions_of(self, part: Stretch) -> Iterator[History]:
        """Yield the articles of a stretch as `histories` does, without their readings."""
        return histories.histories(self._index.database, None, part)

    def lines(self, versions: Sequence[Version]) -> list[Article | None]:
        """Return the articles as their lines were written; null for a damaged line."""
        return self._logs.articles.many([(version.offset, version.length) for version in versions])

    def unread_lines(self, versions: Sequence[Version]) -> list[UnreadArticle | None]:
        """Return the articles as `lines` does, their bodies unread."""
        if self._unread is None:
            self._unread = Log(self.folder.log(ARTICLES), UnreadArticle, article_flaw, write=False)
        return self._unread.many([(version.offset, version.length) for version in versions])

    def unanswered(self, before: dt.datetime) -> Iterator[Unanswered]:
        """Yield the addresses discovered before the moment that brought no page."""
        return histories.unanswered(self._index.database, before)

    def first_reading(self) -> First:
        """Return when any article was read first."""
        return histories.first_reading(self._index.database)

    def first_and_last(self) -> tuple[str, str] | None:
        """Return the first and the last id of all articles; null where there are none."""
        return histories.first_and_last(self._index.database)

    def knows(self, article_id: str) -> bool:
        """Return whether anything was ever read of the article."""
        return self._index.articles.find(article_id) is not None

    def get(self, article_id: str) -> Article | None:
        """Return the article's present version, with `first_seen` and `last_seen` as known by now."""
        row = self._index.articles.find(article_id)
        if row is None or row.offset is None or row.length is None:
            return None
        return self._article(row.offset, row.length, row.first_seen, row.version_seen)

    def is_of_article(self, page: Withdrawn) -> bool:
        """Return whether what is gone is an article: its address says so, or one was read there."""
        return not page.unsure or self.get(page.id) is not None

    def articles(self) -> Iterator[Article]:
        """Yield the present version of each article, in the order of their ids."""
        for row in self._index.articles.rows():
            if row.offset is not None and row.length is not None:
                article = self._article(row.offset, row.length, row.first_seen, row.version_seen)
                if article is not None:
                    yield article

    def versions(self, article_id: str) -> Iterator[Article]:
        """Yield all versions of the article, in the order in which they were recorded."""
        row = self._index.articles.find(article_id)
        places: Iterator[Place] = self._index.articles.versions(row.key) if row else iter(())
        for place in places:
            article = self._article(*place)
            if article is not None:
                yield article

    def observations(self, article_id: str) -> Iterator[Reading]:
        """Yield all observations of the article, in the order in which they were recorded."""
        row = self._index.articles.find(article_id)
        for offset, length in self._index.articles.readings(row.key) if row else ():
            reading = self._logs.observations.at(offset, length)
            if reading is not None:
                yield reading

    def readings(self) -> Iterator[Reading]:
        """Yield every observation of every article, in the order in which they were recorded."""
        return (line.record for line in self._logs.observations.lines())

    def quarantined(self) -> Iterator[Quarantined]:
        """Yield every page in quarantine, in the order in which they were recorded."""
        return (line.record for line in self._logs.quarantine.lines())

    def own_visits(self, article_id: str) -> int:
        """Return how many times we asked for the article's page, 0 for one that is unknown."""
        row = self._index.articles.find(article_id)
        return row.own_visits if row else self._index.articles.visits_unread(article_id)

    def was_read(self, article_id: str, capture: Capture) -> bool:
        """Return whether this very capture is among the article's observations."""
        row = self._index.articles.find(article_id)
        key = reading_key(capture.source, capture.fetched_at, capture.warc, capture.offset)
        return row is not None and key is not None and self._index.articles.has_reading(row.key, key)

    def last_recorded(self, warc: str) -> int:
        """Return the largest offset in a WARC file that the last lines of the logs name; -1 for none."""
        captures = (
            *((line.record.warc, line.record.offset) for line in self._logs.observations.last_lines()),
            *(
                (line.record.capture.warc, line.record.capture.offset)
                for line in self._logs.quarantine.last_lines()
            ),
        )
        return max((offset for name, offset in captures if name == warc and offset is not None), default=-1)

    def is_quarantined(self, page: Quarantined) -> bool:
        """Return whether this page, with this reason and payload, is in quarantine."""
        return self._index.has_quarantined(page)

    def view_count(self, article_id: str) -> int | None:
        """Return the view count that was printed last, on the article's page or a listing."""
        row = self._index.articles.find(article_id)
        return row.view_count if row else None

    def known_url(self, url: str) -> KnownUrl | None:
        """Return what is known of a canonical address: its state, validators, article."""
        return self._index.urls.find(url)

    def known_urls(self) -> Iterator[KnownUrl]:
        """Yield what is known of every address, first noted first."""
        return self._index.urls.all()

    def pending(self) -> Iterator[str]:
        """Yield the addresses that were discovered and never fetched, first discovered first."""
        return self._index.urls.pending()

    def forbidden(self) -> Iterator[str]:
        """Yield the addresses that were never read because robots.txt forbids them."""
        return self._index.urls.forbidden()

    def due(self, at: dt.datetime) -> Iterator[str]:
        """Yield the addresses that are to be asked for again by `at`, the longest due first."""
        return self._index.urls.due(at)

    def find_earlier(self, digest: str) -> Earlier | None:
        """Return the earliest capture of the payload with this digest (`sha1:` and base32)."""
        return self._index.urls.find_earlier(digest)

    def counts(self) -> Counts:
        """Return how much the folder holds; takes no time."""
        return self._index.counts()

    @property
    def damage(self) -> tuple[Damage, ...]:
        """The damaged lines met so far, by log and in the order of meeting them."""
        logs = (*self._logs, self._unread) if self._unread else self._logs
        return tuple({(found.log, found.offset): found for log in logs for found in log.damage}.values())

    @property
    def damaged_lines(self) -> int:
        """The number of damaged lines met so far; may exceed those that `damage` names."""
        return sum(log.damaged for log in self._logs)

    def close(self) -> None:
        """Close all files."""
        self._index.database.close()
        self._logs.close()
        if self._unread:
            self._unread.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _article(
        self, offset: int, length: int, first_seen: int | None, last_seen: int | None
    ) -> Article | None:
        article = self._logs.articles.at(offset, length)
        if article is None:
            return None
        return structs.replace(article, first_seen=moment(first_seen), last_seen=moment(last_seen))


def _sound_index(folder: Folder) -> Index | None:
    """Return the index, opened before the logs: they only grow, so they hold at least what it knows."""
    if not folder.index.is_file():
        return None
    database = Database.open_for_reading(folder.index)
    try:
        return Index(database)
    except StorageError:
        database.close()
        return None


class _TemporaryReader(PortalReader):
    """A reader of a folder without a sound index: it builds one of its own, elsewhere."""

    def __init__(self, folder: Folder, logs: Logs) -> None:
        with contextlib.ExitStack() as undo:
            undo.callback(logs.close)
            self._temporary = _temporary_folder()
            undo.callback(shutil.rmtree, self._temporary, ignore_errors=True)
            database = Database.create(self._temporary / "index.sqlite")
            undo.callback(database.close)
            index = Index(database)
            catch_up(index, logs)
            undo.pop_all()
        said = (
            f"{folder.index} is missing or damaged; for this reading it was rebuilt from the logs elsewhere."
        )
        super().__init__(folder, logs, index, [said, *damage_said(logs)])

    def close(self) -> None:
        super().close()
        shutil.rmtree(self._temporary, ignore_errors=True)


def _temporary_folder() -> Path:
    try:
        return Path(tempfile.mkdtemp(prefix="archiver-index-"))
    except OSError as error:
        raise storage_error(tempfile.gettempdir(), error) from error
