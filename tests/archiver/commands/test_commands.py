"""The command line: what a person types, sees, and gets as exit code."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from archiver.asked import digits
from archiver.cli import main
from archiver.demo import truth
from archiver.demo.site import DemoSite
from archiver.errors import PortalBusy
from archiver.keeping import open_store

TEXT = """Hội nghị mẫu của Quận ủy
Người đăng tin: Văn thư Ngày đăng tin: 16/12/2017 Lượt xem: 107

Sáng ngày 15/12, Quận ủy mẫu tổ chức hội nghị với 1.632 đại biểu./.

Hồng Hà

Quản lý video Quản lý video

// ]]>"""


class Ran(NamedTuple):
    """What a command left."""

    code: int
    out: str
    err: str

    @property
    def records(self) -> list[dict[str, object]]:
        return [json.loads(line) for line in self.out.splitlines()]


Run = Callable[..., Ran]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """Run the command line in this process."""

    def command(*words: str | Path) -> Ran:
        monkeypatch.setattr("sys.argv", ["archiver", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = capfd.readouterr()
        code = ended.value.code
        return Ran(code if isinstance(code, int) else 0, out, err)

    return command


@pytest.fixture
def text(tmp_path: Path) -> Path:
    path = tmp_path / "kept.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """One saved article page of the demo portal."""
    article = next(article for article in truth() if article.case == "plain")
    body = DemoSite("127.0.0.1", 8730).respond("GET", article.path, {}).body
    path = tmp_path / "saved.html"
    path.write_bytes(body)
    return path


def stating(saved: Path, address: str) -> Path:
    """Return a saved page that states this address as its own."""
    page = saved.read_text(encoding="utf-8")
    stated = saved.with_name("stated.html")
    stated.write_text(re.sub(r'(?<=<link rel="canonical" href=")[^"]*', address, page), "utf-8")
    return stated


def test_text_is_read_into_one_record(run: Run, text: Path) -> None:
    ran = run("extract", text)
    assert ran.code == 0
    (record,) = ran.records
    assert record["title"] == "Hội nghị mẫu của Quận ủy"
    assert record["poster"] == "Văn thư"
    assert record["published_date"] == "2017-12-16"
    assert record["published_at"] is None
    assert record["view_count"] == 107
    assert record["authors"] == ["Hồng Hà"]
    assert record["body"] == "Sáng ngày 15/12, Quận ủy mẫu tổ chức hội nghị với 1.632 đại biểu./."


def test_saved_page_of_unknown_address_is_read_by_the_signs_of_its_platform(run: Run, saved: Path) -> None:
    (record,) = run("extract", stating(saved, "")).records
    assert record["portal"] == "unknown"
    assert record["extractor"]["platform"] == "dnict"  # type: ignore[index]


def test_saved_page_that_states_its_address_belongs_to_its_portal(run: Run, saved: Path) -> None:
    (record,) = run("extract", saved).records
    assert str(record["id"]).startswith("demo:dinhdanh-")


def test_saved_page_with_its_address_belongs_to_its_portal(run: Run, saved: Path) -> None:
    (record,) = run(
        "extract", saved, "--url", "http://127.0.0.1:8730/chi-tiet-tin-tuc?dinhdanh=77&cat=1"
    ).records
    assert record["id"] == "demo:dinhdanh-77"
    assert record["url"] == "http://127.0.0.1:8730/chi-tiet-tin-tuc?dinhdanh=77"


def test_folder_is_read_file_by_file(run: Run, tmp_path: Path, text: Path, saved: Path) -> None:
    assert {text.parent, saved.parent} == {tmp_path}
    assert len(run("extract", tmp_path).records) == 2


def test_page_of_another_site_is_told_and_exits_1(run: Run, saved: Path) -> None:
    ran = run("extract", saved, "--portal", "demo", "--url", "http://khac.example/tin?dinhdanh=1")
    assert (ran.code, ran.out) == (1, "")
    assert "is a page of http://khac.example/tin?dinhdanh=1, not of portal demo" in ran.err


def test_page_that_states_another_site_is_refused_unless_its_address_is_told(run: Run, saved: Path) -> None:
    page = stating(saved, "https://khac.example/tin?dinhdanh=1")
    ran = run("extract", page, "--portal", "demo")
    assert (ran.code, ran.out) == (1, "")
    assert "is a page of https://khac.example/tin?dinhdanh=1, not of portal demo" in ran.err
    told = run("extract", page, "--portal", "demo", "--url", "http://127.0.0.1:8730/a?dinhdanh=77")
    assert [record["id"] for record in told.records] == ["demo:dinhdanh-77"]


@pytest.mark.parametrize(
    ("address", "start_of_id"),
    [
        ("http://127.0.0.1:8730/chi-tiet-tin-tuc?dinhdanh=77&cat=3", "demo:dinhdanh-77"),
        ("http://127.0.0.1:8730/", "demo:page-"),  # many sites state their front page on every page
    ],
)
def test_address_that_a_page_states_counts_where_it_is_an_articles(
    run: Run, saved: Path, address: str, start_of_id: str
) -> None:
    (record,) = run("extract", stating(saved, address), "--portal", "demo").records
    assert str(record["id"]).startswith(start_of_id)


@pytest.mark.parametrize("content", [b"", b"  \n ", b"\x00\x01\x02\x00binary"])
def test_unreadable_file_is_told_and_the_others_are_read(run: Run, text: Path, content: bytes) -> None:
    bad = text.with_name("bad.html")
    bad.write_bytes(content)
    ran = run("extract", bad, text)
    assert ran.code == 1
    assert len(ran.records) == 1
    assert ran.err.startswith(f"archiver: {bad}: is ")
    assert len(ran.err.splitlines()) == 1


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["extract", "no-such.html"], "no-such.html: no such file or folder"),
        (["crawl", "dmo"], "dmo: no such portal; did you mean 'demo'?"),
        (["portals", "show", "dmo"], "dmo: no such portal; did you mean 'demo'?"),
        (["import", "dmo", "x"], "dmo: no such portal; did you mean 'demo'?"),
        (["import", "demo", "no-such.html"], "no-such.html: no such file or folder"),
        (["learn", "dmo"], "dmo: no such portal; did you mean 'demo'?"),
        (["learn", "demo"], "data/demo does not exist: nothing of demo was archived there"),
        (["extract", ".", "--url", "vi.example"], "--url: 'vi.example' is no http or https address"),
        (["import", "demo", ".", "--url", "vi.example"], "--url: 'vi.example' is no http or https address"),
        (["show", "http://a.example/1"], "'http://a.example/1' is no article's id; one is PORTAL:KEY"),
        (["show", "demo"], "'demo' is no article's id; one is PORTAL:KEY"),
        (["ledger", "demo", "--missing"], "--missing: says what --out and --json write; give one of them"),
        (
            ["crawl", "demo", "--from", "wayback", "--since", "2025", "--until", "201912"],
            "--until: 201912 lies before --since 2025",
        ),
        (
            ["wacz", "demo", "--out", "x", "--from", "2025-02-02", "--to", "2025-02-01"],
            "--to: 2025-02-01 lies before --from 2025-02-02",
        ),
        (
            [
                "export",
                "--as-of",
                "2025-01-01",
                "--out",
                "x",
                "--published-from",
                "2025-02-01",
                "--published-to",
                "2025-01-31",
            ],
            "--published-to: 2025-01-31 lies before --published-from 2025-02-01",
        ),
        (
            ["portals", "list", "--portals", "no-such-folder"],
            "no-such-folder: no such folder of portal files",
        ),
    ],
)
def test_wrong_use_is_one_sentence_exits_2_and_leaves_nothing(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], sentence: str
) -> None:
    monkeypatch.chdir(tmp_path)
    ran = run(*words)
    assert ran.code == 2
    assert ran.err.startswith(f"archiver: {sentence}")
    assert len(ran.err.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


NO_DAYS = [
    "2025-02-30",
    "20250732",
    "20250701",
    "2025-W27-2",
    "01/07/2025",
    "2025",
    "2025-7-1",
    "hôm qua",
    "-",
]
NO_TIMES = [
    "20250732",
    "20250230",
    "202513",
    "2025070124",
    "20257",
    "0000",
    "201",
    "2025-07",
    "٢٠٢٥",
    "x",
    "-",
]
ASKED_BY_DAY = [
    ["wacz", "demo", "--out", "x", "--from"],
    ["wacz", "demo", "--out", "x", "--to"],
    ["export", "--out", "x", "--as-of"],
    ["export", "--out", "x", "--as-of", "2025-01-01", "--published-from"],
    ["export", "--out", "x", "--as-of", "2025-01-01", "--published-to"],
]
ASKED_BY_TIME = [["crawl", "demo", "--from", "wayback", name] for name in ("--since", "--until")]


@pytest.mark.parametrize(
    "words",
    [
        *([*words, day] for words in ASKED_BY_DAY for day in NO_DAYS),
        *([*words, time] for words in ASKED_BY_TIME for time in NO_TIMES),
    ],
)
def test_day_or_time_that_is_none_is_one_sentence_and_exits_2(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    (tmp_path / "data" / "demo").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    ran = run(*words)
    option, asked = words[-2:]
    what = "day" if words[:-1] in ASKED_BY_DAY else "time"
    assert ran.err.startswith(f"archiver: {option}: '{asked}' is no {what}; write it as in ")
    assert (ran.code, ran.out, len(ran.err.splitlines())) == (2, "", 1)


@pytest.mark.parametrize(
    "asked", ["2025", "202502", "20240229", "2025022823", "202502282359", "20250228235959"]
)
def test_time_of_captures_is_a_year_or_as_far_as_it_is_known(asked: str) -> None:
    assert digits("--since", asked) == asked


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["import", "demo", ""], "an argument: is empty"),
        (["import", "demo", "x", "--data", ""], "--data: is empty"),
        (["crawl", "demo", "--data="], "--data: is empty"),
        (["extract", ""], "an argument: is empty"),
        (["crawl", ""], "an argument: is empty"),
        (["export", "--out", "", "--as-of", "2025-01-01"], "--out: is empty"),
        (["--data", "data", "status"], "--data: stands before the command"),
        (["--data=x", "status"], "--data: stands before the command"),
        (["replay", "../data/demo"], "'../data/demo' is no portal id"),
        (["rebuild", "Demo"], "'Demo' is no portal id"),
        (["diff", "khong-co", "khong-co"], "khong-co: no such folder; name that of a snapshot"),
        (["verify", "khong/co"], "khong/co: no such folder; name that of a snapshot"),
    ],
)
def test_words_that_cannot_be_meant_are_told_before_anything_is_done(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "page.html").write_text("<h1>Tin</h1>", encoding="utf-8")
    ran = run(*words)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"archiver: {said}")
    assert len(ran.err.splitlines()) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["page.html"]


def test_every_mistake_of_a_portal_file_is_told(run: Run, tmp_path: Path) -> None:
    (tmp_path / "hai_phong.toml").write_text(
        'name = "A"\nhome = "http://a.example/"\nplatform = "dnic"\n[[layout]]\nname = "x"\nautor = "p"\n',
        encoding="utf-8",
    )
    ran = run("portals", "check", "--portals", tmp_path)
    assert ran.code == 2
    assert "hai_phong.toml: [layout] autor: unknown key; did you mean 'authors'?" in ran.err


def test_portals_are_listed_for_programs_and_people(run: Run) -> None:
    records = run("portals", "list", "--json").records
    assert "demo" in {record["id"] for record in records}
    assert "demo" in run("portals", "list").out
    assert run("portals", "check").code == 0


def test_import_archives_and_records_and_a_second_time_changes_nothing(
    run: Run, text: Path, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    first = run("import", "demo", text, "--data", data)
    assert (first.code, first.out.splitlines()[0]) == (0, "demo: 1 new")
    line = (data / "demo" / "articles.jsonl").read_bytes()
    again = run("import", "demo", text, "--data", data)
    assert again.out.splitlines()[0] == "demo: 1 unchanged"
    assert (data / "demo" / "articles.jsonl").read_bytes() == line
    record = json.loads(line)
    assert record["capture"]["source"] == "file"
    assert (data / "demo" / "warc" / record["capture"]["warc"]).exists()


def test_busy_portal_exits_75_and_says_who_holds_it(run: Run, text: Path, tmp_path: Path) -> None:
    with open_store(tmp_path / "data", "demo"):
        ran = run("import", "demo", text, "--data", tmp_path / "data")
    assert ran.code == PortalBusy.exit_code == 75
    assert "demo is busy" in ran.err


def test_data_folder_that_is_a_file_is_told(run: Run, text: Path, tmp_path: Path) -> None:
    (tmp_path / "data").write_text("", encoding="utf-8")
    ran = run("import", "demo", text, "--data", tmp_path / "data")
    assert ran.code == 1
    assert str(tmp_path / "data") in ran.err
    assert len(ran.err.splitlines()) == 1


@pytest.mark.parametrize(
    "command", [[], ["crawl"], ["demo"], ["extract"], ["import"], ["portals"], ["portals", "list"]]
)
def test_help_says_what_the_command_does(run: Run, command: list[str]) -> None:
    ran = run(*command, "--help")
    assert ran.code == 0
    assert "Usage: archiver" in ran.out


def test_a_call_loads_the_code_of_its_own_command_only() -> None:
    program = "import sys; from archiver.cli import load; load('schedule'); print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    modules = loaded.stdout.split()
    assert [name for name in modules if name.startswith("archiver.commands.")] == [
        "archiver.commands.logfile",
        "archiver.commands.options",
        "archiver.commands.schedule",
    ]
    assert "lxml.html" not in modules


def test_what_a_call_loads_is_left_out_of_every_search_for_garbage_and_nothing_else_is() -> None:
    program = (
        "import gc; from archiver.cli import load; load('schedule');"
        "print(gc.get_freeze_count() > 0, gc.isenabled())"
    )
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert loaded.stdout.split() == ["True", "True"]


@pytest.mark.parametrize(
    "options",
    [
        ["--estimate"],
        ["--captures", "last"],
        ["--since", "2019"],
        ["--rate", "1"],
        ["--refresh"],
        ["--from", "wayback", "--full"],
        ["--from", "wayback", "--at-most", "2"],
    ],
)
def test_options_that_say_nothing_beside_the_others_are_refused_before_anything_is_asked(
    run: Run, tmp_path: Path, options: list[str]
) -> None:
    done = run("crawl", "demo", "--data", tmp_path / "data", *options)
    assert done.code == 2
    assert done.err.startswith(f"archiver: {next(word for word in options[::-1] if word.startswith('--'))}: ")
    assert not (tmp_path / "data").exists()


def test_folder_without_pages_is_told(run: Run, tmp_path: Path) -> None:
    assert run("extract", tmp_path) == Ran(1, "", f"archiver: {tmp_path}: no file that holds a page\n")


def test_portals_folder_is_no_snapshot_and_the_call_that_checks_it_is_told(
    run: Run, text: Path, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    assert run("import", "demo", text, "--data", data).code == 0
    ran = run("verify", data / "demo")
    said = f"{data}/demo: is a portal's folder; name the portal: archiver verify demo --data {data}"
    assert (ran.code, ran.err) == (2, f"archiver: {said}\n")


def test_status_tells_of_a_data_folder_that_is_not_there(run: Run, tmp_path: Path) -> None:
    ran = run("status", "demo", "--data", tmp_path / "none")
    said = f"{tmp_path}/none: no such folder; mount its disk, check --data, or run 'archiver crawl' first"
    assert (ran.code, ran.err) == (1, f"archiver: {said}\n")


def test_article_that_help_names_is_one_of_the_demo_portal(run: Run) -> None:
    named = set(re.findall(r"demo:[\w-]+", run("show", "--help").out))
    assert named
    assert named <= {f"demo:{article.key}" for article in truth() if article.status == "published"}
