"""What a package would hold as files of their own: WARC, CDXJ beside each, and the list of pages."""

from __future__ import annotations

from pathlib import Path

from archiver.disk import storage_error
from archiver.errors import UsageError
from archiver.store import PortalReader
from archiver.wacz.pages import articles_in, files_of, page_lines
from archiver.wacz.selection import Part, Period, select
from archiver.wacz.writing import bytes_of
from archiver.wacz.zipnum import placed_lines
from archiver.warc.cdxj import cdxj_path

PAGES = "pages.jsonl"


def write_warcs(store: PortalReader, folder: Path, period: Period) -> list[Path]:
    """Write a portal's captures of a period into a folder, which is made, and return the files.

    They are chosen as for a package. Raises UsageError where there is nothing to take, StorageError.
    """
    also = frozenset[str]() if period.is_everything else files_of(articles_in(store, period))
    parts = select(store.folder.warc, period, also)
    if not parts:
        raise UsageError(f"{store.folder.warc}: no closed WARC file holds a capture of that period")
    try:
        folder.mkdir(parents=True)
        written = [path for part in parts.values() for path in _written(part, folder)]
        with (folder / PAGES).open("wb") as file:
            file.writelines(page_lines(articles_in(store, period), store.folder.warc, parts))
    except OSError as error:
        raise storage_error(folder, error) from error
    return [*written, folder / PAGES]


def _written(part: Part, folder: Path) -> tuple[Path, Path]:
    """Write one WARC file and its CDXJ."""
    path = folder / part.path.name
    with path.open("wb") as file:
        file.writelines(bytes_of(part))
    index = cdxj_path(path)
    with index.open("wb") as file:
        file.writelines(placed_lines(part))
    return path, index
