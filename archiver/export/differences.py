"""What changed between two snapshots, article by article."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple, get_args

from archiver.errors import UnreadableInput
from archiver.export.asof import COMPARED, differing
from archiver.export.manifest import NAME, Manifest, id_of, path_within, read_manifest, sha256_of
from archiver.export.reading import first_files, rows
from archiver.export.rows import ChangeKind, ChangeRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

CHANGES: tuple[ChangeKind, ...] = get_args(ChangeKind)
_SHOWN = 20


class Snapshot(NamedTuple):
    """A snapshot's folder and what it says of itself."""

    folder: Path
    manifest: Manifest

    @classmethod
    def at(cls, folder: Path) -> Snapshot:
        """Return the snapshot in a folder; raises `UnreadableInput` where it is none, or changed since."""
        manifest = read_manifest(folder)
        if id_of(manifest) != manifest.id:
            raise UnreadableInput(f"{folder}: is damaged: its id is not the digest over its files")
        for file in first_files(manifest, "articles"):
            if _sum_of(path_within(folder, file.path)) != file.sha256:
                raise UnreadableInput(
                    f"{folder / file.path}: is damaged: its checksum is not the one in {NAME}; "
                    f"'archiver verify {folder}' tells all that is"
                )
        return cls(folder, manifest)


def _sum_of(path: Path) -> str:
    try:
        return sha256_of(path)
    except OSError as error:
        raise UnreadableInput(f"{path}: cannot be read: {error.strerror}") from error


def compared_fields(earlier: Manifest, later: Manifest) -> tuple[str, ...]:
    """Return the fields in which articles are compared: those that both have, digests in place of texts."""
    common = set(earlier.tables["articles"].fields) & set(later.tables["articles"].fields)
    fields = [name for name in COMPARED if name in common]
    if "body" not in common and "text_sha256" in common:
        fields.append("text_sha256")
    if earlier.plan.without_text != later.plan.without_text and "images" in fields:
        fields.remove("images")
    return tuple(fields)


def changes_between(earlier: Snapshot, later: Snapshot) -> Iterator[ChangeRow]:
    """Yield every article that differs, in the order of ids; both are read as streams.

    Raises `UnreadableInput` for a file that is missing or damaged.
    """
    fields = compared_fields(earlier.manifest, later.manifest)
    for before, after in _paired(rows(*earlier, "articles"), rows(*later, "articles")):
        change = _change(before, after, fields)
        if change is not None:
            yield change


def _paired(earlier: Iterator[Any], later: Iterator[Any]) -> Iterator[tuple[Any, Any]]:
    before, after = next(earlier, None), next(later, None)
    while before is not None or after is not None:
        if after is None or (before is not None and before.id < after.id):
            yield before, None
            before = next(earlier, None)
        elif before is None or after.id < before.id:
            yield None, after
            after = next(later, None)
        else:
            yield before, after
            before, after = next(earlier, None), next(later, None)


def _change(before: Any, after: Any, fields: tuple[str, ...]) -> ChangeRow | None:
    if before is None:
        return _row(after, "added")
    if after is None:
        return _row(before, "removed")
    different = differing(before, after, fields)
    return _row(after, _kind(before, after), different) if different else None


def _kind(before: Any, after: Any) -> ChangeKind:
    was, now = getattr(before, "status", None), getattr(after, "status", None)
    if was == now:
        return "changed"
    return "withdrawn" if now == "withdrawn" else "restored"


def _row(article: Any, change: ChangeKind, fields: tuple[str, ...] = ()) -> ChangeRow:
    return ChangeRow(
        id=article.id,
        portal=article.portal,
        url=getattr(article, "url", ""),
        title=getattr(article, "title", ""),
        change=change,
        fields=fields,
    )


class Tally:
    """Counts of changes, and the first of each kind to show."""

    def __init__(self) -> None:
        self.kinds: Counter[str] = Counter()
        self.portals: Counter[tuple[str, str]] = Counter()
        self.fields: Counter[str] = Counter()
        self.first: dict[str, list[ChangeRow]] = {kind: [] for kind in CHANGES}

    def add(self, row: ChangeRow) -> None:
        """Count one change."""
        self.kinds[row.change] += 1
        self.portals[row.portal, row.change] += 1
        self.fields.update(row.fields)
        if len(self.first[row.change]) < _SHOWN:
            self.first[row.change].append(row)

    def counting(self, changes: Iterable[ChangeRow]) -> Iterator[ChangeRow]:
        """Yield changes on, counted."""
        for row in changes:
            self.add(row)
            yield row

    def counts(self) -> dict[str, int]:
        """Return how many articles changed in each way."""
        return {kind: self.kinds[kind] for kind in CHANGES}


def report(tally: Tally) -> str:
    """Return the tally in words: counts, counts by portal and by field, and the first of each kind."""
    lines = [", ".join(f"{count} {kind}" for kind, count in tally.counts().items())]
    for portal in sorted({portal for portal, _ in tally.portals}):
        counts = [f"{tally.portals[portal, kind]} {kind}" for kind in CHANGES if tally.portals[portal, kind]]
        lines.append(f"{portal}: {', '.join(counts)}")
    if tally.fields:
        most = sorted(tally.fields.items(), key=lambda item: (-item[1], item[0]))
        lines.append("fields that differ: " + ", ".join(f"{name} ({count})" for name, count in most))
    for kind in CHANGES:
        if tally.first[kind]:
            lines += ["", f"{kind}:", *(_line(row) for row in tally.first[kind])]
            rest = tally.kinds[kind] - len(tally.first[kind])
            lines += [f"  … and {rest} more"] if rest else []
    return "\n".join(lines)


def _line(row: ChangeRow) -> str:
    fields = f" ({', '.join(row.fields)})" if row.fields else ""
    return f"  {row.id}{fields}  {row.title[:100]}".rstrip()
