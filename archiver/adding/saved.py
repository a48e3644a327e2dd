"""A portal's saved pages beside what they should become: written once, compared ever after.

For each page `<name>.html` there is `<name>.expected.json`: its address, the moment it was fetched, and what
the road makes of it.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from archiver.damage import NO_JSON
from archiver.errors import UnreadableInput
from archiver.flow import article_from_page
from archiver.models import Article, Capture, NotAnArticle, Outcome, Page, Quarantined, Withdrawn
from archiver.portal import Portal

PAGE, EXPECTED = ".html", ".expected.json"
FIELDS = (
    "id", "url", "kind", "title", "lead", "body", "authors", "poster", "source", "section", "tags",
    "published_date", "published_at", "published_raw", "updated_date", "updated_at", "updated_raw",
    "view_count", "images", "attachments", "language",
)  # fmt: skip
"""What an expected file says of an article: all that is read from its page."""


class Expected(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An expected file."""

    url: str
    content_type: str = "text/html; charset=utf-8"
    fetched_at: dt.datetime | None = None
    becomes: dict[str, Any]
    """`what` is `article`, `withdrawn`, `quarantined`, `listing` or `other`; the rest are its fields."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One field of one saved page that is read otherwise than expected."""

    page: str
    field: str
    expected: Any
    found: Any


def becomes(outcome: Outcome) -> dict[str, Any]:
    """Return what a page becomes, as JSON has it."""
    said: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(outcome))
    match outcome:
        case Article():
            return {"what": "article"} | {name: said[name] for name in FIELDS}
        case Withdrawn():
            return {"what": "withdrawn", "id": outcome.id, "evidence": outcome.evidence}
        case Quarantined():
            return {"what": "quarantined", "reason": outcome.reason}
        case NotAnArticle(what="listing"):
            items = said["listing"]["items"]
            kept = ("url", "id", "title", "published_date", "published_at", "view_count")
            return {"what": "listing", "items": [{name: item[name] for name in kept} for item in items]}
    return {"what": "other"}


def save(folder: Path, name: str, page: Page, outcome: Outcome) -> None:
    """Write a page and what it becomes; raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    expected = Expected(
        url=page.url,
        content_type=page.content_type,
        fetched_at=page.capture.fetched_at,
        becomes=becomes(outcome),
    )
    (folder / f"{name}{PAGE}").write_bytes(page.body)
    text = msgspec.json.format(msgspec.json.encode(expected), indent=2)
    (folder / f"{name}{EXPECTED}").write_bytes(text + b"\n")


def saved_pages(folder: Path) -> list[Path]:
    """Return a portal's saved pages that have an expected file, by name; none where there is no folder."""
    return [page for page in sorted(folder.glob(f"*{PAGE}")) if _expected_path(page).is_file()]


def _expected_path(page: Path) -> Path:
    return page.with_name(page.name.removesuffix(PAGE) + EXPECTED)


def differences(page: Path, portal: Portal) -> Iterator[Difference]:
    """Yield every field of a saved page that is read otherwise than its file says.

    Raises UnreadableInput for an expected file of another form.
    """
    try:
        expected = msgspec.json.decode(_expected_path(page).read_bytes(), type=Expected)
    except NO_JSON as error:
        raise UnreadableInput(f"{_expected_path(page)}: not of the form expected ({error})") from error
    capture = Capture(source="file", fetched_at=expected.fetched_at, http_status=200)
    read = Page(url=expected.url, body=page.read_bytes(), content_type=expected.content_type, capture=capture)
    found = becomes(article_from_page(read, portal))
    for field in expected.becomes | found:
        want, have = expected.becomes.get(field), found.get(field)
        if want != have:
            yield Difference(page=page.stem, field=field, expected=want, found=have)


def file_name(url: str, number: int) -> str:
    """Return a file name for a page of this address, told from others by its number."""
    words = re.sub(r"[^a-z0-9]+", "-", url.lower().split("//")[-1]).strip("-")
    return f"{number:02}-{words[-60:].strip('-')}"
