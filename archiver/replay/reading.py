"""Archived responses, read: each answer with what the road makes of its page."""

from __future__ import annotations

import functools
from collections import OrderedDict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from archiver.extract.document import parse_page
from archiver.flow import article_from_page
from archiver.learnedfile import read_learned
from archiver.media import read_from_archive
from archiver.models import Capture, Moved, Outcome, Record
from archiver.moved import leads_away, move
from archiver.portal import Portal, load_portal
from archiver.recognised import as_recognised, note_recognised, recognised_on
from archiver.replay.chunks import Chunk, chunks_of
from archiver.replay.pages import (
    ASKED_AGAIN,
    ATTEMPTS,
    Cut,
    cut_of,
    outcome_if_cut,
    page_in,
    redirect_of,
)
from archiver.replay.parallel import in_order
from archiver.store import Folder, PortalReader
from archiver.warc import ArchivedResponse, Skipped, locate_in, read_records
from archiver.warc.messages import last_header
from archiver.webarchives.provenance import source_of

OPEN_ENDS = 10_000
"""Redirects and repeated requests that are kept in mind until their end comes."""


class Job(Record, frozen=True, kw_only=True):
    """What a process needs to read a portal's archive."""

    data: Path
    portal: str
    folders: tuple[Path, ...] = ()
    """Folders of portal files of one's own."""

    @property
    def warc(self) -> Path:
        """Return the portal's `warc/` folder; raises UsageError where the portal's id is none."""
        return Folder.of(self.data, self.portal).warc


class Answer(Record, frozen=True, kw_only=True):
    """What an address answered, and what was read in it."""

    url: str
    asked_url: str
    """Where the redirects began that led to `url`; `url` itself where there were none."""
    revisit: bool
    capture: Capture
    etag: str | None
    last_modified: str | None
    redirect: str | None
    """Where the response sends its reader."""
    outcome: Outcome | None
    """None where a crawl does not read the response as a page."""
    moved: Moved | None = None
    """What is recorded of a redirect that is an article's answer."""
    cut: Cut = "whole"
    """Whether it broke off."""
    if_cut: Outcome | None = None
    """What a crawl makes of it where it broke off each time."""


def answers_in(
    job: Job, store: PortalReader, *, jobs: int, on_skip: Callable[[Skipped], None]
) -> Iterator[Answer]:
    """Yield every response of a portal's archive, read anew by `jobs` processes, in the order of writing.

    `store` is to hold what those before it told when the next one is asked for.
    """
    following = Following(store, portal_of(job))
    work = functools.partial(read_chunk, job)
    for answers, skipped in in_order(work, chunks_of(job.warc), jobs=jobs):
        for skip in skipped:
            on_skip(skip)
        for answer in answers:
            yield following.followed(answer)


def read_chunk(job: Job, chunk: Chunk) -> tuple[list[Answer], list[Skipped]]:
    """Return the answers of one piece of the archive, and what could not be read of it."""
    portal, skipped = portal_of(job), list[Skipped]()
    responses = responses_in(chunk, job.warc, skipped)
    return [answer_of(response, portal, job.warc) for response in responses], skipped


def responses_in(chunk: Chunk, warc: Path, skipped: list[Skipped]) -> Iterator[ArchivedResponse]:
    """Yield the captures of one piece, revisits with the payload that they refer to."""
    records = read_records(chunk.path, locate=locate_in(warc), on_skip=skipped.append, start=chunk.start)
    for response in records:
        if chunk.end is not None and response.offset >= chunk.end:
            break
        yield response
    skipped[:] = [skip for skip in skipped if chunk.end is None or skip.offset < chunk.end]


@functools.cache
def portal_of(job: Job) -> Portal:
    """Return the portal with what its pages taught and showed, loaded once a process."""
    folder = job.data / job.portal
    return as_recognised(load_portal(job.portal, job.folders), folder).knowing(
        read_learned(folder, job.portal)
    )


def answer_of(response: ArchivedResponse, portal: Portal, warc: Path) -> Answer:
    """Return what a response says, as far as it tells by itself; `warc` holds the files that it names."""
    page = page_in(response, portal)
    outcome = article_from_page(page, portal) if page else None
    cut = cut_of(response) if page and page.capture.source == "live" else "whole"
    return Answer(
        cut=cut,
        if_cut=outcome_if_cut(page, portal) if page and cut != "whole" else None,
        url=response.asked,
        asked_url=response.asked,
        revisit=response.kind == "revisit",
        capture=page.capture if page else response.capture(source_of(response.file)),
        etag=last_header(response.headers, "etag") or None,
        last_modified=last_header(response.headers, "last-modified") or None,
        redirect=None if response.kind == "resource" else redirect_of(response),
        outcome=read_from_archive(outcome, portal, warc) if outcome else None,
    )


def recognise_anew(job: Job) -> None:
    """Note the platform that a portal's archive shows, as a crawl does; raises StorageError."""
    portal = load_portal(job.portal, job.folders)
    if not portal.is_to_be_recognised:
        return
    for chunk in chunks_of(job.warc):
        for response in responses_in(chunk, job.warc, []):
            page = page_in(response, portal)
            if page is None or page.capture.source != "live":
                continue
            shown = recognised_on(parse_page(page), portal)
            if shown is not portal:
                note_recognised(shown, job.data / job.portal)
                return


class Following:
    """Tells of each answer, in their order, what only those before it tell.

    With a store that knows which articles were recorded before, it tells which of them moved.
    """

    def __init__(self, store: PortalReader | None = None, portal: Portal | None = None) -> None:
        self._store, self._portal = store, portal
        self._asked: OrderedDict[str, str] = OrderedDict()
        self._tries: OrderedDict[str, tuple[int, str | None]] = OrderedDict()

    def followed(self, answer: Answer) -> Answer:
        """Return the answer with the address asked for; without outcome for first tries.

        Only a crawl's own answers follow one another; captures of web archives pass as they are.
        """
        if answer.capture.source != "live":
            return answer
        asked = self._asked.pop(answer.url, answer.url)
        if answer.redirect is not None and (moved := self._moved(answer, asked)):
            return msgspec.structs.replace(answer, asked_url=asked, moved=moved)
        if answer.redirect is not None:
            _remember(self._asked, answer.redirect.partition("#")[0], asked)
        outcome = None if answer.outcome is None else self._last_read(answer)
        return msgspec.structs.replace(answer, asked_url=asked, outcome=outcome)

    def _moved(self, answer: Answer, asked: str) -> Moved | None:
        """Return the outcome of a redirect that a crawl does not follow, as it is the answer."""
        store, portal, target = self._store, self._portal, answer.redirect
        if store is None or portal is None or target is None:
            return None
        if not leads_away(store, asked, target, portal):
            return None
        return move(store, asked, target, portal, answer.capture)

    def _last_read(self, answer: Answer) -> Outcome | None:
        """Return what the last try brought; None for a try after which the page was asked for again."""
        tries, digest = self._tries.pop(answer.url, (1, None))
        busy = answer.capture.http_status in ASKED_AGAIN
        repeated = answer.cut == "unless-repeated" and answer.capture.digest == digest
        if not busy and (answer.cut == "whole" or repeated):
            return answer.outcome
        if tries == ATTEMPTS:
            return answer.outcome if busy else answer.if_cut
        _remember(self._tries, answer.url, (tries + 1, answer.capture.digest))
        return None


def _remember(table: OrderedDict[str, Any], key: str, value: Any) -> None:
    table[key] = value
    if len(table) > OPEN_ENDS:
        table.popitem(last=False)
