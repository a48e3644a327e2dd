"""What reading again changed: each article field by field, and all of them summed up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any, Literal

import msgspec

from archiver.models import (
    Article,
    Attachment,
    Capture,
    NotAnArticle,
    Outcome,
    Quarantined,
    Record,
    Unmodified,
    Withdrawn,
)
from archiver.store import PortalReader
from archiver.warc import Skipped

EXAMPLES = 3
"""Examples kept of each field."""
SKIPPED_NAMED = 100
_LONGEST = 120

FIELDS = (
    "url", "kind", "title", "lead", "body", "authors", "poster", "source", "section", "tags",
    "published_date", "published_at", "published_raw", "updated_date", "updated_at", "updated_raw",
    "view_count", "images", "attachments", "language", "problems",
)  # fmt: skip
"""What a page says: all fields of a record but those that say where and when it was read and by what."""

DifferenceKind = Literal["reread", "new", "edit", "lost", "other"]


class Difference(Record, frozen=True, kw_only=True):
    """One capture that reads otherwise than its records say."""

    kind: DifferenceKind
    """`reread`: the bytes of a version read otherwise. `new`: an article that no record knows. `edit`: a
    visit that shows another content than any version. `lost`: the bytes of a version read as no article.
    `other`: a withdrawal or quarantine that is not recorded."""
    id: str
    outcome: Outcome
    """What the road makes of the capture; for `reread`, the version's line as it would be."""
    fields: tuple[str, ...] = ()
    """The fields that differ."""
    before: tuple[str, ...] = ()
    """Their values as recorded, shortened."""
    after: tuple[str, ...] = ()


def differences(outcome: Outcome, capture: Capture, store: PortalReader) -> Iterator[Difference]:
    """Yield how what a capture says differs from the records of its article."""
    if isinstance(outcome, NotAnArticle):
        known = store.known_url(outcome.url)
        if known and known.article and _cited(known.article, capture, store):
            yield Difference(kind="lost", id=known.article, outcome=outcome)
        return
    if isinstance(outcome, Article):
        yield from _of_article(outcome, store)
        return
    if isinstance(outcome, Unmodified):
        return
    article_id = outcome.id or outcome.url
    kind: DifferenceKind = "lost" if _cited(outcome.id, capture, store) else "other"
    if kind == "lost" or not _is_recorded(outcome, store):
        yield Difference(kind=kind, id=article_id, outcome=outcome)


def _of_article(article: Article, store: PortalReader) -> Iterator[Difference]:
    versions = list(store.versions(article.id))
    if not versions:
        yield Difference(kind="new", id=article.id, outcome=article)
        return
    citing = [version for version in versions if _same_bytes(version, article)]
    for version in citing:
        line = read_anew(version, article)
        fields = changed_fields(version, line)
        if fields:
            yield Difference(
                kind="reread",
                id=article.id,
                outcome=line,
                fields=fields,
                before=tuple(_shown(getattr(version, field)) for field in fields),
                after=tuple(_shown(getattr(line, field)) for field in fields),
            )
    if not citing and article.content_sha256 not in {version.content_sha256 for version in versions}:
        yield Difference(kind="edit", id=article.id, outcome=article)


def changed_fields(before: Article, after: Article) -> tuple[str, ...]:
    """Return the names of the fields in which two readings of the same bytes differ."""
    return tuple(field for field in FIELDS if getattr(before, field) != getattr(after, field))


def _same_bytes(version: Article, article: Article) -> bool:
    old, new = version.capture, article.capture
    return (old.warc, old.offset) == (new.warc, new.offset)


def read_anew(version: Article, article: Article) -> Article:
    """Return a version's line with what was read now; its number, times and fetched files stay."""
    return msgspec.structs.replace(
        article,
        version=version.version,
        status=version.status,
        first_seen=version.first_seen,
        last_seen=version.last_seen,
        attachments=tuple(_as_fetched(file, version.attachments) for file in article.attachments),
    )


