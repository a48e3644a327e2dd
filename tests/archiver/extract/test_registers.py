"""Registers of documents and of readers' questions: pages with days that are no article's."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest

from archiver.models import Article, NotAnArticle
from tests.archiver.extract.test_traps import DATED, MENU, TEXT, article, outcome

ABSTRACTS = (
    "Kế hoạch tổ chức các hoạt động hè cho thiếu nhi năm 2024",
    "Thông báo kết luận của Chủ tịch tại cuộc họp giao ban tháng Sáu",
    "Quyết định về việc kiện toàn Ban Chỉ đạo chuyển đổi số của xã, nhiệm kỳ mới, theo đề nghị của Văn phòng",
)
ROWS = "".join(
    f"<tr><td>{at}</td><td><a href='/vb-{at}.html'>{at}2/KH-UBND</a></td><td>1{at}/06/2024</td>"
    f"<td>{words}</td></tr>"
    for at, words in enumerate(ABSTRACTS, 1)
)
HEAD = "<tr><th>STT</th><th>{}</th><th>Ngày ban hành</th><th>Trích yếu</th></tr>"
ASKED = "Gia đình tôi muốn xây nhà trên nền nhà cũ thì cần những giấy tờ gì và nộp ở đâu?"


def register(number: str = "Số ký hiệu") -> str:
    return f"<table><thead>{HEAD.format(number)}</thead><tbody>{ROWS}</tbody></table>"


@pytest.mark.parametrize("number", ["Số ký hiệu", "Số/Ký hiệu", "Số hiệu văn bản"])
def test_table_of_documents_is_no_article_of_the_day_of_its_first_row(number: str) -> None:
    page = f"{MENU}<div><h1>Văn bản của Đảng ủy và Ủy ban</h1>{register(number)}</div>"
    assert isinstance(outcome(page, "Văn bản của Đảng ủy và Ủy ban - Xã Sông Trà"), NotAnArticle)


def test_article_that_lists_documents_in_a_table_is_one() -> None:
    title = "Danh mục văn bản ban hành trong tháng Sáu năm nay"
    shapes = ("<div><h1>{}</h1>{}</div>", "<table><tr><td><h1>{}</h1></td></tr><tr><td>{}</td></tr></table>")
    tables = (f"{DATED}{register()}", f"{DATED}{TEXT}{register()}")
    for shape, told in itertools.product(shapes, tables):
        found = outcome(f"{MENU}{shape.format(title, told)}", title)
        assert isinstance(found, Article)
        assert found.published_date == dt.date(2020, 6, 16)


OTHERS = (
    "<div><h3>Tin mới nhất</h3><h4><a href='/tin-7.html'>Khánh thành nhà văn hóa thôn Bình An của xã</a></h4>"
    "<p>12/05/2024 08:30 - 212 lượt xem</p><p>Công trình do bà con góp công và tiền, vừa được khánh thành "
    "sau bốn tháng thi công, đúng vào ngày hội của thôn.</p></div>"
)


def test_days_of_other_articles_below_a_register_are_not_its_own() -> None:
    title = "Văn bản của Đảng ủy và Ủy ban"
    sent = "<p>Người gửi: Lê Văn Tám - Ngày gửi: 16/06/2024</p>"
    asked = f"<p>Câu hỏi: {ASKED}</p>{sent}<p>Trả lời: Nộp hồ sơ tại bộ phận một cửa của xã.</p>"
    for told in (register(), register() + OTHERS * 5, asked * 3):
        page = f"{MENU}<div><div><h1>{title}</h1>{told}</div>{OTHERS}</div>"
        assert isinstance(outcome(page, f"{title} - Xã Sông Trà"), NotAnArticle)


@pytest.mark.parametrize(
    "sent",
    [
        "<p>Người hỏi: Lê Văn Tám (16/06/2024)</p>",
        "<p>Người gửi: Lê Văn Tám - Ngày gửi: 16/06/2024</p>",
        "<p>Họ và tên người gửi: Lê Văn Tám</p><p>Ngày hỏi: 16/06/2024</p>",
    ],
)
@pytest.mark.parametrize("answer", ["<p>Trả lời:</p>{}", "<p><b>Nội dung trả lời:</b></p>{}"])
def test_question_with_its_answer_is_no_article_of_the_day_it_was_sent(sent: str, answer: str) -> None:
    title = "Hỏi về thủ tục cấp giấy phép xây dựng nhà ở"
    page = f"{MENU}<div><h1>{title}</h1>{sent}<p>{ASKED}</p>{answer.format(TEXT)}</div>"
    assert isinstance(outcome(page, f"{title} - Xã Sông Trà"), NotAnArticle)


def test_article_that_answers_a_reader_is_one() -> None:
    told = f"{DATED}<p>Người hỏi: Lê Văn Tám.</p><p>{ASKED}</p><p>Trả lời:</p>{TEXT}"
    found = article(f"{MENU}<div><h1>Giải đáp thủ tục cấp giấy phép xây dựng nhà ở</h1>{told}</div>")
    assert found.published_date == dt.date(2020, 6, 16)
