"""The original response inside what a web archive answers.

A service of the Memento protocol (RFC 7089) sends a capture with `Memento-Datetime`; raw captures (`id_`)
bring the original body, and the original headers under names that begin with `X-Archive-Orig-`.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Literal

from archiver.moments import moment_of_mail
from archiver.webarchives.entries import IndexEntry

Headers = list[tuple[str, str]]
Verdict = Literal["capture", "other-time", "missing", "blocked", "failed"]
"""What an answer is: the capture asked for; one of another time; no such capture; one that the archive does
not show; an error of the service, worth another attempt."""

PREFIX = "x-archive-orig-"
_BLOCKED = ("AdministrativeAccessControlException", "RobotAccessControlException")
_GZIP = b"\x1f\x8b"


def verdict(entry: IndexEntry, status: int, headers: Headers) -> Verdict:
    """Return what a service's answer to the question for a capture is."""
    named = {name.lower(): value for name, value in headers}
    if "memento-datetime" in named:
        return "capture" if moment_of_mail(named["memento-datetime"]) == entry.moment else "other-time"
    if any(word in named.get("x-archive-wayback-runtime-error", "") for word in _BLOCKED) or status in {
        403,
        451,
    }:
        return "blocked"
    if 300 <= status < 400:
        return "other-time"
    return "missing" if status in {404, 410} else "failed"


def original_response(status: int, headers: Headers, body: bytes) -> bytes:
    """Return the original message, as far as the service hands it on.

    What no longer fits the body is renamed back to `X-Archive-Orig-…`: chunks, a length that was another, an
    encoding that the service undid.
    """
    original = [(name[len(PREFIX) :], value) for name, value in headers if name.lower().startswith(PREFIX)]
    names = {name.lower() for name, _ in original}
    passed = {"content-type", "content-encoding", "location"} - names
    original += [(name, value) for name, value in headers if name.lower() in passed]
    lines = [_status_line(status)]
    for name, value in original:
        kept = name if _fits(name.lower(), value, body) else f"X-Archive-Orig-{name}"
        lines.append(f"{kept}: {value}")
    lines.append(f"Content-Length: {len(body)}")
    head = "\r\n".join(line.replace("\r", " ").replace("\n", " ") for line in lines)
    return head.encode("utf-8", "surrogateescape") + b"\r\n\r\n" + body


def _fits(name: str, value: str, body: bytes) -> bool:
    if name in {"content-length", "transfer-encoding"}:
        return False
    return name != "content-encoding" or "gzip" not in value.lower() or body.startswith(_GZIP)


def _status_line(status: int) -> str:
    try:
        return f"HTTP/1.1 {status} {HTTPStatus(status).phrase}"
    except ValueError:
        return f"HTTP/1.1 {status} "
