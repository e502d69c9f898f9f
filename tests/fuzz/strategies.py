"""What the targets are fed: JSON as anybody may write it, and picture files with broken bytes."""

from __future__ import annotations

import io
import json
import struct
import zlib
from collections.abc import Iterator
from functools import cache
from typing import TypeAlias

from hypothesis import strategies as st
from PIL import Image, ImageDraw

Strategy: TypeAlias = st.SearchStrategy[bytes]

FIELDS = (
    *("id", "parentId", "type", "actions", "percent", "status", "result", "error", "usage"),
    *("total_cost", "message", "balance", "creditLimit", "parent_id", "prompt", "mask", "cost"),
    *("created_at", "kind", "service", "task_id", "language", "theme", "brush_size", "api_url"),
    *("overlay_color", "recent_tasks", "prompt_history", "window_geometry", "undo_memory"),
)
_WORDS = (
    *("done", "idle", "failed", "upsamle_1", "insufficient_balance_error", "#ff3b30", "AAAA"),
    *("https://gptunnel.ru/task/image/6558acd103761c00010775b8?cache=100", "6558acd1", "99%"),
    *("http://[::1", "1e999", "\ud800", "\0", "ſtrange", "<a&#xFFFFFFFF;>", "٣", "1_0", "./..", ""),
)

_text = st.sampled_from(_WORDS) | st.text(max_size=30)
_scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from((2**63, -(10**400), 1e308))
    | st.floats()
    | _text
)
_values = st.recursive(
    _scalars,
    lambda inner: (
        st.lists(inner, max_size=5)
        | st.dictionaries(st.sampled_from(FIELDS) | st.text(max_size=5), inner, max_size=8)
    ),
    max_leaves=15,
)
_documents = st.dictionaries(st.sampled_from(FIELDS), _values, max_size=12) | _values


def _dumped(value: object, encoding: str) -> bytes:
    text = json.dumps(value, ensure_ascii=encoding == "ascii")
    return text.encode(encoding, "surrogatepass")


_absurd = st.sampled_from(
    (
        b"[" * 100_000,
        b'{"a":' * 50_000,
        b"[" * 900 + b"]" * 900,
        b'{"percent": ' + b"9" * 10_000 + b"}",
        b'{"id": "a", "id": NaN}',
        b"\xef\xbb\xbf{}",
        b"\xff\xfe{\x00}\x00",
        b'"\\ud800"',
        b"\x00\x00\x00{",
    )
)


def documents() -> Strategy:
    """JSON, or what was JSON before some bytes of it were changed."""
    encodings = st.sampled_from(("utf-8", "ascii", "utf-16", "utf-32", "utf-8-sig"))
    whole = st.builds(_dumped, _documents, encodings)
    return whole | mutated(whole) | _absurd | st.binary(max_size=60)


# Files with broken bytes

_Edit: TypeAlias = tuple[str, float, bytes]

_INTERESTING = (b"\0", b"\xff", b"\x7f", b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff", b"\0\0\0\0")
_edits = st.lists(
    st.tuples(
        st.sampled_from(("set", "insert", "delete", "cut", "repeat")),
        st.floats(0, 1),
        st.sampled_from(_INTERESTING) | st.binary(min_size=1, max_size=8),
    ),
    min_size=1,
    max_size=4,
)


def mutated(whole: Strategy) -> Strategy:
    """Files with some bytes set, inserted, deleted, cut off or repeated."""
    return st.builds(_edited, whole, _edits)


def _edited(data: bytes, edits: list[_Edit]) -> bytes:
    for kind, where, value in edits:
        at = int(where * len(data))
        match kind:
            case "set":
                data = data[:at] + value + data[at + len(value) :]
            case "insert":
                data = data[:at] + value + data[at:]
            case "delete":
                data = data[:at] + data[at + len(value) :]
            case "cut":
                data = data[:at]
            case "repeat":
                data = data[:at] + data[max(0, at - 40) :]
    return data


def pictures() -> Strategy:
    """Picture files of every kind that is read, whole and broken.

    A PNG's checksums are made right again in half of the cases: otherwise nothing behind them
    would ever be reached.
    """
    whole = st.sampled_from(tuple(samples().values()))
    broken = mutated(whole)
    return whole | broken | broken.map(with_checksums) | st.binary(max_size=60)


def with_checksums(data: bytes) -> bytes:
    """A PNG with the checksum of each chunk as it should be; other files as they are."""
    if not data.startswith(_PNG):
        return data
    return _PNG + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in _chunks(data)
    )


_PNG = b"\x89PNG\r\n\x1a\n"


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(_PNG)
    while at + 8 <= len(data):
        length = min(int.from_bytes(data[at : at + 4], "big"), len(data) - at - 8)
        yield data[at + 4 : at + 8], data[at + 8 : at + 8 + length]
        at += length + 12


SIZE = (13, 9)


@cache
def samples() -> dict[str, bytes]:
    """A small file of each kind, by name."""
    colour = Image.linear_gradient("L").resize(SIZE).convert("RGB")
    ImageDraw.Draw(colour).ellipse((2, 2, 9, 7), fill=(200, 30, 60))
    alpha = colour.copy()
    alpha.putalpha(Image.radial_gradient("L").resize(SIZE))
    grey = colour.convert("L")
    deep = Image.new("I;16", SIZE, 40_000)
    palette = colour.quantize(7)
    black_and_white = grey.point([0] * 90 + [255] * 166).convert("1")
    exif = Image.Exif()
    exif[0x0112] = 6
    turned = {"exif": exif}
    return {
        "png rgb": _file(colour, "PNG"),
        "png rgba": _file(alpha, "PNG", **turned),
        "png grey": _file(grey, "PNG", transparency=3, dpi=(72, 72)),
        "png 16": _file(deep, "PNG"),
        "png palette": _file(palette, "PNG", transparency=b"\x10\x80"),
        "png 1": _file(black_and_white, "PNG"),
        "png animated": _file(colour, "PNG", save_all=True, append_images=[alpha.convert("RGB")]),
        "jpeg": _file(colour, "JPEG", **turned),
        "jpeg progressive": _file(colour, "JPEG", progressive=True, quality=60),
        "jpeg cmyk": _file(colour.convert("CMYK"), "JPEG"),
        "jpeg grey": _file(grey, "JPEG", comment=b"hello"),
        "webp": _file(colour, "WEBP", **turned),
        "webp lossless": _file(alpha, "WEBP", lossless=True),
        "webp animated": _file(colour, "WEBP", save_all=True, append_images=[alpha]),
        "gif": _file(palette, "GIF", transparency=2),
        "gif animated": _file(palette, "GIF", save_all=True, append_images=[colour.quantize(5)]),
        "bmp": _file(colour, "BMP"),
        "bmp palette": _file(palette, "BMP"),
        "bmp 1": _file(black_and_white, "BMP"),
        "tiff": _file(colour, "TIFF", **turned),
        "tiff lzw": _file(alpha, "TIFF", compression="tiff_lzw"),
        "tiff deflate": _file(deep, "TIFF", compression="tiff_adobe_deflate"),
        "tiff group 4": _file(black_and_white, "TIFF", compression="group4"),
        "tiff jpeg": _file(colour, "TIFF", compression="jpeg"),
        "tiff float": _file(grey.convert("F"), "TIFF"),
        "tiff lab": _file(Image.new("LAB", SIZE, (90, 20, 30)), "TIFF"),
    }


def _file(image: Image.Image, kind: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()
