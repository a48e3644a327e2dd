"""Print how right and how fast pages are read: `python -m tests.eval [--exact] [--hostile N]`."""

from __future__ import annotations

import argparse
import json
import platform
import subprocess
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from archiver.savedfiles import page_of_file
from tests.archiver.normalise.test_headers import HEADERS, read, rows, stated
from tests.eval.drawn import Drawing
from tests.eval.hostile import Hurt, hurt_by_built_pages, hurt_by_mutations
from tests.eval.samples import MODES, Sample, samples
from tests.eval.scoring import FIELDS, Score, mean, overlap
from tests.eval.speed import speed_tables
from tests.shared import SHARED

CONSOLE = Console(width=150)


def main() -> None:
    """Print every table."""
    options = _options()
    found = list(samples())
    CONSOLE.print(f"Python {platform.python_version()}, {platform.machine()}, {platform.system()}")
    _headers()
    for mode in MODES:
        _exactness(found, mode, options.faults)
    drawn = list(Drawing(options.seed).samples(options.drawn))
    _exactness(drawn, "unknown", options.faults)
    if options.exact:
        return
    _peers(found, options.peers)
    for table in speed_tables():
        CONSOLE.print(table)
    _hostile("mutated pages", hurt_by_mutations(found, options.hostile, options.seed))
    _hostile("pages built to hurt", hurt_by_built_pages())


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.eval")
    parser.add_argument("--exact", action="store_true", help="print how right pages are read, and no more")
    parser.add_argument("--hostile", type=int, default=2000, help="how many mutated pages to read")
    parser.add_argument("--drawn", type=int, default=2000, help="how many pages to draw at random")
    parser.add_argument("--seed", type=int, default=20, help="what pages and mutations are drawn from")
    parser.add_argument(
        "--peers", type=Path, help="a Python that has trafilatura, readability-lxml, newspaper4k"
    )
    parser.add_argument("--faults", type=int, default=0, help="print so many faults of each kind of reading")
    return parser.parse_args()


def _headers() -> None:
    """Print how the metadata lines of real pages are read."""
    if not HEADERS.is_file():
        CONSOLE.print(f"headers.jsonl: not here ({HEADERS})")
        return
    table = Table("metadata lines of real pages", "stated", "right", "null", "wrong", box=None)
    for name in ("published", "updated", "views", "poster", "author", "source"):
        count = {"stated": 0, "right": 0, "null": 0, "wrong": 0}
        for row in rows():
            want, have = stated(row)[name], read(row)[1][name]
            count["stated"] += want not in (None, ())
            count["right"] += want not in (None, ()) and have == want
            count["null"] += want not in (None, ()) and have in (None, ())
            count["wrong"] += have not in (None, (), want)
        table.add_row(name, *map(str, count.values()))
    CONSOLE.print(table)


def _exactness(found: Sequence[Sample], mode: str, faults: int) -> None:
    """Print for each platform how many values of each field are right / null / wrong."""
    scores: defaultdict[str, Score] = defaultdict(Score)
    for sample in found:
        scores[sample.platform].add(sample, mode)
    table = Table(f"platform {mode}", "pages", *FIELDS, "t d v %", "body F1", "precision", box=None)
    for name, score in scores.items():
        cells = [f"{score.right[field]}/{score.null[field]}/{score.wrong[field]}" for field in FIELDS]
        table.add_row(name, str(score.pages), *cells, *_rates([score]))
    table.add_row("all", str(len(found)), *[""] * len(FIELDS), *_rates(list(scores.values())))
    CONSOLE.print(table)
    for score in scores.values():
        for name, field, want, have in score.faults[:faults]:
            CONSOLE.print(f"  {name}: {field}: {str(want)[:90]!r} <- {str(have)[:90]!r}", markup=False)


def _rates(scores: Sequence[Score]) -> tuple[str, str, str]:
    pages = sum(score.pages for score in scores)
    fields = ("title", "published_date", "published_at", "view_count")
    right = sum(score.right[name] for score in scores for name in fields) / (pages * len(fields))
    f1 = mean(value for score in scores for value in score.f1)
    precision = mean(value for score in scores for value in score.precision)
    return f"{right:.2%}", f"{f1:.4f}", f"{precision:.4f}"


def _peers(found: Sequence[Sample], python: Path | None) -> None:
    """Print the bodies of other extractors against ours on pages whose platform is taken away."""
    if python is None:
        CONSOLE.print("peers: not asked; give --peers PYTHON (docs/evaluation.md)")
        return
    chosen = [sample for sample in found if sample.truth["kind"] == "article"]
    chosen = [sample for number, sample in enumerate(chosen) if sample.platform != "demo" or number % 4 == 0]
    ours = Score()
    for sample in chosen:
        ours.add(sample, "unknown")
    lines = [json.dumps({"html": sample.page.body.decode("utf-8", "replace")}) for sample in chosen]
    real = sorted((SHARED / "pages").glob("vnexpress__*.html")) if SHARED.is_dir() else []
    lines += [json.dumps({"html": page_of_file(path).body.decode("utf-8", "replace")}) for path in real]
    command = [str(python), str(Path(__file__).with_name("peers.py"))]
    done = subprocess.run(
        command, input="\n".join(lines), capture_output=True, text=True, check=True, timeout=900
    )
    versions, *answers = [json.loads(line) for line in done.stdout.splitlines()]
    table = Table(f"bodies of {len(chosen)} pages", "F1", "precision", "ms a page", box=None)
    table.add_row("archiver, no platform", f"{mean(ours.f1):.4f}", f"{mean(ours.precision):.4f}", "")
    for name, version in versions.items():
        each = [
            overlap(answer[name][0], sample.truth["body"])
            for answer, sample in zip(answers, chosen, strict=False)
        ]
        spent = 1000 * mean(answer[name][1] for answer in answers)
        table.add_row(
            f"{name} {version}", f"{mean(f1 for _, _, f1 in each):.4f}", f"{mean(p for p, _, _ in each):.4f}",
            f"{spent:.1f}",
        )  # fmt: skip
    CONSOLE.print(table)


def _hostile(name: str, hurt: Hurt) -> None:
    CONSOLE.print(
        f"{name}: {hurt.pages} read, {len(hurt.crashes)} crashes, {len(hurt.slow)} too slow; "
        f"slowest {hurt.slowest:.2f} s"
    )
    for line in (*hurt.crashes[:10], *map(str, hurt.slow[:10])):
        CONSOLE.print(f"  {line}", markup=False)


if __name__ == "__main__":
    main()
