"""The captures themselves beside the tables: a package or WARC files of each portal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archiver.errors import UsageError
from archiver.export.manifest import ArchiveFile, sha256_of
from archiver.store import PortalReader
from archiver.wacz import Period, write_wacz
from archiver.wacz.loose import write_warcs

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from archiver.export.gather import Archive
    from archiver.export.manifest import Plan


def write_archives(archive: Archive, folder: Path, plan: Plan, notices: list[str]) -> tuple[ArchiveFile, ...]:
    """Write what the plan asks for into `archives/`, captures by its date; a notice for a portal without any.

    Raises `StorageError`.
    """
    written = []
    for portal in plan.portals if plan.archives else ():
        with PortalReader.open_for_reading(archive.data, portal) as reader:
            try:
                written += list(_of_portal(reader, folder / "archives", plan, archive.title_of(portal)))
            except UsageError as nothing:
                notices.append(f"{nothing}; the snapshot has no archive of {portal}")
    return tuple(
        ArchiveFile(
            path=path.relative_to(folder).as_posix(), bytes=path.stat().st_size, sha256=sha256_of(path)
        )
        for path in written
    )


def _of_portal(reader: PortalReader, folder: Path, plan: Plan, title: str) -> Iterator[Path]:
    period, portal = Period(end=plan.selection.as_of), reader.folder.portal
    folder.mkdir(exist_ok=True)
    if "wacz" in plan.archives:
        path = folder / f"{portal}.wacz"
        write_wacz(reader, path, title=title, period=period)
        yield path
    if "warc" in plan.archives:
        yield from write_warcs(reader, folder / portal, period)
