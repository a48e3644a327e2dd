"""The metadata lines of one article: dates, views, poster, authors, origin, whatever the markup.

Problem codes beside those of `dates`:

- `date-label-updated`: the only date has a label that says "updated"; it is taken for the publication's
- `date-several`: several dates could be the publication's; the first is given
- `date-order`: the update is older than the publication
- `date-clock`: the only date looks like the page's clock; it is not given
- `date-unlabelled`: the only date has other words before it and no label; it is not given
- `views-unreadable`, `views-several`: a views label with no one number behind it
"""

from __future__ import annotations

import datetime as dt
import functools
import itertools
import re
from collections.abc import Sequence

from archiver.models import Record
from archiver.normalise.dates import DateReading, dates_in
from archiver.normalise.label_table import KIND_OF, Kind, Piece, pieces
from archiver.normalise.metadata_values import EDGE_MARKS, LONGEST_POSTER, Found, read_pieces
from archiver.normalise.name_rules import is_account, is_login, strict_names
from archiver.normalise.text import lowered, tidy
from archiver.normalise.views import read_view_count, without_todays

_MOST_LINES = 200
_LONGEST = 400
MOST_COLUMNS = 6
_DRAWN_BETWEEN = re.compile(r"\s(?:::|@)(?:\s|$)|(?<=\d\))\s?/\s?(?=[^\W\d_])|(?<=[\d'’])\s/\s(?=[^\W\d_])")
"""Marks that some templates draw between parts: "By Admin @ 08:30 :: 9 Views", "Xem (9)/Bình luận (0)"."""
_PICTURE = re.compile(r"^[^\w\s(),.:;/|-]{1,3}\s?")
_TIME_ALONE = re.compile(r"(?:(?:giờ(?: đăng)?|lúc)\s?:\s?)?([0-2]?\d:[0-5]\d(?::[0-5]\d)?)")
_DAY_ALONE = re.compile(
    r"(?:[^\W\d_]+(?:\s\w+)?,\s)?[0-3]?\d"
    r"(?:([/.-])[01]?\d\1| tháng (?:[01]?\d|(?:mười )?[^\W\d_]{2,4})(?:,| năm)? )(?:19|20)\d\d"
)
_LABELLED_TIME = re.compile(
    r"(?P<label>[^\W\d][^\d:]{3,24}?)\s?:?\s(?P<time>[0-2]?\d:[0-5]\d(?::[0-5]\d)?)(?![\d:])"
)
_DAY_OF_MONTH = re.compile(r"[0-3]?\d")
_MONTH_ALONE = re.compile(r"(?:tháng|thg|th)\.?\s?[01]?\d(?:,\s?|\s|/|\s/\s)(?:19|20)\d\d")
LONGEST_TIME, LONGEST_DAY = 20, 30
_HEADS = frozenset({"poster", "author", "source", "published", "updated", "views", "other", "other_date"})
"""Labels that may head a column beside them."""
_IN_ROWS = frozenset({"poster", "author", "source", "published", "updated", "views"})
"""Labels that head the columns of a table of one article's metadata."""


class Metadata(Record, frozen=True, kw_only=True):
    """What the metadata lines of one article say."""

    published: DateReading | None
    """Null where no line has a date; without a day where one has, that cannot be read."""
    updated: DateReading | None
    """Only beside a publication date."""
    view_count: int | None
    poster: str | None
    """The account; null too where its label stands without a value."""
    authors: tuple[str, ...]
    are_pictured: bool
    """Whether the authors stand behind the picture of a person, as who posted does, too."""
    source: str | None
    photographers: tuple[str, ...]
    problems: tuple[str, ...]
    """Codes, see the module and `archiver.normalise.dates`."""


def read_metadata(lines: Sequence[str], *, seen_at: dt.datetime | None) -> Metadata:
    """Return what the metadata lines of one article say; at most 200 lines of 400 characters are looked at.

    `seen_at` is the moment at which the page was fetched. Values may stand on the line after their label.
    Never raises.
    """
    return _read_lines(tuple(line[: _LONGEST * 2] for line in lines[:_MOST_LINES]), seen_at)


