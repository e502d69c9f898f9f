"""Where tasks that were open lately are offered: a menu, and tiles in the empty window."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QIcon, QImage, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QToolButton, QVBoxLayout, QWidget

from app.ui.icons import icon
from app.ui.language import Translated
from app.ui.theme import NORMAL, TIGHT

MOST = 9  # each has a digit as its key in the menu
SIDE = 160  # device pixels of a thumbnail: sharp on a dense screen, scaled down on others

_LONGEST = 48  # characters of a prompt in the menu
_MOST_TILES = 5
_TILE = 80
_TILE_WIDTH = _TILE + 2 * TIGHT


@dataclass(frozen=True, slots=True, eq=False)
class RecentTask:
    """`prompt`: what its picture was asked for with, where that is known; `image` what it looks
    like, a square of SIDE pixels, where it is kept.
    """

    task_id: str
    prompt: str = ""
    image: QImage | None = None

    @property
    def name(self) -> str:
        """What tells it from the others, in one line."""
        return self.prompt or self.task_id


class RecentMenu(Translated, QMenu):
    """An entry for each task, newest first."""

    chosen = Signal(str)  # its id
    cleared = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("recentMenu")
        self._entries: list[QAction] = []
        self._line = self.addSeparator()
        self._clear = QAction(self)
        self._clear.setObjectName("clearRecentAction")
        self._clear.triggered.connect(self.cleared)
        self.addAction(self._clear)
        self._retranslate()
        self.show_tasks(())

    def _retranslate(self) -> None:
        self.setTitle(self.tr("Open &Recent"))
        self._clear.setText(self.tr("&Clear Recent"))

    def show_tasks(self, tasks: Sequence[RecentTask]) -> None:
        """Offer these and no others."""
        while self._entries:
            action = self._entries.pop()
            self.removeAction(action)
            action.deleteLater()
        for number, task in enumerate(tasks, 1):
            action = QAction(f"&{number}  {_shortened(task.name).replace('&', '&&')}", self)
            if task.image is not None:
                action.setIcon(QIcon(QPixmap.fromImage(task.image)))
            action.triggered.connect(partial(self._choose, task.task_id))
            self.insertAction(self._line, action)
            self._entries.append(action)
        self.menuAction().setEnabled(bool(tasks))

    def _choose(self, task_id: str, _on: bool = False) -> None:
        self.chosen.emit(task_id)


class RecentTiles(Translated, QWidget):
    """The newest of them as pictures."""

    chosen = Signal(str)  # its id

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("recentTiles")
        self._heading = QLabel()
        self._heading.setProperty("role", "heading")
        self._row = QHBoxLayout()
        self._row.setSpacing(NORMAL)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(NORMAL)
        layout.addWidget(self._heading)
        layout.addLayout(self._row)
        self._tiles: list[_Tile] = []
        self._retranslate()

    def _retranslate(self) -> None:
        self._heading.setText(self.tr("Recent"))

    def show_tasks(self, tasks: Sequence[RecentTask]) -> None:
        """Offer the first of these; a tile that stays is only drawn anew."""
        shown = tasks[:_MOST_TILES]
        while len(self._tiles) > len(shown):
            tile = self._tiles.pop()
            tile.hide()
            tile.deleteLater()
        while len(self._tiles) < len(shown):
            tile = _Tile()
            tile.chosen.connect(self.chosen)
            self._tiles.append(tile)
            self._row.insertWidget(self._row.count(), tile)
        for tile, task in zip(self._tiles, shown, strict=True):
            tile.show_task(task)
        self._row.setAlignment(Qt.AlignmentFlag.AlignLeft)

    @property
    def has_tasks(self) -> bool:
        """Whether there is anything to offer."""
        return bool(self._tiles)


class _Tile(QToolButton):
    """A task's picture above its name."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("recentTask")
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        self.setIconSize(QSize(_TILE, _TILE))
        self.setFixedWidth(_TILE_WIDTH)
        self._task_id = ""
        self.clicked.connect(lambda: self.chosen.emit(self._task_id))

    def show_task(self, task: RecentTask) -> None:
        """Offer another one."""
        self._task_id = task.task_id
        side = Qt.TextElideMode.ElideRight if task.prompt else Qt.TextElideMode.ElideMiddle
        self.setText(self.fontMetrics().elidedText(task.name, side, _TILE).replace("&", "&&"))
        self.setToolTip(task.name)
        self.setAccessibleName(task.name)
        image = task.image
        self.setIcon(icon("image", "muted") if image is None else QIcon(QPixmap.fromImage(image)))


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1].rstrip() + "…"
