"""Lines that recur on a portal's pages are learned, kept as JSON, and taken out the same way every time."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
import pytest

from archiver.errors import UnreadableInput
from archiver.flow import article_from_page
from archiver.learned import LEAST_PAGES, Learned, learned_from, learned_of, may_be_furniture
from archiver.models import Article, Extractor
from archiver.normalise.text import fold
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
    return learned_from([article(number) for number in range(LEAST_PAGES)], NOTHING)


def test_line_of_every_page_is_learned_and_leaves_the_body(learned: Learned) -> None:
    assert learned.lines == {"ban tin do ban bien tap cong thu thuc hien hang tuan": LEAST_PAGES}
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
    assert learned_from([article(1)] * 30, NOTHING) is NOTHING


@pytest.mark.parametrize("text", [b"", b"[]", b'{"portal": 1}', b'{"portal": "a", "form": 99}'])
def test_json_of_another_form_is_refused(text: bytes) -> None:
    with pytest.raises(UnreadableInput):
        learned_of(text)


def test_line_once_learned_stays_though_the_bodies_lack_it(learned: Learned) -> None:
    assert learned_from([article(number, learned) for number in range(9)], learned) is learned


def of_bodies(bodies: Iterable[str]) -> Learned:
    plain = article(1)
    found = (
        msgspec.structs.replace(plain, body=body, content_sha256=str(number))
        for number, body in enumerate(bodies)
    )
    return learned_from(found, NOTHING)


def test_line_that_recurs_amid_the_text_is_not_learned() -> None:
    body = "Chi bộ số {0} họp.\n\nKết quả bước đầu\n\nThảo luận {0} nội dung."
    assert of_bodies(body.format(number) for number in range(40)) is NOTHING


def test_line_that_recurs_on_fewer_than_half_of_the_pages_is_not_learned() -> None:
    bodies = [f"Chi bộ số {number} họp.\n\n{NOTICE if number < 19 else ''}" for number in range(40)]
    assert of_bodies(bodies) is NOTHING


@pytest.mark.parametrize(
    "line",
    [
        "TT\tĐơn vị\tChỉ tiêu\tKết quả",
        "- Trồng mới rừng phòng hộ",
        "1. Công tác xây dựng Đảng",
        "a) Về kinh tế",
        "Hội nghị kết thúc tốt đẹp./.",
        "Trân trọng cảm ơn!",
        "“Đảng là cuộc sống của tôi.”",
        "Đồng bào và chiến sĩ cả nước…",
    ],
)
def test_rows_items_and_sentences_are_never_furniture(line: str) -> None:
    assert not may_be_furniture(line)
    assert of_bodies(f"Chi bộ số {number} họp.\n\n{line}" for number in range(40)) is NOTHING
    known = Learned(portal="la", lines={fold(line): 40})
    assert known.edges(["Chi bộ họp", line]) == (0, 0)


def test_learned_line_amid_a_text_stays_in_it(learned: Learned) -> None:
    lines = [NOTICE, "Chi bộ họp.", NOTICE, "Đảng viên thảo luận.", NOTICE]
    assert learned.edges(lines) == (1, 1)
    text = ("Chi bộ thôn họp bàn về phong trào thi đua.", NOTICE, "Đảng viên thảo luận sôi nổi.")
    amid = "".join(f"<p>{line}</p>" for line in text)
    read = article_from_page(
        page(f"<h1>{TITLE}</h1><p>Ngày đăng: 16/12/2017</p><div class='x'>{amid}<p>{NOTICE}</p></div>"),
        PORTAL.knowing(learned),
    )
    assert isinstance(read, Article)
    assert read.body == "\n\n".join(text)


def test_text_of_nothing_but_learned_lines_stays_whole(learned: Learned) -> None:
    assert learned.edges([NOTICE]) == (0, 0)
    assert learned.edges([NOTICE, NOTICE]) == (0, 0)


def test_articles_that_rules_read_teach_nothing() -> None:
    read = [msgspec.structs.replace(found, extractor=RULES) for found in map(article, range(LEAST_PAGES))]
    assert learned_from(read, NOTHING) is NOTHING
