"""Whatever waits for the disk waits beside the window."""

from __future__ import annotations

from tests.e2e.kills import Place
from tests.support.program import ROOT, Program, with_service

STROKE = [(24.0, 24.0), (80.0, 30.0)]
# Far below the disk's two seconds, far above what a busy machine does to a timer.
LONGEST_STALL = 1.0


def test_the_window_answers_while_the_disk_takes_two_seconds(place: Place) -> None:
    script = (ROOT / "tests" / "disk" / "slow.py",)
    arguments = (place.image, "--task", place.task_id, "--lang", "en")
    env = with_service(place.server)
    with Program(*arguments, data_dir=place.data, env=env, script=script) as program:
        program.until(lambda state: True)
        program.ask("stall")
        program.until_open()
        program.ask("stroke", spots=STROKE)
        program.until(lambda state: list(place.data.glob("masks/*.png")))
        program.ask("trigger", name="submitAction")
        program.until(lambda state: state["jobState"] == "done", seconds=60)
        assert program.ask("stall") < LONGEST_STALL
        end = program.close()
        assert (end.code, end.complaints) == (0, "")
        assert end.seconds < 2.5
    assert place.paid == 1
