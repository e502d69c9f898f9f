"""Preferences: a list of pages, for the account, jobs, the looks, the canvas, the pen, updates."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal
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

from app.settings.changes import SettingsChanges
from app.settings.keys import ApiKey
from app.settings.settings import Settings
from app.ui.labels import heading
from app.ui.language import Translated
from app.ui.number_field import NumberField
from app.ui.preferences_account import AccountPage
from app.ui.preferences_form import add_row, choice, form, hint, name_options, page
from app.ui.preferences_jobs import JobsPage
from app.ui.preferences_updates import UpdatesPage
from app.ui.pressure_editor import PressureEditor
from app.ui.theme import NORMAL, WIDE, roomy

_WIDTH = 680
_LIST_WIDTH, _ROW_HEIGHT = 148, 32
_LEAST_MEMORY, _MOST_MEMORY = 32, 1024  # MB


class PreferencesDialog(Translated, QDialog):
    """Says what the user wants; the window does it."""

    keyEntered = Signal(str, bool)  # the key; whether to put it in the OS key store
    keyForgotten = Signal()
    settingsChosen = Signal(object)  # SettingsChanges
    languageTried = Signal(str)
    themeTried = Signal(str)
    """Both are to be seen at once; what holds in the end is in `settingsChosen`."""

    def __init__(self, settings: Settings, key: ApiKey, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("preferencesDialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(roomy(_WIDTH, self))
        self._account = AccountPage(settings, key)
        self._jobs = JobsPage(settings)
        self._look = _LookPage(settings)
        self._canvas = _CanvasPage(settings)
        self._pen = _PenPage(settings)
        self._updates = UpdatesPage(settings)
        self._pages = QStackedWidget()
        self._list = QListWidget()
        self._list.setObjectName("preferencesPages")
        self._list.setFixedWidth(roomy(_LIST_WIDTH, self))
        for widget in (
            *(self._account, self._jobs, self._look),
            *(self._canvas, self._pen, self._updates),
        ):
            item = QListWidgetItem(self._list)
            item.setSizeHint(QSize(0, roomy(_ROW_HEIGHT, self)))
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
        self._account.checked.connect(self._ok.setEnabled)
        self._account.keyForgotten.connect(self.keyForgotten)
        self._look.languageTried.connect(self.languageTried)
        self._look.themeTried.connect(self.themeTried)
        self._account.check()
        self._account.setFocus()
        self._retranslate()

    def _retranslate(self) -> None:
        self.setWindowTitle(self.tr("Preferences"))
        self._list.setAccessibleName(self.tr("Pages of the preferences"))
        titles = (
            *(self.tr("Account"), self.tr("Jobs")),
            *(self.tr("Appearance"), self.tr("Canvas"), self.tr("Pen"), self.tr("Updates")),
        )
        for row, title in enumerate(titles):
            self._list.item(row).setText(title)

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest and (layout := self.layout()) is not None:
            # What wrapped lines need depends on the width; a window keeps no room for that.
            need = layout.totalHeightForWidth(self.width())
            self.resize(self.width(), max(need, self.height()))
        return done

    def accept(self) -> None:
        if not self._ok.isEnabled():
            return
        key, keep = self._account.key
        if key:
            self.keyEntered.emit(key, keep)
        changes: SettingsChanges = {
            **self._account.changes(),
            **self._jobs.changes(),
            **self._look.changes(),
            **self._canvas.changes(),
            **self._pen.changes(),
            **self._updates.changes(),
        }
        self.settingsChosen.emit(changes)
        super().accept()


class _LookPage(Translated, QWidget):
    """Language and theme, both of which can be seen at once."""

    languageTried = Signal(str)
    themeTried = Signal(str)

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        layout = page(self)
        self._language = choice(("", "en", "ru"), settings.language)
        self._language.setObjectName("languageBox")
        self._theme = choice(("system", "light", "dark"), settings.theme)
        self._theme.setObjectName("themeBox")
        # Not only when the index changes: the command line's language may hold instead.
        for box, tried in ((self._language, self.languageTried), (self._theme, self.themeTried)):
            box.activated.connect(
                lambda _index, box=box, tried=tried: tried.emit(box.currentData())
            )
        rows = form()
        self._language_name = add_row(rows, self._language)
        self._theme_name = add_row(rows, self._theme)
        layout.addLayout(rows)
        layout.addStretch(1)
        self._retranslate()

    def _retranslate(self) -> None:
        self._language_name.setText(self.tr("Language"))
        self._theme_name.setText(self.tr("Theme"))
        name_options(self._language, self.tr("As the system"), "English", "Русский")
        name_options(self._theme, self.tr("As the system"), self.tr("Light"), self.tr("Dark"))

    def changes(self) -> SettingsChanges:
        """What of the settings is chosen here."""
        return {"language": self._language.currentData(), "theme": self._theme.currentData()}


class _CanvasPage(Translated, QWidget):
    """The pixel grid, and how much can be undone."""

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        layout = page(self)
        self._grid = QCheckBox()
        self._grid.setObjectName("pixelGridCheck")
        self._grid.setChecked(settings.pixel_grid)
        layout.addWidget(self._grid)
        layout.addSpacing(NORMAL)
        self._memory = NumberField(_LEAST_MEMORY, _MOST_MEMORY, logarithmic=True, widths=(160, 88))
        self._memory.spin.setObjectName("undoMemorySpin")
        self._memory.set_value(settings.undo_memory)
        row = QHBoxLayout()
        row.addWidget(self._memory)
        row.addStretch(1)
        layout.addLayout(row)
        self._memory_hint = hint()
        layout.addWidget(self._memory_hint)
        layout.addStretch(1)
        self._retranslate()

    def _retranslate(self) -> None:
        self._grid.setText(self.tr("Show a pixel grid from 800 % on"))
        self._memory.describe(self.tr("Memory for undo"), suffix=self.tr(" MB"))
        self._memory_hint.setText(
            self.tr("When it is full, the oldest steps are forgotten. A stroke takes little.")
        )

    def changes(self) -> SettingsChanges:
        """What of the settings is chosen here."""
        return {"pixel_grid": self._grid.isChecked(), "undo_memory": self._memory.value}


class _PenPage(Translated, QWidget):
    """How a pen's pressure drives the brush's size."""

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        layout = page(self)
        self._heading = heading()
        layout.addWidget(self._heading)
        self._editor = PressureEditor(settings.pressure_minimum, settings.pressure_softness)
        layout.addWidget(self._editor, 1)
        self._retranslate()

    def _retranslate(self) -> None:
        self._heading.setText(self.tr("Pressure and the brush's size"))

    def changes(self) -> SettingsChanges:
        """What of the settings is chosen here."""
        return {
            "pressure_minimum": self._editor.minimum,
            "pressure_softness": self._editor.softness,
        }
