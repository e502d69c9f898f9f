"""Preferences: a list of pages, for the service, the looks, the canvas and the pen."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.settings.keys import ApiKey
from app.settings.settings import Settings, SettingsChanges
from app.ui.number_field import NumberField
from app.ui.preferences_form import choice, form, heading, hint, page
from app.ui.preferences_service import ServicePage
from app.ui.pressure_editor import PressureEditor
from app.ui.theme import NORMAL, WIDE

_WIDTH = 680
_LIST_WIDTH, _ROW_HEIGHT = 148, 32
_LEAST_MEMORY, _MOST_MEMORY = 32, 1024  # MB


class PreferencesDialog(QDialog):
    """Says what the user wants; the window does it."""

    keyEntered = Signal(str, bool)  # the key; whether to put it in the OS key store
    keyForgotten = Signal()
    settingsChosen = Signal(object)  # SettingsChanges

    def __init__(self, settings: Settings, key: ApiKey, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Preferences"))
        self.setObjectName("preferencesDialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(_WIDTH)
        self._service = ServicePage(settings, key)
        self._look = _LookPage(settings)
        self._canvas = _CanvasPage(settings)
        self._pen = _PenPage(settings)
        self._pages = QStackedWidget()
        self._list = QListWidget()
        self._list.setObjectName("preferencesPages")
        self._list.setAccessibleName(self.tr("Pages of the preferences"))
        self._list.setFixedWidth(_LIST_WIDTH)
        for title, widget in (
            (self.tr("Service"), self._service),
            (self.tr("Appearance"), self._look),
            (self.tr("Canvas"), self._canvas),
            (self.tr("Pen"), self._pen),
        ):
            item = QListWidgetItem(title, self._list)
            item.setSizeHint(QSize(0, _ROW_HEIGHT))
            self._pages.addWidget(widget)
        self._list.currentRowChanged.connect(self._pages.setCurrentIndex)
        self._list.setCurrentRow(0)
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        self._ok = buttons.button(QDialogButtonBox.StandardButton.Ok)
        self._ok.setProperty("primary", True)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        halves = QHBoxLayout()
        halves.setSpacing(WIDE)
        halves.addWidget(self._list)
        halves.addWidget(self._pages, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(WIDE, WIDE, WIDE, WIDE)
        layout.setSpacing(WIDE)
        layout.addLayout(halves, 1)
        layout.addWidget(buttons)
        self._service.checked.connect(self._ok.setEnabled)
        self._service.keyForgotten.connect(self.keyForgotten)
        self._service.check()
        self._service.setFocus()

    def accept(self) -> None:
        if not self._ok.isEnabled():
            return
        key, keep = self._service.key
        if key:
            self.keyEntered.emit(key, keep)
        changes: SettingsChanges = {
            **self._service.changes(),
            **self._look.changes(),
            **self._canvas.changes(),
            **self._pen.changes(),
        }
        self.settingsChosen.emit(changes)
        super().accept()


class _LookPage(QWidget):
    """Language and theme."""

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        layout = page(self)
        self._language = choice(
            {"": self.tr("As the system"), "en": "English", "ru": "Русский"}, settings.language
        )
        self._theme = choice(
            {
                "system": self.tr("As the system"),
                "light": self.tr("Light"),
                "dark": self.tr("Dark"),
            },
            settings.theme,
        )
        rows = form()
        rows.addRow(self.tr("Language"), self._language)
        rows.addRow(self.tr("Theme"), self._theme)
        layout.addLayout(rows)
        layout.addWidget(hint(self.tr("Another language takes effect at the next start.")))
        layout.addStretch(1)

    def changes(self) -> SettingsChanges:
        """What of the settings is chosen here."""
        return {"language": self._language.currentData(), "theme": self._theme.currentData()}


class _CanvasPage(QWidget):
    """The pixel grid, and how much can be undone."""

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        layout = page(self)
        self._grid = QCheckBox(self.tr("Show a pixel grid from 800 % on"))
        self._grid.setObjectName("pixelGridCheck")
        self._grid.setChecked(settings.pixel_grid)
        layout.addWidget(self._grid)
        layout.addSpacing(NORMAL)
        self._memory = NumberField(
            self.tr("Memory for undo"),
            _LEAST_MEMORY,
            _MOST_MEMORY,
            suffix=self.tr(" MB"),
            logarithmic=True,
            widths=(160, 88),
        )
        self._memory.spin.setObjectName("undoMemorySpin")
        self._memory.set_value(settings.undo_memory)
        row = QHBoxLayout()
        row.addWidget(self._memory)
        row.addStretch(1)
        layout.addLayout(row)
        layout.addWidget(
            hint(self.tr("When it is full, the oldest steps are forgotten. A stroke takes little."))
        )
        layout.addStretch(1)

    def changes(self) -> SettingsChanges:
        """What of the settings is chosen here."""
        return {"pixel_grid": self._grid.isChecked(), "undo_memory": self._memory.value}


class _PenPage(QWidget):
    """How a pen's pressure drives the brush's size."""

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        layout = page(self)
        layout.addWidget(heading(self.tr("Pressure and the brush's size")))
        self._editor = PressureEditor(settings.pressure_minimum, settings.pressure_softness)
        layout.addWidget(self._editor, 1)

    def changes(self) -> SettingsChanges:
        """What of the settings is chosen here."""
        return {
            "pressure_minimum": self._editor.minimum,
            "pressure_softness": self._editor.softness,
        }
