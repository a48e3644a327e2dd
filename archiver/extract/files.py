"""Links to files: those of an article, and those that stand where its text would."""

from __future__ import annotations

from lxml import etree

from archiver.extract.lines import is_aside, up_from

FILES = (".pdf", ".doc", ".docx", ".xls", ".xlsx", ".ppt", ".pptx", ".zip", ".rar", ".odt")
WIDEST = 3
"""Files stand at most so many elements farther out than the element that holds the text."""


def file_links(container: etree._Element) -> list[etree._Element]:
    """Return the links, embeds and frames inside an element that lead to files."""
    found = (link for link in container.iter("a", "embed", "object", "iframe"))
    return [link for link in found if _names_file(link.get("href") or link.get("src") or link.get("data"))]


def files_beside(body: etree._Element) -> tuple[etree._Element, ...]:
    """Return the links to files that stand nearest to an element without text; none of menus and the like."""
    element = body
    for _ in range(WIDEST):
        links = [link for link in file_links(element) if not _is_aside_in(link, element)]
        if links:
            return tuple(links)
        parent = element.getparent()
        if parent is None or parent.tag in {"body", "html"}:
            break
        element = parent
    return ()


def _is_aside_in(link: etree._Element, container: etree._Element) -> bool:
    for step in up_from(link):
        if step is container:
            return False
        if is_aside(step) or step.tag == "table":
            return True
    return False


def _names_file(address: str | None) -> bool:
    """Return whether an address has a file's ending, at its end or before Liferay's identifier."""
    if not address:
        return False
    path = address.split("#")[0].lower()
    if path.split("?")[0].endswith(FILES) or "file=" in path:
        return True
    return "." in path and any(f"{ending}/" in path for ending in FILES)
