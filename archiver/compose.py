"""From the raw fields of a page to an article: the body cleaned, each word turned into its value."""

from __future__ import annotations

import itertools
import re

import msgspec

from archiver.attachments import attachments_in
from archiver.byline import split_byline
from archiver.captions import with_captions
from archiver.clean import paragraphs_in, without_boilerplate
from archiver.extract.fields import RawFields
from archiver.extract.telling import is_labelled_end
from archiver.language import language_of
from archiver.learned import Learned, body_lines
from archiver.markup import Paragraph
from archiver.models import Article, Attachment, Extractor, Image, Kind, Page
from archiver.normalise.datelines import read_dateline
from archiver.normalise.dates import DateReading, read_date
from archiver.normalise.labels import Metadata, read_metadata, strip_label
from archiver.normalise.name_rules import is_account, is_name
from archiver.normalise.names import read_byline, split_names
from archiver.normalise.text import fold, folds_alike, lowered
from archiver.normalise.views import read_view_count
from archiver.validate import content_digest, problems_with

MAX_LEAD = 5000


def article_from_fields(  # noqa: PLR0913 - what a record consists of
    fields: RawFields,
    page: Page,
    *,
    portal_id: str,
    identity: tuple[str, str],
    by: Extractor,
    learned: Learned | None = None,
) -> Article:
    """Return the article that the fields make; `identity` is its id and canonical address.

    Nothing is checked here but what is odd: `archiver.validate.quarantine_reason` says whether it is one.
    """
    seen_at = page.capture.fetched_at
    said = _said(fields, page)
    published = _date(fields.published, page) or said.published or NO_DATE
    updated = _date(fields.updated, page) or said.updated or NO_DATE
    paragraphs, images = _body(fields, page, learned)
    paragraphs, counted = _without_count(paragraphs)
    paragraphs, posted = _without_moment_behind(paragraphs, published)
    signed = split_byline(paragraphs)
    body = "\n\n".join(paragraph.text for paragraph in signed.paragraphs)
    attachments = attachments_in(fields.attachments, page.url)
    kind = _kind(signed.paragraphs, attachments, has_video=fields.has_video)
    title = fields.titles[0] if fields.titles else ""
    signs = _names_author(fields)
    poster = (None if signs else _account(fields.poster)) or said.poster or posted
    beside = said.authors
    if said.are_pictured and signed.authors:
        poster, beside = poster or _other(beside, signed.authors), ()
    authors = _authors(fields) or (split_names(_value(fields.poster) or "") if signs else ())
    article = Article(
        id=identity[0],
        portal=portal_id,
        url=identity[1],
        kind=kind,
        title=title,
        lead=_lead(fields),
        body=body if kind == "article" else _without_file_names(signed.paragraphs, attachments),
        authors=_people(authors, beside, poster, signed.authors),
        poster=poster,
        source=_value(fields.source) or said.source or signed.source or _dateline(fields.lead, body),
        section=_without_home(fields.section),
        tags=fields.tags,
        published_date=published.day,
        published_at=published.moment,
        published_raw=published.raw or None,
        updated_date=updated.day,
        updated_at=updated.moment,
        updated_raw=updated.raw or None,
        view_count=counted if (views := _views(fields.views, said)) is None else views,
        images=images,
        attachments=attachments,
        language=language_of(f"{title} {body[:4000]}"),
        status="published",
        version=1,
        content_sha256="",
        first_seen=seen_at,
        last_seen=seen_at,
        capture=page.capture,
        extractor=by,
        problems=tuple(
            dict.fromkeys((*fields.problems, *said.problems, *published.problems, *updated.problems))
        ),
    )
    article = msgspec.structs.replace(article, problems=problems_with(article))
    return msgspec.structs.replace(article, content_sha256=content_digest(article))


NO_DATE = DateReading(day=None, moment=None, raw="", problems=())


