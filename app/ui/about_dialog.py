"""About the program: what it is, what it is made with, and the licences of that."""

from __future__ import annotations

import platform

from PySide6 import __version__ as pyside_version
from PySide6.QtCore import QSize, Qt, qVersion
from PySide6.QtGui import QFontDatabase, QIcon
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from app import __version__
from app.jobs.background import Background, CallResult
from app.licences import third_party
from app.paths import resource
from app.ui.copyable_label import CopyableLabel
from app.ui.language import Translated
from app.ui.theme import NORMAL, TIGHT, WIDE

_MARK = 64
_FIRST_SIZE = QSize(640, 560)
_SMALLEST_SIZE = QSize(480, 400)
_SERVICE = "https://gptunnel.ru"
_LINKS = Qt.TextInteractionFlag.TextBrowserInteraction


class AboutDialog(Translated, QDialog):
    """Lies beside the work; the licences come as soon as they have been read."""

    def __init__(self, background: Background, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("aboutDialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._has_failed = False
        self._title = CopyableLabel()
        self._title.setProperty("role", "title")
        self._what = QLabel()
        self._what.setWordWrap(True)
        self._made_with = CopyableLabel()
        self._made_with.setProperty("role", "muted")
        self._service = QLabel()
        self._service.setTextInteractionFlags(_LINKS)
        self._service.setOpenExternalLinks(True)
        self._notice = QLabel()
        self._notice.setWordWrap(True)
        self._caption = QLabel()
        self._caption.setProperty("role", "heading")
        self._licences = _reading_field()
        self._caption.setBuddy(self._licences)
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self._buttons.rejected.connect(self.reject)
        self._close = self._buttons.button(QDialogButtonBox.StandardButton.Close)
        self._close.setDefault(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(WIDE, WIDE, WIDE, WIDE)
        layout.setSpacing(NORMAL)
        layout.addLayout(self._head())
        layout.addSpacing(NORMAL)
        layout.addWidget(self._caption)
        layout.addWidget(self._notice)
        layout.addWidget(self._licences, 1)
        layout.addSpacing(NORMAL)
        layout.addWidget(self._buttons)
        self.setMinimumSize(_SMALLEST_SIZE)
        self.resize(_FIRST_SIZE)
        self._retranslate()
        self._close.setFocus()
        background.call(third_party, self._on_read)

    def _head(self) -> QHBoxLayout:
        mark = QLabel()
        mark.setPixmap(QIcon(str(resource("app-icon.svg"))).pixmap(_MARK, _MARK))
        words = QVBoxLayout()
        words.setSpacing(TIGHT)
        for label in (self._title, self._what, self._made_with, self._service):
            words.addWidget(label)
        head = QHBoxLayout()
        head.setSpacing(WIDE)
        head.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(words, 1)
        return head

    def _retranslate(self) -> None:
        self.setWindowTitle(self.tr("About Mask Painter"))
        self._title.setText(f"Mask Painter {__version__}")
        self._what.setText(
            self.tr("Paint a mask, submit it to Midjourney through GPTunnel, compare the results.")
        )
        self._made_with.setText(
            f"Python {platform.python_version()} · Qt {qVersion()} · PySide6 {pyside_version}"
        )
        service = self.tr("The service and your account: {link}")
        self._service.setText(service.format(link=f'<a href="{_SERVICE}">gptunnel.ru</a>'))
        self._notice.setText(
            self.tr(
                "Qt and PySide6 are used under the GNU Lesser General Public License, version 3; "
                "the other packages under their own licences."
            )
        )
        self._caption.setText(self.tr("Licences"))
        self._licences.setAccessibleName(self.tr("Licences"))
        self._licences.setPlaceholderText(
            self.tr("The licences can't be read.")
            if self._has_failed
            else self.tr("The licences are being read…")
        )

    def _on_read(self, result: CallResult[str]) -> None:
        self._has_failed = result.value is None
        self._licences.setPlainText(result.value or "")
        self._retranslate()


def _reading_field() -> QPlainTextEdit:
    """A long text to scroll through, to search with the eye, and to copy from."""
    field = QPlainTextEdit()
    field.setObjectName("licencesText")
    field.setReadOnly(True)
    field.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse
        | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    field.setTabChangesFocus(True)
    # Licences come with lines of their own, of some eighty characters.
    field.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
    field.setFrameShape(QFrame.Shape.NoFrame)
    return field
