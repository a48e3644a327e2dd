"""`archiver import`: files that people kept → a portal's archive and records."""

from __future__ import annotations

import collections
import dataclasses
import functools
import os
from pathlib import Path
from typing import Annotated
from urllib.parse import quote, urlsplit

import msgspec
import typer

from archiver.catchup import open_caught_up
from archiver.commands.extract import Portals, outcome_in_words
from archiver.commands.options import DATA, Data, OwnPortals, check_page_address
from archiver.errors import UnreadableInput
from archiver.extract.document import parse_page
from archiver.importing.files import Kind, captures_of, files_in, kind_of
from archiver.importing.kept import Kept
from archiver.importing.mirror import files_to_read
from archiver.keeping import utc_now
from archiver.learning import learn
from archiver.models import NotAnArticle, Page, Quarantined
from archiver.portal import Portal, load_portal
from archiver.recognised import as_recognised
from archiver.savedfiles import pages_in
from archiver.store import PortalStore
from archiver.warc.cdxj import media_type
from archiver.warc.digests import sha1_digest
from archiver.warc.messages import last_header, read_response
from archiver.warc.raw import Skipped
from archiver.warc.records import warc_uri
from archiver.warc.writer import WarcWriter
from archiver.webarchives.choice import identity_of, own_url
from archiver.webarchives.entries import IndexEntry
from archiver.webarchives.intake import Intake, KeptPages, outcome_of_kept
from archiver.webarchives.provenance import volume_name


def import_files(
    portal: Annotated[str, typer.Argument(help="The portal that the files belong to.")],
    files: Annotated[
        list[Path],
        typer.Argument(
            help="WARC, WACZ, ARC, WET or MHTML files, saved pages, plain text, or folders of them, "
            "such as a mirror that HTTrack made."
        ),
    ],
    url: Annotated[str | None, typer.Option(help="The address that the page was saved from.")] = None,
    data: Data = DATA,
    portals: OwnPortals = None,
) -> None:
    """Put files that people kept into a portal's archive and records, as a crawl would.

    Addresses and times are read from the files, as HTTrack, SingleFile or a browser noted them; a page with
    no note may state its own address. Other times are unknown (null). Of a mirror each page is read once,
    whatever noisy addresses it was saved under. Captures of other sites, and those that the archive holds,
    are left out.

    Example: archiver import quanuy_cam_le saved-pages/ kept.txt crawl.warc.gz
    """
    check_page_address(url, len(files))
    facts, found = load_portal(portal, portals or []), list(files_in(files))
    store, knowing = open_caught_up(data, facts)
    with store:
        known = Portals(portal, portals or [], knowing.learned)
        loaded = as_recognised(knowing, store.folder.root)
        with _writer(store) as writer:
            run = _Import(loaded, known, store, writer)
            kinds = [(path, _kind(path)) for path in found]
            for path, kind in kinds:
                if kind != "page":
                    run.take_captures(path, kind)
            run.take_pages([path for path, kind in kinds if kind == "page"], url)
            run.tell_left_out()
        learn(store, loaded, store.folder)
    _tell(portal, run.counts, data / portal)


def _kind(path: Path) -> Kind:
    try:
        return kind_of(path)
    except OSError:
        return "page"


def _tell(portal: str, counts: collections.Counter[str], folder: Path) -> None:
    told = (
        ", ".join(f"{count} {kind}" for kind, count in sorted(counts.items())) or "no file that holds a page"
    )
    typer.echo(f"{portal}: {told}\n  {folder / 'articles.jsonl'}\n  {folder / 'warc'}")
    if counts.keys() & _FOR_A_PERSON or not counts.keys() - _LEFT_OUT.keys():
        raise typer.Exit(1)


