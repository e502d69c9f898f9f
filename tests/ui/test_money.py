"""Prices, sums and the balance in the panel."""

from __future__ import annotations

from app.jobs.job import JobKind
from tests.support.window import Stage


def test_the_last_price_is_known_after_a_restart(stage: Stage) -> None:
    stage.open()
    assert stage.label("costLabel") == "known after a job"
    stage.do_some_work()
    stage.finish_job()
    stage.close()
    stage.start()
    stage.wait(lambda: stage.label("costLabel") == "18 ₽ last time")


def test_each_action_has_a_price_in_words(stage: Stage) -> None:
    stage.open()
    assert stage.application is not None
    text = stage.application.submission.money.price_text
    assert text(JobKind.VARIATION) == text(JobKind.REROLL) == "price known after the first one"
    assert text(JobKind.UPSAMPLE) == "free from Midjourney 5 on"
    stage.do_some_work()
    stage.finish_job()
    stage.wait(lambda: text(JobKind.INPAINT) == "18 ₽ last time")
    stage.action("pick2").trigger()
    stage.finish_job("continueFromCandidate")
    stage.wait(lambda: text(JobKind.UPSAMPLE) == "free last time")
