"""The log file: one line an event, rotated, with the tracebacks that a terminal does not show."""

from __future__ import annotations

import contextlib
import logging
import re
import time
from logging.handlers import RotatingFileHandler
from pathlib import Path

from archiver.disk import storage_error
from archiver.errors import ArchiverError

NAME = "archiver.log"
"""In the data folder, where no other file is named."""
LARGEST = 10_000_000
"""Bytes of one file."""
KEPT = 5
"""Older files kept beside it."""
LONGEST = 4_000
"""Characters of one line: addresses and messages come from strangers."""
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


class LogFile(RotatingFileHandler):
    """Writes the log file; a disk that fails never stops what is being logged."""

    @classmethod
    def open(cls, path: Path) -> LogFile:
        """Return the log file, its folder made if need be; raises StorageError."""
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            handler = cls(path, maxBytes=LARGEST, backupCount=KEPT, encoding="utf-8", errors="replace")
        except OSError as error:
            raise storage_error(path, error) from error
        handler.setFormatter(LogLine())
        handler.setLevel(logging.INFO)
        return handler

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's name
        """Lose the line: the disk that refused it is told of where data is written."""

    def close(self) -> None:
        """Close the file; what the disk refuses is lost, as its other lines were."""
        with contextlib.suppress(OSError):
            super().close()

    def note(self, error: BaseException) -> None:
        """Write what ended a command: a sentence, or for a mistake of ours its traceback."""
        known = isinstance(error, ArchiverError | SystemExit | KeyboardInterrupt)
        trace = None if known else (type(error), error, error.__traceback__)
        words = str(error) or type(error).__name__
        self.handle(logging.LogRecord("archiver", logging.ERROR, __file__, 0, words, None, trace))


class LogLine(logging.Formatter):
    """UTC time, level, who says it, what; the lines of a traceback follow, indented."""

    converter = staticmethod(time.gmtime)
    default_time_format = "%Y-%m-%dT%H:%M:%S"
    default_msec_format = "%s.%03dZ"

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's name
        """Return the event on one line, whatever characters it holds."""
        portal = getattr(getattr(record, "spider", None), "name", None)
        record.message = f"[{portal}] {record.message}" if portal else record.message
        line = _CONTROL.sub(" ", super().formatMessage(record))
        return line if len(line) <= LONGEST else f"{line[:LONGEST]} …"

    def formatException(self, ei: object) -> str:  # noqa: N802 - logging's name
        """Return the traceback, indented so that a line at the margin is always an event."""
        lines = super().formatException(ei).splitlines()  # type: ignore[arg-type]
        return "\n".join(f"    {_CONTROL.sub(' ', line)[:LONGEST]}" for line in lines)
