"""Reading the demo portal with lxml alone, so that its tests trust no parser of the project."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from lxml import html

from archiver.demo.site import DemoSite

SITE = DemoSite("127.0.0.1", 8730)


def body_of(target: str, site: DemoSite = SITE, **headers: str) -> str:
    """Return what a plain GET of a target brings, as text."""
    return site.respond("GET", target, headers).body.decode()


def tree_of(target: str, site: DemoSite = SITE, **headers: str) -> html.HtmlElement:
    """Return the page of a target, parsed."""
    return html.document_fromstring(body_of(target, site, **headers))


def key_of(href: str) -> str | None:
    """Return the key of the article that a link leads to; None for other links."""
    parts = urlsplit(href)
    segments = [part for part in parts.path.split("/") if part and part not in {"vi", "en", "hu"}]
    if segments[:1] != ["chi-tiet-tin-tuc"]:
        return None
    if len(segments) > 1:
        return f"slug-{segments[1]}"
    return f"dinhdanh-{parse_qs(parts.query)['dinhdanh'][0]}"


def text_of(tree: html.HtmlElement, path: str) -> str:
    """Return the text of the one element at an XPath, white space folded."""
    (element,) = tree.xpath(path)
    return " ".join(element.text_content().split())
