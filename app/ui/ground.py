"""What is seen of the window before there is anything in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from app.ui.colours import DARK, LIGHT, Colours

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

# Logical pixels that the bars and the panel take at the usual size of letters. Measuring them
# would need the bars.
_TOP, _LEFT, _RIGHT, _BOTTOM = 69, 43, 300, 26

_DARK = 128  # of 255: a window that is darker belongs to a dark scheme


def first_colours(theme: str) -> Colours:
    """Those to begin with, as the setting or the system wants them.

    The system is asked for its palette: to ask for its scheme takes Python ten times as long.
    """
    if theme in ("dark", "light"):
        return DARK if theme == "dark" else LIGHT
    return DARK if QApplication.palette().window().color().lightness() < _DARK else LIGHT


class Ground(QWidget):
    """The surfaces in their places: bars, panel, and the grey that pictures are judged against.

    Widgets that fill themselves, since a QPainter that is given a colour has Python make the names
    of `Qt`, too.
    """

    def __init__(self, colours: Colours) -> None:
        super().__init__()
        _fill(self, colours.window)
        self._middle, self._panel = QWidget(self), QWidget(self)
        _fill(self._middle, colours.surround)
        _fill(self._panel, colours.panel)

    def resizeEvent(self, event: QResizeEvent) -> None:
        width, height = self.width() - _RIGHT, self.height() - _TOP - _BOTTOM
        self._middle.setGeometry(_LEFT, _TOP, width - _LEFT, height)
        self._panel.setGeometry(width, _TOP, _RIGHT, height)


def _fill(widget: QWidget, colour: str) -> None:
    widget.setAutoFillBackground(True)
    widget.setPalette(QPalette(QColor(colour), QColor(colour)))
