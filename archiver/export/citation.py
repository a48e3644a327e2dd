"""How a snapshot is called and cited."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from archiver.export.manifest import as_of_in_words
from archiver.version import VERSION

if TYPE_CHECKING:
    from archiver.export.manifest import Manifest, Plan

DESCRIPTION = (
    "Articles of news portals of Vietnam's local Party committees, each with its versions, readings and the "
    "captures in a web archive from which it was read."
)


def title_of(plan: Plan) -> str:
    """Return the snapshot's title: the one that was asked for, or one of portals and date."""
    if plan.title:
        return plan.title
    what = plan.portals[0] if len(plan.portals) == 1 else f"{len(plan.portals)} portals"
    return f"Vietnamese local Party portals: {what}, as of {plan.as_of}"


def creator_of(plan: Plan) -> str:
    """Return who made the snapshot, or words to be replaced."""
    return plan.creator or "to fill in: who made this snapshot (--creator)"


def how_to_cite(manifest: Manifest) -> str:
    """Return the citation as a sentence."""
    plan = manifest.plan
    return (
        f"{creator_of(plan)} ({plan.as_of[:4]}). {title_of(plan)} [data set]. "
        f"Snapshot sha256:{manifest.id}, made with party-portal-archiver {VERSION}."
    )


def citation(manifest: Manifest) -> str:
    """Return CITATION.cff (1.2.0); JSON strings, which are YAML as well."""
    plan = manifest.plan
    lines = [
        "cff-version: 1.2.0",
        "message: If you use this data set, please cite it as below.",
        "type: dataset",
        f"title: {_quoted(title_of(plan))}",
        f"abstract: {_quoted(f'{DESCRIPTION} As of {as_of_in_words(plan)}.')}",
        "authors:",
        f"  - name: {_quoted(creator_of(plan))}",
        f"version: {_quoted(plan.as_of)}",
        f"date-released: {_quoted(plan.as_of[:10])}",
        "identifiers:",
        "  - type: other",
        f"    value: {_quoted(f'sha256:{manifest.id}')}",
        "    description: Digest over all tables, schemas and archives, see snapshot.json",
    ]
    if plan.licence:
        lines.append(f"license: {_quoted(plan.licence)}")
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    return msgspec.json.encode(text).decode()
