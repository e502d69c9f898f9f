"""Any image as a mask: which channel carries it, from which value on, and at which size.

The rules, in the order in which they are asked:

- An image of the picture's size, or of the same shape within rounding, is taken; any other is
  refused. It lies as the stored picture does, as an exported mask; one that fits only the picture
  as displayed was made of that.
- Alpha that is everywhere the same says nothing, and neither does the colour of what is visible
  if that is everywhere the same: one of the two carries the mask then. If both vary and the
  colours are black and white, they are the mask; other colours are a picture with a hole in it.
- Programs disagree whether what is transparent or what is opaque is to be changed (ComfyUI: the
  transparent; a painted layer: the opaque). The lesser part is more likely the marked one.
- Nobody has to be asked if only one answer makes sense: the size is right, one channel alone
  carries something, and its values are black and white, give or take a JPEG's noise.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from PIL import Image

from app.canvas.codec import (
    THRESHOLD,
    MaskSizeMismatch,
    brightness,
    may_be_seen_through,
    open_image,
)
from app.canvas.geometry import Size
from app.canvas.mask import CHANGED, KEPT, MaskSnapshot
from app.canvas.picture import UPRIGHT, anonymous_memory, image_over, strips
from app.canvas.progress import Progress

# Values this near to black or white are noise: those of JPEG masks (quality 75 and more) stay
# within 40, and any threshold between 64 and 192 then gives the same mask.
_NOISE = 64
# Visible colours that differ by less are one colour, compressed.
_ONE_COLOUR = 16
# What is more transparent has no colour to speak of: rounding left it.
_VISIBLE = 32

_PREVIEW_SIDE = 1024


class Channel(StrEnum):
    """What may carry a mask."""

    BRIGHTNESS = "brightness"
    ALPHA = "alpha"


@dataclass(frozen=True, slots=True)
class Reading:
    """How an image is to be read: values from `threshold` (1 to 255) on are white.

    `inverted`: they are black, and those below it white.
    """

    channel: Channel
    threshold: int = THRESHOLD
    inverted: bool = False

    @property
    def table(self) -> list[int]:
        """Each of the 256 values as 0 or 255."""
        low, high = (CHANGED, KEPT) if self.inverted else (KEPT, CHANGED)
        return [low] * self.threshold + [high] * (256 - self.threshold)


@dataclass(frozen=True, slots=True, eq=False)
class Plane:
    """One channel of an image, upright, as "L", with how often each value occurs.

    `small` is the same with at most 1024 pixels a side, for a preview.
    """

    image: Image.Image
    histogram: tuple[int, ...]
    small: Image.Image

    @property
    def varies(self) -> bool:
        """Whether not all its pixels are of one value."""
        return sum(1 for count in self.histogram if count) > 1

    @property
    def is_pure(self) -> bool:
        """Whether it holds only 0 and 255."""
        return not any(self.histogram[1:-1])

    @property
    def is_nearly_pure(self) -> bool:
        """Whether everything in it is near black or white."""
        return not any(self.histogram[_NOISE:-_NOISE])


@dataclass(frozen=True, slots=True, eq=False)
class MaskImage:
    """An image that can become the mask of a picture of `picture` displayed pixels.

    `planes` has the channels that carry something, the likelier one first; at least one.
    """

    picture: Size
    orientation: int
    planes: Mapping[Channel, Plane]

    @property
    def size(self) -> Size:
        """The image's own size, turned as the picture is displayed."""
        return Size(*next(iter(self.planes.values())).image.size)

    @property
    def is_scaled(self) -> bool:
        """Whether it has another size than the picture."""
        return self.size != self.picture

    @property
    def leaves_no_question(self) -> bool:
        """Whether the likely reading is the only sensible one."""
        if self.is_scaled or tuple(self.planes) != (Channel.BRIGHTNESS,):
            return False
        return self.planes[Channel.BRIGHTNESS].is_nearly_pure

    def likely(self, channel: Channel | None = None) -> Reading:
        """How it, or one of its channels, is most likely meant."""
        if channel is None:
            channel = next(iter(self.planes))
        reading = Reading(channel)
        more_than_half = channel is Channel.ALPHA and self.coverage(reading) > 0.5
        return Reading(channel, inverted=more_than_half)

    def coverage(self, reading: Reading) -> float:
        """The white share, 0.0 to 1.0; costs nothing. Scaled, it comes out a little different."""
        histogram = self.planes[reading.channel].histogram
        table = reading.table
        white = sum(count for count, value in zip(histogram, table, strict=True) if value)
        return white / max(1, self.size.area)

    def mask(self, reading: Reading, progress: Progress) -> MaskSnapshot:
        """The mask of the picture's size. Raises Abandoned.

        Greys are scaled before they are thresholded, which leaves edges round where scaling
        pixels of black and white would leave steps; linearly, which makes no value that wasn't
        between its neighbours.
        """
        table, parts = reading.table, []
        for top, bottom in strips(self.picture, 4):
            progress.report(top / self.picture.height)
            rows = self._rows(self.planes[reading.channel].image, top, bottom)
            parts.append(rows.point(table).tobytes())
        return MaskSnapshot(self.picture, b"".join(parts), self.orientation)

    def _rows(self, plane: Image.Image, top: int, bottom: int) -> Image.Image:
        """The picture's rows from `top` up to but without `bottom`, out of one plane."""
        width, height = self.picture.width, self.picture.height
        if not self.is_scaled:
            return plane.crop((0, top, width, bottom))
        # Pillow looks beyond the box at the rows that have a share in its edges.
        box = (0, top * plane.height / height, plane.width, bottom * plane.height / height)
        return plane.resize((width, bottom - top), Image.Resampling.BILINEAR, box)


