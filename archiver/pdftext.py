"""The text of a PDF, taken in a process of its own: a hostile file costs some seconds, never the crawl.

`python -m archiver.pdftext` reads a PDF from stdin and prints its text.
"""

from __future__ import annotations

import io
import logging
import resource
import subprocess
import sys
import warnings

from archiver.normalise.text import composed, tidy

LARGEST = 50_000_000
"""Bytes of a PDF that is read."""
MOST_PAGES = 300
MOST_TEXT = 2_000_000
"""Characters; more is cut off at the end of a page."""
CPU_SECONDS = 20
PATIENCE = 120
"""Seconds in all, on a machine that is busy with other things."""
MEMORY = 1 << 30
_LARGEST_OUTPUT = 4 * MOST_TEXT


def pdf_text(data: bytes) -> str | None:
    """Return the text of a PDF, paragraphs parted by a blank line; None where it holds none or is damaged.

    Scanned pages hold none. Takes up to two minutes for a file made to take longer.
    """
    if not data[:1024].lstrip().startswith(b"%PDF") or len(data) > LARGEST:
        return None
    command = [sys.executable, "-m", "archiver.pdftext"]
    try:
        done = subprocess.run(  # noqa: S603 - our own module
            command,
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=PATIENCE,
            check=False,
        )
    except (subprocess.TimeoutExpired, OSError):
        return None
    if done.returncode:
        return None
    return paragraphs(done.stdout[:_LARGEST_OUTPUT].decode("utf-8", "replace")) or None


def paragraphs(text: str) -> str:
    """Return what a PDF's pages print as paragraphs: NFC, no control characters, lines kept."""
    normal = composed(text)
    blocks, lines = [], list[str]()
    for line in (*normal.splitlines(), ""):
        if tidied := tidy(line):
            lines.append(tidied)
        elif lines:
            blocks.append("\n".join(lines))
            lines = []
    return "\n\n".join(blocks)


def main() -> None:
    """Print the text of the PDF on stdin; one that cannot be read ends the process with an error."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    text = _text_of(sys.stdin.buffer.read(LARGEST))
    sys.stdout.buffer.write(text.encode("utf-8", "replace"))


def _text_of(data: bytes) -> str:
    from pypdf import PdfReader  # noqa: PLC0415 - only this process needs it

    pages, length = list[str](), 0
    for number, page in enumerate(PdfReader(io.BytesIO(data)).pages):
        if number == MOST_PAGES or length > MOST_TEXT:
            break
        pages.append(page.extract_text()[:MOST_TEXT])
        length += len(pages[-1])
    return "\n\n".join(pages)[:MOST_TEXT]


if __name__ == "__main__":
    main()
