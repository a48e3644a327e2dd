"""Where what a portal's pages taught is kept: `learned.json` in the portal's folder."""

from __future__ import annotations

from pathlib import Path

from archiver.disk import storage_error
from archiver.errors import UnreadableInput
from archiver.learned import Learned, learned_of
from archiver.store.checksums import forget
from archiver.warc.files import write_whole

NAME = "learned.json"


def read_learned(root: Path, portal_id: str) -> Learned:
    """Return what is kept in a portal's folder; nothing learned where there is no file.

    Raises UnreadableInput where the file is of another form or another portal's, StorageError.
    """
    path = root / NAME
    if not path.exists():
        return Learned(portal=portal_id)
    learned = learned_in(path)
    if learned.portal != portal_id:
        raise UnreadableInput(f"{path}: is of portal {learned.portal[:64]!r}; {portal_id} was expected")
    return learned


def learned_in(path: Path) -> Learned:
    """Return what a file holds; raise UnreadableInput where it is of another form, StorageError."""
    try:
        return learned_of(path.read_bytes())
    except UnreadableInput as error:
        raise UnreadableInput(f"{path}: {error}; move it away and run 'archiver learn'") from error
    except OSError as error:
        raise storage_error(path, error) from error


def keep_learned(root: Path, learned: Learned) -> None:
    """Put what was learned in place of what was; raises StorageError."""
    content = learned.as_json()
    try:
        if (root / NAME).exists() and (root / NAME).read_bytes() == content:
            return
        forget(root, [NAME])
    except OSError as error:
        raise storage_error(root, error) from error
    write_whole(root / NAME, content)
