"""One flipped byte in each of a thousand files, again and again: `verify` names every file, each time."""

from __future__ import annotations

import random
from pathlib import Path

from archiver.verify import verify
from tests.archiver.archiving import START, crawl, job_in, paths

FILES = 1_000
ROUNDS = 10


def flipped_bytes(folder: Path, files: int = FILES, rounds: int = ROUNDS) -> str:
    """Archive so many WARC files, flip a byte anywhere in each, and return what `verify` overlooked."""
    job = job_in(folder)
    wanted = paths()
    for day in range(files // len(wanted) + 1):
        crawl(job, wanted[: files - day * len(wanted)], day=day, max_bytes=1)
    warcs = sorted(job.warc.glob("*.warc.gz"))
    sound = _named(verify(job.data, job.portal, jobs=2, now=lambda: START).findings)
    chance, overlooked, positions = random.Random(1), 0, set[int]()  # noqa: S311 - a fixed choice of bytes
    for _ in range(rounds):
        flips = {path: (chance.randrange(path.stat().st_size), 1 << chance.randrange(8)) for path in warcs}
        positions |= {at for at, _ in flips.values()}
        for path, (at, bit) in flips.items():
            _flip(path, at, bit)
        named = _named(verify(job.data, job.portal, jobs=2, now=lambda: START).findings)
        overlooked += sum(path.name not in named for path in warcs)
        for path, (at, bit) in flips.items():
            _flip(path, at, bit)
    restored = _named(verify(job.data, job.portal, jobs=2, now=lambda: START).findings)
    return (
        f"{rounds} × {len(warcs)} files with one bit flipped, at {len(positions)} different places: "
        f"{overlooked} overlooked; {len(sound)} named before, {len(restored)} after all were restored"
    )


def _named(findings: tuple[object, ...]) -> set[str]:
    return {Path(str(getattr(finding, "file", ""))).name for finding in findings}


def _flip(path: Path, at: int, bit: int) -> None:
    with path.open("r+b") as file:
        file.seek(at)
        (byte,) = file.read(1)
        file.seek(at)
        file.write(bytes([byte ^ bit]))