def _as_fetched(file: Attachment, before: tuple[Attachment, ...]) -> Attachment:
    fetched = next((known for known in before if known.url == file.url and known.sha256), None)
    if fetched is None:
        return file
    return msgspec.structs.replace(
        file, sha256=fetched.sha256, warc=fetched.warc, media_type=fetched.media_type
    )


def _cited(article_id: str | None, capture: Capture, store: PortalReader) -> bool:
    versions = store.versions(article_id) if article_id else iter(())
    place = (capture.warc, capture.offset)
    return any((version.capture.warc, version.capture.offset) == place for version in versions)


def _is_recorded(outcome: Withdrawn | Quarantined, store: PortalReader) -> bool:
    if isinstance(outcome, Withdrawn):
        return store.was_read(outcome.id, outcome.capture) or not store.is_of_article(outcome)
    return store.is_quarantined(outcome)


def _shown(value: Any) -> str:
    text = value if isinstance(value, str) else msgspec.json.encode(value).decode()
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"


class Example(Record, frozen=True, kw_only=True):
    """One changed field of one article."""

    id: str
    before: str
    after: str


class Summary(Record, frozen=True, kw_only=True):
    """What reading a portal's archive again changed."""

    portal: str
    responses: int
    pages: int
    """Responses that a crawl reads as pages."""
    articles: int
    """Pages that are articles."""
    changed: int
    """Versions whose bytes read otherwise."""
    fields: dict[str, int]
    """Versions in which a field differs, by field."""
    examples: dict[str, tuple[Example, ...]]
    new: tuple[str, ...]
    """Ids of articles that no record knew."""
    lost: tuple[str, ...]
    """Ids of articles of which a version reads as no article."""
    edits: int
    """Visits that show another content than any version."""
    applied: int
    """Lines written."""
    skipped: tuple[str, ...]
    """One sentence for each place of the archive that could not be read, the first hundred."""
    skipped_in_all: int


class Tally:
    """Sums up differences as they come; memory grows with the articles that differ only."""

    def __init__(self, portal: str) -> None:
        self._portal = portal
        self._counts: Counter[str] = Counter()
        self._fields: Counter[str] = Counter()
        self._examples: dict[str, list[Example]] = {}
        self._ids: dict[str, dict[str, None]] = {"new": {}, "lost": {}}
        self._skipped: list[str] = []

    def count(self, name: str, number: int = 1) -> None:
        """Count responses, pages, articles or applied lines."""
        self._counts[name] += number

    def skip(self, skipped: Skipped) -> None:
        """Note a place that could not be read."""
        self._counts["skipped"] += 1
        if len(self._skipped) < SKIPPED_NAMED:
            self._skipped.append(str(skipped))

    def miss(self, warc: str, readings: int) -> None:
        """Note a WARC file that is not there, and how many readings the records have of it."""
        self._counts["skipped"] += 1
        self._skipped.append(f"{warc}: is not there; {readings} readings of the records are of it")

    def add(self, difference: Difference) -> None:
        """Note one difference."""
        self._counts[difference.kind] += 1
        if difference.kind in self._ids:
            self._ids[difference.kind][difference.id] = None
        self._fields.update(difference.fields)
        for field, before, after in zip(difference.fields, difference.before, difference.after, strict=True):
            kept = self._examples.setdefault(field, [])
            if len(kept) < EXAMPLES:
                kept.append(Example(id=difference.id, before=before, after=after))

    def summary(self) -> Summary:
        """Return the sum of all."""
        counts = self._counts
        return Summary(
            portal=self._portal,
            responses=counts["responses"],
            pages=counts["pages"],
            articles=counts["articles"],
            changed=counts["reread"],
            fields={field: self._fields[field] for field in FIELDS if self._fields[field]},
            examples={field: tuple(found) for field, found in self._examples.items()},
            new=tuple(self._ids["new"]),
            lost=tuple(self._ids["lost"]),
            edits=counts["edit"],
            applied=counts["applied"],
            skipped=tuple(self._skipped),
            skipped_in_all=counts["skipped"],
        )
