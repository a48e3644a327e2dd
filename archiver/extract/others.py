"""What stands on an article's page of other articles and of comments: boxes, tabs, lists."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice

from lxml import etree

from archiver.extract.lines import Line, up_from
from archiver.extract.repeated import is_title
from archiver.extract.telling import is_end, is_item, is_prose
from archiver.html import holds_few, shows_more

LEAST_ABOVE_END = 200
"""Characters of text above other articles: a box at the head of a text has less above it."""
BOX_STEPS, MOST_WITHIN = 4, 200
"""Elements from the heading of a box of other articles up to the box, and in it up to its first link."""


def box_of(heading: Line, above: set[etree._Element]) -> etree._Element | None:
    """Return the element round a heading of other articles that holds their links and nothing else.

    None where the elements `above`, which hold the title, are the first that do.
    """
    for step in islice(up_from(heading.block), BOX_STEPS):
        if step in above:
            return None
        if holds_link(step):
            return step
    return None


def holds_link(element: etree._Element) -> bool:
    """Return whether a link is among the first elements in an element: boxes of others begin with theirs."""
    return any(each.tag == "a" for each in islice(element.iter(), MOST_WITHIN))


def panes_of_others(lines: Sequence[Line]) -> Iterable[etree._Element]:
    """Yield the elements that tabs below a title open, and that do not hold the text: the comments."""
    for line in lines:
        if line.linked and is_end(line):
            link = next(line.block.iter("a"), None)
            name = (link.get("href") or "") if link is not None else ""
            if name.startswith("#") and len(name) > 1:
                yield from line.block.getroottree().xpath("//*[@id=$name]", name=name[1:])


def own_lines(lines: Sequence[Line], above: set[etree._Element]) -> Iterable[Line]:
    """Yield the lines below a title, up to other articles or their heading where text stands above these.

    A box of them with little text above it, in none of the elements `above`, or beside the paragraphs of the
    text is left out. A list that begins straight below the title is what the page is about.
    """
    read = 0
    box = home = None
    is_list = False
    for line in lines:
        if not is_list and line.linked and is_title(line.text) and _is_in_a_list(line.block, above):
            if read:
                return
            is_list = True
        if box is not None and box in up_from(line.block):
            continue
        box = box_of(line, above) if is_end(line) else None
        if box is not None and (read < LEAST_ABOVE_END or box.getparent() is home):
            continue
        listed = line.linked and line.heading and is_item(line, started=True)
        if read >= LEAST_ABOVE_END and (listed or is_end(line)):
            return
        if is_prose(line):
            read += len(line.text)
            home = line.block.getparent()
        yield line


TEASER_STEPS, LONGEST_TEASER, MOST_TEASER_LINKS = 4, 800, 6
"""Elements from a title up to the box of its teaser; its characters; links in it that are looked at."""


def teaser_round(line: Line, body: etree._Element) -> etree._Element | None:
    """Return the box round a linked title amid a text that shows another article by picture and summary.

    All links in it lead to that article, and one of them shows the picture.
    """
    link = next(line.block.iter("a"), None) if line.linked and is_title(line.text) else None
    target = link.get("href") if link is not None else None
    for step in islice(up_from(line.block), TEASER_STEPS if target else 0):
        if step is body or not holds_few(step) or shows_more(step, LONGEST_TEASER):
            return None
        links = list(islice(step.iter("a"), MOST_TEASER_LINKS))
        if any(each.get("href") != target for each in links):
            return None
        if any(next(each.iter("img"), None) is not None for each in links):
            return step
    return None


ITEM_STEPS, LEAST_ITEMS, MOST_SIBLINGS = 3, 3, 40
"""Elements from a title up to its item; items that make a list; elements of a list that are looked at."""


def _is_in_a_list(block: etree._Element, above: set[etree._Element]) -> bool:
    """Return whether the title of another article stands in one of some elements that call themselves alike.

    Each of them holds a link; paragraphs are none, nor are elements that the article's title stands in.
    """
    for step in islice(up_from(block), ITEM_STEPS):
        parent, names = step.getparent(), step.get("class")
        if parent is None or step in above:
            return False
        if names and step.tag != "p":
            beside = islice(parent.iterchildren(str(step.tag)), MOST_SIBLINGS)
            alike = (each for each in beside if each.get("class") == names)
            if sum(map(holds_link, alike)) >= LEAST_ITEMS:
                return True
    return False
