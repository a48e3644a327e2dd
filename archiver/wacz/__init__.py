"""WACZ: a portal's archive of a period in one file that a browser can replay (ReplayWeb.page, pywb)."""

from archiver.wacz.checking import problems_in
from archiver.wacz.selection import Period
from archiver.wacz.writing import Made, write_wacz

__all__ = ["Made", "Period", "problems_in", "write_wacz"]
