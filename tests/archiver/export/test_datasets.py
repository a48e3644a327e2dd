"""docs/datasets.md and what a snapshot says of itself hold for the demo portal's snapshot."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import msgspec
import pyarrow.parquet as pq
import pytest

from archiver.export.manifest import read_manifest
from tests.archiver.export import researcher
from tests.archiver.export.demo_archive import AFTER_SECOND
from tests.archiver.export.making import snapshot
from tests.archiver.export.questions import Question, answer, questions
from tests.docs.documents import blocks, text_of
from tests.tools import RESEARCHERS

SHOWN = blocks(text_of("datasets.md"))
LOADERS = [block.text for block in SHOWN if block.language == "python"]
IN_R = [block.text for block in SHOWN if block.language == "r" and "jsonlite" in block.text]
PARTED = f"snapshots/{AFTER_SECOND}-by-year"


@pytest.fixture(scope="module")
def plain(archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the snapshot that the page was written for: without --since."""
    return snapshot(archive, tmp_path_factory.mktemp("snapshots") / AFTER_SECOND)


@pytest.fixture(scope="module")
def desk(archive: Path, plain: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a researcher's folder with the snapshots that the page loads."""
    folder = tmp_path_factory.mktemp("desk")
    shutil.copytree(plain, folder / "snapshots" / AFTER_SECOND)
    snapshot(archive, folder / PARTED, partition="year")
    return folder


def researcher_says(desk: Path, *words: str) -> str:
    """Return what a researcher's programs print, run in the folder without a network."""
    offline = {"HF_HOME": str(desk / "cache"), "HF_HUB_OFFLINE": "1", "HF_DATASETS_OFFLINE": "1"}
    done = subprocess.run(
        [RESEARCHERS.program("python"), researcher.__file__, *words],
        cwd=desk,
        env=os.environ | offline,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def articles_in(folder: Path) -> int:
    return read_manifest(folder).tables["articles"].rows


def test_page_asks_ten_questions() -> None:
    assert len(questions()) == 10


@pytest.mark.parametrize("question", questions(), ids=lambda question: question.sql.split("\n")[0][:60])
def test_question_has_the_answer_that_is_shown(question: Question, plain: Path) -> None:
    assert answer(question.sql, plain) == question.shown


@pytest.mark.parametrize("text", LOADERS, ids=lambda text: text.split("\n")[-2][:70])
def test_data_load_as_shown(text: str, desk: Path) -> None:
    program = desk / "load.py"
    program.write_text(text, encoding="utf-8")
    assert researcher_says(desk, "load", str(program)) == str(articles_in(desk / "snapshots" / AFTER_SECOND))


@pytest.mark.skipif(shutil.which("zstd") is None, reason="zstd is not installed")
@pytest.mark.parametrize("text", IN_R)
def test_data_load_in_r_as_shown(text: str, desk: Path) -> None:
    said = said_by_r(f'{text}\ncat(nrow(articles), articles$title, sep = "\\n")\n', desk)
    path = desk / "snapshots" / AFTER_SECOND / "data" / "articles.parquet"
    titles = pq.read_table(path, columns=["title"])["title"].to_pylist()
    assert said.splitlines() == [str(len(titles)), *titles]


def said_by_r(program: str, folder: Path) -> str:
    """Return what a program in R prints; skips the test where R or its jsonlite is missing."""
    if shutil.which("Rscript") is None:
        pytest.skip("R is not installed")
    done = subprocess.run(
        ["Rscript", "--vanilla", "-"],
        input=program,
        cwd=folder,
        env=os.environ | {"LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    if "there is no package called" in done.stderr:
        pytest.skip("R's package jsonlite is not installed")
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_validators_of_data_package_and_croissant_find_nothing_and_all_articles(
    desk: Path, second: Path, archive: Path, tmp_path: Path
) -> None:
    bare = snapshot(archive, tmp_path / "bare", without_text=True, formats=("jsonl.plain", "parquet"))
    lines = snapshot(archive, tmp_path / "lines", formats=("jsonl.plain",))
    folders = (desk / "snapshots" / AFTER_SECOND, desk / PARTED, second, bare, lines)
    said = researcher_says(desk, "check", *map(str, folders))
    assert said.split("\n") == [str(articles_in(folder)) for folder in folders]


def test_data_package_names_every_data_file(plain: Path) -> None:
    package = msgspec.json.decode((plain / "datapackage.json").read_bytes())
    named = {path for found in package["resources"] for path in (found["path"], *found.get("extrapaths", ()))}
    assert named == {path.relative_to(plain).as_posix() for path in (plain / "data").rglob("*.*")}


@pytest.mark.parametrize(
    ("licence", "line"),
    [
        ("CC-BY-4.0", "license: cc-by-4.0"),
        ("CC-BY-NC-SA-4.0", "license: cc-by-nc-sa-4.0"),
        ("ODC-By-1.0", "license: odc-by"),
        ("Của riêng", "license: other"),
        (None, "task_categories:"),
    ],
)
def test_card_states_the_licence_as_the_hub_names_it(
    archive: Path, tmp_path: Path, licence: str | None, line: str
) -> None:
    out = snapshot(archive, tmp_path / "out", licence=licence, formats=("jsonl.plain",), duplicates=False)
    head = (out / "README.md").read_text(encoding="utf-8").split("---\n")[1]
    assert head.splitlines()[2] == line


def test_card_names_every_table_and_field(plain: Path) -> None:
    card = (plain / "README.md").read_text(encoding="utf-8")
    manifest = msgspec.json.decode((plain / "snapshot.json").read_bytes())
    for name, found in manifest["tables"].items():
        assert f"## Fields of `{name}`" in card
        assert all(f"| `{field}` |" in card for field in found["fields"])


def test_citation_names_the_snapshot(plain: Path) -> None:
    manifest = msgspec.json.decode((plain / "snapshot.json").read_bytes())
    assert manifest["id"] in (plain / "CITATION.cff").read_text(encoding="utf-8")
