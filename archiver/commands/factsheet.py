"""What is known of one thing, as lines of labels and values that fit a terminal; pure."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from typing import Any

LEAST = 30
"""Columns that a value has at least, however narrow the terminal is."""


def sheet(facts: Mapping[str, Any], width: int | None = None) -> Iterator[str]:
    """Yield a line for each fact, named as in a file of facts.

    It is broken between words where it is longer than `width`. A list of tables has a line for each, as has
    each entry of a table of texts. Facts that say nothing are left out.
    """
    told = {key: lines for key, value in facts.items() if (lines := list(_lines(value)))}
    column = max(map(len, told), default=0) + 2
    for key, lines in told.items():
        label = f"{key:{column}}"
        for line in lines:
            pieces = textwrap.wrap(line, max(width - column, LEAST)) if width else [line]
            for piece in pieces:
                yield f"{label}{piece}"
                label = " " * column


def _lines(value: Any) -> Iterator[str]:
    if _says_nothing(value):
        return
    if isinstance(value, dict) and all(isinstance(inner, str) for inner in value.values()):
        yield from (f"{key}: {inner}" for key, inner in value.items())
    elif isinstance(value, tuple | list) and all(isinstance(table, dict) for table in value):
        yield from (line for table in value for line in _lines_of_table(table))
    elif isinstance(value, dict):
        yield from _lines_of_table(value)
    else:
        yield _scalar(value)


def _lines_of_table(table: dict[str, Any]) -> Iterator[str]:
    told = {key: value for key, value in table.items() if not _says_nothing(value)}
    if told:
        yield "; ".join(f"{key}: {_scalar(value)}" for key, value in told.items())


def _says_nothing(value: Any) -> bool:
    return value in (None, (), [], {}, "")


def _scalar(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple | list):
        return ", ".join(map(_scalar, value))
    return f"{value:g}" if isinstance(value, float) else str(value)
