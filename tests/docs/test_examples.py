"""What the documents tell a reader to type can be typed."""

from __future__ import annotations

import ast
import os
import re
import shlex
import subprocess
from pathlib import Path

import msgspec
import pytest

from archiver.demo import truth
from archiver.flow import READER_VERSION
from archiver.models import Article
from archiver.portal import load_portal
from archiver.version import VERSION
from tests.docs.documents import DOCUMENTS, Block, blocks
from tests.docs.generated import commands
from tests.shared import ROOT
from tests.tools import RESEARCHERS

README = (ROOT / "README.md").read_text(encoding="utf-8")
SHELL = ("", "sh", "cron")
HAND_WRITTEN = [path for path in DOCUMENTS if path.name != "command-line.md"]


def typed(word: str) -> list[tuple[str, str]]:
    """Return each line that calls a program in a document's shell blocks, with the document's name."""
    call = re.compile(rf"(?:^|[\s/])({word} [a-z].*)$", re.MULTILINE)
    return [
        (path.name, found[1])
        for path in HAND_WRITTEN
        for block in blocks(path.read_text(encoding="utf-8"))
        if block.language in SHELL
        for found in call.finditer(block.text)
    ]


def test_documents_show_every_command() -> None:
    shown = "\n".join(path.read_text(encoding="utf-8") for path in HAND_WRITTEN)
    leaves = [name for name, command in commands().items() if not hasattr(command, "commands")]
    assert [name for name in leaves if name not in shown] == []


@pytest.mark.parametrize(("document", "call"), typed("archiver"))
def test_shown_command_and_its_options_exist(document: str, call: str) -> None:
    words = shlex.split(call, comments=True)
    name = f"archiver {words[1]}"
    assert name in commands(), document
    if hasattr(commands()[name], "commands"):
        name += f" {words[2]}"
    known = {
        option
        for parameter in commands()[name].params
        for option in (*parameter.opts, *parameter.secondary_opts)
    }
    asked = {word.partition("=")[0] for word in words if word.startswith("--")}
    assert asked <= known | {"--help"}, document


@pytest.mark.parametrize(("document", "call"), typed("make"))
def test_shown_make_task_exists(document: str, call: str) -> None:
    tasks = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert call.split()[1] in tasks, document


def python_blocks() -> list[Block]:
    return [block for block in blocks(README) if block.language == "python"]


@pytest.mark.parametrize("library", ["pandas", "duckdb", "datasets"])
def test_readme_loads_the_data_with(library: str) -> None:
    shown = [
        block.text
        for block in python_blocks()
        if f"import {library}" in block.text or f"from {library} import" in block.text
    ]
    assert shown
    for text in shown:
        ast.parse(text)


@pytest.mark.parametrize("block", python_blocks(), ids=lambda block: block.text.split("\n")[0])
def test_readme_example_runs(block: Block, tmp_path: Path) -> None:
    folder = tmp_path / "data" / "demo"
    folder.mkdir(parents=True)
    (folder / "articles.jsonl").write_text(first_record_line(), encoding="utf-8")
    done = subprocess.run(
        [RESEARCHERS.program("python"), "-c", block.text],
        cwd=tmp_path,
        env=os.environ | {"HF_HOME": str(tmp_path / "cache"), "HF_HUB_OFFLINE": "1"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def first_record_line() -> str:
    shown = next(block.text for block in blocks(README) if block.language == "json")
    return msgspec.json.encode(msgspec.json.decode(shown)).decode() + "\n"


def test_record_shown_in_the_readme_is_one() -> None:
    shown = next(block.text for block in blocks(README) if block.language == "json")
    article = msgspec.json.decode(shown, type=Article, strict=True)
    assert list(msgspec.json.decode(shown)) == list(Article.__struct_fields__)
    assert article.id.startswith(f"{article.portal}:")


@pytest.mark.parametrize("name", ["CITATION.cff", "CHANGELOG.md"])
def test_version_is_named(name: str) -> None:
    assert VERSION in (ROOT / name).read_text(encoding="utf-8")


def test_map_in_the_readme_names_folders_and_files_that_exist() -> None:
    shown = next(block.text for block in blocks(README) if block.language == "text")
    folder, named = ROOT, []
    for line in shown.splitlines():
        if line[0].isspace():
            named.append(folder / line.split()[0])
        else:
            folder = ROOT / line.split()[0]
            named.append(folder)
    assert [path for path in named if not path.exists()] == []
    assert len(named) > 10


def test_record_shown_in_the_readme_is_of_the_demo_portal() -> None:
    shown = msgspec.json.decode(next(block.text for block in blocks(README) if block.language == "json"))
    (article,) = (article for article in truth() if f"demo:{article.key}" == shown["id"])
    assert (shown["title"], shown["lead"], shown["poster"]) == (article.title, article.lead, article.poster)
    assert tuple(shown["authors"]) == article.authors
    assert shown["published_date"] == article.published_date.isoformat()
    assert shown["extractor"]["version"] == f"{READER_VERSION}.{load_portal('demo', []).rules_version}"
    begin, _, end = shown["body"].partition(" … ")
    assert begin
    assert end
    assert article.body[0].startswith(begin)
    assert article.body[-1].endswith(end)
