"""What a snapshot says of itself in `snapshot.json`, and the digest that names it."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import TYPE_CHECKING, Literal

import msgspec

from archiver.damage import NO_JSON
from archiver.errors import StorageError, UnreadableInput, UsageError
from archiver.export.selection import Selection
from archiver.models import Record

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

NAME = "snapshot.json"
FORMAT = "party-portal-snapshot/1"
SUMS = "SHA256SUMS"
LARGEST = 100_000_000
"""Bytes of what a snapshot says of itself, or of its checksums: more than a million files."""
Format = Literal["parquet", "jsonl", "jsonl.plain"]
ArchiveFormat = Literal["wacz", "warc"]
Partition = Literal["portal", "year"]
_BLOCK = 1 << 20


class Plan(Record, frozen=True, kw_only=True):
    """What was asked for: the same plan and the same archive give the same snapshot, byte for byte."""

    as_of: str
    """As it was asked for."""
    selection: Selection
    portals: tuple[str, ...]
    formats: tuple[Format, ...] = ("jsonl", "parquet")
    archives: tuple[ArchiveFormat, ...] = ()
    """The forms in which the captures themselves lie beside the tables."""
    partition: Partition | None = None
    fields: tuple[str, ...] = ()
    """Of articles and versions; empty for all."""
    without_text: bool = False
    duplicates: bool = True
    """Whether duplicates were looked for."""
    title: str | None = None
    creator: str | None = None
    licence: str | None = None
    notes: str | None = None
    """Markdown for the dataset card: licence, ethics, whatever a reader must know."""


class Earlier(Record, frozen=True, kw_only=True):
    """The snapshot that this one was compared with."""

    id: str
    as_of: str
    changes: dict[str, int]
    """How many articles were added, changed, withdrawn, restored, removed."""


class DataFile(Record, frozen=True, kw_only=True):
    """One file of a table."""

    path: str
    """Relative to the snapshot's folder."""
    rows: int
    bytes: int
    sha256: str


class ArchiveFile(Record, frozen=True, kw_only=True):
    """One file that holds or lists captures."""

    path: str
    """Relative to the snapshot's folder."""
    bytes: int
    sha256: str


class DataTable(Record, frozen=True, kw_only=True):
    """One table: each format holds all its rows."""

    rows: int
    fields: tuple[str, ...]
    files: tuple[DataFile, ...]


class Manifest(Record, frozen=True, kw_only=True):
    """The content of `snapshot.json`."""

    format: str
    id: str
    """SHA-256 (hex) over SHA-256 and path of every data file, schema and archive: see `snapshot_id`."""
    software: str
    plan: Plan
    tables: dict[str, DataTable]
    schemas: dict[str, str]
    """Path of each table's JSON Schema → its SHA-256 (hex)."""
    archives: tuple[ArchiveFile, ...] = ()
    since: Earlier | None = None


def snapshot_id(files: Iterable[tuple[str, str]]) -> str:
    r"""Return the SHA-256 (hex) of `<sha256>  <path>\n` for each pair of path and digest, sorted by path."""
    lines = (f"{digest}  {path}\n" for path, digest in sorted(files))
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def id_of(manifest: Manifest) -> str:
    """Return the id that the manifest's own files and schemas give."""
    files = [(file.path, file.sha256) for table in manifest.tables.values() for file in table.files]
    archives = [(file.path, file.sha256) for file in manifest.archives]
    return snapshot_id([*files, *manifest.schemas.items(), *archives])


def sha256_of(path: Path) -> str:
    """Return the SHA-256 (hex) of a file; raises `OSError`."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def path_within(folder: Path, path: str) -> Path:
    """Return where a file lies that a snapshot names; raises `UnreadableInput` where it is none of its files.

    Whoever made a snapshot may have named our own files, devices, or pipes that nobody writes to.
    """
    found = folder / path
    if not found.resolve().is_relative_to(folder.resolve()) or not found.is_file():
        raise UnreadableInput(f"{found}: is missing, or is no file of the snapshot")
    return found


def encoded(value: object) -> bytes:
    """Return indented JSON, ended by a line feed."""
    return msgspec.json.format(msgspec.json.encode(value), indent=2) + b"\n"


def read_manifest(folder: Path) -> Manifest:
    """Return what a snapshot says of itself; raises `UnreadableInput` where the folder is none.

    `UsageError` where there is no such folder.
    """
    path = folder / NAME
    try:
        if path.stat().st_size > LARGEST:
            raise UnreadableInput(f"{path}: is larger than {LARGEST} bytes, which no {NAME} is")
        manifest = msgspec.json.decode(path.read_bytes(), type=Manifest)
    except FileNotFoundError:
        if not folder.is_dir():
            raise UsageError(f"{folder}: no such folder; name that of a snapshot") from None
        raise UnreadableInput(f"{folder}: is no snapshot; it has no {NAME}") from None
    except OSError as error:
        raise StorageError(f"{path} cannot be read: {error.strerror}") from error
    except NO_JSON as error:
        raise UnreadableInput(f"{path}: is damaged: {error}") from error
    if manifest.format != FORMAT:
        raise UnreadableInput(f"{path}: is of format '{manifest.format[:60]}'; this program reads {FORMAT}")
    return manifest


def as_of_in_words(plan: Plan) -> str:
    """Return the last moment that the snapshot takes in, for people."""
    last = plan.selection.as_of - dt.timedelta(microseconds=1)
    if (plan.selection.as_of.hour, plan.selection.as_of.minute, plan.selection.as_of.second) == (0, 0, 0):
        return f"the end of {last.date().isoformat()} (UTC)"
    return f"{plan.selection.as_of.isoformat()}"
