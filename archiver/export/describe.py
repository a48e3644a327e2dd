"""All that a snapshot says of itself: schemas, data package, Croissant, card, citation, checksums."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archiver.export.card import card
from archiver.export.citation import citation
from archiver.export.croissant import croissant
from archiver.export.datapackage import data_package
from archiver.export.differences import report
from archiver.export.manifest import NAME, SUMS, encoded, sha256_of
from archiver.export.schemas import json_schema
from archiver.export.tables import table

if TYPE_CHECKING:
    from pathlib import Path

    from archiver.export.differences import Tally
    from archiver.export.manifest import DataTable, Manifest, Plan
    from archiver.export.profile import Profile


def write_schemas(folder: Path, plan: Plan, tables: dict[str, DataTable]) -> dict[str, str]:
    """Write the JSON Schema of each table and return their digests by their paths."""
    (folder / "schemas").mkdir(exist_ok=True)
    digests = {}
    for name in tables:
        path = folder / "schemas" / f"{name}.schema.json"
        path.write_bytes(encoded(json_schema(table(name, plan.fields, without_text=plan.without_text))))
        digests[path.relative_to(folder).as_posix()] = sha256_of(path)
    return digests


def describe(folder: Path, manifest: Manifest, profile: Profile) -> None:
    """Write every file that is not data, the checksums last."""
    (folder / NAME).write_bytes(encoded(manifest))
    (folder / "datapackage.json").write_bytes(encoded(data_package(manifest)))
    (folder / "croissant.json").write_bytes(encoded(croissant(manifest)))
    (folder / "CITATION.cff").write_text(citation(manifest), encoding="utf-8")
    (folder / "README.md").write_text(card(manifest, profile), encoding="utf-8")
    (folder / SUMS).write_text(sums(folder, known_sums(manifest)), encoding="utf-8")


def known_sums(manifest: Manifest) -> dict[str, str]:
    """Return the digests that a manifest tells, by path."""
    files = {file.path: file.sha256 for found in manifest.tables.values() for file in found.files}
    archives = {file.path: file.sha256 for file in manifest.archives}
    return files | manifest.schemas | archives


def sums(folder: Path, known: dict[str, str]) -> str:
    """Return the checksum file, as `sha256sum -c` reads it, of every other file in the folder."""
    paths = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    lines = (f"{known.get(path) or sha256_of(folder / path)}  {path}\n" for path in paths if path != SUMS)
    return "".join(lines)


def changes_page(tally: Tally, earlier: Manifest) -> str:
    """Return CHANGES.md."""
    head = f"# Changes since the snapshot of {earlier.plan.as_of}\n\nIts id: `{earlier.id}`.\n\n"
    return f"{head}```text\n{report(tally)}\n```\n\nThe table `changes` has all of them.\n"
