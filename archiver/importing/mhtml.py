"""MHTML: a page as a browser saved it, in the form of an e-mail."""

from __future__ import annotations

import email
import email.policy
import re
from email.message import Message
from pathlib import Path

from archiver.errors import UnreadableInput
from archiver.importing.kept import MAX_BYTES, Kept
from archiver.models import Capture, Page
from archiver.moments import moment_of_mail

HTML = "text/html"
_DEEPEST = 20
_MOST_LINES, _MOST_PARTS = 1_000_000, 50_000
"""The parser of e-mail takes memory for each line, and more for each part: no saved page has so many."""
_LONG_HEADER = re.compile(rb"multipart/(?:[^\r\n]|\r?\n[ \t]){5000}")
"""Longer ones than any browser writes take the parser of e-mail time by the square of their length."""


def capture_of_mhtml(path: Path) -> Kept:
    """Return the page of an MHTML file: its address and, where noted, the time of saving.

    Raises UnreadableInput where there is no page in it.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise UnreadableInput(f"{path}: a page of more than {MAX_BYTES} bytes is not read")
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableInput(f"{path}: cannot be read ({error.strerror})") from error
    message, part = _parts(path, data)
    body = part.get_payload(decode=True) if part else None
    if part is None or not isinstance(body, bytes) or not body.strip():
        raise UnreadableInput(f"{path}: holds no page; MHTML with a text/html part was expected")
    url = _header(message, "Snapshot-Content-Location") or _header(part, "Content-Location")
    capture = Capture(source="file", fetched_at=moment_of_mail(_header(message, "Date")))
    kind = _header(part, "Content-Type").replace("\n", " ")
    return Kept(place=path.name, page=Page(url=url, body=body, content_type=kind, capture=capture))


def _parts(path: Path, data: bytes) -> tuple[Message, Message | None]:
    """Return the message and its first part that is a page; raises UnreadableInput where it is a trap."""
    lower = data.lower()
    try:
        if not _is_trap(lower):
            message = email.message_from_bytes(data, policy=email.policy.compat32)
            return message, next((part for part in message.walk() if part.get_content_type() == HTML), None)
    except RecursionError:  # messages in messages
        pass
    raise UnreadableInput(
        f"{path}: nests too deeply for a saved page, or has too many parts or lines, or too long a header"
    )


def _is_trap(lower: bytes) -> bool:
    """Tell whether a file in lower case would cost its reader more than any saved page does."""
    parts = lower.count(b"\n--") + lower.count(b"\r--")
    lines = lower.count(b"\n") + lower.count(b"\r") - lower.count(b"\r\n")
    many = lower.count(b"multipart/") > _DEEPEST or parts > _MOST_PARTS or lines > _MOST_LINES
    return many or _LONG_HEADER.search(lower) is not None


def _header(message: Message, name: str) -> str:
    return str(message.get(name, "")).strip()