OTHER_SITE, NO_PAGE = "of other sites", "no page"
_LEFT_OUT = {
    OTHER_SITE: "of other sites than the portal's, by its file's home and hosts",
    NO_PAGE: "that are no page of the portal: redirects, errors, files, logins, other views of a page",
}
"""What is left out, as it is counted, and in the words that tell of it."""
_FOR_A_PERSON = frozenset({"unreadable", "refused", "quarantined"})
"""What a person should look at."""
MOST_NAMED, MOST_KNOWN = 5, 10_000
"""So many names of what was left out are told, and kept in mind."""
LONGEST_NAME = 200
"""Characters of such a name: addresses in files may have any length."""
MOST_SKIPS_NAMED = 100
"""Of one file; the others are counted."""


def _writer(store: PortalStore) -> WarcWriter:
    folder = store.folder
    name = volume_name(folder.portal, "file")
    return WarcWriter(folder.warc, name, operator="", robots="ignore", now=utc_now)


class _Import:
    """One import: what it found is counted in words."""

    def __init__(self, portal: Portal, known: Portals, store: PortalStore, writer: WarcWriter) -> None:
        self.counts: collections.Counter[str] = collections.Counter()
        self._left_out = {word: collections.Counter[str]() for word in _LEFT_OUT}
        self._portal = portal
        self._known = known
        self._store = store
        self._archive = _PageArchive(store, writer)
        self._intake = Intake(portal, store, writer, "file")
        self._skips = 0

    def take_pages(self, paths: list[Path], url: str | None) -> None:
        """Take in saved pages and texts: of a mirror one file for each page."""
        chosen = paths if url else list(files_to_read(paths, self._portal))
        self._count("copies or no pages", len(paths) - len(chosen))
        for path, page in pages_in(chosen, url):
            self._count(_take_page(path, page, self._known, store=self._store, archive=self._archive))

    def take_captures(self, path: Path, kind: Kind) -> None:
        """Take in what a file holds of the portal."""
        self._skips = 0
        try:
            for kept in captures_of(path, kind, self._wanted, self._skipped):
                self._take(path, kept)
        except UnreadableInput as error:
            self._unreadable(str(error))
        if self._skips > MOST_SKIPS_NAMED:
            more = self._skips - MOST_SKIPS_NAMED
            typer.echo(f"archiver: {path}: {more} more of its records were skipped", err=True)

    def tell_left_out(self) -> None:
        """Name what was left out, that of which there is most first."""
        for word, found in self._left_out.items():
            named = [f"{name or 'no address'} ({count})" for name, count in found.most_common(MOST_NAMED)]
            more = ["and others"] if len(found) > MOST_NAMED else []
            if named:
                told = f"{self.counts[word]} captures left out {_LEFT_OUT[word]}: {', '.join(named + more)}"
                typer.echo(f"archiver: {told}", err=True)

    def _take(self, path: Path, kept: Kept) -> None:
        entry = kept.entry
        if kept.page is not None:
            self._count(_take_page(path, kept.page, self._known, store=self._store, archive=self._archive))
        elif entry and kept.exchange and not identity_of(_with_status(entry, kept), self._portal):
            self._leave_out(NO_PAGE, entry.url)
        elif entry and kept.exchange:
            # In a file packed as a whole every record has the same place.
            address = f"file:///{quote(kept.place)}?{entry.timestamp}={quote(entry.url)}"
            if self._intake.has(address):
                self._count("known")
            elif self._intake.is_archived(entry):
                self._take_archived(kept, entry, address)
            else:
                self._recorded(kept, self._intake.take(entry, address, kept.exchange, now=utc_now()))

    def _recorded(self, kept: Kept, kind: str | None) -> None:
        if kind is None:
            self._unreadable(f"{kept.place}: its body cannot be unpacked, or grows too large; it is archived")
        else:
            self._count(_word(kind))

    def _take_archived(self, kept: Kept, entry: IndexEntry, address: str) -> None:
        try:
            self._recorded(kept, self._intake.take_archived(entry, address))
        except UnreadableInput as error:
            self._unreadable(str(error))

    def _wanted(self, url: str) -> bool:
        own = own_url(url, self._portal) is not None
        if not own:
            self._leave_out(OTHER_SITE, _site_of(url))
        return own

    def _leave_out(self, word: str, name: str) -> None:
        found, name = self._left_out[word], name[:LONGEST_NAME]
        if name in found or len(found) < MOST_KNOWN:
            found[name] += 1
        self._count(word)

    def _skipped(self, skipped: Skipped) -> None:
        self._skips += 1
        self._unreadable(str(skipped), tell=self._skips <= MOST_SKIPS_NAMED)

    def _unreadable(self, sentence: str, *, tell: bool = True) -> None:
        if tell:
            typer.echo(f"archiver: {sentence}", err=True)
        self._count("unreadable")

    def _count(self, word: str, number: int = 1) -> None:
        if number:
            self.counts[word] += number


