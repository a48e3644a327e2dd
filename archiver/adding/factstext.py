"""A portal file as TOML, as a person would write it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import msgspec

from archiver.facts import PortalFile

TABLES = ("address", "listing", "layout", "expect")


def portal_file_text(facts: PortalFile) -> str:
    """Return the file's text: only what differs from the defaults."""
    said: dict[str, Any] = msgspec.to_builtins(facts)
    default: dict[str, Any] = msgspec.to_builtins(PortalFile(name="", home="", platform=""))
    plain = {key: value for key, value in said.items() if key not in TABLES and value != default[key]}
    lines = [f"{key} = {_value(value)}" for key, value in plain.items()]
    for rule in said["address"]["article"]:
        lines += ["", "[[address.article]]", *_pairs(rule)]
    for layout in said["layout"]:
        lines += ["", "[[layout]]", *_pairs(layout)]
    return "\n".join(lines) + "\n"


def _pairs(table: dict[str, Any]) -> Iterator[str]:
    for key, value in table.items():
        if value not in (None, (), [], "", False):
            yield f"{key} = {_value(value)}"


def _value(value: Any) -> str:
    if isinstance(value, str):
        return f"'{value}'" if "\\" in value and "'" not in value else json.dumps(value, ensure_ascii=False)
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(_value, value)) + "]"
    return json.dumps(value, ensure_ascii=False)
