"""Disks that fail: full, read-only, gone. Mounting needs root; without it those are skipped."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.sandbox.server import SandboxServer
from tests.e2e.kills import Place


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that befalls a folder, and the way to make it good again."""

    begin: Callable[[], None]
    end: Callable[[], None]


def _mount(*arguments: str | Path) -> bool:
    command = ["mount", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def _unmount(folder: Path) -> None:
    subprocess.run(["umount", "--lazy", str(folder)], capture_output=True, check=True)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with SandboxServer(duration=(0.1, 0.1), samples=False) as server:
        yield Place(tmp_path, server, 0)


@pytest.fixture
def full(place: Place) -> Iterator[Trouble]:
    """A small file system of its own, which is filled to the last byte."""
    place.data.mkdir()
    if sys.platform != "linux" or not _mount("-t", "tmpfs", "-o", "size=8m", "tmpfs", place.data):
        pytest.skip("only root on Linux can mount a small file system")
    filler = place.data / "filler"

    def fill() -> None:
        with filler.open("wb", buffering=0) as file:
            for size in (65_536, 1):
                try:
                    while file.write(bytes(size)):
                        pass
                except OSError:
                    continue

    yield Trouble(fill, filler.unlink)
    _unmount(place.data)


@pytest.fixture
def read_only(place: Place) -> Iterator[Trouble]:
    """From one moment on the folder's names lead to a read-only mount. What is open stays so."""
    place.data.mkdir()
    if sys.platform != "linux" or not _mount("--bind", place.data, place.data):
        pytest.skip("only root on Linux can mount a folder read-only")
    _unmount(place.data)
    aside = place.data.with_name("aside")
    aside.mkdir()

    def begin() -> None:
        # At once: what runs may open a file at any moment, which keeps a mount writable.
        assert _mount("--bind", place.data, aside)
        assert _mount("-o", "remount,bind,ro", aside)
        assert _mount("--bind", aside, place.data)  # which is read-only, too
        _unmount(aside)

    yield Trouble(begin, lambda: _unmount(place.data))
    if not os.access(place.data, os.W_OK):
        _unmount(place.data)


@pytest.fixture
def deleted(place: Place) -> Trouble:
    """The folder is deleted: moved away at once, since what runs may write while it is emptied."""

    def begin() -> None:
        shutil.rmtree(place.data.rename(place.data.with_name("deleted")))

    return Trouble(begin, lambda: None)


@pytest.fixture(params=["full", "read_only", "deleted"])
def trouble(request: pytest.FixtureRequest) -> Trouble:
    """Each of them."""
    found: Trouble = request.getfixturevalue(request.param)
    return found
