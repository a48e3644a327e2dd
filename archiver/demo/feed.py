"""The feeds: the newest articles of a section, with the time of day that article pages do not print."""

from __future__ import annotations

from html import escape

from archiver.demo.articles import listed
from archiver.demo.records import DemoArticle, Section
from archiver.demo.view import SITE_NAME, link

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def feed_page(base: str, section: Section) -> bytes:
    """Return the section's feed, RSS 2.0 in UTF-8."""
    items = "\n".join(_item(base, article) for article in listed(section) if article.feed_time is not None)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"><channel>'
        f"<title>{escape(section.name)} - {SITE_NAME}</title>"
        f"<link>{base}/tin-tuc?danhmuc={section.cid}</link>"
        f"<description>Trang minh họa, mọi nội dung đều được đặt ra</description>\n{items}\n"
        "</channel></rss>\n"
    ).encode()


def _item(base: str, article: DemoArticle) -> str:
    address = escape(f"{base}{link(article)}")
    return (
        f"<item><title>{escape(article.title)}</title><link>{address}</link><guid>{address}</guid>"
        f"<description>{escape(article.lead or '')}</description><pubDate>{_moment(article)}</pubDate></item>"
    )


def _moment(article: DemoArticle) -> str:
    """Return the time as RFC 822 writes it, whatever the machine's own language."""
    time = article.feed_time
    if time is None:
        return ""
    return f"{_DAYS[time.weekday()]}, {time:%d} {_MONTHS[time.month - 1]} {time:%Y %H:%M:%S} +0700"