def _with_status(entry: IndexEntry, kept: Kept) -> IndexEntry:
    response = read_response(kept.exchange.response) if kept.exchange else None
    if response is None:
        return entry
    mime = media_type(last_header(response.headers, "content-type"))
    return msgspec.structs.replace(entry, status=str(response.status or ""), mime=mime)


def _site_of(url: str) -> str:
    """Return the host that an address names; the address itself, cut, where it names none."""
    try:
        return urlsplit(url).netloc.lower() or url[:60]
    except ValueError:
        return url[:60]


def _word(kind: str) -> str:
    return "no article" if kind == "noted" else kind


def _take_page(
    path: Path, page: Page | UnreadableInput, known: Portals, *, store: PortalStore, archive: _PageArchive
) -> str:
    """Archive one page, record what it holds, and return what that changed, in one word."""
    if isinstance(page, UnreadableInput):
        typer.echo(f"archiver: {page}", err=True)
        return "unreadable"
    try:
        document, portal = known.of(parse_page(page), path)
    except UnreadableInput as error:
        typer.echo(f"archiver: {error}", err=True)
        return "refused"
    archived = archive.archived(document.page, path, portal)
    outcome = outcome_of_kept(dataclasses.replace(document, page=archived), portal)
    if isinstance(outcome, NotAnArticle | Quarantined):
        typer.echo(f"{path}: {outcome_in_words(outcome)}", err=True)
    elif store.was_read(outcome.id, archived.capture):
        return "unchanged"
    return _word(store.record(outcome, source="file").kind)


class _PageArchive:
    """Writes kept pages into the archive as resources, the same bytes of an address once."""

    def __init__(self, store: PortalStore, writer: WarcWriter) -> None:
        self._folder = store.folder.warc
        self._writer = writer

    @functools.cached_property
    def _kept(self) -> KeptPages:
        return KeptPages(self._folder)

    def archived(self, page: Page, path: Path, portal: Portal) -> Page:
        """Return the page with its capture in the archive, written where it was not there."""
        target = _told_address(page.url, portal) or f"file:///{quote(os.fsencode(path.name))}"
        digest = sha1_digest(page.body)
        place = self._kept.place_of(target, digest, page.capture.fetched_at)
        if place is None:
            fetched_at = page.capture.fetched_at or utc_now()
            written = self._writer.write_resource(target, page.body, page.content_type, fetched_at=fetched_at)
            place = (written.file, written.offset)
            self._kept.note(warc_uri(target), digest, f"{fetched_at:%Y%m%d%H%M%S}", place)
        capture = msgspec.structs.replace(page.capture, warc=place[0], offset=place[1], digest=digest)
        return msgspec.structs.replace(page, capture=capture)


def _told_address(url: str, portal: Portal) -> str:
    """Return the canonical address; the page's own where its path is another, which tells what the page is.

    Liferay answers an article's address with a locale appended by a listing.
    """
    canonical = portal.addresses.canonical(url)
    return canonical if canonical and urlsplit(canonical).path == urlsplit(url).path else url
