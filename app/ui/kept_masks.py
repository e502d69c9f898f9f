"""What has become of each picture's mask: what is kept, and what still has to be written."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

from app.canvas.codec import PictureError, decode_mask, encode_mask
from app.canvas.mask import MaskSnapshot
from app.canvas.picture import Picture
from app.library.errors import LibraryError
from app.library.masks import MaskStore

# For save_now: a disk that takes longer than this is not waited for.
_PATIENCE_SECONDS = 2.0


@dataclass(frozen=True, slots=True, eq=False)
class Kept:
    """What is kept for a picture that is being opened. `mask` is None where nothing is.

    `number` grows with each change: see `KeptMasks.is_newest`. `problem`: there is something,
    and it can't be used.
    """

    mask: MaskSnapshot | None = None
    number: int = 0
    problem: PictureError | LibraryError | None = None


@dataclass(frozen=True, slots=True, eq=False)
class _Step:
    """What is to become of a picture's mask. None for `mask`: there is none any more.

    `sets_aside`: what is kept by then is put out of the way instead of being overwritten.
    """

    mask: MaskSnapshot | bytes | None
    sets_aside: bool = False


class KeptMasks:
    """By the key of their `Source`. May be used from any thread.

    Of the steps that wait for a picture, only the newest counts, but for those before one that
    sets aside. A step stays until it is done: what the disk refuses is still found here.
    """

    def __init__(self, store: MaskStore) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._disk = threading.Lock()  # for one write at a time
        self._waiting: dict[str, list[_Step]] = {}
        self._numbers: dict[str, int] = {}
        self._writing: set[str] = set()

    @property
    def waiting(self) -> tuple[str, ...]:
        """The keys of what has not been written yet."""
        with self._lock:
            return tuple(self._waiting)

    def put(self, key: str, mask: MaskSnapshot) -> None:
        """Have a picture's mask kept; an empty one is none. To be followed by `begin`."""
        with self._lock:
            steps = self._steps(key)
            if steps:
                steps[-1] = _Step(mask, steps[-1].sets_aside)
            else:
                steps.append(_Step(mask))

    def put_in_place(self, key: str, mask: MaskSnapshot | None) -> None:
        """The same for a mask that has not come of the kept one, which is set aside."""
        with self._lock:
            self._steps(key).append(_Step(mask, sets_aside=True))

    def _steps(self, key: str) -> list[_Step]:
        self._numbers[key] = self._numbers.get(key, 0) + 1
        return self._waiting.setdefault(key, [])

    def is_newest(self, key: str, kept: Kept) -> bool:
        """Whether nothing was put since `kept` was found."""
        with self._lock:
            return self._numbers.get(key, 0) == kept.number

    def find(self, key: str, picture: Picture) -> Kept:
        """The newest mask of a picture. Takes its time: not for the GUI thread."""
        with self._lock:
            number = self._numbers.get(key, 0)
            steps = self._waiting.get(key)
            mask = steps[-1].mask if steps else None
        try:
            if not steps:
                mask = self._store.load(key)
            if isinstance(mask, bytes):
                mask = decode_mask(mask, picture.size, picture.orientation)
            elif mask is not None and mask.size != picture.size:
                # Also says what is wrong.
                mask = decode_mask(encode_mask(mask), picture.size, picture.orientation)
        except (PictureError, LibraryError) as error:
            return Kept(None, number, error)
        return Kept(None if mask is None or _is_empty(mask) else mask, number)

    # Writing

    def begin(self, key: str) -> bool:
        """Whether a thread is needed to `write`: nobody is at it who would do this, too."""
        with self._lock:
            needed = key in self._waiting and key not in self._writing
            if needed:
                self._writing.add(key)
            return needed

    def write(self, key: str) -> None:
        """Write what waits, until nothing does. Raises LibraryError; then it still waits."""
        try:
            while (step := self._next(key)) is not None:
                self._do(key, step, self._disk.acquire)
        finally:
            with self._lock:
                self._writing.discard(key)

    def write_now(self) -> None:
        """The same for all keys in this thread, whoever else is at it. Raises LibraryError."""
        for key in self.waiting:
            while (step := self._next(key)) is not None:
                self._do(key, step, lambda: self._disk.acquire(timeout=_PATIENCE_SECONDS))

    def _next(self, key: str) -> _Step | None:
        with self._lock:
            steps = self._waiting.get(key)
            if steps:
                return steps[0]
            # Here and not later: who puts something from now on finds that a thread is needed.
            self._writing.discard(key)
            return None

    def _do(self, key: str, step: _Step, acquire: Callable[[], bool]) -> None:
        encoded = _encoded(step)
        if not self._replace(key, step, encoded):
            return  # there is a newer one by now
        if not acquire():
            raise TimeoutError("the disk takes too long")
        try:
            # It may have been done, or have become old, while the disk was busy.
            if self._is_next(key, encoded):
                self._carry_out(key, encoded)
                self._done(key, encoded)
        finally:
            self._disk.release()

    def _carry_out(self, key: str, step: _Step) -> None:
        if isinstance(step.mask, bytes) and self._holds(key, step.mask):
            return
        if step.sets_aside:
            self._store.set_aside(key)
        if isinstance(step.mask, bytes):
            self._store.save(key, step.mask)
        else:
            self._store.forget(key)

    def _holds(self, key: str, png: bytes) -> bool:
        """Whether just this is kept already."""
        try:
            return self._store.load(key) == png
        except LibraryError:
            return False  # whatever is there has to go out of the way

    def _replace(self, key: str, step: _Step, other: _Step) -> bool:
        """Have another step in the place of the next one, if this still is the next one."""
        with self._lock:
            steps = self._waiting.get(key)
            if not steps or steps[0] is not step:
                return False
            steps[0] = other
            return True

    def _is_next(self, key: str, step: _Step) -> bool:
        return self._replace(key, step, step)

    def _done(self, key: str, step: _Step) -> None:
        with self._lock:
            steps = self._waiting[key]
            if steps[0] is step:
                del steps[0]
            elif steps[0].sets_aside and step.sets_aside:
                # A newer one has taken its place meanwhile; what had to be set aside has been.
                steps[0] = _Step(steps[0].mask)
            if not steps:
                del self._waiting[key]


def _encoded(step: _Step) -> _Step:
    """The step with its mask as PNG, and as None when nothing is painted."""
    mask = step.mask
    if isinstance(mask, MaskSnapshot):
        mask = None if _is_empty(mask) else encode_mask(mask)
    return _Step(mask, step.sets_aside)


def _is_empty(mask: MaskSnapshot) -> bool:
    return not any(b"\xff" in strip for strip in mask.strips())
