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
