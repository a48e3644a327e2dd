"""docs/datasets.md and what a snapshot says of itself hold for the demo portal's snapshot."""

from __future__ import annotations

import importlib.util
import re
import shutil
from pathlib import Path

import msgspec
import pytest

from tests.archiver.export.demo_archive import AFTER_SECOND
from tests.archiver.export.making import snapshot
from tests.archiver.export.questions import Question, answer, questions
from tests.docs.documents import blocks, text_of

LOADERS = [block.text for block in blocks(text_of("datasets.md")) if block.language == "python"]


def needs(*libraries: str) -> pytest.MarkDecorator:
    missing = [name for name in libraries if importlib.util.find_spec(name) is None]
    return pytest.mark.skipif(
        bool(missing), reason=f"{', '.join(missing)}: not among the project's own packages"
    )


@pytest.fixture(scope="module")
def plain(archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the snapshot that the page was written for: without --since."""
    return snapshot(archive, tmp_path_factory.mktemp("snapshots") / AFTER_SECOND)


def test_page_asks_ten_questions() -> None:
    assert len(questions()) == 10


@pytest.mark.parametrize("question", questions(), ids=lambda question: question.sql.split("\n")[0][:60])
def test_question_has_the_answer_that_is_shown(question: Question, plain: Path) -> None:
    assert answer(question.sql, plain) == question.shown


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(text, marks=needs(found[1]), id=found[1])
        for text in LOADERS
        if (found := re.search(r"(?:import|from) (\w+)", text))
    ],
)
def test_data_load_as_shown(text: str, plain: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(plain, tmp_path / "snapshots" / AFTER_SECOND)
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    exec(text, names)  # noqa: S102 - the project's own page
    assert names["articles"] is not None


@needs("frictionless")
def test_data_package_is_valid(plain: Path) -> None:
    import frictionless  # noqa: PLC0415 - not among the project's own packages

    assert frictionless.validate(str(plain / "datapackage.json")).valid


@needs("mlcroissant")
def test_croissant_is_valid(plain: Path) -> None:
    import mlcroissant  # noqa: PLC0415 - not among the project's own packages

    issues = mlcroissant.Dataset(str(plain / "croissant.json")).metadata.issues
    assert (issues.errors, issues.warnings) == (set(), set())


def test_data_package_names_every_data_file(plain: Path) -> None:
    package = msgspec.json.decode((plain / "datapackage.json").read_bytes())
    named = {path for found in package["resources"] for path in (found["path"], *found.get("extrapaths", ()))}
    assert named == {path.relative_to(plain).as_posix() for path in (plain / "data").rglob("*.*")}


def test_card_names_every_table_and_field(plain: Path) -> None:
    card = (plain / "README.md").read_text(encoding="utf-8")
    manifest = msgspec.json.decode((plain / "snapshot.json").read_bytes())
    for name, found in manifest["tables"].items():
        assert f"## Fields of `{name}`" in card
        assert all(f"| `{field}` |" in card for field in found["fields"])


def test_citation_names_the_snapshot(plain: Path) -> None:
    manifest = msgspec.json.decode((plain / "snapshot.json").read_bytes())
    assert manifest["id"] in (plain / "CITATION.cff").read_text(encoding="utf-8")
