"""Words that portals print around articles and that belong to none.

Seen on real pages of Vietnamese portals. They are compared as whole lines after folding, so that neither case
nor the placement of tone marks matters.
"""

from __future__ import annotations

import functools
import re

from archiver.normalise.text import fold

LINES = (
    "Quản lý video", "Liên kết website", "Số lượng truy cập", "Thống kê truy cập", "Đang truy cập",
    "Tin nổi bật", "Văn bản mới", "Xem thêm", "In ra", "Quay lại", "Về trang trước", "Quay về trang trước",
    "Trở lại trang trước", "Trở về trang chủ", "Về trang chủ", "Gửi email", "In trang", "In bài viết",
    "Gửi bài viết",
    "Giới thiệu bài viết cho bạn bè", "Bình luận", "Danh sách bình luận", "Gửi bình luận", "Ý kiến bạn đọc",
    "Chia sẻ", "Chia sẻ bài viết", "Về đầu trang", "Lên đầu trang", "Mặc định", "Cỡ chữ", "Mặc định Cỡ chữ",
    "Mặc định Cỡ chữ A A", "Cỡ chữ A A", "Cỡ chữ giảm", "Giảm cỡ chữ", "Tăng cỡ chữ",
    "Cỡ chữ Tương phản", "Tương phản", "A A", "A- A+", "A", "Skip to main content", "Nghe bài viết",
    "Đọc bài viết", "Đọc nhiều", "Đọc thêm", "Print", "Email", "Facebook", "Twitter", "Zalo", "Like", "Share",
    "Tweet", "Đánh giá", "Chuyên mục, tin tức liên quan", "Tệp đính kèm", "Tệp tin đính kèm",
    "Tập tin đính kèm", "File đính kèm", "Các file đính kèm", "Tài liệu đính kèm", "Văn bản đính kèm",
    "Tải về", "Tải file", "Download", "Đính kèm", "Quảng cáo", "Advertisement", "Nghe audio",
)  # fmt: skip
TOOLS = (
    "Quay lại", "Trở về", "Trở lại", "Trang trước", "Gửi email", "Gửi mail", "Gửi bài viết", "Gửi bài", "Gửi",
    "Gửi cho bạn bè", "Gửi tin", "In", "In ra", "In trang", "In trang này", "In bài", "In bài viết", "In tin",
    "Bản in", "In ấn", "Đọc bài", "Đọc bài viết", "Nghe bài viết", "Nghe", "Lưu", "Lưu bài", "Lưu tin",
    "Lưu bài viết", "Lưu bài viết này", "Theo dõi", "Mặc định", "Cỡ chữ", "Xem với cỡ chữ", "Xem cỡ chữ",
    "Kích thước chữ", "Tăng cỡ chữ", "Giảm cỡ chữ", "Tương phản", "Về đầu trang", "Lên đầu trang",
    "Chia sẻ", "Chia sẻ bài viết", "Chia sẻ qua", "Facebook", "Zalo", "Twitter", "Google", "Email",
    "Messenger", "Telegram", "LinkedIn", "Pinterest", "YouTube", "Like", "Share", "Tweet", "Thích", "Print",
    "Copy link", "Sao chép liên kết", "Sao chép", "Bình luận", "A", "A-", "A+", "AA", "T", "TT", "Top",
    "Đầu trang", "Nghe audio", "Audio", "Back to top", "Send", "Send to friend",
)  # fmt: skip
"""What the buttons of a toolbar say; a line of nothing but two or more of them is none of the text."""
RELATED = (
    "Tin liên quan", "Bài viết liên quan", "Tin bài liên quan", "Các tin liên quan", "Tin khác",
    "Các tin khác", "Tin cùng chuyên mục", "Bài cùng chuyên mục", "Cùng chuyên mục", "Những tin mới hơn",
    "Những tin cũ hơn", "Các tin mới hơn", "Các tin cũ hơn", "Tin mới hơn", "Tin cũ hơn", "Các bài viết khác",
    "Xem thêm", "Bài viết cùng chuyên mục", "Các tin cùng chuyên mục", "Tin bài khác", "Tin tức khác",
    "Tin tức liên quan", "Bài viết khác", "Các bài khác", "Tin cùng chủ đề", "Có thể bạn quan tâm",
    "Bạn có thể quan tâm", "Gợi ý cho bạn",
    "Related news", "Related posts", "Related articles", "You may also like",
)  # fmt: skip
NEWS = (
    "Tin mới", "Tin mới cập nhật", "Tin mới đăng", "Bài viết mới", "Bài viết mới nhất", "Tin nóng",
    "Tin nổi bật", "Văn bản mới", "Tiêu điểm", "Tin tiêu điểm", "Tin xem nhiều", "Xem nhiều",
    "Xem nhiều nhất", "Đọc nhiều nhất", "Latest news", "Most read", "Các tin đã đưa", "Tin đã đưa",
    "Tin mới nhất", "Tin đọc nhiều",
)  # fmt: skip
"""Headings of lists of the newest or most read; sections and titles of articles may be called so, too."""
_VOICE = r"(?:giong (?:nam|nu)|(?:giong )?(?:nam|nu) mien (?:bac|trung|nam)|[\d.]{1,4}x)"
"""What players let a reader choose: "Giọng nữ", "Nam miền Bắc", "1.5x"."""
_NETWORKS = r"(?:google news|zalo|facebook|fanpage|youtube|tiktok|telegram)"
_PATTERN = re.compile(
    r"^(?:// ?)?(?:<!\[CDATA\[|\]\]>)$|^® ?ghi ro nguon .{0,200}khi phat hanh lai"
    r"|^danh gia(?: bai viet| tin)? ?: ?\d(?:[.,]\d)? ?/ ?\d{1,2}(?: ?\(.{0,30}\))?$"
    r"|^(?:cac )?(?:tep|file|tai lieu|tap tin|van ban)(?: tin)? dinh kem ?:.{0,90}$"
    r"|^(?:cac )?(?:khong|chua) co (?:tep|file|tai lieu|tap tin|van ban)(?: tin)? dinh kem\.?$"
    r"|^tai (?:ve|xuong)(?: (?:tep|file|tai lieu|tap tin|van ban))? ?: ?"
    r"\S{1,80}\.(?:pdf|docx?|xlsx?|pptx?|zip|rar)$"
    r"|^tong so diem cua bai viet la ?: ?\d{1,7} trong \d{1,7} danh gia(?: xep hang ?:.{0,40})?$"
    rf"|^(?:hay |moi )?(?:ban doc |doc gia |quy vi )?theo doi .{{0,60}}(?:tren|qua|tai) {_NETWORKS}[.!]?$"
    r"|^xep hang ?: ?\d(?:[.,]\d)? ?- ?\d{1,7} phieu bau$|^click de danh gia bai viet$"
    r"|^(?:ban |hay )?(?:can |phai )?(?:vui long )?dang nhap de (?:gui |viet )?(?:binh luan|y kien)\.?$"
    r"|^\*? ?(?:kinh )?moi (?:quy )?(?:ban(?: doc)?|doc gia) (?:vao|ghe) chuyen muc .{2,60} xem .{0,20}"
    r"tin,? bai(?: lien quan)?\.?$"
    r"|^binh luan (?:da |dang )?(?:bi |duoc )?(?:tat|dong|khoa)(?: .{0,40})?$"
    r"|^quet ma qr .{0,80}$|^(?:bam |click )?(?:nghe|doc) (?:noi dung|toan van) (?:bai(?: viet)?|tin)$"
    r"|^(?:ban thay )?(?:bai viet|thong tin|noi dung)(?: nay)?(?: co)? huu ich (?:(?:doi )?voi|cho) ban khong"
    r" ?\??$|^(?:ban|ong/ba) thay (?:bai viet|thong tin|noi dung)(?: nay)? (?:the nao|ra sao) ?\??$"
    r"|^(?:nhiet liet )?chao mung .{2,30} (?:den|ghe tham|truy cap)(?: voi)? (?:(?:trang|cong) |website)"
    r"|^(?:nghe|doc)(?: (?:bai(?: viet| bao)?|tin|audio))? ?:? ?\d{1,2}:\d\d ?/ ?\d{1,2}:\d\d"
    rf"(?: {_VOICE})*$|^{_VOICE}(?: {_VOICE})*$"
    r"|^danh gia(?: bai viet| tin)? ?: ?[★☆]|^[★☆](?: ?[★☆]){1,9}(?: ?\([^()]{0,40}\))?$"
)
_OTHERS = re.compile(
    r"(?:(?:xem|doc|nhung|cac) )*"
    r"(?:tin(?: tuc)?(?:(?: [-&] |, ?| va )su kien)?|(?:tin,? ?)?bai(?: viet)?|thong bao|video"
    r"|phong su(?: anh)?|su kien|hoat dong)"
    r"(?: (?:khac|lien quan|noi bat|moi nhat|cap nhat|(?:doc|xem) nhieu(?: nhat)?|(?:moi|cu) hon"
    r"|(?:da|moi) (?:dua|dang)(?: ngay)?|cung (?:chu de|loai|tac gia|danh muc"
    r"|(?:chuyen )?(?:de|muc|trang))))+"
)
"""Headings of lists of other articles, however their words are put together."""
_TOOLS = frozenset(fold(tool) for tool in TOOLS)
_TOOL_WORDS = frozenset(word for tool in _TOOLS for word in tool.split(" "))
_MOST_TOOL_WORDS = max(len(tool.split(" ")) for tool in _TOOLS)
_FOLDED = frozenset(fold(line) for line in (*LINES, *RELATED))
_FOLDED_RELATED = frozenset(fold(line) for line in (*RELATED, *NEWS))
_BETWEEN_TOOLS = re.compile(r"[\s|\[\]()/•·»«,]+|(?:(?<=\s)|^)[-+](?=\s|$)")
_EDGES = " :.…»«>-–|*"
_FIRST_WORD = re.compile(rf"[\s\u115f\u3164{re.escape(_EDGES)}]*([^\s\u115f\u3164]*)")
_BEGINNINGS = frozenset({
    "tong", "click", "ban", "hay", "vui", "dang", "quet", "thong", "phong", "video", "nghe", "noi", "bam",
    "khong", "chua", "tai", "su", "hoat", "chao", "nhiet", "xep", "moi", "kinh", "theo", "doc", "quy",
    "giong", "nam", "nu",
})  # fmt: skip
"""First words of what `_PATTERN` and `_OTHERS` hold."""
_FIRST_WORDS = (
    frozenset(
        word
        for phrase in _FOLDED | _FOLDED_RELATED | _TOOLS
        for word in (phrase.split(" ")[0].rstrip(_EDGES), phrase * 2 if " " not in phrase else "")
    )
    | _BEGINNINGS
)
LEAST_COUNTED = 3
"""Letters of a tool's word beside which numbers count how often it was used."""
LONGEST = 260
LONGEST_HEADING = 60
LONGEST_PHRASE = 110
"""The phrases are shorter, also where they are printed twice; only a notice of rights is longer."""


