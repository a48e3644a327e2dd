"""Which line of a page is its article's title: by what the page states, by markup, by what stands near."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from itertools import islice, takewhile

from archiver.boilerplate import is_boilerplate, starts_related
from archiver.extract.blocks import LEAST_BODY, names_a_lead
from archiver.extract.lines import Line, is_aside, names_of, up_from
from archiver.extract.sections import Sections, leads_nowhere
from archiver.extract.telling import (
    LEAST_CONTENT,
    folded,
    is_called_title,
    is_content,
    is_dated,
    is_metadata,
    is_named_title,
    is_short,
    tells,
)
from archiver.html import holds_few, visible_text
from archiver.normalise.dates import dates_in
from archiver.normalise.label_table import pieces
from archiver.normalise.text import fold, tidy

LEAST_TITLE, LONGEST_TITLE = 4, 400
LEAST_UNCLAIMED = 8
"""A shorter line is a title only where the page states it, and one word only where it is a heading, too."""
LONGEST_UNCLAIMED = 60
"""A longer line that ends as a sentence is none where the page states other words for its title."""
SHORT = 24
"""A site's name is seldom longer, a title seldom shorter."""
LEAST_SCORE = 4.0
LONGEST_HEADLINE, MOST_HEADLINES = 200, 2
"""A line that is set in bold is a title only where it is no longer; so many such lines are tried."""
ASIDE_STEPS = 5
"""So far round a line it is asked whether it stands beside the article."""
LEAST_CLAIMED = 8
"""Characters of a title before metadata in one line, where the page states it for its own."""


def titles_on(
    lines: Sequence[Line], claims: Sequence[str], stated: str | None, sections: Sections
) -> list[int]:
    """Return the numbers of the lines that may be the title, the likeliest first.

    `claims` are folded; beside a `stated` title, a short heading that no claim repeats is the site's.
    """
    least = SHORT if stated and len(stated) > SHORT else 0
    scores = (
        (title_score(lines, number, claims, sections), -number)
        for number, line in enumerate(lines)
        if len(line.text) > least or _claimed(folded(line.text), claims)
    )
    return [-negated for score, negated in sorted(scores, reverse=True)[:3] if score >= LEAST_SCORE]


def parted(lines: Sequence[Line], claims: Sequence[str], sections: Sections) -> list[Line]:
    """Return the lines, one that prints the title and metadata or its day behind it cut in two.

    A link to the front page beside a day is the site's name beside its clock. An arrow or a bullet before the
    title is left out.
    """
    found: list[Line] = []
    for printed in lines:
        whole = _without_sign(printed, claims)
        line = _cut_before_day(whole)
        is_one = len(line.cells) > 1 and _is_title_in_front(line, claims)
        if is_one and _is_in_place(line, sections):
            found.append(line._replace(text=line.cells[0], cells=line.cells[:1], linked=False))
            rest = line.cells[1:]
            found.append(line._replace(text=" ".join(rest), cells=rest, linked=False, heading=0))
        else:
            found.append(whole)
    return found


_SIGNS = "»›>•■▪●►▶◆*"


def _without_sign(line: Line, claims: Sequence[str]) -> Line:
    """Return a line without the sign before its words, where the page states these for its title."""
    if line.text[:1] not in _SIGNS or not _claimed(folded(bare := line.text.lstrip(f"{_SIGNS} ")), claims):
        return line
    first = line.cells[0].lstrip(f"{_SIGNS} ")
    return line._replace(text=bare, cells=(first, *line.cells[1:]) if first else line.cells[1:])


def _is_title_in_front(line: Line, claims: Sequence[str]) -> bool:
    """Return whether a line begins with words that the page states, or with many before a day."""
    first = fold(line.cells[0])
    dated = is_dated(" ".join(line.cells[1:]).strip("() "))
    claimed = any(claim.startswith(first) and _is_parted(claim[len(first) :] or "-") for claim in claims)
    told = claimed and dated if line.linked else dated or any(claim.startswith(first) for claim in claims)
    return told and len(first) >= (LEAST_CLAIMED if claimed else LEAST_CONTENT)


