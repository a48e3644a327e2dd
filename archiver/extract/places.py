"""Where on a page of no known platform its article stands: title, metadata, and the text that follows."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterable, Sequence

from lxml import etree

from archiver.boilerplate import is_boilerplate
from archiver.extract.behind import farther_behind, lacking, names_behind
from archiver.extract.blocks import (
    Beside,
    container_of,
    masses,
    numbers_in,
    shows_media,
    text_block,
    with_text_behind,
)
from archiver.extract.crumbs import section_above
from archiver.extract.lines import ASIDE_TAGS, Line, is_aside, up_from
from archiver.extract.others import own_lines, panes_of_others
from archiver.extract.sections import Sections
from archiver.extract.sorting import Sorting, is_parted_round_day
from archiver.extract.telling import (
    LONGEST_METADATA,
    is_content,
    is_dated,
    is_end,
    is_imprint,
    is_item,
    is_labelled_end,
    is_metadata,
    is_prose,
    is_short,
)
from archiver.extract.titles import SHORT, headlines_on, parted, titles_on
from archiver.normalise.label_table import pieces
from archiver.normalise.labels import read_metadata
from archiver.normalise.text import fold

MOST_CLAIMS = 6
AHEAD, BEHIND = 6, 8
"""Metadata stands at most so many lines before or after the title."""
_ROWS = frozenset({"table", "dl"})
"""What holds a label and its value in a line each."""
MOST_AFTER = 24
"""Of the labels and values behind the text, so many are read: a label without its value tells nothing."""
LEAST_MISNAMED, FIRST = 200, 3
"""Text in an element that calls itself a widget or the like is an article's where it is so long at least, a
quarter of all that follows the title, and among the first three lines of it."""
BELOW = 2
"""Where the title of another article stands so many lines below a heading, that names a box of articles."""
WIDER = 4
"""A video or file stands at most so many elements farther out than title and metadata."""
LONGEST_IN_COLUMN = 40
"""Characters; a column with the day and views of an article has no longer line, as lists have."""
MOST_IN_COLUMN = 13
"""Lines; six labels, each with its value in a line of its own."""
MOST_LEADS = 3
"""Lines; where more call themselves a summary and no text follows, they are the text."""
MOST_BESIDE_FILE = 600
"""Characters of running text beside a file or a video: more of it is that of an article not placed."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Title, metadata and body of one article on its page."""

    title: str
    title_line: int
    container: etree._Element
    """The smallest element that holds title and body."""
    body: etree._Element | None
    """None where the page has no text, only files or a video."""
    dropped: frozenset[etree._Element]
    """Elements inside the body that are not the text's."""
    loose: tuple[str, ...] = ()
    """Lines in the body that are not the text's and stand in one element with some that are."""
    lead: str | None
    nearest: tuple[str, ...]
    """Lines between title and text that are no text."""
    before: tuple[str, ...]
    """Lines straight before the title."""
    after: tuple[str, ...]
    """Labelled lines behind the text."""
    section: tuple[str, ...] = ()
    """What the page prints above the title as its section, outermost first."""
    title_block: etree._Element | None = None
    """The element that prints the title; None where the page only states it."""
    blocks: tuple[etree._Element, ...] = ()
    """The elements that print metadata, in the order of the page."""


def place_of(
    lines: Sequence[Line],
    claims: Sequence[str],
    lead: str | None,
    title: str | None,
    sections: Sections,
) -> Place | None:
    """Return where the article stands on the page; None where no title has a text below it.

    `claims` are the titles that the page states of itself, the surest first; `lead` is what it states as its
    summary, `title` the title that it states for programs, taken where no line prints one; `sections` knows
    the names of sections, which are none.
    """
    folded = list(dict.fromkeys(fold(claim) for claim in claims[:MOST_CLAIMS]))
    lines = parted(lines, folded, sections)
    for number in titles_on(lines, folded, title, sections):
        place = _placed(lines, number, lead) or _misnamed(lines, number, lead) or _without_text(lines, number)
        if place:
            section = section_above(lines, number, place.container, sections)
            blocks = _blocks(lines, number, place)
            return dataclasses.replace(place, title_block=lines[number].block, blocks=blocks, section=section)
    if title:
        return _below_no_title(lines, title, lead)
    names_article = any(len(claim) > SHORT for claim in folded)  # else a section's or the site's
    return None if names_article else _below_headline(lines, lead, sections)


