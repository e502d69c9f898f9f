"""Painting in the background: one thread that makes the pictures of new tasks, one by one."""

from __future__ import annotations

import colorsys
import io
import queue
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

from PIL import Image, ImageDraw

from app.sandbox import painter

# At which percentages an intermediate picture is shown.
PREVIEW_STEPS = (25, 50, 75)

# Up to this size candidates are sketched: nobody looks at them but tests, which can't wait.
SKETCH_PIXELS = 256 * 256

# A second try at the same region works on its mirror image, and so finds other sources.
_FLIPS: tuple[Image.Transpose | None, ...] = (
    None,
    Image.Transpose.FLIP_LEFT_RIGHT,
    Image.Transpose.FLIP_TOP_BOTTOM,
    Image.Transpose.ROTATE_180,
)


@dataclass(frozen=True, slots=True)
class StoredPicture:
    """An encoded picture; ``size`` is (width, height) as stored, None when it can't be read.

    ``read`` gives the file, and is called each time that it is needed.
    """

    read: Callable[[], bytes]
    content_type: str
    size: tuple[int, int] | None

    @classmethod
    def of(cls, data: bytes) -> StoredPicture:
        """Look at a file's header; what isn't a picture is kept, to be served as it is."""
        try:
            with Image.open(io.BytesIO(data)) as image:
                content_type = Image.MIME.get(image.format or "", "application/octet-stream")
                return cls(lambda: data, content_type, image.size)
        except (OSError, Image.DecompressionBombError):
            return cls(lambda: data, "application/octet-stream", None)

    def decode(self) -> Image.Image:
        """The stored pixels as RGB, without regard to EXIF rotation; OSError when broken."""
        with Image.open(io.BytesIO(self.read())) as image:
            return image.convert("RGB")


@dataclass(frozen=True, slots=True)
class Rendering:
    """What has been painted of a task so far: previews by percent, at last the picture."""

    previews: tuple[tuple[int, StoredPicture], ...] = ()
    picture: StoredPicture | None = None
    problem: str | None = None


class Painting(Protocol):
    """Whoever waits for a rendering: each newer one replaces the one before."""

    rendering: Rendering


@dataclass(frozen=True, slots=True)
class PaintOrder:
    """Repaint ``quadrant`` (1..4) of the source, or the whole of it, four times into a grid.

    ``mask`` is a PNG of the painted part's size, or None for a large ellipse in its middle.
    Attempts 0 to 3 give other candidates each, later ones the same again. Of what is painted anew
    only the share ``strength`` covers what was there.
    """

    source: StoredPicture
    quadrant: int | None = None
    mask: bytes | None = None
    attempt: int = 0
    strength: float = 1.0

    def steps(self) -> Iterator[Rendering]:
        """Ever more complete renderings; a pause between them is a chance to stop.

        The first preview comes before anything is repainted: too coarse to show the difference.
        """
        picture = cut_out(self.source.decode(), self.quadrant)
        mask = _read_mask(self.mask, picture.size)
        previews: tuple[tuple[int, StoredPicture], ...]
        previews = (_preview([picture] * painter.VARIANTS, mask, PREVIEW_STEPS[0]),)
        yield Rendering(previews)
        candidates = []
        for variant in range(painter.VARIANTS):
            painted = _repaint(picture, mask, variant, self.attempt)
            if self.strength < 1:
                painted = Image.blend(picture, painted, self.strength)
            candidates.append(painted)
            yield Rendering(previews)
        for percent in PREVIEW_STEPS[1:]:
            previews += (_preview(candidates, mask, percent),)
            yield Rendering(previews)
        yield Rendering(previews, _encode(painter.grid(candidates), "PNG"))


@dataclass(frozen=True, slots=True)
class CutOrder:
    """The quadrant (1..4, row by row) of a grid, pixel for pixel."""

    source: StoredPicture
    quadrant: int

    def steps(self) -> Iterator[Rendering]:
        """A preview at half the way, then the picture."""
        picture = cut_out(self.source.decode(), self.quadrant)
        whole = Image.new("L", picture.size, 255)
        previews = ((50, _encode(painter.preview(picture, whole, 50), "JPEG")),)
        yield Rendering(previews)
        yield Rendering(previews, _encode(picture, "PNG"))


