"""Pieces handed from one process to another in a file: pickling and piping them costs as much as making."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pyarrow as pa

from archiver.export.columns import schema
from archiver.export.pieces import Piece
from archiver.export.stretches import Made
from archiver.export.tables import table_of
from archiver.store.folder import storage_error

if TYPE_CHECKING:
    from archiver.export.manifest import Plan
    from archiver.export.profile import Profile
    from archiver.store import Damage


class Left(NamedTuple):
    """Where what was made of a stretch lies."""

    portal: str
    path: Path
    pieces: list[tuple[str, str, int, int, int | None]]
    """Of each its table, part and rows, then the bytes of its lines and of its columns."""
    profile: Profile
    damage: tuple[Damage, ...]


def leave(portal: str, made: Made, folder: Path) -> Left:
    """Write the pieces into a file of the folder; raises `StorageError`."""
    left = []
    try:
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".pieces-", delete=False) as file:
            for piece in made.pieces:
                columns = None if piece.columns is None else piece.columns.serialize()
                file.write(piece.lines)
                file.write(columns or b"")
                size = None if columns is None else columns.size
                left.append((piece.table, piece.part, piece.rows, len(piece.lines), size))
    except OSError as error:
        raise storage_error(folder, error) from error
    return Left(portal, Path(file.name), left, made.profile, made.damage)


def take(left: Left, plan: Plan) -> Made:
    """Return what `leave` left, and remove its file; raises `StorageError`."""
    try:
        content = memoryview(left.path.read_bytes())
        left.path.unlink()
    except OSError as error:
        raise storage_error(left.path, error) from error
    pieces, at = [], 0
    for name, part, rows, length, size in left.pieces:
        lines, at = content[at : at + length], at + length
        columns = None
        if size is not None:
            table = table_of(plan, name)
            columns = pa.ipc.read_record_batch(
                pa.py_buffer(content[at : at + size]), schema(table.row, table.kind.row)
            )
            at += size
        pieces.append(Piece(name, part, rows, lines, columns))
    return Made(pieces, left.profile, left.damage)
