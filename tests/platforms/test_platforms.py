"""Every made page becomes what the file beside it says, by its platform's rules."""

from __future__ import annotations

import tomllib
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from archiver.facts import LayoutFacts, ListingFacts, PlatformFile
from archiver.html import parse_html
from archiver.selector import Selector
from tests.platforms.saved import ENDING, PLATFORMS, document_of, expected_of, page_paths, portal_of, reading

PAGES = list(page_paths())
NAMES = [f"{path.parent.name}/{path.stem}" for path in PAGES]
MADE = "<!-- made for the tests from the facts known of the platform; not a real page -->"
LEAST = {"article": 2, "listing": 1}
UNSEEN: dict[str, dict[str, str]] = tomllib.loads(
    Path(__file__).with_name("unseen.toml").read_text(encoding="utf-8")
)
"""Selectors for which no page was made, by platform, with the reason why each is kept."""
each_page = pytest.mark.parametrize("path", PAGES, ids=NAMES)


@each_page
def test_page_becomes_what_the_file_beside_it_says(path: Path) -> None:
    if not path.with_suffix(ENDING).exists():
        url = f"http://{path.parent.name}.example.vn/{path.stem}"
        found = reading(document_of(path, url), portal_of(url, path.parent.name))
        written = msgspec.json.format(msgspec.json.encode({"url": url} | found), indent=2)
        path.with_suffix(ENDING).write_bytes(written + b"\n")
        pytest.fail(f"{path.with_suffix(ENDING)} was missing and is written; read it and set its url")
    expected = expected_of(path)
    url = expected.pop("url")
    assert reading(document_of(path, url), portal_of(url, path.parent.name)) == expected


@each_page
def test_platform_is_recognised_by_its_signs(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert portal_of("http://example.vn/", "auto").for_page(text).platform_id == path.parent.name


@each_page
def test_page_of_a_portal_on_auto_reads_the_same(path: Path) -> None:
    expected = expected_of(path)
    url = expected.pop("url")
    assert reading(document_of(path, url), portal_of(url, "auto")) == expected


@each_page
def test_decomposed_page_reads_the_same(path: Path) -> None:
    expected = expected_of(path)
    url = expected.pop("url")
    decomposed = unicodedata.normalize("NFD", path.read_text(encoding="utf-8"))
    assert reading(document_of(path, url, decomposed), portal_of(url, path.parent.name)) == expected


@each_page
def test_page_says_that_it_is_made(path: Path) -> None:
    assert path.read_text(encoding="utf-8").startswith(MADE)


def test_no_expected_file_stands_without_its_page() -> None:
    files = {path.name.removesuffix(ENDING) for path in Path(__file__).parent.glob(f"*/*{ENDING}")}
    assert files <= {path.stem for path in PAGES}


@pytest.mark.parametrize("platform", PLATFORMS)
def test_platform_has_article_pages_and_a_listing(platform: str) -> None:
    kinds = [path.stem.split("-")[0] for path in PAGES if path.parent.name == platform]
    assert all(kinds.count(kind) >= least for kind, least in LEAST.items())


def _rules(facts: PlatformFile) -> Iterator[tuple[str, str]]:
    """Yield the place and the text of every selector of a platform file."""
    tables: list[tuple[str, LayoutFacts | ListingFacts]] = [("listing", facts.listing)]
    tables += [(layout.name, layout) for layout in facts.layout]
    for name, table in tables:
        for key in table.__struct_fields__:
            rule = getattr(table, key)
            if key not in {"name", "until", "structured"}:
                yield from ((f"{name}.{key}", css) for css in ((rule,) if isinstance(rule, str) else rule))
    for key in ("gone_in", "articles_in", "others_in", "feeds"):
        rule = getattr(facts, key)
        yield from ((key, css) for css in ((rule,) if isinstance(rule, str) else rule))


def unfound(platform: str) -> dict[str, list[str]]:
    """Return the selectors of a platform that find nothing in any of its made pages, by rule."""
    texts = [path.read_text(encoding="utf-8") for path in PAGES if path.parent.name == platform]
    roots = [root for text in texts if (root := parse_html(text)) is not None]
    dead = defaultdict(list)
    for place, css in _rules(PLATFORMS[platform]):
        if not any(Selector.of(css).elements(root) for root in roots):
            dead[place].append(css)
    return dict(dead)


@pytest.mark.parametrize("platform", PLATFORMS)
def test_every_selector_finds_something_in_a_made_page_or_says_why_not(platform: str) -> None:
    dead = unfound(platform)
    excused = UNSEEN.get(platform, {})
    told = {
        place: css for place, found in dead.items() if (css := [one for one in found if one not in excused])
    }
    assert not told, "dead rules; make a page for them, drop them, or give the reason in unseen.toml"


@pytest.mark.parametrize("platform", PLATFORMS)
def test_no_selector_is_excused_that_finds_something(platform: str) -> None:
    dead = {css for found in unfound(platform).values() for css in found}
    assert set(UNSEEN.get(platform, {})) <= dead


def test_every_excuse_is_of_a_known_platform_and_has_a_reason() -> None:
    assert set(UNSEEN) <= set(PLATFORMS)
    assert all(reason for excused in UNSEEN.values() for reason in excused.values())
