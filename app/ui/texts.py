"""Texts that belong to no widget, and numbers as the language writes them."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QDateTime, QLocale, Qt
from PySide6.QtGui import QFontMetrics

_DOT = " · "


def tr(text: str) -> str:
    """Translate a sentence of a module; lupdate files module-level calls under no context."""
    return QCoreApplication.translate("", text)


def roubles(amount: float) -> str:
    """An amount as the locale writes it: whole roubles without kopecks."""
    decimals = 0 if abs(amount - round(amount)) < 0.005 else 2
    return tr("{amount} ₽").format(amount=number(amount, decimals))


def unbroken(text: str) -> str:
    """A sentence as it is shown where lines are broken: no amount is parted from what it is of."""
    for unit in ("₽", "%"):
        text = text.replace(f" {unit}", f"\N{NO-BREAK SPACE}{unit}")
    return text


def percent(value: float, decimals: int = 0) -> str:
    """A percentage as the language writes it, from one such as 12.5."""
    return tr("{number} %").format(number=number(value, decimals))


def number(value: float, decimals: int) -> str:
    """A number as the locale writes it, in Russian with a comma."""
    return QLocale().toString(float(value), "f", decimals)


def clock() -> str:
    """The computer's date and time as the locale writes them."""
    return QLocale().toString(QDateTime.currentDateTime(), QLocale.FormatType.ShortFormat)


def duration(seconds: float) -> str:
    """Minutes and seconds, such as 1:05."""
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes}:{rest:02}"


def coverage_text(coverage: float | None) -> str:
    """The share in percent with as many digits as it needs; small ones never look like none."""
    if coverage is None:
        return "—"
    share = coverage * 100
    return f"< {percent(0.1, 1)}" if 0 < share < 0.1 else percent(share, 1)


def shortened(text: str, metrics: QFontMetrics, room: int) -> str:
    """As many whole parts of a text, which middle dots part, as a line of `room` pixels has room
    for; the first is cut short if it must be.
    """
    parts = text.split(_DOT)
    while len(parts) > 1 and metrics.horizontalAdvance(_DOT.join(parts)) > room:
        parts.pop()
    return metrics.elidedText(_DOT.join(parts), Qt.TextElideMode.ElideRight, room)


def escaped(text: str) -> str:
    """A text for where HTML is expected."""
    if not text:
        return ""
    # It knows the names of all letters, which takes a while to read; the first frame has no use
    # for them.
    from html import escape

    return escape(text)
