"""What a job is about, very small: its original with the mask in it."""

from __future__ import annotations

from PIL import Image, ImageChops
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QImage, QPainter

from app.canvas.geometry import Rect
from app.canvas.mask import MaskSnapshot
from app.canvas.picture import Picture
from app.ui.candidate_strip import THUMBNAIL, thumbnail_image

_MASK = QColor(255, 59, 48, 190)
# A thin stroke covers little of a small pixel, and has to be seen all the same.
_FAINTEST = 12


def sketch(picture: Picture, mask: MaskSnapshot, scale: int) -> QImage:
    """A square of THUMBNAIL logical pixels, for `scale` device pixels each. For any thread."""
    side = THUMBNAIL * scale
    image = thumbnail_image(picture, Rect.of_size(picture.size), scale)
    covered = _covered(mask, side)
    tint = QImage(side, side, QImage.Format.Format_ARGB32)
    tint.fill(_MASK)
    data = covered.point(lambda level: _MASK.alpha() if level >= _FAINTEST else 0).tobytes()
    alpha = QImage(data, side, side, side, QImage.Format.Format_Alpha8)
    tint.setAlphaChannel(alpha)
    painter = QPainter(image)
    painter.drawImage(QRect(0, 0, side, side), tint)
    painter.end()
    return image


def _covered(mask: MaskSnapshot, side: int) -> Image.Image:
    """The middle square of a mask, so small that its shorter side is `side`: how much of each
    pixel is white.
    """
    width, height = mask.size.width, mask.size.height
    factor = side / min(width, height)
    small = Image.new("L", (max(side, round(width * factor)), max(side, round(height * factor))))
    for (top, bottom), rows in zip(mask.bounds, mask.strips(), strict=True):
        strip = Image.frombuffer("L", (width, bottom - top), rows, "raw", "L", 0, 1)
        first = min(int(top * factor), small.height - 1)
        last = max(first + 1, min(small.height, round(bottom * factor)))
        box = (0, first, small.width, last)
        part = strip.resize((small.width, last - first), Image.Resampling.BOX)
        small.paste(ImageChops.lighter(small.crop(box), part), box)
    left, upper = (small.width - side) // 2, (small.height - side) // 2
    return small.crop((left, upper, left + side, upper + side))
