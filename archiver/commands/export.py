"""`archiver export`: a frozen snapshot of the archive as of a date."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast, get_args

import msgspec
import typer

from archiver.commands.options import DATA, AsJson, Data, OwnPortals
from archiver.commands.replay import Jobs
from archiver.errors import UsageError
from archiver.factfile import suggestion
from archiver.models import Kind, Source, Status
from archiver.portal import load_portals
from archiver.replay.parallel import cores

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archiver.export.manifest import Manifest

Formats = Annotated[
    str,
    typer.Option(
        "--format",
        help="Tables: `parquet`, `jsonl` (Zstandard), `jsonl.plain`; captures: `wacz`, `warc`.",
    ),
]
Choices = list[str] | None


def export(
    as_of: Annotated[str, typer.Option(help="The last day (UTC) that the snapshot takes in: 2026-11-01.")],
    out: Annotated[Path, typer.Option(help="The folder to make; it must not exist or be empty.")],
    portal: Annotated[Choices, typer.Option(help="Only this portal; may be given several times.")] = None,
    format_: Formats = "jsonl,parquet",
    since: Annotated[
        Path | None, typer.Option(help="A snapshot to compare with: adds what changed since.")
    ] = None,
    fields: Annotated[
        str | None, typer.Option(help="Only these fields of articles and versions, with commas.")
    ] = None,
    without_text: Annotated[
        bool, typer.Option("--without-text", help="Leave out texts; digests, lengths and addresses stay.")
    ] = False,
    kind: Annotated[Choices, typer.Option(help="Only `article`, `document` or `video`.")] = None,
    language: Annotated[Choices, typer.Option(help="Only this language: `vi`.")] = None,
    status: Annotated[Choices, typer.Option(help="Only `published` or `withdrawn`.")] = None,
    source: Annotated[
        Choices, typer.Option(help="Only from `live`, `wayback`, `commoncrawl` or `file`.")
    ] = None,
    published_from: Annotated[
        str | None, typer.Option(help="Only what was published from this day on.")
    ] = None,
    published_to: Annotated[str | None, typer.Option(help="Only what was published until this day.")] = None,
    partition: Annotated[
        str | None, typer.Option(help="Part tables into files, by `portal` or by `year`.")
    ] = None,
    without_duplicates: Annotated[
        bool, typer.Option("--without-duplicates", help="Do not look for copies: faster.")
    ] = False,
    title: Annotated[str | None, typer.Option(help="The snapshot's title.")] = None,
    creator: Annotated[str | None, typer.Option(help="Who makes it, for citations.")] = None,
    licence: Annotated[str | None, typer.Option(help="Its licence, as an SPDX name: CC-BY-4.0.")] = None,
    notes: Annotated[
        Path | None, typer.Option(help="Markdown for the dataset card: licence, ethics, caveats.")
    ] = None,
    jobs: Jobs = None,
    data: Data = DATA,
    portals: OwnPortals = None,
    json: AsJson = False,
) -> None:
    """Freeze the archive as it was on a date: tables with schemas, a dataset card, checksums and an id.

    The same date and archive give the same bytes. docs/datasets.md shows how to load and ask them.

    Example: archiver export --as-of 2026-11-01 --out snapshots/2026-11-01 --portal quanuy_cam_le
    """
    from archiver.export.gather import Archive  # noqa: PLC0415 - its libraries are slow to load
    from archiver.export.manifest import ArchiveFormat, Format, Partition, Plan  # noqa: PLC0415
    from archiver.export.selection import Selection, as_of_moment, in_order, portals_in  # noqa: PLC0415
    from archiver.export.snapshot import make_snapshot  # noqa: PLC0415

    own = tuple(portals or ())
    formats = _known("--format", _listed(format_), (*get_args(Format), *get_args(ArchiveFormat)))
    plan = Plan(
        as_of=as_of.strip(),
        selection=Selection(
            as_of=as_of_moment(as_of),
            kinds=cast("tuple[Kind, ...]", _known("--kind", kind, get_args(Kind))),
            languages=tuple(sorted(set(language or ()))),
            statuses=cast("tuple[Status, ...]", _known("--status", status, get_args(Status))),
            sources=cast("tuple[Source, ...]", _known("--source", source, get_args(Source))),
            published_from=_day("--published-from", published_from),
            published_to=_day("--published-to", published_to),
        ),
        portals=tuple(in_order(portal) if portal else portals_in(data)),
        formats=cast("tuple[Format, ...]", tuple(word for word in formats if word in get_args(Format)))
        or ("parquet",),
        archives=cast(
            "tuple[ArchiveFormat, ...]", tuple(word for word in formats if word in get_args(ArchiveFormat))
        ),
        partition=cast("Partition | None", _one("--partition", partition, get_args(Partition))),
        fields=tuple(_listed(fields)),
        without_text=without_text,
        duplicates=not without_duplicates,
        title=title,
        creator=creator,
        licence=licence,
        notes=_text(notes),
    )
    made = make_snapshot(Archive(data, load_portals(own), own, jobs or cores()), out, plan, since)
    for notice in (*made.notices, *made.problems):
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


def _listed(words: str | None) -> list[str]:
    return [word.strip() for word in (words or "").split(",") if word.strip()]


def _known(option: str, words: list[str] | None, known: tuple[str, ...]) -> tuple[str, ...]:
    """Return the words in the order of those that are known; raise UsageError for another one."""
    for word in words or ():
        if word not in known:
            raise UsageError(f"{option}: '{word}' is unknown{suggestion(word, known)}")
    return tuple(word for word in known if word in (words or ()))


def _one(option: str, word: str | None, known: tuple[str, ...]) -> str | None:
    return _known(option, [word], known)[0] if word else None


def _day(option: str, word: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat(word) if word else None
    except ValueError:
        raise UsageError(f"{option}: '{word}' is no day such as 2025-07-01") from None


def _text(path: Path | None) -> str | None:
    try:
        return path.read_text(encoding="utf-8") if path else None
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"--notes: {path} cannot be read: {error}") from None
