"""Every action with its name, text, icon and shortcuts: one table for menus, bars and hints."""

from __future__ import annotations

import sys
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QObject, Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence

from app.ui.icons import icon
from app.ui.key_names import key_text, told_apart

_CONTEXT = "actions"
_KEY = QKeySequence.StandardKey


def QT_TRANSLATE_NOOP(context: str, text: str) -> str:
    """Mark a text for lupdate, which knows this name; Qt's own function is typed as object."""
    return text


@dataclass(frozen=True, slots=True)
class Spec:
    """One action. `name` is its object name without "Action", as interface.md lists them.

    `group`: one of these is checked at a time.
    `in_panes`: its keys count while a picture has the focus, and mean something else elsewhere.
    `repeats`: it is done again and again while its key is held.
    `held`: its keys work as long as they are held, which the views see to, being no shortcuts.
    `in_history`: it is about a row of the history, which sees to its keys itself.
    """

    name: str
    text: str
    icon: str = ""
    keys: tuple[str | QKeySequence.StandardKey, ...] = ()
    checkable: bool = False
    group: str = ""
    in_panes: bool = False
    repeats: bool = False
    held: bool = False
    in_history: bool = False


SPECS = (
    # File
    Spec("openTask", QT_TRANSLATE_NOOP("actions", "Open &Task…"), "open-task", ("Ctrl+T",)),
    Spec("openImage", QT_TRANSLATE_NOOP("actions", "&Open Picture…"), "open-image", (_KEY.Open,)),
    Spec("paste", QT_TRANSLATE_NOOP("actions", "&Paste Picture"), "clipboard", (_KEY.Paste,)),
    Spec("importMask", QT_TRANSLATE_NOOP("actions", "&Import Mask…"), "import-mask", ("Ctrl+M",)),
    Spec("exportMask", QT_TRANSLATE_NOOP("actions", "&Export Mask…"), "export-mask", ("Ctrl+E",)),
    Spec(
        "saveResult", QT_TRANSLATE_NOOP("actions", "&Save Result As…"), "save-result", (_KEY.Save,)
    ),
    Spec("quit", QT_TRANSLATE_NOOP("actions", "&Quit"), keys=("Ctrl+Q",)),
    # Edit
    Spec("undo", QT_TRANSLATE_NOOP("actions", "&Undo"), "undo", ("Ctrl+Z",), repeats=True),
    Spec(
        "redo",
        QT_TRANSLATE_NOOP("actions", "&Redo"),
        "redo",
        ("Ctrl+Shift+Z", "Ctrl+Y"),
        repeats=True,
    ),
    Spec("copyMask", QT_TRANSLATE_NOOP("actions", "&Copy Mask"), keys=(_KEY.Copy,)),
    Spec("copyResult", QT_TRANSLATE_NOOP("actions", "Copy Re&sult"), keys=("Ctrl+Shift+C",)),
    Spec("pasteMask", QT_TRANSLATE_NOOP("actions", "Paste &Mask"), keys=("Ctrl+Shift+V",)),
    Spec("preferences", QT_TRANSLATE_NOOP("actions", "Pr&eferences…"), "preferences", ("Ctrl+,",)),
    # Mask
    Spec("clearMask", QT_TRANSLATE_NOOP("actions", "&Clear Mask"), "clear-mask", ("Del",)),
    Spec(
        "invertMask",
        QT_TRANSLATE_NOOP("actions", "&Invert Mask"),
        "invert-mask",
        ("Ctrl+I", "Ctrl+Shift+I"),
    ),
    Spec("growMask", QT_TRANSLATE_NOOP("actions", "&Grow Mask…"), "grow-mask", ("Ctrl+]",)),
    Spec("shrinkMask", QT_TRANSLATE_NOOP("actions", "&Shrink Mask…"), "shrink-mask", ("Ctrl+[",)),
    Spec("fillHoles", QT_TRANSLATE_NOOP("actions", "&Fill Holes")),
    Spec("removeSpecks", QT_TRANSLATE_NOOP("actions", "&Remove Specks…")),
    Spec("previousMask", QT_TRANSLATE_NOOP("actions", "&Use the Previous Mask")),
    # Tools
    Spec("brushTool", QT_TRANSLATE_NOOP("actions", "&Brush"), "brush", ("B",), group="tools"),
    Spec("eraserTool", QT_TRANSLATE_NOOP("actions", "&Eraser"), "eraser", ("E",), group="tools"),
    Spec(
        "rectangleTool",
        QT_TRANSLATE_NOOP("actions", "&Rectangle"),
        "rectangle",
        ("M",),
        group="tools",
    ),
    Spec(
        "ellipseTool",
        QT_TRANSLATE_NOOP("actions", "E&llipse"),
        "ellipse",
        ("Shift+M",),
        group="tools",
    ),
    Spec("lassoTool", QT_TRANSLATE_NOOP("actions", "L&asso"), "lasso", ("L",), group="tools"),
    Spec(
        "polygonTool",
        QT_TRANSLATE_NOOP("actions", "P&olygon"),
        "polygon",
        ("Shift+L",),
        group="tools",
    ),
    Spec("wandTool", QT_TRANSLATE_NOOP("actions", "&Wand"), "wand", ("W",), group="tools"),
    Spec("panTool", QT_TRANSLATE_NOOP("actions", "&Pan"), "pan", ("H",), group="tools"),
    Spec("swapTools", QT_TRANSLATE_NOOP("actions", "&Swap Painting and Erasing"), keys=("X",)),
    Spec("smallerBrush", QT_TRANSLATE_NOOP("actions", "S&maller Brush"), keys=("[",), repeats=True),
    Spec("largerBrush", QT_TRANSLATE_NOOP("actions", "Lar&ger Brush"), keys=("]",), repeats=True),
    # View
    Spec(
        "zoomIn",
        QT_TRANSLATE_NOOP("actions", "Zoom &In"),
        "zoom-in",
        ("Ctrl++", "Ctrl+="),
        repeats=True,
    ),
    Spec(
        "zoomOut", QT_TRANSLATE_NOOP("actions", "Zoom &Out"), "zoom-out", ("Ctrl+-",), repeats=True
    ),
    Spec("fit", QT_TRANSLATE_NOOP("actions", "&Fit in Window"), "fit", ("Ctrl+0",)),
    Spec("actualSize", QT_TRANSLATE_NOOP("actions", "&100 %"), "actual-size", ("Ctrl+1",)),
    Spec("overlay", QT_TRANSLATE_NOOP("actions", "Show &Mask"), "overlay", ("Q",), checkable=True),
    Spec(
        "outline",
        QT_TRANSLATE_NOOP("actions", "Show Mask Out&line"),
        "outline",
        ("Shift+Q",),
        checkable=True,
    ),
    Spec(
        "asSent",
        QT_TRANSLATE_NOOP("actions", "Mask &as It Is Sent"),
        "as-sent",
        ("A",),
        checkable=True,
    ),
    Spec(
        "peek",
        QT_TRANSLATE_NOOP("actions", "See the Ori&ginal"),
        "overlay-off",
        ("\\", "Tab"),
        checkable=True,
        held=True,
    ),
    Spec(
        "pixelGrid", QT_TRANSLATE_NOOP("actions", "&Pixel Grid"), keys=("Ctrl+'",), checkable=True
    ),
    Spec("cycleCompare", QT_TRANSLATE_NOOP("actions", "&Next Way to Compare"), keys=("Y",)),
    Spec(
        "compareSideBySide",
        QT_TRANSLATE_NOOP("actions", "&Side by Side"),
        "side-by-side",
        group="compare",
    ),
    Spec("compareSwipe", QT_TRANSLATE_NOOP("actions", "S&wipe"), "swipe", group="compare"),
    Spec("compareBlink", QT_TRANSLATE_NOOP("actions", "&Blink"), "blink", group="compare"),
    Spec(
        "compareDifference",
        QT_TRANSLATE_NOOP("actions", "&Difference"),
        "difference",
        group="compare",
    ),
    Spec(
        "pasteBack",
        QT_TRANSLATE_NOOP("actions", "Only the &Marked Region"),
        keys=("P",),
        checkable=True,
    ),
    Spec("closeResult", QT_TRANSLATE_NOOP("actions", "Close &Result"), "close", ("Ctrl+W",)),
    Spec(
        "history",
        QT_TRANSLATE_NOOP("actions", "&History"),
        "history",
        # On a Mac, ⌘H hides the program.
        ("Ctrl+Shift+H" if sys.platform == "darwin" else "Ctrl+H",),
        checkable=True,
    ),
    Spec(
        "findInHistory",
        QT_TRANSLATE_NOOP("actions", "Find in Histor&y…"),
        "search",
        (_KEY.Find,),
    ),
    Spec("nextPart", QT_TRANSLATE_NOOP("actions", "Ne&xt Part of the Window"), keys=("F6",)),
    Spec(
        "previousPart",
        QT_TRANSLATE_NOOP("actions", "Pre&vious Part of the Window"),
        keys=("Shift+F6",),
    ),
    # Job
    Spec(
        "submit", QT_TRANSLATE_NOOP("actions", "&Submit"), "submit", ("Ctrl+Enter", "Ctrl+Return")
    ),
    Spec("cancel", QT_TRANSLATE_NOOP("actions", "&Cancel Job"), "cancel", ("Shift+X",)),
    Spec(
        "previousPrompt",
        QT_TRANSLATE_NOOP("actions", "&Earlier Prompt"),
        "history",
        ("Alt+Up",),
        repeats=True,
    ),
    Spec(
        "nextPrompt",
        QT_TRANSLATE_NOOP("actions", "&Later Prompt"),
        keys=("Alt+Down",),
        repeats=True,
    ),
    Spec("pickWhole", QT_TRANSLATE_NOOP("actions", "Show the &Whole Result"), "grid", ("0",)),
    Spec("pick1", QT_TRANSLATE_NOOP("actions", "Candidate &1"), keys=("1",)),
    Spec("pick2", QT_TRANSLATE_NOOP("actions", "Candidate &2"), keys=("2",)),
    Spec("pick3", QT_TRANSLATE_NOOP("actions", "Candidate &3"), keys=("3",)),
    Spec("pick4", QT_TRANSLATE_NOOP("actions", "Candidate &4"), keys=("4",)),
    Spec(
        "previousCandidate",
        QT_TRANSLATE_NOOP("actions", "&Previous Candidate"),
        keys=("Left",),
        in_panes=True,
        repeats=True,
    ),
    Spec(
        "nextCandidate",
        QT_TRANSLATE_NOOP("actions", "&Next Candidate"),
        keys=("Right",),
        in_panes=True,
        repeats=True,
    ),
    Spec(
        "continueFromCandidate",
        QT_TRANSLATE_NOOP("actions", "C&ontinue from This One"),
        "continue",
        ("Enter", "Return"),
        in_panes=True,
    ),
    # With Shift, since they cost money: a letter alone is too easily pressed.
    Spec(
        "variation",
        QT_TRANSLATE_NOOP("actions", "&Variation of the Candidate"),
        "variation",
        ("Shift+V",),
    ),
    Spec(
        "variationHigh",
        QT_TRANSLATE_NOOP("actions", "Stron&g Variation"),
        "variation-strong",
        ("Shift+G",),
    ),
    Spec(
        "variationLow",
        QT_TRANSLATE_NOOP("actions", "S&ubtle Variation"),
        "variation-subtle",
        ("Shift+U",),
    ),
    Spec("reroll", QT_TRANSLATE_NOOP("actions", "&Reroll"), "reroll", ("Shift+R",)),
    # A row of the history
    Spec(
        "openHistoryNode",
        QT_TRANSLATE_NOOP("actions", "Open &Again"),
        "open-image",
        ("Enter", "Return"),
        in_history=True,
    ),
    Spec(
        "goOnFromHistoryNode",
        QT_TRANSLATE_NOOP("actions", "&Go On from Its Picture"),
        "continue",
        in_history=True,
    ),
    Spec(
        "useHistoryPrompt",
        QT_TRANSLATE_NOOP("actions", "&Use This Prompt"),
        "history",
        in_history=True,
    ),
    Spec(
        "copyHistoryTaskId",
        QT_TRANSLATE_NOOP("actions", "&Copy Task Id"),
        "clipboard",
        in_history=True,
    ),
    Spec(
        "copyHistoryLink",
        QT_TRANSLATE_NOOP("actions", "Copy Result &Link"),
        "link",
        in_history=True,
    ),
    Spec(
        "revealHistoryNode",
        QT_TRANSLATE_NOOP("actions", "&Show in Folder"),
        "folder",
        in_history=True,
    ),
    Spec(
        "exportHistoryNode",
        QT_TRANSLATE_NOOP("actions", "&Export as a Folder…"),
        "export-mask",
        in_history=True,
    ),
    Spec(
        "deleteHistoryNode",
        QT_TRANSLATE_NOOP("actions", "&Move to Trash"),
        "trash",
        ("Del",),
        in_history=True,
    ),
    # Help
    Spec(
        "shortcuts",
        QT_TRANSLATE_NOOP("actions", "&Keyboard Shortcuts"),
        "shortcuts",
        ("F1", "Shift+?", "?"),
    ),
    Spec("copyDiagnostics", QT_TRANSLATE_NOOP("actions", "&Copy Diagnostics")),
    Spec("checkForUpdates", QT_TRANSLATE_NOOP("actions", "Check for &Updates")),
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
        self.retranslate()

    def __getitem__(self, name: str) -> QAction:
        return self._actions[name]

    def for_window(self) -> list[QAction]:
        """The actions whose keys count wherever the focus is."""
        return [
            self._actions[spec.name] for spec in SPECS if not (spec.in_panes or spec.in_history)
        ]

    def for_panes(self) -> list[QAction]:
        """The actions whose keys count while a picture has the focus."""
        return [self._actions[spec.name] for spec in SPECS if spec.in_panes]

    def _make(self, spec: Spec) -> QAction:
        action = QAction(self)
        action.setObjectName(f"{spec.name}Action")
        action.setAutoRepeat(spec.repeats)
        action.setCheckable(spec.checkable or bool(spec.group))
        if not (spec.held or spec.in_history):
            action.setShortcuts([QKeySequence(key) for key in spec.keys])
        if spec.in_panes:
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        if spec.icon:
            action.setIcon(icon(spec.icon))
        roles = {
            "quit": QAction.MenuRole.QuitRole,
            "preferences": QAction.MenuRole.PreferencesRole,
            "about": QAction.MenuRole.AboutRole,
            # On a Mac it stands below "About".
            "checkForUpdates": QAction.MenuRole.ApplicationSpecificRole,
        }
        action.setMenuRole(roles.get(spec.name, QAction.MenuRole.NoRole))
        return action

    def retranslate(self) -> None:
        """Give all actions their texts and tool tips in the language of now."""
        for spec in SPECS:
            action = self._actions[spec.name]
            text = QCoreApplication.translate(_CONTEXT, spec.text)
            keys = [key_text(caps) for caps in told_apart(spec.keys)]
            # What follows a tab is shown where a menu shows keys.
            is_shown = (spec.held or spec.in_history) and keys
            action.setText(f"{text}\t{keys[0]}" if is_shown else text)
            plain = plain_text(spec)
            action.setToolTip(f"{plain} ({', '.join(keys)})" if keys else plain)


def plain_text(spec: Spec) -> str:
    """An action's text as a sentence may use it: without mnemonic and dots."""
    return QCoreApplication.translate(_CONTEXT, spec.text).replace("&", "").rstrip("…")