def _below_headline(lines: Sequence[Line], lead: str | None, sections: Sections) -> Place | None:
    """Return the place of an article whose title neither the page states nor its markup names.

    Labelled metadata, or below it a date in a line of its own, must stand with its text.
    """
    for number in headlines_on(lines, sections):
        place = _placed(lines, number, lead) or _without_text(lines, number)
        if place and (
            any(map(is_metadata, (*place.nearest, *place.after))) or any(map(is_labelled_end, place.before))
        ):
            blocks = _blocks(lines, number, place)
            return dataclasses.replace(place, title_block=lines[number].block, blocks=blocks)
    return None


def _below_no_title(lines: Sequence[Line], title: str, lead: str | None) -> Place | None:
    """Return the place of an article whose title stands only in what the page states of itself."""
    for number, line in enumerate(lines):
        first = pieces(line.text)[0] if len(line.text) <= LONGEST_METADATA else None
        if (
            first
            and first.colon
            and first.kind in {"poster", "published", "author"}
            and is_metadata(line.text)
        ):
            place = _placed(lines, number - 1, lead, block=line.block) or _without_text(
                lines, number - 1, line.block
            )
            return dataclasses.replace(place, title=title) if place else None
    return None


def _without_text(lines: Sequence[Line], number: int, block: etree._Element | None = None) -> Place | None:
    """Return the place of an article that is a file or a video, with metadata near its title."""
    near = _metadata_in(lines[number + 1 : number + 1 + BEHIND])
    near = near or _metadata_in(lines[max(0, number - 2) : number])[::-1]
    if not near or any(is_item(line, started=False) for line in lines[number + 1 : number + 1 + BELOW]):
        return None
    above = set(up_from(near[0].block))
    container = next(
        (step for step in up_from(lines[number].block if block is None else block) if step in above), None
    )
    near = [line for line in near if container in list(up_from(line.block))]
    for _ in range(WIDER):
        if container is None:
            return None
        if shows_media(container):
            break
        container = container.getparent()
    if container is None or container.tag in {"body", "html"} or not shows_media(container):
        return None
    if _holds_text(lines[number + 1 :], container):
        return None
    return Place(
        title=lines[number].text, title_line=number, container=container, body=None, dropped=frozenset(),
        lead=None,
        nearest=tuple(cell for line in _with_values(near, lines) for cell in line.cells), before=(), after=(),
    )  # fmt: skip


def _holds_text(lines: Sequence[Line], container: etree._Element) -> bool:
    """Return whether running text stands in an element: then its files are not what it is about."""
    own = itertools.takewhile(lambda line: not is_end(line), lines)
    prose = (line for line in own if is_prose(line) and container in up_from(line.block))
    return sum(len(line.text) for line in prose) >= MOST_BESIDE_FILE


def _with_values(near: Sequence[Line], lines: Sequence[Line]) -> list[Line]:
    """Return the lines with what stands between and straight behind them: labels and values in cells."""
    places = [at for at, line in enumerate(lines) if line in near]
    return [
        line for line in lines[places[0] : places[-1] + 2]
        if not line.linked and is_short(line.text) and not is_boilerplate(line.text) and not is_end(line)
    ]  # fmt: skip


def _metadata_in(lines: Sequence[Line]) -> list[Line]:
    return [line for line in lines if not line.linked and any(map(is_metadata, line.cells))]


