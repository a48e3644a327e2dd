from __future__ import annotations

import datetime as dt
import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.models import VIETNAM
from archiver.normalise.dates import DateReading, dates_in, read_date

SEEN = dt.datetime(2024, 11, 20, 3, 0, tzinfo=dt.UTC)  # 10:00 in Vietnam, a Wednesday

DAYS = [
    ("16/12/2017", "2017-12-16"),
    ("16-12-2017", "2017-12-16"),
    ("16.12.2017", "2017-12-16"),
    ("17 - 05 - 2024", "2024-05-17"),
    ("(09/10/2020)", "2020-10-09"),
    ("3/2/2020", "2020-02-03"),
    ("Ngày 16 tháng 12 năm 2017", "2017-12-16"),
    ("ngày 5 tháng 9, 2021", "2021-09-05"),
    ("Thứ Bảy, ngày 16 tháng 12 năm 2017", "2017-12-16"),
    ("16/12/2017 (Thứ bảy)", "2017-12-16"),
    ("Thứ Bẩy, 16/12/2017", "2017-12-16"),
    ("CN, 17/12/2017", "2017-12-17"),
    ("tháng mười hai 16, 2017", "2017-12-16"),
    ("tháng giêng 05, 2022", "2022-01-05"),
    ("16 Tháng Giêng 2017", "2017-01-16"),
    ("16 Tháng Mười Hai, 2017", "2017-12-16"),
    ("Tháng 12 16, 2017", "2017-12-16"),
    ("16 Th12, 2017", "2017-12-16"),
    ("16 thg 12, 2017", "2017-12-16"),
    ("December 16, 2017", "2017-12-16"),
    ("16-Dec-2017", "2017-12-16"),
    ("2017-12-16", "2017-12-16"),
    ("2017. 12. 16.", "2017-12-16"),
    ("16 décembre 2017", "2017-12-16"),
    ("27/9/2023Nhân dịp 10 năm, ngày 2/9/2013", "2023-09-27"),
    ("Đăng ngày 27/07/2023", "2023-07-27"),
    ("Ngày đăng : 08/08/2017", "2017-08-08"),
    ("06/05/2014 | 12:00 AM", "2014-05-06"),
    ("27/12/2022 00:00", "2022-12-27"),
    ("16/12/2017 00:00:00", "2017-12-16"),
    ("12:00:00 SA 16/12/2017", "2017-12-16"),
    ("2017-12-16T00:00:00+07:00", "2017-12-16"),
    ("10/18/2024 12:00:00 AM GMT+7", "2024-10-18"),
]

