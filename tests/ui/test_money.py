"""Prices, sums and the balance in the panel."""

from __future__ import annotations

import json
from datetime import date
from functools import partial
from pathlib import Path
from typing import Self

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QPushButton, QToolButton

from app.api.client import GptunnelClient
from app.api.schema import Balance
from app.cli import Options
from app.jobs.job import JobKind
from app.sandbox.faults import Fault, Reply, Reset
from app.sandbox.server import SandboxServer
from app.ui.ledger_desk import LedgerDesk
from tests.support.language import spoken
from tests.support.replies import error_reply
from tests.support.window import Stage, picture, png


def test_the_last_price_is_known_after_a_restart(stage: Stage) -> None:
    stage.open()
    assert stage.label("costLabel") == "not known yet"
    stage.do_some_work()
    stage.finish_job()
    stage.close()
    stage.start()
    stage.wait(lambda: stage.label("costLabel") == "18 ₽ last time")


def test_each_action_has_a_price_in_words(stage: Stage) -> None:
    stage.open()
    assert stage.application is not None
    text = stage.application.session.submission.money.price_text
    assert text(JobKind.VARIATION) == text(JobKind.REROLL) == "price known after the first one"
    assert text(JobKind.UPSAMPLE) == "free from Midjourney 5 on"
    stage.do_some_work()
    stage.finish_job()
    stage.wait(lambda: text(JobKind.INPAINT) == "18 ₽ last time")
    stage.action("pick2").trigger()
    stage.finish_job("continueFromCandidate")
    stage.wait(lambda: text(JobKind.UPSAMPLE) == "free last time")


def spent(stage: Stage) -> tuple[str, str]:
    """Today, and on the open picture."""
    return stage.label("spentTodayLabel"), stage.label("spentPictureLabel")


def test_what_is_spent_is_summed_up_as_soon_as_it_is_charged(stage: Stage) -> None:
    first = stage.open()
    stage.wait(lambda: spent(stage) == ("0 ₽", "0 ₽"))
    stage.do_some_work()
    stage.held()
    stage.wait(lambda: spent(stage) == ("18 ₽", "18 ₽"))
    stage.server.change_task(stage.server.task_ids[-1], status="failed", error="Banned")
    stage.wait_for_state("failed")
    stage.type_prompt("!")
    stage.action("submit").trigger()
    stage.wait(lambda: spent(stage) == ("36 ₽", "36 ₽"))
    stage.wait_for_state("done")
    # The picture that was made from it is the same picture in another version.
    stage.action("pick2").trigger()
    stage.finish_job("continueFromCandidate")
    stage.wait(lambda: first not in stage.window.windowTitle())
    stage.wait(lambda: "this picture: 0 ₽" in stage.widget("spentPictureLabel").toolTip())
    assert spent(stage) == ("36 ₽", "36 ₽")
    stage.drop_text(stage.server.add_task(png(picture())))
    stage.wait(lambda: spent(stage) == ("36 ₽", "0 ₽"))


def test_a_picture_without_a_task_has_no_sum(stage: Stage, tmp_path: Path) -> None:
    file = tmp_path / "cat.png"
    file.write_bytes(png(picture()))
    stage.start(Options(api_url=stage.server.url, image=file))
    stage.wait_for_picture()
    stage.wait(lambda: spent(stage) == ("0 ₽", "—"))


def test_asking_again_with_the_same_request_is_no_second_expense(stage: Stage) -> None:
    stage.server.faults.add(Fault("inpaint", Reset(), processed=True))
    stage.open()
    stage.do_some_work()
    stage.action("submit").trigger()
    stage.wait_for_state("unconfirmed")
    stage.wait(lambda: len(stage.choices) == 2)
    stage.choose("Ask again with the same request")
    stage.wait_for_state("done")
    stage.wait(lambda: spent(stage) == ("18 ₽", "18 ₽"))
    # The very same once more: the service knows it, and takes nothing.
    stage.finish_job()
    stage.wait(lambda: stage.label("balanceLabel") == "482 ₽")
    assert spent(stage) == ("18 ₽", "18 ₽")


