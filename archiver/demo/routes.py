"""What an address asks for, locale segments and session ids aside; and which addresses are real pages."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from urllib.parse import parse_qsl, unquote

from archiver.demo.articles import SECTIONS, truth
from archiver.demo.pages import page_count
from archiver.demo.records import DemoArticle
from archiver.demo.view import Locale

LOCALES: dict[str, Locale] = {"vi": "vi", "en": "en", "hu": "en"}
"""Path segments that choose a language wherever they stand: Vietnamese or English labels."""
MAX_TARGET = 4096
_MAX_FIELDS = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A request target, taken apart."""

    path: str
    """Without locale segments, path parameters and a slash at the end; `/` for the first page."""
    params: tuple[tuple[str, str], ...]
    shown_path: str
    """As sent."""
    shown_query: str
    """As sent, with its question mark."""
    locale: Locale | None
    """Chosen by the last locale segment; null where there is none."""

    def get(self, name: str) -> str | None:
        """Return the first value of a query field."""
        return next((value for key, value in self.params if key == name), None)

    def number(self, name: str) -> int | None:
        """Return a query field that is a whole number of up to nine digits."""
        value = self.get(name) or ""
        return int(value) if value.isascii() and value.isdecimal() and len(value) <= 9 else None


def address_of(target: str) -> Address | None:
    """Return the target taken apart; None for one that is too long or has too many fields."""
    if len(target) > MAX_TARGET:
        return None
    if target.startswith(("http://", "https://")):
        target = "/" + target.partition("://")[2].partition("/")[2]
    shown_path, mark, query = target.partition("#")[0].partition("?")
    try:
        params = parse_qsl(query, errors="replace", max_num_fields=_MAX_FIELDS)
    except ValueError:
        return None
    segments = [segment.partition(";")[0] for segment in unquote(shown_path).split("/")]
    locales = [LOCALES[segment] for segment in segments if segment in LOCALES]
    return Address(
        path="/" + "/".join(segment for segment in segments if segment and segment not in LOCALES),
        params=tuple(params),
        shown_path=shown_path,
        shown_query=f"{mark}{query}",
        locale=locales[-1] if locales else None,
    )


def article_at(address: Address) -> DemoArticle | None:
    """Return the article that the address names, by number or in words."""
    if address.path == "/chi-tiet-tin-tuc":
        return _by_path().get(f"/chi-tiet-tin-tuc?dinhdanh={address.number('dinhdanh')}")
    return _by_path().get(f"{address.path}/")


@cache
def _by_path() -> dict[str, DemoArticle]:
    return {article.path: article for article in truth()}


@cache
def file_paths() -> frozenset[str]:
    """Return the paths of all pictures, documents and videos, without queries."""
    images = {image.path.partition("?")[0] for article in truth() for image in article.images}
    files = {file.path for article in truth() for file in article.attachments}
    videos = {f"/documents/20182/{a.number}/phong-su.mp4" for a in truth() if a.case == "video-upload"}
    return frozenset(images | files | videos)


@cache
def real_targets() -> tuple[str, ...]:
    """Return the addresses of home, robots.txt, all listing pages and all articles, each once."""
    listings = [
        f"/tin-tuc?danhmuc={section.cid}" + (f"&p={page}" if page > 1 else "")
        for section in SECTIONS
        for page in range(1, page_count(section) + 1)
    ]
    return ("/", "/robots.txt", *listings, *(article.path for article in truth()))


def real_page_count() -> int:
    """Return how many real pages the portal has: what a crawler without detours asks for."""
    return len(real_targets())
