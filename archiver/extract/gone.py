"""Pages that say, at HTTP 200, that their article is gone."""

from __future__ import annotations

import re

from lxml import etree

from archiver.extract.document import Document
from archiver.extract.lines import Line, is_aside, is_in_sight, lines_of, lines_on, up_from
from archiver.extract.telling import is_labelled_end
from archiver.html import BLOCKS, MANY, visible_text
from archiver.normalise.text import fold, tidy
from archiver.portal import Portal
from archiver.tree import Tree

LONGEST = 300
"""The sentence stands alone; a longer text that holds these words is about something else."""
MOST_PLACES = 40
"""So many of the places are read that a platform file names: each anew, and they may stand in one another."""
LEAST_TEXT = 120
"""A sentence so long is of an article, which the page then has."""
_THING = r"(?:bai viet|tin bai|tin tuc|ban tin|bai|tin|noi dung|trang|duong dan)"
_GONE = re.compile(
    r"(?:(?:thong bao|rat tiec|xin loi|loi|404)[:,!. –-]*)?(?:"
    rf"{_THING}\b.{{0,40}}\b(?:khong ton tai|(?:bi |duoc )(?:go|xoa|an|huy)\b.{{0,20}}"
    r"|ngung (?:xuat ban|dang)"
    r"|khong con\b.{0,30}|het han|chua duoc (?:xuat ban|duyet))"
    rf"|(?:khong tim thay|khong ton tai)\b.{{0,20}}\b{_THING}\b.{{0,60}}"
    r"|khong co (?:bai viet|tin bai|noi dung) (?:nay|nao|voi|theo|duoc tim thay|ban|yeu cau)\b.{0,40}"
    r"|(?:the )?(?:requested )?(?:article|page|content|item)\b.{0,40}"
    r"\b(?:not found|no longer (?:exists|available)|does not exist)"
    r")[ .!]*"
)
_MAY_TELL = tuple(
    re.compile(letter + rest)
    for letters, rest in (
        ("ôÔ", r"(?i:(?<=kh.)ng (?:tồn tại|có (?:bài|tin|nội dung)|tìm thấy|còn))"),
        ("ịỊ", r"(?i:(?<=b.) (?:gỡ|x[oó][áa]|ẩn|h[uủ][ỷy]))"),
        ("ợỢ", r"(?i:(?<=đư.)c (?:gỡ|x[oó][áa]|ẩn|h[uủ][ỷy]))"),
        ("ợỢ", r"(?i:(?<=chưa đư.)c)"),
        ("ừỪ", r"(?i:(?<=ng.)ng (?:xuất bản|đăng))"),
        ("ếẾ", r"(?i:(?<=h.)t hạn)"),
        ("tT", r"(?i:(?<=no.) (?:found|exist))"),
        ("oO", r"(?i:(?<=n.) longer)"),
    )
    for letter in letters
)
"""Each begins with one plain letter: a search for it is ten times as fast as one that takes either case."""
_LONG_TEXTS = tuple(
    etree.XPath(f"descendant::{tag}/text()[string-length() >= {LEAST_TEXT}]/..")
    for tag in ("p", "div", "span", "td", "font")
)
_LONG_PAGE = 100_000
"""Characters."""
MOST_TRIED = 12
"""So many elements with a long text are looked at; an article has one among the first."""


def words_in_places(tree: Tree, portal: Portal) -> str | None:
    """Return the words by which a page says that its article is gone, where the platform file looks for them.

    They count there only as the whole of a short text.
    """
    for selector in portal.gone_in if portal.gone_words else ():
        for element in selector.found(tree)[:MOST_PLACES]:
            text = tidy(visible_text(element, MANY))
            if len(text) <= LONGEST and any(words in fold(text) for words in portal.gone_words):
                return text
    return None


def words_alone(document: Document) -> str | None:
    """Return the words by which a page says so in a line of their own, on a page with no text beside them."""
    tree, source = document.tree, document.text
    if tree is None:
        return None
    # On a long page a text is met sooner than all of it is searched for words; on a short one it is not.
    if len(source) > _LONG_PAGE and _has_text(tree.root):
        return None
    if not any(pattern.search(source) for pattern in _MAY_TELL) or _has_text(tree.root):
        return None
    lines = lines_on(tree)
    said = next((line for line in lines if _says_gone(line)), None)
    return None if said is None or any(map(_is_of_an_article, lines)) else said.text


def is_sentence(text: str) -> bool:
    """Return whether a line is so long, and ends so, that it is of an article's text."""
    return len(text) >= LEAST_TEXT and text[-1] in ".!?…”/"


def _has_text(root: etree._Element) -> bool:
    """Return True where a line of an article is met soon: most pages, at a tenth of the cost of all lines."""
    tried: set[etree._Element] = set()
    for found in (find(root) for find in _LONG_TEXTS):
        for element in found[:MOST_TRIED] if isinstance(found, list) else ():
            block = next((one for one in up_from(element) if one.tag in BLOCKS), root)
            if block.tag in {"html", "body"} or block in tried or not is_in_sight(block):
                continue
            tried.add(block)
            if any(map(_is_of_an_article, lines_of(block))):
                return True
    return False


def _says_gone(line: Line) -> bool:
    return len(line.text) <= LONGEST and not line.linked and _GONE.fullmatch(fold(line.text)) is not None


def _is_of_an_article(line: Line) -> bool:
    """Return whether a line is a sentence of a text, or tells when or by whom it was published."""
    if line.linked:
        return False
    tells = is_sentence(line.text) or is_labelled_end(line.text)
    return tells and not any(map(is_aside, up_from(line.block)))
