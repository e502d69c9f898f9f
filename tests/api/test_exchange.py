"""The gate between a request and the wire, at the moments that no server can arrange."""

from __future__ import annotations

import socket
import threading

import pytest

from app.api.exchange import Exchange, Stop, Stopped, carry_out


def test_the_result_and_errors_of_the_work_reach_the_caller() -> None:
    def fail() -> None:
        raise ZeroDivisionError

    assert carry_out(Exchange(), lambda: 7, 5.0) == 7
    with pytest.raises(ZeroDivisionError):
        carry_out(Exchange(), fail, 5.0)


def test_after_a_stop_nothing_is_connected_or_sent() -> None:
    exchange = Exchange()
    exchange.stop(Stop.ABORTED)
    with pytest.raises(Stopped):
        exchange.about_to_send()
    with socket.socket() as sock, pytest.raises(Stopped):
        exchange.watch(sock)
    assert not exchange.sending
    assert exchange.stopped is Stop.ABORTED


def test_what_was_sent_before_a_stop_stays_sent() -> None:
    exchange = Exchange()
    exchange.about_to_send()
    exchange.stop(Stop.ABORTED)
    assert exchange.sending


def test_a_stop_after_the_end_changes_nothing() -> None:
    exchange = Exchange()
    assert carry_out(exchange, lambda: "done", 5.0) == "done"
    exchange.stop(Stop.ABORTED)
    assert exchange.stopped is None


def test_work_that_cannot_be_interrupted_does_not_keep_the_caller() -> None:
    go_on = threading.Event()
    exchange = Exchange()
    assert carry_out(exchange, lambda: go_on.wait(10), 0.05) is None
    assert exchange.stopped is Stop.DEADLINE
    go_on.set()