MOMENTS = [
    ("16/12/2017 8:30", "2017-12-16T08:30"),
    ("16/12/2017, 08:30", "2017-12-16T08:30"),
    ("16-12-2017 | 08:30:59", "2017-12-16T08:30:59"),
    ("16/12/2017, Giờ: 08:30", "2017-12-16T08:30"),
    ("16/12/2017 Giờ đăng: 08:30:59", "2017-12-16T08:30:59"),
    ("16/12/2017 | Lúc: 8h30", "2017-12-16T08:30"),
    ("16.12.2017 - 08:30:59", "2017-12-16T08:30:59"),
    ("08:30 16/12/2017", "2017-12-16T08:30"),
    ("08:30, 16/12/2017", "2017-12-16T08:30"),
    ("08:30 , 16/12/2017", "2017-12-16T08:30"),
    ("08:30 | 16/12/2017", "2017-12-16T08:30"),
    ("08:30 |16/12/2017", "2017-12-16T08:30"),
    ("Thứ bảy - 16/12/2017 08:30", "2017-12-16T08:30"),
    ("THỨ BẢY, 16/12/2017 08:30:59", "2017-12-16T08:30:59"),
    ("Thứ 7, 16/12/2017 | 20:30:59", "2017-12-16T20:30:59"),
    ("T7, 16/12/2017, 08:30", "2017-12-16T08:30"),
    ("Thứ Bảy, 08:30 16/12/2017", "2017-12-16T08:30"),
    ("08:30 ICT Thứ bảy, 16/12/2017", "2017-12-16T08:30"),
    ("Thứ bảy, 16/12/2017, 08:30 (GMT+7)", "2017-12-16T08:30"),
    ("Thứ 7, 16/12/2017, 06:37[GMT+7]", "2017-12-16T06:37"),
    ("16/12/2017 08:30 [GMT +7]", "2017-12-16T08:30"),
    ("08:30 16/12/2017 GMT+7", "2017-12-16T08:30"),
    ("08:30 16/12/2017 GMT+0", "2017-12-16T15:30"),
    ("Thứ tư, 08 Tháng 9 2021 15:09", "2021-09-08T15:09"),
    ("08 Tháng 9 2021 15:09", "2021-09-08T15:09"),
    ("8h30 ngày 16/12/2017", "2017-12-16T08:30"),
    ("14h05' 16/12/2017", "2017-12-16T14:05"),
    ("16h ngày 16/12/2017", "2017-12-16T16:00"),
    ("08 giờ 30 phút, ngày 16/12/2017", "2017-12-16T08:30"),
    ("08 giờ 30 phút 15 giây ngày 16-12-2017", "2017-12-16T08:30:15"),
    ("8 giờ, ngày 16 tháng 12 năm 2017", "2017-12-16T08:00"),
    ("lúc 8g30 ngày 16/12/2017", "2017-12-16T08:30"),
    ("16/12/2017 8:30:00 SA", "2017-12-16T08:30"),
    ("16/12/2017 8:30:00 CH", "2017-12-16T20:30"),
    ("16/12/2017 12:15 CH", "2017-12-16T12:15"),
    ("16/12/2017 12:15 SA", "2017-12-16T00:15"),
    ("14/06/2018 | 11:22 PM", "2018-06-14T23:22"),
    ("05/06/2018 | 11:22 AM", "2018-06-05T11:22"),
    ("16/12/2017 15:42 PM", "2017-12-16T15:42"),
    ("16-12-2017 lúc 08:30", "2017-12-16T08:30"),
    ("Cập nhật lúc: 09:01 |22/08/2014", "2014-08-22T09:01"),
    ("2017-12-16T08:30:00+07:00", "2017-12-16T08:30"),
    ("2017-12-16T01:30:00Z", "2017-12-16T08:30"),
    ("2017-12-15T20:30:00.000+00:00", "2017-12-16T03:30"),
    ("2017-12-16T08:30:00+0700", "2017-12-16T08:30"),
    ("2017-12-16 08:30", "2017-12-16T08:30"),
    ("2017-12-16+0708:30:00", "2017-12-16T08:30"),
    ("Sat, 16 Dec 2017 08:30:00 +0700", "2017-12-16T08:30"),
    ("Sat, 16 Dec 2017 01:30:00 GMT", "2017-12-16T08:30"),
    ("4/15/2020 8:30:00 PM", "2020-04-15T20:30"),
    ("Sat, 12/16/2017 - 08:30", "2017-12-16T08:30"),
    ("Tue, 07/04/2017 - 08:30", "2017-07-04T08:30"),
    ("T7, 12/16/2017 - 08:30", "2017-12-16T08:30"),
    ("T3, 07/04/2017 - 08:30", "2017-07-04T08:30"),
    ("T3, 04/07/2017 - 08:30", "2017-07-04T08:30"),
    ("Thứ bảy, 12/16/2017 08:30", "2017-12-16T08:30"),
    ("Saturday, 16/12/2017 08:30", "2017-12-16T08:30"),
    ("Chủ nhật, 6/10/2024 | 19:30:21 PM", "2024-10-06T19:30:21"),
    ("4/5/2020 (Thứ hai) 8:30:00 AM", "2020-05-04T08:30"),
    ("Thứ Năm, 07-11-24 18:23:41", "2024-11-07T18:23:41"),
    ("Thứ hai, 07/10/24 18:23", "2024-10-07T18:23"),
]

