"""README.md of a snapshot: the dataset card, as people and as Hugging Face read it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from archiver.export.citation import DESCRIPTION, how_to_cite, title_of
from archiver.export.coverage import coverage, gaps
from archiver.export.manifest import as_of_in_words
from archiver.export.meanings import summary
from archiver.export.reading import ending, typed_first
from archiver.export.schemas import described_fields, in_words
from archiver.export.tables import table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from archiver.export.manifest import DataTable, Manifest
    from archiver.export.profile import Profile

TO_FILL_IN = """\
*To fill in before release, as Markdown, with `--notes FILE`:*

- **Licence.** Under what terms may the texts be used? News texts are works of their authors and portals; \
data about them (dates, counts, digests) mostly is not. `--licence` names one; `--without-text` makes a \
snapshot without the texts.
- **Persons.** Articles name officials, authors and private people. Who might be harmed by search across \
portals, and whom does one write to for a removal?
- **Bias.** The texts are official news: what Party committees chose to publish, and what was still online \
when it was archived.
"""


def card(manifest: Manifest, profile: Profile) -> str:
    """Return the whole card."""
    sections = (
        _front_matter(manifest),
        _head(manifest),
        _tables(manifest),
        *_archives(manifest),
        _selection(manifest),
        _counts(profile),
        coverage(profile),
        gaps(profile),
        *(_fields(manifest, name, profile) for name in manifest.tables),
        _licence(manifest),
        f"## How to cite\n\n{how_to_cite(manifest)}\n\n`CITATION.cff` says the same for programs.\n",
    )
    return "\n".join(sections)


def _front_matter(manifest: Manifest) -> str:
    lines = ["---", "language:", "- vi", *_hub_licence(manifest.plan.licence)]
    lines += ["task_categories:", "- text-classification", "configs:"]
    for name, found in manifest.tables.items():
        first = typed_first(found)[0].path
        parted = first.count("/") > 1
        path = f"data/{name}{ending(first)}/*{ending(first)}" if parted else first
        lines += [f"- config_name: {name}", f'  data_files: "{path}"']
        lines += ["  default: true"] if name == "articles" else []
    return "\n".join([*lines, "---", ""])


_ON_THE_HUB = re.compile(r"cc0-1\.0|cc-by(-nc)?(-sa|-nd)?-[34]\.0|apache-2\.0|mit")
_OTHERWISE_ON_THE_HUB = {"odbl-1.0": "odbl", "odc-by-1.0": "odc-by", "pddl-1.0": "pddl"}


def _hub_licence(licence: str | None) -> list[str]:
    """Return the line by which the Hugging Face Hub shows a licence, in its own name for an SPDX name."""
    if not licence:
        return []
    name = licence.lower()
    known = name if _ON_THE_HUB.fullmatch(name) else _OTHERWISE_ON_THE_HUB.get(name, "other")
    return [f"license: {known}"]


def _head(manifest: Manifest) -> str:
    return (
        f"# {title_of(manifest.plan)}\n\n{DESCRIPTION}\n\n"
        f"It holds what was captured by {as_of_in_words(manifest.plan)}, as the archive tells it. Made again "
        "from the same archive it is the same, byte for byte. "
        "Its id is the digest over all tables, schemas and archives:\n\n"
        f"```text\nsha256:{manifest.id}\n```\n\n"
        "`sha256sum -c SHA256SUMS` checks every file. `snapshot.json` tells how it was made, `schemas/` "
        "the type of every field, `datapackage.json` and `croissant.json` the same for programs.\n"
    )


def _tables(manifest: Manifest) -> str:
    lines = ["## Tables", "", "| table | rows | one row is | files |", "|---|---|---|---|"]
    for name, found in manifest.tables.items():
        form = table(name)
        lines.append(
            f"| `{name}` | {found.rows:,} | {_one(summary(form.kind.row))} | {_files(name, found)} |"
        )
    return "\n".join([*lines, ""])


def _archives(manifest: Manifest) -> Iterator[str]:
    if manifest.archives:
        lines = [f"- `{file.path}`, {file.bytes:,} bytes" for file in manifest.archives]
        told = "The captures by that date: WACZ opens in ReplayWeb.page; `pages.jsonl` lists the articles."
        yield "\n".join(["## Archives", "", told, "", *lines, ""])


def _one(words: str) -> str:
    return words[:1].lower() + words[1:].rstrip(".")


def _files(name: str, found: DataTable) -> str:
    ends = dict.fromkeys(ending(file.path) for file in found.files)
    if found.files[0].path.count("/") > 1:
        return ", ".join(f"`data/{name}{end}/*{end}`" for end in ends)
    return ", ".join(f"`{file.path}`" for file in found.files)


def _selection(manifest: Manifest) -> str:
    plan, chosen = manifest.plan, manifest.plan.selection
    said = {
        "portals": plan.portals,
        "kinds": chosen.kinds,
        "languages": chosen.languages,
        "statuses": chosen.statuses,
        "sources": chosen.sources,
        "published from": chosen.published_from and (chosen.published_from.isoformat(),),
        "published to": chosen.published_to and (chosen.published_to.isoformat(),),
        "fields of articles and versions": plan.fields,
    }
    lines = [f"- {name}: {', '.join(values) if values else 'all'}" for name, values in said.items()]
    if plan.without_text:
        lines.append("- texts: left out (lead, body, captions); digests and lengths stay")
    if not plan.duplicates:
        lines.append("- duplicates: not looked for")
    if manifest.since:
        counts = ", ".join(f"{count} {kind}" for kind, count in manifest.since.changes.items())
        lines.append(f"- since the snapshot of {manifest.since.as_of} (`{manifest.since.id}`): {counts}")
    return "\n".join(["## What was taken in", "", *lines, ""])


def _counts(profile: Profile) -> str:
    lines = ["## Counts", "", f"- articles: {profile.articles:,}"]
    for name, counted in profile.values.items():
        if counted and name != "missing":
            lines.append(f"- by {name}: {_by_count(counted)}")
    if profile.groups:
        lines.append(f"- with copies: {profile.in_groups:,} articles in {profile.groups:,} groups")
    return "\n".join([*lines, ""])


def _by_count(counted: Mapping[str, int]) -> str:
    ordered = sorted(counted.items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(f"{name} {count:,}" for name, count in ordered)


def _fields(manifest: Manifest, name: str, profile: Profile) -> str:
    form = table(name, manifest.plan.fields, without_text=manifest.plan.without_text)
    with_rates = name == "articles" and profile.articles > 0
    lines = [f"## Fields of `{name}`", "", *_field_head(with_rates=with_rates)]
    for field, meaning in described_fields(form):
        words = in_words(field.type) + (" or null" if field.nullable else "")
        rate = f" {profile.filled(field.name):.1%} |" if with_rates else ""
        lines.append(f"| `{field.name}` | {words} |{rate} {_cell(meaning)} |")
    return "\n".join([*lines, ""])


def _field_head(*, with_rates: bool) -> Iterator[str]:
    yield "| field | type |" + (" filled |" if with_rates else "") + " meaning |"
    yield "|---|---|" + ("---|" if with_rates else "") + "---|"


def _cell(words: str) -> str:
    return words.replace("|", "\\|")


def _licence(manifest: Manifest) -> str:
    plan = manifest.plan
    named = f"Licence: {plan.licence}\n\n" if plan.licence else ""
    return f"## Licence and ethics\n\n{named}{plan.notes or TO_FILL_IN}"
