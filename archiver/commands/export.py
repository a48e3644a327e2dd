"""`archiver export`: a frozen snapshot of the archive as of a date."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from archiver.commands.options import DATA, AsJson, Data, OwnPortals
from archiver.portal import load_portals
from archiver.replay.parallel import cores

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archiver.export.manifest import Manifest

Choices = list[str] | None
AsOf = Annotated[str, typer.Option(help="The last day (UTC) that the snapshot takes in: 2026-11-01.")]
Out = Annotated[Path, typer.Option(help="The folder to make; it must not exist or be empty.")]
Chosen = Annotated[Choices, typer.Option(help="Only this portal; may be given several times.")]
Formats = Annotated[
    str,
    typer.Option(
        "--format",
        help="Tables: `parquet`, `jsonl` (Zstandard), `jsonl.plain`; captures: `wacz`, `warc`.",
    ),
]
Since = Annotated[Path | None, typer.Option(help="A snapshot to compare with: adds what changed since.")]
Fields = Annotated[str | None, typer.Option(help="Only these fields of articles and versions, with commas.")]
WithoutText = Annotated[
    bool, typer.Option("--without-text", help="Leave out texts; digests, lengths and addresses stay.")
]
Kinds = Annotated[Choices, typer.Option(help="Only `article`, `document` or `video`.")]
Languages = Annotated[Choices, typer.Option(help="Only this language: `vi`.")]
Statuses = Annotated[Choices, typer.Option(help="Only `published` or `withdrawn`.")]
Sources = Annotated[Choices, typer.Option(help="Only from `live`, `wayback`, `commoncrawl` or `file`.")]
From = Annotated[str | None, typer.Option(help="Only what was published from this day on.")]
To = Annotated[str | None, typer.Option(help="Only what was published until this day.")]
Parts = Annotated[str | None, typer.Option(help="Part tables into files, by `portal` or by `year`.")]
WithoutDuplicates = Annotated[
    bool, typer.Option("--without-duplicates", help="Do not look for copies: faster.")
]
Title = Annotated[str | None, typer.Option(help="The snapshot's title.")]
Creator = Annotated[str | None, typer.Option(help="Who makes it, for citations.")]
Licence = Annotated[str | None, typer.Option(help="Its licence, as an SPDX name: CC-BY-4.0.")]
Notes = Annotated[Path | None, typer.Option(help="Markdown for the dataset card: licence, ethics, caveats.")]
AtOnce = Annotated[
    int | None, typer.Option(min=1, help="How much is done at once; as much as there are cores by default.")
]


def export(
    as_of: AsOf,
    out: Out,
    portal: Chosen = None,
    format_: Formats = "jsonl,parquet",
    since: Since = None,
    fields: Fields = None,
    without_text: WithoutText = False,
    kind: Kinds = None,
    language: Languages = None,
    status: Statuses = None,
    source: Sources = None,
    published_from: From = None,
    published_to: To = None,
    partition: Parts = None,
    without_duplicates: WithoutDuplicates = False,
    title: Title = None,
    creator: Creator = None,
    licence: Licence = None,
    notes: Notes = None,
    jobs: AtOnce = None,
    data: Data = DATA,
    portals: OwnPortals = None,
    json: AsJson = False,
) -> None:
    """Freeze the archive as it was on a date: tables with schemas, a dataset card, checksums and an id.

    The same date and archive give the same bytes. docs/datasets.md shows how to load and ask them.

    Example: archiver export --as-of 2026-11-01 --out snapshots/2026-11-01 --portal quanuy_cam_le
    """
    from archiver.export import asked  # noqa: PLC0415 - its libraries are slow to load
    from archiver.export.gather import Archive  # noqa: PLC0415
    from archiver.export.manifest import Plan  # noqa: PLC0415
    from archiver.export.selection import Selection, as_of_moment  # noqa: PLC0415
    from archiver.export.snapshot import make_snapshot  # noqa: PLC0415

    formats, archives = asked.formats(format_)
    published = asked.days(published_from, published_to)
    plan = Plan(
        as_of=as_of.strip(),
        selection=Selection(
            as_of=as_of_moment(as_of),
            kinds=asked.kinds(kind),
            languages=tuple(sorted(set(language or ()))),
            statuses=asked.statuses(status),
            sources=asked.sources(source),
            published_from=published[0],
            published_to=published[1],
        ),
        portals=asked.portals(portal, data),
        formats=formats,
        archives=archives,
        partition=asked.partition(partition),
        fields=asked.listed(fields),
        without_text=without_text,
        duplicates=not without_duplicates,
        title=title,
        creator=creator,
        licence=licence,
        notes=asked.notes(notes),
    )
    own = tuple(portals or ())
    made = make_snapshot(Archive(data, load_portals(own), own, jobs or cores()), out, plan, since)
    notices = (*asked.notices_of(plan, dt.datetime.now(dt.UTC)), *made.notices, *made.problems)
    for notice in dict.fromkeys(notices):
        typer.echo(f"archiver: {notice}", err=True)
    typer.echo(msgspec.json.encode(made.manifest).decode() if json else "\n".join(_told(made.manifest, out)))
    if made.problems:
        raise typer.Exit(1)


def _told(manifest: Manifest, out: Path) -> Iterator[str]:
    for name, table in manifest.tables.items():
        yield f"{table.rows:>9,} {name}"
    if manifest.since:
        counts = (f"{count} {change}" for change, count in manifest.since.changes.items())
        yield f"since {manifest.since.as_of}: {', '.join(counts)}"
    yield f"{out}  sha256:{manifest.id}"
