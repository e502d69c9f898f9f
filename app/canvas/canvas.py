"""The canvas: a picture, its mask and the mask's history; the one thing tools talk to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.canvas.geometry import EMPTY, Rect, Size
from app.canvas.history import History
from app.canvas.mask import Mask, MaskSnapshot
from app.canvas.operations import Operation, Replace
from app.canvas.patch import Patch, patch_between
from app.canvas.picture import Picture
from app.canvas.progress import Progress
from app.canvas.stroke import Shape

# So many pixels are gone through within a frame.
_LIGHT_PIXELS = 1_500_000


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """A change of the whole mask that is yet to be computed, in whatever thread.

    `compute` reads the mask as it is: nothing may paint on the canvas before it returns.
    """

    operation: Operation
    picture: Picture
    mask: Mask
    version: int
    record: Callable[[Patch], None]  # what tells the history, once the change is made

    @property
    def is_light(self) -> bool:
        """Whether it is computed within a frame, and so need not leave the GUI thread."""
        return self.operation.is_light and self.mask.size.area <= _LIGHT_PIXELS

    def compute(self, progress: Progress) -> Change:
        """Carry the operation out. Raises Abandoned, and what the operation raises."""
        before, operation = self.mask.image, self.operation
        after = operation.result(self.picture, before, progress.part(0.0, 0.8))
        if isinstance(operation, Patch):
            patch: Patch | None = operation
        else:
            patch = patch_between(operation.label, before, after, progress.part(0.8, 0.95))
        return Change(self, Mask.of(after) if patch is not None else self.mask, patch)


@dataclass(frozen=True, slots=True, eq=False)
class Change:
    """A new state of the whole mask, ready for `Canvas.adopt`, and how it differs from before.

    `patch` is None, and `mask` the old one, when nothing is different.
    """

    plan: Plan
    mask: Mask
    patch: Patch | None

    def fits(self, canvas: Canvas) -> bool:
        """Whether the canvas's mask is still what the change was computed for."""
        return self.plan.mask is canvas.mask and self.plan.version == canvas.mask.version


class Canvas:
    """What is being painted on. Every change returns the rectangle of the picture to redraw.

    A gesture is any number of `paint` calls ended by one `commit` (or `abandon`), and is one
    step of the history. What changes the whole mask at once is a step of its own, and three
    calls, the second of which may take its time in another thread: `plan`, `Plan.compute` and
    `adopt`. `apply` is all of them.
    """

    def __init__(self, picture: Picture, mask: MaskSnapshot | None = None) -> None:
        """Begin with a black mask or the one given, of the same size (else MaskSizeMismatch)."""
        self.picture = picture
        if mask is None:
            self.mask = Mask(picture.size)
        else:
            self.mask = Mask.of(Replace(mask).result(picture, mask.image(), Progress()))
        self.history = History(self.mask)

    @property
    def size(self) -> Size:
        """The picture's displayed size, which is the mask's."""
        return self.picture.size

    # Gestures

    def paint(self, shape: Shape, value: int) -> Rect:
        """Set the pixels of a shape to 0 or 255, as part of the gesture under way."""
        if shape.rect.is_empty:
            return EMPTY
        self.history.touch(shape.rect)
        self.mask.will_change(shape.rect)
        self.mask.fill_spans(shape.spans, value)
        self.mask.has_changed(shape.rect, shape.parts)
        return shape.rect

    def commit(self, label: str) -> bool:
        """End the gesture as one undoable step; whether it changed anything."""
        return self.history.commit(label)

    def abandon(self) -> Rect:
        """End the gesture and put everything back as it was before it."""
        return self.history.abandon()

    # The whole mask

    def plan(self, operation: Operation) -> Plan:
        """What an operation needs; a gesture under way is committed first."""
        self.history.commit(operation.label)
        return self._plan(operation, self.history.push)

    def plan_undo(self) -> Plan | None:
        """What undo needs, when it is too much for one frame; see `undo`."""
        return self._plan_of(self.history.next_undo, self.history.went_back)

    def plan_redo(self) -> Plan | None:
        """What redo needs, when it is too much for one frame; see `redo`."""
        return self._plan_of(self.history.next_redo, self.history.went_forward)

    def adopt(self, change: Change) -> Rect:
        """Make a computed change; instant. Raises OutdatedChange when the mask isn't any more
        what the change was computed for.
        """
        if not change.fits(self):
            raise OutdatedChange
        if change.patch is None:
            return EMPTY
        self.history.tidy()
        self.mask = self.history.mask = change.mask
        change.plan.record(change.patch)
        return change.patch.rect

    def apply(self, operation: Operation) -> Rect:
        """Carry an operation out at once, however long that takes. Raises what it raises."""
        return self.adopt(self.plan(operation).compute(Progress()))

    def undo(self) -> Rect:
        """Take the gesture under way back if there is one, else the last step."""
        return self.abandon() if self.history.in_gesture else self.history.undo()

    def redo(self) -> Rect:
        """Do the last undone step again; nothing while a gesture is under way."""
        return EMPTY if self.history.in_gesture else self.history.redo()

    def snapshot(self) -> MaskSnapshot:
        """The mask as it is now, for another thread."""
        return self.mask.snapshot(self.picture.orientation)

    def _plan_of(self, step: Patch | None, moved: Callable[[Patch], None]) -> Plan | None:
        if step is None or step.is_light or self.history.in_gesture:
            return None
        return self._plan(step, moved)

    def _plan(self, operation: Operation, record: Callable[[Patch], None]) -> Plan:
        return Plan(operation, self.picture, self.mask, self.mask.version, record)


class OutdatedChange(Exception):
    """The mask has changed since; the change would undo that silently."""
