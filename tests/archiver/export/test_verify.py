from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from archiver.export.verify import problems_in
from tests.archiver.export.making import files_of, snapshot

FILES = (
    "README.md", "SHA256SUMS", "snapshot.json", "datapackage.json", "croissant.json", "CITATION.cff",
    "CHANGES.md",     "data/articles.parquet", "data/articles.jsonl.zst", "data/captures.parquet",
    "schemas/articles.schema.json",
)  # fmt: skip


@pytest.fixture
def copy(second: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(second, tmp_path / "copy"))


def test_sound_snapshot_has_no_problems(second: Path) -> None:
    assert list(problems_in(second)) == []


def test_flip_of_one_bit_in_any_file_is_found(archive: Path, first: Path, tmp_path: Path) -> None:
    few = snapshot(archive, tmp_path / "few", selection={"kinds": ("document",)}, since=first)
    chance = random.Random(20250701)  # noqa: S311 - no secret
    for name, whole in files_of(few).items():
        places = {0, len(whole) - 1, *(chance.randrange(len(whole)) for _ in range(3))}
        for place in sorted(places):
            content = bytearray(whole)
            content[place] ^= 1 << place % 8
            (few / name).write_bytes(content)
            assert list(problems_in(few)), f"{name}, byte {place}"
        (few / name).write_bytes(whole)
    assert list(problems_in(few)) == []


def test_name_of_a_column_that_is_no_text_any_more_is_told(copy: Path) -> None:
    path = copy / "data" / "versions.parquet"
    content = bytearray(path.read_bytes())
    for place in _places(bytes(content), b"published_raw"):
        content[place] ^= 0x80
        path.write_bytes(content)
        told = list(problems_in(copy))
        assert all(str(path) in problem for problem in told)
        assert len(told) >= 2
        content[place] ^= 0x80


def _places(content: bytes, word: bytes) -> Iterator[int]:
    place = content.find(word)
    while place >= 0:
        yield place
        place = content.find(word, place + 1)


def test_every_file_has_its_checksum(copy: Path) -> None:
    (copy / "SHA256SUMS").write_text("", encoding="utf-8")
    found = "\n".join(problems_in(copy))
    assert all(f"{name}: has no checksum" in found for name in files_of(copy) if name != "SHA256SUMS")


@pytest.mark.parametrize("name", FILES)
def test_missing_file_is_found(copy: Path, name: str) -> None:
    (copy / name).unlink()
    assert list(problems_in(copy))


def test_file_that_does_not_belong_is_found(copy: Path) -> None:
    (copy / "data" / "thêm.parquet").write_bytes(b"PAR1")
    assert any("has no checksum" in problem for problem in problems_in(copy))


def test_folder_that_is_no_snapshot_is_told(tmp_path: Path) -> None:
    assert any("is no snapshot" in problem for problem in problems_in(tmp_path))
