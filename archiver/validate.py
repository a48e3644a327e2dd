"""What must hold of an article before it is a record, and what makes a version of it."""

from __future__ import annotations

import hashlib

import msgspec

from archiver.models import Article

MAX_TITLE = 1000


def quarantine_reason(article: Article) -> tuple[str, str] | None:
    """Return the code and sentence for which a page cannot be an article; None where it can."""
    if not article.title:
        return "no-title", "an article's title was expected; no rule found one"
    if len(article.title) > MAX_TITLE:
        return (
            "title-too-long",
            f"the title has {len(article.title)} characters; more than {MAX_TITLE} is no title",
        )
    if "\ufffd" in article.title:
        return "unreadable-text", "the title holds characters that no charset explains"
    if article.kind == "article" and not article.body:
        return "no-body", "an article's text was expected; no rule found any text, file or video"
    return None


def problems_with(article: Article) -> tuple[str, ...]:
    """Return the codes of what is odd about an article and does not keep it from being one."""
    problems = list(article.problems)
    if article.published_date is None and not any(code.startswith("date-") for code in problems):
        problems.append("no-date")
    if article.extractor.fallback:
        problems.append("fallback-body")
    if "\ufffd" in article.body:
        problems.append("replacement-characters")
    if article.updated_date and article.published_date and article.updated_date < article.published_date:
        problems.append("updated-before-published")
    return tuple(dict.fromkeys(problems))


def content_digest(article: Article) -> str:
    """Return the SHA-256 (hex) of what makes a version: kind, title, lead, body, authors, source, day, files.

    View counts, posters, related links and the rules used change without the article changing. The text taken
    from a PDF is no part of it: it depends on when the file is fetched.
    """
    body = "" if "text-from-pdf" in article.problems else article.body
    content = (
        article.kind,
        article.title,
        article.lead,
        body,
        article.authors,
        article.source,
        article.published_date,
        article.published_at,
        tuple(attachment.url for attachment in article.attachments),
    )
    return hashlib.sha256(msgspec.json.encode(content)).hexdigest()


def with_pdf_text(article: Article, text: str) -> Article:
    """Return an article with the text of its PDF for a body, and that said among its problems."""
    problems = (*article.problems, "text-from-pdf")
    return msgspec.structs.replace(article, body=text, problems=tuple(dict.fromkeys(problems)))
