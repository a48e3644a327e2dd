"""The values of metadata lines, piece by piece, as candidates: `labels` decides between them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, field

import msgspec

from archiver.models import VIETNAM
from archiver.normalise import names
from archiver.normalise.dates import DateReading, dates_in, read_date
from archiver.normalise.label_table import PERSON, Kind, Piece, pieces
from archiver.normalise.name_rules import is_account, is_capitalised, is_login, is_name, is_office, name_parts
from archiver.normalise.text import lowered
from archiver.normalise.views import NUMBER, SCALED, read_view_count

LONGEST_POSTER = 60
_CLOCK_SLACK = dt.timedelta(minutes=10)
_CELL = re.compile(r"\s*[|•·]\s*")
EDGE_MARKS = " \t|,;•·–—-()[]"
_CLOCK = re.compile(r"\d{1,2}:\d{2}(?::\d{2})?\s(?:ict|gmt\s?\+\s?7)\s(?:thứ|chủ nhật)")
_LEADING_COUNT = re.compile(rf"{NUMBER}(?=\s?(?:$|[^\W\d_]|[|;()•·,–—-](?!\d)))")
_TRAILING_COUNT = re.compile(rf"(?<![\d/:.,-])(?:{NUMBER}|{SCALED})\s?$", re.IGNORECASE)
_COUNTED_BEFORE = re.compile(rf"{NUMBER}%?\s[|/;•·–—-]\s")
"""The count behind another label, where a part without a label follows."""
_HAS = re.compile(r"\s*(?:đã\s)?có\s*$", re.IGNORECASE)
"""What goes before a count: "Admin - Đã có 12 lượt xem"."""
_PERCENT = re.compile(r"\d{1,3}(?:[.,]\d{1,2})?\s?%|\d(?:[.,]\d)?\s?/\s?\d{1,2}(?![/\d])")
OTHER_COUNT = re.compile(
    r"\d[\d.,]{0,11}\s?(?:bình luận|phản hồi|ý kiến|(?:lượt )?(?:thích|tải|chia sẻ)|comment|like|share"
    r"|(?:từ|chữ|words?)(?!\w)|phút đọc|min(?:ute)?s? read)"
)
"""A count of something else behind a views label: its own stands before it."""
_TWO_COUNTS = re.compile(r"(\d{1,9})\s\d{1,9}")
_POSTER_END = re.compile(r"\s*(?:;|\s[-–—](?:\s|$)).*")
_POSTED_WHEN = re.compile(
    r"(?:[\s,]+(?:đã|được|đăng|gửi|viết|vào|lúc|lên|hồi|ngày|hôm|từ|posted|on|at)(?!\w)"
    r"(?:\s\d{1,2}[:h]\d{2}(?::\d{2})?)?)+[\s,:]*$"
)
"""What goes on behind who posted, in small letters: "quantri vào ngày", "Admin, lúc 08:30"."""
_POSTED_WHERE = re.compile(
    r"(.+?)(?:\s(?:trong|in)|\. (?:(?:Được đ|Đ)ăng trong|Chuyên mục|Danh mục|Posted in|Category):?)\s"
)
"""Who posted, and behind it the section: "Admin trong Tin tức", "Admin. Chuyên mục Tin tức"."""
_UNIT_WITH_DASH = re.compile(r"[^|;•·\d]{2,40}?\s[-–—]\s(?:[^\W\d_]+\s?){1,4}")
"""An office whose own name holds a dash: "Phòng Văn hóa - Thông tin", "Văn phòng HĐND - UBND"."""
_BY = re.compile(r"[\s|,–—-]*(?:by|bởi)\s(.+)", re.IGNORECASE)
"""The poster behind a labelled date: "Posted on 16/12/2017 by Admin"."""
_POSTED_BY = re.compile(r"[bB](?:ởi|y):? (?P<name>[^\W\d_a-zđà-ỹ].{1,60}|\S{2,60})")
"""The poster in a part of its own: capitalised words, or the one word of an account."""
_POSTED_IN = re.compile(r"(?:được )?(?:đăng|gửi|viết|posted|published|filed) (?:trong|tại|ở|in|under)\s")
"""A section stands between this and the date: "Đăng trong Tin tức ngày 16/12/2017"."""
_OF_VISITORS = frozenset({"đăng nhập", "đăng ký", "tài khoản", "login", "sign in"})
"""What stands beside the picture of a person that is the visitor."""
_POSTER_WORD = re.compile(r"[^\W\d_]")
_WRITER = "author"
"""What systems in English call an account, or who wrote where labels tell who posted or the origin."""


_FULL_STOP = re.compile(r"(?<=[^\W\d_]{2})\.$")
"""The end of a sentence behind a name: "Người đăng: Quản trị. Lượt xem: 12"; that of initials is theirs."""


@dataclass(slots=True)
class Found:
    """What has been met so far; candidates in the order of the page."""

    seen_at: dt.datetime | None
    published: list[DateReading] = field(default_factory=list)
    updated: list[DateReading] = field(default_factory=list)
    bare: list[DateReading] = field(default_factory=list)
    leading: list[DateReading] = field(default_factory=list)
    clocks: list[DateReading] = field(default_factory=list)
    doubtful: list[str] = field(default_factory=list)
    views: list[int] = field(default_factory=list)
    posters: list[str] = field(default_factory=list)
    accounts: list[str] = field(default_factory=list)
    """Accounts that a label calls authors."""
    writers: list[str] = field(default_factory=list)
    """Whom "Author" names: who posted, unless another label tells that."""
    authors: list[tuple[str, ...]] = field(default_factory=list)
    signed: list[names.Byline] = field(default_factory=list)
    pictured: list[names.Byline] = field(default_factory=list)
    """Those of them that stand behind the picture of a person."""
    sources: list[str] = field(default_factory=list)
    datelines: list[str] = field(default_factory=list)
    photographers: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def read_pieces(cut: list[Piece], line: str, found: Found) -> None:
    """Add to `found` what the pieces of one line say."""
    cut = _with_counts_before(cut)
    for index, stretch in enumerate(cut):
        follows = cut[index + 1] if index + 1 < len(cut) else None
        named = stretch.kind in ("poster", "author", "credit", "source")
        piece = stretch._replace(value=_without_count(stretch.value, follows, found)) if named else stretch
        if piece.kind is None:
            text = _without_count(piece.value, follows, found)
            if follows and _posted_itself(piece, follows, line):
                found.posters.append(text)
                continue
            _read_bare(text, line, found, alone=len(cut) == 1)
        elif piece.kind == "views":
            _read_views(piece, cut[index - 1] if index else None, found)
        elif piece.kind in ("published", "updated"):
            _read_labelled_date(piece, follows, found)
        elif piece.kind in _NAMED_BY:
            _NAMED_BY[piece.kind](piece, found)
        elif piece.kind == "other" and (behind := _COUNTED_BEFORE.match(piece.value)):
            _read_bare(piece.value[behind.end() :], line, found, alone=False)


def _posted_itself(before: Piece, label: Piece, line: str) -> bool:
    """Return whether a line says "Ban Biên tập đăng lúc 08:30": who stands before the verb is the poster."""
    says = label.kind == "published" and label.label.startswith(("đăng", "đã đăng")) and not label.colon
    if not says or line[: label.start].rstrip() != before.value or not line[label.start].islower():
        return False
    name = before.value
    return len(name) <= LONGEST_POSTER and (is_office(name) or names.read_byline(name) is not None)


def _with_counts_before(cut: list[Piece]) -> list[Piece]:
    """Return the pieces of "61 Lượt xem 0 Bình luận" without the "0" behind the label that it is not of.

    Numbers stand before their labels where one stands before the first and none behind the last.
    """
    at = len(cut) - 1
    if at < 2 or cut[at].value or not _is_count_label(cut[at]):
        return cut
    while at > 1 and _is_count_label(cut[at - 1]) and read_view_count(cut[at - 1].value) is not None:
        at -= 1
    if at == len(cut) - 1 or not _TRAILING_COUNT.search(cut[at - 1].value):
        return cut
    return [*cut[:at], *(piece._replace(value="") for piece in cut[at:])]


def _is_count_label(piece: Piece) -> bool:
    return piece.kind in ("views", "other") and not piece.colon


def _without_count(text: str, follows: Piece | None, found: Found) -> str:
    """Return `text` without the number that stands before a views label ("24114 Lượt xem")."""
    if follows is None or follows.kind != "views" or follows.colon:
        return text
    if _LEADING_COUNT.match(follows.value) and not OTHER_COUNT.match(lowered(follows.value)):
        return text
    if number := _TRAILING_COUNT.search(text):
        count = read_view_count(number[0])
        if count is not None:
            found.views.append(count)
        return _HAS.sub("", text[: number.start()]).rstrip(f"{EDGE_MARKS}/")
    return text


def _read_views(piece: Piece, before: Piece | None, found: Found) -> None:
    value = _before_date(piece.value, found)
    if not piece.colon and OTHER_COUNT.match(lowered(value)):
        return
    value = _PERCENT.sub(" ", value).strip(EDGE_MARKS)
    number = _LEADING_COUNT.match(value)
    count = read_view_count(value)
    if count is None and number:
        count = read_view_count(number[0])
    if count is not None:
        found.views.append(count)
    elif value or not (before and before.value[-1:].isdecimal() and not piece.colon):
        found.problems.append("views-unreadable")


def _read_labelled_date(piece: Piece, follows: Piece | None, found: Found) -> None:
    """Take the date behind its label, and what stands behind it up to the label that follows."""
    if not piece.value:
        return
    spans = dates_in(piece.value, seen_at=found.seen_at)
    if len(spans) == 1 and spans[0].span and spans[0].span[0] == 0:
        reading = spans[0]
        rest = _without_count(piece.value[spans[0].span[1] :], follows, found)
        if by := _BY.match(rest):
            _add_poster(by[1], found.posters)
        else:
            _read_names(rest.strip(EDGE_MARKS), found)
    else:
        reading = read_date(piece.value, seen_at=found.seen_at)
    (found.published if piece.kind == "published" else found.updated).append(_placeless(reading))


def _before_date(value: str, found: Found) -> str:
    """Take the dates of a labelled value as unlabelled ones; return what stands before them."""
    if not any(map(str.isdecimal, value)):
        return value
    dates = dates_in(value, seen_at=found.seen_at)
    if not dates:
        return value
    start, _ = dates[0].span or (len(value), 0)
    text = value[start:]
    _read_dates(text, text, dates_in(text, seen_at=found.seen_at), found)
    return value[:start].rstrip(EDGE_MARKS)


def _placeless(reading: DateReading) -> DateReading:
    return msgspec.structs.replace(reading, span=None)


def _read_poster(piece: Piece, found: Found) -> None:
    inner = pieces(piece.value)[0]
    if inner.kind == "poster" and inner.value:
        piece = inner  # "Đăng bởi Hồng Hạnh" behind the picture of a person
    text = _before_date(piece.value, found)
    is_board = is_office(text) or lowered(text) == "bbt"
    signed = names.read_byline(text) if piece.label == PERSON and not is_board else None
    if signed and not (signed.source and is_account(text)):
        found.signed.append(signed)
        found.pictured.append(signed)
    elif piece.label != PERSON or lowered(text) not in _OF_VISITORS:
        _add_poster(text, found.writers if piece.label == _WRITER else found.posters)


def _add_poster(text: str, posters: list[str]) -> None:
    whole = _POSTED_WHEN.sub("", _CELL.split(text)[0]).strip(EDGE_MARKS)
    is_unit = len(name_parts(whole)) == 1 or (_UNIT_WITH_DASH.fullmatch(whole) and is_office(whole))
    value = whole if is_unit else _POSTED_WHEN.sub("", _POSTER_END.sub("", whole))
    posted = _POSTED_WHERE.match(value)
    if posted and any(could_post(posted[1]) for could_post in (is_login, is_account, is_name)):
        value = posted[1]
    value = _FULL_STOP.sub("", value.strip(f"{EDGE_MARKS}/"))
    if value and len(value) <= LONGEST_POSTER and _POSTER_WORD.search(value):
        posters.append(value)


def _read_author(piece: Piece, found: Found) -> None:
    piece = piece._replace(value=_before_date(piece.value, found))
    if is_login(piece.value):
        found.accounts.append(piece.value)
    elif authors := names.credited(piece):
        found.authors.append(authors)


def _read_source(piece: Piece, found: Found) -> None:
    value = _FULL_STOP.sub("", _CELL.split(_before_date(piece.value, found))[0].strip(" \t|,;–—-)"))
    if value and len(value) <= 100 and piece.colon:
        found.sources.append(names.without_according(value))


def _read_photographer(piece: Piece, found: Found) -> None:
    found.photographers += names.credited(piece)


_NAMED_BY: dict[Kind, Callable[[Piece, Found], None]] = {
    "poster": _read_poster,
    "author": _read_author,
    "credit": _read_author,
    "source": _read_source,
    "photographer": _read_photographer,
}
"""What takes the names behind each label."""


def _read_bare(text: str, line: str, found: Found, *, alone: bool) -> None:
    readings = (
        dates_in(text, seen_at=found.seen_at) if any(map(str.isdecimal, text)) or "trước" in text else []
    )
    if readings:
        _read_dates(text, line, readings, found)
        return
    if alone and _is_placeholder(text, found):
        return
    if alone and (account := _posted_by(text.strip(EDGE_MARKS))):
        _add_poster(account, found.posters)
        return
    source, rest = names.read_dateline(text)
    if source is not None:
        found.datelines.append(source)
        text = rest
    if text:
        _read_names(text, found)


def _posted_by(text: str) -> str | None:
    """Return who posted by a text of nothing else; behind "By" a name that people have may be an author's."""
    found = _POSTED_BY.fullmatch(text)
    if found is None or (text[1] in "yY" and is_name(found["name"])):
        return None
    return found["name"]