@functools.lru_cache(maxsize=4)
def _read_lines(lines: tuple[str, ...], seen_at: dt.datetime | None) -> Metadata:
    """Return the same; remembered, for the road asks twice: what the lines lack, and then what they say."""
    found = Found(seen_at)
    awaited: Piece | None = None
    tidied = (_DRAWN_BETWEEN.sub(" | ", without_todays(tidy(line)[:_LONGEST])) for line in lines)
    told = _with_colons([text for text in tidied if text.strip(EDGE_MARKS + ".")])
    for text in _counts_joined(_counts_parted(_with_day_of_time(_times_joined(_rows_paired(told))))):
        cut = pieces(text)
        if awaited and cut[0].kind is None and _can_be_value(awaited, cut[0].value):
            cut[0] = awaited._replace(value=cut[0].value, colon=True)
        read_pieces(cut, text, found)
        awaited = cut[-1] if _awaits(cut) else None
    return _decided(found)


_BY_ALONE = frozenset({"By", "by", "BY"})


def _with_colons(lines: list[str]) -> list[str]:
    """Return the lines, one that begins with a colon put behind its label, an account behind "By".

    The label that an icon stands for gives way to that in words beside it.
    """
    joined: list[str] = []
    for line in map(_without_icon, lines):
        if joined and joined[-1] in _BY_ALONE and (is_login(line) or is_account(line)):
            joined[-1] = f"By {line}"
        elif line[0] not in ":：":
            joined.append(line)
        elif joined:
            joined[-1] = f"{joined[-1]}: {line[1:].strip()}".rstrip()
        elif value := line[1:].strip():
            joined.append(value)
    return joined


def _without_icon(line: str) -> str:
    """Return a line without the label that an icon stands for, where the words behind it are one, too."""
    icon, _, words = line.partition(": ")
    return words if label_alone(words) and label_alone(icon) else line


def _rows_paired(lines: list[str]) -> list[str]:
    """Return the lines, a row of labels and the row of their values below it made label and value each.

    Only where there are as many values, and each can be its label's.
    """
    paired: list[str] = []
    at = 0
    while at < len(lines):
        labels = list(itertools.takewhile(_is_label_alone, lines[at : at + MOST_COLUMNS]))
        values = lines[at + len(labels) : at + 2 * len(labels)]
        fits = len(labels) > 1 and len(values) == len(labels) and all(map(_fits, labels, values))
        paired += (
            [": ".join(pair) for pair in zip(labels, values, strict=True)] if fits else lines[at : at + 1]
        )
        at += 2 * len(labels) if fits else 1
    return paired


def _times_joined(lines: list[str]) -> list[str]:
    """Return the lines, a time put to the day next to it, a day to its month: "08:30", "16/12/2017"."""
    joined: list[str] = []
    for line in lines:
        pair = tuple(_PICTURE.sub("", text) for text in (*joined[-1:], line))
        if whole := _whole(*pair) if len(pair) > 1 else None:
            joined[-1] = whole
        else:
            joined.append(line)
    return joined


def _whole(first: str, second: str) -> str | None:
    """Return a day and its time in one, or a day and its month, whichever stands first of the two."""
    if (time := _time_in(second)) and (_is_day(first) or _labels_day(first)):
        return f"{first} {time}"
    if (time := _time_in(first)) and (_is_day(second) or (time != first and _labels_day(second))):
        return f"{time} {second}" if time == first else f"{second} {time}"
    if _DAY_OF_MONTH.fullmatch(first) and _is_month(second):
        return f"{first} {second}"
    return None


def _with_day_of_time(lines: list[str]) -> list[str]:
    """Return the lines, the one day among them put behind the one labelled time that has none.

    As blogs of SharePoint print them: the day above the title, and "Đăng lúc 08:30 bởi Admin" below the text.
    """
    timed = [(at, found) for at, line in enumerate(lines) if (found := _LABELLED_TIME.match(line))]
    if len(timed) != 1:
        return lines
    (at, found), days = timed[0], [line for line in lines if _is_day(line)]
    rest = lines[at][found.end() :]
    if len(days) != 1 or KIND_OF.get(lowered(found["label"])) != "published" or dates_in(rest, seen_at=None):
        return lines
    whole = f"{found['label']}: {found['time']} {days[0]}{rest}"
    return [whole if number == at else line for number, line in enumerate(lines) if line is not days[0]]


def _time_in(text: str) -> str | None:
    """Return the time that is all of a line but its own label, "Giờ đăng: 08:30"."""
    found = _TIME_ALONE.fullmatch(lowered(text)) if len(text) < LONGEST_TIME else None
    return found[1] if found else None


