"""The lines below a title, each told what it is: the lead, metadata, text, or none of the article."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice, takewhile

from lxml import etree

from archiver.boilerplate import is_boilerplate, is_tool, names_neighbour, starts_related
from archiver.captions import is_picture_above
from archiver.extract.blocks import LEAD_NAMES, Beside, is_in_its_footer
from archiver.extract.crumbs import is_path
from archiver.extract.lines import Line, names_of, up_from
from archiver.extract.others import BOX_STEPS, box_of, holds_link, teaser_round
from archiver.extract.repeated import is_title
from archiver.extract.sections import LONGEST_SECTION
from archiver.extract.telling import (
    LEAST_CONTENT,
    is_dated,
    is_end,
    is_imprint,
    is_item,
    is_labelled_end,
    is_metadata,
    is_prose,
    leads_to_network,
    names_article,
    names_event,
    tells,
    tells_event,
)
from archiver.markup import calls_itself_caption, calls_itself_picture
from archiver.normalise.label_table import Piece
from archiver.normalise.labels import MOST_COLUMNS, can_follow, label_alone
from archiver.normalise.names import read_byline
from archiver.normalise.text import fold

_KEYWORDS = re.compile(
    r"(?:từ khóa|từ khoá|thẻ|tags?|keywords?|chuyên mục|đánh giá|bình chọn)\s?:", re.IGNORECASE
)

MOST_WAITING = 60
"""Lines of a list or a table between a box of other articles and the text that goes on."""
MOST_UP = 12
"""Elements from a line up to the box of other articles that it stands in, at most."""
LEAST_LINES = 2
"""Lines of text in an element of their own: what lists articles behind it does not make the page a list."""


class Sorting:
    """The lines below a title, sorted into lead, metadata, text, and what belongs to none.

    Unless leads are `named`, what an element in the text calls itself makes none: all of it may be called so.
    """

    def __init__(  # noqa: PLR0913 - what sorting rests on, by name
        self,
        body: etree._Element,
        inside: set[int],
        lead: str | None,
        beside: Beside,
        *,
        named: bool = True,
        below_name: bool = False,
    ) -> None:
        """`below_name`: the title is as short as the name of a box, whose items may follow."""
        self._body = body
        self._inside = inside
        self._lead = lead
        self._named = named
        self._beside = beside
        self._ended = False
        self._box: etree._Element | None = None
        """The element amid the text that ended it with a heading of other articles."""
        self._passed: etree._Element | None = None
        """The box of other articles that stands above the text."""
        self._waiting: list[tuple[int, Line]] = []
        """Lines behind that element that are text only where running text follows."""
        self._home: etree._Element | None = None
        """The element that the last line of text stands in, with those beside it."""
        self._event = False
        """Whether the last line was the label of the time of an event, whose value follows."""
        self._counted = False
        self._may_be_box = below_name
        """Whether nothing but links was met below a title as short as the name of a box."""
        self._awaited: tuple[Piece, ...] = ()
        """Labels whose values are to come: several where they stand as in the head of a table."""
        self._valued = False
        """Whether the last line was the value of one."""
        self.held: list[tuple[int, Line]] = []
        self.items = 0
        self.good: list[int] = []
        self._links: list[int] = []
        """Links to sections above the text: they are text only where nothing else is."""
        self.captions: list[int] = []
        """Lines below a picture at the head of the text: neither lead nor text, but they stay with it."""
        self.leads: list[str] = []
        self.nearest: list[str] = []
        self.after: list[str] = []

    def take(self, at: int, line: Line, *, following: str, behind: str = "") -> None:
        """Sort one line, the lines given in their order, each with the texts of the two that follow."""
        if not self._is_in_box_above(line):
            self._sort(at, line, following, behind)

    def _sort(self, at: int, line: Line, following: str, behind: str) -> None:
        awaited, self._awaited = self._awaited, ()
        if self.good and at in self._inside and (teaser := teaser_round(line, self._body)) is not None:
            self._beside.add_with_all_in_it(teaser)
        beside = self._beside.holds(line.block)
        if self._box is not None and not beside:
            self._take_behind_box(at, line, following)
        if not self._ended and not beside:
            self._count(at, line)
        self._end(line, following)
        if self._ended or beside:
            self._take_beside(line, beside=beside)
        elif self._is_of_event(line, following, behind):
            self._take_text(at, line)
        elif awaited and can_follow(awaited[0], line.text):
            self._awaited, self._valued = awaited[1:], True
            self._hold(at, line)
        elif awaited and can_follow(awaited[-1], line.text):
            self._hold(at, line)
        elif label := label_alone(line.text):
            before = () if self._valued else awaited[-MOST_COLUMNS:]
            self._awaited, self._valued = (*before, label), False
            self._hold(at, line)
        elif self.good:
            self._take_later(at, line)
        else:
            self._take_first(at, line)

    def _is_of_event(self, line: Line, following: str, behind: str) -> bool:
        """Return whether a line tells, as a whole, by a label or a value alone, when an event takes place."""
        self._event, is_value = names_event(line.text, behind), self._event
        return self._event or is_value or tells_event(line.text, following)

    def _take_first(self, at: int, line: Line) -> None:
        """Take a line above which none of the text stands."""
        if _is_caption(line, self._body) and not (is_parted_round_day(line) or names_article(line.text)):
            self.captions.append(at)
        elif self._is_lead(at, line) and not is_tool(line.text):
            self.leads.append(line.text)
        elif at not in self._inside or is_metadata(line.text) or self._signs_or_counts(line):
            self.nearest.extend(line.cells)
        else:
            self._take_later(at, line)

    def _end(self, line: Line, following: str) -> None:
        """Take note of a line that ends the article: a heading of others, of comments, or an imprint.

        "0", "bình luận" in cells of their own count the comments; they do not begin them.
        """
        ends = not self._counted and not following.isdecimal() and is_end(line)
        ends = ends and not (line.linked and not self.good)  # the name of a tab, or a leap to what is below
        self._counted = line.text.isdecimal()
        if self._ended:
            return
        self._ended = ends or is_imprint(line.text)
        self._box = self._box_of(line) if ends and starts_related(line.text) else None

    def _is_in_box_above(self, line: Line) -> bool:
        """Return whether a line stands in a box of other articles above all text, or heads one."""
        if self.good:
            return False
        if starts_related(line.text) and (box := box_of(line, {*up_from(self._body)})) is not None:
            self._passed = box
        return self._passed is not None and self._passed in islice(up_from(line.block), MOST_UP)

    def _box_of(self, line: Line) -> etree._Element | None:
        """Return the element beside the lines of text that a heading stands in, with links to articles."""
        for step in islice(up_from(line.block), BOX_STEPS):
            if step.getparent() is self._home and self._home is not None:
                return step if holds_link(step) else None
        return None

    def _take_behind_box(self, at: int, line: Line, following: str) -> None:
        """Take a line below the heading of a box amid the text: what stands behind the box waits for text.

        A list or a table there is the article's where running text follows, and no other articles do before.
        """
        if self._goes_on(at, line, following):
            self._ended, self._box = False, None
            for waiting in self._waiting:
                self._take_later(*waiting)
            self._waiting.clear()
        elif at in self._inside and self._box not in (around := list(up_from(line.block))):
            ends = (line.linked and not _leads_within(line)) or is_end(line)
            if self._home not in around or ends or len(self._waiting) == MOST_WAITING:
                self._box = None
                self._waiting.clear()
            else:
                self._waiting.append((at, line))

    def _goes_on(self, at: int, line: Line, following: str) -> bool:
        """Return whether a line beside the box of other articles is running text, or a heading above it."""
        if at not in self._inside or line.block.getparent() is not self._home:
            return False
        return is_prose(line) or (line.heading > 0 and is_prose(line._replace(text=following)))

    def _count(self, at: int, line: Line) -> None:
        """Count what speaks for a list of articles; a link to one behind the text ends the article.

        Two links with the words of titles straight below a short heading are a list that it names.
        """
        counted = is_item(line, started=bool(self.good))
        self._may_be_box = self._may_be_box and line.linked
        if self._may_be_box and not counted:
            counted = int(is_title(line.text))
        if counted and line.linked and self._follows_text(at):
            self._ended = True
        else:
            self.items += counted

    def _take_beside(self, line: Line, *, beside: bool) -> None:
        if beside and not self.good and tells(line.text):
            self.nearest.extend(line.cells)
        elif beside and any(map(is_labelled_end, line.cells)) and is_in_its_footer(line.block):
            self.after.extend(line.cells)

    def _follows_text(self, at: int) -> bool:
        """Return whether a line stands behind an element that holds the text, and some of that was met."""
        return at not in self._inside and len(self.good) >= LEAST_LINES

    def _is_lead(self, at: int, line: Line) -> bool:
        if at not in self._inside and is_prose(line):
            return True
        return (self._named or at not in self._inside) and _is_lead(line, self._lead, self._body)

    def _hold(self, at: int, line: Line) -> None:
        """Take a label that stands alone, or its value: below text it is one only if no text follows."""
        if self.good:
            self.held.append((at, line))
        else:
            self.nearest.extend(line.cells)

    def _signs_or_counts(self, line: Line) -> bool:
        """Return whether a line before the text is a byline, or a count alone whose icon may tell of what."""
        if read_byline(line.text):
            return True
        if line.cells != (line.text,):
            return is_metadata(line.cells[0]) if len(line.cells) == 1 else is_parted_round_day(line)
        return line.text.isdecimal() and bool(self.nearest)

    def _take_later(self, at: int, line: Line) -> None:
        early = len(self.good) == 1 and (is_dated(line.text) or read_byline(line.text) is not None)
        if at not in self._inside or early or (self.good and is_labelled_end(line.text)):
            if not (line.linked and is_title(line.text)) or is_labelled_end(line.text):
                self.after.extend(line.cells)
        elif line.linked and not self.good and _names_section(line.text):
            self._links.append(at)
        elif not (self._is_of_page(line.text) or _KEYWORDS.match(line.text) or _leads_on(line)):
            self._take_text(at, line)

    def _is_of_page(self, text: str) -> bool:
        """Return whether a line is words of the page round the article, above the text also of a tool."""
        return is_boilerplate(text) if self.good else is_tool(text)

    def _take_text(self, at: int, line: Line) -> None:
        """Take a line for text, and what was held above it, where it stands with the text."""
        if at in self._inside:
            self.good += [held for held, _ in self.held]
            self.held.clear()
            self.good.append(at)
            if not _is_caption(line, self._body):
                self._home = line.block.getparent()

    def finish(self, lines: Sequence[Line]) -> None:
        """Take what was held for metadata, and links at the end, behind who signs, for other articles."""
        self.after.extend(cell for _, line in self.held for cell in line.cells)
        self.good = self.good or self._links
        links = list(takewhile(lambda at: lines[at].linked and is_title(lines[at].text), reversed(self.good)))
        if not LEAST_LINES <= len(links) < len(self.good):
            return
        above = lines[links[-1] - 1]
        if self._signs(above):
            del self.good[-len(links) :]
        elif _heads(above) and self.good[-len(links) - 1] == links[-1] - 1 and _are_others(lines, links):
            del self.good[-len(links) - 1 :]

    def _signs(self, line: Line) -> bool:
        return is_labelled_end(line.text) and set(line.cells) <= set(self.after)


def _leads_within(line: Line) -> bool:
    """Return whether a line is a link into its own page, as those of a table of contents are."""
    link = next(line.block.iter("a"), None)
    return link is not None and (link.get("href") or "").startswith("#")


def _leads_on(line: Line) -> bool:
    """Return whether a line is a link to the article before or behind, a tool, or leads to a network."""
    return line.linked and (names_neighbour(line.text) or is_tool(line.text) or leads_to_network(line))


MOST_PARTS, LONGEST_PART = 8, 60


def is_parted_round_day(line: Line) -> bool:
    """Return whether one of a line's few short parts is a day, or a label and its value, and nothing else."""
    parts = line.cells
    return (
        len(parts) <= MOST_PARTS
        and all(len(part) <= LONGEST_PART for part in parts)
        and any(is_dated(part) or is_labelled_end(part) for part in parts)
    )


