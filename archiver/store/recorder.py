"""What the road made of a page becomes log lines, then index rows; the lines of one page all or none."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from msgspec import structs

from archiver.errors import StorageError
from archiver.models import Article, NotAnArticle, Quarantined, Unmodified, Withdrawn
from archiver.store import history
from archiver.store.articles import reading_key
from archiver.store.log import encoded
from archiver.store.records import Change

if TYPE_CHECKING:
    from collections.abc import Iterator

    import msgspec

    from archiver.models import Capture, Outcome, Source
    from archiver.store.articles import Row
    from archiver.store.index import Index
    from archiver.store.log import AnyLog
    from archiver.store.records import ChangeKind, Reading
    from archiver.store.recovery import Logs


MOST_MENTIONED = 50_000
"""View counts of articles that are not read yet, at most; the next reading of a listing tells them again."""


class Recorder:
    """Writes to the logs and the index of one portal."""

    def __init__(self, logs: Logs, index: Index) -> None:
        self._logs = logs
        self._index = index
        self._mentioned: dict[str, tuple[Capture, int]] = {}

    def record(self, outcome: Outcome, source: Source) -> Change:
        """Record one outcome and return what that changed; `source` is that of a page that is no article.

        Raises `UnicodeEncodeError`, nothing written, for an address that is no text.
        """
        outcome.url.encode()
        if isinstance(outcome, Article):
            return self._article(outcome)
        if isinstance(outcome, Withdrawn):
            return self._withdrawn(outcome)
        if isinstance(outcome, Quarantined):
            return self._quarantined(outcome)
        if isinstance(outcome, Unmodified):
            return self.observe(outcome.id, outcome.capture, None, read=True)
        return self._no_article(outcome, source)

    def reread(self, article: Article) -> None:
        """Write what other rules read in a version that is known, under its number."""
        self._write([article], None)

    def observe(self, article_id: str, capture: Capture, view_count: int | None, *, read: bool) -> Change:
        """Record an observation without content; `read` tells a visit to the page from a mention.

        A count that was mentioned before the article was read is recorded together with its first reading,
        where the article's own page prints none.
        """
        row = self._index.articles.find(article_id)
        if row is None or self._was_read(row, capture):
            if row is None and not read and view_count is not None and len(self._mentioned) < MOST_MENTIONED:
                self._mentioned.setdefault(article_id, (capture, view_count))
            return Change(kind="unchanged", id=article_id)
        version = row.version if read else None
        visits = self._visits(row, article_id, capture)
        reading = history.reading_of(article_id, capture, visits, version)
        self._write([], structs.replace(reading, status=row.status, view_count=view_count))
        return Change(kind="unchanged", id=article_id, version=version, observed=True)

    def _article(self, article: Article) -> Change:
        row, capture = self._index.articles.find(article.id), article.capture
        with_content = self._index.articles.version_with(row.key, article.content_sha256) if row else None
        new = history.needs_version(article, row, with_content)
        lines = history.lines_for(article, row) if new else []
        version = lines[0].version if lines else history.version_read(article, row, with_content)
        lines += self._gone_lines(article, row, row.latest + len(lines) + 1) if row else []
        observed = not (row and self._was_read(row, capture)) and (new or _is_dated(capture))
        visits = self._visits(row, article.id, capture)
        reading = history.reading_of(article.id, capture, visits, version)
        reading = structs.replace(reading, status=article.status, view_count=article.view_count)
        self._write(lines, reading if observed else None)
        self._write_mentioned(article, visits)
        kind = history.kind_of(row, capture, line=new)
        return Change(kind=kind, id=article.id, version=version, line=new, observed=observed)

    def _write_mentioned(self, article: Article, visits: int) -> None:
        """Write the view count that a listing printed before the article was read, if its page has none."""
        mentioned = self._mentioned.pop(article.id, None)
        if mentioned and article.view_count is None:
            capture, view_count = mentioned
            reading = history.reading_of(article.id, capture, visits, None)
            self._write([], structs.replace(reading, view_count=view_count))

    def _gone_lines(self, article: Article, row: Row, version: int) -> list[Article]:
        """Return the line of a gone article with its content, where no reading before it was of a later time.

        Captures of web archives come in any order; the line that says that it is gone holds the last content.
        """
        seen = article.capture.fetched_at
        if not row.version or row.status != "withdrawn" or seen is None:
            return []
        if article.content_sha256 == row.content_sha256 or history.is_newer(row, article.capture):
            return []
        later = any(one.time and one.time >= seen for one in self._readings(row) if one.status == "published")
        return [] if later else [history.gone_line(article, row, version)]

    def _readings(self, row: Row) -> Iterator[Reading]:
        places = self._index.articles.readings(row.key)
        found = (self._logs.observations.at(offset, length) for offset, length in places)
        return (reading for reading in found if reading is not None and reading.version)

    def _withdrawn(self, page: Withdrawn) -> Change:
        row, capture = self._index.articles.find(page.id), page.capture
        if page.unsure and not (row and row.version):
            return self._no_article(NotAnArticle(url=page.url, what="other", capture=capture), capture.source)
        observed = not (row and self._was_read(row, capture)) and (row is None or _is_dated(capture))
        gone = observed and history.is_newer(row, capture) and (row is None or row.status == "published")
        present = self._present(row) if gone else None
        lines = [history.withdrawn_line(present, row.latest + 1, capture)] if row and present else []
        version = lines[0].version if lines else row.version if row else 0
        reading = history.reading_of(page.id, capture, self._visits(row, page.id, capture), version)
        reading = structs.replace(reading, status="withdrawn", evidence=page.evidence)
        self._write(lines, reading if observed else None)
        if capture.source == "live":
            self._index.urls.page(page.url, "withdrawn", None, capture.fetched_at)
        kind: ChangeKind = "withdrawn" if gone else "unchanged"
        return Change(kind=kind, id=page.id, version=version or None, line=bool(lines), observed=observed)

    def _quarantined(self, page: Quarantined) -> Change:
        known = self._index.has_quarantined(page)
        if known:
            self._index.note_quarantined(page)
        else:
            with self._whole():
                self._index.add_quarantined(page, *self._append([(self._logs.quarantine, page)])[0])
        return Change(kind="quarantined", id=page.id, line=not known)

    def _no_article(self, page: NotAnArticle, source: Source) -> Change:
        confirmed = page.capture is not None and page.capture.http_status == 304  # it is what it was
        if source == "live" and not confirmed:
            self._index.urls.page(page.url, page.what, None, None)
        return Change(kind="noted")

    def _present(self, row: Row | None) -> Article | None:
        if row is None or row.offset is None or row.length is None:
            return None
        return self._logs.articles.at(row.offset, row.length)

    def _was_read(self, row: Row, capture: Capture) -> bool:
        key = reading_key(capture.source, capture.fetched_at, capture.warc, capture.offset)
        return key is not None and self._index.articles.has_reading(row.key, key)

    def _visits(self, row: Row | None, article_id: str, capture: Capture) -> int:
        """Return how often we had asked for the article's page before a capture, by the time of it."""
        if row is None:
            return self._index.articles.visits_unread(article_id)
        if row.own_visits == 0 or capture.source == "live" or history.is_newer(row, capture):
            return row.own_visits
        seen = capture.fetched_at
        before = (one.own_visits for one in self._readings(row) if seen and one.time and one.time < seen)
        return max(before, default=0)

    def _write(self, articles: list[Article], reading: Reading | None) -> None:
        lines: list[tuple[AnyLog, msgspec.Struct]] = [(self._logs.articles, article) for article in articles]
        if reading is not None:
            lines.append((self._logs.observations, reading))
        with self._whole():
            places = self._append(lines)
            for article, place in zip(articles, places, strict=False):
                self._index.add_article(article, *place)
            if reading is not None:
                self._index.add_reading(reading, *places[-1])

    @contextlib.contextmanager
    def _whole(self) -> Iterator[None]:
        """Bar commits if what is inside is left halfway, whatever ends it: the index would miss lines."""
        self._index.database.broken = True
        yield
        self._index.database.broken = False

    def _append(self, lines: list[tuple[AnyLog, msgspec.Struct]]) -> list[tuple[int, int]]:
        """Append all lines and return offset and length of each; if one fails, cut the logs back."""
        contents = [(log, encoded(record)) for log, record in lines]
        before = {log: log.size for log, _ in lines}
        try:
            return [(log.append(content), len(content)) for log, content in contents]
        except StorageError:
            self._cut_back(before)
            raise

    def _cut_back(self, before: dict[AnyLog, int]) -> None:
        with contextlib.suppress(StorageError):
            for log, size in before.items():
                log.cut(size)
            self._index.database.broken = False


def _is_dated(capture: Capture) -> bool:
    return capture.fetched_at is not None or capture.warc is not None
