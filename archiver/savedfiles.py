"""Files that people kept: saved pages and plain text, as pages for the road."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from archiver.errors import UnreadableInput, UsageError
from archiver.models import Capture, Page
from archiver.savednotes import noted_in

PAGE_ENDINGS = frozenset({".html", ".htm", ".xhtml", ".shtml", ".mhtml", ".aspx", ".php", ""})
TEXT_ENDINGS = frozenset({".txt", ".text"})
MAX_BYTES = 64_000_000
_MARKUP = re.compile(rb"<(?:!doctype|html|head|body|div|p|meta|title)\b", re.IGNORECASE)


def pages_in(paths: Iterable[Path], url: str | None) -> Iterator[tuple[Path, Page | UnreadableInput]]:
    """Yield each file's page, folders searched below, in the order of their names; an error where it is none.

    Raises UsageError at once for a path that does not exist.
    """
    for path in paths:
        if not path.exists():
            raise UsageError(f"{path}: no such file or folder")
    for path in paths:
        for file in files_below(path) if path.is_dir() else [path]:
            if file.is_file() and (file == path or file.suffix.lower() in PAGE_ENDINGS | TEXT_ENDINGS):
                yield file, _page_or_error(file, url)


def files_below(folder: Path) -> list[Path]:
    """Return the files of a folder and of those in it, by name; none that a link brings in from outside.

    Whoever packed the folder may have put in links to what only we have, which would be archived then.
    """
    root = folder.resolve()
    found = (file for file in folder.rglob("*") if file.is_file())
    return sorted(file for file in found if not file.is_symlink() or root in file.resolve().parents)


def _page_or_error(path: Path, url: str | None) -> Page | UnreadableInput:
    try:
        return page_of_file(path, url)
    except UnreadableInput as error:
        return error


def page_of_file(path: Path, url: str | None = None) -> Page:
    """Return a saved file as a page: its address as given or noted by what saved it, its time as noted.

    Raises UnreadableInput for a file that cannot be read, is empty, too large, or holds no text.
    """
    body = _bytes(path)
    noted_url, noted_time = noted_in(body)
    kind = "text/plain" if _is_text(path, body) else "text/html"
    capture = Capture(source="file", fetched_at=noted_time)
    return Page(url=url or noted_url, body=body, content_type=kind, capture=capture)


def _bytes(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise UnreadableInput(f"{path}: {size} bytes; a page of more than {MAX_BYTES} is not read")
        body = path.read_bytes()
    except OSError as error:
        raise UnreadableInput(f"{path}: cannot be read ({error.strerror})") from error
    if not body.strip():
        raise UnreadableInput(f"{path}: is empty; a saved page or text was expected")
    if b"\x00" in body[:1000] and not body.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnreadableInput(f"{path}: is no text; a saved page (HTML) or plain text was expected")
    return body


def _is_text(path: Path, body: bytes) -> bool:
    if path.suffix.lower() in TEXT_ENDINGS:
        return not body.lstrip()[:15].lower().startswith((b"<!doctype", b"<html"))
    return not _MARKUP.search(body[:100_000])
