"""Bytes to pictures and masks, and masks to the PNG that the service gets."""

from __future__ import annotations

import io
import struct
import threading
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from PIL import Image, UnidentifiedImageError, _imaging

from app.canvas.geometry import Size
from app.canvas.mask import CHANGED, KEPT, MaskSnapshot
from app.canvas.picture import UPRIGHT, Picture, picture_from_image, strips

MAX_PIXELS = 100_000_000
"""Larger pictures are refused before they are decoded."""

FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF")

THRESHOLD = 128
"""Greys from here on count as white when a mask is imported (interface.md, `--mask`)."""

# Pillow's own check against decompression bombs stays on: it refuses twice this many pixels, and
# only warns from here on, which `open_image` turns into a refusal.
Image.MAX_IMAGE_PIXELS = MAX_PIXELS

# Pillow keeps pictures in blocks of 16 MB. glibc recycles blocks of that size, and zeroing a whole
# picture's then held the GIL, and so the window, for up to 150 ms; from 32 MB on each block is
# mapped anew, and zeroed page by page where the decoder writes.
_imaging.set_block_size(64 * 1024 * 1024)

_ORIENTATION_TAG = 0x0112
_OPAQUE = 255
_PIECE_BYTES = 128 * 1024
# The filters for warnings belong to the whole process.
_warnings_lock = threading.Lock()
_SIXTEEN_BIT_MODES = frozenset({"I", "I;16", "I;16L", "I;16B", "I;16N"})


# What Pillow raises for broken files, found by breaking some.
_DAMAGE = (OSError, SyntaxError, ValueError, EOFError, struct.error, zlib.error)


class PictureError(Exception):
    """A picture or mask that can't be used; `str()` is one plain sentence."""


class NotAPicture(PictureError):
    """The bytes are in no picture format that we read."""


class DamagedPicture(PictureError):
    """A picture that starts well but is truncated or broken inside."""


class PictureTooLarge(PictureError):
    """More than `MAX_PIXELS`."""

    def __init__(self) -> None:
        super().__init__(f"The picture has more than {MAX_PIXELS // 1_000_000} megapixels.")


class MaskSizeMismatch(PictureError):
    """A mask whose width or height isn't the picture's."""

    def __init__(self, mask: Size, picture: Size) -> None:
        super().__init__(f"The mask is {mask} pixels, but the picture is {picture}.")
        self.mask = mask
        self.picture = picture


def decode_picture(data: bytes) -> Picture:
    """Decode a whole picture file: upright, 8 bits a channel, RGB or with alpha.

    CMYK, 16-bit, palette, grey and EXIF-rotated files are all taken; of an animation the first
    frame. Raises NotAPicture, DamagedPicture or PictureTooLarge.
    """
    image, orientation = open_image(data)
    displayed = displayable(image)
    turn = UPRIGHT.get(orientation)
    if turn is not None and image.format != "TIFF":  # which Pillow turns upright by itself
        displayed = displayed.transpose(turn)
    return picture_from_image(displayed, orientation)


def encode_picture(picture: Picture) -> bytes:
    """A picture as PNG, from which `decode_picture` makes the same one, orientation and all.

    The file has the stored layout. Quick rather than small: for the library, not the wire.
    """
    image = picture.to_image()
    exif = Image.Exif()
    turn = UPRIGHT.get(picture.orientation)
    if turn is not None:
        image = image.transpose(_INVERSE.get(turn, turn))
        exif[_ORIENTATION_TAG] = picture.orientation
    buffer = io.BytesIO()
    image.save(buffer, "PNG", compress_level=1, exif=exif)
    return buffer.getvalue()


def encode_mask(snapshot: MaskSnapshot) -> bytes:
    """The mask as PNG: 8-bit greyscale, only 0 and 255, in the stored picture's layout.

    8 bits, since decoders may read 1-bit files as booleans or palettes. No filter and zlib's
    run-length strategy: for black and white areas a third of the time of the default, and
    smaller. The same mask always gives the same bytes.
    """
    size, pixels = _stored(snapshot)
    compressor = zlib.compressobj(6, zlib.DEFLATED, 15, 9, zlib.Z_RLE)
    parts = []
    # In small pieces: between two of them the window's thread gets the interpreter.
    piece = max(1, _PIECE_BYTES // size.width) * size.width
    for strip in pixels:
        for start in range(0, len(strip), piece):
            rows = range(start, min(start + piece, len(strip)), size.width)
            filtered = b"".join(b"\0" + strip[row : row + size.width] for row in rows)
            parts.append(compressor.compress(filtered))
    parts.append(compressor.flush())
    header = struct.pack(">IIBBBBB", size.width, size.height, 8, 0, 0, 0, 0)
    return b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            _chunk(b"IHDR", header),
            _chunk(b"IDAT", b"".join(parts)),
            _chunk(b"IEND", b""),
        )
    )


def _stored(snapshot: MaskSnapshot) -> tuple[Size, Iterator[bytes]]:
    """Size and rows, some at a time, of the mask in the stored picture's layout."""
    if snapshot.orientation not in UPRIGHT:
        return snapshot.size, snapshot.strips()
    turned = stored_image(snapshot)
    size = Size(*turned.size)
    boxes = ((0, top, size.width, bottom) for top, bottom in strips(size, 1))
    return size, (turned.crop(box).tobytes() for box in boxes)


