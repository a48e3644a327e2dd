"""`archiver show`: one article as it is known, its history, and what its versions changed."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Annotated, Any

import msgspec
import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from archiver.changes import Paragraph, changed_fields, paragraphs
from archiver.commands.options import DATA, AsJson, Data
from archiver.errors import UsageError
from archiver.models import VIETNAM, Article, Status
from archiver.printed import printable
from archiver.store import PortalReader
from archiver.store.folder import is_portal_id
from archiver.store.records import Reading
from archiver.store.timeline import Episode, episodes, in_time

STYLES = {"same": "", "gone": "red", "new": "green"}
MARKS = {"same": ("", ""), "gone": ("[-", "-]"), "new": ("{+", "+}")}
"""What stands around words, as in `git diff --word-diff`: not everybody sees colours."""


def show(
    article: Annotated[str, typer.Argument(help="The article's id, such as demo:dinhdanh-10479.")],
    history: Annotated[
        bool, typer.Option("--history", help="Every version and every reading, by time.")
    ] = False,
    diff: Annotated[bool, typer.Option("--diff", help="What each version changed, word by word.")] = False,
    data: Data = DATA,
    json: AsJson = False,
) -> None:
    """Show one article as it is known: its fields and text, its history, or what its versions changed.

    With --json: the article; with --history its versions and observations; with --diff the fields changed.

    Example: archiver show demo:dinhdanh-10479 --diff
    """
    portal, _, key = article.partition(":")
    if not key or key.startswith("//") or not is_portal_id(portal):
        raise UsageError(
            f"'{article[:200]}' is no article's id; one is PORTAL:KEY, such as demo:dinhdanh-10479"
        )
    with PortalReader.open_for_reading(data, portal) as store:
        versions = {version.version: version for version in store.versions(article)}
        present, readings = store.get(article), list(store.observations(article))
    if not versions and not readings:
        raise UsageError(
            f"{article[:200]}: no such article in {data / portal}; ids stand in articles.jsonl, and "
            f"'archiver ledger {portal} --missing --json' tells what was not recovered"
        )
    past = episodes(versions.values(), readings)
    shown = _shown(past, versions)
    if json:
        told = _told(present, shown, diff=diff)
        if history or present is None:
            told |= {"versions": [*versions.values()], "observations": readings, "episodes": past}
        typer.echo(msgspec.json.encode(told if history or diff or present is None else present).decode())
        return
    console = Console(highlight=False, width=None if sys.stdout.isatty() else 100)
    if present is not None and not (history or diff):
        _print_article(console, present, len(versions), len(readings))
    if history or present is None:
        _print_history(console, versions, readings)
    if diff:
        _print_diffs(console, shown)


def _shown(past: Sequence[Episode], versions: Mapping[int, Article]) -> list[Article]:
    """Return what the article showed from one stretch of time to the next, first seen with that stretch.

    Where it was gone: its last content so far.
    """
    shown: list[Article] = []
    for one in past:
        article = versions.get(one.version or 0)
        if one.status == "published" and article:
            shown.append(msgspec.structs.replace(article, first_seen=one.first_seen))
        elif one.status == "withdrawn" and shown:
            number = one.version or shown[-1].version
            changed = {"status": "withdrawn", "version": number, "first_seen": one.first_seen}
            shown.append(msgspec.structs.replace(shown[-1], **changed))
    return shown


def _told(present: Article | None, shown: Sequence[Article], *, diff: bool) -> dict[str, Any]:
    """Return the article and, if asked for, what changed from one content to the next in time."""
    told: dict[str, Any] = {"article": present}
    if diff:
        told["changes"] = [
            {"from": before.version, "to": after.version, "fields": changed_fields(before, after)}
            for before, after in pairwise(shown)
        ]
    return told


def _moment(time: dt.datetime | None) -> str:
    return f"{time.astimezone(VIETNAM):%Y-%m-%d %H:%M}" if time else "undated"


def _print_article(console: Console, article: Article, versions: int, readings: int) -> None:
    console.print(Text(printable(article.title), style="bold"))
    for name, value in _facts(article, versions, readings):
        console.print(Text.assemble((f"{name:<10}", "dim"), printable(value)), soft_wrap=True)
    for paragraph in (article.lead, *article.body.split("\n\n")):
        if paragraph:
            console.print()
            console.print(Text(printable(paragraph)), soft_wrap=not console.is_terminal)


def _facts(article: Article, versions: int, readings: int) -> Iterator[tuple[str, str]]:
    found = {
        "id": article.id,
        "address": article.url,
        "status": article.status,
        "published": article.published_raw or "",
        "authors": ", ".join(article.authors),
        "poster": article.poster or "",
        "source": article.source or "",
        "section": " › ".join(article.section),
        "views": "" if article.view_count is None else str(article.view_count),
        "files": ", ".join(file.url for file in article.attachments),
        "version": f"{article.version} of {versions}",
        "read": f"{readings} time{'s' * (readings != 1)}, last {_moment(article.last_seen)}",
        "archive": f"{article.capture.warc} at {article.capture.offset}" if article.capture.warc else "",
        "problems": ", ".join(article.problems),
    }
    return ((name, value) for name, value in found.items() if value)


TURNED: Mapping[Status, str] = {"published": "restored", "withdrawn": "withdrawn"}


def _print_history(console: Console, versions: Mapping[int, Article], readings: Sequence[Reading]) -> None:
    """Print a line for each reading, by time, and what was new with it."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for name in ("time (+07:00)", "source", "version"):
        table.add_column(name, no_wrap=True)
    table.add_column("views", justify="right", no_wrap=True)
    table.add_column("own visits", justify="right", no_wrap=True)
    table.add_column("what", overflow="fold")
    status, shown = None, None
    for reading in in_time(readings, {}):
        turned = "" if status in {None, reading.status} else TURNED[reading.status]
        status, changed = reading.status, ""
        if reading.version and reading.status == "published":
            version = versions.get(reading.version)
            changed = _what(shown, version)
            shown = version or shown
        table.add_row(
            _moment(reading.time),
            reading.source,
            str(reading.version or "–"),
            "–" if reading.view_count is None else f"{reading.view_count:,}",
            str(reading.own_visits),
            printable("; ".join(filter(None, (turned, changed, reading.evidence)))),
        )
    console.print(table)


def _what(before: Article | None, after: Article | None) -> str:
    """Return how a reading's content differs from that of the reading before; empty where it does not."""
    if after is None or (before is not None and before.content_sha256 == after.content_sha256):
        return ""
    return f"changed: {', '.join(changed_fields(before, after))}" if before else "first version"


def _print_diffs(console: Console, versions: Sequence[Article]) -> None:
    if len(versions) == 1:
        console.print("There is one version.")
    for before, after in pairwise(versions):
        heading = f"version {before.version} → {after.version}, read {_moment(after.first_seen)}"
        console.print(Text(heading, style="bold"))
        for name in changed_fields(before, after):
            console.print(Text(name, style="dim"))
            for paragraph in paragraphs(_words_of(before, name), _words_of(after, name)):
                console.print(_marked(paragraph), soft_wrap=not console.is_terminal)
        console.print()


def _words_of(article: Article, name: str) -> str:
    value = getattr(article, name)
    if isinstance(value, tuple):
        return "\n\n".join(item if isinstance(item, str) else item.url for item in value)
    return value or ""


def _marked(paragraph: Paragraph | None) -> Text:
    if paragraph is None:
        return Text("  …", style="dim")
    text = Text("  ")
    for kind, words in paragraph:
        before, after = MARKS[kind]
        text.append(f"{before}{printable(words)}{after}", style=STYLES[kind])
    return text
