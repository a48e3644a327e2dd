"""The labels that portals print, as data, and the cutting of a line at them.

Labels seen on real portals, and some inferred from them. Written in NFC and lower case; a line is matched
tidied and lowered.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from archiver.normalise.name_rules import is_name
from archiver.normalise.name_words import UNNAMED
from archiver.normalise.text import lowered

Kind = Literal[
    "poster",
    "author",
    "credit",
    "photographer",
    "source",
    "published",
    "updated",
    "views",
    "other_date",
    "other",
]

PERSON = "👤"
"""The picture of a person: who posted, or who wrote."""
LABELS: dict[Kind, tuple[str, ...]] = {
    "poster": (
        "người đăng tin bài", "người đăng bài viết", "người đăng bài", "người đăng tin", "người đăng tải",
        "người đăng", "đơn vị đăng tin", "đơn vị đăng bài", "đơn vị đăng tải", "đơn vị đăng",
        "user đăng tin", "được đăng bởi", "đăng bởi", "đăng tin bởi", "đăng tải bởi", "cập nhật bởi",
        "gửi bởi", "được gửi bởi", "người gửi", "người gửi bài", "người tạo", "người cập nhật",
        "người nhập tin", "người đưa tin", "tài khoản đăng", "được viết bởi",
        "viết bởi", "bởi", "author", "posted by", "post by",
        "submitted by", "written by", "created by", "published by", "nguoi dang", PERSON,
    ),
    "author": (
        "tác giả bài viết", "tác giả", "tác giá", "bút danh", "người viết bài", "người viết", "nhóm tác giả",
        "thực hiện",
        "người thực hiện", "nhóm thực hiện", "bài viết của", "ctv", "cộng tác viên", "phóng viên", "pv",
        "nhóm phóng viên", "nhóm pv", "✍", "✍️", "🖊", "🖋",
        "reported by", "story by", "tac gia",
    ),
    "credit": (
        "bài và ảnh", "tin và ảnh", "tin, bài và ảnh", "tin bài và ảnh", "tin, bài, ảnh", "tin bài, ảnh",
        "tin, ảnh", "bài, ảnh", "tin ảnh", "bài ảnh", "tin - ảnh", "bài - ảnh", "tin-ảnh", "bài-ảnh",
        "tin/ảnh", "bài/ảnh", "tin & ảnh", "bài & ảnh", "ảnh và bài", "ảnh, bài", "tin, bài", "tin bài",
        "tin và bài", "bài viết", "bài", "tin", "tin, video", "bài, video", "tin, ảnh, video", "text",
    ),
    "photographer": (
        "ảnh", "nguồn ảnh", "hình ảnh", "ảnh minh họa", "ảnh đầu bài", "ảnh chụp", "hình", "photo",
        "photos",
    ),
    "source": (
        "nguồn tin bài", "nguồn tin", "nguồn bài viết", "nguồn bài", "nguồn trích dẫn", "trích nguồn",
        "nguồn thông tin", "nguồn", "theo nguồn", "theo nguồn tin", "theo", "source", "nguon", "nguon tin",
    ),
    "published": (
        "ngày đăng tin", "ngày đăng bài", "ngày đăng tải", "ngày đăng", "đăng ngày", "đăng tin ngày",
        "đăng lúc", "đăng vào lúc", "đăng vào ngày", "đăng vào", "vào lúc", "đã đăng", "đã đăng lúc",
        "đăng tải lúc", "ngày phát sóng", "ngày phát",
        "ngày xuất bản", "xuất bản ngày", "xuất bản lúc", "xuất bản", "thời gian xuất bản", "gửi lúc",
        "gửi ngày", "ngày gửi", "ngày gửi bài", "ngày gửi tin",
        "thời gian đăng tin", "thời gian đăng bài", "thời gian đăng", "thời gian",
        "thời điểm đăng", "tin đăng ngày", "tin đăng lúc", "bài đăng ngày", "đăng tin lúc", "ngày đưa tin",
        "được xuất bản", "được viết", "được đăng ngày", "được đăng lúc", "được đăng vào", "được tạo ngày",
        "được tạo lúc", "được tạo", "gửi lên",
        "đăng lên", "date posted", "ngày viết", "viết ngày", "ngày tạo", "tạo ngày", "được đăng", "ngày",
        "ngay dang", "publish date",
        "published date", "publication date", "published on", "published", "posted on", "posted", "date",
        "date created", "created at", "created", "được tạo lúc", "được tạo vào", "đã tạo lúc", "tạo lúc",
        "🕒", "🕐", "⏰", "📅", "🗓", "🗓️",
    ),
    "updated": (
        "cập nhật lần cuối lúc", "cập nhật lần cuối", "lần cập nhật cuối", "lần cuối cập nhật",
        "ngày cập nhật", "thời gian cập nhật", "cập nhật lúc", "cập nhật ngày", "cập nhật vào",
        "đã cập nhật", "cập nhật", "cập nhật mới nhất", "chỉnh sửa lần cuối", "chỉnh sửa lúc",
        "sửa lần cuối", "lần sửa cuối", "sửa đổi lần cuối lúc", "sửa đổi lần cuối vào",
        "sửa đổi lần cuối", "sửa đổi lúc",
        "ngày sửa", "ngày chỉnh sửa", "ngày sửa đổi", "last updated", "last modified at",
        "last modified", "last update",
        "updated on", "updated", "update", "modified", "date modified", "cap nhat", "ngay cap nhat",
    ),
    "views": (
        "số lượt xem tin", "số lượt xem bài viết", "số lượt người xem", "số lượt xem", "lượt người xem",
        "lượt xem tin", "lượt xem bài", "lượt xem bài viết", "lượt xem tin bài",
        "lượt đọc bài viết", "lượt xem", "số lần xem", "lần xem", "số người xem", "người xem",
        "người đã xem", "người đã đọc", "đã xem", "đã đọc", "được xem", "được đọc",
        "số lượt đọc", "lượt người đọc", "lượt đọc",
        "số lần đọc", "lần đọc", "số người đọc",
        "số lượt truy cập bài viết", "lượt truy cập bài viết", "lượt truy cập tin", "số lượng xem",
        "lượt view", "view count", "views count", "số view", "views", "view", "hits", "reads",
        "number of views", "xem", "đọc", "luot xem", "so luot xem", "luot doc",
        "👁", "👁️",
    ),
    "other_date": (
        "ngày ban hành", "ban hành ngày", "ban hành", "ngày có hiệu lực", "ngày hiệu lực", "hiệu lực từ",
        "hiệu lực từ ngày", "hiệu lực", "có hiệu lực từ", "còn hiệu lực", "hết hiệu lực",
        "ngày hết hiệu lực", "ngày ký", "ngày phát hành", "phát hành ngày", "ngày họp", "ngày sinh",
        "ngày diễn ra", "ngày sự kiện", "thời gian diễn ra", "thời gian bắt đầu", "thời gian kết thúc",
        "ngày bắt đầu", "ngày kết thúc", "ngày hết hạn", "hạn nộp", "thời hạn", "bây giờ là", "hôm nay là",
        "hôm nay", "print", "in ra lúc", "ngày in", "phát sóng ngày", "phát sóng", "effective date",
        "issued date", "issued",
    ),
    "other": (
        "tổng lượt truy cập", "tổng số lượt truy cập", "tổng truy cập", "số lượng truy cập",
        "số lượt truy cập", "lượt truy cập", "thống kê truy cập", "đã truy cập", "đang truy cập",
        "truy cập", "đang trực tuyến", "trực tuyến", "đang online", "online", "khách viếng thăm",
        "tổng số lượt xem", "tổng lượt xem", "tổng số lần xem", "tổng lần xem",
        "hôm qua", "trong ngày", "trong tuần", "trong tháng",
        "tuần này", "tháng này", "tháng hiện tại", "tất cả", "thành viên online", "máy chủ tìm kiếm",
        "đánh giá", "đánh giá bài viết", "bình chọn", "xếp hạng", "điểm", "tổng số điểm của bài viết là",
        "rating", "đường dây nóng", "hotline", "điện thoại", "đt", "tel", "fax", "email", "số ký hiệu",
        "số, ký hiệu", "số hiệu", "lượt tải", "lượt tải về", "số lượt tải", "đã tải", "tải về",
        "downloads", "bình luận", "số bình luận", "comments", "comment", "lượt thích", "lượt chia sẻ",
        "chia sẻ", "chia sẻ bài viết", "chia sẻ bài viết này", "chia sẻ tin", "chia sẻ tin bài",
        "chia sẻ bài", "gửi bài viết", "in bài viết", "cỡ chữ", "từ khóa", "tags", "chuyên mục", "danh mục",
        "người dịch", "biên dịch", "dịch", "translated by", "biên tập", "người biên tập", "người duyệt",
        "sưu tầm", "người sưu tầm",
        "kiểm duyệt", "người kiểm duyệt", "duyệt bài", "người duyệt bài", "duyệt tin", "hiệu đính",
        "chịu trách nhiệm",
        "địa chỉ", "kích thước", "video", "clip", "đồ họa", "quay phim", "nội dung", "cơ quan ban hành",
        "người ký", "lĩnh vực", "loại văn bản", "đơn vị", "lưu ý", "content",
    ),
}  # fmt: skip
"""What a label says about the value beside it; `credit` names authors only where names follow."""

_COLON_NEEDED = frozenset((
    "author", "bởi", "text", "bài", "tin", "bài viết", "tin bài", "tin, bài", "ảnh", "hình", "photo",
    "photos", "hình ảnh", "nguồn", "source", "ngày", "date", "thời gian", "created", "posted", "xuất bản",
    "được đăng", "được tạo", "vào lúc", "views", "view", "hits", "reads", "xem", "đọc", "thực hiện",
    "ctv", "cộng tác viên", "phóng viên", "pv", "nhóm phóng viên", "nhóm pv", "điểm", "dịch", "đt",
    "tel", "fax", "sưu tầm",
    "video", "clip", "đơn vị", "nội dung", "ban hành", "tất cả", "update", "modified", "truy cập",
    "người xem", "tin ảnh", "bài ảnh", "chia sẻ", "comment", "online", "trực tuyến", "tác giả", "content",
    "hôm nay", "hôm qua", "đánh giá", "bình chọn", "người viết", "biên tập", "kiểm duyệt", "người gửi",
    "người tạo", "duyệt bài", "duyệt tin", "hiệu đính", "phát sóng", "thời hạn", "địa chỉ",
    "danh mục", "chuyên mục", "lĩnh vực", "nguon", "tac gia", "cap nhat", "theo",
))  # fmt: skip
"""Words of the language as much as labels: they count with a colon, or alone on their line."""

_AT_EDGE_BEFORE_DATES = frozenset(("xuất bản", "được đăng", "được tạo", "posted", "created"))
"""Of these, what a page says of its article in a word: a date behind it, they begin a line or part of one."""

_AT_EDGE_ONLY = frozenset(
    (
        "author",
        "bài",
        "tin",
        "ảnh",
        "hình",
        "ngày",
        "date",
        "xem",
        "đọc",
        "text",
        "video",
        "clip",
        "source",
        "theo",
        "view",
    )
)
"""Too short to be found within other words: they count at the start of a line or after a mark."""

_AFTER_SPACE = frozenset(("date", "đọc", "ngày", "source", "theo", "view", "xem"))
"""Of these, what counts after a space, too, where it begins with a capital and has a colon."""

_BEFORE_NAMES = frozenset(("tác giả", "tac gia"))
"""Labels that count without a colon before a person's name: at an edge, or a capital after a space."""


