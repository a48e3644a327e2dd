"""Mirrors of whole sites: which of their files are read, for most are the same page under a noisy address.

A real mirror held 87 % such files: Liferay appends a locale to every link, and a mirror follows them all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from archiver.portal import Portal
from archiver.savedfiles import TAIL, noted_in
from archiver.webarchives.choice import own_url


def files_to_read(files: Iterable[Path], portal: Portal) -> Iterator[Path]:
    """Yield one file for each page of the portal, the one with the plainest address, and all without one.

    Only the end of each file is looked at.
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
    """Return the address that HTTrack noted at a file's end; empty where there is none, or no such file."""
    try:
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - TAIL))
            return noted_in(file.read(TAIL))[0]
    except OSError:
        return ""