def _is_placeholder(text: str, found: Found) -> bool:
    if len(text) <= 16 and "y" in text and "m" in text:
        reading = read_date(text, seen_at=found.seen_at)
        if "date-placeholder" in reading.problems:
            found.bare.append(reading)
            return True
    return False


def _read_dates(text: str, line: str, readings: list[DateReading], found: Found) -> None:
    """Take the first date of a stretch without a label, if what stands round it allows.

    "<place>, ngày … tháng … năm …" is how an official document dates itself: not the article's date.
    """
    reading = readings[0]
    start, end = reading.span or (0, 0)
    before, after = text[:start], text[end:].strip(EDGE_MARKS)
    head = before.strip(EDGE_MARKS)
    reading = _placeless(reading)
    if _is_clock(reading, line, found.seen_at):
        found.clocks.append(reading)
        return
    if account := _posted_by(head):
        _add_poster(account, found.posters)
        head = before = ""
    if _POSTED_IN.match(lowered(head)) and not after:
        found.bare.append(reading)
        return
    of_a_document = before.rstrip().endswith(",") and lowered(reading.raw).startswith("ngày")
    if head and (
        of_a_document
        or not (_read_names(head, found) or _parted(before) or (not after and _may_sign(head, reading)))
    ):
        found.doubtful.append(text[: LONGEST_POSTER * 2])
        return
    if not after or _read_names(after, found):
        found.bare.append(reading)
    elif by := _BY.fullmatch(text[end:]):
        found.bare.append(reading)
        _add_poster(by[1], found.posters)
    elif counts := _TWO_COUNTS.fullmatch(after):
        found.bare.append(reading)
        found.views.append(int(counts[1]))
    elif _is_short(after) and (head or text[end].isspace() or len(readings) == 1):
        found.bare.append(reading)
    elif _opens_text(reading, text[end:]):
        found.leading.append(reading)
    _read_dateline(after, found)


