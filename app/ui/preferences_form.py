"""How a page of the preferences is laid out."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QFormLayout, QLabel, QVBoxLayout, QWidget

from app.ui.labels import muted
from app.ui.theme import NORMAL, WIDE


def page(widget: QWidget) -> QVBoxLayout:
    """The layout of a page: headings and what belongs to them, one below the other."""
    layout = QVBoxLayout(widget)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(NORMAL)
    return layout


def hint() -> QLabel:
    """A sentence about what stands above it."""
    label = muted()
    label.setWordWrap(True)
    return label


def verdict() -> QLabel:
    """A sentence about what is wrong with what stands above it, which `say` gives it."""
    label = QLabel()
    label.setWordWrap(True)
    return label


def say(label: QLabel, text: str) -> None:
    """Show a sentence, or for "" nothing at all."""
    label.setText(text)
    label.setVisible(bool(text))


def form() -> QFormLayout:
    """Rows of a name and a field that is as wide as there is room."""
    rows = QFormLayout()
    rows.setHorizontalSpacing(WIDE)
    rows.setVerticalSpacing(NORMAL)
    rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
    return rows


def add_row(rows: QFormLayout, field: QWidget) -> QLabel:
    """Add a field, and return the label of its name."""
    label = QLabel()
    label.setBuddy(field)
    label.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    label.setMinimumHeight(field.sizeHint().height())
    rows.addRow(label, field)
    return label


def choice(values: Iterable[str], current: str) -> QComboBox:
    """A box to choose a value from; `name_options` says what they are called."""
    box = QComboBox()
    for value in values:
        box.addItem("", value)
    box.setCurrentIndex(max(0, box.findData(current)))
    return box


def name_options(box: QComboBox, *names: str) -> None:
    """Call the values of a box something, in their order."""
    for index, name in enumerate(names):
        box.setItemText(index, name)
