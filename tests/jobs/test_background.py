"""Calls beside the window: where they run, where their results arrive, and how they end."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QThread, Slot

from app.api.errors import KeyMissing
from app.jobs.background import Background, CallResult
from tests.support.patience import PATIENCE
from tests.support.qt import wait_until

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication


class Receiver(QObject):
    """Where results arrive, and in which thread."""

    def __init__(self) -> None:
        super().__init__()
        self.results: list[CallResult[Any]] = []
        self.threads: list[QThread] = []

    @Slot(object)
    def take(self, result: CallResult[Any]) -> None:
        self.results.append(result)
        self.threads.append(QThread.currentThread())

    def wait(self, count: int = 1) -> CallResult[Any]:
        wait_until(lambda: len(self.results) >= count)
        return self.results[count - 1]


@pytest.fixture
def background(qapp: QApplication) -> Iterator[Background]:
    made = Background()
    yield made
    assert made.shutdown(PATIENCE)


@pytest.fixture
def receiver(qapp: QApplication) -> Receiver:
    return Receiver()


def test_a_call_runs_elsewhere_and_its_value_arrives_here(
    background: Background, receiver: Receiver
) -> None:
    call_id = background.call(threading.get_ident, receiver.take)
    assert receiver.results == []
    result = receiver.wait()
    assert (result.id, result.error) == (call_id, None)
    assert result.value != threading.get_ident()
    assert receiver.threads == [receiver.thread()]


def test_calls_run_side_by_side(background: Background, receiver: Receiver) -> None:
    # Passes only when all three are there at once.
    barrier = threading.Barrier(3, timeout=PATIENCE)
    ids = {background.call(barrier.wait, receiver.take) for _ in range(3)}
    receiver.wait(3)
    assert {result.id for result in receiver.results} == ids
    assert all(result.error is None for result in receiver.results)


def failing(error: Exception) -> None:
    raise error


@pytest.mark.parametrize("error", [KeyMissing(), FileNotFoundError(2, "no such file")])
def test_an_error_arrives_as_one(
    background: Background, receiver: Receiver, error: Exception
) -> None:
    background.call(lambda: failing(error), receiver.take)
    result = receiver.wait()
    assert (result.value, result.error) == (None, error)


@pytest.mark.allow_log("unforeseen")
def test_an_error_that_nobody_expects_arrives_too_and_is_logged(
    background: Background, receiver: Receiver, caplog: pytest.LogCaptureFixture
) -> None:
    background.call(lambda: failing(LookupError("a mistake")), receiver.take)
    assert isinstance(receiver.wait().error, LookupError)
    (record,) = caplog.records
    assert record.levelname == "ERROR"
    assert "in failing" in (record.exc_text or "")


def test_a_cancelled_call_is_aborted_and_its_result_dropped(
    background: Background, receiver: Receiver
) -> None:
    ended = threading.Event()
    call_id = background.call(lambda: ended.wait(PATIENCE), receiver.take, abort=ended.set)
    background.cancel_call(call_id)
    background.cancel_call(call_id)
    background.call(lambda: "later", receiver.take)
    assert receiver.wait().value == "later"
    assert ended.is_set()
    wait_until(lambda: background._threads.count == 0)
    assert len(receiver.results) == 1


def test_a_receiver_that_is_gone_gets_nothing(background: Background, receiver: Receiver) -> None:
    gate = threading.Event()
    gone = Receiver()
    results = gone.results
    background.call(lambda: gate.wait(PATIENCE), gone.take)
    gone.deleteLater()
    QCoreApplication.sendPostedEvents(gone, QEvent.Type.DeferredDelete)
    gate.set()
    background.call(lambda: "for the other", receiver.take)
    receiver.wait()
    wait_until(lambda: background._threads.count == 0)
    assert results == []


def test_shutdown_aborts_what_runs_and_drops_what_is_finished(
    qapp: QApplication, receiver: Receiver
) -> None:
    background = Background()
    ended = threading.Event()
    background.call(lambda: ended.wait(PATIENCE), receiver.take, abort=ended.set)
    background.call(lambda: "unheard", receiver.take)
    assert background.shutdown(PATIENCE)
    qapp.processEvents()
    assert receiver.results == []
    # A timer that goes off while the window goes must not end in a complaint.
    ran = threading.Event()
    background.call(ran.set, receiver.take)
    assert background.shutdown()
    assert not ran.is_set()


def test_shutdown_says_when_a_thread_cannot_be_ended(
    qapp: QApplication, receiver: Receiver
) -> None:
    background = Background()
    ended = threading.Event()
    background.call(lambda: ended.wait(PATIENCE), receiver.take)
    assert not background.shutdown(0.05)
    ended.set()
    assert background.shutdown(PATIENCE)


class Tangled(QObject):
    """A QObject in a cycle of references, as windows are: only the collector frees it."""

    destroyers: list[int] = []  # noqa: RUF012 - it has to outlive every instance

    def __init__(self) -> None:
        super().__init__()
        self.myself = self

    def __del__(self) -> None:
        self.destroyers.append(threading.get_ident())


def allocate() -> None:
    """What makes Python collect garbage in this thread, if it may."""
    for _ in range(20):
        [[] for _ in range(2000)]


def test_garbage_is_collected_in_the_gui_thread_alone(
    background: Background, receiver: Receiver
) -> None:
    Tangled.destroyers.clear()
    for count in range(1, 11):
        Tangled()
        background.call(allocate, receiver.take)
        receiver.wait(count)
    # Enough for a collection to be due.
    due: list[list[int]] = [[] for _ in range(gc.get_threshold()[0] + 1)]
    wait_until(lambda: Tangled.destroyers)
    del due
    assert set(Tangled.destroyers) == {threading.get_ident()}


def test_python_collects_its_garbage_again_after_the_last_shutdown(qapp: QApplication) -> None:
    first, second = Background(), Background()
    assert not gc.isenabled()
    first.shutdown()
    first.shutdown()
    assert not gc.isenabled()
    Tangled.destroyers.clear()
    Tangled()
    second.shutdown()
    assert gc.isenabled()
    assert Tangled.destroyers == [threading.get_ident()]
