"""Lines that recur on a portal's pages are learned, kept as JSON, and taken out the same way every time."""

from __future__ import annotations

import pytest

from archiver.errors import UnreadableInput
from archiver.flow import article_from_page
from archiver.models import Article
from archiver.recurring import Recurring, learned_from, recurring_of
from tests.archiver.extract.test_general import TITLE, page
from tests.eval.samples import without_platform

NOTICE = "Bản tin do Ban Biên tập cổng thử thực hiện hằng tuần"
PORTAL = without_platform("http://la.example.vn/")


def article(number: int, learned: Recurring | None = None) -> Article:
    text = f"<p>Chi bộ thôn số {number} sinh hoạt chuyên đề, thảo luận {number * 3} nội dung.</p>"
    found = article_from_page(
        page(f"<h1>{TITLE}</h1><p>Ngày đăng: 16/12/2017</p><div class='x'>{text * 2}<p>{NOTICE}</p></div>"),
        PORTAL,
        learned,
    )
    assert isinstance(found, Article)
    return found


@pytest.fixture(scope="module")
def learned() -> Recurring:
    return learned_from([article(number) for number in range(6)], "la")


def test_line_of_every_page_is_learned_and_leaves_the_body(learned: Recurring) -> None:
    assert learned.recurring_lines == ("ban tin do ban bien tap cong thu thuc hien hang tuan",)
    assert NOTICE in article(7).body
    assert NOTICE not in article(7, learned).body
    assert "thôn số 7" in article(7, learned).body


def test_record_names_what_was_learned(learned: Recurring) -> None:
    assert article(7, learned).extractor.version.endswith(learned.version)
    assert article(7, learned) == article(7, learned)


def test_what_was_learned_comes_back_from_json(learned: Recurring) -> None:
    again = recurring_of(learned.as_json())
    assert again == learned
    assert again.version == learned.version
    assert again.as_json() == learned.as_json()


def test_reprints_count_once() -> None:
    assert learned_from([article(1)] * 9, "la").recurring_lines == ()


@pytest.mark.parametrize("text", [b"", b"[]", b'{"portal": 1}', b'{"portal": "a", "form": 99}'])
def test_json_of_another_form_is_refused(text: bytes) -> None:
    with pytest.raises(UnreadableInput):
        recurring_of(text)