def _is_in_place(line: Line, sections: Sections) -> bool:
    """Return whether the words in front are no link to the front page; where all is a link, to nowhere."""
    words, block = line.cells[0], line.block
    return leads_nowhere(words, block) if line.linked else not sections.is_home(words, block)


_DAY_BEHIND = re.compile(r"(?P<title>[^()]+) (?P<day>\([^()]{6,40}\))")


def _cut_before_day(line: Line) -> Line:
    """Return a line in two cells, where all before a day in brackets at its end is set in bold or a font."""
    if len(line.cells) != 1 or not line.text.endswith(")"):
        return line
    found = _DAY_BEHIND.fullmatch(line.text) if len(line.text) <= LONGEST_HEADLINE else None
    if found is None or not is_dated(found["day"].strip("()")):
        return line
    if (line.linked and _leads_away(line)) or not _stands_out(line, found["title"]):
        return line
    return line._replace(cells=(found["title"], found["day"]), linked=False)


def _leads_away(line: Line) -> bool:
    """Return whether a link of a line leads to another page, and not into this one or nowhere."""
    links = islice(line.block.iter("a"), MOST_PARTS)
    return any((link.get("href") or "#")[0] != "#" for link in links)


def headlines_on(lines: Sequence[Line], sections: Sections) -> list[int]:
    """Return the numbers of the lines that may be the title by their type and place alone.

    For pages that do not state their title: such a line is a heading, set in bold or in a font of its own, or
    stands alone above labelled metadata, and no running text stands above it, but below.
    """
    found = (
        number
        for number, line in enumerate(lines)
        if SHORT < len(line.text) <= LONGEST_HEADLINE
        and not line.linked
        and not line.text.endswith(_ENDS_NO_TITLE)
        and not (tells(line.text) or is_boilerplate(line.text) or _names_another(sections, line))
        and (
            line.heading > 0
            or _stands_out(line)
            or _is_styled_above_date(lines, number)
            or _is_alone_above_labels(lines, number, sections)
        )
        and not _has_text_above(lines, number)
        and _has_text_below(lines, number)
        and not any(is_aside(element) for element in islice(up_from(line.block), ASIDE_STEPS))
        and not _leads_away(line)
    )
    return list(islice(found, MOST_HEADLINES))


def title_score(lines: Sequence[Line], number: int, claims: Sequence[str], sections: Sections) -> float:
    """Return how much speaks for a line being the title."""
    line = lines[number]
    if not LEAST_TITLE <= len(line.text) <= LONGEST_TITLE:
        return 0
    called = is_named_title(line.block) or _is_in_named_part(line)
    claimed = _claimed(folded(line.text), claims) if claims else 0
    if len(line.text) < LEAST_UNCLAIMED and not (claimed and (line.heading or " " in line.text)):
        return 0
    if not (line.heading or called or claimed) and not _is_dated_headline(lines, number):
        return 0
    if is_sentence_beside(line.text, claims) or _is_called_lead(line) or sections.leads_home(line):
        return 0
    if not claimed and (sections.leads_elsewhere(line) or is_dated(line.text)):
        return 0
    score = claimed + {0: 1.0, 1: 2.5, 2: 2.0, 3: 1.5, 4: 1.0}.get(line.heading, 0.5)
    score += 1.0 if called else 0
    score += _length_score(lines, number, claims, claimed=bool(claimed))
    score -= 2.0 if line.linked else 0
    score -= 3.0 if starts_related(line.text) or is_boilerplate(line.text) else 0
    score -= 8.0 if _names_another(sections, line) else 0
    score -= 2.0 if len(line.text) > LONGEST_UNCLAIMED and line.text.endswith(".") else 0
    if not (claimed and line.heading == 1 and not line.linked):  # else a banner of its own is the title's
        score -= 3.0 if any(is_aside(element) for element in islice(up_from(line.block), ASIDE_STEPS)) else 0
    if score >= 1:
        score += 2.0 if _has_metadata_near(lines, number) else 0
        score -= 3.0 if _has_text_above(lines, number) else 0
        score += 1.5 if _has_text_below(lines, number) else -2.0
    return score


