"""Waiting in an event loop: for a condition, or for a signal that says something."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEventLoop, QObject, QTimer, SignalInstance, Slot

_CHECK_MS = 2


def wait_until(condition: Callable[[], object], timeout: float = 5.0) -> None:
    """Run the event loop until the condition holds; AssertionError after so many seconds."""
    if condition():
        return
    loop = QEventLoop()
    timer = QTimer()
    deadline = QTimer()
    deadline.setSingleShot(True)
    errors: list[Exception] = []

    def check() -> None:
        try:
            if condition():
                loop.quit()
        except Exception as error:  # noqa: BLE001 (raised again below: a slot's reach nobody)
            errors.append(error)
            loop.quit()

    timer.timeout.connect(check)
    deadline.timeout.connect(loop.quit)
    timer.start(_CHECK_MS)
    deadline.start(round(timeout * 1000))
    loop.exec()
    timer.stop()
    if errors:
        raise errors[0]
    if not condition():
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

    def wait(self, count: int = 1, timeout: float = 5.0) -> object:
        """Return the `count`-th item as soon as it is there."""
        wait_until(lambda: len(self.items) >= count, timeout)
        return self.items[count - 1]
