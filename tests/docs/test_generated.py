"""Generated documents are as the code says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.docs.documents import DOCS, table
from tests.docs.generated import commands, pages
from tests.shared import ROOT

ENVIRONMENT = re.compile(r"""(?:envvar=|environ(?:\.get\(|\[))["'](ARCHIVER_[A-Z_]+)["']""")


@pytest.mark.parametrize("path", pages(), ids=lambda path: path.name)
def test_generated_document_is_as_the_code_says(path: Path) -> None:
    found = path.read_text(encoding="utf-8") if path.exists() else ""
    assert found == pages()[path], f"{path} is stale: run .venv/bin/python -m tests.docs.generated"


@pytest.mark.parametrize("name", commands())
def test_command_has_help_with_an_example(name: str) -> None:
    command = commands()[name]
    assert command.help
    if not hasattr(command, "commands"):
        assert f"Example: {name} " in command.help


def test_every_option_says_what_it_does() -> None:
    silent = [
        f"{name} {parameter.name}"
        for name, command in commands().items()
        for parameter in command.params
        if not parameter.help
    ]
    assert not silent


def test_every_environment_variable_is_documented() -> None:
    sources = [
        path for folder in ("archiver", "spiders", "pipelines") for path in (ROOT / folder).rglob("*.py")
    ]
    read = {name for path in sources for name in ENVIRONMENT.findall(path.read_text(encoding="utf-8"))}
    assert read == set(table((DOCS / "command-line.md").read_text(encoding="utf-8")))
