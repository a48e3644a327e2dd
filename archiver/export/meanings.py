"""What the fields of a record mean: the words that stand under them in its class, the one place for them."""

from __future__ import annotations

import ast
import functools
import inspect
import itertools
import textwrap
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import msgspec


@functools.cache
def meanings(kind: type[msgspec.Struct]) -> dict[str, str]:
    """Return the meaning of each field of a record, inherited ones too; empty text where none is written."""
    known: dict[str, str] = {}
    for base in reversed(kind.__mro__):
        if base.__module__.startswith("archiver."):
            known |= _written_in(base) | base.__dict__.get("MEANT", {})
    return {name: known.get(name, "") for name in kind.__struct_fields__}


def summary(kind: type[msgspec.Struct]) -> str:
    """Return the first line of the record's docstring."""
    return (inspect.getdoc(kind) or "").partition("\n")[0]


def _written_in(kind: type) -> dict[str, str]:
    (definition,) = ast.parse(textwrap.dedent(inspect.getsource(kind))).body
    body = definition.body if isinstance(definition, ast.ClassDef) else []
    return {
        field.target.id: " ".join(inspect.cleandoc(text.value.value).split())
        for field, text in itertools.pairwise(body)
        if isinstance(field, ast.AnnAssign)
        and isinstance(field.target, ast.Name)
        and isinstance(text, ast.Expr)
        and isinstance(text.value, ast.Constant)
        and isinstance(text.value.value, str)
    }
