"""Which kind of file somebody kept, and the captures in those that hold any."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Literal

from archiver.errors import UnreadableInput, UsageError
from archiver.importing.arc import captures_of_arc
from archiver.importing.kept import Kept
from archiver.importing.mhtml import capture_of_mhtml
from archiver.importing.warcs import captures_of_wacz, captures_of_warc
from archiver.savedfiles import PAGE_ENDINGS, TEXT_ENDINGS, files_below
from archiver.warc.raw import OnSkip

Kind = Literal["warc", "wacz", "arc", "mhtml", "page"]

ENDINGS: dict[str, Kind] = {
    ".warc": "warc",
    ".warc.gz": "warc",
    ".warc.zst": "warc",
    ".warc.wet.gz": "warc",
    ".wet": "warc",
    ".wet.gz": "warc",
    ".wacz": "wacz",
    ".arc": "arc",
    ".arc.gz": "arc",
    ".mhtml": "mhtml",
    ".mht": "mhtml",
}
_EMAIL = (b"from:", b"mime-version:", b"message-id:", b"date:", b"subject:", b"snapshot-content-location:")


def kind_of(path: Path) -> Kind:
    """Return what a file is, by its first bytes where they tell and by its ending."""
    with path.open("rb") as file:
        start = file.read(64)
    if start.startswith((b"WARC/0.", b"WARC/1.")):
        return "warc"
    if start.startswith(b"filedesc:"):
        return "arc"
    if start.startswith(b"PK\x03\x04") and zipfile.is_zipfile(path):
        return "wacz"
    found = (kind for ending, kind in ENDINGS.items() if path.name.lower().endswith(ending))
    named: Kind = next(found, "page")
    if named == "mhtml" and not start.lstrip().lower().startswith(_EMAIL):
        return "page"
    return named


def files_in(paths: Iterable[Path]) -> Iterator[Path]:
    """Yield the files, folders searched below for those that may hold captures, in the order of their names.

    Raises UsageError at once for a path that does not exist.
    """
    paths = list(paths)
    for path in paths:
        if not path.exists():
            raise UsageError(f"{path}: no such file or folder")
    for path in paths:
        if path.is_dir():
            yield from filter(_may_hold, files_below(path))
        else:
            yield path


def captures_of(path: Path, kind: Kind, wanted: Callable[[str], bool], on_skip: OnSkip) -> Iterator[Kept]:
    """Yield the wanted captures of a file that is no single page; may raise UnreadableInput."""
    try:
        if kind == "mhtml":
            yield capture_of_mhtml(path)
        elif kind == "arc":
            yield from captures_of_arc(path, wanted, on_skip)
        elif kind == "wacz":
            yield from captures_of_wacz(path, wanted, on_skip)
        else:
            yield from captures_of_warc(path, wanted, on_skip)
    except OSError as error:
        raise UnreadableInput(f"{path}: cannot be read ({error.strerror})") from error


def _may_hold(path: Path) -> bool:
    name = path.name.lower()
    return path.suffix.lower() in PAGE_ENDINGS | TEXT_ENDINGS or name.endswith(tuple(ENDINGS))
