"""Picture files made by hand where Pillow can't write them."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

from PIL import Image

GREY, RGB, PALETTE, GREY_ALPHA, RGBA = 0, 2, 3, 4, 6


def png_chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(
    width: int,
    height: int,
    depth: int,
    colour: int,
    rows: list[bytes],
    *extra: tuple[bytes, bytes],
) -> bytes:
    """A PNG of these rows (no filter), with extra chunks before the pixels."""
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    pixels = zlib.compress(b"".join(b"\0" + row for row in rows))
    return b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            png_chunk(b"IHDR", header),
            *(png_chunk(kind, body) for kind, body in extra),
            png_chunk(b"IDAT", pixels),
            png_chunk(b"IEND", b""),
        )
    )


def saved(image: Image.Image, file_format: str = "PNG", **options: Any) -> bytes:
    """The file of an image; the options are those of Pillow's writer."""
    file = io.BytesIO()
    image.save(file, file_format, **options)
    return file.getvalue()


def exif_with(orientation: int) -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = orientation
    return exif


def asymmetric(width: int = 6, height: int = 4) -> Image.Image:
    """A picture that differs from each of its turned and mirrored selves, in every pixel."""
    image = Image.new("RGB", (width, height))
    image.putdata(
        [(x * 40, y * 60, 10 + x + width * y) for y in range(height) for x in range(width)]
    )
    return image


def colours_of(image: Image.Image) -> list[tuple[int, int, int]]:
    """Red, green and blue of each pixel of an RGB image, row by row."""
    data = image.tobytes()
    return list(zip(data[::3], data[1::3], data[2::3], strict=True))
