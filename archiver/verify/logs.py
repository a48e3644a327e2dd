"""The logs: every line can be read, and the bytes that it names are in the archive."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from archiver.models import Article, Quarantined
from archiver.store.checksums import Sealed
from archiver.store.folder import Folder
from archiver.store.log import AnyLog
from archiver.store.records import Reading
from archiver.store.recovery import Logs
from archiver.validate import content_digest
from archiver.verify.findings import Finding, of_other_portal
from archiver.verify.seals import grown, seal_finding
from archiver.warc.volume import OPEN

Captures = Mapping[str, Mapping[int, str]]
"""Payload digest of each capture by WARC file and offset."""


class LogCheck:
    """Checks a portal's logs; counts their lines."""

    def __init__(self, folder: Folder, seals: dict[str, Sealed], captures: Captures) -> None:
        self.lines = 0
        self._folder = folder
        self._seals = seals
        self._captures = captures
        self._others = Counter[str]()
        """Lines of a log by the portal that they are of, where this is not its folder."""
        self._left_open = {path.name.removesuffix(OPEN) for path in folder.warc.glob(f"*{OPEN}")}

    def findings(self) -> Iterator[Finding]:
        """Yield what is wrong with the logs."""
        logs = Logs.open(self._folder, write=False)
        try:
            for log in logs:
                if log.path.exists():
                    yield from self._of_log(log)
        finally:
            logs.close()

    def _of_log(self, log: AnyLog) -> Iterator[Finding]:
        name = log.path.name
        self._others.clear()
        changed = seal_finding(log.path, name, self._seals, remedy="rebuild")
        located = list(self._of_lines(log, content=changed is not None))
        yield from located
        for portal, count in self._others.items():
            lines = "1 of its lines is" if count == 1 else f"{count} of its lines are"
            yield of_other_portal(name, lines, portal, self._folder.portal)
        for damage in log.damage:
            record = f"line {damage.line}"
            what = f"the line cannot be read: {damage.detail}"
            yield Finding(file=name, offset=damage.offset, record=record, what=what, remedy="rebuild")
        if changed is not None:
            yield changed
        elif grown(log.path, self._seals.get(name)):
            what = "it has grown since it was closed: the run that wrote it did not end properly"
            yield Finding(file=name, offset=self._seals[name].size, what=what, remedy="seal")
        end = log.end_of_last_line()
        if end < log.size:
            what = f"the last line is torn: {log.size - end} bytes without an end"
            yield Finding(file=name, offset=end, what=what, remedy="tail")

    def _of_lines(self, log: AnyLog, *, content: bool) -> Iterator[Finding]:
        for number, line in enumerate(log.lines(), 1):
            self.lines += 1
            if (portal := _portal_of(line.record)) != self._folder.portal:
                self._others[portal] += 1
            what = self._wrong_with(line.record, content=content)
            if what:
                name = f"{line.record.id or 'no id'}, record {number}"
                yield Finding(
                    file=log.path.name, offset=line.offset, record=name, what=what, remedy="rebuild"
                )

    def _wrong_with(self, record: Article | Reading | Quarantined, *, content: bool) -> str | None:
        if content and isinstance(record, Article) and content_digest(record) != record.content_sha256:
            return "its content does not agree with its content_sha256"
        if isinstance(record, Reading):
            return self._unheld(record.warc, record.offset, None)
        capture = record.capture
        return self._unheld(capture.warc, capture.offset, capture.digest)

    def _unheld(self, warc: str | None, offset: int | None, digest: str | None) -> str | None:
        """Return why the bytes that a line names are not in the archive; None where they are."""
        if warc is None or offset is None:
            return None
        if warc in self._left_open:
            return None  # what a killed run left open is told of once, and held against the lines when closed
        if warc not in self._captures:
            return f"its WARC file is not there: {warc[:200]}"
        held = self._captures[warc].get(offset)
        if held is None:
            return f"no capture begins at byte {offset} of {warc}"
        if digest is not None and digest != held:
            return f"the capture at byte {offset} of {warc} has another payload digest"
        return None


def _portal_of(record: Article | Reading | Quarantined) -> str:
    """Return the portal of which a line tells: of a reading by the article's id, `<portal>:<key>`."""
    return record.id.partition(":")[0] if isinstance(record, Reading) else record.portal
