"""Pagers that post back: followed whole, archived with what was posted, and read again from the archive."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from archiver.rebuild import rebuild
from archiver.replay.reading import Job
from archiver.store.folder import LOGS
from archiver.warc.raw import raw_records
from archiver.warc.reader import read_records
from tests.spiders.test_auto_crawl import crawl, titles
from tests.spiders.webforms import WebForms
from tests.tools import tool

NAME = "webforms"


@pytest.mark.parametrize("pager", ["grid", "buttons", "next"])
def test_pagers_that_post_back_are_followed_to_the_end_each_page_once(pager: str, tmp_path: Path) -> None:
    with WebForms(pager) as portal:
        portal.write_facts(tmp_path / "portals")
        crawl(portal, tmp_path, NAME)
        assert titles(tmp_path, NAME) == Counter(portal.titles())
        pages = {said: count for said, count in portal.requests.items() if said.startswith(("GET", "POST"))}
        assert pages.pop("GET 1") == 1
        assert pages.pop("POST 1", 0) <= 1
        assert pages == {f"POST {number}": 1 for number in range(2, portal.last + 1)}
        assert not portal.refused
        assert not portal.cookies


def test_later_runs_post_only_as_far_as_something_is_new(tmp_path: Path) -> None:
    with WebForms("grid") as portal:
        portal.write_facts(tmp_path / "portals")
        crawl(portal, tmp_path, NAME)
        crawl(portal, tmp_path, NAME)
        assert portal.requests == {"/robots.txt": 1, "GET 1": 1}


def test_what_was_posted_is_archived_and_a_rebuild_reads_the_same(tmp_path: Path) -> None:
    with WebForms("grid") as portal:
        portal.write_facts(tmp_path / "portals")
        crawl(portal, tmp_path, NAME)
        state = f"{portal.url}/tin-tuc.aspx"
    root = tmp_path / "data" / NAME
    (warc,) = (root / "warc").glob("*.warc.gz")
    with warc.open("rb") as file:
        records = raw_records(file, warc.name, on_skip=lambda _: None, limit=1 << 30)
        posts = [record.block for record in records if record.block.startswith(b"POST ")]
    assert posts
    assert all(b"__VIEWSTATE=" in post and b"__EVENTVALIDATION=" in post for post in posts)
    asked = [response.asked for response in read_records(warc) if response.form is not None]
    assert len(set(asked)) == len(asked) == len(posts)
    assert all(url.startswith(f"{state}?__EVENTARGUMENT=Page") for url in asked)
    logs = {name: (root / name).read_bytes() for name in LOGS if (root / name).exists()}
    job = Job(data=tmp_path / "data", portal=NAME, folders=(tmp_path / "portals",))
    rebuilt = rebuild(job, jobs=1, now=lambda: dt.datetime(2026, 11, 25, tzinfo=dt.UTC))
    assert all(log.same for log in rebuilt.logs)
    assert logs == {name: (root / name).read_bytes() for name in LOGS if (root / name).exists()}


def test_others_index_what_was_posted_by_the_same_keys(tmp_path: Path) -> None:
    with WebForms("next", articles=12) as portal:
        portal.write_facts(tmp_path / "portals")
        crawl(portal, tmp_path, NAME)
    (warc,) = (tmp_path / "data" / NAME / "warc").glob("*.warc.gz")
    (ours,) = (tmp_path / "data" / NAME / "warc").glob("*.cdxj")
    command = [str(tool("cdxj-indexer")), "--post-append", str(warc)]
    theirs = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout
    assert posted(ours.read_text(encoding="utf-8")) == posted(theirs) != {}


def posted(cdxj: str) -> dict[str, str]:
    """Return key and body of the lines of an index that tell of what was posted."""
    lines = (line.split(" ", 2) for line in cdxj.splitlines())
    told = ((key, json.loads(rest)) for key, _, rest in lines)
    return {key: said["requestBody"] for key, said in told if said.get("method") == "POST"}
