"""What is in the window, found by the object names that scripts rely on, and waited for."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QObject, QSize
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel, QMainWindow, QPushButton, QWidget

from app.sandbox.server import RecordedRequest, SandboxServer
from tests.support.patience import PATIENCE
from tests.support.qt import wait_until

T = TypeVar("T", bound=QObject)

PAID = ("inpaint", "upsample", "variation", "reroll")


class Scene(QObject):
    """A main window and the service that it works with."""

    window: QMainWindow

    def __init__(self, server: SandboxServer) -> None:
        super().__init__()
        self.server = server

    def find(self, name: str, kind: type[T]) -> T:
        """The one thing of this name."""
        (found,) = self.window.findChildren(kind, name)
        return found

    def widget(self, name: str) -> QWidget:
        """The widget of this name."""
        return self.find(name, QWidget)

    @property
    def canvas(self) -> QWidget:
        """The painting surface."""
        return self.widget("canvas")

    @property
    def comparison(self) -> QWidget:
        """The result's pane."""
        return self.widget("comparisonView")

    def action(self, name: str) -> QAction:
        """The action of this name, without "Action"."""
        return self.find(f"{name}Action", QAction)

    def label(self, name: str) -> str:
        """A label's text."""
        return self.find(name, QLabel).text()

    @property
    def state(self) -> str:
        """The job's state."""
        return str(self.window.property("jobState"))

    @property
    def message(self) -> str:
        """What the message bar says, "" while it is hidden."""
        bar = self.widget("messageBar")
        return str(bar.property("text")) if bar.isVisible() else ""

    @property
    def choices(self) -> list[QPushButton]:
        """The message bar's buttons, in order."""
        buttons = self.widget("messageBar").findChildren(QPushButton)
        return [button for button in buttons if button.isVisible()]

    def paid(self) -> list[RecordedRequest]:
        """Every paid request that arrived at the service."""
        return [request for request in self.server.requests if request.endpoint in PAID]

    # Waiting

    def wait_for_picture(self, size: tuple[int, int] | None = None) -> None:
        """Wait until there is a picture to paint on, of this size if that is given."""

        def there() -> bool:
            found = self.canvas.property("imageSize")
            assert isinstance(found, QSize)
            return not found.isEmpty() and size in (None, (found.width(), found.height()))

        self.wait(there)

    def wait_for_message(self, part: str) -> str:
        """Wait until the message bar says this among other things, and return all of it."""
        self.wait(lambda: part in self.message)
        return self.message

    def wait_for_state(self, *states: str) -> str:
        """Wait until the job is in one of these states."""
        self.wait(lambda: self.state in states)
        return self.state

    def wait(self, condition: Callable[[], object], timeout: float = PATIENCE) -> None:
        """Wait, and tell how things stand if it is in vain."""
        try:
            wait_until(condition, timeout)
        except AssertionError as error:
            raise AssertionError(
                f"{error} State: {self.state}, message: {self.message!r}, "
                f"requests: {[request.endpoint for request in self.server.requests]}"
            ) from None
