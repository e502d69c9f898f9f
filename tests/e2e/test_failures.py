"""What nobody foresaw happens inside the real program: it goes on, tells, and lets nothing out."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.sandbox.faults import Fault, Reply, Reset
from app.sandbox.server import SandboxServer
from tests.support.patience import wait_for
from tests.support.program import Program, with_service

KEY = "shds-Recognisable+Key/0123456789=="
WENT_WRONG = "Something went wrong inside the program"
PROMPT = "a prompt that is nobody's business"


@pytest.fixture
def server() -> Iterator[SandboxServer]:
    with SandboxServer(key=KEY, duration=(0.2, 0.2), samples=False) as running:
        yield running


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


def reports(data: Path) -> list[Path]:
    return sorted((data / "logs").glob("crash-*.txt"))


def diagnostics(program: Program) -> str:
    """The text in the clipboard, once there is one."""
    return wait_for(lambda: str(program.ask("clipboard")))


def test_an_exception_is_told_in_one_sentence_and_the_program_goes_on(
    data: Path, server: SandboxServer, files: tuple[Path, Path]
) -> None:
    image, mask = files
    with Program(
        image, "--mask", mask, "--lang", "en", data_dir=data, env=with_service(server)
    ) as program:
        before = program.until_open()
        for _ in range(3):
            program.ask("fail", how="slot", text="a surprise")
        state = program.until(lambda state: state["message"].startswith(WENT_WRONG))
        assert state["choices"] == ["Copy Diagnostics", "Close"]
        program.ask("choose", text="Copy Diagnostics")
        text = diagnostics(program)
        assert "a surprise" in text  # in the log's last lines
        program.ask("fail", how="thread", text="another one")
        program.until(lambda state: state["message"].startswith(WENT_WRONG))
        program.ask("choose", text="Close")
        state = program.ask("state")
        assert (state["message"], state["coverageLabel"]) == ("", before["coverageLabel"])
        end = program.close()
    assert end.code == 0
    assert end.complaints.count("ValueError: a surprise") == 1
    assert len(reports(data)) == 2
    assert any("ValueError: a surprise" in path.read_text() for path in reports(data))
    assert not (data / "logs" / "running.txt").exists()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
def test_what_was_painted_a_moment_before_is_saved(
    data: Path, server: SandboxServer, files: tuple[Path, Path]
) -> None:
    image, mask = files
    env = with_service(server)
    with Program(image, "--mask", mask, "--lang", "en", data_dir=data, env=env) as program:
        before = program.until_open()["coverageLabel"]
        program.ask("trigger", name="invertMaskAction")
        painted = program.until(lambda state: state["coverageLabel"] != before)["coverageLabel"]
        program.ask("fail", how="slot", text="a surprise")
        state = program.until(lambda state: state["message"])
        assert state["message"].startswith(f"{WENT_WRONG}; the mask is saved,")
        program.send(signal.SIGKILL)
        program.until_ended()
    with Program(image, "--lang", "en", data_dir=data, env=env) as program:
        program.until_open()
        program.until(lambda state: state["coverageLabel"] == painted)
        program.close()


def test_a_widget_that_never_can_be_painted_is_told_once(data: Path, server: SandboxServer) -> None:
    with Program("--lang", "en", data_dir=data, env=with_service(server)) as program:
        program.until(bool)
        program.ask("fail", how="paint", text="never painted")
        program.until(lambda state: state["message"].startswith(WENT_WRONG))
        program.ask("choose", text="Close")
        for _ in range(20):
            assert program.ask("state")["message"] == ""
        assert program.close().code == 0
    assert len(reports(data)) == 1


def test_a_crash_is_told_at_the_next_start(data: Path, server: SandboxServer) -> None:
    with Program("--lang", "en", data_dir=data, env=with_service(server)) as program:
        program.until(bool)
        program.ask("fail", how="death", text="")
        program.until_ended()
    with Program("--lang", "en", data_dir=data, env=with_service(server)) as program:
        state = program.until(lambda state: state["message"])
        assert state["message"].startswith("Mask Painter ended unexpectedly the last time")
        assert state["choices"] == ["Copy Diagnostics", "Close"]
        program.ask("choose", text="Close")
        program.close()
    (report,) = reports(data)
    assert "in _die" in report.read_text()


def test_the_key_is_nowhere(
    data: Path,
    server: SandboxServer,
    task_id: str,
    files: tuple[Path, Path],
    capfd: pytest.CaptureFixture[str],
) -> None:
    told = Reply(500, {"message": f"who is {KEY}?", "code": KEY})
    _, mask = files
    arguments = ("--task", task_id, "--mask", mask, "--prompt", PROMPT, "--lang", "en")
    said = []
    with Program(*arguments, data_dir=data, env=with_service(server)) as program:
        program.until_open()
        wrong = Reply(401, {"message": f"wrong key {KEY}"})
        faults = [Fault("inpaint", wrong), Fault("inpaint", told), Fault("inpaint", Reset())]
        for number, fault in enumerate(faults, 1):
            server.faults.add(fault)
            program.ask("trigger", name="submitAction")
            server.wait_for_request("inpaint", count=number)
            state = program.until(lambda state: state["jobState"] in {"failed", "unconfirmed"})
            said.append(state["message"])
            if state["jobState"] == "unconfirmed":
                program.ask("choose", text="Forget it")
                program.until_state("cancelled")
        program.ask("trigger", name="submitAction")
        program.until_state("done")
        for how in ("slot", "thread", "log", "paint"):
            program.ask("fail", how=how, text=f"{how}: Authorization: {KEY}, {KEY!r}")
        program.until(lambda state: state["message"].startswith(WENT_WRONG))
        wait_for(lambda: len(reports(data)) == 3)  # of the slot, the thread and the paint
        program.ask("trigger", name="copyDiagnosticsAction")
        said.append(diagnostics(program))
        program.ask("fail", how="death", text=KEY)
        said.append(program.until_ended())
    with Program("--lang", "en", data_dir=data, env=with_service(server)) as program:
        program.until(lambda state: state["message"])
        program.close()
        said.append(program.until_ended())
    written = [path for path in data.rglob("*") if path.is_file()]
    assert {"mask-painter.log", "jobs.sqlite3", "settings.json"} <= {path.name for path in written}
    assert len(reports(data)) == 4
    for path in written:
        content = path.read_bytes()
        for form in (KEY.encode(), b"Recognisable"):
            assert form not in content, path
        if path.suffix in {".log", ".txt"}:
            assert PROMPT.encode() not in content, path
    out, err = capfd.readouterr()
    for text in (*said, out, err):
        assert "Recognisable" not in text
    assert PROMPT not in "".join(said)
    assert "slot: Authorization: [redacted]" in "".join(path.read_text() for path in reports(data))
