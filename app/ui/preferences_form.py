"""How a page of the preferences is laid out."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox, QFormLayout, QLabel, QVBoxLayout, QWidget

from app.ui.theme import NORMAL, WIDE


def page(widget: QWidget) -> QVBoxLayout:
    """The layout of a page: headings and what belongs to them, one below the other."""
    layout = QVBoxLayout(widget)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(NORMAL)
    return layout


def heading(text: str) -> QLabel:
    """The title of a part."""
    label = QLabel(text)
    label.setProperty("role", "heading")
    return label


def hint(text: str) -> QLabel:
    """A sentence about what stands above it."""
    label = QLabel(text)
    label.setProperty("role", "muted")
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


def choice(options: dict[str, str], current: str) -> QComboBox:
    """A box to choose from; `options` are the texts by value."""
    box = QComboBox()
    for value, text in options.items():
        box.addItem(text, value)
    box.setCurrentIndex(max(0, box.findData(current)))
    return box
