"""Snapshots of strangers: nothing outside their folder is read, and nothing that has no end."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import msgspec
import pytest

from archiver.errors import UnreadableInput
from archiver.export import manifest
from archiver.export.differences import Snapshot
from archiver.export.manifest import NAME, SUMS, ArchiveFile, encoded, id_of, path_within, read_manifest
from archiver.export.verify import problems_in


@pytest.fixture
def copy(second: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(second, tmp_path / "copy"))


@pytest.mark.parametrize(
    "path", ["/dev/zero", "../own.parquet", "data/pipe.parquet", "data/link.parquet", "data"]
)
def test_file_that_is_none_of_the_snapshots_is_not_opened(copy: Path, path: str) -> None:
    (copy.parent / "own.parquet").write_bytes(b"own")
    os.mkfifo(copy / "data" / "pipe.parquet")
    (copy / "data" / "link.parquet").symlink_to(copy.parent / "own.parquet")
    said = read_manifest(copy)
    articles = said.tables["articles"]
    files = tuple(msgspec.structs.replace(file, path=path) for file in articles.files)
    tables = {**said.tables, "articles": msgspec.structs.replace(articles, files=files)}
    archives = (ArchiveFile(path=path, bytes=1, sha256="0" * 64),)
    said = msgspec.structs.replace(said, tables=tables, archives=archives)
    (copy / NAME).write_bytes(encoded(msgspec.structs.replace(said, id=id_of(said))))
    with pytest.raises(UnreadableInput, match="is no file of the snapshot"):
        Snapshot.at(copy)
    assert f"{copy / path}: is missing" in list(problems_in(copy))


def test_file_of_the_snapshot_is_found(second: Path) -> None:
    assert path_within(second, "data/articles.parquet") == second / "data" / "articles.parquet"


def test_manifest_and_checksums_without_end_are_not_read(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(manifest, "LARGEST", 100)
    with pytest.raises(UnreadableInput, match="is larger than 100 bytes"):
        read_manifest(copy)
    monkeypatch.setattr("archiver.export.verify.LARGEST", 100)
    assert f"{copy / SUMS}: is larger than 100 bytes, and is not read" in list(problems_in(copy))


def test_manifest_of_lists_in_lists_is_damaged(copy: Path) -> None:
    (copy / NAME).write_bytes(b'{"x":' + b"[" * 100_000)
    with pytest.raises(UnreadableInput, match="is damaged"):
        read_manifest(copy)