NOTHING = [
    ("32/13/2017", "date-impossible"),
    ("30/02/2020", "date-impossible"),
    ("12/16/2017", "date-impossible"),
    ("2/9/1945", "date-impossible"),
    ("Thứ hai, 16/12/2017", "date-weekday-mismatch"),
    ("Thứ ba, 07/04/2017", "date-weekday-mismatch"),
    ("Thứ hai, 12/16/2017", "date-impossible"),
    ("16/12/2017 (Chủ nhật) 08:30", "date-weekday-mismatch"),
    ("Mon, 12/16/2017", "date-impossible"),
    ("Fri, 09/10/2024", "date-weekday-mismatch"),
    ("Mon, 05/09/2016", "date-ambiguous"),
    ("2/4/2025", "date-future"),
    ("22/11/2024 08:30", "date-future"),
    ("12/10/20", "date-ambiguous"),
    ("Thứ sáu, 07-11-24", "date-ambiguous"),
    ("Thứ Năm, 07/11/24", "date-ambiguous"),
    ("Chủ nhật, 4/5/2020 8:30:00 AM", "date-ambiguous"),
    ("Thứ hai, 7/1/2024 8:30:00 AM", "date-ambiguous"),
    ("20/10/1930 - 20/10/2023", "date-ambiguous"),
    ("16/12/2017, 17/12/2017", "date-ambiguous"),
    ("từ ngày 16/12/2017", "date-unreadable"),
    ("11/08/2024 12:00:00 AM GMT+7", "date-ambiguous"),
    ("4/5/2020 8:30:00 AM", "date-ambiguous"),
    ("dd/mm/yyyy", "date-placeholder"),
    ("__/__/____", "date-placeholder"),
    ("01/01/1970 08:00", "date-placeholder"),
    ("1/1/0001 12:00:00 SA", "date-placeholder"),
    ("0001-01-01T00:00:00", "date-placeholder"),
    ("Hà Nội, ngày 29 tháng 01 năm 2019", "date-unreadable"),
    ("Print Thứ Bảy, 26/01/2019 19:26", "date-unreadable"),
    ("Ngày ban hành: 16/12/2017", "date-unreadable"),
    ("12/2017", "date-unreadable"),
    ("16/12", "date-unreadable"),
    ("16/12-2017", "date-unreadable"),
    ("10.10.10.2017", "date-unreadable"),
    ("0237 3721150", "date-unreadable"),
    ("", "date-unreadable"),
]

RELATIVE = [
    ("4 giờ trước", "2024-11-20", "2024-11-20T06:00"),
    ("30 phút trước", "2024-11-20", "2024-11-20T09:30"),
    ("12 giờ trước", "2024-11-19", "2024-11-19T22:00"),
    ("2 tháng 2 tuần trước", "2024-09-06", None),
    ("3 ngày trước", "2024-11-17", None),
    ("1 năm trước", "2023-11-20", None),
    ("Hôm qua lúc 8:30", "2024-11-19", "2024-11-19T08:30"),
    ("Hôm nay", "2024-11-20", None),
    ("yesterday", "2024-11-19", None),
    ("5 hours ago", "2024-11-20", "2024-11-20T05:00"),
]


def local(moment: str | None) -> dt.datetime | None:
    return None if moment is None else dt.datetime.fromisoformat(moment).replace(tzinfo=VIETNAM)


@pytest.mark.parametrize(("text", "day"), DAYS)
def test_a_day_without_a_time_has_no_moment(text: str, day: str) -> None:
    reading = read_date(text, seen_at=SEEN)
    assert (reading.day, reading.moment, reading.problems) == (dt.date.fromisoformat(day), None, ())


@pytest.mark.parametrize(("text", "moment"), MOMENTS)
def test_a_printed_time_gives_the_moment_in_vietnam(text: str, moment: str) -> None:
    for form in (text, unicodedata.normalize("NFD", text), f"\u00a0{text} "):
        reading = read_date(form, seen_at=SEEN)
        assert (reading.moment, reading.problems) == (local(moment), ())
        assert reading.moment is not None
        assert reading.moment.utcoffset() == dt.timedelta(hours=7)
        assert reading.day == reading.moment.date()


@pytest.mark.parametrize(("text", "problem"), NOTHING)
def test_what_may_be_wrong_gives_no_value_but_the_words_and_the_reason(text: str, problem: str) -> None:
    assert read_date(text, seen_at=SEEN) == DateReading(day=None, moment=None, raw=text, problems=(problem,))


