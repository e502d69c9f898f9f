"""A process that is killed has lost no mask that was there two seconds before."""

from __future__ import annotations

from pathlib import Path

from app.sandbox.server import SandboxServer
from tests.support.patience import Stopwatch
from tests.support.program import Program, with_service
from tests.support.window import opened


def test_the_mask_is_back_after_a_kill(
    tmp_path: Path, server: SandboxServer, task_id: str, files: tuple[Path, Path]
) -> None:
    image, mask = files
    data = tmp_path / "data"
    kept = data / "masks" / f"{task_id}.png"

    def program(*arguments: str | Path) -> Program:
        names = (image, "--task", task_id, *arguments, "--lang", "en")
        return Program(*names, data_dir=data, env=with_service(server))

    with program("--mask", mask) as first:
        before = first.until_open()["coverageLabel"]
        with Stopwatch() as watch:
            first.until(lambda _state: kept.exists())
            assert watch.seconds < 2.0
    # Killed, at the end of the `with` statement.
    assert opened(kept).tobytes() == opened(mask).tobytes()
    with program() as second:
        state = second.until(lambda state: state["message"])
        assert state["message"] == "Your mask is back."
        assert state["choices"] == ["Start fresh"]
        assert state["coverageLabel"] == before
