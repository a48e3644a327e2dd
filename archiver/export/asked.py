"""What a command line asks for, word by word: each raises `UsageError` that names its option."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, cast, get_args

from archiver.asked import day
from archiver.errors import UsageError
from archiver.export.manifest import ArchiveFormat, Format, Partition
from archiver.export.selection import in_order, portals_in
from archiver.factfile import suggestion
from archiver.models import Kind, Source, Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from archiver.export.manifest import Plan


def kinds(words: list[str] | None) -> tuple[Kind, ...]:
    """Return the kinds of articles asked for; empty for all, as for the conditions after it."""
    return cast("tuple[Kind, ...]", _known("--kind", words, get_args(Kind)))


def statuses(words: list[str] | None) -> tuple[Status, ...]:
    """Return the statuses asked for."""
    return cast("tuple[Status, ...]", _known("--status", words, get_args(Status)))


def sources(words: list[str] | None) -> tuple[Source, ...]:
    """Return the sources of captures asked for."""
    return cast("tuple[Source, ...]", _known("--source", words, get_args(Source)))


def days(first: str | None, last: str | None) -> tuple[dt.date | None, dt.date | None]:
    """Return the first and the last day of publication, null where none is named."""
    since = None if first is None else day("--published-from", first)
    until = None if last is None else day("--published-to", last)
    if since and until and until < since:
        raise UsageError(f"--published-to: {last} lies before --published-from {first}")
    return since, until


def formats(words: str) -> tuple[tuple[Format, ...], tuple[ArchiveFormat, ...]]:
    """Return the formats of tables, `parquet` where none is named, and those of captures."""
    of_tables, of_captures = get_args(Format), get_args(ArchiveFormat)
    found = _known("--format", listed(words), (*of_tables, *of_captures))
    tables = tuple(word for word in found if word in of_tables) or ("parquet",)
    return (
        cast("tuple[Format, ...]", tables),
        cast("tuple[ArchiveFormat, ...]", tuple(word for word in found if word in of_captures)),
    )


def partition(word: str | None) -> Partition | None:
    """Return what tables are parted by; null for nothing."""
    return cast("Partition", _known("--partition", [word], get_args(Partition))[0]) if word else None


def portals(words: list[str] | None, data: Path) -> tuple[str, ...]:
    """Return the portals named, or all that are archived, in the order of their articles' ids."""
    return tuple(in_order(words) if words else portals_in(data))


def listed(words: str | None) -> tuple[str, ...]:
    """Return words that commas part."""
    return tuple(word.strip() for word in (words or "").split(",") if word.strip())


def notes(path: Path | None) -> str | None:
    """Return the content of a file of notes."""
    try:
        return path.read_text(encoding="utf-8") if path else None
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no text in UTF-8"
        raise UsageError(f"--notes: {path} cannot be read: {reason}") from None


def notices_of(plan: Plan, now: dt.datetime) -> Iterator[str]:
    """Yield one sentence for each thing that whoever asked may not have meant."""
    if plan.selection.as_of > now:
        yield f"--as-of: {plan.as_of} is not over: what is captured until its end will not be in the snapshot"


def _known(option: str, words: Iterable[str] | None, known: tuple[str, ...]) -> tuple[str, ...]:
    """Return the words in the order of those that are known; raise UsageError for another one."""
    asked = tuple(words or ())
    for word in asked:
        if word not in known:
            raise UsageError(f"{option}: '{word}' is unknown{suggestion(word, known)}")
    return tuple(word for word in known if word in asked)
