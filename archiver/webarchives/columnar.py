"""Common Crawl's columnar index: Parquet files that somebody fetched, asked by DuckDB in the server's place.

Columns as in https://github.com/commoncrawl/cc-index-table (`cc-index/table/cc-main/warc/`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from archiver.errors import UnreadableInput, UsageError
from archiver.webarchives.entries import IndexEntry, entry_of

if TYPE_CHECKING:
    import duckdb

ROWS = 10_000
"""Captures handed on at a time."""
PIECES = "*.parquet"
_QUESTION = """
SELECT url, epoch_ms(fetch_time), coalesce(content_mime_type, ''), fetch_status, coalesce(content_digest, ''),
       warc_record_length, warc_filename, warc_record_offset
FROM read_parquet(?, union_by_name = true, hive_partitioning = false)
WHERE url_host_name IN (SELECT unnest(?::VARCHAR[])) AND fetch_status NOT BETWEEN 300 AND 399
  AND fetch_status < 500
"""
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def files_of(path: Path) -> list[Path]:
    """Return the Parquet files of a columnar index: one file, or those of a folder and its folders, by name.

    Raises UsageError where there is none.
    """
    found = sorted(path.rglob(PIECES)) if path.is_dir() else [path] if path.is_file() else []
    if not found:
        raise UsageError(f"--columnar: {path} is no Parquet file, nor a folder that holds any")
    return found


def entries_in(
    file: Path, hosts: Sequence[str], *, since: str | None, until: str | None
) -> Iterator[list[IndexEntry]]:
    """Yield the captures of hosts in one Parquet file, many at a time; `since` and `until` in digits of time.

    Only the columns that are asked for, and the row groups that may hold these hosts, are read. Raises
    UsageError where DuckDB is not installed, UnreadableInput where the file is no part of such an index.
    """
    database = _opened()
    names = [name for host in hosts for name in (host.partition(":")[0], f"www.{host.partition(':')[0]}")]
    try:
        rows = database.execute(_QUESTION, [str(file), names])
        while chunk := rows.fetchmany(ROWS):
            found = (_entry(row) for row in chunk)
            yield [entry for entry in found if entry and _in_time(entry, since, until)]
    except _errors() as error:
        said = str(error).partition("\n")[0]
        raise UnreadableInput(f"{file}: is no part of a columnar index that can be read ({said})") from error
    finally:
        database.close()


def _opened() -> duckdb.DuckDBPyConnection:
    try:
        import duckdb  # noqa: PLC0415 - large, and only this needs it
    except ModuleNotFoundError as error:
        raise UsageError("--columnar: needs DuckDB; install it: pip install duckdb") from error
    # Nothing may be fetched: what reads Parquet is built in.
    return duckdb.connect(config={"autoinstall_known_extensions": False, "enable_external_access": True})


def _errors() -> tuple[type[Exception], ...]:
    import duckdb  # noqa: PLC0415 - as above

    return (duckdb.Error,)


def _entry(row: tuple[object, ...]) -> IndexEntry | None:
    url, millis, mime, status, digest, length, file, offset = row
    if not isinstance(millis, int):
        return None
    try:
        moment = _EPOCH + dt.timedelta(milliseconds=millis)
    except OverflowError:  # of a year that no calendar has
        return None
    return entry_of(
        {
            "url": url,
            "timestamp": f"{moment:%Y%m%d%H%M%S}",
            "mime": mime,
            "status": status,
            "digest": digest,
            "length": length,
            "filename": file,
            "offset": offset,
        }
    )


def _in_time(entry: IndexEntry, since: str | None, until: str | None) -> bool:
    """Return whether a capture lies between two times of 4 to 14 digits, both included."""
    if since and entry.timestamp[: len(since)] < since:
        return False
    return not (until and entry.timestamp[: len(until)] > until)
