"""Which platform the pages of a site speak for, each by the signs that it shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from archiver.extract.document import Document
from archiver.facts import AUTO, UNKNOWN, PlatformFile, PortalFile
from archiver.portal import Portal


def platform_shown(
    documents: Iterable[Document], platforms: Mapping[str, PlatformFile], home: str
) -> tuple[str, tuple[str, ...]]:
    """Return the platform that most pages speak for, `auto` where none does, and doubts.

    A page of the platform under another speaks for that one too, once a page shows it. Pages without signs
    speak for nothing.
    """
    auto = Portal("neu", PortalFile(name="", home=home, platform=AUTO), platforms)
    shown = (auto.for_page(document.text).platform_id for document in documents)
    votes = Counter(name for name in shown if name != UNKNOWN)
    if not votes:
        return AUTO, ()
    best = max(votes, key=lambda name: votes[name] + votes[platforms[name].runs_on or ""])
    against = {name: count for name, count in votes.items() if name not in {best, platforms[best].runs_on}}
    others = [f"{count} pages show '{name}'" for name, count in against.items()]
    return best, (f"platform: '{best}' is proposed, but {', '.join(others)}",) if others else ()
