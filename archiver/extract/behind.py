"""What stands behind the element of an article and is still the article's: its labelled lines."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from archiver.extract.lines import Line
from archiver.extract.telling import is_end, is_labelled_end
from archiver.normalise.label_table import Piece, pieces
from archiver.normalise.labels import Metadata, can_follow, label_alone, read_metadata

MOST, MOST_NAMES = 12, 3
"""Lines behind an article that are looked at, and for who wrote it."""


def names_behind(lines: Sequence[Line]) -> list[str]:
    """Return the lines straight behind the article that name by a label who wrote it or where it is from."""
    near = itertools.takewhile(
        lambda line: not line.linked and is_labelled_end(line.text), lines[:MOST_NAMES]
    )
    return [line.text for line in near if pieces(line.text)[0].kind in {"author", "source"}]


def farther_behind(lines: Sequence[Line]) -> list[tuple[str, ...]]:
    """Return the labelled lines straight behind the article, which stand in a box of their own, in cells."""
    found: list[tuple[str, ...]] = []
    label: Piece | None = None
    for line in lines[:MOST]:
        if line.linked or is_end(line):
            break
        if label is not None and can_follow(label, line.text):
            found.append((f"{label.label}: {line.text}",))
        elif is_labelled_end(line.text):
            found.append(line.cells)
        label = label_alone(line.text)
    return found


def lacking(cells: Sequence[str], said: Metadata) -> Iterator[str]:
    """Yield the cells that tell views or, by a label, who posted, where nothing `said` that."""
    for cell in cells:
        told = read_metadata([cell], seen_at=None)
        if (said.view_count is None and told.view_count is not None) or (
            said.poster is None and told.poster and pieces(cell)[0].colon
        ):
            yield cell
