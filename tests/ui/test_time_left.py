"""How long a job still takes, in the window: from what earlier jobs took, also before a restart."""

from __future__ import annotations

import sqlite3

from PySide6.QtWidgets import QLabel

from app.jobs.journal import FILE_NAME
from tests.support.job_rows import hold, rows
from tests.support.window import Stage

JOBS = "UPDATE jobs SET changed_at = created_at + 80"
WAITS = """UPDATE steps SET at = (SELECT created_at FROM jobs WHERE id = job_id)
    WHERE step = 'wait' AND phase = 'before'"""


def test_elapsed_and_left_once_there_is_a_job_to_learn_from(stage: Stage) -> None:
    stage.open()
    stage.do_some_work()
    stage.finish_job()
    stage.close()
    connection = sqlite3.connect(stage.data_dir / FILE_NAME)
    with connection:
        for statement in (JOBS, WAITS):
            connection.execute(statement)
    connection.close()
    stage.open()
    hold(stage, "a red door", percent=0)
    status = stage.find("jobStatus", QLabel)
    stage.wait(lambda: status.text().endswith("· about 80 s left"))
    assert status.text().startswith("The service is painting: 0 %\n0:0")
    # Whoever has it read out hears of the percent alone.
    assert status.accessibleName() == "The service is painting: 0 %"
    hold(stage, "a green roof", percent=10)
    assert rows(stage)[0] == "a green roof: The service is painting: 10 %"
    lines = [label.text() for label in stage.widget("jobList").findChildren(QLabel)]
    assert "0 % · ~80 s" in lines
    assert "10 % · ~80 s" in lines