def _is_in_named_part(line: Line) -> bool:
    """Return whether an element that calls itself a title holds a line of a block with others."""
    if line.linked or not SHORT < len(line.text) <= LONGEST_HEADLINE:
        return False
    within = (found for found in islice(line.block.iter(), MOST_LOOKED_AT) if found.tag in _EMPHASIS)
    named = (found for found in islice(within, MOST_PARTS) if is_called_title(found) and holds_few(found))
    return any(tidy(visible_text(found)) == line.text for found in named)


def _is_called_lead(line: Line) -> bool:
    """Return whether a heading is a sentence in an element that calls itself a summary."""
    return is_long_sentence(line.text) and any(map(names_a_lead, islice(up_from(line.block), 2)))


def _length_score(lines: Sequence[Line], number: int, claims: Sequence[str], *, claimed: bool) -> float:
    """Return how much the length of a line speaks for a title: few words may be a box's or a section's."""
    if len(lines[number].text) >= LEAST_CONTENT:
        return 1.0
    if _is_named_above_metadata(lines, number, claims):
        return 0.0
    return -1.0 if claimed else -1.6


def _is_named_above_metadata(lines: Sequence[Line], number: int, claims: Sequence[str]) -> bool:
    """Return whether a line that calls itself a title, or a first heading, stands straight above metadata.

    On a page that states no title.
    """
    if claims or not (lines[number].heading == 1 or is_named_title(lines[number].block)):
        return False
    return any(tells(line.text) for line in lines[number + 1 : number + 2] if not line.linked)


_EMPHASIS = ("b", "strong", "font", "big", "span", "a")
_ENDS_NO_TITLE = (".", ":", ";")
MOST_PARTS, MOST_LOOKED_AT = 10, 300
"""Of the elements in a block, so many are looked at, and so many of them read."""


def _is_dated_headline(lines: Sequence[Line], number: int) -> bool:
    """Return whether a line stands out by its type, straight above or below one that dates its article."""
    line = lines[number]
    near = (*lines[number + 1 : number + 2], *lines[max(0, number - 1) : number])
    if line.linked or len(line.text) <= SHORT or line.text.endswith(_ENDS_NO_TITLE):
        return False
    if not any(_dates_article(each.text) for each in near):
        return False
    return _stands_out(line)


def _is_styled_above_date(lines: Sequence[Line], number: int) -> bool:
    """Return whether a line in an element with a class of its own stands straight above its article's day."""
    named = any(name != " " for name in map(names_of, islice(up_from(lines[number].block), 2)))
    return named and any(_dates_article(line.text) for line in lines[number + 1 : number + 2])


def _is_alone_above_labels(lines: Sequence[Line], number: int, sections: Sections) -> bool:
    """Return whether a line stands straight above labels of its article, and none like it above that."""
    if not any(_is_labelled(line.text) for line in lines[number + 1 : number + 2]):
        return False
    return all(
        line.linked or len(line.text) <= SHORT or tells(line.text) or _names_another(sections, line)
        for line in lines[max(0, number - 1) : number]
    )


def _is_labelled(text: str) -> bool:
    first = pieces(text)[0] if is_short(text) else None
    return bool(first and first.colon and first.kind in {"poster", "published", "author", "views"})


def _stands_out(line: Line, words: str = "") -> bool:
    """Return whether all of a line, or these of its words, are in bold, or in an element of their own."""
    within = (found for found in islice(line.block.iter(), MOST_LOOKED_AT) if found.tag in _EMPHASIS)
    shown = (found for found in islice(within, MOST_PARTS) if holds_few(found))
    return any(tidy(visible_text(found)) == (words or line.text) for found in shown)