@pytest.mark.parametrize(("text", "day", "moment"), RELATIVE)
def test_relative_forms_count_from_the_time_of_seeing(text: str, day: str, moment: str | None) -> None:
    reading = read_date(text, seen_at=SEEN)
    assert (reading.day, reading.moment) == (dt.date.fromisoformat(day), local(moment))
    assert reading.problems == ("date-relative",)
    assert read_date(text, seen_at=None).day is None


def test_a_time_that_cannot_be_leaves_the_day() -> None:
    reading = read_date("16/12/2017 25:61", seen_at=None)
    assert (reading.day, reading.moment, reading.problems) == (
        dt.date(2017, 12, 16),
        None,
        ("time-impossible",),
    )


def test_two_times_that_differ_leave_the_day() -> None:
    assert read_date("08:30 16/12/2017 09:00", seen_at=None).problems == ("time-impossible",)


def test_without_a_time_of_seeing_no_day_is_in_the_future() -> None:
    assert read_date("2/4/2045", seen_at=None).day == dt.date(2045, 4, 2)


def test_dates_in_a_line_come_with_their_places() -> None:
    line = "Hồng Hạnh - 14:20 28/09/2023 GMT+7 (cập nhật 4 giờ trước)"
    readings = dates_in(line, seen_at=SEEN)
    assert [line[slice(*(reading.span or ()))] for reading in readings] == [
        "14:20 28/09/2023 GMT+7",
        "4 giờ trước",
    ]
    assert [reading.moment for reading in readings] == [local("2023-09-28T14:20"), local("2024-11-20T06:00")]


def test_both_ends_of_a_range_are_left_out() -> None:
    assert dates_in("Kỷ niệm (20/10/1930 - 20/10/2020), từ 1/2/2020 đến ngày 3/2/2020", seen_at=SEEN) == []


@given(
    st.datetimes(dt.datetime(1997, 1, 1), dt.datetime(2024, 11, 19)),  # noqa: DTZ001 - naive on purpose
    st.sampled_from(
        ["{0:%d/%m/%Y %H:%M}", "{0:%H:%M | %d-%m-%Y}", "{0:%Hh%M ngày %d.%m.%Y}", "{0:%Y-%m-%dT%H:%M}+07:00"]
    ),
)
def test_every_day_and_time_reads_back_as_it_was_printed(moment: dt.datetime, form: str) -> None:
    moment = moment.replace(second=0, microsecond=0, hour=moment.hour or 1, tzinfo=VIETNAM)
    assert read_date(form.format(moment), seen_at=SEEN).moment == moment


WORDS = """16 / - . : 12 2017 08 30 h giờ phút ngày tháng năm thứ hai cn sa ch am gmt+7 ( ) | , trước hôm qua
lúc z t dec 0001 99 ðÐ İ"""
PARTS = st.lists(st.sampled_from([" ", *WORDS.split()]), max_size=25).map("".join)


@given(st.one_of(st.text(), PARTS), st.sampled_from([None, SEEN, dt.datetime.min.replace(tzinfo=dt.UTC)]))
def test_no_text_makes_reading_a_date_fail(text: str, seen_at: dt.datetime | None) -> None:
    reading = read_date(text, seen_at=seen_at)
    assert reading.day is not None or (reading.moment is None and reading.problems)
    for found in dates_in(text, seen_at=seen_at):
        assert found.span is not None


@pytest.mark.parametrize(
    "unit",
    [
        "1",
        "1:",
        "12/",
        "16/12/2017 ",
        "dec 16, 2017 ",
        "thứ ",
        " - ",
        "08:30 ",
        "4 giờ ",
        "ngày ",
        "ð",
        "1 th",
    ],
)
def test_a_long_hostile_text_costs_no_more_than_its_length(unit: str) -> None:
    text = unit * (200_000 // len(unit))
    start = time.process_time()
    read_date(text, seen_at=SEEN)
    dates_in(text, seen_at=SEEN)
    assert time.process_time() - start < 20
