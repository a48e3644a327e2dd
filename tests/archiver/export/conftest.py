from __future__ import annotations

from pathlib import Path

import pytest

from tests.archiver.export.demo_archive import AFTER_FIRST, AFTER_SECOND, make_archive
from tests.archiver.export.making import snapshot


@pytest.fixture(scope="session")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("archive")
    make_archive(data)
    return data


@pytest.fixture(scope="session")
def first(archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return snapshot(archive, tmp_path_factory.mktemp("first") / AFTER_FIRST, as_of=AFTER_FIRST)


@pytest.fixture(scope="session")
def second(archive: Path, first: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("second") / AFTER_SECOND
    return snapshot(archive, out, as_of=AFTER_SECOND, since=first)
