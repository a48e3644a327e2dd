"""Mirrors of whole sites: which of their files are read, for most are the same page under a noisy address.

A real mirror held 87 % such files: Liferay appends a locale to every link, and a mirror follows them all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from archiver.portal import Portal
from archiver.savednotes import START, TAIL, noted_in
from archiver.webarchives.choice import own_url


def files_to_read(files: Iterable[Path], portal: Portal) -> Iterator[Path]:
    """Yield one file for each page of the portal, the one with the plainest address, and all without one.

    Only the start and the end of each file are looked at.
    """
    best: dict[str, tuple[int, str, Path]] = {}
    for path in files:
        url = address_noted(path)
        if not url:
            yield path
            continue
        own = own_url(url, portal) or url
        canonical = portal.addresses.canonical(own)
        if canonical is None:
            continue
        address = portal.address(own)
        identity = address.key if address else canonical
        found = (len(url), url, path)
        best[identity] = min(best.get(identity, found), found)
    yield from (path for _, _, path in best.values())


def address_noted(path: Path) -> str:
    """Return the address noted when a file was saved; empty where none is, or the file cannot be read."""
    try:
        with path.open("rb") as file:
            start = file.read(START)
            file.seek(max(0, path.stat().st_size - TAIL))
            return noted_in(start + file.read(TAIL))[0]
    except OSError:
        return ""
