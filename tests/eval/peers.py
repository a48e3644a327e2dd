"""Other extractors on the same pages, in an interpreter of their own: reads pages on stdin, prints bodies.

One JSON object a line: in `{"html": …}`, out `{"trafilatura": …, "readability": …, "newspaper": …, "seconds":
{…}, "versions": {…}}`. It imports nothing of ours. What is not installed is left out.
"""

from __future__ import annotations

import importlib.metadata
import json
import logging
import re
import sys
import time
from collections.abc import Callable


def by_trafilatura(html: str) -> str:
    import trafilatura  # noqa: PLC0415 - each may be missing

    return trafilatura.extract(html, include_comments=False) or ""


def by_readability(html: str) -> str:
    from lxml import html as tree  # noqa: PLC0415
    from readability import Document  # type: ignore[import-not-found]  # noqa: PLC0415

    summary = tree.fromstring(Document(html).summary() or "<p></p>")
    return re.sub(r"[ \t]+", " ", "\n".join(map(str, summary.itertext())))


def by_newspaper(html: str) -> str:
    import newspaper  # type: ignore[import-not-found]  # noqa: PLC0415

    article = newspaper.Article("http://example.vn/bai", language="vi")
    article.download(input_html=html)
    article.parse()
    return str(article.text)


PEERS: dict[str, tuple[str, Callable[[str], str]]] = {
    "trafilatura": ("trafilatura", by_trafilatura),
    "readability": ("readability-lxml", by_readability),
    "newspaper": ("newspaper4k", by_newspaper),
}


def main() -> None:
    logging.disable(logging.CRITICAL)
    versions = {}
    for name, (package, _) in PEERS.items():
        try:
            versions[name] = importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            continue
    sys.stdout.write(json.dumps(versions) + "\n")
    for line in sys.stdin:
        found = {}
        for name in versions:
            start = time.perf_counter()
            try:
                text = PEERS[name][1](json.loads(line)["html"])
            except (ImportError, ValueError, TypeError, AttributeError, LookupError, OSError):
                text = ""
            found[name] = (text, time.perf_counter() - start)
        sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main()
