"""The interface in another language for a while."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from app.ui.language import set_language


@contextmanager
def spoken(qapp: QApplication, language: str) -> Iterator[None]:
    """What is shown meanwhile speaks this language."""
    locale = QLocale()
    set_language(qapp, language)
    try:
        yield
    finally:
        for translator in qapp.findChildren(QTranslator):
            qapp.removeTranslator(translator)
            translator.setParent(None)
        QLocale.setDefault(locale)
