"""Links between documents lead somewhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.docs.documents import DOCS, DOCUMENTS, anchors, links
from tests.shared import ROOT


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", DOCUMENTS, ids=name)
def test_every_link_leads_to_a_file_and_heading_that_exist(path: Path) -> None:
    broken = []
    for link in links(path):
        file, _, anchor = link.partition("#")
        target = (path.parent / file).resolve() if file else path
        if not target.exists() or (anchor and anchor not in anchors(target)):
            broken.append(link)
    assert not broken


def test_index_of_the_documents_names_each_of_them() -> None:
    named = {(DOCS / link).resolve() for link in links(DOCS / "README.md")}
    there = {path for path in DOCS.rglob("*") if path.suffix in {".md", ".json"}}
    assert there - named == {DOCS / "README.md"}
