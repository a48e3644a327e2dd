"""Mistakes in portal and platform files that only their meaning shows: a bad selector, a foreign host."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from archiver.factfile import suggestion
from archiver.facts import (
    AUTO,
    NOT_RULES,
    Expect,
    LayoutFacts,
    ListingFacts,
    PlatformFile,
    PortalFile,
    selectors_of,
)
from archiver.interval import NEVER, interval
from archiver.models import Article
from archiver.selector import Selector, SelectorMistake
from archiver.units import code_mistakes

PORTAL_ID = re.compile(r"[a-z][a-z0-9_]{0,63}")


def portal_mistakes(path: Path, facts: PortalFile, platforms: Mapping[str, PlatformFile]) -> Iterator[str]:
    """Yield every mistake of a portal file that its types do not show, each as key and sentence."""
    if not PORTAL_ID.fullmatch(path.stem):
        yield f"'{path.stem}' is no portal id; name the file with a-z, 0-9 and _, a letter first"
    if facts.platform != AUTO and facts.platform not in platforms:
        yield f"platform: '{facts.platform}' is unknown{suggestion(facts.platform, [*platforms, AUTO])}"
    if _host(facts.home) is None:
        yield f"home: '{facts.home}' is no http or https address"
    else:
        yield from _foreign_addresses(facts)
    if not 0 <= facts.delay <= LONGEST_DELAY:
        yield f"delay: {facts.delay} is out of range; give seconds from 0 to {LONGEST_DELAY}"
    if facts.concurrency < 1:
        yield f"concurrency: {facts.concurrency} is out of range; give 1 or more"
    if facts.media_most_bytes < SMALLEST_LIMIT:
        yield f"media_most_bytes: {facts.media_most_bytes} is out of range; give {SMALLEST_LIMIT} or more"
    if facts.max_page_bytes < SMALLEST_LIMIT:
        yield f"max_page_bytes: {facts.max_page_bytes} is out of range; give {SMALLEST_LIMIT} or more"
    if facts.status in {"redirected", "closed"} and facts.status_since is None:
        yield f"status_since: missing; a portal that is {facts.status} needs the day since when"
    yield from _registry_mistakes(facts)
    yield from every_mistakes(facts.every)
    yield from _expect_mistakes(facts.expect)
    yield from _rule_mistakes(facts)


def _registry_mistakes(facts: PortalFile) -> Iterator[str]:
    for period in facts.life:
        if period.since and period.until and period.until <= period.since:
            yield f"[[life]] until: {period.until} is not after {period.since}; give the first day after"
    if facts.unit is not None:
        yield from code_mistakes("unit", facts.unit)


LONGEST_DELAY = 3600
SMALLEST_LIMIT = 100_000


def every_mistakes(every: str | None) -> Iterator[str]:
    """Yield what is wrong with how often a portal is crawled."""
    try:
        interval(every or NEVER)
    except ValueError as error:
        yield f"every: {error}"


def _expect_mistakes(expect: Expect) -> Iterator[str]:
    if not 0 <= expect.quarantined <= 1:
        yield f"[expect] quarantined: {expect.quarantined} is no share; give a number from 0 to 1"
    for field, share in expect.filled.items():
        if field not in Article.__struct_fields__:
            known = suggestion(field, Article.__struct_fields__)
            yield f"[expect.filled] {field}: no field of an article{known}"
        elif not 0 <= share <= 1:
            yield f"[expect.filled] {field}: {share} is no share; give a number from 0 to 1"


def _host(url: str) -> str | None:
    """Return the host and port of an http or https address, in lower case; None where it is none."""
    try:
        split = urlsplit(url)
        split.port  # noqa: B018 - raises ValueError where the port is none
    except ValueError:
        return None
    return split.netloc.lower() if split.scheme in {"http", "https"} and split.hostname else None


def _foreign_addresses(facts: PortalFile) -> Iterator[str]:
    hosts = {_host(facts.home), *(host.lower() for host in facts.hosts)}
    named = {"listings": facts.listings, "feeds": facts.feeds, "sitemaps": facts.sitemaps}
    for key, addresses in named.items():
        for url in addresses or ():
            if _host(url) not in hosts:
                yield f"{key}: '{url}' is not on the portal's host; add its host to 'hosts' or remove it"


def platform_mistakes(facts: PlatformFile) -> Iterator[str]:
    """Yield every mistake of a platform file that its types do not show."""
    yield from _rule_mistakes(facts)
    yield from _selector_mistakes("", "gone_in", facts.gone_in)
    yield from _selector_mistakes("", "articles_in", facts.articles_in)
    yield from _selector_mistakes("", "others_in", facts.others_in)
    yield from _selector_mistakes("", "feeds", facts.feeds)
    for path in facts.sitemaps:
        if not path.startswith("/") or path.startswith("//"):
            yield f"sitemaps: '{path}' is no path; write '/sitemap.xml'"


def _rule_mistakes(facts: PortalFile | PlatformFile) -> Iterator[str]:
    yield from facts.address.mistakes()
    for layout in facts.layout:
        yield from _table_mistakes(f"layout {layout.name}", layout)
    if facts.listing:
        yield from _table_mistakes("listing", facts.listing)


def _table_mistakes(where: str, table: LayoutFacts | ListingFacts) -> Iterator[str]:
    for name in table.__struct_fields__:
        if name not in NOT_RULES:
            yield from _selector_mistakes(f"[{where}] ", name, getattr(table, name))


def _selector_mistakes(place: str, key: str, rule: Any) -> Iterator[str]:
    for css in selectors_of(rule):
        try:
            Selector.of(css)
        except SelectorMistake as error:
            yield f"{place}{key}: '{css}' is no CSS selector: {error}"
