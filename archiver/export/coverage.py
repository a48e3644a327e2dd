"""The parts of a dataset card that say what is covered and what is known to be missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterator

    from archiver.export.profile import Profile

_MOST_MONTHS = 12 * 60
_SHOWN = 60


def coverage(profile: Profile) -> str:
    """Return a table of articles by portal, year and month of publication."""
    months = " | ".join(f"{month:02}" for month in range(1, 13))
    lines = ["## Coverage", "", "Articles by year and month of publication.", ""]
    lines += [f"| portal | year | all | {months} |", "|---" * 15 + "|"]
    for portal in sorted(profile.months):
        lines += _years(portal, profile.months[portal])
    return "\n".join([*lines, ""])


def _years(portal: str, counted: Counter[str]) -> Iterator[str]:
    for year in sorted({month[:4] for month in counted if month != "undated"}):
        counts = [counted[f"{year}-{month:02}"] for month in range(1, 13)]
        cells = " | ".join(str(count or "") for count in counts)
        yield f"| {portal} | {year} | {sum(counts)} | {cells} |"
    if counted["undated"]:
        yield f"| {portal} | undated | {counted['undated']} |" + " |" * 12


def gaps(profile: Profile) -> str:
    """Return what is known to be missing: articles by reason, and months without any."""
    lines = ["## Known gaps", ""]
    for state, count in sorted(profile.values["missing"].items()):
        known = "1 article is" if count == 1 else f"{count:,} articles are"
        lines.append(f"- {known} known and not recovered: `{state}`")
    for portal in sorted(profile.months):
        empty = _months_without(profile.months[portal])
        if empty:
            more = f" … and {len(empty) - _SHOWN} more" if len(empty) > _SHOWN else ""
            lines.append(f"- {portal}: no article of {', '.join(empty[:_SHOWN])}{more}")
    if len(lines) == 2:
        lines.append("- none is known")
    return "\n".join([*lines, ""])


def _months_without(counted: Counter[str]) -> list[str]:
    """Return the months between the first and the last with articles that have none."""
    known = sorted(month for month, count in counted.items() if month != "undated" and count)
    if not known:
        return []
    first, last = (int(month[:4]) * 12 + int(month[5:]) - 1 for month in (known[0], known[-1]))
    between = range(max(first, last - _MOST_MONTHS), last + 1)
    names = (f"{month // 12:04}-{month % 12 + 1:02}" for month in between)
    return [name for name in names if name not in known]
