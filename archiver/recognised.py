"""The platform of a portal that leaves it to the signs on its pages, kept from one run to the next.

A page that shows no sign, such as an error, is then read by the rules of the portal's other pages, and an
address is known for an article's before anything was fetched.
"""

from __future__ import annotations

from pathlib import Path

import msgspec

from archiver.damage import NO_JSON
from archiver.discover import names_articles
from archiver.extract.document import Document
from archiver.facts import UNKNOWN
from archiver.models import Record
from archiver.portal import Portal
from archiver.warc.files import write_whole

NAME = "platform.json"
"""Name of the file in the portal's folder."""


class Recognised(Record, frozen=True, kw_only=True):
    """What the pages of a portal showed."""

    platform: str
    """Name of a platform file."""


def recognised_on(document: Document, portal: Portal) -> Portal:
    """Return the portal with the platform that a page shows; itself where the page changes nothing.

    That is the platform of the first page that shows one and links to articles as that platform addresses
    them; later one that runs on it, or the one that the front page shows instead.
    """
    page = document.page
    if not portal.is_to_be_recognised or page.capture.http_status != 200:
        return portal
    shown = portal.recognised_as(portal.for_page(document.text).platform_id)
    if shown is portal or not names_articles(document, shown):
        return portal
    may_change = portal.platform_id == UNKNOWN or page.url == portal.facts.home
    return shown if may_change or shown.platform.runs_on == portal.platform_id else portal


def as_recognised(portal: Portal, folder: Path) -> Portal:
    """Return the portal with the platform that was noted in its folder; itself where there is none."""
    if not portal.is_to_be_recognised:
        return portal
    try:
        noted = msgspec.json.decode((folder / NAME).read_bytes(), type=Recognised)
    except (OSError, *NO_JSON):
        return portal
    return portal.recognised_as(noted.platform)


def note_recognised(portal: Portal, folder: Path) -> None:
    """Note the platform of a portal in its folder; raises StorageError."""
    write_whole(folder / NAME, msgspec.json.encode(Recognised(platform=portal.platform_id)) + b"\n")