def _said(fields: RawFields, page: Page) -> Metadata:
    """Return what the metadata lines say and, of what they leave open, the line that holds the date."""
    said = read_metadata(fields.metadata, seen_at=page.capture.fetched_at)
    if not fields.published or (said.view_count is not None and said.poster):
        return said
    beside = read_metadata([fields.published], seen_at=page.capture.fetched_at)
    return msgspec.structs.replace(
        said,
        view_count=beside.view_count if said.view_count is None else said.view_count,
        poster=said.poster or beside.poster,
        authors=said.authors or beside.authors,
        source=said.source or beside.source,
    )


def _dateline(lead: str | None, body: str) -> str | None:
    """Return the origin before the first word of the text."""
    return read_dateline(lead or "")[0] or read_dateline(body[:100])[0]


def _date(words: str | None, page: Page) -> DateReading | None:
    if not words:
        return None
    _, value = strip_label(words)
    return read_date(value, seen_at=page.capture.fetched_at) if value else None


def _value(words: str | None) -> str | None:
    return (strip_label(words)[1] or None) if words else None


_BY = re.compile(r"^(?:bởi|by)\s(?=\S)", re.IGNORECASE)


def _account(words: str | None) -> str | None:
    """Return who posted, without the label or the "bởi" in the same element: "bởi admin"."""
    value = _value(words)
    return _BY.sub("", value) if value else None


def _names_author(fields: RawFields) -> bool:
    """Return whether what stands in the place of the account is "Tác giả: " and a person's name.

    The label may stand in the element round the name alone, which is then a line of metadata.
    """
    if not fields.poster:
        return False
    lines = (line for line in (fields.poster, *fields.metadata) if lowered(line).startswith("tác giả"))
    told = (strip_label(line) for line in lines if line.endswith(fields.poster))
    return any(kind == "author" and is_name(value) for kind, value in told)


def _views(words: str | None, said: Metadata) -> int | None:
    """Return the count that rules find, whatever words stand before its colon, else what a label says.

    Where a rule names the element, "Lượt truy cập" is of the article, too.
    """
    stated = read_view_count(words) if words else None
    if words and stated is None:
        kind, value = strip_label(words)
        label, _, number = words.rpartition(":")
        counts_visits = kind == "other" and lowered(words).startswith(_VISITS)
        if kind == "views" or counts_visits:
            stated = read_view_count(value.strip("()"))
        elif kind is None and not any(map(str.isdecimal, label)):
            stated = read_view_count(number)
    return said.view_count if stated is None else stated


_VISITS = ("lượt truy cập", "số lượt truy cập")


def _without_count(paragraphs: tuple[Paragraph, ...]) -> tuple[tuple[Paragraph, ...], int | None]:
    """Return the body without a labelled count of views in its last line or its first, and that count."""
    if len(paragraphs) < 2:
        return paragraphs, None
    if (found := _count_in(paragraphs[-1])) is not None:
        return paragraphs[:-1], found
    found = _count_in(paragraphs[0])
    return (paragraphs, None) if found is None else (paragraphs[1:], found)


def _count_in(paragraph: Paragraph) -> int | None:
    """Return the number of a line that is the label of views and nothing but a number behind it."""
    label, _, count = paragraph.text.rpartition(":")
    is_count = label and strip_label(paragraph.text) == ("views", count.strip())
    return read_view_count(paragraph.text) if is_count else None


_LONGEST_BEHIND = 120
"""Characters of a line that tells when, and by whom, an article was posted."""
_OF_POSTING = (
    "đăng", "ngày đăng", "thời gian đăng", "cập nhật", "ngày cập nhật", "xuất bản", "ngày xuất bản",
)  # fmt: skip
"""How the labels of such a line begin."""