def _dates_article(text: str) -> bool:
    return any(map(str.isdecimal, text)) and is_metadata(text) and bool(dates_in(text, seen_at=None))


def is_sentence_beside(text: str, claims: Sequence[str]) -> bool:
    """Return whether words are a sentence of the text, where the page states others for its title."""
    return bool(claims) and is_long_sentence(text) and not _claimed(folded(text), claims)


def is_long_sentence(text: str) -> bool:
    """Return whether words end as a sentence and are longer than a title that does is."""
    return len(text) > LONGEST_UNCLAIMED and text.endswith((".", "…"))


def _is_parted(rest: str) -> bool:
    return rest.lstrip()[:1] in set("-|–—«»:·•<(/~_")


_PAGE_NAMES = re.compile(
    r"(?:trang )?chi tiet|tin tuc|xem tin|noi dung|doc tin|bai viet|trang chu|tin bai|news"
    r"|detail|khong tim thay|page not found|404|not found|error"
    r"|loi(?: \d| he thong| k[e]t noi| may chu| trang|$)"
)


def _names_the_page(line: Line) -> bool:
    """Return whether a heading is a portlet's or a page's, such as "Chi tiết tin tức"."""
    if any("portlet-t" in names_of(element) for element in islice(up_from(line.block), 3)):
        return True
    return names_a_page(line.text)


def _names_another(sections: Sections, line: Line) -> bool:
    """Return whether a line is the name of the page, of the site or of a section."""
    is_asked = _ASKED.match(folded(line.text)) is not None
    return is_asked or _names_the_page(line) or names_the_site(line.text) or sections.names(line.text)


_ASKED = re.compile(r"(?:cau )?hoi(?: \d{1,4})? ?:")
"""A question that a reader sent in, as pages of questions and answers print it."""


def names_a_page(title: str) -> bool:
    """Return whether a title is one that pages of all articles, or of none, have in common."""
    return len(title) < 40 and _PAGE_NAMES.match(folded(title)) is not None


MOST_SITE_WORDS, MOST_CAPITALS = 12, 7
"""A site's name has no more words than these; set in capitals, in which titles are set too, even fewer."""
MORE_OF_PORTAL = 3
"""Words more of a name that begins with "Cổng thông tin" or "Trang thông tin"."""
_ASIDE = re.compile(r"\s*\([^()]{1,40}\)$")
_PORTAL = re.compile(r"(?:cong|trang) (?:thong tin|tin)\b")
_SITE = re.compile(
    r"(?:(?:cong|trang) (?:thong tin|tin)|cong ttdt|website|dang bo|dang uy|(?:huyen|quan|thanh|tinh|thi) uy"
    r"|ban (?:tuyen giao|to chuc|dan van|noi chinh|xay dung dang)|uy ban (?:nhan dan|kiem tra|mttq)|ubnd|hdnd"
    r"|mat tran to quoc|uy ban mat tran|so|phong|bao|truong chinh tri|(?:bo|ban) chi huy quan su)\b"
)
_UNIT = re.compile(r"(?:tinh|thanh pho|thi xa|huyen|quan|phuong|xa|thi tran|dac khu) [^\W\d_]")
"""A unit whose name alone its site bears; in capitals a headline begins so, too."""
_UNION = re.compile(
    r"(?:hoi (?:nong dan|cuu chien binh|(?:lien hiep )?phu nu|lhpn|nguoi cao tuoi|chu thap do|luat gia"
    r"|nha bao|khuyen hoc)|(?:tinh|thanh|huyen|quan|thi) doan"
    r"|doan (?:thanh nien|tncs)(?: cong san)?(?: ho chi minh)?|lien doan lao dong|cong doan|cong an"
    r"|vien kiem sat(?: nhan dan)?|toa an(?: nhan dan)?|tap chi"
    r"|dai (?:phat thanh|truyen thanh|truyen hinh|ptth|pt th)(?: truyen hinh)?)\b"
)
"""Mass organisations and others whose names hold words that headlines go on with, "phát động"."""
_OF_A_UNIT = frozenset(
    (
        "tỉnh",
        "thành",
        "phố",
        "thị",
        "xã",
        "huyện",
        "quận",
        "phường",
        "trấn",
        "đặc",
        "khu",
        "khối",
        "các",
        "cơ",
        "quan",
    )
)
_OF_A_NAME = frozenset(
    (
        "ủy", "uỷ", "bộ", "ban", "đảng", "thông", "tin", "điện", "tử", "cổng", "trang", "website", "của",
        "và", "quận", "huyện", "thị", "xã", "thành", "phố", "tỉnh", "phường", "trấn", "đặc", "khu", "nhân",
        "dân", "hội", "đồng", "tuyên", "giáo", "tổ", "chức", "vận", "nội", "chính", "kiểm", "tra", "mặt",
        "trận", "quốc", "xây", "dựng", "chấp", "hành", "thường", "vụ", "sở", "phòng", "báo", "tp",
        "khối", "các", "cơ", "quan", "doanh", "nghiệp", "công", "an", "quân", "sự", "chỉ", "huy",
        "trường", "trị",
    )
)  # fmt: skip


