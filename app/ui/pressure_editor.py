"""The curve from a pen's pressure to the brush's size: two numbers, drawn as they change."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.tools.pressure import PressureCurve
from app.ui.language import Translated
from app.ui.number_field import NumberField
from app.ui.preferences_form import form, hint
from app.ui.pressure_strip import PressureStrip
from app.ui.theme import NORMAL, WIDE, colours

_PLOT = 176  # logical pixels
_MARGIN = 20  # around the curve, for the names of the axes
_STEPS = 64


class PressureEditor(Translated, QWidget):
    """Emits the curve while it is changed. `minimum` and `softness` are in percent."""

    changed = Signal(object)  # PressureCurve

    def __init__(self, minimum: int, softness: int) -> None:
        super().__init__()
        self._plot = _Plot()
        self._strip = PressureStrip()
        self._minimum = NumberField(0, 100, widths=(104, 68))
        self._minimum.spin.setObjectName("pressureMinimumSpin")
        self._softness = NumberField(-100, 100, widths=(104, 68))
        self._softness.spin.setObjectName("pressureSoftnessSpin")
        self._lay_out()
        self._minimum.set_value(minimum)
        self._softness.set_value(softness)
        self._minimum.valueChanged.connect(self._edited)
        self._softness.valueChanged.connect(self._edited)
        self._retranslate()
        self._show()

    def _retranslate(self) -> None:
        self._minimum.describe(
            self.tr("Smallest size"), suffix=self.tr(" %"), hint=self.tr("At the lightest touch")
        )
        self._softness.describe(
            self.tr("Softness"), hint=self.tr("The softer, the less pressure a wide stroke takes")
        )
        self._advice.setText(
            self.tr("Try the pen on the strip below. A mouse always paints with full size.")
        )

    @property
    def minimum(self) -> int:
        """The share of the brush's size at no pressure, in percent."""
        return self._minimum.value

    @property
    def softness(self) -> int:
        """-100 (firm) to 100 (soft)."""
        return self._softness.value

    @property
    def curve(self) -> PressureCurve:
        """The curve as it stands."""
        return PressureCurve(self.minimum / 100, self.softness / 100)

    def _lay_out(self) -> None:
        rows = form()
        rows.setFormAlignment(Qt.AlignmentFlag.AlignTop)
        rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.FieldsStayAtSizeHint)
        for field in (self._minimum, self._softness):
            field.label.setMinimumHeight(field.sizeHint().height())
            rows.addRow(field.label, field)
        numbers = QVBoxLayout()
        numbers.setSpacing(NORMAL)
        numbers.addLayout(rows)
        self._advice = hint()
        numbers.addWidget(self._advice)
        numbers.addStretch(1)
        top = QHBoxLayout()
        top.setSpacing(WIDE)
        top.addWidget(self._plot, 0, Qt.AlignmentFlag.AlignTop)
        top.addLayout(numbers, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(NORMAL)
        layout.addLayout(top)
        layout.addWidget(self._strip)
        layout.addStretch(1)

    def _edited(self) -> None:
        self._show()
        self.changed.emit(self.curve)

    def _show(self) -> None:
        self._plot.show_curve(self.curve)
        self._strip.show_curve(self.curve)


class _Plot(Translated, QWidget):
    """Pressure to the right, the share of the size upwards."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("pressurePlot")
        self.setFixedSize(_PLOT, _PLOT)
        self._curve = PressureCurve()
        self._retranslate()

    def _retranslate(self) -> None:
        self.setAccessibleName(self.tr("Brush size by pen pressure"))
        self.show_curve(self._curve)

    def show_curve(self, curve: PressureCurve) -> None:
        """Draw another curve."""
        self._curve = curve
        self.setAccessibleDescription(
            self.tr("Half the pressure gives {percent} % of the size").format(
                percent=round(curve.factor(0.5) * 100)
            )
        )
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(theme.line))
        painter.setBrush(QColor(theme.field))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        box = QRectF(self.rect()).adjusted(_MARGIN, NORMAL, -NORMAL, -_MARGIN)
        self._paint_grid(painter, box)
        self._paint_curve(painter, box)
        self._paint_names(painter, box)
        painter.end()

    def _paint_grid(self, painter: QPainter, box: QRectF) -> None:
        painter.setPen(QPen(QColor(colours().line), 1))
        for step in range(5):
            x, y = box.left() + box.width() * step / 4, box.top() + box.height() * step / 4
            painter.drawLine(QPointF(x, box.top()), QPointF(x, box.bottom()))
            painter.drawLine(QPointF(box.left(), y), QPointF(box.right(), y))

    def _paint_curve(self, painter: QPainter, box: QRectF) -> None:
        points = []
        for step in range(_STEPS + 1):
            pressure = step / _STEPS
            size = self._curve.factor(pressure)
            points.append(
                QPointF(box.left() + box.width() * pressure, box.bottom() - box.height() * size)
            )
        below = QPainterPath()
        below.addPolygon(QPolygonF([box.bottomLeft(), *points, box.bottomRight()]))
        accent = QColor(colours().vivid)
        shade = QColor(accent)
        shade.setAlphaF(0.18)
        painter.fillPath(below, shade)
        painter.setPen(QPen(accent, 2))
        painter.drawPolyline(QPolygonF(points))

    def _paint_names(self, painter: QPainter, box: QRectF) -> None:
        painter.setPen(QColor(colours().muted))
        font = painter.font()
        font.setPixelSize(11)
        painter.setFont(font)
        centre = int(Qt.AlignmentFlag.AlignCenter)
        strip = QRectF(box.left(), box.bottom(), box.width(), _MARGIN)
        painter.drawText(strip, centre, self.tr("Pressure"))
        painter.translate(0, box.bottom())
        painter.rotate(-90)
        painter.drawText(QRectF(0, 0, box.height(), _MARGIN), centre, self.tr("Size"))
