"""The pictures and files of articles: which are to be had, what the archive holds of them, their text.

An article's record names of each file the first whole capture that lies in the archive, up to an hour after
the page was fetched. So a record read live and one rebuilt from the archive say the same.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TypeGuard
from urllib.parse import urljoin, urlsplit

import msgspec
from w3lib.url import safe_url_string

from archiver.errors import UnreadableInput
from archiver.models import Article, Attachment, Image, Outcome, Record, Unmodified
from archiver.pdftext import pdf_text
from archiver.portal import Portal
from archiver.store import PortalStore
from archiver.validate import with_pdf_text
from archiver.warc import ArchivedResponse, locate_in, read_record
from archiver.warc.cdxj import media_type
from archiver.warc.locations import Found, captures_of
from archiver.warc.messages import last_header
from archiver.warc.records import warc_uri

MOST_FILES = 100
"""Files of one article that are fetched; more is no article but a trap."""
WINDOW = dt.timedelta(hours=1)
"""How long after its page a file may be fetched to be named in the record."""
_HOPS = 5
_REDIRECTS = frozenset({"301", "302", "303", "307", "308"})
_PDF = "application/pdf"


class MediaFile(Record, frozen=True, kw_only=True):
    """A file that the archive holds."""

    url: str
    """Where it was found at last."""
    sha256: str
    """Of its bytes, content encodings undone."""
    warc: str
    offset: int
    media_type: str | None
    """As its response says; None where that says nothing."""


Text = Callable[[bytes], str | None]
"""Given a PDF, its text; None where it holds none."""


def fetched_address(url: str) -> str:
    """Return an address in the form in which it is asked for, without fragment."""
    return safe_url_string(url.partition("#")[0])


def media_of(article: Article) -> tuple[str, ...]:
    """Return the addresses of an article's files and pictures, files first, each once, as asked for."""
    found = dict.fromkeys(fetched_address(url) for url in _named(article) if _is_web(url))
    return tuple(found)[:MOST_FILES]


def _named(article: Article) -> tuple[str, ...]:
    files = (attachment.url for attachment in article.attachments)
    return (*files, *(image.url for image in article.images))


def _is_web(url: str) -> bool:
    try:
        return urlsplit(url).scheme in {"http", "https"}
    except ValueError:
        return False


def is_wanted(url: str, portal: Portal) -> bool:
    """Return whether a file's address lies on the portal's hosts or those that its file adds for media."""
    if not _is_web(url):
        return False
    hosts = {name.lower() for name in portal.facts.media_hosts}
    return portal.addresses.holds(url) or urlsplit(url).netloc.lower() in hosts


def find_file(folder: Path, url: str, until: dt.datetime) -> MediaFile | None:
    """Return the first whole capture of a file in a `warc/` folder by `until`; redirects are followed."""
    for _ in range(_HOPS):
        captures = _captures(folder, url, f"{until.astimezone(dt.UTC):%Y%m%d%H%M%S}")
        for found in captures:
            if found.line.status == "200" and (response := _whole(folder, found)):
                return _file(response)
        moved = next((found for found in captures if found.line.status in _REDIRECTS), None)
        if moved is None:
            return None
        response = _whole(folder, moved)
        location = last_header(response.headers, "location") if response else ""
        url = fetched_address(_joined(url, location))
    return None


def _captures(folder: Path, url: str, until: str) -> list[Found]:
    """Return the captures of an address up to a time, the first fetched first."""
    uri = warc_uri(url)
    found = [one for one in captures_of(folder, url) if one.line.url == uri and one.time <= until]
    return sorted(found, key=lambda one: (one.time, one.line.filename, int(one.line.offset)))


def _whole(folder: Path, found: Found) -> ArchivedResponse | None:
    """Return a capture; None where it cannot be read or is not whole."""
    try:
        response = read_record(found.path, int(found.line.offset), locate=locate_in(folder))
    except UnreadableInput:
        return None
    return None if response.truncated else response


def _joined(base: str, link: str) -> str:
    try:
        return urljoin(base, link.strip())
    except ValueError:
        return ""