def is_boilerplate(line: str) -> bool:
    """Return whether a whole line is words of the page around the article."""
    if len(line) > LONGEST or (len(line) > LONGEST_PHRASE and line[0] not in "®/<]"):
        return False
    return _may_be(line) and _is_phrase(line)


@functools.lru_cache(maxsize=8192)
def _is_phrase(line: str) -> bool:
    """Return the same for a line whose first word begins one of the phrases; asked several times."""
    folded = fold(line)
    phrase = folded.strip(_EDGES)
    if phrase in _FOLDED or _is_repeated(phrase) or bool(_PATTERN.match(folded)):
        return True
    if "|" in phrase and all(part.strip(_EDGES) in _FOLDED for part in phrase.split("|")):
        return True
    return _is_toolbar(phrase)


def is_tool(line: str) -> bool:
    """Return whether a whole line is what one button of a toolbar says, or several."""
    return is_boilerplate(line) or (_may_be(line) and fold(line).strip(_EDGES) in _TOOLS)


_NEIGHBOUR = re.compile(
    r"[\s«<‹←-]*(?:(?:bài|tin)(?: viết| tức)? (?:trước|sau|kế tiếp|tiếp theo|liền trước|liền sau)(?: đó)?"
    r"\s?[:»›>→-]|(?:trước|sau|kế tiếp|tiếp theo|previous|next)\s?[:»›→])",
    re.IGNORECASE,
)
_SEE_ALSO = re.compile(r"[\s>»-]*(?:xem|đọc) thêm\s?:", re.IGNORECASE)


