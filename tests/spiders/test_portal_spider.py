"""The spider of all portals, asked without a crawl."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from archiver.extract.document import parse_page
from archiver.models import Capture, NotAnArticle, Page
from archiver.portal import load_portal
from spiders.items import FetchedPage
from spiders.loader import spider_for


def test_page_is_handed_on_though_what_it_leads_to_cannot_be_told(monkeypatch: pytest.MonkeyPatch) -> None:
    capture = Capture(source="live", fetched_at=None)
    page = Page(url="http://127.0.0.1:8730/", body=b"<p>a</p>", capture=capture)
    fetched = FetchedPage(
        document=parse_page(page), asked_url=page.url, outcome=NotAnArticle(url=page.url, what="other")
    )
    spider = spider_for(load_portal("demo"))()

    def mistake(*_: object) -> Iterator[object]:
        yield from map(int, ["a mistake of ours"])

    monkeypatch.setattr(spider, "_following", mistake)
    found = spider._read(fetched, 0)
    assert next(found) is fetched
    with pytest.raises(ValueError, match="a mistake of ours"):
        next(found)
