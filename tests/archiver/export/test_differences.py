from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path

import pytest

from archiver.errors import UnreadableInput
from archiver.export.differences import Snapshot, Tally, changes_between, report
from archiver.export.manifest import read_manifest
from archiver.export.reading import rows
from tests.archiver.export.demo_archive import AFTER_FIRST, EDITED, GONE
from tests.archiver.export.making import snapshot


def changes(earlier: Path, later: Path) -> Counter[str]:
    return Counter(row.change for row in changes_between(Snapshot.at(earlier), Snapshot.at(later)))


def test_edits_and_withdrawals_are_told(first: Path, second: Path) -> None:
    assert changes(first, second) == {"changed": len(EDITED), "withdrawn": len(GONE)}


def test_backwards_the_withdrawn_are_restored(first: Path, second: Path) -> None:
    assert changes(second, first) == {"changed": len(EDITED), "restored": len(GONE)}


def test_snapshot_does_not_differ_from_itself(second: Path) -> None:
    assert changes(second, second) == {}


def test_changed_article_names_its_fields(first: Path, second: Path) -> None:
    found = [
        row for row in changes_between(Snapshot.at(first), Snapshot.at(second)) if row.change == "changed"
    ]
    assert {row.fields for row in found} == {("body",)}


def test_formats_make_no_difference(archive: Path, first: Path, tmp_path: Path) -> None:
    parquet = snapshot(
        archive, tmp_path / "parquet", as_of=AFTER_FIRST, formats=("parquet",), partition="year"
    )
    assert changes(first, parquet) == {}


def test_texts_are_compared_by_digests_where_one_has_none(archive: Path, first: Path, tmp_path: Path) -> None:
    bare = snapshot(archive, tmp_path / "bare", without_text=True)
    found = list(changes_between(Snapshot.at(first), Snapshot.at(bare)))
    assert [row.fields for row in found if row.change == "changed"] == [("text_sha256",)] * len(EDITED)


def test_selected_articles_are_removed_and_added(archive: Path, first: Path, tmp_path: Path) -> None:
    documents = snapshot(archive, tmp_path / "few", as_of=AFTER_FIRST, selection={"kinds": ("document",)})
    left = read_manifest(documents).tables["articles"].rows
    whole = read_manifest(first).tables["articles"].rows
    assert changes(first, documents) == {"removed": whole - left}
    assert changes(documents, first) == {"added": whole - left}


def test_snapshot_holds_what_changed_since(first: Path, second: Path) -> None:
    manifest = read_manifest(second)
    assert manifest.since is not None
    assert manifest.since.id == read_manifest(first).id
    assert len(list(rows(second, manifest, "changes"))) == len(EDITED) + len(GONE)
    assert f"{len(EDITED)} changed, {len(GONE)} withdrawn" in (second / "CHANGES.md").read_text(
        encoding="utf-8"
    )


def test_report_names_the_articles(first: Path, second: Path) -> None:
    tally = Tally()
    for row in changes_between(Snapshot.at(first), Snapshot.at(second)):
        tally.add(row)
    assert "fields that differ: body (3), status (2)" in report(tally)


def test_folder_that_is_no_snapshot_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableInput, match="is no snapshot"):
        Snapshot.at(tmp_path)


@pytest.mark.parametrize("name", ["snapshot.json", "data/articles.jsonl.zst"])
def test_snapshot_with_a_flipped_bit_is_not_compared(first: Path, tmp_path: Path, name: str) -> None:
    folder = Path(shutil.copytree(first, tmp_path / "flipped"))
    content = bytearray((folder / name).read_bytes())
    # In the manifest the bit lies in a digest, in the table in its first texts.
    at = content.index(b'"sha256": "') + 12 if name == "snapshot.json" else len(content) // 4
    content[at] ^= 1
    (folder / name).write_bytes(content)
    with pytest.raises(UnreadableInput, match="is damaged"):
        Snapshot.at(folder)