def _may_sign(head: str, reading: DateReading) -> bool:
    """Return whether words before a moment are capitalised as names are, be they in no list of names."""
    parts = head.split()
    return reading.moment is not None and 2 <= len(parts) <= MOST_WORDS and all(map(is_capitalised, parts))


MOST_WORDS = 5
"""Of a name."""


def _opens_text(reading: DateReading, after: str) -> bool:
    """Tell whether a date heads the running text behind it: glued to it, with a time, or before a capital."""
    return not after[:1].isspace() or reading.moment is not None or after.strip(' -–—|(“"')[:1].isupper()


def _is_short(text: str) -> bool:
    return len(text) <= 40 and len(text.split()) <= 5


def _parted(before: str) -> bool:
    return before.rstrip()[-1:] in ("|", "•", "·", "-", "–", "—", "(", "[", "/", "»", "›", ">")


def _read_dateline(text: str, found: Found) -> None:
    source, _ = names.read_dateline(text)
    if source is not None:
        found.datelines.append(source)


def _is_clock(reading: DateReading, line: str, seen_at: dt.datetime | None) -> bool:
    """Tell whether a date is the page's clock: by the form that NukeViet prints, or by the time of seeing."""
    low = lowered(line)
    if _CLOCK.search(low):
        return True
    if seen_at is None or reading.moment is None or "date-relative" in reading.problems:
        return False
    seen = seen_at if seen_at.tzinfo else seen_at.replace(tzinfo=dt.UTC)
    return "gmt" in low and abs(reading.moment - seen.astimezone(VIETNAM)) <= _CLOCK_SLACK


def _read_names(text: str, found: Found) -> bool:
    """Take who signs and, behind "by", the account that posted; return whether nothing else is there."""
    cells = [cell for cell in _CELL.split(text) if cell]
    accounts = [account for cell in cells if (account := _account_behind_by(cell))]
    signed = [byline for cell in cells if (byline := names.read_byline(cell))]
    for account in accounts:
        _add_poster(account, found.posters)
    found.signed += signed
    return bool(cells) and len(signed) + len(accounts) == len(cells)


def _account_behind_by(cell: str) -> str | None:
    """Return the account of "by admin"; behind "By" a name that people have too may be an author's."""
    word = cell.strip()[3:]
    is_one = cell.strip()[:3].lower() == "by " and " " not in word
    return word if is_one and (is_login(word) or is_account(word)) else None
