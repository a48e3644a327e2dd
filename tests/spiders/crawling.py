"""Starting a crawl in a process of its own, and reading what it archived."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec

from archiver.warc.raw import RawRecord, Skipped, raw_records
from tests.shared import ROOT


def crawl(urls: list[str], data: Path, **settings: Any) -> dict[str, Any]:
    """Crawl addresses and return what was seen of each, why the crawl ended, and its stderr."""
    order = msgspec.json.encode({"urls": urls, "settings": {"ARCHIVER_DATA": str(data), **settings}})
    command = [sys.executable, "-m", "tests.spiders.crawl_once", order.decode()]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return {**msgspec.json.decode(done.stdout), "stderr": done.stderr}


def warc_of(data: Path) -> Path:
    """Return the one WARC file that a crawl left."""
    (path,) = data.glob("nasty/warc/*.warc.gz")
    return path


def records_of(path: Path) -> list[RawRecord]:
    """Return all records of a file; nothing may be skipped."""
    skipped: list[Skipped] = []
    with path.open("rb") as file:
        records = list(raw_records(file, path.name, on_skip=skipped.append, limit=1 << 30))
    assert not skipped
    return records


def named(records: list[RawRecord], kind: str, name: str) -> list[RawRecord]:
    """Return the records of a kind whose address ends in a name."""
    return [r for r in records if r.kind == kind and r.fields["warc-target-uri"].rpartition("/")[2] == name]
