"""What a portal's pages teach is kept, leaves the records, and comes out the same from the archive again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from archiver.learned import LEAST_PAGES
from archiver.learnedfile import read_learned
from archiver.models import Article
from archiver.store import PortalStore
from tests.archiver.extract.test_general import TITLE
from tests.commandline import archiver

PORTAL = "la"
HOME = "http://la.example.vn"
NOTICE = "Bản tin do Ban Biên tập cổng thử thực hiện hằng tuần"
TEXT = "Chi bộ thôn số {number} sinh hoạt chuyên đề và thảo luận {number} nội dung về phong trào thi đua."
PAGE = """<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><link rel="canonical" href="{url}">
<title>{title}</title></head><body><h1>{title}</h1><p>Ngày đăng: 16/12/2017</p>
<div class="x"><p>{text}</p><p>{text}</p><p>{notice}</p></div></body></html>"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    portals, saved = tmp_path / "portals", tmp_path / "saved"
    portals.mkdir()
    saved.mkdir()
    facts = f'name = "Cổng lạ"\nhome = "{HOME}/"\nplatform = "auto"\n'
    (portals / f"{PORTAL}.toml").write_text(facts, encoding="utf-8")
    for number in range(LEAST_PAGES):
        url, title = f"{HOME}/tin/bai-so-{number}-{100 + number}", f"{TITLE} lần thứ {number}"
        page = PAGE.format(url=url, title=title, text=TEXT.format(number=number), notice=NOTICE)
        (saved / f"{number}.html").write_text(page, encoding="utf-8")
    return tmp_path


def told(folder: Path, *words: str | Path) -> str:
    """Run a command and return what it prints."""
    done = archiver(*words, "--data", folder / "data", "--portals", folder / "portals")
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def articles(folder: Path) -> list[Article]:
    with PortalStore.read(folder / "data", PORTAL) as store:
        return list(store.articles())


def test_import_learns_and_reads_anew_what_holds_a_line_that_recurs(folder: Path) -> None:
    told(folder, "import", PORTAL, folder / "saved")
    learned = read_learned(folder / "data" / PORTAL, PORTAL)
    assert list(learned.lines) == ["ban tin do ban bien tap cong thu thuc hien hang tuan"]
    found = articles(folder)
    assert len(found) == LEAST_PAGES
    assert not any(NOTICE in article.body for article in found)
    assert all(article.version == 1 and learned.version in article.extractor.version for article in found)


def test_replay_and_rebuild_with_what_was_learned_give_the_same_records(folder: Path) -> None:
    told(folder, "import", PORTAL, folder / "saved")
    before = articles(folder)
    assert json.loads(told(folder, "replay", PORTAL, "--json"))["changed"] == 0
    told(folder, "rebuild", PORTAL)
    assert articles(folder) == before


def test_rebuild_learns_anew_what_was_lost(folder: Path) -> None:
    told(folder, "import", PORTAL, folder / "saved")
    before = articles(folder)
    kept = folder / "data" / PORTAL / "learned.json"
    lost = kept.read_bytes()
    kept.unlink()
    told(folder, "rebuild", PORTAL)
    assert kept.read_bytes() == lost
    assert articles(folder) == before


def test_learn_prints_what_is_known_and_changes_nothing_twice(folder: Path) -> None:
    told(folder, "import", PORTAL, folder / "saved")
    said = told(folder, "learn", PORTAL)
    assert "ban tin do ban bien tap cong thu thuc hien hang tuan" in said
    assert "0 of them new; 0 articles read anew" in said