def cut_out(image: Image.Image, quadrant: int | None) -> Image.Image:
    """A quadrant of the image, or all of it for None."""
    if quadrant is None:
        return image
    width, height = image.width // 2, image.height // 2
    left, top = (quadrant - 1) % 2 * width, (quadrant - 1) // 2 * height
    return image.crop((left, top, left + width, top + height))


def _read_mask(data: bytes | None, size: tuple[int, int]) -> Image.Image:
    if data is None:
        mask = Image.new("L", size, 0)
        width, height = size
        box = (width // 6, height // 6, width - width // 6, height - height // 6)
        ImageDraw.Draw(mask).ellipse(box, fill=255)
        return mask
    with Image.open(io.BytesIO(data)) as image:
        mask = image.convert("L")
    # The picture may be of another size than what was painted over.
    return mask if mask.size == size else mask.resize(size, Image.Resampling.NEAREST)


def _repaint(picture: Image.Image, mask: Image.Image, variant: int, attempt: int) -> Image.Image:
    if picture.width * picture.height <= SKETCH_PIXELS:
        return _sketch(picture, mask, variant + painter.VARIANTS * attempt)
    flip = _FLIPS[attempt % len(_FLIPS)]
    if flip is None:
        return painter.repaint(picture, mask, variant)
    # Each of the flips undoes itself.
    flipped = painter.repaint(picture.transpose(flip), mask.transpose(flip), variant)
    return flipped.transpose(flip)


def _sketch(picture: Image.Image, mask: Image.Image, number: int) -> Image.Image:
    """The marked region in one colour, another for each number."""
    hue = number * 0.618 % 1  # the golden ratio keeps neighbours apart
    red, green, blue = (round(255 * part) for part in colorsys.hsv_to_rgb(hue, 0.6, 0.8))
    result = picture.copy()
    result.paste((red, green, blue), (0, 0), mask.point([0] * 128 + [255] * 128))
    return result


def _preview(
    candidates: list[Image.Image], mask: Image.Image, percent: int
) -> tuple[int, StoredPicture]:
    sheet = painter.grid([painter.preview(image, mask, percent) for image in candidates])
    return percent, _encode(sheet, "JPEG")


def _encode(image: Image.Image, kind: str) -> StoredPicture:
    buffer = io.BytesIO()
    # PNG level 1: the server shares its process with a GUI, and the bytes go no further.
    options = {"compress_level": 1} if kind == "PNG" else {"quality": 80}
    image.save(buffer, kind, **options)
    return StoredPicture(buffer.getvalue, Image.MIME[kind], image.size)


class Studio:
    """The thread that works orders off, from ``start()`` to ``stop()``."""

    def __init__(self) -> None:
        self._orders: queue.SimpleQueue[tuple[Painting, PaintOrder | CutOrder] | None]
        self._orders = queue.SimpleQueue()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Work off what's ordered, and what was ordered while stopped."""
        if self._thread is None:
            self._stopping = threading.Event()
            self._thread = threading.Thread(
                target=self._work, args=(self._stopping,), name="sandbox-painter", daemon=True
            )
            self._thread.start()

    def stop(self, timeout: float = 0.5) -> None:
        """Stop after the step under way, whose task stays unfinished."""
        if self._thread is not None:
            self._stopping.set()
            self._orders.put(None)  # wakes the thread
            self._thread.join(timeout)
            self._thread = None

    def order(self, painting: Painting, order: PaintOrder | CutOrder) -> None:
        """Have the painting's rendering made."""
        self._orders.put((painting, order))

    def _work(self, stopping: threading.Event) -> None:
        while not stopping.is_set():
            item = self._orders.get()
            if item is not None:
                _paint(*item, stopping)


def _paint(painting: Painting, order: PaintOrder | CutOrder, stopping: threading.Event) -> None:
    try:
        for rendering in order.steps():
            painting.rendering = rendering
            if stopping.is_set():
                return
    # Whatever a picture does to the painter, its task fails and the next ones are painted.
    except Exception as error:  # noqa: BLE001
        painting.rendering = Rendering(problem=f"The picture can't be painted: {error!r}")
