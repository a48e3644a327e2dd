"""`archiver verify`: what lies in a portal's folder or in a snapshot agrees, and its checksums hold."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from archiver.commands.options import DATA, AsJson, Data, OwnPortals
from archiver.commands.replay import Jobs, archived_portals, told
from archiver.errors import UsageError
from archiver.keeping import utc_now
from archiver.models import Record
from archiver.replay import Summary, replay
from archiver.replay.parallel import cores
from archiver.replay.reading import Job
from archiver.verify import Report, repair
from archiver.verify import verify as check

NAMED = 100
"""Findings printed of a portal; --json prints all."""

ADVICE = {
    "cdxj": "the index of a WARC file can be made anew: run it with --repair",
    "index": "the index can be made anew: run it with --repair",
    "tail": "a torn end can be cut off: run it with --repair",
    "seal": "the records themselves are sound: run it with --repair to take checksums",
    "rebuild": "records can be made anew from the archive: run 'archiver rebuild'",
    "name": "give the folder its portal's id as its name again, or move the copy out of the data folder",
    "copy": "only an undamaged copy of the file helps: put it in its place",
}


class Verified(Record, frozen=True, kw_only=True):
    """What --json prints of one portal."""

    report: Report
    repaired: tuple[str, ...]


class VerifiedSnapshot(Record, frozen=True, kw_only=True):
    """What --json prints of one snapshot."""

    snapshot: str
    problems: tuple[str, ...]
    not_compared: tuple[str, ...]
    """Portals of which archive or portal file are not at hand, or captures not in the snapshot."""


Deep = Annotated[
    bool, typer.Option("--deep", help="Read every capture again: what its records say must come out.")
]


def verify(
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[PORTAL|SNAPSHOT]...", help="Ids of portals, folders of snapshots; all archived portals."
        ),
    ] = None,
    mend: Annotated[
        bool, typer.Option("--repair", help="Make anew or cut what can be, of a portal.")
    ] = False,
    deep: Deep = False,
    jobs: Jobs = None,
    data: Data = DATA,
    portals: OwnPortals = None,
    json: AsJson = False,
) -> None:
    """Check every byte of a portal's folder: WARC files, their CDXJ, records, index, reports, checksums.

    Of a snapshot: checksums, id, every row by its schema, and that the archive in --data holds each row's
    capture with its digest. Changes nothing unless --repair is given. Exits 0 when all is sound, 1 when
    something is wrong (and could not be repaired), 75 when another run holds a portal.

    Example: archiver verify quanuy_cam_le

    Example: archiver verify snapshots/2026-11-01 --deep
    """
    wrong = False
    for name in names or archived_portals(data):
        if _is_snapshot(name):
            snapshot = _verified_snapshot(Path(name), data, tuple(portals or ()), jobs or cores(), deep=deep)
            wrong = wrong or bool(snapshot.problems)
            typer.echo(msgspec.json.encode(snapshot) if json else "\n".join(_told_of_snapshot(snapshot)))
            continue
        job = Job(data=data, portal=name, folders=tuple(portals or ()))
        found = _verified(job, jobs or cores(), mend=mend)
        again = replay(job, jobs=jobs or cores()) if deep else None
        wrong = wrong or bool(found.report.findings) or bool(again and _differs(again))
        typer.echo(msgspec.json.encode(found) if json else "\n".join(_told(found)))
        if again:
            typer.echo(msgspec.json.encode(again) if json else "\n".join(told(again, applied=False)))
    if wrong:
        raise typer.Exit(1)


def _differs(again: Summary) -> bool:
    return bool(again.changed or again.new or again.lost or again.edits or again.skipped_in_all)


def _is_snapshot(name: str) -> bool:
    """Return whether a name is that of a folder rather than a portal's id."""
    return "/" in name or any((Path(name) / part).exists() for part in ("snapshot.json", "SHA256SUMS"))


def _verified_snapshot(
    folder: Path, data: Path, own: tuple[Path, ...], jobs: int, *, deep: bool
) -> VerifiedSnapshot:
    from archiver.export.rereading import against_archive  # noqa: PLC0415 - its libraries are slow to load
    from archiver.export.verify import problems_in  # noqa: PLC0415

    if (folder / "warc").is_dir():
        raise UsageError(
            f"{folder}: is a portal's folder; name the portal: "
            f"archiver verify {folder.resolve().name} --data {folder.resolve().parent}"
        )
    alone = tuple(problems_in(folder))
    compared = against_archive(folder, data, own, deep=deep, jobs=jobs)
    return VerifiedSnapshot(
        snapshot=str(folder),
        problems=(*alone, *compared.problems),
        not_compared=tuple(compared.not_compared),
    )


def _told_of_snapshot(found: VerifiedSnapshot) -> Iterator[str]:
    count = len(found.problems)
    yield f"{found.snapshot}: {_wrong_things(count) if count else 'all sound'}"
    yield from (f"  ! {problem}" for problem in found.problems[:NAMED])
    if count > NAMED:
        yield f"  ! and {count - NAMED} more; --json names all"
    if found.not_compared:
        yield f"  not compared with the archive, which is not at hand: {', '.join(found.not_compared)}"


def _verified(job: Job, jobs: int, *, mend: bool) -> Verified:
    report = check(job.data, job.portal, jobs=jobs, now=utc_now)
    if not (mend and report.findings):
        return Verified(report=report, repaired=())
    repaired = repair(job, report, jobs=jobs, now=utc_now)
    after = check(job.data, job.portal, jobs=jobs, now=utc_now) if repaired else report
    return Verified(report=after, repaired=repaired)


def _told(found: Verified) -> Iterator[str]:
    report = found.report
    checked = f"{report.files} files, {report.captures} captures, {report.lines} records"
    yield from (f"{report.portal}: repaired: {said}" for said in found.repaired)
    if not report.findings:
        yield f"{report.portal}: {checked}: all sound"
        return
    yield f"{report.portal}: {checked}: {_wrong_things(len(report.findings))}"
    yield from (f"  ! {finding}" for finding in report.findings[:NAMED])
    if len(report.findings) > NAMED:
        yield f"  ! and {len(report.findings) - NAMED} more; --json names all"
    for remedy in dict.fromkeys(finding.remedy for finding in report.findings):
        yield f"  {ADVICE[remedy]}"


def _wrong_things(count: int) -> str:
    return f"{count} things are wrong" if count > 1 else "one thing is wrong"
