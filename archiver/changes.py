"""What differs between two versions of an article, for people: field by field, the text word by word."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from archiver.models import Article

VERSIONED = ("title", "lead", "body", "authors", "source", "published_raw", "kind", "attachments", "status")
"""The fields whose change makes a version, in the order of telling."""
LONG = 2_000
"""Paragraphs of a text, and words of a paragraph, beyond which they are shown as a whole: comparing takes the
square of them."""

Kind = Literal["same", "gone", "new"]


class Piece(NamedTuple):
    """Some words, and whether both versions hold them."""

    kind: Kind
    text: str


Paragraph = tuple[Piece, ...]


def changed_fields(before: Article, after: Article) -> tuple[str, ...]:
    """Return the names of the fields of `VERSIONED` that differ."""
    return tuple(name for name in VERSIONED if getattr(before, name) != getattr(after, name))


def paragraphs(before: str, after: str) -> Iterator[Paragraph | None]:
    """Yield the paragraphs that differ, with those around them; None where same ones are left out."""
    old, new = before.split("\n\n"), after.split("\n\n")
    if max(len(old), len(new)) > LONG:
        yield (Piece("gone", before), Piece("new", after))
        return
    groups = list(difflib.SequenceMatcher(None, old, new, autojunk=False).get_grouped_opcodes(1))
    for number, group in enumerate(groups):
        if number or group[0][1] or group[0][3]:
            yield None
        for tag, i, j, m, n in group:
            if tag == "equal":
                yield from ((Piece("same", text),) for text in new[m:n])
            else:
                yield from _replaced(old[i:j], new[m:n])
    if groups and (groups[-1][-1][2] < len(old) or groups[-1][-1][4] < len(new)):
        yield None


def _replaced(old: Sequence[str], new: Sequence[str]) -> Iterator[Paragraph]:
    """Yield paragraphs that took the place of others: side by side, word by word."""
    for number in range(max(len(old), len(new))):
        if number >= len(new):
            yield (Piece("gone", old[number]),)
        elif number >= len(old):
            yield (Piece("new", new[number]),)
        else:
            yield words(old[number], new[number])


def words(before: str, after: str) -> Paragraph:
    """Return the words of one text as they changed from the other's."""
    old, new = _split(before), _split(after)
    if len(old) > LONG or len(new) > LONG:
        return (Piece("gone", before), Piece("new", after))
    pieces: list[Piece] = []
    was, now = ([word.rstrip() for word in text] for text in (old, new))
    matcher = difflib.SequenceMatcher(None, was, now, autojunk=False)
    for tag, i, j, m, n in matcher.get_opcodes():
        if tag == "equal":
            pieces.append(Piece("same", "".join(new[m:n])))
            continue
        if i < j:
            apart = " " if pieces and not pieces[-1].text[-1].isspace() else ""
            pieces.append(Piece("gone", apart + "".join(old[i:j])))
        if m < n:
            pieces.append(Piece("new", "".join(new[m:n])))
    return tuple(pieces)


def _split(text: str) -> list[str]:
    return re.findall(r"\S+\s*|\s+", text)
