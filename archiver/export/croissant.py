"""`croissant.json`: the snapshot in Croissant 1.0, the form in which machine learning finds data sets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa

from archiver.export.citation import DESCRIPTION, creator_of, how_to_cite, title_of
from archiver.export.datapackage import FORMATS
from archiver.export.reading import ending, typed_first
from archiver.export.schemas import described_fields
from archiver.export.tables import table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archiver.export.manifest import DataFile, Manifest

_CONTEXT: dict[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataBiases": "cr:dataBiases",
    "dataCollection": "cr:dataCollection",
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "extract": "cr:extract",
    "field": "cr:field",
    "fileObject": "cr:fileObject",
    "fileProperty": "cr:fileProperty",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "personalSensitiveInformation": "cr:personalSensitiveInformation",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}
_ENCODINGS = dict(FORMATS.values()) | {"parquet": "application/x-parquet", "jsonl": "application/jsonlines"}
"""Croissant's readers know Parquet and JSON Lines under these names."""
_KINDS = (
    (pa.types.is_boolean, "sc:Boolean"),
    (pa.types.is_integer, "sc:Integer"),
    (pa.types.is_floating, "sc:Float"),
    (pa.types.is_date, "sc:Date"),
    (pa.types.is_timestamp, "sc:DateTime"),
)


def croissant(manifest: Manifest) -> dict[str, Any]:
    """Return the description; records are read from Parquet where there is some."""
    plan = manifest.plan
    files = [file for found in manifest.tables.values() for file in found.files]
    return {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": title_of(plan),
        "description": DESCRIPTION,
        "creator": {"@type": "sc:Organization", "name": creator_of(plan)},
        "datePublished": plan.as_of[:10],
        "version": "1.0.0",
        "identifier": f"sha256:{manifest.id}",
        "license": plan.licence or "to fill in (--licence)",
        "url": f"urn:sha256:{manifest.id}",
        "citeAs": how_to_cite(manifest),
        "isLiveDataset": False,
        "distribution": [*map(_file_object, files), *_file_sets(manifest)],
        "recordSet": [_record_set(manifest, name) for name in manifest.tables],
    }


def _file_object(file: DataFile) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": file.path,
        "name": file.path,
        "contentUrl": file.path,
        "contentSize": f"{file.bytes} B",
        "encodingFormat": _ENCODINGS[FORMATS[ending(file.path)][0]],
        "sha256": file.sha256,
    }


def _file_sets(manifest: Manifest) -> Iterator[dict[str, Any]]:
    """Yield a set of files for each table and format that is parted."""
    for name, found in manifest.tables.items():
        for end in dict.fromkeys(ending(file.path) for file in found.files if file.path.count("/") > 1):
            yield {
                "@type": "cr:FileSet",
                "@id": f"data/{name}{end}/*{end}",
                "name": f"data/{name}{end}/*{end}",
                "encodingFormat": _ENCODINGS[FORMATS[end][0]],
                "includes": f"data/{name}{end}/*{end}",
            }


def _record_set(manifest: Manifest, name: str) -> dict[str, Any]:
    form = table(name, manifest.plan.fields, without_text=manifest.plan.without_text)
    keys = [{"@id": f"{name}/{field}"} for field in form.kind.key]
    return {
        "@type": "cr:RecordSet",
        "@id": name,
        "name": name,
        **({"key": keys} if keys else {}),
        "field": [
            _field(manifest, name, field, meaning)
            for field, meaning in described_fields(form)
            if not _holds_records(field.type)
        ],
    }


def _field(manifest: Manifest, name: str, field: pa.Field, meaning: str) -> dict[str, Any]:
    kind = field.type.value_type if pa.types.is_list(field.type) else field.type
    return {
        "@type": "cr:Field",
        "@id": f"{name}/{field.name}",
        "name": field.name,
        "description": meaning,
        "dataType": next((word for holds, word in _KINDS if holds(kind)), "sc:Text"),
        **({"repeated": True} if pa.types.is_list(field.type) else {}),
        "source": {**_source(manifest, name), "extract": {"column": field.name}},
    }


def _holds_records(kind: pa.DataType) -> bool:
    """Return whether a column holds structs, which Croissant's readers take for bytes."""
    return bool(pa.types.is_struct(kind.value_type if pa.types.is_list(kind) else kind))


def _source(manifest: Manifest, name: str) -> dict[str, Any]:
    first = typed_first(manifest.tables[name])[0].path
    end = ending(first)
    if first.count("/") > 1:
        return {"fileSet": {"@id": f"data/{name}{end}/*{end}"}}
    return {"fileObject": {"@id": first}}
