"""The interface in another language for a while."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from app.ui.startup import set_language


@contextmanager
def spoken(qapp: QApplication, language: str) -> Iterator[None]:
    """What is made meanwhile speaks this language."""
    locale, before = QLocale(), set(qapp.findChildren(QTranslator))
    set_language(qapp, language)
    try:
        yield
    finally:
        for translator in set(qapp.findChildren(QTranslator)) - before:
            qapp.removeTranslator(translator)
            translator.deleteLater()
        QLocale.setDefault(locale)
