"""Cells of tables that Rich prints: the words of strangers, as they are."""

from __future__ import annotations

from rich.markup import escape

from archiver.printed import printable


def cell(words: str) -> str:
    """Return words for a table or line of Rich's: no markup of theirs holds, no terminal obeys them."""
    return escape(printable(words))