def read_mask_image(
    data: bytes, picture: Size, orientation: int = 1, progress: Progress | None = None
) -> MaskImage:
    """Read a file as the mask of a picture of so many displayed pixels.

    `orientation` is the picture's. Raises PictureError, or MaskSizeMismatch if the shape is
    another; Abandoned.
    """
    progress = progress or Progress()
    image, _ = open_image(data)
    stored = picture.transposed if orientation >= 5 else picture
    size = Size(*image.size)
    turn = UPRIGHT.get(orientation)
    if not _fits(size, stored):
        if not _fits(size, picture):
            raise MaskSizeMismatch(size, stored)
        turn = None
    light, alpha, colours = _take_apart(image, progress)
    planes = {Channel.BRIGHTNESS: light.plane(turn)}
    if alpha is not None:
        planes[Channel.ALPHA] = alpha.plane(turn)
    carriers = _carriers(planes, colours)
    return MaskImage(picture, orientation, {channel: planes[channel] for channel in carriers})


def _fits(size: Size, picture: Size) -> bool:
    """Whether it is the picture's size, or one is the other scaled to whole pixels.

    Scaling the larger by s and rounding leaves each side of the smaller up to half a pixel off
    s times the larger's; cross-multiplied, that is at most half the sum of the larger's sides.
    Where only one side differs, a row was lost, and nothing scaled.
    """
    if size == picture:
        return True
    wider, higher = size.width - picture.width, size.height - picture.height
    off = abs(size.width * picture.height - size.height * picture.width)
    larger = size if wider > 0 else picture
    return wider * higher > 0 and 2 * off <= larger.width + larger.height


class _Gathered:
    """A channel in the making, strip by strip."""

    def __init__(self, size: Size) -> None:
        self._size = size
        self._memory = anonymous_memory(size.area)
        self._histogram = [0] * 256

    def add(self, top: int, strip: Image.Image) -> None:
        """Put an "L" strip at a row."""
        start = top * self._size.width
        self._memory[start : start + strip.width * strip.height] = strip.tobytes()
        self._histogram = _sum(self._histogram, strip.histogram())

    def plane(self, turn: Image.Transpose | None) -> Plane:
        """All of it, turned."""
        image = image_over(self._memory, "L", self._size)
        if turn is not None:
            image = image.transpose(turn)
        factor = -(-max(image.size) // _PREVIEW_SIDE)
        return Plane(image, tuple(self._histogram), image.reduce(factor))


def _take_apart(
    image: Image.Image, progress: Progress
) -> tuple[_Gathered, _Gathered | None, list[int]]:
    """Brightness, alpha if there is room for it, and how often each visible grey occurs."""
    size = Size(*image.size)
    light = _Gathered(size)
    alpha = _Gathered(size) if may_be_seen_through(image) else None
    colours = [0] * 256
    visible = [KEPT] * _VISIBLE + [CHANGED] * (256 - _VISIBLE)
    for top, bottom in strips(size, 4):
        progress.report(top / size.height)
        strip = image.crop((0, top, size.width, bottom))
        light.add(top, brightness(strip))
        if alpha is not None:
            rgba = strip.convert("RGBA")
            opacity = rgba.getchannel("A")
            alpha.add(top, opacity)
            colours = _sum(colours, rgba.convert("L").histogram(opacity.point(visible)))
    return light, alpha, colours


def _carriers(planes: Mapping[Channel, Plane], colours: list[int]) -> tuple[Channel, ...]:
    """The channels that carry something, the likelier one first."""
    if Channel.ALPHA not in planes or not planes[Channel.ALPHA].varies:
        return (Channel.BRIGHTNESS,)
    seen = [value for value, count in enumerate(colours) if count] or [KEPT]
    if seen[-1] - seen[0] < _ONE_COLOUR:
        # White on nothing is the same in both.
        return (Channel.BRIGHTNESS,) if seen[0] > CHANGED - _ONE_COLOUR else (Channel.ALPHA,)
    if any(colours[_NOISE:-_NOISE]):
        return (Channel.ALPHA, Channel.BRIGHTNESS)
    return (Channel.BRIGHTNESS, Channel.ALPHA)


def _sum(counts: list[int], more: list[int]) -> list[int]:
    return [one + other for one, other in zip(counts, more, strict=True)]
