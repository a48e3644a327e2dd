"""What a service's index answered for a portal, kept on disk: asked once, whatever ends the run.

`<portal>/webarchives/<source>.jsonl.part` grows answer by answer, each closed by a line that says where the
next one begins; once the index was asked to its end it loses `.part`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from archiver.damage import NO_JSON
from archiver.disk import storage_error
from archiver.errors import StorageError
from archiver.models import Record
from archiver.store.checksums import forget
from archiver.webarchives.entries import IndexEntry

PART = ".part"
FRESH = dt.timedelta(days=7)
"""An index asked to its end is not asked again for so long, unless a person wants it."""


class Question(Record, frozen=True, kw_only=True):
    """The first line: what was asked, and when; another question begins a new file."""

    service: str
    hosts: tuple[str, ...]
    since: str | None
    until: str | None
    asked_at: dt.datetime


class Mark(Record, frozen=True, kw_only=True):
    """The line that closes an answer."""

    next: str
    """Where the next answer begins, in the service's words."""


class IndexLog:
    """The answers of one service to one question."""

    def __init__(self, folder: Path, source: str, question: Question, *, afresh: bool = False) -> None:
        """Take up what an earlier run left, if it asked the same. May raise StorageError."""
        self.path = folder / f"{source}.jsonl"
        self._part = folder / f"{source}.jsonl{PART}"
        self.next: str | None = None
        """Where to go on; None at the beginning."""
        self.finished = False
        try:
            folder.mkdir(parents=True, exist_ok=True)
            if not afresh and _asks_the_same(self.path, question, FRESH):
                self.finished = True
            elif not afresh and _asks_the_same(self._part, question, FRESH):
                self._take_up()
            else:
                self._part.write_bytes(msgspec.json.encode(question) + b"\n")
        except OSError as error:
            raise storage_error(self.path, error) from error

    def add(self, entries: Iterable[IndexEntry], *, then: str) -> None:
        """Append an answer; all or nothing survives a kill. May raise StorageError."""
        lines = [msgspec.json.encode(entry) + b"\n" for entry in entries]
        try:
            with self._part.open("ab") as file:
                file.write(b"".join(lines) + msgspec.json.encode(Mark(next=then)) + b"\n")
        except OSError as error:
            raise storage_error(self._part, error) from error
        self.next = then

    def finish(self) -> None:
        """Note that there is no further answer. May raise StorageError."""
        try:
            forget(self.path.parent.parent, [f"{self.path.parent.name}/{self.path.name}"])
            self._part.rename(self.path)
        except OSError as error:
            raise storage_error(self._part, error) from error
        self.finished = True

    def entries(self) -> Iterator[IndexEntry]:
        """Yield every entry of a finished log."""
        yield from entries_of(self.path)

    def _take_up(self) -> None:
        """Cut what a kill left of a last answer, and find where to go on."""
        end = 0
        with self._part.open("rb") as file:
            end = len(file.readline())
            position = end
            for line in file:
                position += len(line)
                if line.startswith(b'{"next":') and line.endswith(b"\n"):
                    self.next, end = msgspec.json.decode(line, type=Mark).next, position
        with self._part.open("r+b") as file:
            file.truncate(end)


def entries_of(path: Path) -> Iterator[IndexEntry]:
    """Yield the entries of an index log; raises StorageError where it cannot be read."""
    try:
        with path.open("rb") as file:
            file.readline()
            for line in file:
                if not line.startswith(b'{"next":'):
                    yield msgspec.json.decode(line, type=IndexEntry)
    except OSError as error:
        raise storage_error(path, error) from error
    except NO_JSON as error:
        raise StorageError(f"{path}: is damaged; delete it, and the index is asked again") from error


def question_of(path: Path) -> Question | None:
    """Return what an index log answers; None where it does not say."""
    try:
        with path.open("rb") as file:
            return msgspec.json.decode(file.readline(), type=Question)
    except (FileNotFoundError, *NO_JSON):
        return None


def _asks_the_same(path: Path, question: Question, fresh: dt.timedelta) -> bool:
    asked = question_of(path)
    if asked is None:
        return False
    same = msgspec.structs.replace(asked, asked_at=question.asked_at) == question
    return same and question.asked_at - asked.asked_at < fresh
