"""Pages that are asked for by POST: the address by which each is known, and the form that asks for it.

The pagers of ASP.NET post back: a link calls `__doPostBack(target, argument)`, which sends the page's form
with its hidden fields, the state of the page among them. Such a page has no address of its own. It is known
by that of its form, with what was asked for in the query, as web archives note it: `__wb_method=POST`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from itertools import islice
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from lxml import etree

from archiver.models import Record

METHOD, TARGET, ARGUMENT, STATE = "__wb_method", "__EVENTTARGET", "__EVENTARGUMENT", "__wb_state"
FORM_TYPE = "application/x-www-form-urlencoded"
MAX_FIELDS = 200
MAX_BYTES = 2_000_000
"""Of one form; a larger one is not sent."""
VIEW_STATE = "__VIEWSTATE"
_OWN = frozenset({METHOD, TARGET, ARGUMENT, STATE})
_POST_BACK = re.compile(r"""__doPostBack\(\s*['"]([^'"]{1,300})['"]\s*,\s*['"]([^'"]{0,300})['"]\s*\)""")
_SUBMITS = re.compile("submit|image", re.IGNORECASE)
_OWN_PAGE = re.compile(r"page\$\d{1,6}", re.IGNORECASE)
"""An argument that names a page whatever page it is posted from."""


class PostBack(Record, frozen=True, kw_only=True):
    """What a link of a page posts."""

    target: str
    argument: str

    @property
    def names_page(self) -> bool:
        """Return whether it asks for the same page whatever page it is posted from."""
        return _OWN_PAGE.fullmatch(self.argument) is not None

    def is_asked_at(self, posted: str) -> bool:
        """Return whether the posted page of that address is one that it asks for."""
        query = dict(parse_qsl(urlsplit(posted).query, keep_blank_values=True))
        return (query.get(TARGET), query.get(ARGUMENT, "")) == (self.target, self.argument)


def post_back_of(link: etree._Element) -> PostBack | None:
    """Return what a link or button posts; None where it posts nothing.

    ASP.NET takes the name of a button for its target, too, as the scripts of other controls send it.
    """
    for attribute in ("href", "onclick"):
        if found := _POST_BACK.search(link.get(attribute) or ""):
            return PostBack(target=found[1], argument=found[2])
    name = link.get("name") if link.tag == "input" and link.get("disabled") is None else None
    return PostBack(target=name, argument="") if name and _SUBMITS.fullmatch(link.get("type") or "") else None


class Form(Record, frozen=True, kw_only=True):
    """The form of a page that keeps its state.

    It is sent to the page's own address: what its `action` says is often rewritten, and no address of a page.
    """

    fields: dict[str, str]
    """Its hidden fields."""

    def state_for(self, asked: PostBack) -> str:
        """Return the state of the page, where what is asked for depends on it."""
        return "" if asked.names_page else self.fields.get(VIEW_STATE, "")


def form_on(root: etree._Element) -> Form | None:
    """Return the form of a page that keeps its state; None where there is none."""
    kept = next((field for field in root.iter("input") if field.get("name") == VIEW_STATE), None)
    form = None if kept is None else next(kept.iterancestors("form"), None)
    if form is None:
        return None
    hidden = (field for field in form.iter("input") if (field.get("type") or "").lower() == "hidden")
    fields = {field.get("name") or "": field.get("value") or "" for field in islice(hidden, MAX_FIELDS)}
    return Form(fields={name: fields[name] for name in fields if name})


def is_posted(url: str) -> bool:
    """Return whether an address is that of a page that is asked for by POST."""
    return f"{METHOD}=POST" in url


def form_address(url: str) -> str:
    """Return the address to which the form of a posted page is sent; of another page its own."""
    if not is_posted(url):
        return url
    split = urlsplit(url)
    kept = [pair for pair in parse_qsl(split.query, keep_blank_values=True) if pair[0] not in _OWN]
    return urlunsplit(split._replace(query=urlencode(kept)))


def address_of(form_url: str, asked: PostBack, state: str) -> str:
    """Return the address by which a page is known that is posted for.

    Where what is posted names no page by itself, the state of the page that it is posted from belongs to it,
    as a digest.
    """
    split = urlsplit(form_url)
    query = {**dict(parse_qsl(split.query, keep_blank_values=True)), METHOD: "POST"}
    query |= {TARGET: asked.target, ARGUMENT: asked.argument}
    if state:
        query[STATE] = hashlib.sha256(state.encode()).hexdigest()[:12]
    return urlunsplit(split._replace(query=urlencode(sorted(query.items()))))


def posted_address(url: str, body: str) -> str | None:
    """Return the address by which the page is known that a body was posted for; None for another form's."""
    try:
        fields = dict(parse_qsl(body, keep_blank_values=True, max_num_fields=2 * MAX_FIELDS))
    except ValueError:
        return None
    if TARGET not in fields:
        return None
    asked = PostBack(target=fields[TARGET], argument=fields.get(ARGUMENT, ""))
    return address_of(url, asked, Form(fields=fields).state_for(asked))


def body_for(root: etree._Element, posted: str) -> str | None:
    """Return what is posted from a page to ask for a page that its pager names.

    It holds the hidden fields of the page's form as they are. None where the form is not there, or too large.
    """
    form, query = form_on(root), dict(parse_qsl(urlsplit(posted).query, keep_blank_values=True))
    asked = PostBack(target=query.get(TARGET, ""), argument=query.get(ARGUMENT, ""))
    if form is None or address_of(form_address(posted), asked, form.state_for(asked)) != posted:
        return None
    body = urlencode({**form.fields, TARGET: asked.target, ARGUMENT: asked.argument})
    return body if len(body) <= MAX_BYTES else None


def following_posted(current: str, pages: Iterable[str]) -> str | None:
    """Return, of the posted pages that a pager names, the one after the current one."""
    numbered = sorted((number, page) for page in pages if (number := _number(page)) is not None)
    here = _number(current) or 1
    return next((page for number, page in numbered if number > here), None) or next(
        (page for page in pages if STATE in page), None
    )


def _number(url: str) -> int | None:
    found = re.search(rf"{ARGUMENT}=page%24(\d{{1,6}})(?:&|$)", url, re.IGNORECASE)
    return int(found[1]) if found else None
