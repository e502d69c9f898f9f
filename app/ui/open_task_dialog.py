"""Ask for a parent task: its id or its result's link, checked while it is typed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRegularExpression, Qt, Signal
from PySide6.QtGui import QRegularExpressionValidator
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.api.schema import task_id_from
from app.ui.clear_button import name_clear_button
from app.ui.language import Translated
from app.ui.theme import NORMAL, WIDE

_SHOWN_RECENT = 6


class OpenTaskDialog(Translated, QDialog):
    """`taskChosen` gives the task's id; the dialog closes by itself then."""

    taskChosen = Signal(str)

    def __init__(self, recent: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("openTaskDialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(460)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(WIDE, WIDE, WIDE, WIDE)
        layout.setSpacing(NORMAL)
        self._caption = QLabel()
        self._edit = QLineEdit()
        self._edit.setObjectName("taskEdit")
        self._edit.setPlaceholderText("6558a19c0bfe4600011437cd")
        self._edit.setClearButtonEnabled(True)
        self._edit.setValidator(
            QRegularExpressionValidator(QRegularExpression(r"\s*\S{0,400}\s*"), self._edit)
        )
        self._edit.textChanged.connect(self._check)
        self._caption.setBuddy(self._edit)
        self._verdict = QLabel()
        self._verdict.setObjectName("taskVerdict")
        self._verdict.setProperty("role", "muted")
        self._verdict.setWordWrap(True)
        layout.addWidget(self._caption)
        layout.addWidget(self._edit)
        layout.addWidget(self._verdict)
        self._add_recent(layout, recent[:_SHOWN_RECENT])
        self._add_buttons(layout)
        self._take_from_clipboard()
        self._retranslate()

    def _retranslate(self) -> None:
        self.setWindowTitle(self.tr("Open Task"))
        self._caption.setText(self.tr("Task id, or the link of its result"))
        self._recent.setText(self.tr("Recent"))
        self._listing.setAccessibleName(self.tr("Recent"))
        name_clear_button(self._edit)
        self._open.setText(self.tr("Open"))
        self._check(self._edit.text())

    def _add_recent(self, layout: QVBoxLayout, recent: Sequence[str]) -> None:
        self._recent = QLabel()
        self._recent.setProperty("role", "heading")
        self._recent.setVisible(bool(recent))
        layout.addWidget(self._recent)
        self._listing = listing = QListWidget()
        listing.setObjectName("recentTasks")
        listing.setVisible(bool(recent))
        listing.addItems(list(recent))
        row = listing.sizeHintForRow(0)
        listing.setFixedHeight(max(0, row) * len(recent) + 2 * listing.frameWidth() + 2)
        listing.currentTextChanged.connect(self._edit.setText)
        listing.itemActivated.connect(lambda item: self._choose(item.text()))
        layout.addWidget(listing)

    def _add_buttons(self, layout: QVBoxLayout) -> None:
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self._open = QPushButton()
        self._open.setProperty("primary", True)
        self._open.setDefault(True)
        buttons.addButton(self._open, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(lambda: self._choose(self._edit.text()))
        buttons.rejected.connect(self.reject)
        layout.addSpacing(NORMAL)
        layout.addWidget(buttons)

    def _take_from_clipboard(self) -> None:
        """A link or a service's id that was just copied is most likely the one to open."""
        text = QApplication.clipboard().text().strip()
        task_id = task_id_from(text)
        if task_id is not None and (len(task_id) == 24 or "/" in text):
            self._edit.setText(text)
            self._edit.selectAll()

    def _check(self, text: str) -> None:
        task_id = task_id_from(text)
        self._open.setEnabled(task_id is not None)
        if not text.strip():
            self._verdict.setText(self.tr("You find both in the answer to the task's creation."))
        elif task_id is None:
            self._verdict.setText(self.tr("This is neither a task id nor a result's link."))
        elif task_id != text.strip():
            self._verdict.setText(self.tr("Task {task}").format(task=task_id))
        else:
            self._verdict.setText(self.tr("Looks like a task id."))

    def _choose(self, text: str) -> None:
        task_id = task_id_from(text)
        if task_id is not None:
            self.taskChosen.emit(task_id)
            self.accept()
