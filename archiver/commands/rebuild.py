"""`archiver rebuild`: records and index from the WARC files alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import msgspec
import typer

from archiver.commands.options import DATA, AsJson, Data, OwnPortals
from archiver.commands.replay import Jobs
from archiver.keeping import utc_now
from archiver.rebuild import Rebuilt, RebuiltLog
from archiver.rebuild import rebuild as run
from archiver.replay.parallel import cores
from archiver.replay.reading import Job


def rebuild(
    portal: Annotated[str, typer.Argument(help="Id of the portal.")],
    jobs: Jobs = None,
    data: Data = DATA,
    portals: OwnPortals = None,
    json: AsJson = False,
) -> None:
    """Make a portal's records and index anew from its WARC files, with the rules of today.

    The old files are kept in a folder beside the new ones. Exits 1 where parts of the archive could not be
    read, 75 when another run holds the portal.

    Example: archiver rebuild quanuy_cam_le
    """
    job = Job(data=data, portal=portal, folders=tuple(portals or ()))
    done = run(job, jobs=jobs or cores(), now=utc_now)
    typer.echo(msgspec.json.encode(done) if json else "\n".join(_told(done)))
    if done.skipped:
        raise typer.Exit(1)


def _told(done: Rebuilt) -> Iterator[str]:
    yield from (f"{done.portal}: {repair}" for repair in done.repairs)
    yield f"{done.portal}: rebuilt from {done.responses} archived responses"
    yield from (f"  {log.name}: {log.lines} lines, {_difference(log)}" for log in done.logs)
    yield f"  the old files: {done.backup}"
    yield "  not in an archive, so not in the new index:"
    yield from (f"    {words}" for words in done.not_in_archive)
    yield from (f"  ! {skip}" for skip in done.skipped)


def _difference(log: RebuiltLog) -> str:
    return "the same as before" if log.same else f"other than before from line {log.differs_from} on"