def _misnamed(lines: Sequence[Line], number: int, lead: str | None) -> Place | None:
    """Return the place of an article whose text stands in an element named as if it were beside it."""
    content = [line for line in lines[number + 1 :] if is_content(line) and not is_boilerplate(line.text)]
    above = set(up_from(lines[number].block))
    near = {step for line in content[:FIRST] for step in up_from(line.block)} - above
    if not any(map(is_aside, near)):
        return None
    mass = masses(content)
    least = max(LEAST_MISNAMED, sum(len(line.text) for line in content) // 4)
    inside = [step for step in near if mass[step] >= least and step.tag not in ASIDE_TAGS]
    return _placed(lines, number, lead, within=inside)


def _placed(
    lines: Sequence[Line],
    number: int,
    lead: str | None,
    block: etree._Element | None = None,
    within: Iterable[etree._Element] = (),
) -> Place | None:
    """Return the place of a title's article; what stands `within` the given elements is not beside it."""
    block = lines[number].block if block is None else block
    above = set(up_from(block))
    beside = Beside(above.union(within))
    for pane in panes_of_others(lines[number + 1 : number + 1 + BEHIND]):
        if pane not in above:
            beside.add(pane)
    later = [
        line for line in own_lines(lines[number + 1 :], above)
        if is_content(line) and not (is_metadata(line.text) or is_parted_round_day(line))
        and not is_boilerplate(line.text)
        and not is_imprint(line.text) and not beside.holds(line.block)
    ]  # fmt: skip
    mass = masses(later)
    container = container_of(block, mass)
    if container is None:
        return None
    container = with_text_behind(container, later, mass)
    body = text_block(container, above, mass, later)
    inside = set(numbers_in(lines, body))
    sorting = Sorting(body, inside, lead, beside, below_name=len(lines[number].text) <= SHORT)
    place = _cut(lines, number, container, body, sorting)
    has_text = any(is_content(lines[at]) for at in sorting.good)
    if not has_text and (len(sorting.leads) > MOST_LEADS or (sorting.leads and place is None)):
        place = _cut(lines, number, container, body, Sorting(body, inside, None, beside, named=False))
    return place


def _cut(
    lines: Sequence[Line], number: int, container: etree._Element, body: etree._Element, sorting: Sorting
) -> Place | None:
    """Return the place that the lines below a title make; None where they are a list of articles."""
    for at in numbers_in(lines, container):
        if at > number:
            following, behind = (*(line.text for line in lines[at + 1 : at + 3]), "", "")[:2]
            sorting.take(at, lines[at], following=following, behind=behind)
    sorting.finish(lines)
    inside = numbers_in(lines, container)
    said = read_metadata((*sorting.nearest, *sorting.after), seen_at=None)
    if inside and (said.published is None or said.view_count is None or said.poster is None):
        farther = farther_behind(lines[inside[-1] + 1 :])
        if said.published is None:
            sorting.after.extend(itertools.chain.from_iterable(farther))
        elif farther:
            sorting.after.extend(lacking(farther[0], said))
    if inside and not (said.authors or said.source):
        sorting.after.extend(names_behind(lines[inside[-1] + 1 :]))
    good = sorting.good
    if sorting.items > 1 or not good or all(lines[at].text.endswith(("...", "…", "[…]")) for at in good):
        return None
    if len(lines[number].text) <= SHORT and not any(is_prose(lines[at]) for at in good):
        return None  # the heading of a table or a form
    dropped, loose = _dropped(lines, numbers_in(lines, body), [*good, *sorting.captions], body)
    return Place(
        title=lines[number].text,
        title_line=number,
        container=container,
        body=body,
        dropped=dropped,
        loose=loose,
        lead="\n\n".join(sorting.leads) or None,
        nearest=tuple(line for line in sorting.nearest[: BEHIND * 2] if is_short(line)),
        before=_before(lines, number, container),
        after=tuple(line for line in sorting.after[-MOST_AFTER:] if is_short(line)),
    )


def _blocks(lines: Sequence[Line], number: int, place: Place) -> tuple[etree._Element, ...]:
    told = {*place.nearest, *place.before, *place.after}
    near = (*lines[max(0, number - AHEAD) : number], *lines[number + 1 :])
    found = {
        line.block: None
        for line in near
        if not line.linked and told.intersection(line.cells) and is_metadata(line.text)
    }
    inside = (block for block in found if place.container in up_from(block))
    return tuple(itertools.islice(inside, 10))


def _before(lines: Sequence[Line], number: int, container: etree._Element) -> tuple[str, ...]:
    """Return the lines straight before the title, up to the element that holds title and text."""
    held: list[str] = []
    for line in reversed(lines[_first_ahead(lines, number) : number]):
        if container not in up_from(line.block) or (line.heading and not is_dated(line.text)):
            break
        held.extend(reversed(line.cells))
    held = held or (_row_before(lines, number, container) or _column_before(lines, number, container))[::-1]
    return tuple(text for text in reversed(held) if is_short(text))


def _row_before(lines: Sequence[Line], number: int, container: etree._Element) -> list[str]:
    """Return the day in the row straight before the article's, in a table that stands in another."""
    around = list(itertools.islice(up_from(container), IN_ROW))
    row = next((step for step in around if step.tag == "tr"), None)
    table = next((step for step in up_from(row) if step.tag == "table"), None) if row is not None else None
    if number == 0 or row is None or table is None or next(table.iterancestors("td"), None) is None:
        return []
    line = lines[number - 1]
    steps = list(up_from(line.block))
    return list(line.cells) if table in steps and row not in steps and _is_day(line) else []


def _first_ahead(lines: Sequence[Line], number: int) -> int:
    """Return the number of the first line that may tell of a title below: rows from farther up are whole."""
    first = max(0, number - AHEAD)
    rows = next((step for step in up_from(lines[first].block) if step.tag in _ROWS), None)
    if rows is None or rows in up_from(lines[number].block):
        return first
    above = range(first - 1, max(-1, number - MOST_AFTER - 1), -1)
    same = itertools.takewhile(lambda at: rows in up_from(lines[at].block), above)
    return min(same, default=first)


def _column_before(lines: Sequence[Line], number: int, container: etree._Element) -> list[str]:
    """Return the lines of the element straight before the article, where it is a column with day and views.

    A day alone is a clock's, but in the header of an `article`; in an `aside` the day must have a label.
    """
    column = container.getprevious()
    if column is None or column.tag in {"nav", "footer"}:
        return []
    near = lines[max(0, number - MOST_IN_COLUMN) : number]
    found = [line for line in near if column in up_from(line.block)]
    is_few = 0 < len(found) < MOST_IN_COLUMN and max(len(line.text) for line in found) < LONGEST_IN_COLUMN
    cells = [cell for line in found for cell in line.cells] if is_few else []
    said = read_metadata(cells, seen_at=None)
    labelled = column.tag == "aside" and any(pieces(cell)[0].kind == "published" for cell in cells)
    dated = labelled or (column.tag != "aside" and any(map(_is_day, found)))
    return cells if dated and (said.view_count is not None or _is_header(column)) else []


def _is_header(element: etree._Element) -> bool:
    """Return whether an element is the header of an `article`."""
    parent = element.getparent()
    return element.tag == "header" and parent is not None and parent.tag == "article"


IN_ROW = 4
"""Elements from what holds title and text up to the row of a table that it stands in, at most."""


def _is_day(line: Line) -> bool:
    return not line.linked and is_dated(line.text)


def _dropped(
    lines: Sequence[Line], inside: Sequence[int], good: Sequence[int], body: etree._Element
) -> tuple[frozenset[etree._Element], tuple[str, ...]]:
    """Return the largest elements of the body that hold none of the good lines, only others.

    And the other lines that stand in one element with good ones.
    """
    kept = {element for at in good for element in up_from(lines[at].block)}
    chosen = set(good)
    dropped = set()
    loose = []
    for at in inside:
        element = lines[at].block
        if at in chosen:
            continue
        if element in kept:
            loose.append(lines[at].text)
            continue
        while (parent := element.getparent()) is not None and parent not in kept and parent is not body:
            element = parent
        dropped.add(element)
    return frozenset(dropped), tuple(loose)
