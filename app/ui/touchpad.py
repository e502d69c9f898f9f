"""What two fingers on a touch pad do to the part of a picture that is seen."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QNativeGestureEvent, QWheelEvent

from app.canvas.geometry import Point
from app.canvas.viewport import Viewport

# With Ctrl held the fingers turn a wheel, a notch for each so many logical pixels.
_NOTCH = 40


@dataclass(frozen=True, slots=True)
class _Pinch:
    """A pinch under way. `fixed` is what lay between the fingers, `anchor` where it is now."""

    fixed: Point
    anchor: Point
    zoom: float
    scale: float = 1.0


class Touchpad:
    """Turns a touch pad's events into viewports; positions are scaled to device pixels.

    A touch pad's wheel events have a phase, on macOS and with Wayland; on X11 and Windows they
    look like a fine wheel's and are taken for that. Pinches are reported on macOS, with Wayland
    and on X11; Windows sends Ctrl and the wheel instead.
    """

    def __init__(self) -> None:
        self._pinch: _Pinch | None = None
        self._turned = 0

    @staticmethod
    def sent(event: QWheelEvent) -> bool:
        """Whether a wheel event is two fingers' work."""
        return event.phase() != Qt.ScrollPhase.NoScrollPhase

    def scrolled(self, event: QWheelEvent, viewport: Viewport, ratio: float) -> Viewport:
        """Two fingers slide: the picture goes with them."""
        # A slow slide is less than a pixel at times, while its angle is not zero.
        delta = event.pixelDelta() * ratio
        return viewport.panned(delta.x(), delta.y())

    def notches(self, event: QWheelEvent) -> int:
        """The notches of a wheel that a slide stands for; none once the fingers are lifted."""
        if event.phase() in {Qt.ScrollPhase.ScrollBegin, Qt.ScrollPhase.ScrollMomentum}:
            self._turned = 0
            return 0
        self._turned += event.pixelDelta().y()
        notches = int(self._turned / _NOTCH)
        self._turned -= notches * _NOTCH
        return notches

    def gesture(
        self, event: QNativeGestureEvent, viewport: Viewport, ratio: float
    ) -> Viewport | None:
        """Two fingers pinch, and may move meanwhile; None for what has no meaning here.

        Each event tells by how much the scale since the gesture's beginning has grown (as
        qxcbconnection_xi2.cpp and Apple's `magnification` have it): these are added up.
        """
        kind, types = event.gestureType(), Qt.NativeGestureType
        if kind == types.EndNativeGesture:
            self._pinch = None
            return None
        if kind == types.BeginNativeGesture:
            self._pinch = _begun(event.position() * ratio, viewport)
            return None
        pinch = self._pinch or _begun(event.position() * ratio, viewport)
        if kind == types.ZoomNativeGesture:
            pinch = replace(pinch, scale=max(0.01, pinch.scale + event.value()))
        elif kind == types.PanNativeGesture and self._pinch is not None:
            moved = event.delta() * ratio
            pinch = replace(pinch, anchor=pinch.anchor + Point(moved.x(), moved.y()))
        else:
            return None
        if self._pinch is not None:
            self._pinch = pinch
        return viewport.zoomed(pinch.zoom * pinch.scale, pinch.anchor, pinch.fixed)


def _begun(between: QPointF, viewport: Viewport) -> _Pinch:
    anchor = Point(between.x(), between.y())
    return _Pinch(viewport.to_picture(anchor), anchor, viewport.zoom)
