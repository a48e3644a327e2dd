"""One spider for each portal, that pulls it from the web archive which the settings name."""

from __future__ import annotations

from typing import Any

from scrapy import Spider
from scrapy.settings import BaseSettings

from archiver.portal import Portal
from archiver.webarchives.services import Service, service_at
from spiders.commoncrawl import CommonCrawlSpider
from spiders.loader import PortalSpiderLoader
from spiders.pulling import CAPTURE_SLOT, INDEX_SLOT, PullSpider
from spiders.wayback import WaybackSpider

SPIDERS: dict[str, type[PullSpider]] = {"wayback": WaybackSpider, "commoncrawl": CommonCrawlSpider}


class PullSpiderLoader(PortalSpiderLoader):
    """Makes spiders of portal files, that pull from a web archive."""

    def __init__(self, settings: BaseSettings) -> None:
        super().__init__(settings)
        self._service = service_at(
            settings["ARCHIVER_FROM"],
            settings.get("ARCHIVER_PULL_SERVICE") or None,
            settings.get("ARCHIVER_PULL_FILES") or None,
            rate=settings.getfloat("ARCHIVER_PULL_RATE") or None,
            index_rate=settings.getfloat("ARCHIVER_PULL_INDEX_RATE") or None,
        )

    @classmethod
    def from_settings(cls, settings: BaseSettings) -> PullSpiderLoader:
        """Return the loader for Scrapy."""
        return cls(settings)

    def load(self, spider_name: str) -> type[Spider]:
        """Return the spider class of one portal."""
        portal: Portal = super().load(spider_name).portal  # type: ignore[attr-defined]
        return pull_spider_for(portal, self._service)


def pull_spider_for(portal: Portal, service: Service) -> type[PullSpider]:
    """Return the spider class that pulls a portal from a service, within its limits."""
    attributes: dict[str, Any] = {
        "__doc__": f"Pulls {portal.facts.name} from {service.source}.",
        "name": portal.id,
        "portal": portal,
        "service": service,
        "custom_settings": settings_for(service),
    }
    return type(f"{service.source}-spider", (SPIDERS[service.source],), attributes)


def settings_for(service: Service) -> dict[str, Any]:
    """Return what differs from a live crawl: the archive answers in the portal's place."""
    limits = service.limits
    return {
        "CONCURRENT_REQUESTS": limits.concurrency,
        "CONCURRENT_REQUESTS_PER_DOMAIN": limits.concurrency,
        "DOWNLOAD_DELAY": limits.capture_delay,
        "DOWNLOAD_SLOTS": {
            INDEX_SLOT: {"concurrency": 1, "delay": limits.index_delay, "jitter": 0},
            CAPTURE_SLOT: {
                "concurrency": limits.concurrency,
                "delay": limits.capture_delay,
                "jitter": 0,
            },
        },
        "DOWNLOAD_TIMEOUT": 180,  # indexes of large hosts think long
        # No gate, for the portal is not asked; the original exchange is archived, not its envelope. Bodies
        # stay as the origin sent them; no redirect or refresh is followed: it leads elsewhere.
        "DOWNLOADER_MIDDLEWARES": {
            "spiders.manners.MannersMiddleware": 10,
            "scrapy.downloadermiddlewares.downloadtimeout.DownloadTimeoutMiddleware": 350,
            "scrapy.downloadermiddlewares.retry.RetryMiddleware": 550,
            "scrapy.downloadermiddlewares.stats.DownloaderStats": 850,
        },
        "DOWNLOAD_HANDLERS": {
            "http": "scrapy.core.downloader.handlers.http11.HTTP11DownloadHandler",
            "https": "scrapy.core.downloader.handlers.http11.HTTP11DownloadHandler",
        },
        "ITEM_PIPELINES": {},  # the intake records what it archived, again if need be
        "ROBOTSTXT_OBEY": False,  # a service that is made to be asked; its own limits hold
        "RETRY_HTTP_CODES": [500, 502, 504, 408, 522, 524],
        "RETRY_TIMES": 3,
    }
