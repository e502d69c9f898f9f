"""The QApplication: style, language, theme; and whether there is a display for it."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QObject, QTimer, Signal
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication, QWidget

_LATEST_MS = 150
_NO_INPUT = QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents
_WITH_CLIPBOARD = frozenset({"xcb", "wayland", "windows", "cocoa"})


class QtApplication(QApplication):
    """The QApplication, which hears of files that macOS wants opened; elsewhere they are arguments.

    Not by an event filter: Python would see every event of every widget.
    """

    fileGiven = Signal(str)
    """By "Open With", the Dock or a second start; its path."""

    def event(self, event: QEvent) -> bool:
        """Tell of a file."""
        if isinstance(event, QFileOpenEvent) and event.file():
            self.fileGiven.emit(event.file())
            return True
        return super().event(event)


def has_display() -> bool:
    """Whether a window can be shown at all. Qt would end the process with an abort."""
    if sys.platform != "linux":
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


def new_qt() -> QtApplication:
    """The QApplication, before language and theme are known."""
    # Qt's own painting threads cost more than they save on the small areas a stroke repaints.
    os.environ.setdefault("QT_NO_GUI_THREADPOOL", "1")
    # Told so, and not by setStyle: that returns a QStyle, for which Python makes hundreds of names.
    qt = QtApplication([*sys.argv[:1], "-style", "Fusion"])
    qt.setApplicationName("Mask Painter")
    qt.setDesktopFileName("mask-painter")
    return qt


def let_go_of_clipboard() -> None:
    """To be called before the QApplication goes: where no window system has taken the clipboard's
    contents over, Qt frees them after Python has ended, and what Python had put there crashes then.
    """
    if QApplication.platformName().partition("-")[0] not in _WITH_CLIPBOARD:
        QApplication.clipboard().clear()


def dress(qt: QApplication, language: str, theme: str) -> None:
    """Give the application its language and theme; once, before there are windows. The style sheet
    is for `Application.start` to put on.
    """
    # Not needed before: Python is long in making the names of `Qt`.
    from app.ui.language import set_language
    from app.ui.theme import choose_scheme, follow_system

    set_language(qt, language)
    choose_frame(theme)
    choose_scheme(qt, theme, with_sheet=False)
    follow_system(qt)


def choose_frame(theme: str) -> None:
    """Which of Qt's frames windows have where a Wayland desktop draws none: the desktop's, which is
    as light or dark as that one is, or with a theme of our own the one in our colours.
    """
    if theme in ("dark", "light"):
        os.environ.setdefault("QT_WAYLAND_DECORATION", "bradient")


def wait_for_paint(widget: QWidget) -> None:
    """Return once the widget has been painted for the first time, or could have been.

    A window that what is in it hides is never painted itself.
    """
    loop = QEventLoop()
    watch = _FirstPaint(widget, loop.quit)
    loop.exec(_NO_INPUT)
    watch.deleteLater()


def let_paint() -> None:
    """Do whatever the window system asks for, and leave what the user does for later."""
    QCoreApplication.processEvents(_NO_INPUT)


class _FirstPaint(QObject):
    def __init__(self, widget: QWidget, then: Callable[[], None]) -> None:
        super().__init__(widget)
        self._then = then
        widget.installEventFilter(self)
        # A window that is started minimised, or on a locked screen, is not painted at all.
        QTimer.singleShot(_LATEST_MS, self, then)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            # What is painted is shown only after this event.
            QTimer.singleShot(0, self, self._then)
        return False
