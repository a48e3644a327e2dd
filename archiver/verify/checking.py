"""Verify: all of a portal's folder, spread over processes."""

from __future__ import annotations

import contextlib
import functools
import os
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path

import msgspec

from archiver.damage import NO_JSON
from archiver.errors import UsageError
from archiver.replay.chunks import warc_files
from archiver.replay.parallel import in_order
from archiver.store import Folder, RunReport
from archiver.store.checksums import BESIDE, NAME, Seals, read_seals
from archiver.store.lock import Lock
from archiver.verify.findings import Finding, Report, of_other_portal
from archiver.verify.indexes import check_index
from archiver.verify.logs import LogCheck
from archiver.verify.seals import seal_finding
from archiver.verify.warcs import WarcCheck, check_warc
from archiver.warc.cdxj import cdxj_path

Clock = Callable[[], datetime]


def verify(data: Path, portal: str, *, jobs: int, now: Clock) -> Report:
    """Check a portal's folder with `jobs` processes and return what is wrong; nothing is changed.

    Raises UsageError where it does not exist, PortalBusy where a run is writing into it, StorageError.
    """
    folder = Folder.of(data, portal)
    if not folder.root.is_dir():
        raise UsageError(f"{folder.root} does not exist: nothing of {portal} was archived there.")
    with held(folder, now):
        return check(folder, jobs=jobs)


@contextlib.contextmanager
def held(folder: Folder, now: Clock) -> Iterator[None]:
    """Keep writers out of a folder, where it is one that could be written to at all."""
    lock = Lock(folder, now()) if os.access(folder.root, os.W_OK) else None
    try:
        yield
    finally:
        if lock is not None:
            lock.release()


def check(folder: Folder, *, jobs: int) -> Report:
    """Return what is wrong with a folder, for the one who keeps writers out of it."""
    seals = read_seals(folder.root)
    tasks: list[Path] = [*warc_files(folder.warc), folder.index]
    work = functools.partial(_checked, folder, seals)
    findings: list[Finding] = list(_beside(folder, seals))
    checked = list(in_order(work, tasks, jobs=jobs))
    for found in checked:
        findings.extend(found.findings)
    findings.extend(_revisits_without_payload(checked))
    captures = {found.name: found.captures for found in checked}
    logs = LogCheck(folder, seals.files, captures)
    findings.extend(logs.findings())
    if seals.damaged and any(captures.values()):
        findings = [finding for finding in findings if NAME not in finding.what]
        findings.append(Finding(file=NAME, what=seals.damaged, remedy="seal"))
    return Report(
        portal=folder.portal,
        files=len(tasks) + len(list(_reports(folder))) + len(list(_others(folder))),
        captures=sum(map(len, captures.values())),
        lines=logs.lines,
        findings=tuple(sorted(findings, key=lambda found: (found.file, found.offset or 0))),
    )


def _revisits_without_payload(checked: Sequence[WarcCheck]) -> Iterator[Finding]:
    payloads = frozenset[int]().union(*(found.payloads for found in checked))
    for found in checked:
        for revisit in found.revisits:
            if revisit.key not in payloads:
                name, what = (
                    f"warc/{found.name}",
                    f"the payload that it refers to is not there ({revisit.url})",
                )
                yield Finding(
                    file=name, offset=revisit.offset, record=revisit.record, what=what, remedy="copy"
                )


def _checked(folder: Folder, seals: Seals, path: Path) -> WarcCheck:
    if path == folder.index:
        found = tuple(check_index(folder, seals.files))
        return WarcCheck(name=path.name, findings=found, captures={})
    return check_warc(path, seals.files)


def _beside(folder: Folder, seals: Seals) -> Iterator[Finding]:
    """Yield what is wrong with run reports, files that are gone, and what a killed run left."""
    for path in _reports(folder):
        yield from _of_report(path, folder.portal, seals)
    for path in _others(folder):
        name = path.relative_to(folder.root).as_posix()
        if found := seal_finding(path, name, seals.files, remedy="copy"):
            yield found
    for name in seals.files:
        if not (folder.root / name).is_file() and not name.endswith((".cdxj", ".sqlite")):
            yield Finding(file=name, what=f"it is missing; {NAME} tells of it", remedy="copy")
    for path in folder.warc.glob("*.open"):
        what = "a killed run left it open"
        yield Finding(file=f"warc/{path.name}", what=what, remedy="tail")
    known = {cdxj_path(path) for path in warc_files(folder.warc)}
    for path in sorted(set(folder.warc.glob("*.cdxj")) - known):
        what = "the WARC file that it is the index of is missing"
        yield Finding(file=f"warc/{path.name}", what=what, remedy="copy")


def _reports(folder: Folder) -> Iterator[Path]:
    yield from sorted(folder.runs.glob("*.json"))


def _others(folder: Folder) -> Iterator[Path]:
    for pattern in BESIDE:
        yield from sorted(folder.root.glob(pattern))


def _of_report(path: Path, portal: str, seals: Seals) -> Iterator[Finding]:
    name = f"runs/{path.name}"
    try:
        report = msgspec.json.decode(path.read_bytes(), type=RunReport)
    except NO_JSON as error:
        yield Finding(file=name, what=f"it is no run report: {error}", remedy="copy")
        return
    if report.portal != portal:
        yield of_other_portal(name, "it is a report", report.portal, portal)
    if found := seal_finding(path, name, seals.files, remedy="copy"):
        yield found
