"""The mask as a view shows it, pixel by pixel: for the overlay and the outline alike."""

from __future__ import annotations

from PIL import Image

from app.canvas.geometry import Rect
from app.canvas.mask_pyramid import MaskPyramid
from app.canvas.viewport import TIE, Viewport


def sample(pyramid: MaskPyramid, viewport: Viewport, area: Rect) -> Image.Image:
    """What the view pixels in `area` show of a mask: an "L" image, 0 outside of the picture.

    Each shows the mask's pixel that lies under its middle, or the reduced level's when zoomed
    out. So a part sampled later is exactly the part of the whole. QPainter promises neither, and
    takes five times as long.
    """
    level = pyramid.level_for(viewport.zoom)
    source = pyramid.image(level)
    x, y = area.x - viewport.origin_x, area.y - viewport.origin_y
    if level == 0 and viewport.zoom == 1:
        return source.crop((x, y, x + area.width, y + area.height))
    step = 1 / (viewport.zoom * 2**level)
    return source.transform(
        (area.width, area.height),
        Image.Transform.AFFINE,
        (step, 0, (x + TIE) * step, 0, step, (y + TIE) * step),
        Image.Resampling.NEAREST,
    )