def _labels_day(line: str) -> bool:
    """Return whether a line is the label of a day and the day, nothing behind it."""
    cut = pieces(line)
    return len(cut) == 1 and cut[0].kind in {"published", "updated"} and _is_day(cut[0].value)


def _is_month(text: str) -> bool:
    """Return whether a line is a month and its year, as the lower half of a calendar's leaf prints them."""
    return len(text) < LONGEST_DAY and _MONTH_ALONE.fullmatch(lowered(text)) is not None


def _is_day(text: str) -> bool:
    """Return whether a line is a day and nothing else, its month in digits or words."""
    return len(text) < LONGEST_DAY and _DAY_ALONE.fullmatch(lowered(text)) is not None


def _is_label_alone(line: str) -> bool:
    if len(line) > LONGEST_POSTER:
        return False
    cut = pieces(line)
    return len(cut) == 1 and cut[0].kind in _HEADS and not (cut[0].colon or cut[0].value)


def _fits(label: str, value: str) -> bool:
    """Return whether a value can be that of a label by its form."""
    kind = pieces(label)[0].kind
    if len(value) > LONGEST_POSTER or _is_label_alone(value):
        return False
    if kind == "views":
        return _is_count(value)
    if kind in ("other", "other_date"):
        return True
    is_dated = any(map(str.isdecimal, value)) and bool(dates_in(value, seen_at=None))
    return is_dated == (kind in ("published", "updated")) and not _is_count(value)


def label_alone(line: str) -> Piece | None:
    """Return the label of the metadata that a line consists of, without a value; None for any other line."""
    if not line or len(line) > LONGEST_POSTER:
        return None
    label = lowered(line).rstrip(" :：")
    kind = KIND_OF.get(label)
    return Piece(kind, label, "", len(label) < len(line), 0) if kind in _IN_ROWS else None


def can_follow(label: Piece, line: str) -> bool:
    """Return whether a line can be the value of the label that stands alone on the line before it."""
    cut = pieces(line)
    if cut[0].kind is not None:
        return False
    if label.kind in ("published", "updated"):
        return len(line) <= LONGEST_POSTER and bool(dates_in(line, seen_at=None))
    return _can_be_value(label, cut[0].value)


def _counts_parted(lines: list[str]) -> list[str]:
    """Return the lines, "61", "Lượt xem 0", "Bình luận" cut between the label and the number of the next."""
    parted: list[str] = []
    for before, line, behind in zip(["", *lines], lines, [*lines[1:], ""], strict=False):
        label, _, number = line.rpartition(" ")
        is_between = _is_count(number) and _is_count_label([label]) and _is_count(before)
        parted += [label, number] if is_between and _is_count_label([behind]) else [line]
    return parted


def _counts_joined(lines: list[str]) -> list[str]:
    """Return the lines, a number and the label below it made one where the number is the label's own.

    "742", "lượt xem", "0", "bình luận": it is where no label before claims the number, and what follows the
    label is no number, or one with a label of its own. Where neither can be told, no number is left to guess.
    """
    joined: list[str] = []
    at = 0
    while at < len(lines):
        at += 1
        if not _is_count(lines[at - 1]) or not _is_count_label(lines[at : at + 1]) or _claims(joined[-1:]):
            joined.append(lines[at - 1])
            continue
        following = lines[at + 1 : at + 2]
        if not following or not _is_count(following[0]) or _is_count_label(lines[at + 2 : at + 3]):
            joined.append(f"{lines[at - 1]} {lines[at]}")
            at += 1
        else:
            joined.append(lines[at])
            at += 2
    return joined


def _is_count(text: str) -> bool:
    return len(text) < 12 and text[:1].isdecimal() and read_view_count(text) is not None


def _is_count_label(lines: list[str]) -> bool:
    """Return whether the first line is the label of a count, alone and without a colon."""
    if not lines or len(lines[0]) > LONGEST_POSTER:
        return False
    cut = pieces(lines[0])
    return len(cut) == 1 and cut[0].kind in ("views", "other") and not (cut[0].colon or cut[0].value)


def _claims(lines: list[str]) -> bool:
    """Return whether the last line ends in a label whose value is to come."""
    return bool(lines) and _awaits(pieces(lines[-1]))