def _variants(label: str) -> set[str]:
    """Return `label` with its tone marks where the old rule and where the new rule puts them."""
    pairs = (("hòa", "hoà"), ("họa", "hoạ"), ("khóa", "khoá"), ("hóa", "hoá"), ("ủy", "uỷ"))
    return {label} | {label.replace(new, old) for new, old in pairs}


KIND_OF: dict[str, Kind] = {
    variant: kind for kind, labels in LABELS.items() for label in labels for variant in _variants(label)
}
"""Each label's kind."""


def _trie_pattern(words: list[str]) -> str:
    """Return a pattern that matches the longest of `words`, trying no letter twice."""
    by_first: dict[str, list[str]] = {}
    ends = False
    for word in words:
        if word:
            by_first.setdefault(word[0], []).append(word[1:])
        else:
            ends = True
    branches = [re.escape(first) + _trie_pattern(rest) for first, rest in sorted(by_first.items())]
    if not branches:
        return ""
    if len(branches) == 1 and not ends:
        return branches[0]
    return f"(?:{'|'.join(branches)})" + ("?" if ends else "")


_FIRST_LETTERS = "".join(sorted({re.escape(label[0]) for label in KIND_OF}))
_LABEL = re.compile(
    rf"(?=[{_FIRST_LETTERS}])(?<![^\W\d_])({_trie_pattern(list(KIND_OF))})(?![^\W\d_])\s?([:：])?\s?"
)
_EDGES = frozenset("|;,([]•·/-–—*.")
_DATE_FOLLOWS = re.compile(
    r"[\s(,|–—-]{0,3}(?:\d|thứ\s|chủ nhật|cn\W|t[2-7]\W|lúc\s|vào\s|ngày\s|tháng\s"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day\W|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?\s\d)"
)
_COUNT_BEFORE = re.compile(r"(?:^|[|;,(•·–—-]\s?|\s/\s)(?:(?:đã )?có )?\d[\d.,]{0,11}k?\s?$")
_COUNT_BEHIND_SPACE = re.compile(r"(?:^|[|;,(•·–—\s-])\d[\d.,]{0,11}k?\s?$")
_IN_ENGLISH = frozenset(("views", "view", "hits", "reads"))
"""No words of a Vietnamese sentence: a count before them may stand behind a space alone."""
_COUNT_IN_BRACKETS = re.compile(r"\(\d[\d.,]{0,11}k?\)(?:\s?$|\s?[|;,•·–—-])")
_ENDS = re.compile(r"\s?(?:(?:tin|bài(?: viết)?|trang)(?: này)?)?\s?(?:$|[|;,)•·–—-]|/\s)")
"""What may stand behind a count and its label: the end, or what it is of, "1.212 người xem tin này"."""
_PART = re.compile(r"[|;,()•·/–—*-]")
_OF_NAMES = frozenset({"poster", "author", "credit"})
_STRIPPED = " \t|;,•·–—-*"


