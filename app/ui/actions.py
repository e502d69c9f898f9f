"""Every action with its name, text, icon and shortcuts: one table for menus, bars and hints."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QObject, Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence

from app.ui.theme import icon

_CONTEXT = "actions"
_KEY = QKeySequence.StandardKey


def QT_TRANSLATE_NOOP(context: str, text: str) -> str:
    """Mark a text for lupdate, which knows this name; Qt's own function is typed as object."""
    return text


@dataclass(frozen=True, slots=True)
class Spec:
    """One action. `name` is its object name without "Action", as interface.md lists them.

    `in_panes`: its keys count while a picture has the focus, and mean something else elsewhere.
    """

    name: str
    text: str
    icon: str = ""
    keys: tuple[str | QKeySequence.StandardKey, ...] = ()
    checkable: bool = False
    group: str = ""
    in_panes: bool = False


SPECS = (
    Spec("openTask", QT_TRANSLATE_NOOP("actions", "Open &Task…"), "open-task", ("Ctrl+T",)),
    Spec("openImage", QT_TRANSLATE_NOOP("actions", "&Open Picture…"), "open-image", (_KEY.Open,)),
    Spec("paste", QT_TRANSLATE_NOOP("actions", "&Paste Picture"), "clipboard", (_KEY.Paste,)),
    Spec("importMask", QT_TRANSLATE_NOOP("actions", "&Import Mask…"), "import-mask", ("Ctrl+M",)),
    Spec("exportMask", QT_TRANSLATE_NOOP("actions", "&Export Mask…"), "export-mask", ("Ctrl+E",)),
    Spec(
        "saveResult",
        QT_TRANSLATE_NOOP("actions", "&Save Result As…"),
        "save-result",
        (_KEY.Save,),
    ),
    Spec("quit", QT_TRANSLATE_NOOP("actions", "&Quit"), "", ("Ctrl+Q",)),
    Spec("undo", QT_TRANSLATE_NOOP("actions", "&Undo"), "undo", ("Ctrl+Z",)),
    Spec("redo", QT_TRANSLATE_NOOP("actions", "&Redo"), "redo", ("Ctrl+Shift+Z", "Ctrl+Y")),
    Spec("clearMask", QT_TRANSLATE_NOOP("actions", "&Clear Mask"), "clear-mask", ("Del",)),
    Spec(
        "invertMask",
        QT_TRANSLATE_NOOP("actions", "&Invert Mask"),
        "invert-mask",
        ("Ctrl+I", "Ctrl+Shift+I"),
    ),
    Spec("preferences", QT_TRANSLATE_NOOP("actions", "&Preferences…"), "preferences", ("Ctrl+,",)),
    Spec("brushTool", QT_TRANSLATE_NOOP("actions", "&Brush"), "brush", ("B",), True, "tools"),
    Spec("eraserTool", QT_TRANSLATE_NOOP("actions", "&Eraser"), "eraser", ("E",), True, "tools"),
    Spec("panTool", QT_TRANSLATE_NOOP("actions", "&Pan"), "pan", ("H",), True, "tools"),
    Spec("swapTools", QT_TRANSLATE_NOOP("actions", "S&wap Brush and Eraser"), "", ("X",)),
    Spec("smallerBrush", QT_TRANSLATE_NOOP("actions", "S&maller Brush"), "", ("[",)),
    Spec("largerBrush", QT_TRANSLATE_NOOP("actions", "&Larger Brush"), "", ("]",)),
    Spec("zoomIn", QT_TRANSLATE_NOOP("actions", "Zoom &In"), "zoom-in", ("Ctrl++", "Ctrl+=")),
    Spec("zoomOut", QT_TRANSLATE_NOOP("actions", "Zoom &Out"), "zoom-out", ("Ctrl+-",)),
    Spec("fit", QT_TRANSLATE_NOOP("actions", "&Fit in Window"), "fit", ("Ctrl+0",)),
    Spec("actualSize", QT_TRANSLATE_NOOP("actions", "&100 %"), "actual-size", ("Ctrl+1",)),
    Spec("overlay", QT_TRANSLATE_NOOP("actions", "Show &Mask"), "overlay", ("Q",), True),
    Spec(
        "submit",
        QT_TRANSLATE_NOOP("actions", "&Submit"),
        "submit",
        ("Ctrl+Enter", "Ctrl+Return"),
    ),
    Spec("cancel", QT_TRANSLATE_NOOP("actions", "&Cancel Job"), "cancel", ("Shift+X",)),
    Spec(
        "continueFromCandidate",
        QT_TRANSLATE_NOOP("actions", "Co&ntinue from This One"),
        "continue",
        ("Enter", "Return"),
        in_panes=True,
    ),
    Spec("pickWhole", QT_TRANSLATE_NOOP("actions", "Show the &Whole Result"), "grid", ("0",)),
    Spec("pick1", QT_TRANSLATE_NOOP("actions", "Candidate &1"), "", ("1",)),
    Spec("pick2", QT_TRANSLATE_NOOP("actions", "Candidate &2"), "", ("2",)),
    Spec("pick3", QT_TRANSLATE_NOOP("actions", "Candidate &3"), "", ("3",)),
    Spec("pick4", QT_TRANSLATE_NOOP("actions", "Candidate &4"), "", ("4",)),
    Spec("closeResult", QT_TRANSLATE_NOOP("actions", "Close &Result"), "close", ("Ctrl+W",)),
    Spec("about", QT_TRANSLATE_NOOP("actions", "&About Mask Painter")),
)


class Actions(QObject):
    """All actions by name; their object names end in "Action"."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._actions: dict[str, QAction] = {}
        groups: dict[str, QActionGroup] = {}
        for spec in SPECS:
            action = self._make(spec)
            if spec.group:
                if spec.group not in groups:
                    groups[spec.group] = QActionGroup(self)
                groups[spec.group].addAction(action)
            self._actions[spec.name] = action

    def __getitem__(self, name: str) -> QAction:
        return self._actions[name]

    def for_window(self) -> list[QAction]:
        """The actions whose keys count wherever the focus is."""
        return [self._actions[spec.name] for spec in SPECS if not spec.in_panes]

    def for_panes(self) -> list[QAction]:
        """The actions whose keys count while a picture has the focus."""
        return [self._actions[spec.name] for spec in SPECS if spec.in_panes]

    def _make(self, spec: Spec) -> QAction:
        text = QCoreApplication.translate(_CONTEXT, spec.text)
        action = QAction(text, self)
        action.setObjectName(f"{spec.name}Action")
        action.setCheckable(spec.checkable)
        action.setShortcuts([QKeySequence(key) for key in spec.keys])
        if spec.in_panes:
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        if spec.icon:
            action.setIcon(icon(spec.icon))
        keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        plain = text.replace("&", "").rstrip("…")
        action.setToolTip(f"{plain} ({keys})" if keys else plain)
        roles = {
            "quit": QAction.MenuRole.QuitRole,
            "preferences": QAction.MenuRole.PreferencesRole,
            "about": QAction.MenuRole.AboutRole,
        }
        action.setMenuRole(roles.get(spec.name, QAction.MenuRole.NoRole))
        return action
