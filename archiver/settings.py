"""Settings of Scrapy: each line departs from its default and says why."""

from __future__ import annotations

import os
from typing import Any

from archiver.version import VERSION

BOT_NAME = "party-portal-archiver"
SPIDER_LOADER_CLASS = "spiders.loader.PortalSpiderLoader"  # one spider for each portal file
COMMANDS_MODULE = "spiders.commands"  # `scrapy crawl` reports and exits as `archiver crawl` does

ARCHIVER_DATA = os.environ.get("ARCHIVER_DATA", "data")
"""Where portals are archived."""
ARCHIVER_PORTALS = os.environ.get("ARCHIVER_PORTALS", "")
"""Folders of portal files of one's own, beside the shipped ones, parted as in PATH."""
ARCHIVER_CONTACT = os.environ.get("ARCHIVER_CONTACT", "")
"""An address that a portal's administrator can write to: an e-mail or a web page."""


def user_agent(contact: str) -> str:
    """Return the User-Agent: who asks and, where given, how to reach them."""
    return f"{BOT_NAME}/{VERSION} (+{contact})" if contact else f"{BOT_NAME}/{VERSION}"


USER_AGENT = user_agent(ARCHIVER_CONTACT)  # says who asks
ROBOTSTXT_OBEY = True  # we are guests
COOKIES_ENABLED = False  # a portal's language leaks through its cookies
CONCURRENT_REQUESTS_PER_DOMAIN = 1  # small servers; portal files may say otherwise
DOWNLOAD_DELAY = 1.0
DOWNLOAD_DELAY_JITTER = 0  # it would halve the delay at times
DOWNLOAD_TIMEOUT = 60  # three minutes hold up a portal with one slot
DOWNLOAD_MAXSIZE = 64_000_000  # answers of web archives; portal files state what a page may have
DOWNLOAD_VERIFY_CERTIFICATES = True  # portal files may say otherwise
TWISTED_DNS_RESOLVER = "spiders.resolver.PublicResolver"  # a public name never leads into a private network
REDIRECT_MAX_TIMES = 5  # more is a loop
HTTPERROR_ALLOW_ALL = True  # a 404 says that an article is gone
CONCURRENT_ITEMS = 8  # the default starts 100 tasks a response
TELNETCONSOLE_ENABLED = False  # opens a port
REMOTE_CONTROL_ENABLED = False  # opens a port and runs what is posted to it
REFERRER_POLICY = "no-referrer"  # nobody needs to know
LOG_LEVEL = "INFO"  # one line an event; DEBUG prints every request
LOG_INSTALL_ROOT_HANDLER = False  # the command that starts a crawl decides where its log goes

DOWNLOADER_MIDDLEWARES = {
    "spiders.middlewares.GateMiddleware": 10,  # before robots.txt is asked for
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,  # takes an error for "allowed"
    "spiders.robots.RobotsMiddleware": 100,
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,  # asks again at once
    "spiders.hosts.HostMiddleware": 550,
    "scrapy.downloadermiddlewares.redirect.MetaRefreshMiddleware": None,  # silent about loops
    "spiders.answers.LoopingRefresh": 580,
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,  # silent about bombs
    "spiders.answers.BoundedCompression": 590,
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": None,
    "spiders.answers.LoopingRedirect": 600,
    "spiders.archive.ArchiveMiddleware": 950,  # next to the network: bytes and headers as sent
}
ITEM_PIPELINES = {
    "pipelines.store.StorePipeline": 300,
}
DOWNLOAD_HANDLERS: dict[str, Any] = {
    "http": "spiders.capture.CapturingDownloadHandler",  # keeps a copy of the bytes on the wire
    "https": "spiders.capture.CapturingDownloadHandler",
    "ftp": None,  # never followed
    "s3": None,
}
DOWNLOAD_FAIL_ON_DATALOSS = False  # a truncated answer is kept, and said to be truncated
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "vi",  # labels in Vietnamese
    "Accept-Encoding": "gzip, deflate",  # br and zstd do not replay everywhere
}
