"""Article pages of no platform, drawn at random: labels, dates, markup and layout in any combination.

Nobody wrote them one by one, so they show what single templates do not: which of these do not go together.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from typing import NamedTuple

from archiver.models import VIETNAM, Capture, Page
from tests.eval.samples import SEEN_AT, Sample

PLATFORM = "drawn"
SITE = "http://phuong.example.vn"
_VOCABULARY = (
    "đồng chí cán bộ đảng viên nhân dân xã phường chi bộ công tác xây dựng nông thôn mới hội nghị triển khai"
    " nhiệm vụ kết quả phong trào thi đua tổ chức sinh hoạt chuyên đề học tập nghị quyết phát triển kinh tế"
    " văn hóa giáo dục trường học thanh niên phụ nữ nông dân cựu chiến binh môi trường giao thông thủy lợi"
)
WORDS = tuple(_VOCABULARY.split())
TITLES = (
    "Đảng ủy phường {0} tổ chức hội nghị sơ kết công tác sáu tháng đầu năm",
    "Ra mắt mô hình “Dân vận khéo” tại khu dân cư {0}", "Thông báo lịch tiếp công dân",
    "Khai mạc lớp bồi dưỡng lý luận chính trị cho đảng viên mới", "Người bí thư chi bộ hết lòng vì dân",
    "Xã {0} về đích nông thôn mới nâng cao", "Trao huy hiệu Đảng cho 25 đảng viên cao tuổi đợt 19/5",
    "Giám sát việc thực hiện quy chế dân chủ ở cơ sở tại {0}", "Tuổi trẻ {0} ra quân làm sạch bãi biển",
)  # fmt: skip
PLACES = ("An Hòa", "Tân Lập", "Bình Minh", "Phú Thịnh", "Hải Vân", "Long Sơn")
PERSONS = ("Nguyễn Thị Lan", "Trần Văn Hùng", "Phạm Thu Hà", "Hoàng Anh", "Vũ Quốc Khánh", "Đặng Thùy Linh")
ACCOUNTS = ("admin", "bientap", "Quản trị viên", "quantri01", "btv.xa", "Ban Biên tập", "Văn phòng Đảng ủy")
SOURCES = (
    "Báo Nhân Dân",
    "TTXVN",
    "Cổng thông tin điện tử tỉnh",
    "Văn phòng Huyện ủy",
    "qdnd.vn",
    "Đài PT-TH tỉnh",
)
LABELS = {
    "date": (
        "Ngày đăng:", "Ngày đăng tin:", "Đăng ngày", "Cập nhật:", "Cập nhật lúc", "Ngày:", "Thời gian:",
        "Xuất bản:",
        "Đăng lúc:", "Ngày xuất bản:", "Ngày tạo:", "Posted:", "Date:", "Ngày cập nhật:", "Thời gian đăng:",
        "Đăng vào:", "Published:", "NGÀY ĐĂNG:", "Ngày đăng :", "",
    ),
    "views": (
        "Lượt xem: #", "Số lượt xem: #", "Lượt đọc: #", "Đã xem: #", "Xem: #", "Số lần xem: #", "Views: #",
        "Hits: #",
        "# lượt xem", "# lượt đọc", "Đã có # lượt xem", "# views", "Đã xem # lần", "Số lượt đọc: #",
        "Lượt xem bài viết: #", "# lần xem", "Số người xem: #", "LƯỢT XEM: #", "Lượt xem : #", "(# lượt xem)",
        "Đọc: #", "Có # lượt xem", "# người xem", "Đã đọc: #",
    ),
    "poster": (
        "Người đăng:", "Đăng bởi:", "Người đăng tin:", "Đăng bởi", "Posted by", "Posted by:", "Viết bởi:",
        "Viết bởi",
        "Người đăng bài:", "Người cập nhật:", "Bởi:", "Post by:",
    ),
    "author": ("Tác giả:", "Tác giả bài viết:", "Tác giả", "TÁC GIẢ:", "Tác giả :"),
    "source": ("Nguồn:", "Nguồn tin:", "Theo:", "Nguồn bài viết:", "Source:", "NGUỒN:", "Nguồn tin bài:"),
}  # fmt: skip
DAYS = ("{0:%d/%m/%Y}", "{0.day}/{0.month}/{0.year}", "{0:%d-%m-%Y}", "{0:%d.%m.%Y}",
        "ngày {0.day} tháng {0.month} năm {0.year}", "{0.day} tháng {0.month}, {0.year}")  # fmt: skip
WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ Nhật")
TIMES = ("{0:%H:%M}", "{0.hour}:{0:%M}", "{0:%H}h{0:%M}", "{0.hour}h{0:%M}'", "{0:%H:%M}:00")
MOMENTS = ("{0} {1}", "{1} {0}", "{0} - {1}", "{1} | {0}", "{0} | {1}", "{1}, {0}", "{0}, {1}", "{1} - {0}",
           "{0} lúc {1}", "{0} {1} (GMT+7)", "{0} {1} GMT+7")  # fmt: skip
SEPARATORS = (" | ", " - ", " · ", ", ", " / ", " • ", " ; ", " – ", " || ")
NAMES = ("meta", "info", "post-info", "ngay", "thongtin", "date", "news-info", "detail-time", "khoi")
BODIES = ("content", "noidung", "detail-content", "fck", "news-body", "post-content", "ckeditor", "khoi")
HEADINGS = (
    "<h1>{0}</h1>", "<h2>{0}</h2>", "<h3>{0}</h3>", "<h4>{0}</h4>", '<div class="title">{0}</div>',
    '<div class="tieude-tin">{0}</div>', '<span class="news-title">{0}</span><br>',
    "<p><strong>{0}</strong></p>", '<p class="title-detail">{0}</p>',
    '<table><tr><td class="tdTitle">{0}</td></tr></table>',
)  # fmt: skip
STATED = ("{0} - {1}", "{1}", "{1} - {0}", "{0}", "Chi tiết tin", "{0} | {1}")
LEADS = ('<p class="sapo">{0}</p>', '<h2 class="lead">{0}</h2>', '<div class="summary">{0}</div>',
         '<div class="tomtat"><strong>{0}</strong></div>')  # fmt: skip
SIGNED = ('<p style="text-align:right"><strong>{0}</strong></p>', "<p><strong>{0}</strong></p>",
          '<p style="text-align:right"><em>Tin, ảnh: {0}</em></p>')  # fmt: skip
ORDERS = ("{title}{told}{lead}{text}", "{told}{title}{lead}{text}", "{title}{lead}{told}{text}",
          "{title}{lead}{text}{told}")  # fmt: skip
LAYOUTS = (
    '<div class="main"><div class="left">{main}</div>{side}</div>',
    '<table width="1000"><tr><td width="200">{side}</td><td>{main}</td></tr></table>',
    '<div>{side}<div class="col9">{main}</div></div>',
    "<main><article>{main}</article></main><aside>{side}</aside>",
)
CLOCKS = ("", '<div class="clock">Thứ Sáu, 26/06/2026 10:20</div>', "<div>Hôm nay: Thứ Sáu, 26/06/2026</div>")


class _Told(NamedTuple):
    """One value of metadata as a page prints it."""

    label: str
    """With `#` where the value stands, if that is not behind it."""
    value: str

    @property
    def whole(self) -> str:
        return (
            self.label.replace("#", self.value) if "#" in self.label else f"{self.label} {self.value}".strip()
        )

    @property
    def parted(self) -> tuple[str, str]:
        """Return label and value; the second is empty where they stand in one."""
        is_behind = self.label and ("#" not in self.label or self.label.endswith("#"))
        return (self.label.rstrip("# "), self.value) if is_behind else (self.whole, "")


class Drawing:
    """Draws pages; the same seed gives the same."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)  # noqa: S311 - to draw pages, not secrets

    def samples(self, count: int) -> Iterator[Sample]:
        """Yield so many pages, each with what it says."""
        for number in range(count):
            yield self._sample(number)

    def _one(self, choices: tuple[str, ...]) -> str:
        return self._chance.choice(choices)

    def _sample(self, number: int) -> Sample:
        when = dt.datetime(2019, 1, 1, tzinfo=VIETNAM) + dt.timedelta(
            minutes=self._chance.randrange(3_300_000)
        )
        is_timed = self._chance.random() < 0.6 and when.time() != dt.time()  # midnight is no time
        title = self._one(TITLES).format(self._one(PLACES))
        truth: dict[str, object] = {
            "kind": "article", "title": title, "published_date": when.date().isoformat(),
            "published_at": when.isoformat() if is_timed else None, "view_count": None, "poster": None,
            "authors": [], "source": None,
        }  # fmt: skip
        told = [
            _Told(self._one(LABELS["date"]), self._date(when, is_timed=is_timed)),
            *self._names_and_count(truth),
        ]
        self._chance.shuffle(told)
        paragraphs = [self._paragraph() for _ in range(self._chance.randint(3, 6))]
        truth["body"] = "\n\n".join(paragraphs)
        page = Page(
            url=f"{SITE}/tin-tuc/bai-viet-so-{number}-cua-phuong-{1000 + number}.html",
            body=self._html(title, self._block(told), self._text(paragraphs, truth)).encode(),
            content_type="text/html; charset=utf-8",
            capture=Capture(source="live", fetched_at=SEEN_AT, http_status=200),
        )
        return Sample(name=f"{PLATFORM}/{number}", platform=PLATFORM, page=page, truth=truth)

    def _date(self, when: dt.datetime, *, is_timed: bool) -> str:
        day = self._one(DAYS).format(when)
        if self._chance.random() < 0.2:
            day = f"{WEEKDAYS[when.weekday()]}, {day}"
        return self._one(MOMENTS).format(day, self._one(TIMES).format(when)) if is_timed else day

    def _names_and_count(self, truth: dict[str, object]) -> Iterator[_Told]:
        chance = self._chance
        if chance.random() < 0.75:
            truth["view_count"] = count = chance.randint(1, 10 ** chance.randint(1, 5))
            printed = chance.choice((str(count), f"{count:,}", f"{count:,}".replace(",", ".")))
            yield _Told(self._one(LABELS["views"]), printed)
        if chance.random() < 0.5:
            truth["poster"] = poster = self._one(ACCOUNTS)
            yield _Told(self._one(LABELS["poster"]), poster)
        if chance.random() < 0.35:
            author = self._one(PERSONS)
            truth["authors"] = [author]
            yield _Told(self._one(LABELS["author"]), author)
        if chance.random() < 0.3:
            truth["source"] = source = self._one(SOURCES)
            yield _Told(self._one(LABELS["source"]), source)

    def _sentence(self, least: int, most: int) -> str:
        return " ".join(self._one(WORDS) for _ in range(self._chance.randint(least, most))).capitalize() + "."

    def _paragraph(self) -> str:
        return " ".join(self._sentence(12, 28) for _ in range(self._chance.randint(2, 4)))

    def _block(self, told: list[_Told]) -> str:
        """Return metadata in one of the forms in which pages print them."""
        whole, parted = [each.whole for each in told], [each.parted for each in told]
        name = self._one(NAMES)
        return self._chance.choice((
            lambda: f'<div class="{name}">{self._one(SEPARATORS).join(whole)}</div>',
            lambda: f'<div class="{name}">{"".join(f"<span>{each}</span> " for each in whole)}</div>',
            lambda: f"<p><small>{self._one(SEPARATORS).join(whole)}</small></p>",
            lambda: f"<div>{self._one(SEPARATORS).join(f'<em>{each}</em>' for each in whole)}</div>",
            lambda: f'<div class="row">{"".join(f"<div>{each}</div>" for each in whole)}</div>',
            lambda: f'<ul class="{name}">{"".join(f"<li>{each}</li>" for each in whole)}</ul>',
            lambda: "".join(f'<p class="{name}">{each}</p>' for each in whole),
            lambda: f"<table><tr>{''.join(f'<td>{each}</td>' for each in whole)}</tr></table>",
            lambda: f"<table>{''.join(f'<tr><td>{a}</td><td>{b}</td></tr>' for a, b in parted)}</table>",
            lambda: f"<dl>{''.join(f'<dt>{one}</dt><dd>{two}</dd>' for one, two in parted)}</dl>",
            lambda: f"<div>{' '.join(f'<span><b>{one}</b> {two}</span>' for one, two in parted)}</div>",
            lambda: "".join(f"<div><span>{one}</span> <span>{two}</span></div>" for one, two in parted),
        ))()  # fmt: skip

    def _text(self, paragraphs: list[str], truth: dict[str, object]) -> str:
        """Return the text in one of its forms, signed where no label names the author."""
        inner = self._chance.choice((
            "".join(f"<p>{each}</p>" for each in paragraphs),
            "".join(f"<div>{each}</div>" for each in paragraphs),
            "<br>".join(paragraphs), "<br><br>".join(paragraphs),
        ))  # fmt: skip
        if not truth["authors"] and self._chance.random() < 0.5:
            author = self._one(PERSONS)
            truth["authors"] = [author]
            inner += self._one(SIGNED).format(author)
        return f'<div class="{self._one(BODIES)}">{inner}</div>'

    def _html(self, title: str, told: str, text: str) -> str:
        lead = self._one(LEADS).format(self._sentence(18, 30)) if self._chance.random() < 0.6 else ""
        heading = self._one(HEADINGS).format(title)
        main = self._one(ORDERS).format(title=heading, told=told, lead=lead, text=text)
        others = f"<ul>{''.join(self._other() for _ in range(5))}</ul>"
        main += self._one(
            (
                "",
                f'<div class="lienquan"><h3>Tin liên quan</h3>{others}</div>',
                f"<h4>Các tin khác</h4>{others}",
            )
        )
        counter = "<h3>Thống kê</h3><p>Đang online: 5</p><p>Tổng lượt truy cập: 1.234.567</p>"
        side = f'<div class="side"><h3>Tin mới</h3>{others}{counter}</div>'
        site = f"Đảng bộ phường {self._one(PLACES)}"
        menu = (
            '<ul class="menu"><li><a href="/">Trang chủ</a></li><li><a href="/tin-tuc">Tin tức</a></li></ul>'
        )
        return (
            f"<!DOCTYPE html><html><head><title>{self._one(STATED).format(title, site)}</title></head><body>"
            f'<div class="header"><a href="/"><img src="/logo.png"></a>{self._one(CLOCKS)}{menu}</div>'
            f"{self._one(LAYOUTS).format(main=main, side=side)}"
            f'<div class="footer"><p>{site}</p><p>Điện thoại: 0236 3123456</p></div></body></html>'
        )

    def _other(self) -> str:
        title = self._one(TITLES).format(self._one(PLACES))
        day = f"{self._chance.randint(1, 28):02}/{self._chance.randint(1, 12):02}/2025"
        number = self._chance.randrange(1000, 9999)
        link = f'<a href="/tin-tuc/tin-khac-cua-phuong-{number}.html">{title} {number}</a>'
        return f"<li>{link} <span>({day})</span></li>"
