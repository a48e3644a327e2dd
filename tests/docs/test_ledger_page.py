"""docs/ledger.md tells of every field, state, reason and kind of evidence, and of no reason that is none."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import get_args

import msgspec
import pytest

from archiver.ledger import STATES, Estimate, LedgerEntry
from archiver.ledger.entry import EvidenceKind
from tests.docs.documents import section, table, text_of
from tests.shared import ROOT

PAGE = text_of("ledger.md")


def reasons() -> Iterator[str]:
    """Yield every reason that the code gives."""
    tree = ast.parse((ROOT / "archiver" / "ledger" / "fate.py").read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Fate":
            yield from _words(node.args[1:2])
        elif isinstance(node, ast.Return) and isinstance(node.value, ast.Tuple):
            yield from _words(node.value.elts[:1])


def _words(nodes: list[ast.expr]) -> Iterator[str]:
    for node in nodes:
        for found in ast.walk(node):
            if isinstance(found, ast.Constant) and isinstance(found.value, str):
                yield found.value


def test_every_state_is_documented_and_no_other() -> None:
    assert set(table(section(PAGE, "States"))) == set(STATES)


def test_every_reason_is_documented_and_no_other() -> None:
    rows = re.findall(r"^\| `([a-z-]+)` \|", section(PAGE, "Reasons"), re.MULTILINE)
    assert sorted(rows) == sorted(set(reasons()))


def test_every_kind_of_evidence_is_documented_and_no_other() -> None:
    assert set(table(section(PAGE, "What counts as seen"))) == set(get_args(EvidenceKind))


@pytest.mark.parametrize(("heading", "kind"), [("A line", LedgerEntry), ("Estimates", Estimate)])
def test_every_field_is_documented(heading: str, kind: type[msgspec.Struct]) -> None:
    named = set(re.findall(r"`([a-z_]+)`", section(PAGE, heading)))
    assert set(kind.__struct_fields__) - {"portal"} <= named
