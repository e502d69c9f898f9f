"""The canvas: a picture, its mask and the mask's history; the one thing tools talk to."""

from __future__ import annotations

from PIL import ImageChops

from app.canvas.codec import MaskSizeMismatch
from app.canvas.geometry import EMPTY, Rect, Size
from app.canvas.history import History, Inversion
from app.canvas.mask import KEPT, Mask, MaskSnapshot, bounds_of
from app.canvas.picture import Picture
from app.canvas.stroke import Shape


class Canvas:
    """What is being painted on. Every change returns the rectangle of the picture to redraw.

    A gesture is any number of `paint` calls ended by one `commit` (or `abandon`), and is one
    step of the history. `clear`, `invert` and `replace` are steps of their own, and commit a
    gesture that is under way first.
    """

    def __init__(self, picture: Picture, mask: MaskSnapshot | None = None) -> None:
        """Begin with a black mask or the one given, of the same size (else MaskSizeMismatch)."""
        self.picture = picture
        self.mask = Mask(picture.size)
        if mask is not None:
            if mask.size != picture.size:
                raise MaskSizeMismatch(mask.size, picture.size)
            self.mask.paste(mask.image(), Rect.of_size(picture.size))
        self.history = History(self.mask)

    @property
    def size(self) -> Size:
        """The picture's displayed size, which is the mask's."""
        return self.picture.size

    def paint(self, shape: Shape, value: int) -> Rect:
        """Set the pixels of a shape to 0 or 255, as part of the gesture under way."""
        if shape.rect.is_empty:
            return EMPTY
        self.history.touch(shape.rect)
        self.mask.will_change(shape.rect)
        self.mask.fill_spans(shape.spans, value)
        self.mask.has_changed(shape.rect)
        return shape.rect

    def commit(self, label: str) -> bool:
        """End the gesture as one undoable step; whether it changed anything."""
        return self.history.commit(label)

    def abandon(self) -> Rect:
        """End the gesture and put everything back as it was before it."""
        return self.history.abandon()

    def undo(self) -> Rect:
        """Take the gesture under way back if there is one, else the last step."""
        return self.abandon() if self.history.in_gesture else self.history.undo()

    def redo(self) -> Rect:
        """Do the last undone step again; nothing while a gesture is under way."""
        return EMPTY if self.history.in_gesture else self.history.redo()

    def clear(self, label: str) -> Rect:
        """Make the mask black."""
        self.history.commit(label)
        white = bounds_of(self.mask.image)
        self.history.record(label, white)
        self.mask.fill(white, KEPT)
        return white

    def invert(self, label: str) -> Rect:
        """Swap black and white."""
        self.history.commit(label)
        self.mask.invert()
        self.history.push(Inversion(label))
        return Rect.of_size(self.size)

    def replace(self, snapshot: MaskSnapshot, label: str) -> Rect:
        """Take another mask of the same size, undoably. Raises MaskSizeMismatch."""
        if snapshot.size != self.size:
            raise MaskSizeMismatch(snapshot.size, self.size)
        self.history.commit(label)
        image = snapshot.image()
        different = bounds_of(ImageChops.difference(image, self.mask.image))
        self.history.record(label, different)
        self.mask.paste(image.crop(different.box), different)
        return different

    def snapshot(self) -> MaskSnapshot:
        """The mask as it is now, for another thread."""
        return self.mask.snapshot(self.picture.orientation)
