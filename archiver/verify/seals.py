"""Files against their checksums."""

from __future__ import annotations

from pathlib import Path

from archiver.store.checksums import NAME, PART, Sealed, digest_of
from archiver.verify.findings import Finding, Remedy


def seal_finding(path: Path, name: str, seals: dict[str, Sealed], *, remedy: Remedy) -> Finding | None:
    """Return what is wrong with a file by its checksum; None where nothing is.

    `remedy` is what helps where the file is not as it was.
    """
    sealed = seals.get(name)
    if sealed is None:
        what = f"it is not in {NAME}: the run that wrote it did not end properly"
        return Finding(file=name, what=what, remedy="seal")
    found = digest_of(path, sealed.size)
    if found.size < sealed.size:
        what = f"it has {found.size} bytes; when it was closed it had {sealed.size}"
        return Finding(file=name, offset=found.size, what=what, remedy=remedy)
    if found.digests == sealed.digests:
        return None
    pairs = enumerate(zip(found.digests, sealed.digests, strict=False))
    changed = next((number for number, (here, then) in pairs if here != then), 0)
    part = f" from byte {changed * PART} on" if len(sealed.digests) > 1 else ""
    return Finding(file=name, what=f"its SHA-256{part} is not that of {NAME}", remedy=remedy)


def grown(path: Path, sealed: Sealed | None) -> bool:
    """Tell whether a file is longer than when it was sealed."""
    return sealed is not None and path.stat().st_size > sealed.size
