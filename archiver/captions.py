"""The words that belong to a picture: those in an element that holds the two alone, or straight below it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from itertools import chain, islice

from lxml import etree

from archiver.html import shows_more, visible_text
from archiver.markup import HEADINGS, Paragraph
from archiver.models import Image
from archiver.normalise.text import tidy

CAPTION_LENGTH = 300
WRAPPERS = frozenset({"div", "section", "figure", "table", "center"})
CAPTION_HOLDERS = frozenset({"div", "p", "td", "span", "em", "i", "small", "font", "center"})
WRAPPER_STEPS, LONGEST_WRAPPED = 5, 200
"""Elements from a picture up to the one that holds it with its caption; characters of such a caption."""
MOST_WRAPPED = 300
"""Elements of such a holder: text from a word processor has some forty round two lines."""
MOST_BESIDE, LEAST_BESIDE = 8, 150
"""Elements beside these that are looked at for text, and the characters of a paragraph among them."""


def with_captions(paragraphs: Iterable[Paragraph]) -> tuple[tuple[Paragraph, ...], tuple[Image, ...]]:
    """Return the paragraphs without captions, and the pictures with theirs.

    A caption is what a `figcaption` holds, or the short words that stand in a picture's own paragraph or in
    the next one: centred, italic, or in an element that calls itself a caption.
    """
    texts: list[Paragraph] = []
    images: list[Image] = []
    after_image = False
    for paragraph in paragraphs:
        images.extend(Image(url=url) for url in paragraph.images)
        if images and _is_caption(paragraph, after_image=after_image or bool(paragraph.images)):
            caption = "\n".join(filter(None, (images[-1].caption, paragraph.text)))
            images[-1] = Image(url=images[-1].url, caption=caption)
            after_image = False
            continue
        after_image = bool(paragraph.images) and not paragraph.text
        if paragraph.text:
            texts.append(paragraph)
    return tuple(texts), tuple(images)


def _is_caption(paragraph: Paragraph, *, after_image: bool) -> bool:
    if not paragraph.text or len(paragraph.text) > CAPTION_LENGTH:
        return False
    if paragraph.caption:
        return True
    return after_image and not paragraph.heading and (paragraph.align == "center" or paragraph.italic)


def wrapper_of(image: etree._Element) -> etree._Element | None:
    """Return the element that holds a picture and a few words below it, and nothing else; else None.

    Its words are the picture's caption, whatever the elements are called; those of a paragraph are where they
    are one line below a break, and no sentence. It must stand amid other text of the body: of a body with a
    picture and a line, the line is the text.
    """
    for holder in islice(image.iterancestors(), WRAPPER_STEPS):
        if _holds_more(holder):
            return None
        if holder.tag == "tbody":
            continue  # what stands in other rows is of its table
        words = tidy(visible_text(holder))
        if words:
            is_wrapper = len(words) <= LONGEST_WRAPPED and _is_wrapper(holder, image, words)
            return holder if is_wrapper and _is_amid_text(holder) else None
    return None


def is_picture_above(holder: etree._Element, words: str) -> bool:
    """Return whether an element holds a picture with words below it, and nothing else."""
    return not _holds_more(holder) and tidy(visible_text(holder)) == words and _is_captioned(holder, words)


def _is_wrapper(holder: etree._Element, image: etree._Element, words: str) -> bool:
    """Return whether the words of an element that holds a picture are below it in a form of captions."""
    if holder.tag == "p":
        return _is_line_below(image, holder, words)
    return holder.tag in WRAPPERS and _is_captioned(holder, words)


def _holds_more(holder: etree._Element) -> bool:
    """Return whether an element holds more than a picture and its caption, without looking at all of it."""
    pictures = length = 0
    for number, element in enumerate(holder.iter()):
        pictures += element.tag == "img"
        length += len((element.text or "").strip())
        if element is not holder:
            length += len((element.tail or "").strip())
        if pictures > 1 or length > LONGEST_WRAPPED * 2 or number > MOST_WRAPPED:
            return True
    return False


def _is_captioned(holder: etree._Element, words: str) -> bool:
    """Return whether one element in a holder has all its words, below the one picture, no link among them."""
    if words.endswith("./.") or next(holder.iter(*HEADINGS), None) is not None:
        return False
    if any(tidy(visible_text(link)) for link in _outermost(holder, {"a"})):
        return False
    image = next(holder.iter("img"), None)
    behind = _outermost(holder, CAPTION_HOLDERS, behind=image)
    return any(tidy(visible_text(each)) == words for each in behind)


def _is_line_below(image: etree._Element, paragraph: etree._Element, words: str) -> bool:
    """Return whether all words of a picture's own paragraph are one line below a break, and no sentence."""
    held = next(step for step in chain((image,), image.iterancestors()) if step.getparent() is paragraph)
    line = list(held.itersiblings())
    if words[-1] in _NO_CAPTION_ENDS or [each.tag for each in line].count("br") != 1 or line[0].tag != "br":
        return False
    shown = chain.from_iterable((visible_text(each), each.tail or "") for each in line)
    return tidy("".join(shown)) == words


_NO_CAPTION_ENDS = frozenset(".!?:;…")


def _outermost(
    holder: etree._Element, tags: Set[str], behind: etree._Element | None = None
) -> Iterator[etree._Element]:
    """Yield the elements of some tags in a holder, behind one of them if given, that stand in no other."""
    walker = etree.iterwalk(holder, events=("start",))
    for _, element in walker:
        if element is behind:
            behind = None
        elif behind is None and element is not holder and element.tag in tags:
            yield element
            walker.skip_subtree()


def _is_amid_text(holder: etree._Element) -> bool:
    """Return whether paragraphs stand beside a holder."""
    beside = chain(holder.itersiblings(preceding=True), holder.itersiblings())
    shown = (each for each in islice(beside, MOST_BESIDE) if isinstance(each.tag, str))
    return any(shows_more(each, LEAST_BESIDE) for each in shown)
