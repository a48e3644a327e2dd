"""Which captures of kept files are of unknown time."""

from __future__ import annotations

import pytest

from archiver.warc.cdxj import REVISIT_MIME, CdxjLine
from archiver.webarchives.provenance import is_undated

KEPT, LIVE = "demo-file-20250701083000-00000.warc.gz", "demo-20250701083000-00000.warc.gz"


@pytest.mark.parametrize(
    ("digits", "file", "status", "mime", "undated"),
    [
        ("20250701083000", KEPT, "", "text/html", True),
        ("20250701082959", KEPT, "", "text/plain", True),
        ("20250702000000", KEPT, "", "text/html", True),
        ("20220827034626", KEPT, "", "text/html", False),
        ("20250701083000", KEPT, "200", "text/html", False),
        ("20250701083000", KEPT, "", REVISIT_MIME, False),
        ("20250701083000", LIVE, "", "text/html", False),
        ("20250701083000", "kept.warc.gz", "", "text/html", False),
        ("20259999083000", KEPT, "", "text/html", False),
        ("2025", KEPT, "", "text/html", False),
    ],
)
def test_kept_file_that_does_not_say_when_it_was_saved_is_undated(
    digits: str, file: str, status: str, mime: str, undated: bool
) -> None:
    line = CdxjLine(url="http://demo.example/", mime=mime, status=status, digest="", length="1", offset="0",
                    filename=file)  # fmt: skip
    assert is_undated(line, digits) is undated
