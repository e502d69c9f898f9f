"""In the panel: what is open, and which service its jobs go to."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.ui.copyable_label import CopyableLabel
from app.ui.labels import heading, muted
from app.ui.language import Translated
from app.ui.texts import escaped
from app.ui.theme import NORMAL, PANEL_WIDTH, WIDE, roomy


class SourceBox(Translated, QWidget):
    """Shows what it is told. `own_picture` is for a picture that was pasted together."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._source = ("", "")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(NORMAL)
        row = QHBoxLayout()
        self._heading = heading()
        row.addWidget(self._heading)
        self._badge = QLabel()
        self._badge.setProperty("role", "badge")
        self._badge.hide()
        row.addStretch(1)
        row.addWidget(self._badge)
        layout.addLayout(row)
        self._name = CopyableLabel()
        self._name.setTextFormat(Qt.TextFormat.PlainText)
        self._name.setWordWrap(True)
        self._details = muted()
        self._details.setWordWrap(True)
        self.own_picture = QPushButton()
        self.own_picture.setObjectName("ownPictureButton")
        self.own_picture.setProperty("role", "link")
        self.own_picture.setCursor(Qt.CursorShape.PointingHandCursor)
        self.own_picture.hide()
        layout.addWidget(self._name)
        layout.addWidget(self._details)
        layout.addWidget(self.own_picture, 0, Qt.AlignmentFlag.AlignLeft)
        self._retranslate()

    def _retranslate(self) -> None:
        self._heading.setText(self.tr("Task"))
        self._badge.setText(self.tr("Sandbox: free"))
        self._badge.setToolTip(
            self.tr("Jobs go to the service on this computer: they cost nothing.")
        )
        self.own_picture.setText(self.tr("See the service's own picture"))
        self.own_picture.setToolTip(
            self.tr("All that the service made of the original, beside what was taken over")
        )
        self.show_source(*self._source)

    def set_sandbox(self, on: bool) -> None:
        """Say whether jobs go to the sandbox."""
        self._badge.setVisible(on)

    def show_source(self, name: str, details: str) -> None:
        """Say what is open: a task's id or a file's name, and its size; "" for nothing."""
        self._source = (name, details)
        shown = name or self.tr("Nothing open")
        room = roomy(PANEL_WIDTH, self) - 2 * WIDE
        metrics = self._name.fontMetrics()
        self._name.setText(metrics.elidedText(shown, Qt.TextElideMode.ElideMiddle, room))
        self._name.setToolTip(escaped(name))
        self._details.setText(details)
        self._details.setVisible(bool(details))
