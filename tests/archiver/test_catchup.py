"""What a killed run had archived and not come to record is recorded by whoever opens the portal next."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from archiver.cli import main
from archiver.models import Outcome
from archiver.replay.reading import Job
from archiver.store import PortalStore
from archiver.warc.cdxj import cdxj_path
from tests.archiver.archiving import PORTAL, crawl, job_in, paths

RECORDED, ARCHIVED = 4, 9


@pytest.fixture
def killed(tmp_path: Path) -> Job:
    """Return what a run leaves that was killed before it recorded the last pages that it had archived."""
    job = job_in(tmp_path)
    seen: Iterator[int] = iter(range(ARCHIVED))

    def recorded(outcome: Outcome) -> Outcome | None:
        return outcome if next(seen) < RECORDED else None

    crawl(job, paths()[1 : ARCHIVED + 1], read=recorded)
    for warc in job.warc.glob("*.warc.gz"):
        cdxj_path(warc).unlink()
        warc.rename(warc.with_name(f"{warc.name}.open"))
    return job


def articles(job: Job) -> int:
    with PortalStore.read(job.data, job.portal) as store:
        return len(list(store.articles()))


@pytest.mark.parametrize(
    "command", [["learn", PORTAL], ["import", PORTAL, "{none}"], ["replay", PORTAL, "--apply"]]
)
def test_command_that_opens_the_portal_next_records_it(
    killed: Job, command: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert articles(killed) == RECORDED
    (killed.data / "none").mkdir()
    words = [word.format(none=killed.data / "none") for word in command]
    options = ["--data", str(killed.data), "--portals", str(killed.folders[0])]
    monkeypatch.setattr("sys.argv", ["archiver", *words, *options])
    with pytest.raises(SystemExit):
        main()
    assert articles(killed) == ARCHIVED
