from __future__ import annotations

import random
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import msgspec

from archiver.models import Article, Observation
from tests.archiver.store.samples import PORTAL, known, opened
from tests.shared import ROOT

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from archiver.store import PortalStore

KILLS = 15


def test_kills_at_random_instants_lose_and_double_nothing(tmp_path: Path) -> None:
    chance = random.Random(20250701)  # noqa: S311 - instants, no secrets
    told, following = set[int](), 0
    for _ in range(KILLS):
        told |= run_and_kill(tmp_path, following, chance.uniform(0, 0.03))
        following = 1 + max(told, default=-1)
    with opened(tmp_path) as store:
        assert not store.rebuilt
        check_logs(tmp_path, store, told)
        before = known(store)
    (tmp_path / PORTAL / "index.sqlite").unlink()
    with opened(tmp_path) as store:
        assert known(store) == before


def run_and_kill(data: Path, first: int, seconds: float) -> set[int]:
    """Return the readings that the child said it recorded before it was killed."""
    command = [sys.executable, "-m", "tests.archiver.store.killed", str(data), str(first)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "open 0\n"
        time.sleep(seconds)
        child.kill()
        return {int(line) for line in child.stdout if line.endswith("\n")}


def check_logs(data: Path, store: PortalStore, told: set[int]) -> None:
    """Hold the logs against what the children said; one more reading may be in them for each kill."""
    articles = decoded(data / PORTAL / "articles.jsonl", Article)
    readings = decoded(data / PORTAL / "observations.jsonl", Observation)
    offsets = [reading.offset for reading in readings]
    assert len(offsets) == len(set(offsets))
    assert {at * 1000 for at in told} <= set(offsets)
    assert len(offsets) <= len(told) + KILLS
    numbers = [(one.id, one.version) for one in articles]
    assert len(numbers) == len(set(numbers))
    assert (store.counts().versions, store.counts().observations) == (len(articles), len(readings))
    assert told


def decoded(path: Path, kind: Any) -> list[Any]:
    return [msgspec.json.decode(line, type=kind) for line in path.read_bytes().splitlines()]
