"""Repair: what can be made anew from what is sound is made anew; what cannot is left as it is."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from archiver.disk import storage_error
from archiver.rebuild import refill_index
from archiver.replay.reading import Job
from archiver.store import Folder, PortalStore
from archiver.store import index as index_file
from archiver.store.checksums import INDEX, NAME, forget, seal
from archiver.store.folder import LOGS
from archiver.store.recovery import Logs, cut_torn_tails
from archiver.verify.checking import held
from archiver.verify.findings import Finding, Report
from archiver.warc import recover

Clock = Callable[[], datetime]


def repair(job: Job, report: Report, *, jobs: int, now: Clock) -> tuple[str, ...]:
    """Repair what a report names, where that can be done, and return what was done, a sentence each.

    CDXJ files are made anew from their WARC files, the index from logs and archive; torn ends are cut, and
    what is sound and without a checksum gets one. Raises PortalBusy, StorageError.
    """
    folder = Folder.of(job.data, job.portal)
    mended = [finding for finding in report.findings if finding.remedy in {"cdxj", "tail", "seal", "index"}]
    lasting = {found.file for found in report.findings if found.remedy in {"copy", "rebuild"}}
    mended = [finding for finding in mended if finding.file not in lasting]
    if not mended:
        return ()
    with held(folder, now):
        said = [*_files_mended(folder, mended)]
        forget(folder.root, [finding.file for finding in mended])
        if any(finding.file == NAME for finding in mended):
            (folder.root / NAME).unlink(missing_ok=True)
    if any(finding.remedy == "index" for finding in mended):
        said.append(_index_mended(job, folder, jobs=jobs, now=now))
    with held(folder, now):
        seal(folder.root)
    return (*said, f"{NAME}: checksums were taken of what was repaired or had none")


def _files_mended(folder: Folder, mended: list[Finding]) -> Iterator[str]:
    try:
        for path in _unique(folder, mended, ending=".warc.gz", remedy="tail"):
            yield _cut(folder, path, mended)
        for path in _unique(folder, mended, ending=".cdxj", remedy="cdxj"):
            path.unlink(missing_ok=True)
        yield from (f"warc/{repaired}" for repaired in recover(folder.warc))
        if any(finding.file in LOGS and finding.remedy == "tail" for finding in mended):
            logs = Logs.open(folder, write=True)
            try:
                yield from cut_torn_tails(logs)
            finally:
                logs.close()
    except OSError as error:
        raise storage_error(folder.root, error) from error


def _unique(folder: Folder, mended: list[Finding], *, ending: str, remedy: str) -> list[Path]:
    files = {found.file for found in mended if found.file.endswith(ending) and found.remedy == remedy}
    return [folder.root / name for name in sorted(files)]


def _cut(folder: Folder, path: Path, mended: list[Finding]) -> str:
    """Cut a closed WARC file before its torn end, and drop its CDXJ, which is then made anew."""
    name = str(path.relative_to(folder.root))
    end = next(found.offset for found in mended if found.file == name and found.remedy == "tail")
    torn = path.stat().st_size - (end or 0)
    os.truncate(path, end or 0)
    path.with_name(path.name.removesuffix(".warc.gz") + ".cdxj").unlink(missing_ok=True)
    return f"{name}: {torn} torn bytes were cut off"


def _index_mended(job: Job, folder: Folder, *, jobs: int, now: Clock) -> str:
    try:
        index_file.remove(folder.index)
    except OSError as error:
        raise storage_error(folder.index, error) from error
    with PortalStore.open(job.data, job.portal, now=now) as store:
        refill_index(store, job, jobs=jobs)
    return f"{INDEX}: made anew from logs and archive"
