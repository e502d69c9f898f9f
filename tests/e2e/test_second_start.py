"""A second start on the same data folder: the first window does what it asks, and it ends."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from app.sandbox.server import SandboxServer
from app.ui.handover import SANDBOX, Request, meeting_place
from app.ui.second_start import PATIENCE as LIMIT
from tests.support.patience import PATIENCE, Stopwatch
from tests.support.program import ROOT, Program, with_service
from tests.support.written import written, written_at_rest

on_unix = pytest.mark.skipif(os.name == "nt", reason="Windows has pipes, and no SIGSTOP")

# The program, which waits longer for the first window: a machine may stand still meanwhile.
PATIENT = """
import runpy
from app.ui import second_start
second_start.PATIENCE = 30
runpy.run_module("app", run_name="__main__", alter_sys=True)
"""
BUSY = "Another Mask Painter is open with this data folder"


def start_again(
    data: Path, server: SandboxServer, *arguments: str | Path, seconds: float = PATIENCE
) -> subprocess.CompletedProcess[str]:
    """A second start that is expected to end by itself."""
    command = [sys.executable, "-c", PATIENT, *map(str, arguments), "--data-dir", str(data)]
    env = {**os.environ, "PYTHONPATH": str(ROOT), **with_service(server)}
    return subprocess.run(
        command, cwd=data.parent, env=env, capture_output=True, text=True, timeout=seconds
    )


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def first(data: Path, server: SandboxServer) -> Program:
    return Program("--lang", "en", data_dir=data, env=with_service(server))


def test_the_first_window_opens_what_the_second_start_names(
    first: Program,
    data: Path,
    server: SandboxServer,
    task_id: str,
    files: tuple[Path, Path],
) -> None:
    image, mask = files
    with first as program:
        program.until(bool)
        # As a shell gives it: relative to where the second start stands.
        with Stopwatch() as watch:
            ended = start_again(
                data, server, image.name, "--task", task_id, "--mask", mask.name, "--prompt", "дом"
            )
            assert watch.seconds < LIMIT + 3
        assert (ended.returncode, ended.stderr) == (0, "")
        assert ended.stdout.count("\n") == 1
        state = program.until(lambda state: state["imageSize"])
        assert state["imageSize"] == [640, 480]
        assert state["prompt"] == "дом"
        assert state["coverageLabel"] not in {"—", "0.0 %"}
        assert state["message"] == ""


def test_a_second_start_that_names_nothing_brings_the_window_back_and_writes_nothing(
    first: Program, data: Path, server: SandboxServer, task_id: str
) -> None:
    with first as program:
        program.until(bool)
        assert start_again(data, server, "--task", task_id).returncode == 0
        program.until_open()
        program.ask("minimise")
        before = written_at_rest(data)
        assert start_again(data, server).returncode == 0
        assert written(data) == before
        assert not program.ask("is_minimised")


def test_the_sandbox_is_not_looked_for_in_another_services_window(
    first: Program, data: Path, server: SandboxServer
) -> None:
    with first as program:
        program.until(bool)
        with Program("--sandbox", "--lang", "en", data_dir=data) as second:
            second.until(lambda state: state["message"].startswith(BUSY))
        assert program.ask("state")["imageSize"] is None


@on_unix
def test_a_window_that_hangs_is_not_waited_for(
    first: Program, data: Path, server: SandboxServer, task_id: str
) -> None:
    with first as program:
        program.until(bool)
        program.send(signal.SIGSTOP)
        with Program(
            "--task", task_id, "--lang", "en", data_dir=data, env=with_service(server)
        ) as (second):
            second.until(lambda state: state["message"].startswith(BUSY))
        program.send(signal.SIGCONT)
        # It never heard of the request, so it doesn't open it after all.
        assert start_again(data, server).returncode == 0
        assert program.ask("state")["imageSize"] is None


@on_unix
def test_a_socket_left_by_a_killed_window_is_replaced(
    data: Path, server: SandboxServer, task_id: str
) -> None:
    with Program("--lang", "en", data_dir=data, env=with_service(server)) as program:
        program.until(bool)
        assert start_again(data, server).returncode == 0
        program.send(signal.SIGKILL)
    place = meeting_place(data)
    assert place is not None
    assert Path(place).is_socket()
    with Program("--lang", "en", data_dir=data, env=with_service(server)) as program:
        program.until(bool)
        assert start_again(data, server, "--task", task_id).returncode == 0
        program.until_open()
        program.close()
    assert not Path(place).exists()


@on_unix
def test_nobody_else_is_heard_and_what_makes_no_sense_is_hung_up_on(
    first: Program, data: Path, server: SandboxServer, tmp_path: Path
) -> None:
    picture = tmp_path / "secret.png"
    Image.new("L", (8, 8)).save(picture)
    wrong = [
        b"not json\n",
        b"[]\n",
        b"[" * 60_000 + b"\n",
        b"x" * 70_000,
        json.dumps({"version": 2, "image": str(picture)}).encode() + b"\n",
        json.dumps({"version": 1, "image": picture.name}).encode() + b"\n",
        json.dumps({"version": 1, "image": 5}).encode() + b"\n",
        json.dumps({"version": 1, "task": "../../etc"}).encode() + b"\n",
        json.dumps({"version": 1, "prompt": None}).encode() + b"\n",
        json.dumps({"version": 1, "image": "/a\0b"}).encode() + b"\n",
    ]
    place = meeting_place(data)
    assert place is not None
    with first as program:
        program.until(bool)
        assert start_again(data, server).returncode == 0  # it listens by now
        assert Path(place).parent.stat().st_mode & 0o077 == 0
        assert Path(place).stat().st_mode & 0o077 == 0
        for line in wrong:
            with socket.socket(socket.AF_UNIX) as talk:
                talk.settimeout(PATIENCE)
                talk.connect(place)
                assert json.loads(talk.makefile().readline()) == {"version": 1}
                try:
                    talk.sendall(line)
                    said = talk.recv(1000)
                except ConnectionError:
                    said = b""
                assert said == b"", line[:60]
        state = program.ask("state")
        assert (state["imageSize"], state["message"], state["prompt"]) == (None, "", "")


@on_unix
def test_a_shared_or_linked_runtime_folder_is_not_used(tmp_path: Path) -> None:
    shared, link = tmp_path / "shared", tmp_path / "link"
    shared.mkdir(mode=0o755)
    link.symlink_to(tmp_path / "data")
    for folder in (shared, link, tmp_path / "nowhere", Path("relative")):
        place = meeting_place(tmp_path, {"XDG_RUNTIME_DIR": str(folder)})
        assert place is None or not Path(place).is_relative_to(folder)
    own = tmp_path / "own"
    own.mkdir(mode=0o700)
    place = meeting_place(tmp_path, {"XDG_RUNTIME_DIR": str(own)})
    assert place is not None
    # A path that is too long for a socket is of no use.
    assert (Path(place).parent == own) is (len(str(own)) <= 70)


def test_the_meeting_place_is_the_folders_whatever_it_is_called(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    place = meeting_place(tmp_path / "real")
    assert place is not None
    assert meeting_place(tmp_path / "link") == place
    assert meeting_place(tmp_path / "real" / ".." / "real") == place
    assert meeting_place(tmp_path / "other") != place


def test_a_request_comes_over_as_it_was(tmp_path: Path) -> None:
    odd = Path(os.fsdecode(b"/tmp/\xff\n\xd0\xb4.png")) if os.name != "nt" else tmp_path / "д.png"
    request = Request(odd, "0123456789abcdef01234567", tmp_path / "m.png", "a\nб", SANDBOX, "tok")
    line = request.line()
    assert line.count(b"\n") == 1
    assert Request.from_line(line) == request


def test_the_first_paint_does_not_wait_for_the_network() -> None:
    code = "import sys, app.application; sys.exit('PySide6.QtNetwork' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, timeout=180, check=False)
    assert done.returncode == 0
