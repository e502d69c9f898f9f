"""How far a long computation is, and the wish to stop it; between two threads."""

from __future__ import annotations


class Abandoned(Exception):
    """The computation was stopped because nobody wants its result any more."""


class Progress:
    """One thread computes and calls `report`; others read `fraction` and may call `abandon`.

    Plain attributes suffice: each is written by one side alone and read whole.
    """

    def __init__(self) -> None:
        self.fraction = 0.0
        self._abandoned = False

    def abandon(self) -> None:
        """Ask the computation to stop at its next `report`."""
        self._abandoned = True

    def report(self, fraction: float) -> None:
        """Say how much is done, 0.0 to 1.0. Raises Abandoned once `abandon` was called.

        Every loop over a picture's rows calls it at least every 10 ms or so.
        """
        self.fraction = fraction
        if self._abandoned:
            raise Abandoned

    def part(self, start: float, end: float) -> Progress:
        """For a computation that is only a part of this one: its 0.0 is `start`, its 1.0 `end`."""
        return _Part(self, start, end)


class _Part(Progress):
    def __init__(self, whole: Progress, start: float, end: float) -> None:
        super().__init__()
        self._whole = whole
        self._start = start
        self._length = end - start

    def report(self, fraction: float) -> None:
        super().report(fraction)
        self._whole.report(self._start + fraction * self._length)
