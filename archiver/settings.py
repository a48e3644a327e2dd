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
CONCURRENT_REQUESTS_PER_DOMAIN = 1  # small servers; portal files may say otherwise
DOWNLOAD_DELAY = 1.0
DOWNLOAD_DELAY_JITTER = 0  # it would halve the delay at times
DOWNLOAD_TIMEOUT = 60  # three minutes hold up a portal with one slot
DOWNLOAD_MAXSIZE = 64_000_000  # answers of web archives; portal files state what a page may have
DOWNLOAD_VERIFY_CERTIFICATES = True  # portal files may say otherwise
TWISTED_DNS_RESOLVER = "spiders.resolver.PublicResolver"  # a public name never leads into a private network
REDIRECT_MAX_TIMES = 5  # more is a loop
CONCURRENT_ITEMS = 1  # the default starts 100 tasks a response
LOG_FORMATTER = "spiders.logs.EventLog"  # no line for each page
LOG_LEVEL = "INFO"  # one line an event; DEBUG prints every request
STATS_CLASS = "spiders.stats.PlainStats"  # counts without a look at how it is called
LOG_INSTALL_ROOT_HANDLER = False  # the command that starts a crawl decides where its log goes

EXTENSIONS_BASE: dict[str, Any] = {}  # consoles and remote control open ports; the rest counts for nobody
EXTENSIONS = {
    "scrapy.extensions.closespider.CloseSpider": 0,  # `--limit`
    "scrapy.extensions.logcount.LogCount": 0,  # errors end in the report
    "spiders.stats.RunTimes": 0,
}
SPIDER_MIDDLEWARES_BASE: dict[str, Any] = {}  # 404s are read, no Referer is sent, addresses are the gate's

# Of Scrapy's own only these: the others wait for what never comes (cookies, passwords, a cache, other hosts),
# or do what those below do with a word: robots.txt, tries, redirects, refreshes, unpacking, counting.
DOWNLOADER_MIDDLEWARES_BASE = {
    "scrapy.downloadermiddlewares.defaultheaders.DefaultHeadersMiddleware": 400,
    "scrapy.downloadermiddlewares.useragent.UserAgentMiddleware": 500,
    "scrapy.downloadermiddlewares.httpproxy.HttpProxyMiddleware": 750,
}
DOWNLOADER_MIDDLEWARES = {
    "spiders.middlewares.GateMiddleware": 10,  # before robots.txt is asked for
    "spiders.robots.RobotsMiddleware": 100,  # an error is no "allowed"
    "spiders.hosts.HostMiddleware": 550,  # asks again, and not at once
    "spiders.answers.LoopingRefresh": 580,  # loops are told
    "spiders.unpacking.UnpackingMiddleware": 590,  # bombs are told
    "spiders.answers.LoopingRedirect": 600,
    "spiders.archive.ArchiveMiddleware": 950,  # next to the network: bytes and headers as sent
}
ITEM_PIPELINES = {
    "pipelines.store.StorePipeline": 300,
}
DOWNLOAD_HANDLERS_BASE: dict[str, Any] = {}  # no files, no FTP: never followed
DOWNLOAD_HANDLERS = {
    "http": "spiders.capture.CapturingDownloadHandler",  # keeps the bytes on the wire
    "https": "spiders.capture.CapturingDownloadHandler",
}
DOWNLOAD_FAIL_ON_DATALOSS = False  # a truncated answer is kept, and said to be truncated
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "vi",  # labels in Vietnamese
    "Accept-Encoding": "gzip, deflate",  # br and zstd do not replay everywhere
}
