"""The index's tables of addresses and payloads: what is known, pending, due, and what came before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, cast

from archiver.store.articles import CHUNK
from archiver.store.database import micros, moment
from archiver.store.records import FORBIDDEN, Earlier, KnownUrl

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator

    from archiver.store.database import Database
    from archiver.store.records import UrlState


class Fetch(NamedTuple):
    """What an address answered."""

    at: dt.datetime | None
    status: int | None
    """Null where there was no response."""
    etag: str | None
    last_modified: str | None
    digest: str | None


_ANSWERED = """UPDATE urls SET etag = ?, last_modified = ?, digest = ?,
               state = ?, fetched_at = ?, http_status = ?, next_due = ?, attempts = (attempts + 1) * ?
               WHERE key = ?"""
_CONFIRMED = """UPDATE urls SET etag = coalesce(?, etag), last_modified = coalesce(?, last_modified),
                digest = coalesce(?, digest),
                state = ?, fetched_at = ?, http_status = ?, next_due = ?, attempts = (attempts + 1) * ?
                WHERE key = ?"""


_KNOWN = """SELECT u.url, what, state, discovered_at, fetched_at, http_status, etag, last_modified, digest,
                   a.id, attempts, next_due, u.key
            FROM urls u LEFT JOIN articles a ON a.key = u.article"""


def _known(row: tuple[Any, ...]) -> KnownUrl:
    return KnownUrl(
        url=row[0], what=row[1], state=row[2], discovered_at=moment(row[3]), fetched_at=moment(row[4]),
        http_status=row[5], etag=row[6], last_modified=row[7], digest=row[8], article=row[9],
        attempts=row[10], next_due=moment(row[11]),
    )  # fmt: skip


class UrlTable:
    """Addresses; `tally` is kept up with each change."""

    def __init__(self, database: Database, tally: dict[str, int]) -> None:
        self._database = database
        self._tally = tally
        self._page_noted: tuple[str, str, int | None, dt.datetime | None] | None = None
        """What `page` was told last: a line and an observation of one reading tell the same."""

    def discover(self, urls: Iterable[str], at: dt.datetime) -> int:
        """Note the addresses that are unknown as pending, and return how many these were."""
        before, time = self._database.changes, micros(at)
        try:
            self._database.run_many(
                "INSERT OR IGNORE INTO urls (url, state, discovered_at) VALUES (?, 'pending', ?)",
                ((url, time) for url in urls),
            )
        finally:
            new = self._database.changes - before
            self._tally["urls"] += new
            self._tally["pending"] += new
        return new

    def pending(self) -> Iterator[str]:
        """Yield the addresses that were never fetched, first discovered first."""
        sql = "SELECT key, url FROM urls WHERE state = 'pending' AND key > ? ORDER BY key LIMIT ?"
        last = 0
        while chunk := self._database.all(sql, (last, CHUNK)):
            last = chunk[-1][0]
            yield from (url for _, url in chunk)

    def forbidden(self) -> Iterator[str]:
        """Yield the addresses that robots.txt forbade when they were to be read first, in their order."""
        sql = "SELECT key, url FROM urls WHERE what = ? AND key > ? ORDER BY key LIMIT ?"
        last = 0
        while chunk := self._database.all(sql, (FORBIDDEN, last, CHUNK)):
            last = chunk[-1][0]
            yield from (url for _, url in chunk)

    def due(self, at: dt.datetime) -> Iterator[str]:
        """Yield the addresses to be asked for again by `at`, the longest due first."""
        sql = """SELECT next_due, key, url FROM urls
                  WHERE next_due <= ? AND (next_due, key) > (?, ?) ORDER BY next_due, key LIMIT ?"""
        last = (-1, -1)
        while chunk := self._database.all(sql, (micros(at), *last, CHUNK)):
            last = (chunk[-1][0], chunk[-1][1])
            yield from (url for *_, url in chunk)

    def find(self, url: str) -> KnownUrl | None:
        """Return what is known of the address."""
        row = self._database.one(f"{_KNOWN} WHERE u.url = ?", (url,))
        return _known(row) if row else None

    def all(self) -> Iterator[KnownUrl]:
        """Yield what is known of every address, first noted first."""
        last = 0
        while chunk := self._database.all(f"{_KNOWN} WHERE u.key > ? ORDER BY u.key LIMIT ?", (last, CHUNK)):
            last = chunk[-1][-1]
            yield from (_known(row) for row in chunk)

    def response(self, url: str, fetch: Fetch, state: UrlState, next_due: dt.datetime | None) -> None:
        """Note the last answer of an address; a 304 keeps the validators and digest of what it confirms."""
        self._page_noted = None
        key = self._key(url, state)
        validators = (fetch.etag, fetch.last_modified, fetch.digest)
        answer = (state, micros(fetch.at), fetch.status, micros(next_due) or None, int(state == "error"))
        self._database.run(_CONFIRMED if fetch.status == 304 else _ANSWERED, (*validators, *answer, key))

    def page(self, url: str, what: str, article: int | None, fetched_at: dt.datetime | None) -> None:
        """Note what the page at an address of the live web was, and for an article its key."""
        noted = (url, what, article, fetched_at)
        if noted == self._page_noted:
            return
        self._page_noted = noted
        key = self._key(url, "done")
        self._database.run(
            """UPDATE urls SET state = 'done', what = ?, article = coalesce(?, article),
               fetched_at = max(coalesce(fetched_at, 0), ?) WHERE key = ?""",
            (what, article, micros(fetched_at), key),
        )

    def schedule(self, url: str, due: dt.datetime | None) -> None:
        """Set when a known address is to be asked for again."""
        self._database.run("UPDATE urls SET next_due = ? WHERE url = ?", (micros(due) or None, url))

    def _key(self, url: str, state: UrlState) -> int:
        """Return the key of an address that is about to be in a state, its row made where there is none."""
        row = self._database.one("SELECT key, state FROM urls WHERE url = ?", (url,))
        self._tally[state] += 1
        if row is None:
            self._tally["urls"] += 1
            return self._database.run("INSERT INTO urls (url, state) VALUES (?, ?)", (url, state))
        key, before = cast("tuple[int, str]", row)
        self._tally[before] -= 1
        return key

    def find_earlier(self, digest: str) -> Earlier | None:
        """Return the earliest capture of the payload with this digest."""
        row = self._database.one("SELECT url, date, warc, offset FROM digests WHERE digest = ?", (digest,))
        date = moment(row[1]) if row else None
        return Earlier(url=row[0], date=date, warc=row[2], offset=row[3]) if date else None

    def note_payload(self, digest: str, earlier: Earlier) -> None:
        """Note a capture of a payload; the earliest is kept."""
        self._database.run(
            """INSERT INTO digests VALUES (?, ?, ?, ?, ?)
               ON CONFLICT (digest) DO UPDATE SET url = excluded.url, date = excluded.date,
               warc = excluded.warc, offset = excluded.offset WHERE excluded.date < date""",
            (digest, earlier.url, micros(earlier.date), earlier.warc, earlier.offset),
        )
