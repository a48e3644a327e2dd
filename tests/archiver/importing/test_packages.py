"""WACZ packages that lie: what can be read of them is, the rest is named, and nothing grows without bound."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from archiver.errors import UnreadableInput
from archiver.importing.warcs import captures_of_wacz
from archiver.warc.raw import Skipped
from tests.archiver.importing.samples import ARTICLES, HOME, write_warc

URLS = [HOME + article.path for article in ARTICLES]
NAME = "archive/a.warc.gz"
CENTRAL = b"PK\x01\x02"


def package(folder: Path, trap: bytes, how: int = zipfile.ZIP_STORED) -> Path:
    """Write a package of an entry with a trap, and of a WARC file that is sound."""
    path = folder / "kept.wacz"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr(NAME, trap, how)
        file.write(write_warc(folder / "sound"), "archive/b.warc.gz")
    return path


def read(path: Path) -> tuple[list[str], list[str]]:
    """Return the addresses of the captures in a package, and why others were skipped."""
    skipped: list[Skipped] = []
    kept = captures_of_wacz(path, lambda url: url.startswith(HOME), skipped.append)
    found = [capture.exchange.url for capture in kept if capture.exchange]
    return found, [one.reason for one in skipped]


def patched(path: Path, at: int, old: bytes, new: bytes, start: bytes = CENTRAL) -> Path:
    """Change bytes of the first entry's line in the package's directory."""
    data = bytearray(path.read_bytes())
    at += data.find(start)
    assert data[at : at + len(old)] == old
    data[at : at + len(new)] = new
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("how", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_captures_are_the_same_whether_packed_once_more_or_not(tmp_path: Path, how: int) -> None:
    path = package(tmp_path, write_warc(tmp_path / "first").read_bytes(), how)
    assert read(path) == (URLS * 2, [])


@pytest.mark.parametrize("how", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_bomb_in_a_package_is_told_and_the_rest_is_read(tmp_path: Path, how: int) -> None:
    found, (reason,) = read(package(tmp_path, bytes(5_000_000), how))
    assert found == URLS
    assert reason in {
        "it unpacks to more than 100 times its size",
        "it is packed in a way that WACZ does not know",
    }


@pytest.mark.parametrize(
    ("at", "old", "new", "reason"),
    [
        (8, b"\0", b"\1", "it is encrypted"),
        (42, b"\0\0\0\0", b"\1\0\0\0", "it is not where the package says"),
        (42, b"\0\0\0\0", b"\0\0\0\x7f", "it is not where the package says"),
    ],
)
def test_entry_that_is_encrypted_or_elsewhere_is_told_and_the_rest_is_read(
    tmp_path: Path, at: int, old: bytes, new: bytes, reason: str
) -> None:
    path = patched(package(tmp_path, b"WARC/1.0"), at, old, new)
    assert read(path) == (URLS, [reason])


def test_packed_entry_that_ends_early_or_is_damaged_is_told_and_the_rest_is_read(tmp_path: Path) -> None:
    path = package(tmp_path, write_warc(tmp_path / "first").read_bytes(), zipfile.ZIP_DEFLATED)
    whole = path.read_bytes()
    for offset in (200, 500):
        path.write_bytes(whole[:offset] + bytes(20) + whole[offset + 20 :])
        found, (reason,) = read(path)
        assert found == URLS
        assert reason.startswith("it cannot be unpacked")


def test_package_whose_entries_share_their_bytes_is_refused(tmp_path: Path) -> None:
    path = package(tmp_path, b"WARC/1.0")
    size = path.stat().st_size
    patched(path, 20, (8).to_bytes(4, "little"), size.to_bytes(4, "little"))
    with pytest.raises(UnreadableInput, match="its entries overlap"):
        read(path)


def test_package_that_claims_more_than_the_file_holds_is_unreadable(tmp_path: Path) -> None:
    path = tmp_path / "kept.wacz"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr(NAME, b"WARC/1.0")
    patched(path, 20, (8).to_bytes(4, "little") * 2, b"\xfe\xff\xff\xff" * 2)
    with pytest.raises(UnreadableInput, match="its entries overlap"):
        read(path)


def test_name_of_an_entry_is_cut_and_leads_nowhere(tmp_path: Path) -> None:
    path, name = tmp_path / "kept.wacz", "archive/../../../" + "a" * 3000 + ".warc"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr(name, b"WARC/1.0\r\nContent-Length: x\r\n\r\n")
    skipped: list[Skipped] = []
    assert not list(captures_of_wacz(path, lambda _: True, skipped.append))
    assert [len(one.file) for one in skipped] == [len("kept.wacz/") + 200]
    assert sorted(tmp_path.iterdir()) == [path]
