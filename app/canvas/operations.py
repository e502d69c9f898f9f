"""What changes the whole mask at once: descriptions that can be carried out in any thread."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, Protocol

from PIL import Image, ImageChops

from app.canvas import components, morphology, wand
from app.canvas.bits import black
from app.canvas.codec import MaskSizeMismatch
from app.canvas.geometry import Size
from app.canvas.mask import MaskSnapshot
from app.canvas.picture import Picture, strips
from app.canvas.progress import Progress


class Operation(Protocol):
    """A change of the whole mask."""

    @property
    def label(self) -> str:
        """What the change is, for the history."""

    @property
    def is_light(self) -> bool:
        """Whether it takes no more than a few passes over the mask, whatever it holds."""

    def result(self, picture: Picture, mask: Image.Image, progress: Progress) -> Image.Image:
        """The new mask: an "L" image of 0 and 255, of the same size. Raises Abandoned."""


@dataclass(frozen=True, slots=True)
class Clear:
    """Everything black."""

    label: ClassVar = "clear"
    is_light: ClassVar = True

    def result(self, picture: Picture, mask: Image.Image, progress: Progress) -> Image.Image:
        """A black mask."""
        return black(Size(*mask.size))


@dataclass(frozen=True, slots=True)
class Invert:
    """Black and white swapped."""

    label: ClassVar = "invert"
    is_light: ClassVar = True

    def result(self, picture: Picture, mask: Image.Image, progress: Progress) -> Image.Image:
        """What was black is white."""
        return _by_strips(ImageChops.invert, mask, progress)


@dataclass(frozen=True, slots=True)
class Replace:
    """Another mask, such as one read from a file."""

    snapshot: MaskSnapshot
    label: str = "import"
    is_light: ClassVar = True

    def result(self, picture: Picture, mask: Image.Image, progress: Progress) -> Image.Image:
        """The other mask. Raises MaskSizeMismatch."""
        if self.snapshot.size != picture.size:
            raise MaskSizeMismatch(self.snapshot.size, picture.size)
        return self.snapshot.image()


@dataclass(frozen=True, slots=True)
class Grow:
    """White areas larger by `radius` pixels on all sides."""

    radius: int
    label: ClassVar = "grow"
    is_light: ClassVar = False

    def result(self, picture: Picture, mask: Image.Image, progress: Progress) -> Image.Image:
        """The grown mask."""
        return morphology.grow(mask, self.radius, progress)


@dataclass(frozen=True, slots=True)
class Shrink:
    """White areas smaller by `radius` pixels on all sides."""

    radius: int
    label: ClassVar = "shrink"
    is_light: ClassVar = False

    def result(self, picture: Picture, mask: Image.Image, progress: Progress) -> Image.Image:
        """The shrunk mask."""
        return morphology.shrink(mask, self.radius, progress)


@dataclass(frozen=True, slots=True)
class FillHoles:
    """Black areas inside white ones become white."""

    label: ClassVar = "fillHoles"
    is_light: ClassVar = False

    def result(self, picture: Picture, mask: Image.Image, progress: Progress) -> Image.Image:
        """The mask without holes."""
        return components.fill_holes(mask, progress)


@dataclass(frozen=True, slots=True)
class RemoveSpecks:
    """White areas of fewer than `smallest` pixels become black."""

    smallest: int
    label: ClassVar = "removeSpecks"
    is_light: ClassVar = False

    def result(self, picture: Picture, mask: Image.Image, progress: Progress) -> Image.Image:
        """The mask without specks."""
        return components.remove_specks(mask, self.smallest, progress)


@dataclass(frozen=True, slots=True)
class SelectSimilar:
    """What looks like the pixel at `x`, `y` becomes white, or black when `adds` is False.

    See `app.canvas.wand.similar` for `tolerance` and `contiguous`.
    """

    x: int
    y: int
    tolerance: int
    contiguous: bool
    adds: bool
    label: ClassVar = "wand"
    is_light: ClassVar = False

    def result(self, picture: Picture, mask: Image.Image, progress: Progress) -> Image.Image:
        """The mask with the similar area added to it or taken from it."""
        area = wand.similar(
            picture,
            self.x,
            self.y,
            self.tolerance,
            contiguous=self.contiguous,
            progress=progress.part(0.0, 0.9),
        )
        combine = ImageChops.lighter if self.adds else ImageChops.subtract
        return _by_strips(combine, mask, progress.part(0.9, 1.0), area)


def _by_strips(
    change: Callable[..., Image.Image],
    mask: Image.Image,
    progress: Progress,
    *others: Image.Image,
) -> Image.Image:
    """An operation of Pillow's on a whole mask, in calls that keep no other thread waiting."""
    result = Image.new("L", mask.size, None)
    for top, bottom in strips(Size(*mask.size), 1):
        progress.report(top / mask.height)
        box = (0, top, mask.width, bottom)
        result.paste(change(mask.crop(box), *(other.crop(box) for other in others)), box)
    return result