def _file(response: ArchivedResponse) -> MediaFile:
    said = media_type(response.content_type)
    return MediaFile(
        url=response.url,
        sha256=hashlib.sha256(response.payload).hexdigest(),
        warc=response.file.removesuffix(".open"),
        offset=response.offset,
        media_type=None if said == "unk" else said,
    )


def files_of(article: Article, folder: Path, until: dt.datetime) -> dict[str, MediaFile]:
    """Return what the archive holds of an article's files, by the address in the record; reads them."""
    held = {url: find_file(folder, url, until) for url in media_of(article)}
    return {url: file for url in _named(article) if (file := held.get(_asked(url)))}


def _asked(url: str) -> str:
    return fetched_address(url) if _is_web(url) else url


def with_media(article: Article, folder: Path, until: dt.datetime, *, text: Text = pdf_text) -> Article:
    """Return an article with what the archive holds of its files by `until`.

    A document whose page says nothing but its file gets the text of its first PDF, and `text-from-pdf` among
    its problems; `content_sha256` stays that of the page.
    """
    files = files_of(article, folder, until)
    if not files:
        return article
    article = msgspec.structs.replace(
        article,
        images=tuple(_image(image, files) for image in article.images),
        attachments=tuple(_attachment(file, files) for file in article.attachments),
    )
    return _with_text(article, folder, files, text)


def _image(image: Image, files: Mapping[str, MediaFile]) -> Image:
    file = files.get(image.url)
    return msgspec.structs.replace(image, sha256=file.sha256, warc=file.warc) if file else image


def _attachment(attachment: Attachment, files: Mapping[str, MediaFile]) -> Attachment:
    file = files.get(attachment.url)
    if file is None:
        return attachment
    said = file.media_type or attachment.media_type
    return msgspec.structs.replace(attachment, sha256=file.sha256, warc=file.warc, media_type=said)


def _with_text(article: Article, folder: Path, files: Mapping[str, MediaFile], text: Text) -> Article:
    if article.kind != "document" or article.body:
        return article
    for pdf in _pdfs(article, folder, files):
        if body := text(pdf):
            return with_pdf_text(article, body)
    return article


def _pdfs(article: Article, folder: Path, files: Mapping[str, MediaFile]) -> Iterator[bytes]:
    """Yield the bytes of an article's first PDF."""
    for attachment in article.attachments:
        file = files.get(attachment.url)
        if file and attachment.media_type == _PDF:
            path = folder / file.warc
            path = path if path.exists() else path.with_name(f"{path.name}.open")
            with contextlib.suppress(UnreadableInput):
                yield read_record(path, file.offset, locate=locate_in(folder)).payload
            return


def is_incomplete(present: Article | None, outcome: Outcome) -> TypeGuard[Article]:
    """Return whether the present version, of which a page was read again, may get files that it lacks."""
    if present is None or present.status != "published" or present.id != outcome_id(outcome):
        return False
    if isinstance(outcome, Article) and outcome.content_sha256 != present.content_sha256:
        return False
    files = (attachment.sha256 for attachment in present.attachments)
    return None in {*files, *(image.sha256 for image in present.images)}


def outcome_id(outcome: Outcome) -> str | None:
    """Return the id of the article that a page says something of; None where it says it of none."""
    return outcome.id if isinstance(outcome, Article | Unmodified) else None


def read_from_archive(outcome: Outcome, portal: Portal, folder: Path) -> Outcome:
    """Return what a page is, with its files named as a crawl names them, from the archive alone."""
    if portal.facts.media and isinstance(outcome, Article) and outcome.capture.fetched_at:
        return with_media(outcome, folder, outcome.capture.fetched_at + WINDOW)
    return outcome


def complete_present(store: PortalStore, outcome: Outcome, portal: Portal, folder: Path) -> None:
    """Name in an article's present version what its line lacks, as a crawl does that reads the page again."""
    article_id = outcome_id(outcome)
    if not portal.facts.media or article_id is None:
        return
    present, capture = store.get(article_id), outcome.capture
    if is_incomplete(present, outcome) and capture and capture.fetched_at:
        completed = with_media(present, folder, capture.fetched_at + WINDOW)
        if completed != present:
            store.reread(completed)
