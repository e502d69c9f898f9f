"""The language of everything shown, which can change at any time.

Of a change every widget hears by Qt's own event, a parent before what is in it. One that says
something of its own mixes in `Translated`. What shows texts without being a widget does so again
when the window says `retranslated`; what keeps a sentence for later keeps it as `Words`.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent

from app.paths import resource

if TYPE_CHECKING:
    from PySide6.QtCore import QTranslator
    from PySide6.QtWidgets import QApplication
    from PySide6.QtWidgets import QWidget as _Widget
else:
    _Widget = object  # whatever it is mixed into

# Those in use. To ask Qt for them would have Python look at all that the application owns, such as
# its style, for which it makes hundreds of names.
_translators: list[QTranslator] = []

Words = Callable[[], str]
"""A text in the language of the moment at which it is asked for."""


def set_language(qt: QApplication, language: str) -> None:
    """Texts, numbers and Qt's own dialogs in a language; "" is the system's.

    What is shown already has changed when this returns.
    """
    # For QLocale Python makes a name of every language and country; no widget waits for those.
    from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator

    locale = QLocale(language) if language else QLocale.system()
    QLocale.setDefault(locale)
    for translator in _translators:
        qt.removeTranslator(translator)
        translator.setParent(None)
    _translators.clear()
    own = str(resource("translations"))
    qts = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    for name, folder in (("qtbase", qts), ("mask_painter", own)):
        translator = QTranslator(qt)
        _translators.append(translator)
        if translator.load(locale, name, "_", folder):
            qt.installTranslator(translator)
    for window in qt.topLevelWidgets():
        window.setLocale(locale)
    # Each of the above posts one to every window; nobody shall see the one half changed.
    QCoreApplication.sendPostedEvents(None, QEvent.Type.LanguageChange.value)


class Translated(_Widget):
    """Mixed into a widget before its class: `_retranslate` sets all of its own texts.

    The constructor calls it once everything is there; a change of the language calls it again.
    """

    @abstractmethod
    def _retranslate(self) -> None:
        """Set them in the language that is in force."""

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