class Piece(NamedTuple):
    """A stretch of a line that begins with a label; the first may have none."""

    kind: Kind | None
    label: str
    """As found, in lower case; empty without one."""
    value: str
    """What stands behind it, up to the next label."""
    colon: bool
    start: int
    """Where its label begins in the line."""


def pieces(line: str) -> list[Piece]:
    """Return the tidied `line` cut at its labels; a first piece of kind null holds what stands before."""
    low = lowered(line)
    marks = _without_names(line, list(_labels(line, low)))
    if not marks:
        return [Piece(None, "", line, False, 0)]
    cut: list[Piece] = []
    if head := line[: marks[0].start()].rstrip(" |;•·([,-–—*").removesuffix(" /"):
        cut.append(Piece(None, "", head, False, 0))
    ends = [found.start() for found in marks[1:]] + [len(line)]
    for found, end in zip(marks, ends, strict=True):
        value = line[found.end() : end].strip(_STRIPPED)
        value = value[:-2].rstrip(_STRIPPED) if value.endswith(" /") else value
        cut.append(Piece(KIND_OF[found[1]], found[1], value, found[2] is not None, found.start()))
    return cut


def _without_names(line: str, marks: list[re.Match[str]]) -> list[re.Match[str]]:
    """Return the labels but those that begin with the end of a name: "Đăng bởi Minh Đăng lúc 08:30"."""
    kept: list[re.Match[str]] = []
    for found in marks:
        if not (kept and _ends_name(line, kept[-1], found)):
            kept.append(found)
    return kept


