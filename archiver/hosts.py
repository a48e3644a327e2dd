"""How a host is to be treated after what it answered, and what is remembered of it from run to run.

Pure decisions, and one small file: `host.json` in the portal's folder.
"""

from __future__ import annotations

import datetime as dt
import email.utils
from collections.abc import Mapping
from pathlib import Path

import msgspec

from archiver.damage import NO_JSON
from archiver.disk import storage_error
from archiver.models import Record
from archiver.warc.files import write_whole

FILE = "host.json"
_LARGEST = 1_000_000
_MOST_HOSTS = 1000


class Limits(Record, frozen=True, kw_only=True):
    """How long is waited, and when it is given up; all times in seconds."""

    first_pause: float = 2.0
    """After the first failure; each further one in a row doubles it."""
    longest_pause: float = 60.0
    """The most that failures alone make of it."""
    longest_wait: float = 600.0
    """The most that a run waits because the host asks for it; for longer, the host rests."""
    break_after: int = 8
    """Pages in a row that the host failed to answer."""
    first_rest: float = 3600.0
    """After a break; each further one in a row doubles it."""
    longest_rest: float = 86400.0
    """Nobody may keep us away for longer at once."""


class Host(Record, frozen=True, kw_only=True):
    """What is remembered of one host."""

    failures: int = 0
    """Pages in a row that it failed to answer."""
    breaks: int = 0
    """Rests in a row without a good answer between them."""
    rests_until: dt.datetime | None = None
    """UTC; nothing is asked of it before."""
    why: str | None = None
    """What it did last, in words."""


class Failure(Record, frozen=True, kw_only=True):
    """One request that the host failed to answer."""

    why: str
    """In words, `it answered HTTP 503`."""
    asked_for: float | None = None
    """Seconds that it asked us to wait, by Retry-After."""
    tries: int = 1
    """Which try of this page failed; only the first counts towards a break."""


HEALTHY = Host()


def after_answer(host: Host) -> Host:
    """Return the host as it is known after a good answer."""
    return host if host == HEALTHY else HEALTHY


def after_failure(host: Host, failure: Failure, now: dt.datetime, limits: Limits) -> tuple[Host, float]:
    """Return the host as it is known after a failure, and the seconds until it may be asked again.

    Where it has to rest, `rests_until` is set: the run ends, and the next ones wait until then.
    """
    failures = host.failures + (failure.tries == 1)
    known = msgspec.structs.replace(host, failures=failures, why=failure.why)
    if failure.asked_for is not None and failure.asked_for > limits.longest_wait:
        return _resting(known, failure.asked_for, now, limits), failure.asked_for
    if failures >= limits.break_after:
        rest = limits.first_rest * 2 ** min(host.breaks, 30)
        return _resting(known, max(rest, failure.asked_for or 0.0), now, limits), rest
    if failure.asked_for is not None:
        return known, failure.asked_for
    step = min(max(failures, 1) + failure.tries - 2, 30)
    return known, min(limits.longest_pause, limits.first_pause * 2.0**step)


def _resting(host: Host, seconds: float, now: dt.datetime, limits: Limits) -> Host:
    """Return the host at rest; half as many failures as before bring about the next rest."""
    until = now + dt.timedelta(seconds=min(seconds, limits.longest_rest))
    return msgspec.structs.replace(
        host, failures=limits.break_after // 2, breaks=host.breaks + 1, rests_until=until
    )


def rest_left(host: Host, now: dt.datetime) -> float:
    """Return the seconds that the host still has to rest; 0 where it may be asked."""
    if host.rests_until is None:
        return 0.0
    return max(0.0, (host.rests_until - now).total_seconds())


def rest_in_words(name: str, host: Host) -> str:
    """Return the sentence that says until when nothing is asked of a host, and why."""
    until = f"{host.rests_until:%Y-%m-%d %H:%M} UTC" if host.rests_until else "the next run"
    return f"{name} is left alone until {until}, because {host.why or 'it failed too often'}"


def retry_after(value: str, now: dt.datetime) -> float | None:
    """Return the seconds that a Retry-After header names, as a number or a date; None where it names none."""
    text = value.strip()[:100]
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        moment = email.utils.parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
    return max(0.0, (moment - now).total_seconds())


def read_hosts(folder: Path) -> dict[str, Host]:
    """Return what is remembered of each host, by name; nothing where the file is missing or unreadable."""
    try:
        content = (folder / FILE).read_bytes()
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise storage_error(folder / FILE, error) from error
    try:
        hosts = msgspec.json.decode(content[:_LARGEST], type=dict[str, Host])
    except NO_JSON:
        return {}
    return {name: host for name, host in hosts.items() if _has_zone(host)}


def _has_zone(host: Host) -> bool:
    return host.rests_until is None or host.rests_until.tzinfo is not None


def write_hosts(folder: Path, hosts: Mapping[str, Host]) -> None:
    """Write what is to be remembered, whole or not at all; no file where all is well. Raises StorageError."""
    kept = {name: host for name, host in sorted(hosts.items())[:_MOST_HOSTS] if host != HEALTHY}
    path = folder / FILE
    if kept:
        write_whole(path, msgspec.json.format(msgspec.json.encode(kept), indent=2) + b"\n")
        return
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise storage_error(path, error) from error
