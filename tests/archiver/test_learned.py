"""Lines that recur on a portal's pages are learned, kept as JSON, and taken out the same way every time."""

from __future__ import annotations

import msgspec
import pytest

from archiver.errors import UnreadableInput
from archiver.flow import article_from_page
from archiver.learned import Learned, learned_from, learned_of
from archiver.models import Article, Extractor
from tests.archiver.extract.test_general import TITLE, page
from tests.eval.samples import without_platform

NOTICE = "Bản tin do Ban Biên tập cổng thử thực hiện hằng tuần"
RULES = Extractor(platform="dnict", layout="tintuc", version="1.0")
NOTHING = Learned(portal="la")
PORTAL = without_platform("http://la.example.vn/")


def article(number: int, learned: Learned | None = None) -> Article:
    text = f"<p>Chi bộ thôn số {number} sinh hoạt chuyên đề, thảo luận {number * 3} nội dung.</p>"
    found = article_from_page(
        page(f"<h1>{TITLE}</h1><p>Ngày đăng: 16/12/2017</p><div class='x'>{text * 2}<p>{NOTICE}</p></div>"),
        PORTAL.knowing(learned) if learned else PORTAL,
    )
    assert isinstance(found, Article)
    return found


@pytest.fixture(scope="module")
def learned() -> Learned:
    return learned_from([article(number) for number in range(6)], NOTHING)


def test_line_of_every_page_is_learned_and_leaves_the_body(learned: Learned) -> None:
    assert learned.lines == {"ban tin do ban bien tap cong thu thuc hien hang tuan": 6}
    assert NOTICE in article(7).body
    assert NOTICE not in article(7, learned).body
    assert "thôn số 7" in article(7, learned).body


def test_record_names_what_was_learned(learned: Learned) -> None:
    assert article(7, learned).extractor.version.endswith(learned.version)
    assert article(7, learned) == article(7, learned)


def test_what_was_learned_comes_back_from_json(learned: Learned) -> None:
    again = learned_of(learned.as_json())
    assert again == learned
    assert again.version == learned.version
    assert again.as_json() == learned.as_json()


def test_reprints_count_once() -> None:
    assert learned_from([article(1)] * 9, NOTHING) is NOTHING


@pytest.mark.parametrize("text", [b"", b"[]", b'{"portal": 1}', b'{"portal": "a", "form": 99}'])
def test_json_of_another_form_is_refused(text: bytes) -> None:
    with pytest.raises(UnreadableInput):
        learned_of(text)


def test_line_once_learned_stays_though_the_bodies_lack_it(learned: Learned) -> None:
    assert learned_from([article(number, learned) for number in range(9)], learned) is learned


def test_line_of_a_paragraph_is_taken_out_and_the_others_stay(learned: Learned) -> None:
    assert learned.without_lines(f"Chi bộ họp.\n{NOTICE}") == "Chi bộ họp."


def test_articles_that_rules_read_teach_nothing() -> None:
    read = [msgspec.structs.replace(found, extractor=RULES) for found in map(article, range(6))]
    assert learned_from(read, NOTHING) is NOTHING
