"""What a check found."""

from __future__ import annotations

from typing import Literal

from archiver.models import Record

Remedy = Literal["cdxj", "index", "tail", "seal", "rebuild", "copy", "name"]


class Finding(Record, frozen=True, kw_only=True):
    """One thing that is wrong, and where."""

    file: str
    """Path below the portal's folder."""
    offset: int | None = None
    """Byte in the file; None where no place in the file is known."""
    record: str | None = None
    """The record or line: `line 12`, a WARC-Record-ID."""
    what: str
    """One sentence: what is wrong."""
    remedy: Remedy
    """What helps. `cdxj`, `index`, `tail`, `seal`: --repair makes it anew or cuts it. `rebuild`: the records
    can be made anew from the archive. `copy`: only an undamaged copy of the file helps. `name`: the folder
    is to have the name of the portal that its records are of."""

    def __str__(self) -> str:
        """Return one line: where, what."""
        place = "" if self.offset is None else f" at byte {self.offset}"
        name = f" ({self.record})" if self.record else ""
        return f"{self.file}{place}{name}: {self.what}"


def of_other_portal(file: str, what: str, found: str, portal: str) -> Finding:
    """Return the finding of a file that tells of a portal of which this is not the folder."""
    said = f"{what} of '{found[:64]}', not of {portal}: the folder was renamed or copied"
    return Finding(file=file, what=said, remedy="name")


class Report(Record, frozen=True, kw_only=True):
    """What was checked of one portal's folder, and what was found."""

    portal: str
    files: int
    captures: int
    """Responses, revisits and kept files in the archive."""
    lines: int
    """Lines of the logs."""
    findings: tuple[Finding, ...]
