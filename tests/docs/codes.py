"""The codes that occur in the code: what makes an article odd, and what keeps a page from being one."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from archiver.cut import TRUNCATED
from archiver.extract.document import TOO_LONG
from archiver.extract.repair import LEGACY_FONT
from tests.shared import ROOT

CODE = re.compile(r"[a-z]+(?:-[a-z]+)+")
ROAD = [
    *(ROOT / "archiver" / name for name in ("validate.py", "flow.py", "compose.py", "byline.py", "clean.py")),
    *sorted((ROOT / "archiver" / "extract").glob("*.py")),
    *sorted((ROOT / "archiver" / "normalise").glob("*.py")),
]
"""The modules between page and record."""


def problem_codes() -> set[str]:
    """Return every code that the road can put into an article's `problems`."""
    return {code for path in ROAD for code, reason in _codes(path) if not reason} | {LEGACY_FONT, TOO_LONG}


def quarantine_reasons() -> set[str]:
    """Return every code for which the road can send a page to quarantine."""
    return {code for path in ROAD for code, reason in _codes(path) if reason} | {TRUNCATED}


def _codes(path: Path) -> Iterator[tuple[str, bool]]:
    """Yield each code of a module, and whether a function on quarantine holds it."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef):
            reason = "quarantine" in function.name
            yield from ((code, reason) for node in ast.walk(function) for code in _codes_told(node))


def _codes_told(node: ast.AST) -> Iterator[str]:
    """Yield the codes that a statement returns, appends, or gives to something named for problems."""
    match node:
        case ast.Return(value=ast.expr() as value):
            yield from _constants(value)
        case ast.Assign(targets=[ast.Name(id=name)], value=value) if _tells(name):
            yield from _constants(value)
        case ast.AugAssign(target=ast.Name(id=name), value=value) if _tells(name):
            yield from _constants(value)
        case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value) if _tells(name):
            yield from _constants(value)
        case ast.keyword(arg=str(name), value=value) if _tells(name):
            yield from _constants(value)
        case ast.Call(func=ast.Attribute(value=held, attr="append" | "add"), args=[value]) if _tells(
            ast.unparse(held)
        ):
            yield from _constants(value)


def _tells(name: str) -> bool:
    return any(word in name for word in ("problem", "reason", "code"))


def _constants(value: ast.expr) -> Iterator[str]:
    """Yield the codes in an expression; what is compared or looked up is none."""
    if isinstance(value, ast.Compare | ast.Subscript):
        return
    if isinstance(value, ast.Constant):
        if isinstance(value.value, str) and CODE.fullmatch(value.value):
            yield value.value
        return
    if isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute) and value.func.attr == "get":
        return
    for inner in ast.iter_child_nodes(value):
        if isinstance(inner, ast.expr):
            yield from _constants(inner)
