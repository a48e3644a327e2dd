"""Pages that are asked for by POST: their addresses, and what is posted for them."""

from __future__ import annotations

from urllib.parse import parse_qs

import pytest

from archiver.address import Addresses
from archiver.extract.pagers import pager_of
from archiver.html import parse_html
from archiver.plan import following_page
from archiver.posted import MAX_BYTES, body_for, form_address, is_posted, posted_address

HOME = "http://xa.example/"
OWN = f"{HOME}tin.aspx?cat=5"
HIDDEN = '<input type="hidden" name="__EVENTVALIDATION" value="v&amp;w" /><input name="q" value="tìm" />'


def page(pager: str, state: str = "s1", action: str = "") -> str:
    view = f'<input type="hidden" name="__VIEWSTATE" value="{state}" />'
    return f'<form method="post" action="{action}">{view}{HIDDEN}<div>{pager}</div></form>'


def link(words: str, target: str, argument: str = "") -> str:
    return f"""<a href="javascript:__doPostBack('{target}','{argument}')">{words}</a>"""


def pages(html: str, own: str = OWN) -> tuple[str, ...]:
    root = parse_html(html)
    assert root is not None
    return pager_of(root, own, Addresses(HOME, (), ())).pages


GRID = "<span>1</span>" + link("2", "g", "Page$2") + link("3", "g", "Page$3") + link("...", "g", "Page$4")
BUTTONS = link("1", "r$c0") + "<b>2</b>" + link("3", "r$c2") + link("&gt;&gt;", "r$last")


def test_each_page_that_a_link_names_has_an_address_of_its_own() -> None:
    found = pages(page(GRID))
    assert len(found) == 3
    assert all(is_posted(url) and form_address(url) == OWN for url in found)
    assert found == pages(page(GRID, state="s2"))


def test_of_links_that_count_from_the_shown_page_only_the_next_is_taken() -> None:
    (found,) = pages(page(BUTTONS))
    assert "c2" in found
    assert found != pages(page(BUTTONS, state="s2"))[0]


def test_a_link_that_leads_nowhere_is_the_shown_page() -> None:
    shown = '<a class="aspNetDisabled">1</a>'
    (found,) = pages(page(shown + link("2", "r$c1") + link("3", "r$c2") + link("&gt;&gt;", "r$last")))
    assert "c1" in found


ALL_LINKED = link("1", "r$c0") + link("2", "r$c1") + link("3", "r$c2")


def test_where_all_numbers_are_links_the_first_page_leads_to_the_second() -> None:
    (found,) = pages(page(ALL_LINKED))
    assert "c1" in found


def test_where_all_numbers_are_links_the_page_posted_for_is_shown() -> None:
    (second,) = pages(page(ALL_LINKED))
    (third,) = pages(page(ALL_LINKED, state="s2"), second)
    assert "c2" in third
    assert pages(page(ALL_LINKED, state="s3"), third) == ()


@pytest.mark.parametrize(
    "button",
    [
        '<input type="submit" name="r$next" value="Trang sau" />',
        '<input type="image" name="r$next" src="n.gif" alt="Tiếp" />',
        """<input type="button" name="r$n" value="&gt;" onclick="javascript:__doPostBack('r$next','')" />""",
    ],
)
def test_a_button_posts_its_name_for_a_target(button: str) -> None:
    (found,) = pages(page(f"<span>1/3</span>{button}"))
    assert "r%24next" in found
    root = parse_html(page(f"<span>1/3</span>{button}"))
    assert root is not None
    assert parse_qs(body_for(root, found) or "")["__EVENTTARGET"] == ["r$next"]


def test_the_button_that_cannot_be_pressed_is_the_shown_page() -> None:
    buttons = "".join(
        f'<input type="submit" name="p{number}" value="{number}" {"disabled" if number == 2 else ""} />'
        for number in (1, 2, 3)
    )
    (found,) = pages(page(buttons))
    assert "p3" in found


@pytest.mark.parametrize(
    "button",
    [
        '<input type="submit" name="q$find" value="Tìm kiếm" />',
        '<input type="submit" name="r$next" value="Trang sau" disabled="disabled" />',
        '<input type="text" name="r$page" value="2" />',
    ],
)
def test_other_buttons_and_fields_post_for_no_page(button: str) -> None:
    assert pages(page(button)) == ()


def test_the_last_page_leads_on_no_further() -> None:
    assert pages(page(link("1", "r$c0") + "<b>2</b>" + link("&lt;", "r$prev"))) == ()


@pytest.mark.parametrize("action", ["", "./", "/Default.aspx", "http://elsewhere.example/x"])
def test_the_form_is_sent_to_the_pages_own_address(action: str) -> None:
    (found,) = pages(page(link("Trang sau", "n"), action=action))
    assert form_address(found) == OWN


def test_links_without_a_form_post_nothing() -> None:
    assert pages(GRID) == ()
    assert pages(page(link("Đăng nhập", "login"))) == ()


def test_what_is_posted_is_the_form_with_its_hidden_fields_alone() -> None:
    root = parse_html(page(GRID))
    assert root is not None
    body = body_for(root, pages(page(GRID))[0])
    assert body is not None
    assert parse_qs(body, keep_blank_values=True) == {
        "__VIEWSTATE": ["s1"],
        "__EVENTVALIDATION": ["v&w"],
        "__EVENTTARGET": ["g"],
        "__EVENTARGUMENT": ["Page$2"],
    }


@pytest.mark.parametrize("pager", [GRID, BUTTONS])
def test_the_address_is_told_by_what_was_posted(pager: str) -> None:
    root = parse_html(page(pager))
    assert root is not None
    for url in pages(page(pager)):
        assert posted_address(form_address(url), body_for(root, url) or "") == url


def test_a_page_in_another_state_does_not_ask_for_it() -> None:
    root = parse_html(page(BUTTONS, state="s2"))
    assert root is not None
    assert body_for(root, pages(page(BUTTONS))[0]) is None


def test_a_form_that_is_too_large_is_not_posted() -> None:
    html = page(GRID, state="x" * MAX_BYTES)
    root = parse_html(html)
    assert root is not None
    assert body_for(root, pages(html)[0]) is None


def test_other_forms_give_no_address() -> None:
    assert posted_address(OWN, "q=tin") is None
    assert posted_address(OWN, "&".join(f"a{n}=1" for n in range(5000))) is None


def test_the_page_after_the_shown_one_comes_next() -> None:
    found = pages(page(GRID.replace("$4", "$10")))
    assert following_page(OWN, reversed(found), {}) == found[0]
    assert following_page(found[0], found, {}) == found[1]
    assert following_page(found[1], found, {}) == found[2]
    assert following_page(found[2], found, {}) is None