def _without_moment_behind(
    paragraphs: tuple[Paragraph, ...], published: DateReading
) -> tuple[tuple[Paragraph, ...], str | None]:
    """Return the body without a last line that tells again when it was posted, and the account that it names.

    "Cập nhật: 10:38 ngày 24/12/2021 - Người đăng: Admin"; another day is none of posting.
    """
    last = paragraphs[-1].text if len(paragraphs) > 1 else ""
    if not (8 < len(last) <= _LONGEST_BEHIND and any(map(str.isdecimal, last)) and published.day):
        return paragraphs, None
    if not is_labelled_end(last):
        return paragraphs, None
    kind, _ = strip_label(last)
    if kind not in ("published", "updated") or not lowered(last).startswith(_OF_POSTING):
        return paragraphs, None
    said = read_metadata([last], seen_at=None)
    if said.published is None or said.published.day != published.day:
        return paragraphs, None
    return paragraphs[:-1], said.poster


def _other(beside: tuple[str, ...], signed: tuple[str, ...]) -> str | None:
    """Return the one who stands behind the picture of a person and does not sign the text: who posted it."""
    return beside[0] if len(beside) == 1 and beside[0] not in signed else None


def _authors(fields: RawFields) -> tuple[str, ...]:
    names: list[str] = []
    for line in fields.authors:
        byline = read_byline(line, placed=True)
        names.extend(byline.authors if byline else split_names(_value(line) or ""))
    return tuple(dict.fromkeys(names))


def _people(
    by_rules: tuple[str, ...], beside: tuple[str, ...], poster: str | None, signed: tuple[str, ...]
) -> tuple[str, ...]:
    """Return the names that rules find, those beside the title, else those that sign the text.

    The name of the account that posted it is none where another signs; nor is an office beside the title.
    """
    if by_rules and not (signed and by_rules == (poster,)):
        return by_rules
    named = tuple(name for name in beside if name != poster)
    return signed if signed and all(map(is_account, named)) else named


def _body(
    fields: RawFields, page: Page, learned: Learned | None
) -> tuple[tuple[Paragraph, ...], tuple[Image, ...]]:
    if fields.body_text:
        found = tuple(Paragraph(text=text) for text in fields.body_text)
    else:
        found = paragraphs_in(fields.body, fields.dropped, page.url)
    if learned:
        found = _without_recurring(found, learned)
    texts, images = with_captions(without_boilerplate(found))
    return _without_title(texts, fields), _each_once(images)


def _without_recurring(paragraphs: tuple[Paragraph, ...], learned: Learned) -> tuple[Paragraph, ...]:
    """Return the body without the lines at its head and tail that recur on the portal's pages."""
    lines = [line for paragraph in paragraphs for line in body_lines(paragraph.text)]
    head, tail = learned.edges(lines)
    first, behind = head, len(lines) - tail
    kept: list[Paragraph] = []
    at = 0
    for paragraph in paragraphs:
        own = body_lines(paragraph.text)
        left = own[max(0, first - at) : max(0, behind - at)]
        at += len(own)
        if left == own:
            kept.append(paragraph)
        elif left or paragraph.images:
            kept.append(paragraph._replace(text="\n".join(left)))
    return tuple(kept)


def _without_title(paragraphs: tuple[Paragraph, ...], fields: RawFields) -> tuple[Paragraph, ...]:
    """Return the body without what stands in it above and below its text, such as the title once more."""
    if fields.loose:
        paragraphs = _without_loose(paragraphs, set(map(fold, fields.loose)))
    if paragraphs and fields.titles and folds_alike(paragraphs[0].text, fields.titles[0]):
        paragraphs = paragraphs[1:]
    if not fields.layout:
        return _without_metadata(paragraphs, (*fields.titles, *fields.metadata))
    first = fold(paragraphs[0].text) if len(paragraphs) > 1 and fields.metadata else ""
    is_told = any(first == fold(line) and is_labelled_end(line) for line in fields.metadata)
    return paragraphs[1:] if is_told else paragraphs


