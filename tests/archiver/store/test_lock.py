from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from archiver.errors import PortalBusy, UsageError
from archiver.store import Folder, PortalStore
from tests.archiver.store.samples import PORTAL, START, article, now
from tests.shared import ROOT

if TYPE_CHECKING:
    from pathlib import Path


def test_second_opener_is_told_who_holds_the_portal(store: PortalStore, tmp_path: Path) -> None:
    store.record(article())
    with pytest.raises(PortalBusy) as caught:
        PortalStore.open(tmp_path, PORTAL, now=now)
    assert f"process {os.getpid()} on " in str(caught.value)
    assert f"started {START.isoformat()}" in str(caught.value)
    assert caught.value.exit_code == 75


def test_lock_file_names_its_holder(store: PortalStore) -> None:
    holder = json.loads(store.folder.lock.read_bytes())
    assert holder["pid"] == os.getpid()
    assert list(holder) == ["pid", "host", "started"]


def test_closed_store_can_be_opened_again(tmp_path: Path) -> None:
    first = PortalStore.open(tmp_path, PORTAL, now=now)
    first.close()
    first.close()
    PortalStore.open(tmp_path, PORTAL, now=now).close()


def test_lock_of_a_dead_process_is_no_obstacle(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.archiver.store.killed", str(tmp_path), "0"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        child.stdout.readline()
        with pytest.raises(PortalBusy, match=f"process {child.pid} "):
            PortalStore.open(tmp_path, PORTAL, now=now)
        child.kill()
        child.stdout.read()
    PortalStore.open(tmp_path, PORTAL, now=now).close()


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b'{"pid":"x"}', b"[" * 4000])
def test_busy_lock_with_unreadable_content_is_told_all_the_same(
    store: PortalStore, tmp_path: Path, content: bytes
) -> None:
    store.folder.lock.write_bytes(content)
    with pytest.raises(PortalBusy, match="another run holds"):
        PortalStore.open(tmp_path, PORTAL, now=now)


def test_portals_do_not_lock_each_other(store: PortalStore, tmp_path: Path) -> None:
    with PortalStore.open(tmp_path, "other", now=now) as other:
        assert other.folder.root != store.folder.root


@pytest.mark.parametrize("portal", ["", "..", "a/b", "/etc", "Cẩm_Lệ", "A", "a-b", "a\n", "a" * 65, "a\0"])
def test_portal_id_that_could_leave_the_data_folder_is_refused(tmp_path: Path, portal: str) -> None:
    with pytest.raises(UsageError, match="no portal id"):
        Folder.of(tmp_path, portal)
    with pytest.raises(UsageError):
        PortalStore.open(tmp_path, portal, now=now)
    assert list(tmp_path.iterdir()) == []