def _ends_name(line: str, before: re.Match[str], found: re.Match[str]) -> bool:
    """Return whether the first word of a date's label is the last of the name behind a label of names.

    It is where "by" goes on as a sentence, in which the name is no end, or where what stands before would be
    no name without it.
    """
    if KIND_OF[before[1]] not in _OF_NAMES or found[2] or not line[found.start()].isupper():
        return False
    value = line[before.end() : found.start()].rstrip()
    is_sentence = before[2] is None and before[1].endswith(_OF_A_POSTER)
    word = line[found.start() : found.end()].split(" ", 1)[0]
    return (is_sentence or not is_name(value)) and is_name(f"{value} {word}")


def _labels(line: str, low: str) -> Iterator[re.Match[str]]:
    """Yield the labels of a line; of "Minh Đăng Ngày đăng: 16/12" that with the colon alone."""
    at = 0
    while found := _LABEL.search(low, at):
        at = found.end()
        if _is_label(found, line, low):
            yield found
        elif not found[2]:
            later = _LABEL.search(low, found.start() + 1)
            if later and later[2] and later.start() < at:
                at = later.start()


def _is_label(found: re.Match[str], line: str, low: str) -> bool:
    label, colon = found[1], found[2] is not None
    start, end = found.start(), found.end()
    if label in _AT_EDGE_ONLY and not _at_edge(start, low):
        return colon and label in _AFTER_SPACE and _is_capital_after_space(start, line)
    if colon or (start == 0 and end == len(low) and label not in UNNAMED):
        return True
    if KIND_OF[label] == "views" and _is_counted(start, end, low):
        return True
    if label in _BEFORE_NAMES and (_at_edge(start, low) or _is_capital_after_space(start, line)):
        return is_name(_PART.split(line[end:], 1)[0].strip())
    if label in _COLON_NEEDED and not (label in _AT_EDGE_BEFORE_DATES and _at_edge(start, low)):
        return False
    return _value_follows(label, low, start, end)


