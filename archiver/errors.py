"""What can go wrong, one class for each thing that a reader would do differently.

Every message is one sentence that says where, what was found and what to do; the command line prints it
to stderr and exits with the class's `exit_code`.
"""

from __future__ import annotations


class ArchiverError(Exception):
    """Anything that a person can act on; never raised for a bug of ours."""

    exit_code = 1


class UsageError(ArchiverError):
    """The command was called wrongly: an unknown portal, a missing file, a bad option."""

    exit_code = 2


class PortalFileError(UsageError):
    """A portal or platform file has mistakes; `mistakes` holds them all, each with file, table and key."""

    MOST_TOLD, LONGEST = 200, 500

    def __init__(self, mistakes: list[str]) -> None:
        told = [
            mistake if len(mistake) <= self.LONGEST else f"{mistake[: self.LONGEST]} …"
            for mistake in mistakes
        ]
        more = len(mistakes) - self.MOST_TOLD
        super().__init__("\n".join(told[: self.MOST_TOLD] + [f"and {more} more mistakes"] * (more > 0)))
        self.mistakes = mistakes


class UnreadableInput(ArchiverError):
    """A file that should hold a page or text is empty, missing or of no kind that can be read."""


class StorageError(ArchiverError):
    """The disk is full, read-only or fails: nothing more can be written safely."""


class ProcessLost(ArchiverError):
    """A process that shared in the work was ended from outside, mostly for want of memory."""


class PortalBusy(ArchiverError):
    """Another run holds the portal's folder."""

    exit_code = 75


class NetworkError(ArchiverError):
    """The portal could not be reached, or a port could not be opened."""
