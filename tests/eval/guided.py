"""Pages mutated towards code that no page reached before: `python -m tests.eval.guided SECONDS FOLDER`.

It needs atheris, which is no part of the project: `pip install atheris` into a copy of its environment. Pages
that crash the road or hold it for long are written into FOLDER.
"""

from __future__ import annotations

import importlib
import random
import sys
import time
import traceback
from pathlib import Path
from typing import Any

import msgspec

from archiver.flow import article_from_page
from tests.eval.hostile import SLOW, mutated
from tests.eval.samples import MODES, samples

LONGEST = 400_000
"""Bytes of a page; code that is watched is slower, and longer pages would be few."""
REPEATED, TIMES = (8, 30, 120, 500, 2000), (20, 200, 2000, 20_000)
"""Bytes of a piece that one mutation in six repeats, and how often: what repeats one thing takes longest."""
HEAD = 2
"""Bytes before a page that say which made page's address it has, and how it is read."""


def main(seconds: int, folder: Path) -> None:
    """Run for so many seconds."""
    atheris: Any = importlib.import_module("atheris")
    found = list(samples())
    corpus = folder / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    for number, sample in enumerate(found[:200]):
        for mode in range(len(MODES)):
            (corpus / f"{number}-{mode}").write_bytes(bytes([number, mode]) + sample.page.body)

    def read(data: bytes) -> None:
        if len(data) < HEAD:
            return
        sample, mode = found[data[0] % len(found)], MODES[data[1] % len(MODES)]
        page = msgspec.structs.replace(sample.page, body=data[HEAD:])
        began = time.process_time()
        try:
            article_from_page(page, sample.portal(mode))
        except Exception:  # noqa: BLE001 - any error at all is the finding
            name = f"crash-{hash(data):x}"
            (folder / f"{name}.html").write_bytes(data)
            (folder / f"{name}.txt").write_text(traceback.format_exc(), "utf-8")
        if (took := time.process_time() - began) > SLOW:
            (folder / f"slow-{took:.1f}-{hash(data):x}.html").write_bytes(data)

    def mutate(data: bytes, longest: int, seed: int) -> bytes:
        chance = random.Random(seed)  # noqa: S311 - no secret
        if chance.random() < 0.5:
            return bytes(atheris.Mutate(data, longest))
        body = mutated(data[HEAD:], chance)
        if chance.random() < 1 / 6:
            at = chance.randrange(len(body) + 1)
            piece = body[at : at + chance.choice(REPEATED)]
            body = body[:at] + piece * chance.choice(TIMES) + body[at:]
        return (data[:HEAD] + body)[:longest]

    atheris.instrument_all()
    options = [f"-max_len={LONGEST}", f"-max_total_time={seconds}", "-timeout=300"]
    atheris.Setup([sys.argv[0], str(corpus), *options], read, custom_mutator=mutate)
    atheris.Fuzz()


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