def _is_capital_after_space(start: int, line: str) -> bool:
    return line[start].isupper() and line[start - 1].isspace()


def _is_counted(start: int, end: int, low: str) -> bool:
    """Return whether a label stands behind a number, the two alone between marks: "| 471 views |"."""
    before = _COUNT_BEHIND_SPACE if low[start:end].strip() in _IN_ENGLISH else _COUNT_BEFORE
    counted = before.search(low, max(0, start - 20), start)
    return counted is not None and _ENDS.match(low, end) is not None


def _value_follows(label: str, low: str, start: int, end: int) -> bool:
    kind = KIND_OF[label]
    if kind == "views":
        before = _before(start, low)
        if low[end : end + 1].isdecimal() or before[-1:].isdecimal() or _SCALED_COUNT.search(before):
            return True
        return _COUNT_IN_BRACKETS.match(low, end) is not None
    if kind in ("published", "updated", "other_date"):
        return _DATE_FOLLOWS.match(low, end) is not None
    if kind == "poster" and _before(start, low)[-1:].isdecimal():
        return label.endswith(_OF_A_POSTER)
    return _at_edge(start, low)


_SCALED_COUNT = re.compile(r"\d\s?(?:k|nghìn|ngàn|triệu)$")
"""The end of a count in thousands or millions: "11,7K lượt xem"."""
_OF_A_POSTER = (" bởi", " by")
"""How labels of the poster end that stand behind a date: "16/12/2017 08:30 Đăng bởi Admin"."""


def _before(start: int, low: str) -> str:
    """Return the few letters before a place; a tidied line has no two spaces in a row."""
    return low[max(0, start - 20) : start].rstrip()


def _at_edge(start: int, low: str) -> bool:
    before = _before(start, low)
    return not before or before[-1] in _EDGES
