"""WACZ: whole, in its order, the same each time; and every flipped byte is found."""

from __future__ import annotations

import datetime as dt
import errno
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from archiver.demo import truth
from archiver.errors import StorageError, UnreadableInput, UsageError
from archiver.replay.reading import Job
from archiver.store import PortalStore
from archiver.wacz import Made, Period, problems_in, write_wacz
from archiver.wacz.zipnum import blocks
from tests.archiver.archiving import START, crawl, job_in

ARTICLES = [article.path for article in truth() if article.status == "published"][:12]


@pytest.fixture(scope="module")
def job(tmp_path_factory: pytest.TempPathFactory) -> Job:
    """Three days: the second shows the same articles again, as revisits; the third shows others."""
    found = job_in(tmp_path_factory.mktemp("wacz"))
    crawl(found, ARTICLES[:8])
    crawl(found, ARTICLES[:8], day=1)
    crawl(found, ARTICLES[8:], day=2)
    return found


def made(job: Job, target: Path, first: int | None = None, last: int | None = None) -> Made:
    """Write the captures of the days from `first` to before `last`."""
    start = None if first is None else START + dt.timedelta(days=first)
    end = None if last is None else START + dt.timedelta(days=last)
    with PortalStore.read(job.data, job.portal) as store:
        return write_wacz(store, target, title="Cổng minh họa", period=Period(start=start, end=end))


def read(path: Path, name: str) -> bytes:
    with zipfile.ZipFile(path) as package:
        return package.read(name)


def pages_of(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in read(path, "pages/pages.jsonl").splitlines()[1:]]


def test_package_of_everything_holds_the_warc_files_as_they_are(job: Job, tmp_path: Path) -> None:
    target = tmp_path / "a.wacz"
    made(job, target)
    for path in job.warc.glob("*.warc.gz"):
        assert read(target, f"archive/{path.name}") == path.read_bytes()
    assert list(problems_in(target)) == []


def test_same_archive_gives_the_same_bytes(job: Job, tmp_path: Path) -> None:
    made(job, tmp_path / "a.wacz")
    made(job, tmp_path / "b.wacz")
    assert (tmp_path / "a.wacz").read_bytes() == (tmp_path / "b.wacz").read_bytes()


def test_pages_carry_title_and_time_of_each_article(job: Job, tmp_path: Path) -> None:
    made(job, tmp_path / "a.wacz")
    titles = {article.title for article in truth() if article.path in ARTICLES}
    pages = pages_of(tmp_path / "a.wacz")
    assert {page["title"] for page in pages} == titles
    assert all(page["ts"].endswith("Z") and page["url"].startswith("http") for page in pages)


def test_period_takes_only_its_members(job: Job, tmp_path: Path) -> None:
    found = made(job, tmp_path / "a.wacz", 2, 3)
    assert found.pages == found.captures == len(ARTICLES) - 8
    assert list(problems_in(tmp_path / "a.wacz")) == []


def test_period_takes_along_what_its_revisits_refer_to(job: Job, tmp_path: Path) -> None:
    found = made(job, tmp_path / "a.wacz", 1, 2)
    assert found.captures == 16
    assert found.warcs == 2
    assert list(problems_in(tmp_path / "a.wacz")) == []


def test_articles_read_again_in_the_period_are_listed_with_that_reading(job: Job, tmp_path: Path) -> None:
    found = made(job, tmp_path / "a.wacz", 1, 2)
    assert found.pages == 8
    assert {page["ts"][:10] for page in pages_of(tmp_path / "a.wacz")} == {"2025-07-02"}


def test_datapackage_names_every_entry_but_itself_and_its_digest(job: Job, tmp_path: Path) -> None:
    target = tmp_path / "a.wacz"
    made(job, target)
    facts = json.loads(read(target, "datapackage.json"))
    with zipfile.ZipFile(target) as package:
        names = set(package.namelist())
        assert all(entry.compress_type == zipfile.ZIP_STORED for entry in package.infolist())
    assert names - {resource["path"] for resource in facts["resources"]} == {
        "datapackage.json",
        "datapackage-digest.json",
    }
    assert facts["title"] == "Cổng minh họa"
    assert facts["wacz_version"] == "1.1.1"


def test_every_flipped_byte_is_found(job: Job, tmp_path: Path) -> None:
    target = tmp_path / "a.wacz"
    made(job, target, 2, 3)
    whole = target.read_bytes()
    names = b"archive/", b"datapackage.json", b"indexes/", b"pages/"
    end = whole.index(b"PK\x01\x02")
    for place in range(0, end, max(1, end // 150)):
        target.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        if not any(name in whole[max(0, place - 80) : place + 80] for name in names):
            assert list(problems_in(target)), place


def test_line_that_opens_another_capture_is_found(job: Job, tmp_path: Path) -> None:
    target = tmp_path / "a.wacz"
    made(job, target)
    broken = tmp_path / "b.wacz"
    with zipfile.ZipFile(target) as old, zipfile.ZipFile(broken, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "indexes/index.cdx.gz":
                lines = [line for line in _unpacked(data) if b'"status":"200"' in line]
                data = next(blocks([lines[0].replace(b"?dinhdanh=", b"?dinhdanh=9")]))[0]
            new.writestr(name, data)
    assert any("opens http" in sentence for sentence in problems_in(broken))


def _unpacked(data: bytes) -> list[bytes]:
    import gzip  # noqa: PLC0415

    return gzip.decompress(data).splitlines(keepends=True)


def test_period_without_captures_is_told(job: Job, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no closed WARC file holds a capture"):
        made(job, tmp_path / "a.wacz", 100, 101)
    assert not list(tmp_path.iterdir())


def test_file_that_exists_is_left_alone(job: Job, tmp_path: Path) -> None:
    (tmp_path / "a.wacz").write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError, match="exists"):
        made(job, tmp_path / "a.wacz")
    assert (tmp_path / "a.wacz").read_text(encoding="utf-8") == "mine"


def test_disk_that_fails_leaves_nothing_under_the_name(job: Job, tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="cannot be used"):
        made(job, tmp_path / "missing" / "a.wacz")


def test_disk_that_lets_nothing_be_removed_either_is_told(
    job: Job, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object, **__: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr("archiver.wacz.writing.Package", refused)
    monkeypatch.setattr(Path, "unlink", refused)
    with pytest.raises(StorageError, match="the disk is read-only"):
        made(job, tmp_path / "a.wacz")


def test_what_is_no_package_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.wacz").write_bytes(b"PK no zip")
    with pytest.raises(UnreadableInput, match="is no WACZ file"):
        list(problems_in(tmp_path / "a.wacz"))
