"""Addresses that lead away or round in circles; nothing behind them is an article."""

from __future__ import annotations

REDIRECT_LINKS = (
    ("/chi-tiet-tin-tuc?dinhdanh=990001&amp;cat=5", "Tin đã chuyển sang trang mới"),
    ("/chi-tiet-tin-tuc?dinhdanh=990002&amp;cat=6", "Bài đăng trên Báo Đông Lam"),
    ("/chi-tiet-tin-tuc?dinhdanh=990003&amp;cat=7", "Chuyên đề tuyên truyền"),
)
"""Links in some related lists, in the form of an article's; each is answered with a redirect."""


def redirect_from(number: int, port: int) -> str | None:
    """Return where the trap of that article number sends its visitor: to other hosts, or round in a loop."""
    return {
        990001: f"http://127.0.0.2:{port}/tin-tuc?danhmuc=5",
        990002: "http://example.invalid/bai-viet/2024",
        990003: "/chi-tiet-tin-tuc?dinhdanh=990004&cat=7",
        990004: "/chi-tiet-tin-tuc?dinhdanh=990003&cat=7",
    }.get(number)


def neighbouring_months(month: int, year: int) -> tuple[str, str]:
    """Return the addresses of the calendar's months before and after: there is always another."""
    count = (year * 12 + month - 1) % 120_000
    before, after = (count - 1) % 120_000, (count + 1) % 120_000
    return _calendar(before), _calendar(after)


def _calendar(count: int) -> str:
    return f"/lich-cong-tac?thang={count % 12 + 1}&amp;nam={count // 12}"
