"""Small squares of pictures, with what a mask marked in them; no more is decoded than need be."""

from __future__ import annotations

import itertools
from io import BytesIO

from PIL import Image, ImageChops, ImageFilter

from app.canvas.codec import brightness, displayable, open_image
from app.canvas.geometry import Size, quadrants
from app.canvas.picture import UPRIGHT

_MARK = (255, 59, 48)
_RIM = (20, 20, 22)
_BEHIND = (128, 128, 128)  # what can be seen through
# A thin stroke covers little of a small pixel, and has to be seen all the same.
_FAINTEST = 12
_TINT = 170  # of 255

_Box = tuple[float, float, float, float]


def thumbnail(
    picture: bytes,
    side: int,
    mask: bytes | None = None,
    *,
    is_grid: bool = False,
    orientation: int = 1,
) -> Image.Image:
    """The middle square of a picture's file, `side` × `side` pixels (an even number), RGB.

    `mask`: the file of what the picture was made with; its outline is drawn, in each of the four
    quadrants of a grid. `orientation`: how the picture is turned upright, or each candidate of a
    grid, where its file says nothing of that. Raises PictureError.
    """
    image, own = open_image(picture, at_least=side)
    turn = UPRIGHT.get(own) or UPRIGHT.get(orientation)
    if own in UPRIGHT or turn is None:
        square = _square(image, own, side)
    elif is_grid:
        image = _each_turned(image, turn)
        square = _square(image, 1, side)
    else:
        square = _square(image, orientation, side)
    if mask is None:
        return square
    sent = _opened_mask(mask)
    if turn is not None:
        sent = sent.transpose(turn)
    marked = _marked_in_quadrants(sent, image.size, side) if is_grid else _marked(sent, side)
    line = ImageChops.subtract(marked.filter(ImageFilter.MaxFilter(3)), marked)
    rim = ImageChops.subtract(marked.filter(ImageFilter.MaxFilter(5)), marked)
    square.paste(_RIM, mask=rim.point(lambda level: level // 2))
    square.paste(_MARK, mask=line)
    return square


def sketch(original: bytes, side: int, mask: bytes, *, orientation: int = 1) -> Image.Image:
    """The same of an original, with what is to change tinted, where there is no result yet."""
    image, own = open_image(original, at_least=side)
    square = _square(image, own if own in UPRIGHT else orientation, side)
    marked = _marked(_opened_mask(mask), side)
    turn = UPRIGHT.get(own) or UPRIGHT.get(orientation)
    marked = marked if turn is None else marked.transpose(turn)
    square.paste(_MARK, mask=marked.point(lambda level: level and _TINT))
    return square


def to_jpeg(image: Image.Image) -> bytes:
    """A small file for it, with sharp colours."""
    buffer = BytesIO()
    image.save(buffer, "JPEG", quality=88, subsampling=0)
    return buffer.getvalue()


def _square(image: Image.Image, orientation: int, side: int) -> Image.Image:
    if image.mode not in {"L", "RGB", "RGBA"}:
        image = displayable(image)
    box = _middle(image.size)
    small = image.resize((side, side), Image.Resampling.BICUBIC, box=box, reducing_gap=2.0)
    small = displayable(small)
    if small.mode == "RGBA":
        small = Image.alpha_composite(Image.new("RGBA", small.size, _BEHIND), small).convert("RGB")
    turn = UPRIGHT.get(orientation)
    return small if turn is None or image.format == "TIFF" else small.transpose(turn)


def _each_turned(grid: Image.Image, turn: Image.Transpose) -> Image.Image:
    """A grid with each of its quadrants turned, where it is."""
    quarters = [grid.crop(part.box).transpose(turn) for part in quadrants(Size(*grid.size))]
    (width, height), (right, bottom) = quarters[0].size, quarters[3].size
    sheet = Image.new(grid.mode, (width + right, height + bottom))
    sheet.info = grid.info
    if grid.palette is not None:
        sheet.putpalette(grid.palette)
    for quarter, corner in zip(
        quarters, ((0, 0), (width, 0), (0, height), (width, height)), strict=True
    ):
        sheet.paste(quarter, corner)
    return sheet


def _opened_mask(data: bytes) -> Image.Image:
    return brightness(open_image(data)[0])


def _marked(mask: Image.Image, side: int, box: _Box | None = None) -> Image.Image:
    """What is white in a part of a mask, or in its middle square, so small."""
    small = mask.resize((side, side), Image.Resampling.BOX, box=box or _middle(mask.size))
    return small.point(lambda level: 255 if level >= _FAINTEST else 0)


def _marked_in_quadrants(mask: Image.Image, grid: tuple[int, int], side: int) -> Image.Image:
    """The same as the middle square of a grid of four has it, each as large as the mask."""
    half = side // 2
    across, down = mask.width * 2 / grid[0], mask.height * 2 / grid[1]
    left, top, right, bottom = _middle(grid)
    columns = ((left, grid[0] / 2), (0, right - grid[0] / 2))
    rows = ((top, grid[1] / 2), (0, bottom - grid[1] / 2))
    marked = Image.new("L", (side, side))
    for (x, (begin, end)), (y, (above, below)) in itertools.product(
        zip((0, half), columns, strict=True), zip((0, half), rows, strict=True)
    ):
        box = (begin * across, above * down, end * across, below * down)
        marked.paste(_marked(mask, half, box), (x, y))
    return marked


def _middle(size: tuple[int, int]) -> _Box:
    edge = min(size)
    left, top = (size[0] - edge) // 2, (size[1] - edge) // 2
    return left, top, left + edge, top + edge
