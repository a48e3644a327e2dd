from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from archiver.store import PortalStore
from tests.archiver.store.samples import PORTAL, now

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def store(tmp_path: Path) -> Iterator[PortalStore]:
    with PortalStore.open(tmp_path, PORTAL, now=now) as opened:
        yield opened
