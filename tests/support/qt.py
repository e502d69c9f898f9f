"""Waiting in an event loop: for a condition, or for a signal that says something."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEventLoop, QObject, QTimer, SignalInstance, Slot

from tests.support.patience import PATIENCE

_CHECK_MS, _TICK_MS = 2, 50


def wait_until(condition: Callable[[], object], timeout: float = PATIENCE) -> None:
    """Run the event loop until the condition holds; AssertionError after so many seconds.

    These are counted in ticks: a machine that stood still for some of them has lost but one.
    """
    if condition():
        return
    loop = QEventLoop()
    timer, clock = QTimer(), QTimer()
    errors: list[Exception] = []
    ticks_left = round(timeout * 1000 / _TICK_MS)

    def tick() -> None:
        nonlocal ticks_left
        ticks_left -= 1
        if ticks_left <= 0:
            loop.quit()

    def check() -> None:
        try:
            if condition():
                loop.quit()
        except Exception as error:  # noqa: BLE001 (raised again below: a slot's reach nobody)
            errors.append(error)
            loop.quit()

    timer.timeout.connect(check)
    clock.timeout.connect(tick)
    clock.start(_TICK_MS)
    holds = False
    while not holds and not errors and ticks_left > 0:
        timer.start(_CHECK_MS)
        loop.exec()
        # A condition that lets events through would be asked within itself.
        timer.stop()
        # What came in the same round as the check may have undone it: then the waiting goes on.
        holds = not errors and bool(condition())
    clock.stop()
    if errors:
        raise errors[0]
    if not holds:
        raise AssertionError(f"The condition did not come true within {timeout:g} s.")


class SignalLog(QObject):
    """Everything a signal with one argument has carried, received in the thread of its making."""

    def __init__(self, signal: SignalInstance) -> None:
        super().__init__()
        self.items: list[object] = []
        signal.connect(self.take)

    @Slot(object)
    def take(self, item: object) -> None:
        """Receive; may also be handed out as the receiver of a call."""
        self.items.append(item)

    def wait(self, count: int = 1, timeout: float = PATIENCE) -> object:
        """Return the `count`-th item as soon as it is there."""
        wait_until(lambda: len(self.items) >= count, timeout)
        return self.items[count - 1]