def stored_image(snapshot: MaskSnapshot) -> Image.Image:
    """The mask as an "L" image in the stored picture's layout; not to be written to."""
    turn = UPRIGHT.get(snapshot.orientation)
    image = snapshot.image()
    return image if turn is None else image.transpose(_INVERSE.get(turn, turn))


def decode_mask(data: bytes, picture: Size, orientation: int = 1) -> MaskSnapshot:
    """Read a mask file for a picture of `picture` displayed pixels.

    What is of `brightness` 128 and more is white. The file has the stored picture's layout, as
    `encode_mask` writes it. Raises PictureError, MaskSizeMismatch among them.
    """
    image, _ = open_image(data)
    stored = picture.transposed if orientation >= 5 else picture
    if Size(*image.size) != stored:
        raise MaskSizeMismatch(Size(*image.size), stored)
    mask = b"".join(_thresholded(image))
    turn = UPRIGHT.get(orientation)
    if turn is not None:
        mask = Image.frombytes("L", image.size, mask).transpose(turn).tobytes()
    return MaskSnapshot(picture, mask, orientation)


def _thresholded(image: Image.Image) -> Iterator[bytes]:
    """An image's rows in black and white, some at a time, for the sake of the GIL."""
    table = [KEPT] * THRESHOLD + [CHANGED] * (256 - THRESHOLD)
    for top, bottom in strips(Size(*image.size), 1):
        yield brightness(image.crop((0, top, image.width, bottom))).point(table).tobytes()


def brightness(image: Image.Image) -> Image.Image:
    """An image's greys as "L".

    What can be seen through counts as lying on black, since the colour of an erased pixel is
    whatever the program that wrote it left there.
    """
    if image.mode == "L" and not may_be_seen_through(image):
        return image
    visible = displayable(image)
    if visible.mode == "RGBA":
        visible = Image.alpha_composite(Image.new("RGBA", visible.size, "black"), visible)
    return visible.convert("L")


_INVERSE = {
    Image.Transpose.ROTATE_90: Image.Transpose.ROTATE_270,
    Image.Transpose.ROTATE_270: Image.Transpose.ROTATE_90,
}


def open_image(data: bytes, at_least: int | None = None) -> tuple[Image.Image, int]:
    """Open and decode to the last byte: a truncated file must not pass for a picture.

    Also returns the EXIF orientation. `at_least`: so many pixels a side are enough, which saves
    most of the time that a large JPEG takes. Raises NotAPicture, DamagedPicture or
    PictureTooLarge.
    """
    try:
        with _without_warnings():
            image = Image.open(io.BytesIO(data), formats=FORMATS)
        if image.width * image.height > MAX_PIXELS:
            raise PictureTooLarge
        if at_least is not None:
            image.draft(None, (at_least, at_least))
        # Pillow takes a TIFF's orientation away when it loads it; a PNG's may come last.
        orientation = _orientation(image) if image.format == "TIFF" else None
        image.load()
    except Image.DecompressionBombError as error:
        raise PictureTooLarge from error
    except UnidentifiedImageError as error:
        raise NotAPicture("This is not a picture in a format that can be read.") from error
    except _DAMAGE as error:
        raise DamagedPicture("The picture is damaged or cut short.") from error
    return image, orientation or _orientation(image)


@contextmanager
def _without_warnings() -> Iterator[None]:
    """Keep Pillow's remarks about odd metadata, which nobody asked for, off standard error.

    For short work alone: other threads wait.
    """
    with _warnings_lock, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _orientation(image: Image.Image) -> int:
    """What EXIF says, 1 to 8; 1 where it says nothing or nonsense."""
    try:
        with _without_warnings():
            orientation = image.getexif().get(_ORIENTATION_TAG, 1)
    except _DAMAGE:
        return 1
    return int(orientation) if orientation in UPRIGHT else 1


def may_be_seen_through(image: Image.Image) -> bool:
    """Whether the image's kind has room for transparency; its pixels may be opaque all the same."""
    if image.mode in _SIXTEEN_BIT_MODES:
        return False
    return image.mode in {"RGBA", "LA", "PA", "RGBa", "La"} or "transparency" in image.info


def displayable(image: Image.Image) -> Image.Image:
    """RGB, or RGBA when anything can be seen through. Takes a strip of an image as well."""
    if image.mode in _SIXTEEN_BIT_MODES:
        return image.convert("I").point(lambda grey: grey * (1 / 256)).convert("L").convert("RGB")
    if may_be_seen_through(image):
        rgba = image.convert("RGBA")
        return rgba if _can_be_seen_through(rgba) else rgba.convert("RGB")
    return image if image.mode == "RGB" else image.convert("RGB")


def _can_be_seen_through(rgba: Image.Image) -> bool:
    """Whether any pixel is not opaque; looked for in strips, for the sake of the GIL."""
    width, height = rgba.size
    return any(
        rgba.crop((0, top, width, bottom)).getchannel("A").getextrema()[0] != _OPAQUE
        for top, bottom in strips(Size(width, height), 4)
    )


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
