"""Addresses: one canonical form for each page, and what an address says before anyone asks for it.

Portals link each page under many addresses: with a locale appended, a session id, a print view. Asking for
them all cost a real mirror eight requests a page, so an address is made canonical before it is scheduled.
"""

from __future__ import annotations

import fnmatch
import functools
import hashlib
import ipaddress
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from string import Formatter
from typing import NamedTuple
from urllib.parse import SplitResult, parse_qsl, quote, urlencode, urljoin, urlsplit, urlunsplit

import msgspec

from archiver.factfile import Facts

MAX_LENGTH = 2000
"""A longer address is none that a portal would print for a page."""


class ArticleRule(Facts, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An address form of articles."""

    pattern: str
    """Regular expression over path and query; its named groups fill `key`."""
    key: str
    """The article's key, such as `dinhdanh-{id}`."""
    url: str | None = None
    """Path and query of its one address, such as `/tin/{slug}/`, where a page has several that differ in more
    than noise."""
    unsure: bool = False
    """Sections have addresses of this form, too: a page that lists articles is none."""


class AddressRules(Facts, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is known of a portal's addresses."""

    article: tuple[ArticleRule, ...] = ()
    listing: tuple[str, ...] = ()
    """Regular expressions over path and query of listing pages."""
    skip: tuple[str, ...] = ()
    """Regular expressions of addresses never asked for."""
    noise: tuple[str, ...] = ()
    """Query parameters that do not change the page (`*` and `?` as wildcards)."""
    defaults: tuple[str, ...] = ()
    """`name=value` pairs that mean the same as leaving them out, such as `p=1`."""
    same: dict[str, str] = msgspec.field(default_factory=dict)
    """Query parameters that are another name of one: `idcat = "danhmuc"`."""
    namespace: str | None = None
    """Query parameter that names to whom parameters `_<its value>_…` belong: kept where one of these is."""
    locales: tuple[str, ...] | None = None
    """Path segments at the start or end that only switch the language."""

    def mistakes(self) -> Iterator[str]:
        """Yield what is wrong with the patterns and keys."""
        for key, patterns in (("listing", self.listing), ("skip", self.skip)):
            for pattern in patterns:
                yield from _pattern_mistakes(key, pattern)
        for rule in self.article:
            yield from _pattern_mistakes("article", rule.pattern)
            yield from _key_mistakes(rule)
        for pair in self.defaults:
            if "=" not in pair:
                yield f"[address] defaults: '{pair}' is no name=value pair"


class ArticleAddress(NamedTuple):
    """What an address says of an article."""

    key: str
    url: str
    """Canonical address."""
    unsure: bool = False
    """A section may have such an address, too."""


SKIP_EVERYWHERE = (
    r"/c/portal/(?:log(?:in|out)|update_language)",
    r"[?&](?:[^=&]*_)?p_p_lifecycle=[12]\b",
    r"[?&]p_p_state=(?!normal\b)[^&]",
    r"[?&](?:redirect|_?backurl|returnurl|p_auth)=",
    r"(?i)/(?:login|logout|dang-nhap|dang-ky|register|signin)(?:[/.?]|$)",
    r"(?i)/(?:print|savefile|sendmail|in-bai|ban-in)(?:[/?]|$)",
    r"(?i)[?&](?:print|tmpl|format|viewmode|share|replytocom)=",
    r"(?i)/(?:wp-admin|wp-login\.php|administrator)(?:[/?]|$)",
    r"(?i)//(?:www\.)?(?:facebook|twitter|zalo)\.",
    r"(?i)[/?&](?:calendar|lich)[^?]{0,100}[?&/](?:year|month|ngay|thang|nam|date)[=/]",
    r"(?i)[?&](?:calendar|cal)[^=&]*=",
)
"""Logins, actions, pop-ups, print and share views, calendars: on no portal a page of its own."""

NOISE_EVERYWHERE = (
    "utm_*",
    "fbclid",
    "gclid",
    "zarsrc",
    "phpsessid",
    "aspsessionid*",
    "jsessionid",
    "_ga",
    "redirect",
    "*backurl",
    "returnurl",
)

LONGEST_NUMBER = 8
"""Digits of a `sid` that names a section or, on PHP-Nuke, an article; other values are a session's."""
WHENCE = frozenset({"ref", "from", "src", "referer", "referrer", "via"})
"""Query parameters that tell where a link stands, where their value is a word: "?ref=home"."""
MAX_PARAMETERS = 50
"""Of a query; the others are left out."""
REMEMBERED = 16_384
"""Of so many addresses the answer is remembered: each page links to the same ones."""
MOST_FOLDERS = 50
"""Of an address that others are relative to: each is looked at for each of them."""
_ORIGIN = re.compile(r"https?://[^/?#]+")

_RETURN = re.compile(r"[?&](?:redirect|_?backurl|returnurl)=[^&]*", re.IGNORECASE)
"""Where to go back to: on an article's own address noise, elsewhere the sign of an action."""
_SESSION = re.compile(r";jsessionid=[^/?#]*", re.IGNORECASE)
_MEDIA = re.compile(
    r"\.(?:jpe?g|png|gif|bmp|webp|svg|ico|css|js|mp[34]|avi|wmv|flv|wav|zip|rar|7z|docx?|xlsx?|pptx?|pdf|exe|apk)$",
    re.IGNORECASE,
)
_SAFE_PATH = "/%:@!$&'()*+,;=~-._"


class Addresses:
    """The rules of one portal for its addresses."""

    def __init__(self, home: str, hosts: Iterable[str], rules: Sequence[AddressRules]) -> None:
        split = urlsplit(home)
        self.scheme = split.scheme
        self.netloc = split.netloc.lower()
        self._hosts = frozenset({self.netloc, *(host.lower() for host in hosts)})
        self._articles = [(re.compile(rule.pattern), rule) for part in rules for rule in part.article]
        self._listings = [re.compile(pattern) for part in rules for pattern in part.listing]
        self._skip = [re.compile(p) for p in (*SKIP_EVERYWHERE, *(p for part in rules for p in part.skip))]
        self._noise = [*NOISE_EVERYWHERE, *(name.lower() for part in rules for name in part.noise)]
        self._defaults = [pair.lower() for part in rules for pair in part.defaults]
        self._same = {name: other for part in reversed(rules) for name, other in part.same.items()}
        self._namespace = next((part.namespace for part in rules if part.namespace is not None), None)
        self._locales = next(
            (frozenset(part.locales) for part in rules if part.locales is not None), frozenset()
        )
        self._is_noise = functools.lru_cache(maxsize=512)(self._find_noise)
        self._canonical = functools.lru_cache(maxsize=REMEMBERED)(self._find_canonical)
        self._article = functools.lru_cache(maxsize=REMEMBERED)(self._find_article)

    def canonical(self, link: str, base: str = "") -> str | None:
        """Return the one address of what `link` on the page `base` leads to.

        None where it must not be asked for: another host or scheme, a private address, a login, an action,
        a print view, a picture.
        """
        absolute = joined(base, link)
        return self._canonical(absolute) if absolute else None

    def _find_canonical(self, absolute: str) -> str | None:
        split = _split(absolute)
        if split is None or split.netloc.lower() not in self._hosts or split.scheme not in {"http", "https"}:
            return None
        asked = f"{split.path}?{split.query}" if split.query else split.path
        if self._rule_for(split.path)[0]:
            asked = _RETURN.sub("", asked)
        if any(pattern.search(asked) for pattern in self._skip):
            return None
        path, query = self._path(split.path), self._query(split.query)
        if _MEDIA.search(path):
            return None
        rule, groups = self._rule_for(f"{path}?{query}" if query else path)
        if rule and rule.url:
            return f"{self.scheme}://{self.netloc}{rule.url.format(**groups)}"
        return urlunsplit((self.scheme, self.netloc, path, query, ""))

    def article(self, url: str) -> ArticleAddress | None:
        """Return the key and canonical address of the article that `url` names, or None."""
        return self._article(url)

    def _find_article(self, url: str) -> ArticleAddress | None:
        canonical = self.canonical(url)
        if canonical is None:
            return None
        rule, groups = self._rule_for(path_and_query(canonical))
        return ArticleAddress(rule.key.format(**groups), canonical, rule.unsure) if rule else None

    def _rule_for(self, asked: str) -> tuple[ArticleRule | None, dict[str, str]]:
        for pattern, rule in self._articles:
            if match := pattern.search(asked):
                return rule, match.groupdict("")
        return None, {}

    @property
    def knows_articles(self) -> bool:
        """Return whether the rules tell article addresses from others."""
        return bool(self._articles)

    @property
    def numbers_left_out(self) -> dict[str, int]:
        """Return the numbers that canonical addresses leave out, by parameter: `page` → 0."""
        pairs = (pair.partition("=") for pair in self._defaults)
        return {name: int(value) for name, _, value in pairs if value.isdecimal() and len(value) < 10}

    def is_listing(self, canonical: str) -> bool:
        """Return whether a canonical address is that of a listing page."""
        asked = path_and_query(canonical)
        return any(pattern.search(asked) for pattern in self._listings)

    def holds(self, url: str) -> bool:
        """Return whether the address lies on the portal's own hosts, by http or https."""
        split = _split(url)
        return split is not None and split.scheme in {"http", "https"} and split.netloc.lower() in self._hosts

    def _path(self, path: str) -> str:
        path = _SESSION.sub("", path) or "/"
        path = quote(re.sub(r"/{2,}", "/", path), safe=_SAFE_PATH)
        return self._without_locales(path) if self._locales else path

    def _without_locales(self, path: str) -> str:
        segments = path.split("/")
        ending = segments[-1] == "" and len(segments) > 1
        words = [segment for segment in segments if segment]
        while words and words[0] in self._locales:
            del words[0]
        while words and words[-1] in self._locales:
            del words[-1]
        return "/" + "/".join(words) + ("/" if ending and words else "")

    def _query(self, query: str) -> str:
        pairs = [
            (self._same.get(name, name), value)
            for name, value in parse_qsl(query, keep_blank_values=True)[:MAX_PARAMETERS]
        ]
        kept = {pair for pair in pairs if not self._is_noise(*pair)}
        if self._namespace:
            kept |= {pair for pair in pairs if pair[0] == self._namespace and _owns(pair[1], kept)}
        return urlencode(sorted(kept))

    def _find_noise(self, name: str, value: str) -> bool:
        word, pair = name.lower(), f"{name}={value}".lower()
        if word in WHENCE and _WORD.fullmatch(value):
            return True
        if word == "sid" and not (value.isdecimal() and len(value) <= LONGEST_NUMBER):
            return True
        return any(fnmatch.fnmatchcase(word, noise) for noise in self._noise) or any(
            fnmatch.fnmatchcase(pair, default) for default in self._defaults
        )


def _owns(namespace: str, pairs: Iterable[tuple[str, str]]) -> bool:
    return any(name.startswith(f"_{namespace}_") for name, _ in pairs)


def key_of_page(told_by: bytes) -> str:
    """Return the key of an article whose address tells none: made of the whole address, else of its body."""
    return f"page-{hashlib.sha256(told_by).hexdigest()[:16]}"


_WORD = re.compile(r"[A-Za-z_]{0,16}")
"""What names no article: these have a number, or a slug of several words."""


def drops_noise(asked: str, stated: str) -> bool:
    """Return whether a stated address is the one asked for without parameters that name no article.

    There are portals that state the same address on all their pages, `/Default.aspx` without its `?id=`: so
    what is left must look like an article's, and what is dropped must be words.
    """
    here, there = urlsplit(asked), urlsplit(stated)
    if here[:3] != there[:3] or not is_named(stated):
        return False
    pairs, left = (parse_qsl(part.query, keep_blank_values=True) for part in (here, there))
    dropped = [pair for pair in pairs if pair not in left]
    kept = all(pair in pairs for pair in left)
    return kept and bool(dropped) and all(_WORD.fullmatch(value) for _, value in dropped)


_NAMED = re.compile(r"\d{2,}(?:\D|$)|(?:[^/?&=]+-){3}[^/?&=]+")
"""A number, or a slug of four words: the addresses of articles have one or the other."""


_NETWORK = re.compile(
    r"https?://(?:[\w-]+\.){0,3}(?:facebook\.com|fb\.com|zalo\.me|t\.me|tiktok\.com|twitter\.com|x\.com|instagram\.com"
    r"|news\.google\.com)(?:[/?#]|$)",
    re.IGNORECASE,
)


def is_network(url: str) -> bool:
    """Return whether an address is one of a social network, or of Google News."""
    return _NETWORK.match(url) is not None


def is_named(url: str) -> bool:
    """Return whether an address looks like an article's, where no rule tells them apart."""
    asked = urlsplit(url)
    return _NAMED.search(f"{asked.path.rstrip('/').rpartition('/')[2]}?{asked.query}") is not None


def is_private(host: str) -> bool:
    """Return whether a host is, as written, an address of a private or local network."""
    try:
        address = ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return host.lower() == "localhost" or host.lower().endswith((".localhost", ".local", ".internal"))
    return not address.is_global


def joined(base: str, link: str) -> str | None:
    """Return a link on the page `base` as an absolute address.

    None where it is none or too long, or relative to what is deeper than any page.
    """
    link = link.strip()
    if not link or len(link) > MAX_LENGTH or link.startswith("#"):
        return None
    if not base or link.startswith(("http://", "https://")):
        return link
    if link[0] == "/" and not link.startswith("//") and "/." not in link and (origin := _ORIGIN.match(base)):
        return origin[0] + link
    if base.count("/") > MOST_FOLDERS:
        return None
    try:
        return urljoin(base, link)
    except ValueError:
        return None


def _split(url: str) -> SplitResult | None:
    try:
        split = urlsplit(url)
        split.port  # noqa: B018 - raises ValueError where the port is none
    except ValueError:
        return None
    return split


def path_and_query(url: str) -> str:
    """Return what patterns of addresses are searched in."""
    split = urlsplit(url)
    return f"{split.path}?{split.query}" if split.query else split.path


_NO_PATTERN = (re.error, RecursionError, OverflowError)
"""What compiling a pattern may end in: thousands of groups in one another, numbers of many digits."""


def _pattern_mistakes(key: str, pattern: str) -> Iterator[str]:
    try:
        re.compile(pattern)
    except _NO_PATTERN as error:
        yield f"[address] {key}: '{pattern[:200]}' is no regular expression: {error}"


def _key_mistakes(rule: ArticleRule) -> Iterator[str]:
    try:
        groups = re.compile(rule.pattern).groupindex
    except _NO_PATTERN:
        return
    yield from _form_mistakes("key", rule.key, groups)
    if rule.url is not None:
        yield from _form_mistakes("url", rule.url, groups)


def _form_mistakes(key: str, form: str, groups: Mapping[str, int]) -> Iterator[str]:
    """Yield what keeps a form such as `id-{id}` from being filled with the groups of a pattern."""
    try:
        parts = [part[1:] for part in Formatter().parse(form) if part[1] is not None]
    except ValueError as error:
        yield f"[address.article] {key}: '{form}' cannot be filled: {error}"
        return
    if not parts:
        yield f"[address.article] {key}: '{form}' names no group of the pattern; write 'id-{{id}}'"
    for name, ending, conversion in parts:
        if name not in groups or ending or conversion:
            known = ", ".join(f"{{{group}}}" for group in groups) or "none"
            yield f"[address.article] {key}: '{form}' names what is no group; the pattern has {known}"