@functools.lru_cache(4096)
def names_the_site(text: str) -> bool:
    """Return whether words are the name of a site or committee alone, such as "Huyện ủy Hòa Vang".

    They begin as such names do, and every word of them is a proper name's or belongs to the name of an
    office: a headline has a verb.
    """
    text = _ASIDE.sub("", text)
    words = re.findall(r"[^\W_]+", text)
    most = MOST_CAPITALS if text.isupper() else MOST_SITE_WORDS
    if not 2 <= len(words) <= most + MORE_OF_PORTAL:
        return False
    if union := _UNION.match(" ".join(map(fold, words))):
        rest = words[union[0].count(" ") + 1 :]
        return all(word.lower() in _OF_A_UNIT or (word[0].isupper() and not text.isupper()) for word in rest)
    if not (_SITE.match(folded(text)) or (_UNIT.match(folded(text)) and not text.isupper())):
        return False
    if len(words) > most and not _PORTAL.match(folded(text)):
        return False
    return all(word[0].isupper() or word.isdigit() or word.lower() in _OF_A_NAME for word in words)


def _claimed(words: str, claims: Sequence[str]) -> float:
    if len(words) <= SHORT and any(
        len(claim) > SHORT and not claim.startswith(words) for claim in claims[:1]
    ):
        return 0.0
    best = 0.0
    for claim in claims:
        if claim == words:
            best = max(best, 6.0 if len(words) > 24 else 4.0)
        elif claim.startswith(words) and (len(words) >= 60 or _is_parted(claim[len(words) :])):
            best = max(best, 5.0 if len(words) >= 25 else 3.0)
        elif (len(words) >= 25 and words in claim) or (
            len(claim) >= 30 and words.startswith(claim.rstrip(". …"))
        ):
            best = max(best, 4.0)
    return best


def _has_metadata_near(lines: Sequence[Line], number: int) -> bool:
    near = [*reversed(lines[max(0, number - 2) : number]), *lines[number + 1 : number + 6]]
    return any(tells(line.text) for line in near if not line.linked)


def _has_text_above(lines: Sequence[Line], number: int) -> bool:
    """Return whether a line of running text stands straight above, as it does above a heading in the text.

    A path of links that ends in the title is none, and what stands above a menu is another part of the page.
    """
    title = lines[number].text
    above = takewhile(lambda line: not line.linked, reversed(lines[max(0, number - 3) : number]))
    return any(
        len(line.text) > 60
        and not (tells(line.text) or is_boilerplate(line.text))
        and not line.text.endswith(title)
        for line in above
    )


def _has_text_below(lines: Sequence[Line], number: int) -> bool:
    below = lines[number + 1 : number + 30]
    return sum(len(line.text) for line in below if is_content(line)) >= LEAST_BODY