def strip_label(text: str) -> tuple[Kind | None, str]:
    """Return the kind of the label that `text` begins or ends with, and the rest: for single cells.

    Kinds are those of `label_table.LABELS`; null and the tidied text where there is no label, or far more
    than a cell holds.
    """
    tidied = tidy(text)
    if len(tidied) > _LONGEST * 4:
        return None, tidied
    cut = pieces(tidied)
    first, last = cut[0], cut[-1]
    if first.kind is not None:
        return first.kind, tidied[_value_start(tidied, first) :].strip(" |,;•·–—-")
    if len(cut) == 2 and not last.value:
        return last.kind, first.value
    return None, tidied


def _value_start(text: str, piece: Piece) -> int:
    end = piece.start + len(piece.label)
    while end < len(text) and text[end] in " :：":
        end += 1
    return end


def _awaits(cut: list[Piece]) -> bool:
    """Tell whether the next line may hold the value of a line's last label: not for "24114 Lượt xem"."""
    last = cut[-1]
    if last.kind is None or last.value:
        return False
    return last.kind != "views" or last.colon or len(cut) == 1 or cut[-2].kind is not None


def _can_be_value(label: Piece, text: str) -> bool:
    if label.kind in ("views", "other"):
        return text[:1].isdecimal()
    if label.kind in ("published", "updated", "other_date"):
        return any(map(str.isdecimal, text)) or len(text) <= 40
    return len(text.partition(" | ")[0]) <= LONGEST_POSTER


def _decided(found: Found) -> Metadata:
    published, updated, problems = _decided_dates(found)
    signed = next((byline.authors for byline in found.signed if byline.authors), ())
    sources = found.sources + [byline.source for byline in found.signed if byline.source] + found.datelines
    photographers = found.photographers + [name for byline in found.signed for name in byline.photographers]
    wrote = {name: names for name in found.writers if (names := _who_wrote(name, found))}
    authors = found.authors or list(wrote.values())
    posters = (*found.posters, *(name for name in found.writers if name not in wrote), *found.accounts)
    views, views_problem = _decided_views(found)
    codes = [*problems, *views_problem]
    for reading in (published, updated):
        codes += reading.problems if reading else ()
    return Metadata(
        published=published,
        updated=updated,
        view_count=views,
        poster=next(iter(posters), None),
        authors=authors[0] if authors else signed,
        are_pictured=not authors and any(byline.authors == signed for byline in found.pictured),
        source=sources[0] if sources else None,
        photographers=tuple(dict.fromkeys(photographers)),
        problems=tuple(dict.fromkeys(codes)),
    )


def _who_wrote(name: str, found: Found) -> tuple[str, ...]:
    """Return the names behind "Author" where a label names an origin, or somebody else, who posted."""
    return strict_names(name) if (found.posters or found.sources) and name not in found.posters else ()


def _decided_views(found: Found) -> tuple[int | None, list[str]]:
    if len(set(found.views)) > 1:
        return None, ["views-several"]
    if found.views:
        return found.views[0], []
    return None, found.problems[:1]


def _decided_dates(found: Found) -> tuple[DateReading | None, DateReading | None, list[str]]:
    updated = _first_good(found.updated)
    published = _first_good(found.published)
    problems: list[str] = []
    if published is None or published.day is None:
        bare = _unlabelled(found)
        candidate = _first_good(bare)
        if candidate and candidate.day and updated and updated.day and candidate.day > updated.day:
            candidate = None
        if candidate and (candidate.day or published is None):
            published = candidate
            problems += ["date-several"] if len({reading.day for reading in bare if reading.day}) > 1 else []
    elif len({reading.day for reading in found.published if reading.day}) > 1:
        problems.append("date-several")
    if (published is None or published.day is None) and updated and updated.day:
        return updated, None, [*problems, "date-label-updated"]
    if published is None and updated is None:
        published = _not_taken(found)
    if published and updated and published.day and updated.day and updated.day < published.day:
        problems.append("date-order")
    return published, updated, problems


def _not_taken(found: Found) -> DateReading | None:
    """Return the words of a date that was met and left, with the reason."""
    if found.clocks:
        return DateReading(day=None, moment=None, raw=found.clocks[0].raw, problems=("date-clock",))
    if found.doubtful:
        return DateReading(day=None, moment=None, raw=found.doubtful[0], problems=("date-unlabelled",))
    return None


def _unlabelled(found: Found) -> list[DateReading]:
    return found.bare if any(reading.day for reading in found.bare) else found.bare + found.leading


def _first_good(readings: list[DateReading]) -> DateReading | None:
    good = next((reading for reading in readings if reading.day), None)
    return good or (readings[0] if readings else None)
