"""Several jobs at once, some of them in doubt, over faults and restarts: told one by one."""

from __future__ import annotations

import json

from app.cli import Options
from app.sandbox.faults import Fault, Reply, Reset
from tests.support.job_rows import (
    PROMPTS,
    click,
    finish,
    hold,
    paint,
    press_button,
    rows,
    says,
)
from tests.support.window import Stage


def test_doubts_are_told_one_after_the_other_with_what_others_took(stage: Stage) -> None:
    stage.open()
    stage.wait(lambda: stage.label("balanceLabel") == "500 ₽")
    stage.server.faults.add(Fault("inpaint", Reset(), processed=True, times=2))
    for prompt in PROMPTS[:2]:
        paint(stage, prompt)
        stage.action("submit").trigger()
        stage.wait_for_message(f"“{prompt}”" if prompt != PROMPTS[0] else "no answer came back")
        stage.wait_for_state("unconfirmed")
    hold(stage, PROMPTS[2])
    assert len(rows(stage)) == 3
    click(stage, PROMPTS[0])
    stage.wait_for_message(f"“{PROMPTS[0]}”: The request was sent, but no answer came back")
    stage.wait_for_message("Before it there were 500 ₽ to spend, now 446 ₽. Other jobs took 18 ₽")
    click(stage, PROMPTS[1])
    stage.wait_for_message(f"“{PROMPTS[1]}”")
    stage.choose("Ask again with the same request")
    stage.wait_for_message(f"“{PROMPTS[0]}”")
    stage.choose("Forget it")
    stage.wait(lambda: says(stage, PROMPTS[0], "Cancelled"))
    stage.wait(lambda: len(stage.paid()) == 4)


def test_doubt_is_not_covered_by_what_else_is_done(stage: Stage) -> None:
    stage.open()
    first = hold(stage, PROMPTS[0])
    stage.server.faults.add(Fault("inpaint", Reset()))
    paint(stage, PROMPTS[1])
    stage.action("submit").trigger()
    stage.wait_for_state("unconfirmed")
    finish(stage, first)
    stage.wait(lambda: says(stage, PROMPTS[0], "Done"))
    assert [b.text() for b in stage.choices] == ["Ask again with the same request", "Forget it"]


def test_balance_follows_each_job(stage: Stage) -> None:
    stage.open()
    stage.wait(lambda: stage.label("balanceLabel") == "500 ₽")
    for prompt in PROMPTS[:3]:
        hold(stage, prompt)
        left = f"{500 - 18 * len(stage.paid())} ₽"
        stage.wait(lambda: stage.label("balanceLabel") == left)  # noqa: B023 - waited for at once
    assert stage.label("costLabel") == "18 ₽"


def test_waiting_is_counted_down(stage: Stage) -> None:
    stage.open()
    hold(stage, PROMPTS[0])
    busy = Reply(429, {"error": "slow down"}, headers={"Retry-After": "30"})
    stage.server.faults.add(Fault("result", busy, times=None))
    stage.wait(lambda: stage.label("jobStatus").startswith("The service is busy."))


def test_restart_with_two_running_and_one_in_doubt(stage: Stage) -> None:
    parent = stage.open()
    first, second = (hold(stage, prompt) for prompt in PROMPTS[:2])
    stage.server.faults.add(Fault("inpaint", Reset()))
    paint(stage, PROMPTS[2])
    stage.action("submit").trigger()
    stage.wait_for_state("unconfirmed")
    stage.close()
    stage.start(Options(api_url=stage.server.url, task_id=parent))
    stage.wait_for_picture()
    stage.wait(lambda: len(rows(stage)) == 3)
    assert stage.state == "unconfirmed"  # the newest
    stage.wait_for_message(f"“{PROMPTS[2]}”: The request was sent, but no answer came back")
    finish(stage, first)
    finish(stage, second)
    stage.wait(lambda: says(stage, PROMPTS[0], "Done") and says(stage, PROMPTS[1], "Done"))
    stage.choose("Forget it")
    stage.wait_for_state("cancelled")
    click(stage, PROMPTS[0])
    stage.wait(stage.comparison.isVisible)
    assert len(stage.paid()) == 3


def restart_with_a_queue(stage: Stage) -> None:
    """Three under way and the fourth in the queue when the program ends; then start it again."""
    parent = stage.open()
    for prompt in PROMPTS[:3]:
        hold(stage, prompt)
    paint(stage, PROMPTS[3])
    stage.action("submit").trigger()
    stage.wait(lambda: says(stage, PROMPTS[3], "Waits until"))
    stage.close()
    stage.start(Options(api_url=stage.server.url, task_id=parent))
    stage.wait_for_picture()


def test_queued_job_is_not_sent_after_a_restart_until_the_user_says_so(stage: Stage) -> None:
    restart_with_a_queue(stage)
    stage.wait_for_message(f"“{PROMPTS[3]}”: The program ended before this was sent, so nothing")
    assert [b.text() for b in stage.choices] == ["Send it now", "Forget it"]
    assert len(stage.paid()) == 3
    stage.choose_close()  # it can wait: its line stays
    assert stage.message == ""
    click(stage, PROMPTS[3])
    stage.choose("Send it now")
    stage.wait_for_state("done")
    assert len(stage.paid()) == 4
    assert json.loads(stage.paid()[3].body)["prompt"] == PROMPTS[3]


def test_question_goes_with_the_job_that_is_dismissed(stage: Stage) -> None:
    restart_with_a_queue(stage)
    stage.wait(lambda: stage.choices and stage.choices[0].text() == "Send it now")
    press_button(stage, PROMPTS[3])
    assert (len(rows(stage)), stage.message, stage.choices) == (3, "", [])


def test_what_was_paid_before_is_not_counted_again(stage: Stage) -> None:
    stage.open()
    paint(stage, PROMPTS[0])
    stage.finish_job()
    stage.wait(lambda: stage.label("balanceLabel") == "482 ₽")
    stage.server.faults.add(Fault("inpaint", Reset(), processed=True))
    paint(stage, PROMPTS[1])
    stage.action("submit").trigger()
    stage.wait_for_message("Before it there were 482 ₽ to spend, now 464 ₽.")
    assert "Other jobs" not in stage.message
