"""MHTML: a page as a browser saved it, in the form of an e-mail."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
import email.utils
from email.message import Message
from pathlib import Path

from archiver.errors import UnreadableInput
from archiver.importing.kept import MAX_BYTES, Kept
from archiver.models import Capture, Page

_DEEPEST = 20


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
    if data.lower().count(b"multipart/") > _DEEPEST:
        raise UnreadableInput(f"{path}: nests too deeply for a saved page")
    message = email.message_from_bytes(data, policy=email.policy.compat32)
    part = next((part for part in message.walk() if part.get_content_type() == "text/html"), None)
    body = part.get_payload(decode=True) if part else None
    if part is None or not isinstance(body, bytes) or not body.strip():
        raise UnreadableInput(f"{path}: holds no page; MHTML with a text/html part was expected")
    url = _header(message, "Snapshot-Content-Location") or _header(part, "Content-Location")
    capture = Capture(source="file", fetched_at=_moment(_header(message, "Date")))
    kind = _header(part, "Content-Type").replace("\n", " ")
    return Kept(place=path.name, page=Page(url=url, body=body, content_type=kind, capture=capture))


def _header(message: Message, name: str) -> str:
    return str(message.get(name, "")).strip()


def _moment(text: str) -> dt.datetime | None:
    try:
        return email.utils.parsedate_to_datetime(text).astimezone(dt.UTC)
    except (ValueError, TypeError, OverflowError):
        return None
