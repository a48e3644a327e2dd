"""Tools of others on what we write: the article is on the screen, with its picture, and no portal behind."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any
from urllib.parse import quote
from urllib.request import urlopen

import pytest
from fastwarc.warc import ArchiveIterator

from archiver.demo.server import serve
from archiver.wacz import problems_in
from archiver.warc import read_record
from tests.spiders.mediacrawl import MediaCrawl
from tests.spiders.standins import pywb
from tests.thirdparty.replayweb import player, served
from tests.tools import FOLDER, tool

BROWSER = Path(__file__).with_name("browser.py")


class Archived:
    """A portal that is archived and gone: nothing listens at its address any more."""

    def __init__(self, crawled: MediaCrawl, wacz: Path) -> None:
        self.crawled = crawled
        self.wacz = wacz
        (self.warc,) = crawled.warc.glob("*.warc.gz")
        self.article = min(
            (
                article
                for article in crawled.articles()
                if article["images"] and self._says_its_title(article)
            ),
            key=lambda article: article["id"],
        )
        self.page = next(page for page in self.pages() if page["id"].startswith(self.article["id"] + "@"))

    def _says_its_title(self, article: dict[str, Any]) -> bool:
        """Return whether the title stands in the page letter by letter, composed and not escaped."""
        page = read_record(self.warc, article["capture"]["offset"])
        return article["kind"] == "article" and article["title"].encode() in page.payload

    def pages(self) -> list[dict[str, Any]]:
        with zipfile.ZipFile(self.wacz) as package:
            return [json.loads(line) for line in package.read("pages/pages.jsonl").splitlines()[1:]]

    @property
    def time(self) -> str:
        return "".join(sign for sign in self.page["ts"] if sign.isdigit())


@pytest.fixture(scope="module")
def archived(tmp_path_factory: pytest.TempPathFactory) -> Archived:
    folder = tmp_path_factory.mktemp("thirdparty")
    with serve(port=0) as server:
        crawled = MediaCrawl(server, folder, more="requisites = true\n")
        crawled.crawl()
    wacz = folder / "minh-hoa.wacz"
    ran = crawled.run("wacz", "--out", str(wacz))
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return Archived(crawled, wacz)


def ran(*command: str | Path, timeout: int = 180) -> str:
    done = subprocess.run([*map(str, command)], capture_output=True, text=True, timeout=timeout, check=False)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return done.stdout


def test_warcio_finds_no_fault(archived: Archived) -> None:
    ran(Path(sys.executable).with_name("warcio"), "check", "-v", archived.warc)


def test_fastwarc_confirms_every_digest(archived: Archived) -> None:
    checked = 0
    with archived.warc.open("rb") as file:
        for record in ArchiveIterator(file, verify_digests=False, parse_http=False):
            assert record.verify_block_digest()
            checked += 1
    assert checked > 800


def test_wacz_validate_accepts_the_package(archived: Archived) -> None:
    assert "Validation succeeded" in ran(tool("wacz"), "validate", "-f", archived.wacz)


def test_every_line_of_the_package_opens_its_capture(archived: Archived) -> None:
    assert list(problems_in(archived.wacz)) == []


def test_pywb_replays_the_article_and_its_picture(archived: Archived, tmp_path: Path) -> None:
    with pywb(tmp_path / "pywb", archived.crawled.warc) as service:
        with urlopen(f"{service}/{archived.time}mp_/{archived.page['url']}", timeout=120) as response:  # noqa: S310
            assert archived.article["title"] in response.read().decode("utf-8")
        image = archived.article["images"][0]["url"]
        with urlopen(f"{service}/{archived.time}im_/{image}", timeout=120) as response:  # noqa: S310
            assert response.read().startswith(b"\x89PNG")


def test_pywb_takes_the_package_itself(archived: Archived, tmp_path: Path) -> None:
    tool("wb-manager")
    manager = FOLDER / "bin" / "wb-manager"
    for words in (["init", "kho"], ["add", "kho", "--unpack-wacz", str(archived.wacz)]):
        done = subprocess.run(
            [str(manager), *words], cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False
        )
        assert done.returncode == 0, done.stderr
    index = (tmp_path / "collections" / "kho" / "indexes" / "index.cdxj").read_text(encoding="utf-8")
    with zipfile.ZipFile(archived.wacz) as package:
        lines = json.loads(package.read("datapackage.json"))
    assert lines["resources"]
    assert archived.page["url"] in index


def test_browser_shows_the_archived_article_with_its_picture(archived: Archived, tmp_path: Path) -> None:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        pytest.skip("chromium is not installed")
    python, words = tool("python"), archived.article["body"][:40]
    with served(archived.wacz, player()) as base:
        address = f"{base}/?url={quote(archived.page['url'], safe='')}&ts={archived.time}"
        shown = json.loads(ran(python, BROWSER, chromium, address, tmp_path / "screen.png", words))
    assert archived.article["title"] in shown["text"]
    assert archived.time in shown["url"]
    assert any(width > 0 for source, width in shown["pictures"] if "/documents/" in source)
    assert (tmp_path / "screen.png").stat().st_size > 10_000
