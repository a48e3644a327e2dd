"""A snapshot's rows against the archive: the bytes that they rest on are there, and read the same."""

from __future__ import annotations

import functools
import hashlib
import itertools
from typing import TYPE_CHECKING, Any, NamedTuple

from archiver.errors import UnreadableInput
from archiver.export.asof import bounded
from archiver.export.manifest import Manifest, read_manifest
from archiver.export.reading import row_type, rows
from archiver.flow import article_from_page
from archiver.media import read_from_archive
from archiver.models import Article, Capture
from archiver.portal import portal_paths
from archiver.replay.comparing import FIELDS
from archiver.replay.pages import page_in
from archiver.replay.parallel import in_order
from archiver.replay.reading import Job, portal_of
from archiver.warc import locate_in, read_record

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from archiver.warc import ArchivedResponse

_AT_ONCE = 500


class Told(NamedTuple):
    """What a snapshot tells of one version."""

    id: str
    version: int
    capture: Capture
    fields: dict[str, Any]
    """Those of `FIELDS` that the snapshot has; in place of a text that it has not, `text_sha256`."""

    def __str__(self) -> str:
        return f"{self.id}, version {self.version}"


class AgainstArchive(NamedTuple):
    """What a comparison with the archive found."""

    problems: list[str]
    """One sentence for each version whose capture the archive has not, or has otherwise."""
    not_compared: list[str]
    """Portals of which archive or portal file are not at hand, or captures not in the snapshot."""


def against_archive(
    folder: Path, data: Path, own: tuple[Path, ...], *, deep: bool, jobs: int
) -> AgainstArchive:
    """Compare a snapshot with the archives of its portals.

    `deep` reads each capture again by the rules of today, and tells which fields differ. A snapshot that
    cannot be read is compared with nothing: `problems_in` tells why. May raise `StorageError`.
    """
    found = AgainstArchive([], [])
    portal_of.cache_clear()
    try:
        manifest = read_manifest(folder)
        has_captures = "capture" in row_type(manifest, "versions").__struct_fields__
        for portal in manifest.plan.portals:
            job = Job(data=data, portal=portal, folders=own)
            if has_captures and job.warc.is_dir() and (not deep or portal in portal_paths(own)):
                found.problems.extend(_rows_against(folder, manifest, job, deep=deep, jobs=jobs))
            else:
                found.not_compared.append(portal)
    except UnreadableInput:
        return found
    return found


def _rows_against(folder: Path, manifest: Manifest, job: Job, *, deep: bool, jobs: int) -> Iterator[str]:
    told = (one for one in _told(folder, manifest, job.portal) if one.capture.warc is not None)
    work = functools.partial(_checked, job, deep)
    parts = iter(lambda: list(itertools.islice(told, _AT_ONCE)), [])
    for found in in_order(work, parts, jobs=jobs):
        yield from found


def _told(folder: Path, manifest: Manifest, portal: str) -> Iterator[Told]:
    """Yield the versions of a portal; the body of the present one is taken from the articles."""
    articles = rows(folder, manifest, "articles")
    article = next(articles, None)
    for row in rows(folder, manifest, "versions"):
        while article is not None and article.id < row.id:
            article = next(articles, None)
        if row.portal != portal:
            continue
        fields = {name: getattr(row, name) for name in FIELDS if hasattr(row, name)}
        if row.present and "body" in fields:
            fields["body"] = article.body if article is not None and article.id == row.id else None
        if manifest.plan.without_text:
            fields.pop("images", None)
            fields["text_sha256"] = row.text_sha256
        yield Told(row.id, row.version, row.capture, fields)


def _checked(job: Job, deep: bool, told: Sequence[Told]) -> list[str]:
    return [f"{one}: {what}" for one in told if (what := _wrong_with(job, one, deep=deep))]


def _wrong_with(job: Job, told: Told, *, deep: bool) -> str | None:
    """Return what is wrong with the bytes of a version, or with what it says of them."""
    capture = told.capture
    try:
        response = read_record(job.warc / str(capture.warc), capture.offset or 0, locate=locate_in(job.warc))
    except UnreadableInput as error:
        return str(error)
    if capture.digest != response.digest:
        return f"the capture at byte {capture.offset} of {capture.warc} has another payload digest"
    return _read_otherwise(job, told, response) if deep else None


def _read_otherwise(job: Job, told: Told, response: ArchivedResponse) -> str | None:
    portal = portal_of(job)
    page = page_in(response, portal)
    outcome = read_from_archive(article_from_page(page, portal), portal, job.warc) if page else None
    if not isinstance(outcome, Article):
        return "its capture is read as no article"
    differing = [name for name, value in told.fields.items() if value != _value(outcome, name)]
    return f"its capture reads otherwise: {', '.join(differing)}" if differing else None


def _value(article: Article, name: str) -> Any:
    if name == "text_sha256":
        text = "\n\n".join(part for part in (article.lead, article.body) if part)
        return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest() if text else None
    value = getattr(article, name)
    return bounded(value) if name == "view_count" else value
