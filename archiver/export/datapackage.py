"""`datapackage.json`: the snapshot as a Frictionless Data Package (v1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from archiver.export.citation import DESCRIPTION, creator_of, title_of
from archiver.export.meanings import summary
from archiver.export.reading import ending
from archiver.export.schemas import table_schema
from archiver.export.tables import table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archiver.export.manifest import DataTable, Manifest

FORMATS = {
    ".parquet": ("parquet", "application/vnd.apache.parquet"),
    ".jsonl.zst": ("jsonl.zst", "application/zstd"),
    ".jsonl": ("jsonl", "application/jsonl"),
}
"""Ending of a file → its format and media type."""


def data_package(manifest: Manifest) -> dict[str, Any]:
    """Return the descriptor; one resource for each table and format.

    The further files of a parted table are its `extrapaths`, as the frictionless framework reads them.
    """
    plan = manifest.plan
    return {
        "profile": "data-package",
        "name": f"party-portals-{plan.as_of[:10].lower()}",
        "id": f"sha256:{manifest.id}",
        "title": title_of(plan),
        "description": DESCRIPTION,
        "version": plan.as_of,
        "contributors": [{"title": creator_of(plan), "role": "author"}],
        **({"licenses": [{"title": plan.licence, "name": plan.licence}]} if plan.licence else {}),
        "resources": [
            resource
            for name, found in manifest.tables.items()
            for resource in _resources(name, found, manifest)
        ],
    }


def _resources(name: str, found: DataTable, manifest: Manifest) -> Iterator[dict[str, Any]]:
    form = table(name, manifest.plan.fields, without_text=manifest.plan.without_text)
    for end in dict.fromkeys(ending(file.path) for file in found.files):
        files = [file for file in found.files if ending(file.path) == end]
        known, media_type = FORMATS[end]
        resource = {
            "name": f"{name}-{known.replace('.', '-')}",
            "title": name,
            "description": summary(form.kind.row),
            "path": files[0].path,
            "format": known,
            "mediatype": media_type,
            "encoding": "utf-8",
            "schema": table_schema(form, nested=end != ".parquet"),
        }
        if len(files) > 1:
            resource["extrapaths"] = [file.path for file in files[1:]]
        if len(files) == 1:
            resource["hash"] = f"sha256:{files[0].sha256}"
        yield resource