LONGEST_HEADING, LEAST_OTHERS = 60, 3


def _heads(line: Line) -> bool:
    """Return whether a line may be the heading of a list: short, and no sentence that leads up to it."""
    return (
        not line.linked and len(line.text) < LONGEST_HEADING and not line.text.endswith((".", "!", "?", ";"))
    )


def _are_others(lines: Sequence[Line], numbers: Sequence[int]) -> bool:
    """Return whether links that end a page's text are a list of other articles, each with its day.

    Such as "Sự kiện khác" heads; files that a text lists have no day behind each.
    """
    listed = [lines[number] for number in numbers]
    parents = {line.block.getparent() for line in listed}
    return (
        len(listed) >= LEAST_OTHERS and len(parents) == 1 and all(_ends_in_day(line.text) for line in listed)
    )


_DAY_BEHIND = re.compile(r"[\s(\[–—-]\d{1,2}[/.-]\d{1,2}[/.-](?:19|20)\d\d[)\]]?$")


def _ends_in_day(text: str) -> bool:
    return _DAY_BEHIND.search(text) is not None


def _names_section(text: str) -> bool:
    """Return whether the words of a link may be the name of a section, or a path to it."""
    return (len(text) <= LONGEST_SECTION and not is_title(text)) or is_path(text)


CAPTION_STEPS = 4
"""Elements from a caption up to the one that holds its picture, too."""


def _is_caption(line: Line, body: etree._Element) -> bool:
    """Return whether a line stands below a picture, in an element that calls itself the words for it.

    Or in one that calls itself a picture, and holds one and no other words.
    """
    is_named = False
    for element in islice(up_from(line.block), CAPTION_STEPS):
        if element is body:
            return False
        classes = element.get("class") or ""
        is_named = is_named or element.tag == "figcaption" or calls_itself_caption(classes)
        if is_named and next(element.iter("img"), None) is not None:
            return True
        if calls_itself_picture(classes) and is_picture_above(element, line.text):
            return True
    return False


def _is_lead(line: Line, lead: str | None, body: etree._Element) -> bool:
    if len(line.text) < LEAST_CONTENT or line.linked:
        return False
    if lead and fold(line.text).startswith(fold(lead)[:60].rstrip(". …")):
        return True
    for element in up_from(line.block):
        if element is body:
            return False
        if LEAD_NAMES.search(names_of(element).replace("_", "-")) or element.get("itemprop") == "description":
            return True
    return False
