"""The articles of the demo portal: what each must become as a record."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import cache

from archiver.demo.blocks import blocks_for
from archiver.demo.cases import GONE, schedule
from archiver.demo.choose import chance, choice, number, sample, slug
from archiver.demo.files import attachments_for
from archiver.demo.records import BylineStyle, DemoArticle, Section
from archiver.demo.texts import Draft, draft, slots, themes, words
from archiver.models import VIETNAM, Kind

SECTIONS = (
    Section(cid=5, name="Tin hoạt động", feed="/rss/tin_hoat_dong-rss.xml"),
    Section(cid=6, name="Xây dựng Đảng", feed="/rss/xay_dung_dang-rss.xml"),
    Section(cid=7, name="Dân vận - Đoàn thể", feed="/rss/dan_van_doan_the-rss.xml"),
    Section(cid=8, name="Kiểm tra - Giám sát", feed="/rss/kiem_tra_giam_sat-rss.xml"),
    Section(cid=9, name="Học tập và làm theo Bác", feed="/rss/hoc_tap_va_lam_theo_bac-rss.xml"),
    Section(cid=12, name="Văn bản - Tài liệu", feed="/rss/van_ban_tai_lieu-rss.xml"),
    Section(cid=14, name="Phóng sự - Video", feed="/rss/phong_su_video-rss.xml"),
)
"""The sections in the order of the navigation."""

FIRST_DAY = dt.date(2012, 2, 6)
LAST_DAY = dt.date(2025, 6, 27)
NEW_PORTLET = dt.date(2020, 1, 1)
"""From this day on the articles are shown by the portlet's second generation."""
FEED_LENGTH = 20
_BYLINES: tuple[tuple[str, BylineStyle], ...] = (
    ("byline-right", "right"),
    ("byline-bold", "bold"),
    ("byline-class", "class"),
    ("byline-two", "right"),
    ("byline-label", "bold"),
)


@cache
def truth() -> tuple[DemoArticle, ...]:
    """Return every article that the portal links to, oldest first, withdrawn and unreadable ones too."""
    seen: set[str] = set()
    articles = []
    for serial, case in enumerate(schedule()):
        article = _article(serial, case, seen)
        seen.add(article.key)
        articles.append(article)
    return tuple(_with_feed_times(sorted(articles, key=lambda article: article.published_date)))


@cache
def listed(section: Section) -> tuple[DemoArticle, ...]:
    """Return what the section's listing leads to, newest first."""
    return tuple(article for article in reversed(truth()) if article.section == section)


def _article(serial: int, case: str, taken: set[str]) -> DemoArticle:
    seed, own, day = _seed(serial, case), f"{serial}/{case}", _day(serial)
    theme = _theme(seed, case, day)
    text = _draft(seed, theme, case, day)
    number_ = 1200 + serial * 37 + number(f"{own}/id", 0, 30)
    key, path = _address(number_, text.title, case, day, taken)
    byline, style, authors = _byline(own, case)
    return DemoArticle(
        key=key,
        number=number_,
        path=path,
        case=case,
        generation=6 if day < NEW_PORTLET else 7,
        evidence=GONE[serial % len(GONE)] if case == "withdrawn" else None,
        kind=_kind(case),
        title=text.title,
        lead=text.lead if _has_lead(own, case) else None,
        blocks=blocks_for(own, case, text, number_) if _kind(case) == "article" else (),
        byline=byline,
        byline_style=style,
        authors=authors,
        poster=None if case == "no-poster" else choice(f"{own}/dang", words()["nguoi_dang"]),
        published_date=day,
        feed_time=None,
        view_count=number(f"{own}/xem", 12, 6200),
        section=next(section for section in SECTIONS if section.cid == themes()[theme].cat),
        tags=tuple(sample(f"{own}/the", words()["tu_khoa"], number(f"{own}/sothe", 0, 3))),
        attachments=attachments_for(case, number_, text.title),
    )


def _day(serial: int) -> dt.date:
    span = (LAST_DAY - FIRST_DAY).days - 10
    days = serial * span // (len(schedule()) - 1) + number(f"{serial}/ngay", 0, 10)
    return FIRST_DAY + dt.timedelta(days=days)


def _seed(serial: int, case: str) -> str:
    if case != "near-duplicate":
        return f"bai-{serial}"
    plain = [at for at, name in enumerate(schedule()) if name == "plain"]
    return f"bai-{min(plain, key=lambda at: abs(at - serial))}"


def _theme(seed: str, case: str, day: dt.date) -> str:
    if case.startswith(("document", "attachments")):
        return "van_ban"
    if case.startswith("video"):
        return "video"
    fitting = [
        name for name, theme in themes().items() if theme.cat in range(5, 10) and theme.since <= day.year
    ]
    return choice(f"{seed}/de-tai", fitting)


def _draft(seed: str, theme: str, case: str, day: dt.date) -> Draft:
    text = draft(seed, theme, day)
    if case == "long-title":
        tail = (
            ", gắn với thực hiện {nq}, xây dựng đội ngũ cán bộ ngang tầm nhiệm vụ"
            " và phát động thi đua chào mừng đại hội đảng bộ các cấp"
        )
        return replace(text, title=text.title + tail.format_map(slots(seed, day)))
    if case == "escaped-twice":
        return replace(text, title=f"{text.title} & “việc cần làm ngay”")
    return text


def _address(number_: int, title: str, case: str, day: dt.date, taken: set[str]) -> tuple[str, str]:
    """Return key and path: about half of the newer articles have an address in words."""
    if day < NEW_PORTLET or case == "not-found" or chance(f"{number_}/slug", 50):
        return f"dinhdanh-{number_}", f"/chi-tiet-tin-tuc?dinhdanh={number_}"
    name = slug(title)
    if f"slug-{name}" in taken:
        name = f"{name}-{number_}"
    return f"slug-{name}", f"/chi-tiet-tin-tuc/{name}/"


def _kind(case: str) -> Kind:
    if case.startswith("document"):
        return "document"
    return "video" if case.startswith("video") else "article"


def _has_lead(own: str, case: str) -> bool:
    return case == "lead" or (case != "no-lead" and chance(f"{own}/co-tom", 40))


def _byline(own: str, case: str) -> tuple[str | None, BylineStyle | None, tuple[str, ...]]:
    """Return the byline as printed, how it is set, and the people it names."""
    style: BylineStyle | None = dict(_BYLINES).get(case)
    if style is None:
        if _kind(case) != "article" or chance(f"{own}/khong-ten", 25):
            return None, None, ()
        style = choice(f"{own}/kieu", [style for _, style in _BYLINES[:3]])
    names = sample(f"{own}/ten", words()["ky_ten"], 2 if case == "byline-two" else 1)
    printed = " - ".join(names)
    return (f"Tin, ảnh: {printed}" if case == "byline-label" else printed), style, tuple(names)


def _with_feed_times(articles: list[DemoArticle]) -> list[DemoArticle]:
    """Return the articles with the moment that the feeds tell, for the newest of each section."""
    in_feed: dict[int, int] = {}
    result = []
    for article in reversed(articles):
        rank = in_feed.get(article.section.cid, 0)
        if article.status == "published" and rank < FEED_LENGTH:
            in_feed[article.section.cid] = rank + 1
            article = replace(article, feed_time=_moment(article))  # noqa: PLW2901
        result.append(article)
    return result[::-1]


def _moment(article: DemoArticle) -> dt.datetime:
    hour, minute = number(f"{article.number}/gio", 7, 18), number(f"{article.number}/phut", 0, 59)
    return dt.datetime.combine(article.published_date, dt.time(hour, minute), VIETNAM)
