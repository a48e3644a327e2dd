"""One crawl of the demo portal, archived, for all tests that rebuild it after it is gone."""

from __future__ import annotations

import pytest

from tests.spiders.pulls import Portal, crawled_portal


@pytest.fixture(scope="session")
def live(tmp_path_factory: pytest.TempPathFactory) -> Portal:
    """Return the demo portal as a crawl left it; no test may change its folder."""
    return crawled_portal(tmp_path_factory.mktemp("gone"))