def names_neighbour(words: str) -> bool:
    """Return whether words of a link name the article before or behind: "Bài trước: …"."""
    return _NEIGHBOUR.match(words) is not None


def names_another(words: str) -> bool:
    """Return whether words of a link name one other article, as none in a list: "Xem thêm: …"."""
    return _SEE_ALSO.match(words) is not None or names_neighbour(words)


def _is_toolbar(phrase: str) -> bool:
    """Return whether a folded line is made of nothing but the words of two or more tools."""
    words = [word for part in _BETWEEN_TOOLS.split(phrase) if (word := part.strip(":."))]
    counted = len(words)
    words = [word for word in words if not word.isdecimal()]
    if len(words) < counted and max(map(len, words), default=0) < LEAST_COUNTED:
        return False  # a row of a table, not "Thích 12 Chia sẻ 3"
    if not all(word in _TOOL_WORDS for word in words):
        return False
    at = count = 0
    while at < len(words):
        ends = range(min(len(words), at + _MOST_TOOL_WORDS), at, -1)
        end = next((end for end in ends if " ".join(words[at:end]) in _TOOLS), None)
        if end is None:
            return False
        at, count = end, count + 1
    return count > 1 or phrase[:1] == "["


def starts_related(line: str) -> bool:
    """Return whether a line is the heading of a list of other articles."""
    if len(line) >= LONGEST_HEADING or not _may_be(line):
        return False
    phrase = fold(line).strip(_EDGES)
    return phrase in _FOLDED_RELATED or _OTHERS.fullmatch(phrase) is not None


def _may_be(line: str) -> bool:
    """Return False for a line whose first word begins none of the phrases: most lines, at a word's cost."""
    if not line.isprintable() or line.lstrip()[:1] in _NOTICES:
        return True
    word = _FIRST_WORD.match(line)
    return word is None or _begins_phrase(word[1].rstrip(f"{_EDGES},"))


_NOTICES = ("®", "/", "<", "]", "[", "★", "☆")


@functools.lru_cache(4096)
def _begins_phrase(word: str) -> bool:
    return fold(word) in _FIRST_WORDS


def _is_repeated(folded: str) -> bool:
    """Return whether the line is one phrase printed twice, as a portlet's text and icon title are."""
    half = len(folded) // 2
    return half > 4 and folded[:half].strip() == folded[half:].strip() and folded[:half].strip() in _FOLDED
