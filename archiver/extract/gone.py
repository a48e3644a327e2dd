"""Pages that say, at HTTP 200, that their article is gone."""

from __future__ import annotations

import re

from archiver.extract.document import Document
from archiver.extract.lines import Line, is_aside, lines_of, up_from
from archiver.html import visible_text
from archiver.normalise.text import fold, tidy
from archiver.portal import Portal

LONGEST = 300
"""The sentence stands alone; a longer text that holds these words is about something else."""
LEAST_TEXT = 120
"""A sentence so long is of an article, which the page then has."""
_THING = r"(?:bai viet|tin bai|tin tuc|ban tin|bai|tin|noi dung|trang|duong dan)"
_GONE = re.compile(
    r"(?:(?:thong bao|rat tiec|xin loi|loi|404)[:,!. –-]*)?(?:"
    rf"{_THING}\b.{{0,40}}\b(?:khong ton tai|(?:bi |duoc )(?:go|xoa|an|huy)\b.{{0,20}}"
    r"|ngung (?:xuat ban|dang)"
    r"|khong con\b.{0,30}|het han|chua duoc (?:xuat ban|duyet))"
    rf"|(?:khong tim thay|khong co|khong ton tai)\b.{{0,20}}\b{_THING}\b.{{0,60}}"
    r"|(?:the )?(?:requested )?(?:article|page|content|item)\b.{0,40}"
    r"\b(?:not found|no longer (?:exists|available)|does not exist)"
    r")[ .!]*"
)
_MAY_TELL = re.compile(
    r"không tồn tại|không có bài|không có tin|không có nội dung|không tìm thấy|không còn"
    r"|(?:bị|được) (?:gỡ|x[oó][áa]|ẩn|h[uủ][ỷy])|ngừng (?:xuất bản|đăng)|hết hạn|chưa được"
    r"|not found|no longer|not exist",
    re.IGNORECASE,
)


def words_of_withdrawal(document: Document, portal: Portal) -> str | None:
    """Return the words by which the page says that its article is gone, or None.

    They count where the platform file says that they stand, and there only as the whole of a short text;
    else as a line of their own on a page that has no text beside them.
    """
    if document.tree is None:
        return None
    for selector in portal.gone_in if portal.gone_words else ():
        for element in selector.found(document.tree):
            text = tidy(visible_text(element))
            if len(text) <= LONGEST and any(words in fold(text) for words in portal.gone_words):
                return text
    return _words_alone(lines_of(document.tree.root)) if _MAY_TELL.search(document.text) else None


def _words_alone(lines: list[Line]) -> str | None:
    said = next((line for line in lines if _says_gone(line)), None)
    if said is None or any(_is_of_an_article(line) for line in lines):
        return None
    return said.text


def _says_gone(line: Line) -> bool:
    return len(line.text) <= LONGEST and not line.linked and _GONE.fullmatch(fold(line.text)) is not None


def _is_of_an_article(line: Line) -> bool:
    long = len(line.text) >= LEAST_TEXT and not line.linked and line.text[-1] in ".!?…”/"
    return long and not any(map(is_aside, up_from(line.block)))
