"""Files of facts (TOML), read strictly: every key is known and of its type, or it is a mistake that is told.

All mistakes of a file are told at once, each as `file: [table] key: what is wrong; what to do`.
"""

from __future__ import annotations

import difflib
import functools
import re
import tomllib
import types
import typing
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar

import msgspec

T = TypeVar("T", bound=msgspec.Struct)

MAX_BYTES = 100_000
LONGEST_LINE = 10_000
"""Bytes: the reader of TOML takes time by the square of a name of many parts, which stands on one line."""


class Facts(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The base of every table of a file of facts."""


def read_facts(path: Path, kind: type[T], mistakes: list[str]) -> T | None:
    """Return the file as `kind`, or None after adding every mistake in it to `mistakes`."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        mistakes.append(f"{path.name}: cannot be read ({error.strerror}); check the path {path}")
        return None
    if too_long := _too_long(raw):
        mistakes.append(f"{path.name}: {too_long}")
        return None
    try:
        table = tomllib.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        mistakes.append(f"{path.name}: byte {error.start} is not UTF-8; save the file as UTF-8")
        return None
    except (ValueError, RecursionError) as error:  # a number of 5,000 digits, tables 1,000 deep
        mistakes.append(f"{path.name}: not TOML: {error}")
        return None
    try:
        return msgspec.convert(table, kind)
    except msgspec.ValidationError:  # names the first mistake only, and not where it is
        mistakes.extend(f"{path.name}: {mistake}" for mistake in _mistakes_in(table, kind, ""))
        return None


def _too_long(raw: bytes) -> str | None:
    if len(raw) > MAX_BYTES:
        return f"larger than {MAX_BYTES} bytes; this is no portal file"
    if any(len(line) > LONGEST_LINE for line in raw.splitlines()):
        return f"one of its lines is longer than {LONGEST_LINE} bytes; break it"
    return None


def suggestion(word: str, known: typing.Iterable[str]) -> str:
    """Return `; did you mean 'x'?` for the known word nearest to `word`, or the list of what is known."""
    names = sorted(known)
    near = difflib.get_close_matches(word.lower(), names, n=1, cutoff=0.7)
    if near:
        return f"; did you mean '{near[0]}'?"
    return f"; known: {', '.join(names)}" if names else ""


def _mistakes_in(table: dict[str, Any], kind: type[msgspec.Struct], where: str) -> Iterator[str]:
    fields = _fields(kind)
    place = f"[{where}] " if where else ""
    for key in table:
        if key not in fields:
            yield f"{place}{key}: unknown key{suggestion(key, fields)}"
    for name, field in fields.items():
        if name in table:
            yield from _mistakes_in_value(table[name], field.type, where, name)
        elif field.required:
            yield f"{place}{name}: missing; it is required"


@functools.cache
def _fields(kind: type[msgspec.Struct]) -> dict[str, msgspec.structs.FieldInfo]:
    return {field.encode_name: field for field in msgspec.structs.fields(kind)}


def _mistakes_in_value(value: Any, kind: Any, where: str, key: str) -> Iterator[str]:
    inner = f"{where}.{key}" if where else key
    struct, is_list = _struct_in(kind)
    if struct and is_list == isinstance(value, dict) and isinstance(value, dict | list):
        yield (
            f"[{inner}] is one of several; write [[{inner}]]"
            if is_list
            else (f"[[{inner}]] is the only one of its kind; write [{inner}]")
        )
    elif struct and not is_list and isinstance(value, dict):
        yield from _mistakes_in(value, struct, inner)
    elif struct and is_list and isinstance(value, list) and all(isinstance(item, dict) for item in value):
        for number, item in enumerate(value, 1):
            yield from _mistakes_in(item, struct, inner if len(value) == 1 else f"{inner} {number}")
    else:
        try:
            msgspec.convert(value, kind)
        except msgspec.ValidationError as error:
            place = f"[{where}] " if where else ""
            yield f"{place}{key}: {_in_words(str(error), value, kind)}"


def _struct_in(kind: Any) -> tuple[type[msgspec.Struct] | None, bool]:
    """Return the table type inside `X`, `X | None`, `tuple[X, ...]`, and whether it is a list of them."""
    origin = typing.get_origin(kind)
    arguments = typing.get_args(kind)
    if origin in {types.UnionType, typing.Union}:
        structs = [_struct_in(argument) for argument in arguments]
        return next((found for found in structs if found[0] and not found[1]), (None, False))
    if origin in {tuple, list}:
        inner, _ = _struct_in(arguments[0])
        return inner, True
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return kind, False
    return None, False


def _in_words(message: str, value: Any, kind: Any) -> str:
    """Turn a validation message into one that shows what was found and, for choices, the nearest one."""
    choices = _choices_in(kind)
    if choices and isinstance(value, str):
        return f"'{value}' is no choice{suggestion(value, choices)}"
    expected = _EXPECTED.search(message)
    if not expected:
        text = message.replace("`", "'").split(" - at ")[0]
        return f"{text[0].lower()}{text[1:]}; found {value!r}"
    words = [_TYPES.get(name, name) for name in expected[1].split(" | ") if name != "null"]
    inside = " in it" if " - at " in message else ""
    return f"expected {' or '.join(words)}{inside}; found {value!r}"


_EXPECTED = re.compile(r"[Ee]xpected `([^`]+)`")
_TYPES = {
    "str": "a text in quotes",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "date": "a date such as 2025-07-01",
    "array": "a list",
    "object": "a table",
}


def _choices_in(kind: Any) -> list[str]:
    """Return the words of `Literal[…]`, also where it may be left out."""
    inner = [choice for argument in typing.get_args(kind) for choice in _choices_in(argument)]
    return inner + [choice for choice in typing.get_args(kind) if isinstance(choice, str)]
