"""The cross in a text field that empties it."""

from __future__ import annotations

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLineEdit

from app.ui.texts import tr

_QT_CALLS_IT = "_q_qlineeditclearaction"


def name_clear_button(field: QLineEdit) -> None:
    """Give it the name that Qt leaves out, in the language of now."""
    for action in field.findChildren(QAction, _QT_CALLS_IT):
        action.setText(tr("Clear the field"))
