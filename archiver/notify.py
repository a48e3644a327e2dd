"""Notices: a command or a web address is told once of each change in the state of a portal.

What each was told is remembered in `status.json` in the data folder; what could not be delivered is tried
again with the next look.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import http.client
import shlex
import subprocess
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from archiver.damage import NO_JSON
from archiver.disk import storage_error
from archiver.errors import NetworkError, UsageError
from archiver.health import PASSING, Health
from archiver.models import Record
from archiver.warc.files import write_whole

NAME = "status.json"
"""In the data folder: what was told."""
TIMEOUT = 30.0
"""Seconds that a command or a web address may take."""

Send = Callable[[bytes], None]
"""Delivers one notice (JSON); raises NetworkError with one sentence."""


class Told(Record, frozen=True, kw_only=True):
    """What a channel was told of a portal."""

    state: str
    codes: tuple[str, ...] = ()

    @classmethod
    def of(cls, health: Health) -> Told:
        """Return what there is to tell of a portal: codes once each, in one order."""
        return cls(state=health.state, codes=tuple(sorted({*health.codes} - PASSING)))


Memory = dict[str, dict[str, Told]]
"""By channel, then by portal."""


class Change(Record, frozen=True, kw_only=True):
    """A portal whose state is another than was told before."""

    portal: str
    name: str
    was: str | None
    """Null for a portal of which nothing was told before."""
    state: str
    codes: tuple[str, ...]
    says: tuple[str, ...]


class Notice(Record, frozen=True, kw_only=True):
    """What a command reads on its standard input, and a web address is posted."""

    time: dt.datetime
    text: str
    """The changes for a person, a line each and what to look at below it."""
    changes: tuple[Change, ...]


def changes(told: Mapping[str, Told], portals: Iterable[Health]) -> list[Change]:
    """Return the portals of which there is something to tell: first, only of those that need a person."""
    found = []
    for health in portals:
        was = told.get(health.portal)
        if _differs(was, health):
            found.append(
                Change(
                    portal=health.portal,
                    name=health.name,
                    was=was.state if was else None,
                    state=health.state,
                    codes=health.codes,
                    says=health.says,
                )
            )
    return found


def _differs(was: Told | None, health: Health) -> bool:
    if was is None or was.state != health.state:
        return health.needs_person or (was is not None and was.state == "attention")
    return health.needs_person and was != Told.of(health)


def notice(found: Iterable[Change], now: dt.datetime) -> Notice:
    """Return the notice of some changes."""
    found = tuple(found)
    lines = []
    for change in found:
        was = f" (was: {change.was})" if change.was else ""
        lines += [f"{change.portal}: {change.state}{was}", *(f"  {sentence}" for sentence in change.says)]
    return Notice(time=now, text="\n".join(lines), changes=found)


def tell(data: Path, portals: list[Health], channels: Mapping[str, Send], now: dt.datetime) -> Iterable[str]:
    """Deliver what changed on each channel and yield one sentence for each that failed.

    Raises StorageError where it cannot be remembered.
    """
    memory = remembered(data)
    for channel, send in channels.items():
        found = changes(memory.get(channel, {}), portals)
        try:
            if found:
                send(msgspec.json.encode(notice(found, now)))
            memory[channel] = {health.portal: Told.of(health) for health in portals}
        except NetworkError as error:
            yield str(error)
    try:
        data.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise storage_error(data, error) from error
    write_whole(data / NAME, msgspec.json.encode(memory) + b"\n")


def remembered(data: Path) -> Memory:
    """Return what was told before; nothing where it was never told or cannot be read."""
    with contextlib.suppress(FileNotFoundError, *NO_JSON):
        return msgspec.json.decode(_read(data / NAME), type=Memory)
    return {}


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise
    except OSError as error:
        raise storage_error(path, error) from error


def to_command(line: str) -> Send:
    """Return a channel that runs a command, its words split as a shell does; no shell is started.

    Raises UsageError where the words cannot be split.
    """
    try:
        words = shlex.split(line)
    except ValueError as error:
        raise UsageError(f"--notify-command: '{line}' cannot be read: {error}") from error
    if not words:
        raise UsageError("--notify-command: names no command")

    def send(body: bytes) -> None:
        try:
            done = subprocess.run(words, input=body, capture_output=True, timeout=TIMEOUT, check=False)  # noqa: S603
        except (OSError, subprocess.SubprocessError, ValueError) as error:
            raise NetworkError(f"--notify-command: {words[0]} failed: {error}") from error
        if done.returncode:
            said = done.stderr.decode("utf-8", "replace").strip().splitlines()[-1:] or ["it said nothing"]
            raise NetworkError(f"--notify-command: {words[0]} exited with {done.returncode}: {said[0][:200]}")

    return send


def to_webhook(url: str) -> Send:
    """Return a channel that posts to a web address; raises UsageError where it is none."""
    host = _host(url)
    if not host:
        raise UsageError("--webhook: is no http or https address")

    def send(body: bytes) -> None:
        headers = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "party-portal-archiver"}
        request = urllib.request.Request(url, data=body, headers=headers)  # noqa: S310 - http or https
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT):  # noqa: S310 - likewise
                pass
        except urllib.error.HTTPError as error:
            error.close()
            raise NetworkError(f"--webhook: {host} did not take the notice: HTTP {error.code}") from None
        except (OSError, ValueError, http.client.HTTPException) as error:
            # the address may hold a secret: only its host is said, and no message that may repeat it
            why = str(error) if isinstance(error, OSError) else type(error).__name__
            raise NetworkError(f"--webhook: {host} did not take the notice: {why}") from None

    return send


def _host(url: str) -> str | None:
    with contextlib.suppress(ValueError):
        split = urlsplit(url)
        return split.hostname if split.scheme in {"http", "https"} else None
    return None
