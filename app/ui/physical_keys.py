"""Keys by their place on the keyboard: what they do on a US layout, they do on a Russian one.

Qt compares shortcuts with what a key types. With a Latin layout installed beside the Russian one
X11 and Wayland offer its letters too; without one, and on Windows and macOS, nothing would match.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from PySide6.QtCore import QEvent, QKeyCombination, QObject, Qt
from PySide6.QtGui import QAction, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QWidget

_LETTERS = range(Qt.Key.Key_A, Qt.Key.Key_Z + 1)
_CTRL, _SHIFT, _ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)
# A number pad has no letters; and with AltGr held somebody means a sign and not a place.
_NO_PLACE = Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.GroupSwitchModifier
_SHIFTED = MappingProxyType({Qt.Key.Key_Slash: Qt.Key.Key_Question})


def _row(first: int, signs: str) -> dict[int, Qt.Key]:
    """Keys whose codes follow one another; a space stands for a code that is none of ours.

    Qt's keys have the numbers of their signs in ASCII.
    """
    return {first + number: Qt.Key(ord(sign)) for number, sign in enumerate(signs) if sign != " "}


# linux/input-event-codes.h, plus the 8 that X11 adds; Qt's Wayland plugin adds them as well.
_EVDEV = MappingProxyType(
    _row(10, "1234567890-=")
    | _row(24, "QWERTYUIOP[]")
    | _row(38, "ASDFGHJKL;'`")
    | _row(51, "\\ZXCVBNM,./")
)
# winuser.h: VK_0, VK_A, VK_OEM_1 (0xBA) to VK_OEM_3, VK_OEM_4 (0xDB) to VK_OEM_7. They stay with
# the place while a Cyrillic layout is in force.
_WINDOWS = MappingProxyType(
    _row(0x30, "0123456789")
    | _row(0x41, "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    | _row(0xBA, ";=,-./`")
    | _row(0xDB, "[\\]'")
)
# HIToolbox/Events.h: kVK_ANSI_A (0) to kVK_ANSI_Grave; 0x0A is the key that only ISO boards have.
_MACOS = MappingProxyType(
    _row(0, "ASDFHGZXCV BQWERYT123465=97-80]OU[IP LJ'K;\\,/NM.") | {0x32: Qt.Key.Key_QuoteLeft}
)


def physical_key(event: QKeyEvent, platform: str = sys.platform) -> Qt.Key:
    """The key that is meant: a Latin letter as it is typed, else its place on a US keyboard.

    Events that no keyboard has sent, and keys without a place in the tables, are what they say
    they are.
    """
    held = event.modifiers()
    places, code = _place(event, platform)
    alt_gr = held & _CTRL and held & _ALT  # so Windows tells it
    if event.key() in _LETTERS or held & _NO_PLACE or alt_gr or code not in places:
        return Qt.Key(event.key())
    return places[code]


def _place(event: QKeyEvent, platform: str) -> tuple[Mapping[int, Qt.Key], int]:
    """The platform's table, and the event's code in it; -1 for one that no keyboard has sent."""
    if platform == "darwin":
        # qnsview_keys.mm: the scan code is 1 for whatever comes from a keyboard.
        return _MACOS, event.nativeVirtualKey() if event.nativeScanCode() else -1
    if platform == "win32":
        return _WINDOWS, event.nativeVirtualKey()
    return _EVDEV, event.nativeScanCode()


class PhysicalKeys(QObject):
    """Gives keys that nothing wanted a second chance, as those of a US keyboard.

    The main window hands over what reaches it, after the widget with the focus, its parents and
    Qt's own shortcuts: so letters are never taken from a text field, and nothing happens twice.
    """

    def __init__(self, window: QWidget, actions: Iterable[QAction]) -> None:
        super().__init__(window)
        self._window = window
        self._actions = {key.toString(): action for action in actions for key in action.shortcuts()}
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._watch_dialog)

    def handle(self, event: QKeyEvent) -> bool:
        """Do what the key does on a US keyboard; False when that is nothing either."""
        key = physical_key(event)
        if key == event.key() or QApplication.activePopupWidget():
            return False
        return self._edited(event, key) or self._triggered(event, key)

    def _edited(self, event: QKeyEvent, key: Qt.Key) -> bool:
        """Let a text field copy, paste, undo and so on."""
        field = QApplication.focusWidget()
        if field is None or not event.modifiers() & _CTRL:
            return False
        if not _wants(field, key, event.modifiers()):
            return False
        pressed = QKeyEvent(QEvent.Type.KeyPress, key, event.modifiers(), "", event.isAutoRepeat())
        QGuiApplication.sendEvent(field, pressed)
        return True

    def _triggered(self, event: QKeyEvent, key: Qt.Key) -> bool:
        """Trigger the action that has this key, where its shortcut would count."""
        active = QApplication.activeWindow()
        if active is None:
            return False
        held = event.modifiers() & (_CTRL | _SHIFT | _ALT | Qt.KeyboardModifier.MetaModifier)
        combinations = [QKeyCombination(held, key)]
        if held & _SHIFT and key in _SHIFTED:
            combinations.append(QKeyCombination(held, _SHIFTED[key]))
        for combination in combinations:
            action = self._actions.get(QKeySequence(combination).toString())
            if action is not None and action.isEnabled() and action in active.actions():
                if action.autoRepeat() or not event.isAutoRepeat():
                    action.trigger()
                return True
        return False

    # Dialogs have text fields, too

    def _watch_dialog(self, _before: QWidget | None, now: QWidget | None) -> None:
        if now is not None and now.window() is not self._window:
            now.window().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self.handle(event)
        return super().eventFilter(watched, event)


def _wants(field: QWidget, key: Qt.Key, held: Qt.KeyboardModifier) -> bool:
    """Whether a widget would rather have a key itself than let it be a shortcut."""
    question = QKeyEvent(QEvent.Type.ShortcutOverride, key, held)
    question.ignore()
    QGuiApplication.sendEvent(field, question)
    return question.isAccepted()
