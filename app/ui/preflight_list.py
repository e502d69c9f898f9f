"""Beside Submit: what is wrong or doubtful, a line each, with what can be done about it."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.ui.icons import icon
from app.ui.language import Translated
from app.ui.message_bar import Choice, Level, level_name
from app.ui.texts import unbroken
from app.ui.theme import NORMAL, TIGHT, WIDE

_ICON = QSize(16, 16)


@dataclass(frozen=True, slots=True)
class Line:
    """A finding in words. `what` tells it from the others; info is written small and plain."""

    what: Hashable
    level: Level
    text: str
    choices: tuple[Choice, ...] = ()


class PreflightList(Translated, QWidget):
    """Shows lines from the top; hidden when there are none. A line that stays isn't made anew."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("preflightList")
        self._lines: dict[Hashable, _LineView] = {}
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(TIGHT)
        self._retranslate()
        self.hide()

    def _retranslate(self) -> None:
        self.setAccessibleName(self.tr("To note before submitting"))

    def show_lines(self, lines: tuple[Line, ...]) -> None:
        """Show these and no others."""
        wanted = {line.what for line in lines}
        for what in [what for what in self._lines if what not in wanted]:
            view = self._lines.pop(what)
            self._layout.removeWidget(view)
            view.hide()
            view.deleteLater()
        for place, line in enumerate(lines):
            if line.what not in self._lines:
                self._lines[line.what] = _LineView(self)
            view = self._lines[line.what]
            view.show_line(line)
            if self._layout.indexOf(view) != place:
                self._layout.insertWidget(place, view)
            view.show()
        self.setVisible(bool(lines))

    def is_in_sight(self, what: Hashable) -> bool:
        """Whether any of a line can be seen just now."""
        view = self._lines.get(what)
        return view is not None and not view.visibleRegion().isEmpty()


class _LineView(QFrame):
    """An icon, a sentence, and the choices under it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("finding")
        self._line: Line | None = None
        self._choice_texts: tuple[str, ...] = ()
        self._icon = QLabel()
        self._icon.setFixedSize(_ICON)
        self._text = QLabel()
        self._text.setWordWrap(True)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        # In a widget of their own, for an empty layout would squeeze the sentence.
        self._row = QWidget()
        self._choices = QHBoxLayout(self._row)
        self._choices.setContentsMargins(0, 0, 0, 0)
        self._choices.setSpacing(WIDE)
        words = QVBoxLayout()
        words.setSpacing(TIGHT)
        words.addWidget(self._text)
        words.addWidget(self._row)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(NORMAL, NORMAL, NORMAL, NORMAL)
        layout.setSpacing(NORMAL)
        layout.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(words, 1)

    def show_line(self, line: Line) -> None:
        """Show another line, or the same with other figures."""
        before, self._line = self._line, line
        if before is None or before.level != line.level:
            self._draw_icon()
            self.setProperty("level", line.level.value)
            self.style().unpolish(self)
            self.style().polish(self)
        if before is None or before.text != line.text:
            self._text.setText(unbroken(line.text))
            self.setAccessibleName(line.text)
        self._icon.setAccessibleName(level_name(line.level))
        texts = tuple(choice.text() for choice in line.choices)
        if before is None or texts != self._choice_texts:
            self._set_choices(texts)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._draw_icon()

    def _draw_icon(self) -> None:
        if self._line is not None:
            role = "muted" if self._line.level is Level.INFO else "text"
            self._icon.setPixmap(icon(self._line.level.value, role).pixmap(_ICON))

    def _set_choices(self, texts: tuple[str, ...]) -> None:
        self._choice_texts = texts
        while (item := self._choices.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for place, text in enumerate(texts):
            button = QPushButton(text)
            button.setProperty("role", "link")
            button.setCursor(Qt.CursorShape.PointingHandCursor)
            button.clicked.connect(lambda _on, number=place: self._choose(number))
            self._choices.addWidget(button)
        self._choices.addStretch(1)
        self._row.setVisible(bool(texts))

    def _choose(self, place: int) -> None:
        if self._line is not None:
            self._line.choices[place].chosen()
