"""Selectors matched by names find what the XPath finds that cssselect makes of them."""

from __future__ import annotations

import pytest
from cssselect import HTMLTranslator
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from archiver.facts import NOT_RULES, selectors_of
from archiver.html import parse_html
from archiver.matching import Matcher, Unheld
from archiver.portal import load_platforms
from archiver.tree import Tree
from tests.platforms.saved import page_paths

SELECTORS = (
    "p", "*", ".a", "#a", "p.a", ".a.b", ".a .b", ".a > .b", ".a + .b", ".a ~ .b", "div p", "div > p",
    "div + p", "div ~ p", "div div p", "#a p", ".b *", ".b > *", ".b + *", ".b ~ *", "div, .a", ".b, p",
    "p:not(.a)", "*:not(#a)", ".a:not(.b):not(p)", "div:has(.a)", "div:has(p)", "div:has(> p)",
    "*:has(+ .a)", "*:has(~ .a)", "*:has(+ *:has(+ .b))", "*:has(+ * > .b)", "*:has(+ *)",
    "div:has(p .b)", "div:has(.b p)", "div:has(.a, p)", ":has(> .a) p", "div:not(:has(.b)) p",
    "div:not(:has(p))", "[t]", "[t=x]", "[t^=x]", "[t$=x]", "[t*=x]", "[t~=x]", "p[t].a", ".a [t=x]",
    "[id*=a] p", '[t=""]', '[t^=""]', "#a.b > p + div", "p:first-child", ":first-child", ".a > p:first-child",
    "div:not(:first-child) p", "div:has(> p:first-child)",
)  # fmt: skip
attributes = st.fixed_dictionaries(
    {},
    optional={
        "class": st.sampled_from(["a", "b", "a b", " b\ta ", "a\u00a0b", "ab", ""]),
        "id": st.sampled_from(["a", "b", " a"]),
        "name": st.sampled_from(["a", "b"]),
        "t": st.sampled_from(["", "x", "xy", "yx", "y x"]),
    },
)


@st.composite
def pages(draw: st.DrawFn) -> etree._Element:
    """Return a tree of forty elements at most, whose names and nesting come from a few."""
    root = etree.Element("html")
    elements = [root]
    for _ in range(draw(st.integers(0, 40))):
        parent = elements[draw(st.integers(0, len(elements) - 1))]
        tag = draw(st.sampled_from(["div", "p", "a"]))
        elements.append(etree.SubElement(parent, tag, draw(attributes)))
    parsed = parse_html(etree.tostring(root, method="html", encoding="unicode"))
    assert parsed is not None
    return parsed


def by_xpath(css: str, root: etree._Element) -> list[etree._Element]:
    found = root.xpath(HTMLTranslator().css_to_xpath(css))
    assert isinstance(found, list)
    return [one for one in found if isinstance(one, etree._Element)]


@given(pages())
def test_selector_finds_what_its_xpath_finds_in_the_order_of_the_page(root: etree._Element) -> None:
    tree = Tree(root)
    for css in SELECTORS:
        assert Matcher(css).elements(tree) == by_xpath(css, root), css


def rules_of(platform: str) -> set[str]:
    """Return every selector of a platform file, without what it takes of an element."""
    facts = load_platforms()[platform]
    tables = (facts.listing, *facts.layout)
    rules = [
        getattr(table, key) for table in tables for key in table.__struct_fields__ if key not in NOT_RULES
    ]
    return {
        css.split("::")[0]
        for rule in (*rules, facts.gone_in, facts.articles_in, facts.others_in)
        for css in selectors_of(rule)
    }


@pytest.mark.parametrize("platform", load_platforms())
def test_every_rule_of_a_platform_finds_on_its_pages_what_its_xpath_finds(platform: str) -> None:
    roots = [parse_html(path.read_text()) for path in page_paths() if path.parent.name == platform]
    trees = [Tree(root) for root in roots if root is not None]
    for css in rules_of(platform):
        matcher = Matcher(css)
        for tree in trees:
            assert matcher.elements(tree) == by_xpath(css, tree.root), css


@pytest.mark.parametrize("css", ["p:last-child", "p:is(.a, .b)", "ns|p", "p:not(.a .b)", "#a#b", "[t|=x]"])
def test_what_only_xpath_holds_is_refused(css: str) -> None:
    with pytest.raises(Unheld):
        Matcher(css)
