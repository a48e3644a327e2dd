"""Portal files with a mistake, and the one sentence that is told of each."""

from __future__ import annotations

GOOD = """\
name = "Thành ủy Hải Phòng"
home = "https://hai-phong.example/"
platform = "liferay"
"""
FIRST_LINES = 'name = "Thành ủy Hải Phòng"\nhome = "https://hai-phong.example/"\n'

MISTAKES = [
    # keys
    ('[[layout]]\nname = "cũ"\nautor = "p.ten"\n', "[layout] autor: unknown key; did you mean 'authors'?"),
    ('comittee = "Thành ủy"\n', "comittee: unknown key; did you mean 'committee'?"),
    ('[adress]\nnoise = ["cat"]\n', "adress: unknown key; did you mean 'address'?"),
    (
        '[[layout]]\nname = "cũ"\n[[layout]]\nname = "mới"\ntitel = "h1"\n',
        "[layout 2] titel: unknown key; did you mean 'title'?",
    ),
    ('[listing]\nitems = "li"\n', "[listing] items: unknown key; did you mean 'item'?"),
    ("[expect]\narticle = 10\n", "[expect] article: unknown key; did you mean 'articles'?"),
    ('[[layout]]\ntitle = "h1"\n', "[layout] name: missing; it is required"),
    ("[[address.article]]\npattern = 'id=(?P<id>\\d+)'\n", "[address.article] key: missing; it is required"),
    # types and choices
    ('delay = "nhanh"\n', "delay: expected a number; found 'nhanh'"),
    ('obey_robots = "no"\n', "obey_robots: expected true or false; found 'no'"),
    ("province = 31\n", "province: expected a text in quotes; found 31"),
    (
        'listings = "https://hai-phong.example/tin"\n',
        "listings: expected a list; found 'https://hai-phong.example/tin'",
    ),
    ('[layout]\nname = "cũ"\n', "[layout] is one of several; write [[layout]]"),
    ('[[address]]\nnoise = ["cat"]\n', "[[address]] is the only one of its kind; write [address]"),
    ('level = "wrad"\n', "level: 'wrad' is no choice; did you mean 'ward'?"),
    ('status = "frosen"\n', "status: 'frosen' is no choice; did you mean 'frozen'?"),
    (
        '[[layout]]\nname = "cũ"\nuntil = 2021\n',
        "[layout] until: expected a date such as 2025-07-01; found 2021",
    ),
    # selectors and patterns
    (
        '[[layout]]\nname = "cũ"\ntitle = "h1["\n',
        "[layout cũ] title: 'h1[' is no CSS selector: Expected ident or '*', got <EOF at 3>",
    ),
    (
        '[listing]\nitem = "li:khong-co"\n',
        "[listing] item: 'li:khong-co' is no CSS selector: The pseudo-class :khong-co is unknown",
    ),
    (
        "[address]\nskip = ['(']\n",
        "[address] skip: '(' is no regular expression: missing ), unterminated subpattern at position 0",
    ),
    (
        "[[address.article]]\npattern = '*'\nkey = \"id-{n}\"\n",
        "[address] article: '*' is no regular expression: nothing to repeat at position 0",
    ),
    (
        "[[address.article]]\npattern = 'id=(?P<id>\\d+)'\nkey = \"id-{number}\"\n",
        "[address.article] key: 'id-{number}' names what is no group; the pattern has {id}",
    ),
    (
        "[[address.article]]\npattern = 'id=(?P<id>\\d+)'\nkey = \"id\"\n",
        "[address.article] key: 'id' names no group of the pattern; write 'id-{id}'",
    ),
    (
        "[[address.article]]\npattern = 'id=(?P<id>\\d+)'\nkey = \"id-{id\"\n",
        "[address.article] key: 'id-{id' cannot be filled: expected '}' before end of string",
    ),
    ('[address]\ndefaults = ["p"]\n', "[address] defaults: 'p' is no name=value pair"),
    # values that cannot be
    ('status = "closed"\n', "status_since: missing; a portal that is closed needs the day since when"),
    (
        'status = "redirected"\n',
        "status_since: missing; a portal that is redirected needs the day since when",
    ),
    (
        'listings = ["https://b.example/tin"]\n',
        "listings: 'https://b.example/tin' is not on the portal's host; add its host to 'hosts' or remove it",
    ),
    (
        'feeds = ["http://[rss"]\n',
        "feeds: 'http://[rss' is not on the portal's host; add its host to 'hosts' or remove it",
    ),
    ('unit = "3"\n', "unit: '3' is no code; give 2, 3 or 5 digits as text, such as \"01\""),
    (
        '[[life]]\nstatus = "live"\nsince = 2025-07-01\nuntil = 2025-07-01\nevidence = "seen"\n',
        "[[life]] until: 2025-07-01 is not after 2025-07-01; give the first day after",
    ),
    ("delay = -1\n", "delay: -1.0 is out of range; give seconds from 0 to 3600"),
    ("delay = nan\n", "delay: nan is out of range; give seconds from 0 to 3600"),
    ("concurrency = 0\n", "concurrency: 0 is out of range; give 1 or more"),
    (
        "[expect.filled]\ntitel = 0.5\n",
        "[expect.filled] titel: no field of an article; did you mean 'title'?",
    ),
    ("[expect.filled]\nlead = 98\n", "[expect.filled] lead: 98.0 is no share; give a number from 0 to 1"),
    ("[expect]\nquarantined = 5\n", "[expect] quarantined: 5.0 is no share; give a number from 0 to 1"),
]
"""What is added to a good file."""

HEADS = [
    (FIRST_LINES, "platform: missing; it is required"),
    (FIRST_LINES + 'platform = "lifray"\n', "platform: 'lifray' is unknown; did you mean 'liferay'?"),
    (GOOD.replace("https:", "ftp:"), "home: 'ftp://hai-phong.example/' is no http or https address"),
    (
        GOOD.replace("hai-phong.example", "[hai-phong"),
        "home: 'https://[hai-phong/' is no http or https address",
    ),
    (
        GOOD.replace(".example", ".example:99999"),
        "home: 'https://hai-phong.example:99999/' is no http or https address",
    ),
]
"""Whole files."""

UNREADABLE = [
    (b'name = "H\xe1i Ph\xf2ng"\n', "byte 9 is not UTF-8; save the file as UTF-8"),
    (GOOD.encode("utf-16"), "byte 0 is not UTF-8; save the file as UTF-8"),
    (b"name =\n", "not TOML: Invalid value (at line 1, column 7)"),
    (b"<html><title>404</title></html>", "not TOML: Invalid statement (at line 1, column 1)"),
    (b'name = "a"\nname = "b"\n', "not TOML: Cannot overwrite a value (at line 2, column 11)"),
    (b"#" * 1_000_001, "larger than 100000 bytes; this is no portal file"),
]
"""Files that are no portal files at all."""
