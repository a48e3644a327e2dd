from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from archiver.demo import truth
from archiver.replay.reading import Job
from archiver.store import RunReport, write_report
from archiver.store.checksums import seal
from tests.archiver.archiving import START, crawl, job_in, paths


@pytest.fixture(scope="session")
def archived(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a portal after two crawls, whole and sealed."""
    folder = tmp_path_factory.mktemp("verify")
    job = job_in(folder)
    unreadable = next(article.path for article in truth() if article.status == "quarantined")
    crawl(job, [*paths()[:8], unreadable])
    crawl(job, [*paths()[:8], unreadable], day=1)
    root = job.data / job.portal
    write_report(
        root / "runs", RunReport(portal=job.portal, started=START, finished=START, reason="finished")
    )
    seal(root)
    return folder


@pytest.fixture
def copy(archived: Path, tmp_path: Path) -> Callable[[], Job]:
    """Return a function that makes a fresh copy of the folder."""
    numbers = iter(range(10_000))

    def copied() -> Job:
        target = tmp_path / str(next(numbers))
        shutil.copytree(archived, target)
        return Job(data=target / "data", portal="minh_hoa", folders=(target / "portals",))

    return copied


def now() -> dt.datetime:
    return START + dt.timedelta(days=30)
