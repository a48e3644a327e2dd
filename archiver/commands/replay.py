"""`archiver replay`: the archive → the road → records again, and what that changes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from archiver.catchup import open_caught_up
from archiver.commands.options import DATA, AsJson, Data, OwnPortals
from archiver.errors import UsageError
from archiver.portal import load_portal
from archiver.replay.comparing import Summary
from archiver.replay.parallel import cores
from archiver.replay.reading import Job
from archiver.replay.replaying import replay as run

NAMED = 10
"""Ids named of a list; --json names all."""

Jobs = Annotated[int | None, typer.Option(min=1, help="Processes; as many as there are cores by default.")]


def replay(
    portal: Annotated[list[str] | None, typer.Argument(help="Ids of portals; all archived ones.")] = None,
    apply: Annotated[bool, typer.Option("--apply", help="Write the differences into the records.")] = False,
    jobs: Jobs = None,
    data: Data = DATA,
    portals: OwnPortals = None,
    json: AsJson = False,
) -> None:
    """Read the archive again and say, field by field, what the records would say otherwise.

    Needs the WARC files and no network. With --apply, a version that reads otherwise gets a line of the same
    number, which is no edit of the article. Exits 1 where parts of the archive could not be read.

    Example: archiver replay quanuy_cam_le --apply
    """
    skipped = 0
    for name in portal or archived_portals(data):
        job = Job(data=data, portal=name, folders=tuple(portals or ()))
        summary = _replayed(job, jobs or cores(), apply=apply)
        skipped += summary.skipped_in_all
        typer.echo(msgspec.json.encode(summary) if json else "\n".join(told(summary, applied=apply)))
    if skipped:
        raise typer.Exit(1)


def archived_portals(data: Path) -> list[str]:
    """Return the ids of the portals that have an archive in `data`; raise UsageError where none has."""
    found = sorted(path.parent.name for path in data.glob("*/warc") if path.is_dir())
    if not found:
        raise UsageError(f"{data}: no portal was archived there; check --data, or run 'archiver crawl' first")
    return found


def _replayed(job: Job, jobs: int, *, apply: bool) -> Summary:
    if not apply or not job.warc.is_dir():
        return run(job, jobs=jobs)
    store, _ = open_caught_up(job.data, load_portal(job.portal, job.folders))
    with store:
        return run(job, jobs=jobs, store=store)


def told(summary: Summary, *, applied: bool) -> Iterator[str]:
    """Yield the lines that tell a person what reading again changed."""
    yield (
        f"{summary.portal}: {summary.responses} responses read, {summary.pages} of them pages,"
        f" {summary.articles} of these articles"
    )
    if not (summary.changed or summary.new or summary.lost or summary.edits):
        what = "what was read" if summary.skipped_in_all else "everything"
        yield f"  {what} reads as the records say"
    for field, count in summary.fields.items():
        yield f"  {field}: differs in {count} versions"
        for example in summary.examples[field]:
            yield f"    {example.id}: {_in_a_line(example.before)} → {_in_a_line(example.after)}"
    yield from _listed("new articles, which no record knew", summary.new)
    yield from _listed("articles of which a version reads as none; their records stay", summary.lost)
    if summary.edits:
        yield f"  {summary.edits} visits show another content than any version"
    if applied:
        yield f"  {summary.applied} lines were written"
    elif summary.changed or summary.new or summary.edits:
        yield "  nothing was written; --apply writes it"
    yield from (f"  ! {skip}" for skip in summary.skipped)
    if summary.skipped_in_all > len(summary.skipped):
        yield f"  ! and {summary.skipped_in_all - len(summary.skipped)} more places were skipped"


def _in_a_line(value: str) -> str:
    """Return a text in quotes, its line ends escaped; null, lists and records as they are."""
    return value if value == "null" or value.startswith(("[", "{")) else repr(value)


def _listed(words: str, ids: tuple[str, ...]) -> Iterator[str]:
    if ids:
        more = f" and {len(ids) - NAMED} more" if len(ids) > NAMED else ""
        yield f"  {len(ids)} {words}: {', '.join(ids[:NAMED])}{more}"
