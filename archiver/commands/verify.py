"""`archiver verify`: archive, records, index and reports agree, and their checksums hold."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import msgspec
import typer

from archiver.commands.options import DATA, AsJson, Data, OwnPortals
from archiver.commands.replay import Jobs, archived_portals
from archiver.keeping import utc_now
from archiver.models import Record
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
    "copy": "only an undamaged copy of the file helps: put it in its place",
}


class Verified(Record, frozen=True, kw_only=True):
    """What --json prints of one portal."""

    report: Report
    repaired: tuple[str, ...]


def verify(
    portal: Annotated[list[str] | None, typer.Argument(help="Ids of portals; all archived ones.")] = None,
    mend: Annotated[bool, typer.Option("--repair", help="Make anew or cut what can be.")] = False,
    jobs: Jobs = None,
    data: Data = DATA,
    portals: OwnPortals = None,
    json: AsJson = False,
) -> None:
    """Check every byte of a portal's folder: WARC files, their CDXJ, records, index, reports, checksums.

    Changes nothing unless --repair is given. Exits 0 when all is sound, 1 when something is wrong (and could
    not be repaired), 75 when another run holds a portal.

    Example: archiver verify quanuy_cam_le
    """
    wrong = False
    for name in portal or archived_portals(data):
        job = Job(data=data, portal=name, folders=tuple(portals or ()))
        found = _verified(job, jobs or cores(), mend=mend)
        wrong = wrong or bool(found.report.findings)
        typer.echo(msgspec.json.encode(found) if json else "\n".join(_told(found)))
    if wrong:
        raise typer.Exit(1)


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
    yield f"{report.portal}: {checked}: {len(report.findings)} things are wrong"
    yield from (f"  ! {finding}" for finding in report.findings[:NAMED])
    if len(report.findings) > NAMED:
        yield f"  ! and {len(report.findings) - NAMED} more; --json names all"
    for remedy in dict.fromkeys(finding.remedy for finding in report.findings):
        yield f"  {ADVICE[remedy]}"