def _without_loose(paragraphs: tuple[Paragraph, ...], loose: set[str]) -> tuple[Paragraph, ...]:
    """Return the body without lines at its head and tail that stand in its elements and are none of it."""
    for step in (1, -1):
        kept: list[Paragraph] = []
        for paragraph in paragraphs[::step]:
            lines = paragraph.text.split("\n")[::step]
            if not kept:
                lines = list(itertools.dropwhile(lambda line: fold(line) in loose, lines))
            if lines or paragraph.images:
                kept.append(paragraph._replace(text="\n".join(lines[::step])))
        paragraphs = tuple(kept[::step])
    return paragraphs


def _without_metadata(paragraphs: tuple[Paragraph, ...], printed: tuple[str, ...]) -> tuple[Paragraph, ...]:
    """Return the body without title and metadata at its head, which have no element of their own."""
    told = set(map(fold, printed))
    for number, paragraph in enumerate(paragraphs):
        lines = paragraph.text.split("\n")
        kept = list(itertools.dropwhile(lambda line: _is_told(fold(line), told), lines))
        if kept:
            first = paragraph._replace(text="\n".join(kept))
            return _without_metadata_behind((first, *paragraphs[number + 1 :]), printed)
    return paragraphs


def _without_metadata_behind(
    paragraphs: tuple[Paragraph, ...], printed: tuple[str, ...]
) -> tuple[Paragraph, ...]:
    """Return the body without labelled metadata in its last paragraphs, in no element of their own."""
    told = {fold(line) for line in printed if is_labelled_end(line)}
    end = len(paragraphs)
    while end > 1 and fold(paragraphs[end - 1].text) in told:
        end -= 1
    return paragraphs[:end]


def _is_told(line: str, told: set[str]) -> bool:
    """Return whether a folded line is metadata that was read, or made of nothing else."""
    if line in told:
        return True
    for words in sorted((words for words in told if words in line), key=len, reverse=True):
        line = line.replace(words, " ")
    return not any(map(str.isalnum, line))


def _each_once(images: tuple[Image, ...]) -> tuple[Image, ...]:
    found: dict[str, Image] = {}
    for image in images:
        if image.url not in found or (image.caption and not found[image.url].caption):
            found[image.url] = image
    return tuple(found.values())


def _lead(fields: RawFields) -> str | None:
    """Return the lead without the title, where the page prints it again above."""
    if not fields.lead:
        return None
    first, _, rest = fields.lead.partition("\n\n")
    lead = rest if fields.titles and folds_alike(first, fields.titles[0]) else fields.lead
    lead = _OF_A_LEAD.sub("", lead)
    return lead[:MAX_LEAD] or None


_OF_A_LEAD = re.compile(r"^(?:tóm tắt|tóm lược|trích yếu|summary|abstract)\s?:\s?(?=\S)", re.IGNORECASE)
"""How some pages label the summary."""


def _kind(paragraphs: tuple[Paragraph, ...], attachments: tuple[Attachment, ...], *, has_video: bool) -> Kind:
    if _without_file_names(paragraphs, attachments):
        return "article"
    if attachments:
        return "document"
    return "video" if has_video else "article"


def _without_file_names(paragraphs: tuple[Paragraph, ...], attachments: tuple[Attachment, ...]) -> str:
    """Return the body without paragraphs that are nothing but the links of its files."""
    names = {fold(attachment.name) for attachment in attachments if attachment.name}
    return "\n\n".join(
        paragraph.text for paragraph in paragraphs if not (paragraph.linked and fold(paragraph.text) in names)
    )


HOME = frozenset({"trang chu", "home", "trang nhat"})


def _without_home(section: tuple[str, ...]) -> tuple[str, ...]:
    """Return the breadcrumb without the link to the front page, each step once."""
    steps = itertools.dropwhile(lambda step: fold(step) in HOME, section)
    return tuple(dict.fromkeys(steps))
