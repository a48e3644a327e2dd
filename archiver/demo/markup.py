"""How a portal's editors left their text in HTML: what the body of an article looks like on the page."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from html import escape
from html.entities import codepoint2name

from archiver.demo.choose import chance, number
from archiver.demo.records import Block, DemoArticle

ZERO_WIDTH, BYTE_ORDER_MARK = "\u200b", "\ufeff"
Setting = Callable[[str], str]
"""Makes HTML of words."""

_WORD_HEAD = """<!--[if gte mso 9]><xml>
<w:WordDocument><w:View>Normal</w:View></w:WordDocument></xml><![endif]-->
<style><!-- p.MsoNormal {mso-style-parent:""; margin:0cm; mso-pagination:widow-orphan;} --></style>
<script type="text/javascript">
// <![CDATA[
var dan = "Bài dán từ Word";
// ]]>
</script>
"""


def words_as_html(article: DemoArticle) -> Setting:
    """Return how the article's page writes words, title included."""
    settings: dict[str, Setting] = {
        "nfd": lambda text: escape(unicodedata.normalize("NFD", text), quote=False),
        "odd-spaces": _odd_spaces,
        "escaped-twice": lambda text: escape(_named(text, above=0x2000), quote=False),
        "d-stroke": lambda text: escape(text.replace("Đ", "Ð"), quote=False),
    }
    if article.case in settings:
        return settings[article.case]
    if article.generation == 6 and chance(f"{article.number}/thuc-the", 40):
        return lambda text: _named(text, above=0x80)
    return lambda text: escape(text, quote=False)


def _named(text: str, above: int) -> str:
    """Return HTML with named entities for `&` and what lies above a code point, as old editors wrote it."""
    names = {
        code: f"&{name};"
        for code, name in codepoint2name.items()
        if code >= above or name in {"amp", "lt", "gt"}
    }
    return text.translate(names)


def _odd_spaces(text: str) -> str:
    parts = escape(text, quote=False).split(" ")
    gaps = (" ", "&nbsp;", "  ", "\u00a0", "\n", f" {ZERO_WIDTH}", " ", "&nbsp; ")
    return parts[0] + "".join(gaps[at % len(gaps)] + part for at, part in enumerate(parts[1:]))


def body_html(article: DemoArticle) -> str:
    """Return what stands in `div.the-article-body`; nothing for a document."""
    if article.kind != "article":
        return media_html(article)
    write = words_as_html(article)
    parts = [_WORD_HEAD] if article.case == "word" else []
    parts += [_block(article, block, write, at) for at, block in enumerate(article.blocks)]
    parts += _byline(article, write)
    return "\n".join(parts)


def media_html(article: DemoArticle) -> str:
    """Return the frame of a page that is one video or one document, as the portlet sets it."""
    if article.case == "video-upload":
        return (
            '<div class="video-container"><video class="video-upload" controls width="640">'
            f'<source src="/documents/20182/{article.number}/phong-su.mp4" type="video/mp4"></video></div>'
        )
    if article.case == "video-frame":
        frame = (
            f'<iframe src="http://example.invalid/embed/{article.number}" width="640" height="360"></iframe>'
        )
        return f'<div class="video-container">{frame}</div>'
    return ""


def _block(article: DemoArticle, block: Block, write: Setting, at: int) -> str:
    if block.kind == "picture":
        return _picture(article, block, write)
    if block.kind == "table":
        return _table(article, block, write)
    if block.kind == "list":
        return "<ul>\n" + "\n".join(f"<li>{write(row[0])}</li>" for row in block.rows) + "\n</ul>"
    if block.kind == "heading":
        text = write(block.text)
        return f"<h3>{text}</h3>" if article.generation == 7 else f"<p><strong>{text}</strong></p>"
    if block.kind == "italic":
        return f"<p><em>{write(block.text)}</em></p>"
    return _paragraph(article, write(block.text), at)


def _paragraph(article: DemoArticle, text: str, at: int) -> str:
    if article.case == "word":
        first, _, rest = text.partition(" ")
        return (
            '<p class="MsoNormal" style="text-align:justify;mso-margin-top-alt:auto"><span lang="VI" '
            f'style="font-size:14.0pt;mso-fareast-font-family:&quot;Times New Roman&quot;">{first} </span>'
            f'<span lang="VI" style="font-size:14.0pt;mso-ansi-language:VI">{rest}<o:p></o:p></span></p>\n'
            '<p class="MsoNormal"><o:p>&nbsp;</o:p></p>'
        )
    if article.case == "odd-spaces":
        text = f"{BYTE_ORDER_MARK}{text}&nbsp;"
    shape = number(f"{article.number}/doan", 0, 3)
    if shape == 0:
        return f"<div>{text}</div>"
    spacer = "\n<p>&nbsp;</p>" if shape == 1 and at % 2 else ""
    style = ' style="text-align: justify;"' if article.generation == 6 else ""
    return f"<p{style}>{text}</p>{spacer}"


def _picture(article: DemoArticle, block: Block, write: Setting) -> str:
    if block.image is None:
        return ""
    image = f'<img alt="" src="{escape(block.image.path)}" width="160" height="90">'
    html = f'<p style="text-align: center;">{image}</p>'
    if block.image.caption is None:
        return html
    return f"{html}\n{_caption(article, write(block.image.caption))}"


def _caption(article: DemoArticle, text: str) -> str:
    italic = article.case == "picture-italic" or (
        article.case != "picture-centred" and chance(f"{article.number}/nghieng", 50)
    )
    if italic:
        return f"<p><em>{text}</em></p>" if article.generation == 6 else f"<p><i>{text}</i></p>"
    style = ' align="center"' if article.generation == 6 else ' style="text-align:center"'
    return f"<p{style}>{text}</p>"


def _table(article: DemoArticle, block: Block, write: Setting) -> str:
    cell = "<td><p>{}</p></td>" if article.generation == 6 else "<td>{}</td>"
    rows = ("<tr>" + "".join(cell.format(write(text)) for text in row) + "</tr>" for row in block.rows)
    return '<table border="1" cellpadding="0"><tbody>\n' + "\n".join(rows) + "\n</tbody></table>"


def _byline(article: DemoArticle, write: Setting) -> list[str]:
    if article.byline is None or article.byline_style == "class":
        return []
    name = write(article.byline)
    if article.byline_style == "bold":
        return [f"<p><strong>{name}</strong></p>", "<p>&nbsp;</p>"]
    if article.generation == 6:
        return [f'<p align="right"><b>{name}</b></p>']
    return [f'<p style="text-align: right;">{name}</p>', "<p>&nbsp;</p>"]
