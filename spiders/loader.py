"""One spider for each portal file: `scrapy list` lists the portals, `scrapy crawl NAME` crawls one."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from scrapy import Request, Spider
from scrapy.settings import BaseSettings

from archiver.errors import ArchiverError
from archiver.portal import Portal, load_portal, portal_paths
from spiders.portal import PortalSpider


class PortalSpiderLoader:
    """Makes spiders of portal files; a mistake in a file ends the command with one sentence."""

    def __init__(self, settings: BaseSettings) -> None:
        self._folders = own_folders(settings)

    @classmethod
    def from_settings(cls, settings: BaseSettings) -> PortalSpiderLoader:
        """Return the loader for Scrapy."""
        return cls(settings)

    def load(self, spider_name: str) -> type[Spider]:
        """Return the spider class of one portal."""
        try:
            return spider_for(load_portal(spider_name, self._folders))
        except ArchiverError as error:
            sys.stderr.write(f"{error}\n")
            raise SystemExit(error.exit_code) from error

    def list(self) -> Sequence[str]:
        """Return the ids of all portals."""
        try:
            return list(portal_paths(self._folders))
        except ArchiverError as error:
            sys.stderr.write(f"{error}\n")
            raise SystemExit(error.exit_code) from error

    def find_by_request(self, request: Request) -> Sequence[str]:
        """Return the portals on whose host a request lies."""
        return [name for name in self.list() if self.load(name).portal.addresses.holds(request.url)]  # type: ignore[attr-defined]


def own_folders(settings: BaseSettings) -> list[Path]:
    """Return the folders of portal files of one's own."""
    return [Path(folder) for folder in (settings.get("ARCHIVER_PORTALS") or "").split(os.pathsep) if folder]


def spider_for(portal: Portal) -> type[PortalSpider]:
    """Return the spider class of a portal, with the settings that its file states."""
    facts = portal.facts
    attributes: dict[str, Any] = {
        "__doc__": f"Crawls {facts.name}.",
        "name": portal.id,
        "portal": portal,
        "custom_settings": {
            "DOWNLOAD_DELAY": facts.delay,
            "CONCURRENT_REQUESTS_PER_DOMAIN": facts.concurrency,
            "CONCURRENT_REQUESTS": facts.concurrency + 1,  # what waits in the downloader holds up the end
            "ROBOTSTXT_OBEY": facts.obey_robots,
            "DOWNLOAD_MAXSIZE": facts.max_page_bytes,
            "DOWNLOAD_VERIFY_CERTIFICATES": facts.verify_tls,
        },
    }
    return type("PortalSpider", (PortalSpider,), attributes)
