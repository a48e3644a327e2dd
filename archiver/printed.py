"""What is printed: no words of strangers move a terminal's cursor, set its title or turn a line round.

Addresses, names of files and entries, headers and messages come from whoever made a page or a file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, TextIO

_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def printable(text: str) -> str:
    """Return the text with a sign in the place of each character that a terminal would obey."""
    return _UNSEEN.sub("�", text)


class Printed:
    """An output that writes what a terminal would obey as JSON escapes it; all else is the stream's."""

    def __init__(self, stream: TextIO) -> None:
        self.rich_proxied_file = stream
        """The stream itself: Rich, which colours and draws, looks for it under this name."""

    def write(self, text: str) -> int:
        """Write a text."""
        return self.rich_proxied_file.write(_UNSEEN.sub(_escaped, text))

    def writelines(self, lines: Iterable[str]) -> None:
        """Write several."""
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.rich_proxied_file, name)


def _escaped(found: re.Match[str]) -> str:
    return f"\\u{ord(found[0]):04x}"