def test_today_ends_at_midnight_while_the_window_is_open(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.open()
    stage.do_some_work()
    stage.finish_job()
    stage.wait(lambda: spent(stage) == ("18 ₽", "18 ₽"))
    tomorrow = date.today().toordinal() + 1

    class Tomorrow(date):
        @classmethod
        def today(cls) -> Self:
            return cls.fromordinal(tomorrow)

    monkeypatch.setattr("app.ui.ledger_desk.date", Tomorrow)
    desk = stage.window.findChild(LedgerDesk)
    assert desk is not None
    (clock,) = desk.findChildren(QTimer)
    clock.timeout.emit()
    stage.wait(lambda: spent(stage) == ("0 ₽", "18 ₽"))


def reply_of(balance: float, credit: float) -> Reply:
    return Reply(200, {"object": "balance", "balance": balance, "creditLimit": credit})


BALANCES = [
    (reply_of(482.0, 0.0), "482 ₽", ""),
    (reply_of(-51.54397, 15000.0), "14 948,46 ₽", "-51,54 ₽ + 15 000 ₽ кредита"),
    (reply_of(-51.54397, 0.0), "-51,54 ₽", "денег нет"),
    (reply_of(0.0, 0.0), "0 ₽", "денег нет"),
    (reply_of(1234567.89, 0.0), "1 234 567,89 ₽", ""),
    (reply_of(-15100, 15000.0), "-100 ₽", "-15 100 ₽ + 15 000 ₽ кредита, денег нет"),
    (reply_of(1e300, 0.0), "—", "сервис не сообщает баланс"),
    (error_reply(401, "unauthorized_request_error"), "—", "ключ не принят"),
]


def test_balances_as_a_russian_reads_them(stage: Stage, qapp: QApplication) -> None:
    with spoken(qapp, "ru"):
        stage.start()
        buttons = stage.window.findChildren(QToolButton)
        (refresh,) = (b for b in buttons if b.accessibleName() == "Обновить баланс")
        for reply, spendable, makeup in BALANCES:
            stage.server.faults.clear()
            stage.server.faults.add(Fault("balance", reply, times=None))
            refresh.click()
            stage.wait(lambda: plain(stage, "balanceLabel") == spendable)  # noqa: B023 - at once
            stage.wait(lambda: plain(stage, "accountLabel") == makeup)  # noqa: B023 - at once
        # The reason at length is where the pointer goes.
        assert "Проверьте его в настройках" in stage.widget("accountLabel").toolTip()


def plain(stage: Stage, name: str) -> str:
    """A label's text, all spaces alike."""
    return stage.label(name).replace("\N{NO-BREAK SPACE}", " ")


def test_the_personal_account_pays_from_the_next_job_on(stage: Stage) -> None:
    stage.open()
    stage.do_some_work()
    switch = stage.find("accountButton", QPushButton)
    stage.wait(lambda: stage.label("balanceLabel") == "500 ₽")
    assert switch.text() == "Organisation"
    stage.action("personalAccount").trigger()
    stage.wait(lambda: stage.label("balanceLabel") == "100 ₽")
    assert switch.text() == "Personal"
    stage.finish_job()
    stage.wait(lambda: stage.label("balanceLabel") == "82 ₽")
    assert json.loads(stage.paid()[0].body)["useWalletBalance"] is True
    stage.close()
    stage.start()
    stage.wait(lambda: stage.label("balanceLabel") == "82 ₽")
    assert stage.find("accountButton", QPushButton).text() == "Personal"


def test_a_personal_account_that_the_service_does_not_know(stage: Stage) -> None:
    stage.start()
    stage.wait(lambda: stage.label("balanceLabel") == "500 ₽")
    stage.server.faults.add(Fault("balance", error_reply(400, "invalid_request_error"), times=None))
    stage.action("personalAccount").trigger()
    stage.wait(lambda: stage.label("accountLabel") == "the service gives no balance for it")
    assert stage.label("balanceLabel") == "—"
    stage.server.faults.clear()
    stage.action("organisationAccount").trigger()
    stage.wait(lambda: stage.label("balanceLabel") == "500 ₽")


def test_play_money_of_an_earlier_sandbox_is_not_counted(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    with SandboxServer() as free:
        port = int(free.url.rpartition(":")[2])
    # Each sandbox has the same address, as may happen.
    monkeypatch.setattr("app.sandbox.server.SandboxServer", partial(SandboxServer, port=port))
    stage.start(Options(sandbox=True))
    stage.wait_for_picture()
    stage.stroke((300, 300), (500, 350))
    stage.action("submit").trigger()
    stage.wait(lambda: spent(stage) == ("18 ₽", "18 ₽"))
    stage.close()
    stage.start(Options(sandbox=True))
    stage.wait(lambda: stage.label("spentTodayLabel") != "—")
    assert spent(stage)[0] == "0 ₽"
    assert stage.state == "idle"
    assert stage.label("balanceLabel") in {"—", "500 ₽"}


def test_balance_that_could_not_be_had_is_asked_for_again(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.ui.money._PAUSES", (0.2, 0.3))
    stage.server.faults.add(Fault("balance", Reset(), times=None))
    stage.start()
    asked = partial(count, stage, "balance")
    stage.wait(lambda: stage.label("accountLabel") == "no connection")
    first = asked()
    stage.wait(lambda: asked() > 2 * first)
    assert stage.label("balanceLabel") == "—"
    stage.server.faults.clear()
    stage.wait(lambda: stage.label("balanceLabel") == "500 ₽")


def test_balance_that_an_error_of_our_own_kept_back_is_asked_for_again(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.ui.money._PAUSES", (0.1,))
    whole, failures = GptunnelClient.balance, iter([OSError("no certificates to be read")])

    def balance(client: GptunnelClient, *, wallet: bool = False) -> Balance:
        for error in failures:
            raise error
        return whole(client, wallet=wallet)

    monkeypatch.setattr(GptunnelClient, "balance", balance)
    stage.start()
    stage.wait(lambda: stage.label("balanceLabel") == "500 ₽")


def test_balance_is_not_asked_for_again_where_that_is_of_no_use(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.ui.money._PAUSES", (0.0,))
    stage.server.faults.add(Fault("balance", error_reply(401, "authentication"), times=None))
    stage.start()
    stage.wait(lambda: stage.label("accountLabel") == "the key isn't accepted")
    again = [timer for timer in stage.window.findChildren(QTimer) if timer.isActive()]
    assert not any(timer.isSingleShot() and timer.interval() == 0 for timer in again)
    assert count(stage, "balance") == 1


def count(stage: Stage, endpoint: str) -> int:
    return [request.endpoint for request in stage.server.requests].count(endpoint)
