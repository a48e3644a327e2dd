"""What can be a person's name, an office or a newsroom: tests by the lists of `name_words`."""

from __future__ import annotations

import re

from archiver.normalise import name_words as words
from archiver.normalise.text import lowered, tone_key

_LONGEST_NAME = 40
MOST_NAMES = 8
_CAPITALS = "A-ZĂĐĨŨƠƯ" + "".join(map(chr, (*range(0xC0, 0xDE), *range(0x1EA0, 0x1EFA, 2))))
INITIALS = re.compile(
    rf"(?:[{_CAPITALS}](?:[hgr]|uy)?\.){{1,4}}[{_CAPITALS}]?|[A-ZĐÂÊÔƠƯĂ]{{2,3}}"
    rf"|(?:[A-ZĐ]\. ?){{1,3}}[{_CAPITALS}]"
)
_INITIAL_NAME = re.compile(r"(?:[A-ZĐÂÊÔƠƯĂ]h?\.){1,3}([^\W\d_]{2,7})")
_TITLE = "|".join(re.escape(title) for title in sorted(words.TITLES, key=len, reverse=True))
_TITLES = re.compile(rf"(?:(?:{_TITLE})(?:\.\s?|,\s|\s)){{1,5}}")
JOINTS = re.compile(r"\s+[-–—+]+\s+|\s*[,;&/|+–—]\s*|\s+và\s+|\s+[-–—]+$|^[-–—]+\s+")
_TIGHT_JOINT = re.compile(r"\s*-\s*")
_ROLE_TAIL = re.compile(r"\s*[(\[]\s*([^()\[\]]{1,60}?)\s*[)\]]\s*\.?$")
_DONE_BY = re.compile(r"(?:\s|[-–,(]\s?)(?:thực hiện|tổng hợp|lược ghi|biên soạn|sưu tầm|ghi)$")
_LOGIN = re.compile(r"[a-z][a-z0-9._-]{2,}(?:@[a-z0-9.-]+)?|[A-Za-z][A-Za-z._-]+\d+")
DOMAIN = re.compile(r"(?:[a-z0-9-]{1,40}\.){1,4}(?:vn|com|org|net|gov|info)(?:\.vn)?")


def is_name(text: str) -> bool:
    """Tell whether all of `text` can be a person's name: strict, for a line without a label."""
    if not 2 <= len(text) <= _LONGEST_NAME:
        return False
    if INITIALS.fullmatch(text):
        return text.replace(".", "") not in words.ACRONYMS
    if found := _INITIAL_NAME.fullmatch(text):
        return is_capitalised(found[1]) and tone_key(found[1]) in words.GIVEN
    parts = text.split()
    if not 2 <= len(parts) <= 5 or not all(map(is_capitalised, parts)):
        return False
    mixed = len({part.isupper() for part in parts if len(part) > 1}) > 1
    return not mixed and _are_a_name([tone_key(part) for part in parts])


def without_title(name: str) -> str:
    """Return `name` without the degrees and callings before it."""
    found = _TITLES.match(lowered(name))
    return name[found.end() :].lstrip() if found else name


def _are_a_name(keys: list[str]) -> bool:
    has_surname = keys[0] in words.PLAIN_SURNAMES and len(keys) >= 3
    ends_in_place = len(keys) > 2 and " ".join(keys[-2:]) in words.NOT_A_NAME
    if " ".join(keys) in words.NOT_A_NAME or (ends_in_place and not (has_surname and len(keys) == 3)):
        return False
    if has_surname:
        return all(key in words.GIVEN or key in words.SURNAMES for key in keys[1:-1])
    first = keys[0] in words.SURNAMES or keys[0] in words.GIVEN
    return first and all(key in words.GIVEN for key in keys[1:])


def is_capitalised(word: str) -> bool:
    """Tell whether `word` is of letters, the first or all of them capitals."""
    return word.isalpha() and word[0].isupper() and (word[1:].islower() or word.isupper())


def name_parts(text: str) -> list[str]:
    """Return the parts of `text` between its joints, without degrees that stand alone: "PGS, TS. Lê Lan".

    The name of an office is one part whatever it holds: "Phòng Văn hóa - Xã hội", "Phòng Lao động, Thương
    binh và Xã hội".
    """
    parts: list[str] = []
    start = end = 0
    for joint in (*JOINTS.finditer(text), None):
        part = text[end : joint.start() if joint else len(text)]
        if parts and part and _goes_on(parts[-1], part):
            parts[-1] = text[start : end + len(part)]
        elif part:
            parts.append(part)
            start = end
        end = joint.end() if joint else end
    degrees = {part for part in parts[:-1] if lowered(part).rstrip(". ") in words.TITLES}
    return [part for part in parts if part not in degrees]


def _goes_on(office: str, part: str) -> bool:
    """Return whether a part is of the name of the office before it: no person, nor another office."""
    if not (_is_field(office) or (is_office(office) and not is_name(office))):
        return False
    return _is_field(part) or not (is_office(part) or all(map(is_capitalised, without_title(part).split())))


def _is_field(text: str) -> bool:
    """Return whether `text` is what offices work in: "Văn hóa", "Thể thao", "UBND"."""
    return text in words.ACRONYMS or " ".join(map(tone_key, text.split())) in words.NOT_A_NAME


def strict_names(text: str, *, with_positions: bool = False) -> tuple[str, ...]:
    """Return the names of `text` if it holds names alone, an office behind them left out; else nothing.

    `with_positions`: so is what somebody is; a line without a label may be a caption.
    """
    parts = name_parts(text)
    if len(parts) == 1 and len(tight := _TIGHT_JOINT.split(text)) > 1:
        parts = tight
    names: list[str] = []
    for part in parts:
        name = without_title(without_role(part))
        if is_name(name) or lowered(name) in words.UNNAMED:
            names.append(name)
        elif not (
            names
            and (
                is_office(name) or lowered(name) in words.NEWSPAPERS or (with_positions and is_position(name))
            )
        ):
            return ()
    return tuple(names) if len(names) <= MOST_NAMES else ()


def unsigned(text: str) -> str:
    """Return `text` without "(thực hiện)", "tổng hợp" and their like at its end."""
    low = lowered(text)
    if found := _ROLE_TAIL.search(low):
        inside = found[1]
        behind = text[found.start(1) : found.end(1)]
        if inside.rstrip(".") in words.ROLES or is_office(behind) or is_position(behind):
            return text[: found.start()].rstrip()
    elif found := _DONE_BY.search(low):
        return text[: found.start()].rstrip(" (")
    return text


def without_role(part: str) -> str:
    """Return `part` without the role or office behind it and without loose brackets."""
    return unsigned(part.strip(" ()[]*.") if part.count("(") != part.count(")") else part.strip(" *"))


def is_office(text: str) -> bool:
    """Tell whether `text` can be an organisation's name and no sentence about it."""
    low = lowered(text)
    return len(text) <= 80 and text[:1].isupper() and low.startswith(words.OFFICES) and _has_no_verb(low)


def is_position(text: str) -> bool:
    """Tell whether `text` is what somebody is: "Trưởng ban Tuyên giáo Đảng ủy"."""
    low = lowered(text)
    return len(text) <= 80 and text[:1].isupper() and low.startswith(words.POSITIONS) and _has_no_verb(low)


def is_account(text: str) -> bool:
    """Tell whether `text` is no person but an office or a role, as which many post: "Ban Biên tập"."""
    return is_office(text) or is_newsroom(text) or lowered(text) in words.UNNAMED


def is_login(text: str) -> bool:
    """Tell whether `text` is what accounts alone are called: "quantri", "vphu03", "Quản trị viên"."""
    low = lowered(text)
    if len(text) > _LONGEST_NAME or low in words.UNNAMED or DOMAIN.fullmatch(low):
        return False
    return low in words.ADMINISTRATORS or _LOGIN.fullmatch(text) is not None


def is_newsroom(text: str) -> bool:
    """Tell whether `text` is an organisation that signs alone on a line; banners in capitals are not."""
    low = lowered(text)
    if len(text) > 70 or any(map(str.isdecimal, text)):
        return False
    if text.isupper() or low in words.NEWSROOMS:
        return low == "ban biên tập"
    return text[:1].isupper() and low.startswith(words.NEWSROOMS) and _has_no_verb(low)


_VERBS = re.compile(
    r"\b(?:(?<!ban )tổ chức|triển khai|đã|đang|sẽ|tham gia|tiếp|thăm|làm việc|ra quân|ra mắt|khai mạc"
    r"|bế mạc|được|phối hợp|hội nghị|phát động|trao|tặng|(?<![ủu][yỷ] ban )kiểm tra|giám sát|họp|sinh hoạt"
    r"|cung cấp|tuyên truyền về|tăng cường|đẩy mạnh|nâng cao|thông báo|đến|tại|với|trong|về|của|là|có|cho"
    r"|khi|nhiều|những|các)\b"
)


def _has_no_verb(low: str) -> bool:
    return _VERBS.search(low) is None and not any(letter in low for letter in '.!?…:"“”')


def names_a_source(text: str) -> bool:
    """Tell whether `text` can be the origin behind "Theo": an address, an office, an acronym, a name."""
    low = lowered(text)
    if len(text) > 60:
        return False
    if low in words.NEWSPAPERS or DOMAIN.fullmatch(low):
        return True
    return is_office(text) or is_name(text) or is_acronym(text)


def may_be_a_source(text: str) -> bool:
    """Tell whether `text` can be the origin behind "Theo" where signatures stand: a name by its form."""
    parts = [part for part in text.split() if part not in {"&", "và", "-"}]
    return names_a_source(text) or (
        len(text) <= 40 and 0 < len(parts) <= 5 and all(map(is_capitalised, parts))
    )


def is_acronym(text: str) -> bool:
    """Tell whether `text` is capitals that can stand for a newspaper."""
    return 2 < len(text) <= 10 and text.isupper() and text.isalpha() and text not in words.ACRONYMS
